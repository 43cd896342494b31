-- Evaluates cases in blocks of whole households: finds the jurisdiction, day and program of each row,
-- then sends the rows, rank by rank (see order.lua), through the phases written for their program (see
-- loop.lua). A case on which a rule fails is taken out and the others go on. Nothing is kept between
-- blocks, so the cuts between them change nothing.
local import, host = ...
local faults = import("faults")
local groups = import("groups")
local histories = import("history")
local reasons = import("reasons")
local units = import("units")
local layout = import("layout")
local loops = import("loop")
local cell = import("cell")
local order = import("order")
local ffi = require("ffi")

local M = {}

local BLOCK_ROWS = 512
local MOST_INSTRUCTIONS = 20000000 -- of one case, where the number is watched

local function clear_result(self, row)
  local o = self.O[row]
  for _, name in ipairs(self.rules.names.layers) do o[name] = 0 end
  o.self_pay, o.reimbursed, o.assumed_, o.clamped_ = 0, 0, 0, 0
  return o
end

-- Stores a case as failed.
local function fail_case(self, row, fault)
  local o = clear_result(self, row)
  o.error_ = reasons.number(self.reasons, fault)
  o.status_ = groups.slot(self.groups, self.C[row]) == self.run_slot and 3 or 4
end

-- Takes back what the accumulators of a case that failed half-way had already added.
local function take_back(self, row)
  local y, bill = self.Y[self.YC[row - self.base]], self.B[row - self.base]
  for _, name in ipairs(self.rules.names.accumulators) do y[name] = bill[name .. "_before_"] end
end

-- Keeps what a case that is later refunded has added to the accumulators.
local function new_remember(self)
  return function(row, y, bill)
    local added = {}
    for _, name in ipairs(self.rules.names.accumulators) do added[name] = y[name] - bill[name .. "_before_"] end
    self.remembered[row] = added
  end
end

-- A refund is the exact negative of the settlement that it undoes, accumulators included.
local function undo(self, row)
  local C, O, base = self.C, self.O, self.base
  local c = C[row]
  local original = c.refund_of_
  local paid = O[original]
  if paid.status_ ~= 1 and paid.status_ ~= 2 then
    local why = paid.error_ > 0 and self.reasons.list[paid.error_]
    faults.raise("E311", 4, "the case that this one refunds was not settled" .. (why and ": " .. why.code .. " " .. why.message or ""))
  end
  local o = clear_result(self, row)
  local y, h = self.Y[self.YC[original - base]], self.H[self.HC[original - base]]
  for _, name in ipairs(self.rules.names.layers) do
    o[name] = 0 - paid[name]
    y[name] = y[name] - paid[name]
  end
  for name, added in pairs(self.remembered[original] or {}) do
    if self.household_sums[name] then h[name] = h[name] - added else y[name] = y[name] - added end
  end
  o.self_pay, o.reimbursed, o.assumed_, o.error_ = 0 - paid.self_pay, 0 - paid.reimbursed, paid.assumed_, 0
  o.status_ = groups.slot(self.groups, c) == self.run_slot and 1 or 2
end

-- --- phases ---------------------------------------------------------------------------------------

-- The compiled phases of a program. Groups share them: with a copy for each, the code of all the copies
-- no longer fits into the processor's cache.
local function phases_of(self, program)
  local phases = self.phases[program.key]
  if phases then return phases end
  local written, entries = loops.write(program, self.rules.names, self.household_sums, self.marking)
  phases = { entries = entries }
  for i, phase in ipairs(written) do
    phases[i] = loops.compile(phase)(cell, self.CR, self.B, self.BR, self.Y, self.YR, self.H, self.groups.P, self.G, self.YC, self.HC, self.progress, self.run_slot,
      self.remember, reasons.bad_return, self.history, entries, math.floor, math.max, math.min, layout.current)
  end
  self.phases[program.key] = phases
  return phases
end

-- Removes a row from a list of n; gives its former place.
local function remove_row(list, n, row)
  local at = 0
  while list[at] ~= row do at = at + 1 end
  for i = at, n - 2 do list[i] = list[i + 1] end
  return at
end

