-- Targets and flags over entities other than cases: villages, contracts, visits, households … The host
-- hands over their rows, a few thousand at a time, each with the code of its county; what a formula
-- gets is a row that answers to the fields of the schema alone.
local import, host = ...
local faults = import("faults")
local units = import("units")
local resolve = import("resolve")
local sandbox = import("sandbox")
local names = import("names")
local shortfall = import("shortfall")

local M = {}

-- A maker of row objects: a field without a value reads as nil, one that is not declared is an error.
-- A Chinese title reads the same field, and of an enumeration the Chinese name of the value.
local function row_maker(rules, entity)
  local known, list, own = {}, {}, {}
  for _, field in ipairs(entity.fields) do
    if not field.personal then
      known[field.name] = field
      list[#list + 1] = field.name
      if names.is_identifier(field.title) then own[field.title] = field end
    end
  end
  local meta = { __metatable = false, __newindex = function(_, key) faults.rule("E306", "a row cannot be changed", tostring(key)) end }
  meta.__index = function(row, key)
    local field = own[key]
    if field then
      local value = row[field.name]
      local enumeration = field.of and rules.enumerations[field.of]
      return value and enumeration and enumeration.chinese[enumeration.index[value]] or value
    end
    if not known[key] then
      local all = faults.names(own)
      for _, name in ipairs(list) do all[#all + 1] = name end
      faults.rule("E204", ("a %s has no field '%s'"):format(entity.name, tostring(key)), tostring(key), faults.near(tostring(key), all) or "fields: " .. table.concat(names.is_chinese(key) and faults.names(own) or list, ", "))
    end
  end
  return function(given)
    local object = {}
    for name, field in pairs(known) do
      local value = given[name]
      if value ~= nil and field.type == "date" then value = units.day_number(value) end
      if value ~= nil and field.type == "flag" then value = value ~= 0 end
      object[name] = value
    end
    sandbox.listed[object] = list
    return setmetatable(object, meta)
  end
end

local function whole_number(version, what, value)
  if type(value) == "boolean" then value = value and 1 or 0 end
  if type(value) ~= "number" or value ~= math.floor(value) then
    faults.rule("E312", ("the %s of the target '%s' is %s, not a whole number"):format(what, version.name, faults.show(value)), { file = version.file, line = version.line, token = version.name },
      "count persons or things, or add up fen")
  end
  return value
end

-- What holds for a county on the day, over one entity; nil where there are no rules.
local function county_of(self, code)
  if self.counties[code] ~= nil then return self.counties[code] end
  local jurisdiction, known = self.rules.codes[code], false
  if jurisdiction then
    known = { jurisdiction = jurisdiction, p = resolve.parameters(self.rules, jurisdiction, self.day), targets = {}, flags = {} }
    for _, plural in ipairs({ "targets", "flags" }) do
      for _, name in ipairs(self.rules.names[plural]) do
        local version = resolve.definition(jurisdiction, plural, name, self.day)
        if version and version.spec.over == self.entity.name then table.insert(known[plural], version) end
      end
    end
  end
  self.counties[code] = known
  return known
end

local function add_target(self, target, given, row, known)
  local spec, p, code = target.spec, known.p, given.county
  if spec.where and not spec.where(row, p) then return end
  local group = spec.by and tostring(row[spec.by] == nil and "" or row[spec.by]) or ""
  local key = table.concat({ target.name, code, group }, "\1")
  local sum = self.sums[key]
  if not sum then
    sum = { target = target.name, code = code, group = group, part = 0, whole = 0, assumed_part = 0, rows = 0 }
    self.sums[key] = sum
  end
  local part, whole = whole_number(target, "part", spec.part(row, p)), whole_number(target, "whole", spec.whole(row, p))
  sum.part, sum.whole, sum.rows = sum.part + part, sum.whole + whole, sum.rows + 1
  if target.name == self.wanted and shortfall.short(target, shortfall.threshold(known.jurisdiction, target, self.day), part, whole) then
    table.insert(self.short, { id = tostring(given.id), code = code, part = part, whole = whole })
  end
end

local function add_row(self, given)
  local known = county_of(self, given.county)
  if not known then return end
  local row = self.make(given.row)
  for _, target in ipairs(known.targets) do add_target(self, target, given, row, known) end
  for _, flag in ipairs(known.flags) do
    local answer = flag.spec.when(row, known.p)
    if answer then
      if type(answer) ~= "string" then answer = flag.spec.title end
      table.insert(self.flag_rows, { flag = flag.name, id = tostring(given.id), code = given.county, reason = faults.clean(answer, 200) })
    end
  end
end

-- Adds up rows ({ county, id, row = { field = value } }) of an entity by what holds on a day: lists of
-- sums ({ target, code, group, … }), of flagged rows ({ flag, id, code, reason }), and of the rows ({ id, code, part, whole })
-- that keep the target `wanted` back.
function M.run(rules, schema, entity_name, day, rows, wanted)
  local entity = schema.entities[entity_name]
  local self = { rules = rules, entity = entity, day = day, make = row_maker(rules, entity), counties = {}, sums = {}, flag_rows = host.list {}, wanted = wanted, short = host.list {} }
  units.evaluating = true
  for _, given in ipairs(rows) do add_row(self, given) end
  units.evaluating = false
  local list = host.list {}
  for _, key in ipairs(faults.names(self.sums)) do list[#list + 1] = self.sums[key] end
  return list, self.flag_rows, self.short
end

return M
