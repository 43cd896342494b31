-- Evaluates cases in blocks of whole households: finds the jurisdiction, day and program of each row,
-- then sends the rows, rank by rank (see order.lua), through the phases of their program (see phases.lua). Nothing is kept between
-- blocks, so the cuts between them change nothing.
local import, host = ...
local faults = import("faults")
local groups = import("groups")
local histories = import("history")
local reasons = import("reasons")
local units = import("units")
local layout = import("layout")
local order = import("order")
local phases = import("phases")
local ffi = require("ffi")

local M = {}

local BLOCK_ROWS = 2048 -- what is kept of them fits into the cache behind the first, beside what others keep there
local LIST_ROWS = 256 -- and the bills of these into the first
local MOST_INSTRUCTIONS = 20000000 -- of one case, where the number is watched

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
    phases.fail(self, self.base + k, reasons.fault(self.reasons, raised))
    self.G[k], self.S[k] = -1, self.C[self.base + k].settlement_slot_
    k = k + 1
  end
end

local function run_undo(self, row)
  self.progress.position = row
  local ok, raised = xpcall(phases.undo, faults.report, self, row)
  if not ok then phases.fail(self, row, reasons.fault(self.reasons, raised)) end
end

-- Puts rows act[first] … act[past - 1] into the list; refunds are settled at once, by what they undo. Gives how many
-- it holds.
local function fill_list(self, first, past)
  local C, list, act, base, n = self.C, self.list, self.order.act, self.base, 0
  for at = first, past - 1 do
    local row = base + act[at]
    if C[row].refund_of_ >= 0 then
      run_undo(self, row)
    else
      list[n], n = row, n + 1
    end
  end
  return n
end

-- The rows of one rank and program, as many at a time as have their bills near the processor.
local function run_list(self, program, first, past)
  while first < past do
    local next_first = math.min(first + LIST_ROWS, past)
    local n = fill_list(self, first, next_first)
    if n > 0 then phases.run(self, program, n) end
    first = next_first
  end
end

local function run_block(self, base, count)
  self.base = base
  local at = self.at
  at.C, at.O, at.G, at.YC, at.HC = self.C, self.O, self.G - base, self.YC - base, self.HC - base
  ffi.fill(self.O + base, count * ffi.sizeof(self.result_type)) -- one after the other, before they are written in another order
  group_rows(self, count)
  for _, one in ipairs(self.dead) do
    if one.row >= base and one.row < base + count then
      self.G[one.row - base] = -1
      phases.fail(self, one.row, one.fault)
    end
  end
  local C, programs = self.C + base, self.groups.programs
  local ranks, persons, houses = order.number(self.order, C, count, self.S, self.YC, self.HC)
  ffi.fill(self.Y, persons * ffi.sizeof(self.year_type))
  ffi.fill(self.H, houses * ffi.sizeof(self.house_type))
  local lists = order.sort(self.order, C, count, ranks, self.G, self.groups.program_numbers, #programs)
  local starts, step = self.order.first, #programs + 1
  for i = 0, lists - 1 do
    local number = i % step
    if number > 0 and starts[i] < starts[i + 1] then run_list(self, programs[number], starts[i], starts[i + 1]) end
  end
end

-- Number of rows of the block that begins at `base`: whole households, at most `most` rows.
local function block_size(self, base, last, most)
  local C = self.C
  local past = base + most
  if past > last then return last - base + 1 end
  while past > base + 1 and C[past].household_ == C[past - 1].household_ do past = past - 1 end
  return past - base
end

-- What the loops reach: cases, results, groups, and the cells of year and house by row; the cells; the list and its bills.
local function at_type(types)
  return ffi.typeof([[struct { const GuizeCase *C; $ *O; const int32_t *G, *YC, *HC; $ *Y; const $ *YV; $ *H; $ *B; const $ *BV; int32_t *L; }]],
    types.result, types.year, types.year, types.house, types.bill, types.bill)
end

local function add_memory(self, types, rows)
  local memory = {}
  local function array(ctype, count)
    memory[#memory + 1] = ffi.new(ffi.typeof("$[?]", ctype), count)
    return memory[#memory]
  end
  local int = ffi.typeof("int32_t")
  self.memory, self.rows, self.year_type, self.house_type, self.bill_type, self.result_type, self.result = memory, rows, types.year, types.house, types.bill, types.result, ffi.typeof("$ *", types.result)
  self.Y, self.H, self.B, self.list = array(types.year, rows), array(types.house, rows), array(types.bill, LIST_ROWS), array(int, LIST_ROWS)
  self.YC, self.HC, self.G, self.S = array(int, rows), array(int, rows), array(int, rows), array(int, rows)
  local At = at_type(types)
  self.at = ffi.cast(ffi.typeof("$ *", At), array(At, 1))
  self.at.Y, self.at.YV, self.at.H, self.at.B, self.at.BV, self.at.L = self.Y, self.Y, self.H, self.B, self.B, self.list
end

-- An evaluation over rows. `data`: C (an array), first_year, slots (years), members and rows (most of a
-- household), run_year, progress; `marking`: note which layers read assumed values.
function M.new(rules, data, marking)
  local rows = math.max(BLOCK_ROWS, data.rows)
  local self = {
    rules = rules, marking = marking, C = data.C, run_slot = data.run_year - data.first_year, progress = data.progress or ffi.new("GuizeProgress"),
    groups = groups.new(rules, marking), chains = {}, reasons = reasons.new(), remembered = {}, household_sums = groups.household_sums(rules),
    order = order.new(rows, data.members, data.slots),
  }
  add_memory(self, layout.types(rules), rows)
  self.history = histories.new(self)
  self.remember = phases.remember(self)
  return self
end

-- Evaluates by other rules from now on: those that a scenario now lies over. The compiled phases stay where the
-- programs are the same; `replaced`: a layer or an accumulator may be another of the same name and line.
function M.renew(self, replaced)
  groups.renew(self.groups)
  if replaced then self.chains = {} end
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
  self.O, self.kept = ffi.cast(self.result, O), O
  self.reasons.slow_rows, self.remembered, self.dead, self.each_block = 0, {}, dead or {}, each_block
  for _, one in ipairs(self.dead) do faults.adopt(one.fault) end
  local run = watched and run_watched or run_blocks
  parts = parts or { first, last }
  for i = 1, #parts, 2 do run(self, parts[i], parts[i + 1]) end
  units.evaluating = false
  groups.check(self.groups)
end

return M
