-- The amounts at which bills are probed: every threshold, cap, deductible and bound of a band in force,
-- with a fen less and a fen more, and a ladder between. Between them the probe looks for itself.
local import = ...
local resolve = import("resolve")

local M = {}

local LEAST_TOP, MOST_TOP = 100000000, 10000000000 -- fen
local FROM, RUNGS = 100, 2 -- the ladder: from one yuan up, so many times each

-- All keys of a parameter, "" for one without.
local function keys_of(rules, declared)
  local keys = { "" }
  for i, enumeration in ipairs(declared.by) do
    local longer = {}
    for _, key in ipairs(keys) do
      for _, name in ipairs(rules.enumerations[enumeration].names) do longer[#longer + 1] = i == 1 and name or key .. "|" .. name end
    end
    keys = longer
  end
  return keys
end

-- Calls visit(name, key, version, amount) for every amount of money among the parameters of a set of
-- names that are in force.
function M.each(rules, jurisdiction, day, names, visit)
  for _, name in ipairs(rules.parameter_order) do
    local declared = rules.parameters[name]
    if names[name] and (declared.unit == "yuan" or declared.unit == "tiers") then
      for _, key in ipairs(keys_of(rules, declared)) do
        local version = resolve.value(jurisdiction, name, key, day)
        if version and declared.unit == "yuan" then visit(name, key, version, version.content) end
        local t = version and declared.unit == "tiers" and version.content.bands
        if t and t.threshold > 0 then visit(name, key, version, t.threshold) end
        for i = 0, t and t.bands - 1 or -1 do
          if t.upto[i] < math.huge then
            visit(name, key, version, t.upto[i])
            if not t.absolute and t.threshold > 0 then visit(name, key, version, t.upto[i] + t.threshold) end
          end
        end
      end
    end
  end
end

local function sorted(set)
  local list = {}
  for amount in pairs(set) do list[#list + 1] = amount end
  table.sort(list)
  return list
end

-- Two lists, in order: the ladder with the amounts themselves, and the same with a fen less and more.
function M.lists(rules, jurisdiction, day, names)
  local plain, fine, top = {}, { [0] = true, [1] = true }, LEAST_TOP
  M.each(rules, jurisdiction, day, names, function(_, _, _, amount)
    plain[amount] = true
    top = math.max(top, 4 * amount)
  end)
  top = math.min(top, MOST_TOP)
  local rung = FROM
  while rung < top do
    plain[rung] = true
    rung = rung * RUNGS
  end
  plain[top] = true
  for amount in pairs(plain) do
    for near = math.max(0, amount - 1), amount + 1 do fine[near] = true end
  end
  return sorted(plain), sorted(fine)
end

return M
