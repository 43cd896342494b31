-- Targets and flags over entities other than cases: persons, villages, contracts, visits … The host hands over their
-- rows, a few thousand at a time, each with the code of its county and the rows of other entities that belong to it.
-- A formula gets the row (row_objects.lua), the parameters of the county, and the run: { year, first, day }.
local import, host = ...
local faults = import("faults")
local units = import("units")
local resolve = import("resolve")
local row_objects = import("row_objects")

local M = {}

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
    known = { p = resolve.parameters(self.rules, jurisdiction, self.run.day), targets = {}, flags = {} }
    for _, plural in ipairs({ "targets", "flags" }) do
      for _, name in ipairs(self.rules.names[plural]) do
        local version = resolve.definition(jurisdiction, plural, name, self.run.day)
        if version and version.spec.over == self.entity.name then table.insert(known[plural], version) end
      end
    end
  end
  self.counties[code] = known
  return known
end

-- Whether rows of every entity that it needs belong to the row.
local function has_needed(version, sent)
  for name in pairs(version.needs) do
    if #sent[version.links[name].key] == 0 then return false end
  end
  return true
end

local function group_of(self, spec, row, p)
  local group
  if spec.group then group = spec.group(row, p, self.run) elseif spec.by then group = row[spec.by] end
  return group == nil and "" or tostring(group)
end

local function add_target(self, target, code, row, p)
  local spec = target.spec
  if spec.where and not spec.where(row, p, self.run) then return end
  local group = faults.clean(group_of(self, spec, row, p), 80)
  local key = table.concat({ target.name, code, group }, "\1")
  local sum = self.sums[key]
  if not sum then
    sum = { target = target.name, code = code, group = group, part = 0, whole = 0, assumed_part = 0, rows = 0 }
    self.sums[key] = sum
  end
  sum.part = sum.part + whole_number(target, "part", spec.part(row, p, self.run))
  sum.whole = sum.whole + whole_number(target, "whole", spec.whole(row, p, self.run))
  sum.rows = sum.rows + 1
end

local function add_flag(self, flag, code, id, row, p)
  local answer = flag.spec.when(row, p, self.run)
  if not answer then return end
  if type(answer) ~= "string" then answer = flag.spec.title end
  table.insert(self.flag_rows, { flag = flag.name, id = tostring(id), code = code, reason = faults.clean(answer, 200) })
end

-- given: { code of the county, key, values of the fields, a list of rows a link }.
local function add_row(self, given)
  local code, id = given[1], given[2]
  local known = county_of(self, code)
  if not known then return end
  local sent, row = {}, self.make(given[3])
  for i, key in ipairs(self.keys) do sent[key] = given[4][i] end
  row_objects.enter(row, sent, self.makers)
  for _, kind in ipairs({ "targets", "flags" }) do
    for _, version in ipairs(known[kind]) do
      if has_needed(version, sent) then
        row_objects.ask(self.rules, version, known.p, self.run)
        if kind == "targets" then add_target(self, version, code, row, known.p) else add_flag(self, version, code, id, row, known.p) end
      end
    end
  end
end

-- request: { entity, day, year, with = [{ entity, field, via }] }, as belonging.plans gave them.
local function start(rules, schema, request)
  local entity = schema.entities[request.entity]
  local self = { rules = rules, entity = entity, make = row_objects.maker(rules, entity), makers = {}, keys = {}, counties = {} }
  for i, one in ipairs(request.with) do
    self.keys[i] = one.entity .. "." .. one.field .. "=" .. one.via
    self.makers[one.entity] = self.makers[one.entity] or row_objects.maker(rules, schema.entities[one.entity])
  end
  self.run = { year = request.year, first = units.day_number(("%04d-01-01"):format(request.year)), day = request.day }
  return self
end

local at_hand -- the reading on its way: one entity of one run

-- Adds up rows (see add_row) of an entity by what holds on a day: lists of sums ({ target, code, group, … }) and of
-- flagged rows ({ flag, id, code, reason }). `first`: they are the first rows of the entity.
function M.run(rules, schema, request)
  if request.first or not at_hand then at_hand = start(rules, schema, request) end
  local self = at_hand
  self.sums, self.flag_rows = {}, host.list {}
  units.evaluating = true
  for _, given in ipairs(request.rows) do add_row(self, given) end
  units.evaluating = false
  local list = host.list {}
  for _, key in ipairs(faults.names(self.sums)) do list[#list + 1] = self.sums[key] end
  return list, self.flag_rows
end

return M
