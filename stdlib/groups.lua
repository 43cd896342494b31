-- Groups of cases: jurisdiction and period, so that p is one resolved table; where a scenario lays something
-- over a place for some identities, also the identity. A group is made when its first case comes; it knows
-- the days between which it holds, and the program of its layers.
local import = ...
local faults = import("faults")
local resolve = import("resolve")
local layout = import("layout")
local cell = import("cell")
local patch = import("patch")

local M = {}

-- Groups over a set of rules. `marking`: reading an assumed value sets the bit of the layer at hand.
-- `wrap`, set afterwards, may give another program in place of each (explain.lua watches it that way).
function M.new(rules, marking)
  return { rules = rules, marking = marking, places = {}, groups = {}, P = {}, programs = {}, program_numbers = { [-1] = -1 }, used = {} }
end

-- Forgets all groups, since something else lies over the rules now; P stays the table that loops hold.
function M.renew(self)
  self.places, self.groups, self.programs, self.program_numbers, self.used = {}, {}, {}, { [-1] = -1 }, {}
  for number in pairs(self.P) do self.P[number] = nil end
end

-- Runs `make` without the compiler, which would only collect code that is never used again.
local function uncompiled(make, ...)
  if not jit.status() then return make(...) end -- it is off already, and stays so: see run_watched
  jit.off()
  local ok, result = pcall(make, ...)
  jit.on()
  if not ok then error(result, 0) end
  return result
end
M.uncompiled = uncompiled

-- The same groups with other values, for a set of names and keys (patch.lua). False when a group must be made anew.
function M.patch(self, set)
  if self.marking then return false end
  for _, group in ipairs(self.groups) do
    if not patch.put(self.rules, group.jurisdiction, group.day, group.p, set) or not patch.put(self.rules, group.jurisdiction, group.day, group.copy, set) then return false end
  end
  return true
end

-- The number of the edges of a place that are not after a day. Found once for each day: the compiler has no use for a
-- loop at this point.
local function period_of(place, day)
  local period = place.periods[day]
  if period then return period end
  local edges = place.edges
  period = 0
  while edges[period + 1] and edges[period + 1] <= day do period = period + 1 end
  place.periods[day] = period
  return period
end

local function period_bounds(edges, period) return edges[period] or -1e9, edges[period + 1] or 1e9 end

-- The day that stands for a period: its first, or the last before the first change. Faults name it, so
-- it must not depend on which case came first.
local function day_of_period(edges, period) return edges[period] or (edges[1] or 1) - 1 end

local function new_place(self, county)
  local code = layout.book.counties[county]
  local jurisdiction = self.rules.codes[code]
  if not jurisdiction then
    faults.rule("E208", ("there are no rules for the county %s"):format(tostring(code)), nil, "add its file, or choose other counties with --county")
  end
  local place = { jurisdiction = jurisdiction, edges = uncompiled(resolve.edges, jurisdiction), limited = uncompiled(resolve.identities, jurisdiction) ~= nil, groups = {}, readings = {}, periods = {} }
  self.places[county] = place
  return place
end

local bor = require("bit").bor
local function on_assumed() cell.assumed = bor(cell.assumed, cell.mark) end

-- The groups of a place in one period of settlement, for one identity (nil: for all), by period of the rates.
local function groups_of(place, settled_period, identity)
  local of_identity = place.groups[identity or ""] or {}
  place.groups[identity or ""] = of_identity
  of_identity[settled_period] = of_identity[settled_period] or {}
  return of_identity[settled_period]
end

local function make_group(self, place, settled_period, day_period, reading, identity)
  local rules, day = self.rules, day_of_period(place.edges, day_period)
  local jurisdiction = identity and resolve.for_identity(place.jurisdiction, identity) or place.jurisdiction
  local program = resolve.program(rules, jurisdiction, day, reading)
  if self.wrap then program = self.wrap(program) end
  local first, past = period_bounds(place.edges, settled_period)
  local first_rate, past_rate = period_bounds(place.edges, day_period)
  local group = { p = resolve.parameters(rules, jurisdiction, day, self.marking and on_assumed or nil), program = program, day = day, jurisdiction = jurisdiction, identity = identity,
    first = first, past = past, first_rate = first_rate, past_rate = past_rate,
    day_field = layout.day_fields[reading.rates_by], slot_field = reading.year_by .. "_slot_", held_field = layout.held_fields[reading.identity_by] }
  local of_settled = groups_of(place, settled_period, identity)
  of_settled[day_period] = group
  group.copy = resolve.copy(group.p)
  table.insert(self.groups, group)
  group.number = #self.groups
  self.P[group.number] = group.p
  local key = program.key
  if not self.programs[key] then
    table.insert(self.programs, program)
    self.programs[key] = #self.programs
  end
  self.program_numbers[group.number] = self.programs[key]
  return group
end

-- The group of a case: { p, program, first, past, first_rate, past_rate, identity (nil: of any), … }.
function M.of(self, c)
  local place = self.places[c.county_] or new_place(self, c.county_)
  local settled_period = period_of(place, c.settled)
  local reading = place.readings[settled_period]
  if not reading then
    reading = uncompiled(resolve.reading, self.rules, place.jurisdiction, day_of_period(place.edges, settled_period))
    place.readings[settled_period] = reading
  end
  local day = c[layout.day_fields[reading.rates_by]]
  local day_period = period_of(place, day)
  local identity = place.limited and layout.book.highest[c[layout.held_fields[reading.identity_by]]] or nil
  local group = groups_of(place, settled_period, identity)[day_period] or uncompiled(make_group, self, place, settled_period, day_period, reading, identity)
  self.used[group] = true
  return group
end

-- The number of the year that counts for a case.
function M.slot(self, c)
  local place = self.places[c.county_]
  local reading = place and place.readings[period_of(place, c.settled)]
  return reading and c[reading.year_by .. "_slot_"] or c.settlement_slot_
end

-- The accumulators that are kept per household, as a set.
function M.household_sums(rules)
  local sums = {}
  for _, name in ipairs(rules.names.accumulators) do
    if rules.first.accumulators[name].spec.per == "household" then sums[name] = true end
  end
  return sums
end

-- Refuses results of rules that reached into their parameters: each group that was asked for since the last time is
-- held against a copy. Others were in nobody's hands.
function M.check(self)
  for group in pairs(self.used) do
    if not resolve.same(group.p, group.copy) then
      faults.rule("E306", "a rule changed its parameters while cases were settled", { file = "model.lua", line = 1 })
    end
    self.used[group] = nil
  end
end

return M
