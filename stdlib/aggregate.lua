-- Targets and flags over settled cases. A target adds up two whole numbers, its part and its whole, by
-- county and, where it says so, by one more field; sums of whole numbers do not depend on their order.
-- A flag gives rows with a reason. Both run after the settlement, over rows whose results stand.
local import, host = ...
local faults = import("faults")
local units = import("units")
local resolve = import("resolve")
local layout = import("layout")
local cell = import("cell")
local patch = import("patch")
local shortfall = import("shortfall")
local ffi = require("ffi")

local M = {}

local function place_of(version) return { file = version.file, line = version.line, token = version.name } end

local function bad_sum(version, what, value)
  faults.rule("E312", ("the %s of the target '%s' is %s, not a whole number"):format(what, version.name, faults.show(value)), place_of(version), "count persons, or add up fen")
end

-- The loops, one for each target and flag so that the compiler of traces sees one callee a place.
-- `entries` gives, for a value of the field that groups, the sums to add to.
local TARGET_LOOP = [[
local cell, C, progress, where, part, whole, bad, version, floor = ...
return function(O, first, last, p, held_field, entries, by)
  local cell, C, progress, where, part, whole, floor, type = cell, C, progress, where, part, whole, floor, type
  local sum
  if not by then sum = entries[""] end
  for i = first, last do
    local o = O[i]
    if o.status_ == 1 then
      local c = C[i]
      progress.position = i
      cell.held, cell.row = c[held_field], i
      if where(c, p, o) then
        local a, b = part(c, p, o), whole(c, p, o)
        if type(a) ~= "number" or a ~= floor(a) then bad(version, "part", a) end
        if type(b) ~= "number" or b ~= floor(b) then bad(version, "whole", b) end
        local s = sum or entries[c[by] ]
        s.part, s.whole, s.rows = s.part + a, s.whole + b, s.rows + 1
        if o.assumed_ ~= 0 then s.assumed_part = s.assumed_part + a end
      end
    end
  end
end
]]

local FLAG_LOOP = [[
local cell, C, progress, when, history, found = ...
return function(O, first, last, p, held_field)
  local cell, C, progress, when, history = cell, C, progress, when, history
  for i = first, last do
    local o = O[i]
    if o.status_ == 1 then
      local c = C[i]
      progress.position = i
      cell.held, cell.row = c[held_field], i
      local answer = when(c, p, history, o)
      if answer then found(i, answer) end
    end
  end
end
]]

local function everything() return true end

local function add_target(self, target, county, first, last, p, held_field)
  local spec, sums = target.spec, self.sums
  local loop = self.loops[target]
  if not loop then
    loop = loadstring(TARGET_LOOP, "@stdlib/(target " .. target.name .. ")")(cell, self.C, self.progress, spec.where or everything, spec.part, spec.whole, bad_sum, target, math.floor)
    self.loops[target] = loop
  end
  sums[target.name] = sums[target.name] or {}
  local entries = sums[target.name][county]
  if not entries then
    entries = setmetatable({}, { __index = function(t, value)
      local entry = { part = 0, whole = 0, assumed_part = 0, rows = 0 }
      rawset(t, value, entry)
      return entry
    end })
    sums[target.name][county] = entries
  end
  loop(self.O, first, last, p, held_field, entries, spec.by)
end

