-- Values of a scenario put into tables of parameters that are there already, so that a variant of the rules costs
-- next to nothing. Only where the scenario gives plain values on all days to parameters that have one: anything else is
-- resolved anew. A newcomer forgets that a table holds every value under English and Chinese names.
local import = ...
local overlay = import("overlay")
local resolve = import("resolve")

local M = {}

-- The values that lie over the rules, as a set of names, each with a set of keys; nil when what lies there is more than
-- plain values of parameters that formulas read.
function M.plain(rules)
  local set = {}
  for _, laid in ipairs(overlay.laid(rules)) do
    if laid.identity or next(laid.definitions) then return nil end
    for name, by_key in pairs(laid.values) do
      if name:find("^settlement_rules%.") then return nil end -- they decide which group a case is in
      set[name] = set[name] or {}
      for key, versions in pairs(by_key) do
        if #versions ~= 1 or versions[1].begins ~= -math.huge or versions[1].ends then return nil end
        set[name][key] = true
      end
    end
  end
  return set
end

-- The table that holds a parameter: its node, and the last part of its name.
local function node_of(p, name)
  local prefix, last = name:match("^(.*)%.([^.]+)$")
  for part in prefix:gmatch("[^.]+") do p = p and rawget(p, part) end
  return p, last
end

local function replace(node, key, value)
  if not node or rawget(node, key) == nil then return false end
  rawset(node, key, value)
  return true
end

-- One value under one name of its parameter; keys in both spellings.
local function put_under(rules, declared, p, name, keys, content)
  local node, last = node_of(p, name)
  if #keys == 0 then return replace(node, last, content) end
  node = node and rawget(node, last)
  for i, key in ipairs(keys) do
    local enumeration = rules.enumerations[declared.by[i]]
    local chinese = enumeration.chinese[enumeration.index[key]]
    if i == #keys then return replace(node, key, content) and replace(node, chinese, content) end
    node = node and rawget(node, key)
  end
end

local function put(rules, jurisdiction, day, p, name, key)
  local declared, keys = rules.parameters[name], {}
  local version = resolve.value(jurisdiction, name, key, day)
  if not version then return false end
  for part in key:gmatch("[^|]+") do keys[#keys + 1] = part end
  return put_under(rules, declared, p, name, keys, resolve.content(declared, version, false)) and
    (not declared.chinese or put_under(rules, declared, p, declared.chinese, keys, resolve.content(declared, version, true)))
end

-- Puts what now holds in a place on a day into a table of its parameters, for a set of names and keys. False when that
-- cannot be done; the table must be made anew then.
function M.put(rules, jurisdiction, day, p, set)
  for name, by_key in pairs(set) do
    for key in pairs(by_key) do
      if not put(rules, jurisdiction, day, p, name, key) then return false end
    end
  end
  return true
end

-- Two sets as one.
function M.both(left, right)
  local set = {}
  for _, one in ipairs({ left, right }) do
    for name, by_key in pairs(one) do
      set[name] = set[name] or {}
      for key in pairs(by_key) do set[name][key] = true end
    end
  end
  return set
end

return M
