-- Which fields of a register the formulas of a target or flag can read: those whose name or title stands in a text of
-- them, or in a table or text that they hold from outside. The host sends no others, since rows are many.
-- What a newcomer gets wrong: a name that is put together ("birth" .. "day") is not seen; reading it is an error.
local import = ...
local purity = import("purity")
local util = require("jit.util")

local M = {}

local FORMULAS = { "where", "part", "whole", "group", "when" }

-- Texts in a value that a function holds: itself, and keys and values of tables.
local function collect(words, value, seen)
  if type(value) == "string" then words[value] = true end
  if type(value) ~= "table" or seen[value] then return end
  seen[value] = true
  for key, inner in next, value do
    collect(words, key, seen)
    collect(words, inner, seen)
  end
end

local function words_of(fn, words, seen)
  purity.each(fn, function(one)
    local index, up = -1, 1
    while true do
      local constant = util.funck(one, index)
      if constant == nil then break end
      collect(words, constant, seen)
      index = index - 1
    end
    while type(one) == "function" do
      local name, value = debug.getupvalue(one, up)
      if not name then break end
      collect(words, value, seen)
      up = up + 1
    end
  end)
end

-- The texts of all formulas of a target or flag, as a set.
local function words(version)
  if not version.words then
    local set, seen = {}, {}
    for _, field in ipairs(FORMULAS) do
      if type(version.spec[field]) == "function" then words_of(version.spec[field], set, seen) end
    end
    if version.spec.by then set[version.spec.by] = true end
    version.words = set
  end
  return version.words
end

-- Adds the names of the fields of an entity that a version can read to a set; all of them if it walks rows.
function M.add(set, version, entity)
  local read = words(version)
  for _, field in ipairs(entity.fields) do
    if not field.personal and (read[field.name] or read[field.title] or read.pairs or read["逐项"]) then set[field.name] = true end
  end
end

return M