local function add_flag(self, flag, first, last, p, held_field)
  local loop = self.loops[flag]
  if not loop then
    local function found(row, answer)
      if type(answer) ~= "string" then answer = flag.spec.title end
      local rows = self.flagged[flag.name][answer]
      rows[#rows + 1] = row
    end
    loop = loadstring(FLAG_LOOP, "@stdlib/(flag " .. flag.name .. ")")(cell, self.C, self.progress, flag.spec.when, self.history, found)
    self.loops[flag] = loop
  end
  loop(self.O, first, last, p, held_field)
end

-- Adds the rows that keep a target from its threshold to `self.short`.
local function list_short(self, target, known, first, last)
  local spec, threshold = target.spec, shortfall.thresholds(self.rules, known.jurisdiction, target, self.day)
  for i = first, last do
    local o, c = self.O[i], self.C[i]
    if o.status_ == 1 then
      self.progress.position = i
      cell.held, cell.row = c[known.held_field], i
      if not spec.where or spec.where(c, known.p, o) then
        local part, whole = spec.part(c, known.p, o), spec.whole and spec.whole(c, known.p, o) or 0
        local group = spec.by and c[spec.by]
        local limit = threshold(group)
        if shortfall.short(target, limit, part, whole) then
          self.short[#self.short + 1] = { row = i, part = part, whole = whole, limit = limit or nil, group = group and shortfall.group(group) }
        end
      end
    end
  end
end

-- What holds for a county on the day: parameters, the set of identities, targets and flags over cases.
local function county_of(self, county)
  local known = self.counties[county]
  if known then return known end
  local jurisdiction = self.rules.codes[layout.book.counties[county]]
  local reading = resolve.reading(self.rules, jurisdiction, self.day)
  known = { jurisdiction = jurisdiction, p = resolve.parameters(self.rules, jurisdiction, self.day), held_field = layout.held_fields[reading.identity_by], targets = {}, flags = {} }
  for _, plural in ipairs({ "targets", "flags" }) do
    for _, name in ipairs(self.rules.names[plural]) do
      local version = resolve.definition(jurisdiction, plural, name, self.day)
      if version and version.spec.over == "case" then table.insert(known[plural], version) end
    end
  end
  self.counties[county] = known
  return known
end

local function list_sums(self)
  local list = host.list {}
  for _, name in ipairs(faults.names(self.sums)) do
    for county, entries in pairs(self.sums[name]) do
      for value, entry in pairs(entries) do
        local group = type(value) == "number" and ("%d"):format(value) or tostring(value)
        list[#list + 1] = { target = name, county = county, group = group, part = entry.part, whole = entry.whole, assumed_part = entry.assumed_part, rows = entry.rows }
      end
    end
  end
  return list
end

-- Flag → reason → list of rows; made as they are asked for.
local by_row = { __index = function(t, reason)
  local rows = {}
  rawset(t, reason, rows)
  return rows
end }
local by_reason = { __index = function(t, flag)
  local reasons = setmetatable({}, by_row)
  rawset(t, flag, reasons)
  return reasons
end }

-- Flagged rows for the host: one entry a flag and reason, the rows as one text, since they are many.
local function list_flags(self)
  local list = host.list {}
  for _, flag in ipairs(faults.names(self.flagged)) do
    for _, reason in ipairs(faults.names(self.flagged[flag])) do
      list[#list + 1] = { flag = flag, reason = faults.clean(reason, 200), rows = table.concat(self.flagged[flag][reason], " ") }
    end
  end
  return list
end

-- An aggregation over an evaluation (see evaluate.lua), by what holds on a day.
function M.new(evaluation, day)
  return { evaluation = evaluation, rules = evaluation.rules, day = day, C = evaluation.C, progress = evaluation.progress, history = evaluation.history, counties = {}, loops = {} }
end

-- The same counties with other values; see groups.patch.
function M.patch(self, set)
  for _, known in pairs(self.counties) do
    if not patch.put(self.rules, known.jurisdiction, self.day, known.p, set) then return false end
  end
  return true
end

-- Other rules hold from now on; see evaluate.renew.
function M.renew(self, replaced)
  self.counties = {}
  if replaced then self.loops = {} end
end

-- Adds rows first … last, whose results O holds; with `no_flags` the flags are left out, and all targets but the `wanted`
-- (a set; nil: all). Returns lists of sums and of flagged rows, and of the rows { row, part, whole, limit, group } that keep the target `short` back; the host adds sums up, so their order does not matter.
function M.run(self, O, first, last, no_flags, short, wanted)
  self.sums, self.short = {}, host.list {}
  self.flagged = setmetatable({}, by_reason)
  self.O = ffi.cast(ffi.typeof("const $ *", layout.types(self.rules).result), O)
  units.evaluating = true
  while first <= last do
    local county, past = self.C[first].county_, first + 1
    while past <= last and self.C[past].county_ == county do past = past + 1 end
    local known = county_of(self, county)
    layout.current.p = known.p
    for _, target in ipairs(known.targets) do
      if not wanted or wanted[target.name] then add_target(self, target, county, first, past - 1, known.p, known.held_field) end
    end
    for _, target in ipairs(short and known.targets or {}) do
      if target.name == short then list_short(self, target, known, first, past - 1) end
    end
    for _, flag in ipairs(no_flags and {} or known.flags) do add_flag(self, flag, first, past - 1, known.p, known.held_field) end
    first = past
  end
  units.evaluating = false
  return list_sums(self), list_flags(self), self.short
end

return M
