-- Why cases failed: each reason has a number, from 1, by which a result names it.
local import = ...
local faults = import("faults")

local M = {}

local MOST_REASONS = 1000
local MOST_SLOW_ROWS = 20

function M.new() return { list = {}, numbers = {}, slow_rows = 0 } end

-- Raised by the loops when a formula returned no amount.
function M.bad_return(kind, entry, value)
  local what = type(value) == "number" and (value ~= value and "NaN (no number, such as 0/0)" or (value == math.huge or value == -math.huge) and "infinity" or "an amount beyond all bounds")
    or value == nil and "nothing" or faults.show(value)
  faults.rule("E310", ("the %s '%s' returned %s"):format(kind, entry.name, what), { file = entry.version.file, line = entry.version.line, token = entry.name },
    "it must return an amount in fen: a finite number")
end

-- The number of a fault; equal faults share one.
function M.number(self, fault)
  local key = table.concat({ fault.code, fault.file or "", fault.line or 0, fault.message }, "\1")
  local number = self.numbers[key]
  if number then return number end
  if #self.list >= MOST_REASONS then return MOST_REASONS end
  table.insert(self.list, fault)
  self.numbers[key] = #self.list
  return #self.list
end

local MUCH_KIB = 256 * 1024 -- Lua's memory from which a failure without words is taken for want of memory

-- Where LuaJIT's stack or memory has ended the handler cannot run, and what was caught is whatever lay
-- on the stack: nil, a text, a number.
local function without_words(raised, entry)
  if raised == "not enough memory" or (not faults.is_fault(raised) and collectgarbage("count") > MUCH_KIB) then
    collectgarbage()
    local version = entry and entry.version
    return faults.make("E320", 3, "a rule needs more memory than it may use" .. (entry and " (in '" .. entry.name .. "')" or ""),
      version and { file = version.file, line = version.line, token = entry.name } or {}, "look for a table or text that grows in a loop")
  end
  return faults.make("E321", 3, "functions call one another without an end", {}, "give the recursion an end, or use a loop")
end

-- The fault of what a protected call caught. `entry`: the layer or accumulator that ran, if it is known.
function M.fault(self, raised, entry)
  if faults.is_fault(raised) and raised.code == "E320" then raised = "not enough memory" end
  if not faults.is_fault(raised) then raised = without_words(raised, entry) end
  if entry and (not raised.file or raised.code == "E321") then
    faults.place(raised, entry.version.file, entry.version.line, entry.name)
  end
  if raised.code == "E322" then
    self.slow_rows = self.slow_rows + 1
    if self.slow_rows > MOST_SLOW_ROWS then
      raised.message = ("a rule does not come to an end on more than %d cases"):format(MOST_SLOW_ROWS)
      error({ stop = raised }, 0)
    end
  end
  return raised
end

-- Raised when a rule does not come to an end; the hook stays, for the cases that follow.
function M.out_of_time()
  faults.rule("E322", "a rule does not come to an end", nil, "look for a loop whose condition never becomes false")
end

return M
