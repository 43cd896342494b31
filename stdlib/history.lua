-- What a rule may ask of a person's earlier cases.
local import = ...
local faults = import("faults")
local cell = import("cell")
local chinese = import("chinese")

local M = {}

local names = { "count", "total_cost", "in_scope_cost", "days" }
local english, english_sums = chinese.to_english(chinese.history), chinese.to_english(chinese.history_sums)
local strict_sums = { __metatable = false, __index = function(sums, key)
  if english_sums[key] then return sums[english_sums[key]] end
  faults.rule("E204", "the sums of earlier cases have no field '" .. tostring(key) .. "'", tostring(key), faults.near(tostring(key), names) or "fields: " .. table.concat(names, ", "))
end }

-- Cases of earlier years are only there where a refund needs them; that must not change a count.
local function in_run(c, slot)
  return c.settlement_slot_ >= slot or c.discharge_slot_ >= slot or c.admission_slot_ >= slot
end

-- The object that formulas get as `history`, over an evaluation whose cases are self.C.
-- history:within(days): count and sums of the person's earlier cases settled at most that many days
-- before the case at hand, among those with a day in the year of the run; refunds and what they undid are left out.
function M.new(self)
  local function within(_, days)
    local C, row = self.C, cell.row
    local c = C[row]
    local sums = setmetatable({ count = 0, total_cost = 0, in_scope_cost = 0, days = 0 }, strict_sums)
    for i = row - 1, 0, -1 do
      local other = C[i]
      if other.household_ ~= c.household_ or c.settled - other.settled > days then break end
      if other.member_ == c.member_ and in_run(other, self.run_slot) and other.refund_of_ < 0 and other.refunded_ == 0 then
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
      if key == "within" or english[key] == "within" then return within end
      faults.rule("E204", "history has no field '" .. tostring(key) .. "'", tostring(key), "history:within(days) gives .count, .total_cost, .in_scope_cost and .days")
    end })
end

return M