-- Sends the rows of a list through all phases of their program.
local function run_phases(self, program, list, n)
  local phases = phases_of(self, program)
  for number, phase in ipairs(phases) do
    local from = 0
    while from < n do
      local ok, raised = xpcall(phase, faults.report, list, from, n, self.base, self.O)
      if ok then break end
      local row = tonumber(self.progress.position)
      fail_case(self, row, reasons.fault(self.reasons, raised, phases.entries[tonumber(self.progress.layer) % 64]))
      take_back(self, row)
      from = remove_row(list, n, row - self.base)
      n = n - 1
    end
  end
end

-- --- blocks ---------------------------------------------------------------------------------------

-- Finds group and year of rows k … count - 1 of a block; in most cases they are those of the row before. The
-- identity counts only where a group has one.
local function find_groups(self, k, count)
  local C, G, S, base, progress = self.C, self.G, self.S, self.base, self.progress
  local county, first, past, first_rate, past_rate, number, day_field, slot_field = -1, 0, 0, 0, 0, 0, "settled", "settlement_slot_"
  local highest, identity, held_field = layout.book.highest, false, "held_any_"
  while k < count do
    local c = C[base + k]
    local settled, day = c.settled, c[day_field]
    if c.county_ ~= county or settled < first or settled >= past or day < first_rate or day >= past_rate or (identity and highest[c[held_field]] ~= identity) then
      progress.position = base + k
      local group = groups.of(self.groups, c)
      county, number, day_field, slot_field = c.county_, group.number, group.day_field, group.slot_field
      first, past, first_rate, past_rate = group.first, group.past, group.first_rate, group.past_rate
      identity, held_field = group.identity or false, group.held_field
    end
    G[k], S[k] = number, c[slot_field]
    k = k + 1
  end
end

-- The same, going on behind a row for which no group can be found; that row is dead (group -1).
local function group_rows(self, count)
  local k = 0
  while k < count do
    local ok, raised = xpcall(find_groups, faults.report, self, k, count)
    if ok then break end
    k = tonumber(self.progress.position) - self.base
    fail_case(self, self.base + k, reasons.fault(self.reasons, raised))
    self.G[k], self.S[k] = -1, self.C[self.base + k].settlement_slot_
    k = k + 1
  end
end

local function run_undo(self, row)
  self.progress.position = row
  local ok, raised = xpcall(undo, faults.report, self, row)
  if not ok then fail_case(self, row, reasons.fault(self.reasons, raised)) end
end

-- Puts the rows of the next program of a rank into `list`, from act[first] on, and moves the others down
-- to act[first] …; gives the program's number (-1: dead rows), how many rows, and how many are left.
local function take_program(self, first, past)
  local G, act, list, program_numbers = self.G, self.order.act, self.list, self.groups.program_numbers
  local number, n, left = program_numbers[G[act[first]]], 0, first
  for at = first, past - 1 do
    local row = act[at]
    if program_numbers[G[row]] == number then
      list[n], n = row, n + 1
    else
      act[left], left = row, left + 1
    end
  end
  return number, n, left
end

-- Takes refunds out of a list; they are settled at once, by what they undo.
local function settle_refunds(self, n)
  local cases, list, kept = self.cases, self.list, 0
  for at = 0, n - 1 do
    local row = list[at]
    if cases[row].refund_of_ >= 0 then
      run_undo(self, self.base + row)
    else
      list[kept], kept = row, kept + 1
    end
  end
  return kept
end

-- The rows of one rank, program by program.
local function run_rank(self, first, past)
  while first < past do
    local number, n
    number, n, past = take_program(self, first, past)
    if number >= 0 then
      n = settle_refunds(self, n)
      if n > 0 then run_phases(self, self.groups.programs[number], self.list, n) end
    end
  end
end

local function run_block(self, base, count)
  self.base = base
  ffi.copy(self.cases, self.C + base, count * ffi.sizeof("GuizeCase"))
  ffi.fill(self.Y, count * ffi.sizeof(self.year_type))
  ffi.fill(self.H, count * ffi.sizeof(self.house_type))
  group_rows(self, count)
  for _, one in ipairs(self.dead) do
    if one.row >= base and one.row < base + count then
      self.G[one.row - base] = -1
      fail_case(self, one.row, one.fault)
    end
  end
  local ranks = order.number(self.order, self.cases, count, self.S, self.YC, self.HC)
  order.sort(self.order, count, ranks)
  local starts = self.order.first
  for rank = 0, ranks - 1 do run_rank(self, starts[rank], starts[rank + 1]) end
