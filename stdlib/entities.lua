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

-- The loops, one for each target and flag so that the compiler of traces sees one callee a place.
local TARGET_LOOP = [[
local where, part, whole, group, by, has, number, version = ...
return function(rows, p, run, sums, needed)
  for i = 1, #rows do
    local row = rows[i]
    if has(row, needed) and (not where or where(row, p, run)) then
      local key = ""
      if group then key = group(row, p, run) elseif by then key = row[by] end
      if key == nil then key = "" end
      local sum = sums[key]
      if not sum then
        sum = { part = 0, whole = 0, rows = 0 }
        sums[key] = sum
      end
      sum.part = sum.part + number(version, "part", part(row, p, run))
      sum.whole = sum.whole + number(version, "whole", whole(row, p, run))
      sum.rows = sum.rows + 1
    end
  end
end
]]

local FLAG_LOOP = [[
local when, has, found = ...
return function(rows, p, run, needed)
  for i = 1, #rows do
    local row = rows[i]
    if has(row, needed) then
      local answer = when(row, p, run)
      if answer then found(row, answer) end
    end
  end
end
]]

local floor, find, sub = math.floor, string.find, string.sub

local FIRST_PLACE = 3 -- before the places of relations

local function whole_number(version, what, value)
  if value == true then return 1 elseif value == false then return 0 end
  if type(value) ~= "number" or value ~= floor(value) then
    faults.rule("E312", ("the %s of the target '%s' is %s, not a whole number"):format(what, version.name, faults.show(value)), { file = version.file, line = version.line, token = version.name },
      "count persons or things, or add up fen")
  end
  return value
end

-- Whether rows of every entity that it needs belong to the row.
local function has_needed(row, needed)
  for i = 1, #needed do
    if not row_objects.given(row)[needed[i]] then return false end
  end
  return true
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

local function target_loop(version)
  local spec = version.spec
  return loadstring(TARGET_LOOP, "@stdlib/(target " .. version.name .. ")")(spec.where, spec.part, spec.whole, spec.group, spec.by, has_needed, whole_number, version)
end

local function flag_loop(self, version)
  local function found(row, answer)
    local given = row_objects.given(row)
    if type(answer) ~= "string" then answer = version.spec.title end
    table.insert(self.flag_rows, { flag = version.name, id = tostring(given[2]), code = given[1], reason = faults.clean(answer, 200) })
  end
  return loadstring(FLAG_LOOP, "@stdlib/(flag " .. version.name .. ")")(version.spec.when, has_needed, found)
end

-- The loop of a target or flag, made once for all counties.
local function entry_of(self, plural, version)
  local loop = self.loops[version]
  if not loop then
    loop = plural == "targets" and target_loop(version) or flag_loop(self, version)
    self.loops[version] = loop
  end
  return { version = version, loop = loop, needed = needed_places(self, version), sums = {} }
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
        if version and version.spec.over == self.entity.name and is_read(self, version) then table.insert(known[plural], entry_of(self, plural, version)) end
      end
    end
  end
  self.counties[code] = known
  return known
end

-- Where the rows begin that belong to each row, at a place of what was sent: a number, or nil for none. A carriage
-- return stands behind those of every row.
local function find_related(list, place, text)
  local at = 1
  for i = 1, #list do
    local stop = find(text, "\r", at, true)
    if stop > at then list[i][place] = at end
    at = stop + 1
  end
end

-- The rows of a message, and by county: { code → rows }. What was sent of a row is kept with it: the code of the
-- county, the key, where what belongs to it begins.
local function read_rows(self, message)
  local text, list, counties, at = message.text, {}, {}, 1
  local read, enter = self.read, row_objects.enter
  while at <= #text do
    local tab = find(text, "\t", at, true)
    local code, behind = sub(text, at, tab - 1), find(text, "\t", tab + 1, true)
    local given = { code, sub(text, tab + 1, behind - 1), false }
    local row
    row, at = read(text, behind + 1)
    list[#list + 1] = given
    if county_of(self, code) then
      enter(row, given)
      counties[code] = counties[code] or {}
      table.insert(counties[code], row)
    end
  end
  self.texts = {}
  for i, related in ipairs(message.related) do
    self.texts[FIRST_PLACE + i] = related
    find_related(list, FIRST_PLACE + i, related)
  end
  return counties
end

-- Notes the rows that keep a target back.
local function note_short(self, known, entry, rows)
  local version, p = entry.version, known.p
  local spec, limit = version.spec, shortfall.thresholds(self.rules, known.jurisdiction, version, self.run.day)
  row_objects.ask(self, version, p)
  for _, row in ipairs(rows) do
    if has_needed(row, entry.needed) and (not spec.where or spec.where(row, p, self.run)) then
      local group = spec.group and spec.group(row, p, self.run) or spec.by and row[spec.by] or nil
      local given, most = row_objects.given(row), limit(group)
      local part, whole = whole_number(version, "part", spec.part(row, p, self.run)), whole_number(version, "whole", spec.whole(row, p, self.run))
      if shortfall.short(version, most, part, whole) then
        table.insert(self.short, { id = tostring(given[2]), code = given[1], part = part, whole = whole, limit = most or nil, group = shortfall.group(group) })
      end
    end
  end
end

local function find_short(self, known, rows)
  for _, entry in ipairs(known.targets) do
    if entry.version.name == self.wanted then note_short(self, known, entry, rows) end
  end
end

local function add_county(self, known, rows)
  for _, entry in ipairs(known.targets) do
    row_objects.ask(self, entry.version, known.p)
    entry.loop(rows, known.p, self.run, entry.sums, entry.needed)
  end
  for _, entry in ipairs(known.flags) do
    row_objects.ask(self, entry.version, known.p)
    entry.loop(rows, known.p, self.run, entry.needed)
  end
end

-- request: { entity, day, year, fields, with = [{ entity, field, via, fields }] }, as belonging.plans gave them.
local function start(rules, schema, request)
  local entity = schema.entities[request.entity]
  local self = { rules = rules, entity = entity, read = row_objects.reader(rules, schema, entity, request.fields), readers = {}, places = {}, counties = {}, loops = {} }
  for i, one in ipairs(request.with) do
    local place = FIRST_PLACE + i
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
-- flagged rows ({ flag, id, code, reason }). `first`: they are the first rows of the entity. `short`: a target; instead of
-- the sums and flags, the rows ({ id, code, part, whole, limit, group }) that keep it from its threshold.
function M.run(rules, schema, request)
  if request.first or not at_hand then at_hand = start(rules, schema, request) end
  local self = at_hand
  self.flag_rows, self.short, self.wanted = host.list {}, host.list {}, request.short
  units.evaluating = true
  local counties, add = read_rows(self, request.rows), self.wanted and find_short or add_county
  for _, code in ipairs(faults.names(counties)) do add(self, self.counties[code], counties[code]) end
  units.evaluating = false
  return take_sums(self), self.flag_rows, self.short
end

return M
