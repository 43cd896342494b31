-- The environment of scripts: an allow-list, with the reason of each group. Absent on purpose: io, os,
-- debug, package, require, load and its kin, getfenv, setfenv, getmetatable, setmetatable, raw access,
-- coroutine, collectgarbage, jit, ffi, newproxy, random numbers, pcall (an error is never swallowed).
local import = ...
local faults = import("faults")
local units = import("units")
local tiers = import("tiers")
local chinese = import("chinese")

local M = {}

local purity = import("purity")

local function frozen(name, members)
  return setmetatable({}, {
    __index = function(_, key)
      local value = members[key]
      if value == nil then
        faults.rule("E202", ("unknown name '%s.%s'"):format(name, tostring(key)), tostring(key), faults.near(key, faults.names(members)) or "it has " .. table.concat(faults.names(members), ", "))
      end
      return value
    end,
    __newindex = function(_, key) faults.rule("E306", ("'%s.%s' cannot be changed"):format(name, tostring(key)), tostring(key), "give your function a name of its own, with `local`") end,
    __metatable = false,
  })
end

-- Tables that answer to names by themselves: their names in order, or false if they cannot be walked.
M.listed = setmetatable({}, { __mode = "k" })

-- The same for rows of registers: their names in order, or nil for what is none (set by row_objects.lua).
function M.row_fields() return nil end

-- Iterates in the order of the keys (numbers, then texts), so that no result depends on memory.
local function ordered_pairs(t)
  local listed = M.listed[t]
  if listed == nil and type(t) == "cdata" then listed = M.row_fields(t) end
  if type(t) ~= "table" and not listed or listed == false then faults.rule("E309", "pairs(…) needs a table, not what a rule is given", "pairs", "name the fields that you want") end
  if listed then
    local i = 0
    return function()
      i = i + 1
      if listed[i] ~= nil then return listed[i], t[listed[i]] end
    end
  end
  local keys = {}
  for key in next, t do keys[#keys + 1] = key end
  table.sort(keys, function(a, b)
    if type(a) == type(b) and type(a) ~= "boolean" then return a < b end
    return type(a) == "number"
  end)
  local i = 0
  return function()
    i = i + 1
    if keys[i] ~= nil then return keys[i], t[keys[i]] end
  end
end

-- gsub calls nothing back: recursion through it ends the stack of LuaJIT.
local gsub = string.gsub
local function plain_gsub(text, pattern, replacement, most)
  if type(replacement) == "function" then faults.rule("E308", "gsub takes no function here", "gsub", "give it a text or a table to put in") end
  return gsub(text, pattern, replacement, most)
end

local cell, floor, type = import("cell"), math.floor, type

-- round(x): half-up to the whole fen, away from zero below zero.
function M.round(x)
  if type(x) ~= "number" then faults.rule("E313", "round needs a number, not " .. faults.show(x), "round", "look at what the name in the brackets stands for") end
  if x < 0 then return -floor(-x + 0.5 + cell.slack) end
  return floor(x + 0.5 + cell.slack)
end

-- Safe to repeat, read nothing outside, bounded by their arguments.
-- format gives no addresses: what is neither text nor number is shown by its kind.
local format = string.format
local function plain_format(form, ...)
  local values, count = { ... }, select("#", ...)
  if tostring(form):find("%%[%-+ #0-9.]*p") then faults.rule("E308", "format has no %p here", "format", "addresses are not the same twice") end
  for i = 1, count do
    local kind = type(values[i])
    if kind ~= "string" and kind ~= "number" then values[i] = (kind == "boolean" or kind == "nil") and tostring(values[i]) or kind end
  end
  return format(form, unpack(values, 1, count))
end

M.members = {} -- of `string` and `math`, for trace.lua
M.frozen = frozen
M.members.string = {
  byte = string.byte, char = string.char, find = string.find, format = plain_format, gmatch = string.gmatch, gsub = plain_gsub,
  len = string.len, lower = string.lower, match = string.match, rep = string.rep, reverse = string.reverse, sub = string.sub, upper = string.upper,
}
M.members.math = { abs = math.abs, ceil = math.ceil, floor = math.floor, max = math.max, min = math.min, fmod = math.fmod, huge = math.huge }
local text_functions, number_functions = frozen("string", M.members.string), frozen("math", M.members.math)
-- Tables are made while rules are loaded; a formula that could fill one would remember.
local function at_load(name, fn)
  return function(...)
    if units.evaluating then faults.rule("E223", ("table.%s cannot be used in a formula"):format(name), name, "a rule remembers nothing; work with local numbers") end
    return fn(...)
  end
end
local table_functions = frozen("table", { concat = table.concat, insert = at_load("insert", table.insert), remove = at_load("remove", table.remove), sort = at_load("sort", table.sort) })

local function show(value)
  local kind = type(value)
  if kind == "table" or kind == "function" or kind == "cdata" or kind == "userdata" then return kind end
  return tostring(value)
end

-- Names that every script may use. Numbers and text; units; the ordinary control of Lua.
M.words = {
  percent = units.percent, yuan = units.yuan, count = units.count, days = units.days, date = units.date, year_of = units.year_of, month_of = units.month_of, quarter_of = units.quarter_of, years_between = units.years_between, assumed = units.assumed, tiers = tiers.tiers,
  round = M.round, min = math.min, max = math.max, floor = math.floor, ceil = math.ceil, abs = math.abs,
  math = number_functions, string = text_functions, table = table_functions,
  pairs = ordered_pairs, ipairs = ipairs, select = select, unpack = unpack, tostring = show, tonumber = tonumber, type = type, error = error, assert = assert,
}

-- ("text"):method() reaches the same list, and nothing can be added to it.
local strings = getmetatable("")
strings.__index = text_functions
strings.__metatable = false

-- The functions among the words, as a set: they keep nothing between calls.
M.harmless = {}
for _, value in pairs(M.words) do
  if type(value) == "function" then M.harmless[value] = true end
end
for _, members in ipairs({ text_functions, number_functions, table_functions }) do
  M.listed[members] = false
end

purity.harmless = M.harmless

-- A fresh environment: the words, `extra` words, and `lookup(name)` for whatever else has a meaning.
function M.environment(extra, lookup, all_names)
  local environment = {}
  for name, value in pairs(M.words) do environment[name] = value end
  for name, value in pairs(extra) do environment[name] = value end
  for _, pair in ipairs(chinese.words) do environment[pair[2]] = environment[pair[1]] end
  for name, value in pairs(chinese.constants) do environment[name] = value end
  return setmetatable(environment, {
    __index = function(_, name)
      local value = lookup(name)
      if value ~= nil then return value end
      local names = all_names()
      for known in pairs(environment) do names[#names + 1] = known end
      faults.rule("E201", "unknown name '" .. tostring(name) .. "'", tostring(name), faults.advice(name, names))
    end,
    __metatable = false,
  })
end

return M
