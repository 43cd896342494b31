-- Evaluates cases: for each row finds its jurisdiction and day, runs the loop written for that program,
-- and goes on behind a case on which a rule failed. The state between calls (sums of the year) belongs
-- to the household at hand; ranges never split one.
local import, host = ...
local faults = import("faults")
local units = import("units")
local resolve = import("resolve")
local layout = import("layout")
local loops = import("loop")
local cell = import("cell")
local ffi = require("ffi")

local M = {}

local MOST_REASONS = 1000
local MOST_INSTRUCTIONS = 20000000 -- of one case, where the number is watched

-- --- groups: jurisdiction and period → p and program ----------------------------------------------

local function period_of(edges, day)
  local low, high = 0, #edges -- the number of edges not after the day
  while low < high do
    local middle = math.floor((low + high + 1) / 2)
    if edges[middle] <= day then low = middle else high = middle - 1 end
  end
  return low
end

local function period_bounds(edges, period) return edges[period] or -1e9, edges[period + 1] or 1e9 end

local function new_place(self, county)
  local code = layout.book.counties[county]
  local jurisdiction = self.rules.codes[code]
  if not jurisdiction then
    faults.rule("E208", ("there are no rules for the county %s"):format(tostring(code)), nil, "add its file, or choose other counties with --county")
  end
  local place = { jurisdiction = jurisdiction, edges = resolve.edges(jurisdiction), groups = {}, readings = {} }
  self.places[county] = place
  return place
end

local bor = require("bit").bor
local function on_assumed() cell.assumed = bor(cell.assumed, cell.mark) end

local function new_group(self, place, settled_period, day_period, day, reading)
  local rules, jurisdiction = self.rules, place.jurisdiction
  local program = resolve.program(rules, jurisdiction, day, reading)
  local first, past = period_bounds(place.edges, settled_period)
  local first_rate, past_rate = period_bounds(place.edges, day_period)
  local group = { p = resolve.parameters(rules, jurisdiction, day, self.marking and on_assumed or nil), program = program, day = day, jurisdiction = jurisdiction,
    first = first, past = past, first_rate = first_rate, past_rate = past_rate }
  place.groups[settled_period] = place.groups[settled_period] or {}
  place.groups[settled_period][day_period] = group
  table.insert(self.groups, group)
  return group
end

-- The group of a case: { p, program, first, past, first_rate, past_rate, … }.
local function group_of(self, c)
  local place = self.places[c.county_] or new_place(self, c.county_)
  local settled_period = period_of(place.edges, c.settled)
  local reading = place.readings[settled_period]
  if not reading then
    reading = resolve.reading(self.rules, place.jurisdiction, c.settled)
    place.readings[settled_period] = reading
  end
  local day = c[layout.day_fields[reading.rates_by]]
  local day_period = period_of(place.edges, day)
  local of_settled = place.groups[settled_period]
  local group = of_settled and of_settled[day_period]
  return group or new_group(self, place, settled_period, day_period, day, reading)
end

-- --- history --------------------------------------------------------------------------------------

-- history:within(days): the person's earlier cases settled at most that many days before this one.
local function new_history(self)
  local function within(_, days)
    local C, row = self.C, cell.row
    local c = C[row]
    local sums = { count = 0, total_cost = 0, in_scope_cost = 0, days = 0 }
    for i = row - 1, 0, -1 do
      local other = C[i]
      if other.household_ ~= c.household_ or c.settled - other.settled > days then break end
      if other.member_ == c.member_ and other.refund_of_ < 0 and other.refunded_ == 0 then
        sums.count = sums.count + 1
        sums.total_cost = sums.total_cost + other.total_cost
        sums.in_scope_cost = sums.in_scope_cost + other.in_scope_cost
        sums.days = sums.days + other.discharge - other.admission + 1
      end
    end
    return sums
  end
  return setmetatable({}, { __metatable = false, __newindex = function() faults.rule("E306", "the history cannot be changed") end,
    __index = function(_, key)
      if key == "within" then return within end
      faults.rule("E204", "history has no field '" .. tostring(key) .. "'", tostring(key), "history:within(days) gives .count, .total_cost, .in_scope_cost and .days")
    end })
