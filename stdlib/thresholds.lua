-- What figures are held against: the threshold of every target for a place, one a group where its parameter is keyed
-- by what the target is by; and the budget, where that stands for the sum of the wholes.
local import, host = ...
local faults = import("faults")
local resolve = import("resolve")
local names = import("names")

local M = {}

local NUMBERS = { ratio = true, count = true, yuan = true, days = true }

local function place_of(version) return { file = version.file, line = version.line, token = version.name } end

-- The declared parameter that a target names.
local function parameter_of(rules, target, field)
  local name = target.spec[field]
  if not name then return nil end
  local declared = rules.parameters[name]
  if not declared then
    faults.rule("E201", ("the target '%s' names an unknown parameter '%s'"):format(target.name, name), place_of(target), faults.near(name, names.all(rules, "parameters")))
  end
  local keys = field == "threshold" and target.spec.by and 1 or 0
  if #declared.by > keys or not NUMBERS[declared.unit] then
    faults.rule("E237", ("the %s '%s' of the target '%s' is not a single number"):format(field, name, target.name), place_of(target))
  end
  return declared
end

-- Thresholds by group, for a parameter that is keyed by an enumeration; nil for one that is not.
local function groups_of(rules, jurisdiction, declared, day)
  if not declared or #declared.by == 0 then return nil end
  local groups = {}
  for _, key in ipairs(rules.enumerations[declared.by[1]].names) do
    local version = resolve.value(jurisdiction, declared.name, key, day)
    if version then groups[key] = { value = version.content, assumed = version.assumed or false } end
  end
  return groups
end

-- For every county and target: { target, county, title, at_least, unit, parameter, value, assumed, source, by, groups,
-- budgeted, budget }. What has no value is left out.
function M.list(rules, counties, day)
  local list = host.list {}
  for index, code in ipairs(counties) do
    local jurisdiction = rules.codes[code]
    for _, name in ipairs(rules.names.targets) do
      local target = resolve.definition(jurisdiction, "targets", name, day)
      if target then
        local declared, budget = parameter_of(rules, target, "threshold"), parameter_of(rules, target, "budget")
        local groups = groups_of(rules, jurisdiction, declared, day)
        local version = declared and not groups and resolve.value(jurisdiction, declared.name, "", day)
        local set_aside = budget and resolve.value(jurisdiction, budget.name, "", day)
        list[#list + 1] = { target = name, county = index, title = target.spec.title, at_least = target.spec.at_least or false, unit = declared and declared.unit or "ratio", parameter = target.spec.threshold,
          value = version and version.content, assumed = version and version.assumed or false, source = version and version.source, by = target.spec.by, groups = groups,
          budgeted = budget ~= nil, budget = set_aside and set_aside.content }
      end
    end
  end
  return list
end

return M
