-- Targets and flags over entities other than cases: persons, villages, contracts, visits … The host hands over their
-- rows, a few thousand at a time, each with the code of its county and the rows of other entities that belong to it.
-- A formula gets the row (row_objects.lua), the parameters of the county, and the run: { year, first, day }.
local import, host = ...
local faults = import("faults")
local units = import("units")
local resolve = import("resolve")
local row_objects = import("row_objects")
local shortfall = import("shortfall")

local M = {}

local function whole_number(version, what, value)
  if type(value) == "boolean" then value = value and 1 or 0 end
  if type(value) ~= "number" or value ~= math.floor(value) then
    faults.rule("E312", ("the %s of the target '%s' is %s, not a whole number"):format(what, version.name, faults.show(value)), { file = version.file, line = version.line, token = version.name },
      "count persons or things, or add up fen")
  end
  return value
end

-- Whether everything that a target or flag asks for was read: registers without any row are not.
local function is_read(self, version)
  for _, link in pairs(version.links) do
    if not self.places[link.key] then return false end
  end
  return true
end

-- The places of what must belong to a row.
local function needed_places(self, version)
  local list = {}
  for name in pairs(version.needs) do list[#list + 1] = self.places[version.links[name].key] end
  return list
end

-- What holds for a county on the day, over one entity; false where there are no rules. Of its targets: the sums of
-- the rows at hand by group.
local function county_of(self, code)
  if self.counties[code] ~= nil then return self.counties[code] end
  local jurisdiction, known = self.rules.codes[code], false
  if jurisdiction then
    known = { jurisdiction = jurisdiction, p = resolve.parameters(self.rules, jurisdiction, self.run.day), targets = {}, flags = {} }
    for _, plural in ipairs({ "targets", "flags" }) do
      for _, name in ipairs(self.rules.names[plural]) do
        local version = resolve.definition(jurisdiction, plural, name, self.run.day)
        if version and version.spec.over == self.entity.name and is_read(self, version) then
          table.insert(known[plural], { version = version, spec = version.spec, needed = needed_places(self, version), sums = {} })
        end
      end
    end
  end
  self.counties[code] = known
  return known
end

-- Whether rows of every entity that it needs belong to the row.
local function has_needed(entry, given)
  for _, place in ipairs(entry.needed) do
    if not given[place] then return false end
  end
  return true
end

local function sum_of(self, entry, row, p)
  local spec, group = entry.spec, nil
  if spec.group then group = spec.group(row, p, self.run) elseif spec.by then group = row[spec.by] end
  if group == nil then group = "" end
  local sum = entry.sums[group]
  if not sum then
    sum = { part = 0, whole = 0, rows = 0 }
    entry.sums[group] = sum
  end
  return sum
end

-- Notes a row that keeps the target asked for from its threshold.
local function note_short(self, entry, given, known, part, whole)
  if not entry.limit then entry.limit = shortfall.thresholds(self.rules, known.jurisdiction, entry.version, self.run.day) end
  local limit = entry.limit(entry.spec.by and row[entry.spec.by])
  if shortfall.short(entry.version, limit, part, whole) then
    table.insert(self.short, { id = tostring(given[2]), code = given[1], part = part, whole = whole, limit = limit or nil })
  end
end

local function add_target(self, entry, given, row, known)
  local spec, run, p = entry.spec, self.run, known.p
  if spec.where and not spec.where(row, p, run) then return end
  local sum = sum_of(self, entry, row, p)
  local part, whole = whole_number(entry.version, "part", spec.part(row, p, run)), whole_number(entry.version, "whole", spec.whole(row, p, run))
  sum.part, sum.whole, sum.rows = sum.part + part, sum.whole + whole, sum.rows + 1
  if entry.version.name == self.wanted then note_short(self, entry, given, known, part, whole) end
end

local function add_flag(self, entry, given, row, p)
  local answer = entry.spec.when(row, p, self.run)
  if not answer then return end
  if type(answer) ~= "string" then answer = entry.spec.title end
  table.insert(self.flag_rows, { flag = entry.version.name, id = tostring(given[2]), code = given[1], reason = faults.clean(answer, 200) })
end

-- given: the code of the county, the key, the row as a text, then a text a link, of the rows that belong to it.
local function add_row(self, given)
  local known = county_of(self, given[1])
  if not known then return end
  local row = self.read(given[3], 1)
  row_objects.enter(row, given)
  for _, entry in ipairs(known.targets) do
    if has_needed(entry, given) then
      row_objects.ask(self, entry.version, known.p)
      add_target(self, entry, given, row, known)
    end
  end
  for _, entry in ipairs(known.flags) do
    if has_needed(entry, given) then
      row_objects.ask(self, entry.version, known.p)
      add_flag(self, entry, given, row, known.p)
    end
  end
end

-- request: { entity, day, year, fields, with = [{ entity, field, via, fields }] }, as belonging.plans gave them.
local function start(rules, schema, request)
  local entity = schema.entities[request.entity]
  local self = { rules = rules, entity = entity, read = row_objects.reader(rules, schema, entity, request.fields), readers = {}, places = {}, counties = {} }
  for i, one in ipairs(request.with) do
    local place = 3 + i
    self.places[one.entity .. "." .. one.field .. "=" .. one.via] = place
    self.readers[place] = row_objects.reader(rules, schema, schema.entities[one.entity], one.fields)
  end
  self.run = { year = request.year, first = units.day_number(("%04d-01-01"):format(request.year)), day = request.day }
  return self
end

-- The sums of the rows at hand, which begin anew.
local function take_sums(self)
  local list = host.list {}
  for code, known in pairs(self.counties) do
    for _, entry in ipairs(known and known.targets or {}) do
      for group, sum in pairs(entry.sums) do
        list[#list + 1] = { target = entry.version.name, code = code, group = faults.clean(tostring(group), 80), part = sum.part, whole = sum.whole, rows = sum.rows }
      end
      entry.sums = {}
    end
  end
  return list
end

local at_hand -- the reading on its way: one entity of one run

-- Adds up rows (see add_row) of an entity by what holds on a day: lists of sums ({ target, code, group, … }) and of
-- flagged rows ({ flag, id, code, reason }), and of the rows ({ id, code, part, whole, limit }) that keep the target `short`
-- back. `first`: they are the first rows of the entity.
function M.run(rules, schema, request)
  if request.first or not at_hand then at_hand = start(rules, schema, request) end
  local self = at_hand
  self.flag_rows, self.short, self.wanted = host.list {}, host.list {}, request.short
  units.evaluating = true
  for _, given in ipairs(request.rows) do add_row(self, given) end
  units.evaluating = false
  return take_sums(self), self.flag_rows, self.short
end

return M
