-- Results that the host took from an earlier run and put before the worker. What a record does not hold
-- of them is worked out here: how much of it counts as reimbursed.
local import = ...
local faults = import("faults")
local groups = import("groups")

local M = {}

-- A function that adds up the layers of a program that count as reimbursed.
local function adder(program)
  local text = { "return function(o) o.reimbursed = 0" }
  for _, layer in ipairs(program.layers) do
    if layer.reimburses then text[#text + 1] = " + o." .. layer.name end
  end
  text[#text + 1] = " end"
  return assert(loadstring(table.concat(text), "@stdlib/(taken)"))()
end

-- A refund counts as the case that it undoes did.
local function complete_rows(self, O, first, last)
  local C, adders = self.C, self.adders
  local county, from, past, from_rate, past_rate, day_field, add = -1, 0, 0, 0, 0, "settled", nil
  for row = first, last do
    local o = O[row]
    if o.status_ == 1 then
      local c = C[row]
      if c.refund_of_ >= 0 then c = C[c.refund_of_] end
      local settled, day = c.settled, c[day_field]
      if c.county_ ~= county or settled < from or settled >= past or day < from_rate or day >= past_rate then
        local group = groups.of(self.groups, c)
        county, day_field = c.county_, group.day_field
        from, past, from_rate, past_rate = group.first, group.past, group.first_rate, group.past_rate
        add = adders[group.program.key]
        if not add then
          add = adder(group.program)
          adders[group.program.key] = add
        end
      end
      add(o)
    end
  end
end

-- Completes rows first … last (from 0) but those of `parts`, which were evaluated: a list of first row,
-- last row, first row, last row, … in order.
function M.complete(evaluation, O, first, last, parts)
  evaluation.adders = evaluation.adders or {}
  for i = 1, #parts, 2 do
    complete_rows(evaluation, O, first, parts[i] - 1)
    first = parts[i + 1] + 1
  end
  complete_rows(evaluation, O, first, last)
end

-- Refuses parts that are not whole and in order within first … last.
function M.check(first, last, parts)
  local at = first
  for i = 1, #parts, 2 do
    if not (parts[i] >= at and parts[i + 1] >= parts[i] and parts[i + 1] <= last) then faults.raise("E734", 70, "the rows to be evaluated are not in order") end
    at = parts[i + 1] + 1
  end
end

return M
