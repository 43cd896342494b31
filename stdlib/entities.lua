-- Targets and flags over entities other than cases: persons, villages, contracts, visits … The host hands over their
-- rows, a few thousand at a time, each with the code of its county and the rows of other entities that belong to it.
-- A formula gets the row (row_objects.lua), the parameters of the county, and the run: { year, first, day }.
local import, host = ...
local faults = import("faults")
local units = import("units")
local resolve = import("resolve")
local row_objects = import("row_objects")
local shortfall = import("shortfall")
local ffi = require("ffi")

local M = {}

-- The loops, one for each target and flag so that the compiler of traces sees one callee a place. `list`: the numbers of
-- the rows of a county; has(i): whether rows of every entity that is needed belong to row i.
local TARGET_LOOP = [=[
local where, part, whole, group, by, number, version = ...
return function(list, rows, p, run, sums, has)
  for i = 1, #list do
    local row = rows[list[i]]
    if (not has or has(list[i])) and (not where or where(row, p, run)) then
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
]=]

local FLAG_LOOP = [=[
local when, found = ...
return function(list, rows, p, run, has)
  for i = 1, #list do
    if not has or has(list[i]) then
      local answer = when(rows[list[i]], p, run)
      if answer then found(list[i], answer) end
    end
  end
end
]=]

local floor = math.floor

-- Before the values of a row, and of one that belongs to another.
local HEAD, RELATED_HEAD = { "_county", "_key", "_index" }, { "_at" }

local function whole_number(version, what, value)
  if value == true then return 1 elseif value == false then return 0 end
  if type(value) ~= "number" or value ~= floor(value) then
    faults.rule("E312", ("the %s of the target '%s' is %s, not a whole number"):format(what, version.name, faults.show(value)), { file = version.file, line = version.line, token = version.name },
      "count persons or things, or add up fen")
  end
  return value
end

-- Whether rows of every entity that is needed belong to a row of the message at hand; nil where nothing is.
local function has_needed(self, needed)
  if #needed == 0 then return nil end
  return function(i)
    for k = 1, #needed do
      local starts = self.starts[needed[k]]
      if starts[i] == starts[i + 1] then return false end
    end
    return true
  end
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
  return loadstring(TARGET_LOOP, "@stdlib/(target " .. version.name .. ")")(spec.where, spec.part, spec.whole, spec.group, spec.by, whole_number, version)
end

-- The key of a row, and the code of its county, as texts.
local function id_of(self, i)
  local key = self.rows[i]._key
  return self.text_key and ffi.string(self.texts + key) or ("%d"):format(key)
end
local function code_of(self, i) return self.codes[self.rows[i]._county + 1] end

local function flag_loop(self, version)
  local function found(i, answer)
    if type(answer) ~= "string" then answer = version.spec.title end
    table.insert(self.flag_rows, { flag = version.name, id = id_of(self, i), code = code_of(self, i), reason = faults.clean(answer, 200) })
  end
  return loadstring(FLAG_LOOP, "@stdlib/(flag " .. version.name .. ")")(version.spec.when, found)
end

-- The loop of a target or flag, made once for all counties.
local function entry_of(self, plural, version)
  local loop = self.loops[version]
  if not loop then
    loop = plural == "targets" and target_loop(version) or flag_loop(self, version)
    self.loops[version] = loop
  end
  return { version = version, loop = loop, has = has_needed(self, needed_places(self, version)), sums = {} }
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

-- Takes the message at hand: `numbers` rows, then for every relation where the rows begin that belong to each, and these
-- rows (entityrows.h says how they lie). Gives the numbers of the rows of each county that has rules.
local function read_rows(self, message)
  local bytes, at, count = ffi.cast("const char *", host.attached()), 0, message.count
  self.codes, self.texts = message.counties, bytes + message.texts
  self.rows = row_objects.hold(self.row_type, bytes, count)
  at = count * self.row_type.size
  for place, related in ipairs(self.related_types) do
    self.starts[place] = ffi.cast("const double *", bytes + at)
    at = at + (count + 1) * ffi.sizeof("double")
    local rows = self.starts[place][count]
    local list = row_objects.hold(related, bytes + at, rows)
    self.related[place], self.walks[list] = list, self.walks[list] or { rows = list }
    at = at + rows * related.size
  end
  row_objects.use_texts(self.texts)
  local counties, rows = {}, self.rows
  for i = 0, count - 1 do
    local number = rows[i]._county
    local list = counties[number]
    if list == nil then
      list = county_of(self, self.codes[number + 1]) and {} or false
      counties[number] = list
    end
    if list then list[#list + 1] = i end
  end
  return counties
end

-- Notes the rows that keep a target back.
local function note_short(self, known, entry, list)
  local version, p = entry.version, known.p
  local spec, limit = version.spec, shortfall.thresholds(self.rules, known.jurisdiction, version, self.run.day)
  row_objects.ask(self, version, p)
  for _, i in ipairs(list) do
    local row = self.rows[i]
    if (not entry.has or entry.has(i)) and (not spec.where or spec.where(row, p, self.run)) then
      local most = limit(spec.group and spec.group(row, p, self.run) or spec.by and row[spec.by])
      local part, whole = whole_number(version, "part", spec.part(row, p, self.run)), whole_number(version, "whole", spec.whole(row, p, self.run))
      if shortfall.short(version, most, part, whole) then
        table.insert(self.short, { id = id_of(self, i), code = code_of(self, i), part = part, whole = whole, limit = most or nil })
      end
    end
  end
end

local function find_short(self, known, list)
  for _, entry in ipairs(known.targets) do
    if entry.version.name == self.wanted then note_short(self, known, entry, list) end
  end
end

local function add_county(self, known, list)
  for _, entry in ipairs(known.targets) do
    row_objects.ask(self, entry.version, known.p)
    entry.loop(list, self.rows, known.p, self.run, entry.sums, entry.has)
  end
  for _, entry in ipairs(known.flags) do
    row_objects.ask(self, entry.version, known.p)
    entry.loop(list, self.rows, known.p, self.run, entry.has)
  end
end

-- request: { entity, day, year, fields, with = [{ entity, field, via, fields }] }, as belonging.plans gave them.
local function start(rules, schema, request)
  local entity = schema.entities[request.entity]
  local self = { rules = rules, entity = entity, text_key = row_objects.text_key(schema, entity), places = {}, starts = {}, related = {}, walks = setmetatable({}, { __mode = "k" }), related_types = {}, counties = {}, loops = {} }
  self.row_type = row_objects.row_type(rules, schema, entity, request.fields, HEAD, row_objects.methods)
  for place, one in ipairs(request.with) do
    self.places[one.entity .. "." .. one.field .. "=" .. one.via] = place
    self.related_types[place] = row_objects.row_type(rules, schema, schema.entities[one.entity], one.fields, RELATED_HEAD, row_objects.none)
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
-- the sums and flags, the rows ({ id, code, part, whole, limit }) that keep it from its threshold.
function M.run(rules, schema, request)
  if request.first or not at_hand then at_hand = start(rules, schema, request) end
  local self = at_hand
  self.flag_rows, self.short, self.wanted = host.list {}, host.list {}, request.short
  units.evaluating = true
  local counties, add = read_rows(self, request.rows), self.wanted and find_short or add_county
  for number, code in ipairs(self.codes) do
    if counties[number - 1] then add(self, self.counties[code], counties[number - 1]) end
  end
  units.evaluating = false
  return take_sums(self), self.flag_rows, self.short
end

return M
