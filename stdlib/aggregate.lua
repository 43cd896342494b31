-- Targets and flags over settled cases. A target adds up two whole numbers, its part and its whole, by
-- county and, where it says so, by one more field; sums of whole numbers do not depend on their order.
-- A flag gives rows with a reason. Both run after the settlement, over rows whose results stand.
local import, host = ...
local faults = import("faults")
local units = import("units")
local resolve = import("resolve")
local layout = import("layout")
local cell = import("cell")
local ffi = require("ffi")

local M = {}

local function place_of(version) return { file = version.file, line = version.line, token = version.name } end

local function whole_number(value, what, version)
  if type(value) == "boolean" then value = value and 1 or 0 end
  if type(value) ~= "number" or value ~= math.floor(value) or math.abs(value) > 2 ^ 53 then
    faults.rule("E312", ("the %s of the target '%s' is %s, not a whole number"):format(what, version.name, faults.show(value)), place_of(version), "count persons, or add up fen")
  end
  return value
end

local function group_value(target, c)
  local by = target.spec.by
  if not by then return "" end
  local value = c[by]
  return type(value) == "number" and ("%d"):format(value) or tostring(value)
end

local function sums_for(sums, name, county, group)
  local key = table.concat({ name, county, group }, "\1")
  local entry = sums[key]
  if not entry then
    entry = { target = name, county = county, group = group, part = 0, whole = 0, assumed_part = 0, rows = 0 }
    sums[key] = entry
  end
  return entry
end

-- The definitions of one kind over cases that hold for a county on a day.
local function definitions(self, plural, county)
  local cached = self.definitions[plural] and self.definitions[plural][county]
  if cached then return cached end
  local jurisdiction, list = self.rules.codes[layout.book.counties[county]], {}
  for _, name in ipairs(self.rules.names[plural]) do
    local version = resolve.definition(jurisdiction, plural, name, self.day)
    if version and version.spec.over == "case" then list[#list + 1] = version end
  end
  self.definitions[plural] = self.definitions[plural] or {}
  self.definitions[plural][county] = list
  return list
end

local function held_of(self, c)
  local reading = self.readings[c.county_]
  if not reading then
    reading = resolve.reading(self.rules, self.rules.codes[layout.book.counties[c.county_]], self.day)
    self.readings[c.county_] = reading
  end
  return c[layout.held_fields[reading.identity_by]]
end

local function parameters_of(self, county)
  local p = self.parameters[county]
  if not p then
    p = resolve.parameters(self.rules, self.rules.codes[layout.book.counties[county]], self.day)
    self.parameters[county] = p
  end
  return p
end

local function add_target(self, target, row, c, p, o)
  local spec = target.spec
  if spec.where and not spec.where(c, p, o) then return end
  local entry = sums_for(self.sums, target.name, c.county_, group_value(target, c))
  local part = whole_number(spec.part(c, p, o), "part", target)
  entry.part = entry.part + part
  entry.whole = entry.whole + whole_number(spec.whole(c, p, o), "whole", target)
  entry.rows = entry.rows + 1
  if o.assumed_ ~= 0 then entry.assumed_part = entry.assumed_part + part end
end

local function add_flag(self, flag, row, c, p, o, history)
  local answer = flag.spec.when(c, p, history, o)
  if not answer then return end
  if type(answer) ~= "string" then answer = flag.spec.title end
  table.insert(self.flag_rows, { flag = flag.name, row = row, reason = answer:sub(1, 200) })
end

-- Adds rows first … last. `evaluation`: see evaluate.lua. Returns lists of sums and of flagged rows.
function M.run(evaluation, first, last, day)
  local rules = evaluation.rules
  local self = { rules = rules, day = day, definitions = {}, parameters = {}, readings = {}, sums = {}, flag_rows = host.list {} }
  local results = ffi.cast(ffi.typeof("const $ *", layout.types(rules).result), evaluation.O)
  units.evaluating = true
  for row = first, last do
    evaluation.progress.position = row
    local c, o = evaluation.C[row], results[row]
    if o.status_ == 1 then
      local p = parameters_of(self, c.county_)
      cell.held, cell.row = held_of(self, c), row
      for _, target in ipairs(definitions(self, "targets", c.county_)) do add_target(self, target, row, c, p, o) end
      for _, flag in ipairs(definitions(self, "flags", c.county_)) do add_flag(self, flag, row, c, p, o, evaluation.history) end
    end
  end
  units.evaluating = false
  local list = host.list {}
  for _, key in ipairs(faults.names(self.sums)) do list[#list + 1] = self.sums[key] end
  return list, self.flag_rows
end

-- The threshold of every target for every county: value, text, and whether it is assumed.
function M.thresholds(rules, counties, day)
  local list = host.list {}
  for index, code in ipairs(counties) do
    local jurisdiction = rules.codes[code]
    for _, name in ipairs(rules.names.targets) do
      local target = resolve.definition(jurisdiction, "targets", name, day)
      if target then
        local parameter = target.spec.threshold
        local declared = rules.parameters[parameter]
        if not declared then
          faults.rule("E201", ("the target '%s' names an unknown parameter '%s'"):format(name, parameter), place_of(target), faults.near(parameter, faults.names(rules.parameters)))
        end
        if #declared.by > 0 or (declared.unit ~= "ratio" and declared.unit ~= "count" and declared.unit ~= "yuan" and declared.unit ~= "days") then
          faults.rule("E237", ("the threshold '%s' of the target '%s' is not a single number"):format(parameter, name), place_of(target))
        end
        local version = resolve.value(jurisdiction, parameter, "", day)
        list[#list + 1] = { target = name, county = index, title = target.spec.title, at_least = target.spec.at_least, unit = declared.unit, parameter = parameter,
          value = version and version.content, assumed = version and version.assumed or false, source = version and version.source, by = target.spec.by }
      end
    end
  end
  return list
end

return M