end

-- Number of rows of the block that begins at `base`: whole households, at most `most` rows.
local function block_size(self, base, last, most)
  local C = self.C
  local past = base + most
  if past > last then return last - base + 1 end
  while past > base + 1 and C[past].household_ == C[past - 1].household_ do past = past - 1 end
  return past - base
end

-- Read-only references to every element of an array, from 0.
local function references(ctype, array, count)
  local view, list = ffi.cast(ctype, array), {}
  for i = 0, count - 1 do list[i] = view[i] end
  return list
end

local function add_memory(self, types, rows)
  self.rows, self.year_type, self.house_type = rows, types.year, types.house
  self.Y, self.H = ffi.new(ffi.typeof("$[?]", types.year), rows), ffi.new(ffi.typeof("$[?]", types.house), rows)
  self.B = ffi.new(ffi.typeof("$[?]", types.bill), rows)
  self.cases = ffi.new("GuizeCase[?]", rows)
  self.CR, self.YR, self.BR = references("const GuizeCase *", self.cases, rows), references(ffi.typeof("const $ *", types.year), self.Y, rows), references(ffi.typeof("const $ *", types.bill), self.B, rows)
  self.YC, self.HC, self.G, self.list = ffi.new("int32_t[?]", rows), ffi.new("int32_t[?]", rows), ffi.new("int32_t[?]", rows), ffi.new("int32_t[?]", rows)
  self.S = ffi.new("int32_t[?]", rows)
end

-- An evaluation over rows. `data`: C (an array), first_year, slots (years), members and rows (most of a
-- household), run_year, progress; `marking`: note which layers read assumed values.
function M.new(rules, data, marking)
  local rows = math.max(BLOCK_ROWS, data.rows)
  local self = {
    rules = rules, marking = marking, C = data.C, run_slot = data.run_year - data.first_year, progress = data.progress or ffi.new("GuizeProgress"),
    groups = groups.new(rules, marking), phases = {}, reasons = reasons.new(), remembered = {}, household_sums = groups.household_sums(rules),
    order = order.new(rows, data.members, data.slots),
  }
  add_memory(self, layout.types(rules), rows)
  self.history = histories.new(self)
  self.remember = new_remember(self)
  return self
end

-- Evaluates by other rules from now on: those that a scenario now lies over. The compiled phases stay where the
-- programs are the same; `replaced`: a layer or an accumulator may be another of the same name and line.
function M.renew(self, replaced)
  groups.renew(self.groups)
  if replaced then self.phases = {} end
end

-- Evaluates household by household and slowly, so that the line of a rule that does not come to an end
-- can be named. Used for a range in which a worker was lost.
local function run_watched(self, first, last)
  jit.off()
  jit.flush()
  while first <= last do
    local past = first + 1
    while past <= last and self.C[past].household_ == self.C[first].household_ do past = past + 1 end
    debug.sethook(reasons.out_of_time, "", MOST_INSTRUCTIONS)
    run_block(self, first, past - first)
    debug.sethook()
    first = past
  end
  if host.jit then jit.on() end
end

local function run_blocks(self, first, last)
  while first <= last do
    local count = block_size(self, first, last, self.rows)
    run_block(self, first, count)
    if self.each_block then self.each_block(self.O, first, first + count - 1) end
    first = first + count
  end
end

-- Evaluates rows first … last (from 0) into O, an array in which row `first` has its place. `watched`:
-- step by step; `dead`: list of { row, fault } that are stored as failed without being run; `parts`: only
-- these rows, each part of whole households: first row, last row, first row, last row, …. `each_block(O, first, last)`: told
-- of every block that was evaluated (not where `watched`).
function M.run(self, O, first, last, watched, dead, parts, each_block)
  units.evaluating = true
  self.O, self.reasons.slow_rows, self.remembered, self.dead, self.each_block = O, 0, {}, dead or {}, each_block
  for _, one in ipairs(self.dead) do faults.adopt(one.fault) end
  local run = watched and run_watched or run_blocks
  parts = parts or { first, last }
  for i = 1, #parts, 2 do run(self, parts[i], parts[i + 1]) end
  units.evaluating = false
  groups.check(self.groups)
end

return M
