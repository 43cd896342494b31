-- The words that a scenario has beside those of a rule file: where what follows holds (at), for whom (only),
-- and changes of what holds without it (scale, add; their arithmetic is in scaling.lua).
local import = ...
local arguments = import("arguments")
local catalogue = import("catalogue")
local faults = import("faults")
local names = import("names")
local overlay = import("overlay")
local scaling = import("scaling")
local values = import("values")

local M = {}

-- Their names.
M.names = { "at", "only", "scale", "add" }

-- What `only` names: a list of identities, or { false } for everybody.
local function identities_of(rules, what)
  if what == "everyone" or what == "所有人" then return { false } end
  local known, list = rules.enumerations.identity_kind, {}
  if type(what) == "string" then what = { what } end
  if type(what) ~= "table" or #what == 0 then
    faults.rule("E289", "only needs an identity or a list of them, not " .. faults.show(what), "only", 'for example only "dibao", only { "dibao", "tekun" } or only "everyone"')
  end
  for i, name in ipairs(what) do
    local index = known and type(name) == "string" and known.index[name]
    if not index then faults.rule("E203", ("there is no '%s' in identity_kind"):format(tostring(name)), tostring(name), known and names.near_value(known, name)) end
    list[i] = known.names[index]
  end
  return list
end

-- What a text names for scale and add: { declared, keys } each, and whether it is one parameter.
local function named(rules, text)
  local declared, key = catalogue.exact(rules, tostring(text))
  if declared then return { { declared = declared, keys = catalogue.wanted_keys(rules, declared, key) } }, true end
  local list = {}
  for _, name in ipairs(rules.parameter_order) do
    local one = rules.parameters[name]
    local own = rules.chinese.parameters[name] or name
    if name:sub(1, #text + 1) == text .. "." or own:sub(1, #text + 1) == text .. "." then list[#list + 1] = { declared = one, keys = catalogue.keys(rules, one) } end
    for _, full in ipairs({ name, own }) do
      if #one.by > 0 and text:sub(1, #full + 1) == full .. "." then
        local enumeration, rest = rules.enumerations[one.by[1]], text:sub(#full + 2)
        faults.rule("E203", ("'%s' is no key of '%s'"):format(rest, full), rest, names.near_value(enumeration, rest:match("^[^.]*")))
      end
    end
  end
  if #list == 0 then names.unknown_parameter(rules, text, text) end
  return list, false
end

-- Keeps a change; a value that is given and changed in one scenario would leave open which comes first.
local function keep(rules, declared, key, version, shown)
  values.keep(rules, declared, key, version, shown)
  for _, holder in ipairs(rules.context.holders) do
    for _, other in ipairs(holder.values[declared.name][key]) do
      if not other.change then
        faults.rule("E291", ("'%s' is given a value in %s:%d and changed here, in one scenario"):format(shown, other.file, other.line), shown:match("[^.]+$"), "write the value that is meant, or make two scenarios and stack them: a.lua+b.lua")
      end
    end
  end
end

-- The words that a scenario has beside those of rule files, and what chooses the place they begin at.
function M.of(rules)
  local place, only = overlay.root(rules), { false }
  local function choose()
    local holders = {}
    for i, identity in ipairs(only) do holders[i] = overlay.over(rules, place, identity or nil) end
    rules.context.holders, rules.context.jurisdiction = holders, holders[1]
  end
  local function change(kind)
    return function(name, value)
      arguments.need_context(rules, kind)
      if type(name) ~= "string" then faults.rule("E285", kind .. " needs the name of a parameter, not " .. faults.show(name), kind, kind .. '("basic.ratio", …)') end
      local found, exact = named(rules, name)
      scaling.word(kind, name, value, found, exact, function(...) keep(rules, ...) end)
    end
  end
  return {
    at = function(text)
      arguments.need_context(rules, "at")
      place = overlay.place(rules, text)
      choose()
    end,
    only = function(what)
      arguments.need_context(rules, "only")
      only = identities_of(rules, what)
      choose()
    end,
    scale = change("scale"), add = change("add"),
  }, choose
end

return M
