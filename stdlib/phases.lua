-- What becomes of the rows of a list: they are sent through the phases written for their program (see loop.lua); a row
-- on which a rule fails is taken out and the others go on; a refund undoes what it refunds. The evaluation `self` is that
-- of evaluate.lua, which fills the list.
local import = ...
local cell = import("cell")
local faults = import("faults")
local groups = import("groups")
local layout = import("layout")
local loops = import("loop")
local reasons = import("reasons")
local ffi = require("ffi")

local M = {}

local function clear_result(self, row)
  local o = self.O[row]
  for _, name in ipairs(self.rules.names.layers) do o[name] = 0 end
  o.self_pay, o.reimbursed, o.assumed_, o.clamped_ = 0, 0, 0, 0
  return o
end

-- Stores a case as failed.
function M.fail(self, row, fault)
  local o = clear_result(self, row)
  o.error_ = reasons.number(self.reasons, fault)
  o.status_ = groups.slot(self.groups, self.C[row]) == self.run_slot and 3 or 4
end

-- Takes back what the accumulators of a case that failed half-way had already added.
local function take_back(self, row, bill)
  local y = self.Y[self.YC[row - self.base]]
  for _, name in ipairs(self.rules.names.accumulators) do y[name] = y[name] - bill[name .. "_added_"] end
end

-- Keeps what a case that is later refunded has added to the accumulators.
function M.remember(self)
  return function(row, bill)
    local added = {}
    for _, name in ipairs(self.rules.names.accumulators) do added[name] = bill[name .. "_added_"] end
    self.remembered[row] = added
  end
end

-- A refund is the exact negative of the settlement that it undoes, accumulators included.
function M.undo(self, row)
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

-- The compiled chains of phases of a program. Groups share them: with a copy for each, the code of all the copies
-- no longer fits into the processor's cache.
local function chains_of(self, program)
  local chains = self.chains[program.key]
  if chains then return chains end
  local written, entries = loops.write(program, self.rules.names, self.household_sums, self.marking, #self.rules.fields > 0)
  chains = { entries = entries }
  for i, chain in ipairs(written) do
    local run = loops.compile(chain)(cell, self.at, self.progress, self.run_slot, self.remember, reasons.bad_return, self.history, entries,
      type, math.floor, math.max, math.min, layout.current)
    chains[i] = { run = run, first = chain.first }
  end
  self.chains[program.key] = chains
  return chains
end

-- Takes the row at a place of the list out, with its bill; gives how many are left.
local function remove_row(self, n, at)
  local list, B, size = self.list, self.B, ffi.sizeof(self.bill_type)
  for i = at, n - 2 do
    list[i] = list[i + 1]
    ffi.copy(B + i, B + i + 1, size)
  end
  return n - 1
end

-- Sends the first n rows of the list through all phases of their program. A row that fails is taken out, and the phase
-- goes on at its place.
function M.run(self, program, n)
  local chains, list = chains_of(self, program), self.list
  ffi.fill(self.B, n * ffi.sizeof(self.bill_type))
  for _, chain in ipairs(chains) do
    local first, from = chain.first, 0
    while true do
      local ok, raised = xpcall(chain.run, faults.report, first, from, n, self.groups.P)
      if ok then break end
      local row = tonumber(self.progress.position)
      first, from = cell.phase, 0
      while list[from] ~= row do from = from + 1 end
      M.fail(self, row, reasons.fault(self.reasons, raised, chains.entries[tonumber(self.progress.layer) % 64]))
      take_back(self, row, self.B[from])
      n = remove_row(self, n, from)
    end
  end
end

return M