end

-- --- failures, refunds ----------------------------------------------------------------------------

local function bad_return(kind, entry, value)
  local what = type(value) == "number" and (value ~= value and "NaN (no number, such as 0/0)" or (value == math.huge or value == -math.huge) and "infinity" or "an amount beyond all bounds")
    or value == nil and "nothing" or faults.show(value)
  faults.rule("E310", ("the %s '%s' returned %s"):format(kind, entry.name, what), { file = entry.version.file, line = entry.version.line, token = entry.name },
    "it must return an amount in fen: a finite number")
end

local function reason_number(self, fault)
  local key = table.concat({ fault.code, fault.file or "", fault.line or 0, fault.message }, "\1")
  local number = self.reason_numbers[key]
  if number then return number end
  if #self.reasons >= MOST_REASONS then return MOST_REASONS end
  table.insert(self.reasons, fault)
  self.reason_numbers[key] = #self.reasons
  return #self.reasons
end

local function clear_result(self, row)
  local o = self.O[row]
  for _, name in ipairs(self.rules.names.layers) do o[name] = 0 end
  o.self_pay, o.reimbursed, o.assumed_, o.clamped_ = 0, 0, 0, 0
  return o
end

local function slot_of(self, c)
  local place = self.places[c.county_]
  local reading = place and place.readings[period_of(place.edges, c.settled)]
  return reading and c[reading.year_by .. "_slot_"] or c.settlement_slot_
end

-- Stores a case as failed and takes back what its accumulators had already added.
local function fail_case(self, row, fault)
  local c = self.C[row]
  local o = clear_result(self, row)
  local slot = slot_of(self, c)
  o.error_ = reason_number(self, fault)
  o.status_ = slot == self.run_slot and 3 or 4
  if c.refund_of_ < 0 and cell.row == row then
    local y = self.Y[c.member_ * self.slots + slot]
    for _, name in ipairs(self.rules.names.accumulators) do y[name] = self.saved[name] end
  end
end

-- Keeps what a case that is later refunded has added to the accumulators.
local function new_remember(self)
  return function(row, y)
    local added = {}
    for _, name in ipairs(self.rules.names.accumulators) do added[name] = y[name] - self.saved[name] end
    self.remembered[row] = added
  end
end

local function new_undo(self)
  return function(row)
    local c = self.C[row]
    local original = self.C[c.refund_of_]
    local paid = self.O[c.refund_of_]
    if paid.status_ ~= 1 and paid.status_ ~= 2 then
      faults.raise("E311", 4, "the case that this one refunds was not settled")
    end
    local o = clear_result(self, row)
    local slot = slot_of(self, original)
    local y, h = self.Y[original.member_ * self.slots + slot], self.H[slot]
    for _, name in ipairs(self.rules.names.layers) do
      o[name] = 0 - paid[name]
      y[name] = y[name] - paid[name]
    end
    for name, added in pairs(self.remembered[c.refund_of_] or {}) do
      if self.household_sums[name] then h[name] = h[name] - added else y[name] = y[name] - added end
    end
    o.self_pay, o.reimbursed, o.assumed_, o.error_ = 0 - paid.self_pay, 0 - paid.reimbursed, paid.assumed_, 0
    o.status_ = slot_of(self, c) == self.run_slot and 1 or 2
  end
end

-- --- the evaluation -------------------------------------------------------------------------------

local function household_sums_of(rules)
  local sums = {}
  for _, name in ipairs(rules.names.accumulators) do
    if rules.first.accumulators[name].spec.per == "household" then sums[name] = true end
  end
  return sums
end

-- An evaluation over rows. `data`: C (an array), first_year, slots (years), members (most in a
-- household), run_year, progress; `marking`: note which layers read assumed values.
function M.new(rules, data, marking)
  local types = layout.types(rules)
  local size = data.members * data.slots
  local self = {
    rules = rules, marking = marking, C = data.C, slots = data.slots, run_slot = data.run_year - data.first_year,
    Y = ffi.new(ffi.typeof("$[?]", types.year), size), H = ffi.new(ffi.typeof("$[?]", types.house), data.slots), bill = types.bill(),
    saved = types.house(), progress = data.progress or ffi.new("GuizeProgress"),
    places = {}, groups = {}, loops = {}, reasons = {}, reason_numbers = {}, remembered = {}, household_sums = household_sums_of(rules),
  }
  for i = 0, size - 1 do self.Y[i].owner_ = -1 end
  for i = 0, data.slots - 1 do self.H[i].owner_ = -1 end
  self.YV = ffi.cast(ffi.typeof("const $ *", types.year), self.Y)
  self.bill_view = ffi.cast(ffi.typeof("const $ &", types.bill), self.bill)
  self.history = new_history(self)
  self.undo, self.remember = new_undo(self), new_remember(self)
  return self
end

local function loop_of(self, program)
  local loop = self.loops[program.key]
  if loop then return loop end
  local function switch(c)
    local group = group_of(self, c)
    if group.program.key ~= program.key then return nil end
    return group.p, c.county_, group.first, group.past, group.first_rate, group.past_rate
  end
  local chunk = loops.compile(loops.write(program, self.rules.names, self.household_sums))
  loop = chunk(cell, self.bill, self.bill_view, self.C, self.Y, self.YV, self.H, self.progress, self.slots, self.run_slot, switch, self.undo, self.remember,
    bad_return, self.saved, self.history, program.layers, program.slots, math.floor, math.max, math.min)
  self.loops[program.key] = loop
  return loop
end

local function go_on(self, row, last)
  self.progress.position = row
  return loop_of(self, group_of(self, self.C[row]).program)(row, last, self.O)
end

local function run_rows(self, first, last)
  local row = first
  while row <= last do
    local ok, next_row = xpcall(go_on, faults.report, self, row, last)
    if ok then
      row = next_row
    else
      local failed = tonumber(self.progress.position)
      if type(next_row) ~= "table" then next_row = faults.report(next_row) end
      if next_row.code == "E320" then collectgarbage() end
      if next_row.code == "E322" then self.slow_rows = self.slow_rows + 1 end
      fail_case(self, failed, next_row)
      row = failed + 1
    end
  end
end

local function out_of_time()
  debug.sethook()
  faults.rule("E322", "a rule does not come to an end", nil, "look for a loop whose condition never becomes false")
end

-- Evaluates rows one by one and slowly, so that the line of a rule that does not come to an end can be
-- named. Used for a range in which a worker was lost.
local function run_watched(self, first, last)
  jit.off()
  jit.flush()
  for row = first, last do
    debug.sethook(out_of_time, "", MOST_INSTRUCTIONS)
    run_rows(self, row, row)
  end
  debug.sethook()
  if host.jit then jit.on() end
end

-- A case that is not run any more, since it has cost workers.
local function bury(self, row, fault)
  self.progress.position = row
  pcall(group_of, self, self.C[row])
  fail_case(self, row, fault)
end

-- Refuses results of rules that reached into their parameters.
local function check_parameters(self)
  for _, group in ipairs(self.groups) do
    local fresh = resolve.parameters(self.rules, group.jurisdiction, group.day, self.marking and on_assumed or nil)
    if not resolve.same(group.p, fresh) then
      faults.rule("E306", "a rule changed its parameters while cases were settled", { file = "model.lua", line = 1 })
    end
  end
end

-- Evaluates rows first … last (from 0) into O, an array in which row `first` has its place. `watched`:
-- step by step; `dead`: list of { row, fault } that are stored as failed without being run.
function M.run(self, O, first, last, watched, dead)
  units.evaluating = true
  cell.row = -1
  self.O, self.slow_rows, self.remembered = O, 0, {}
  local run, row = watched and run_watched or run_rows, first
  for _, one in ipairs(dead or {}) do
    run(self, row, one.row - 1)
    bury(self, one.row, one.fault)
    row = one.row + 1
  end
  run(self, row, last)
  units.evaluating = false
  check_parameters(self)
end

return M
