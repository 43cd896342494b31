-- Sums over the results of a range, by county: what a comparison needs when nobody asks for single cases. One loop is
-- written for the layers of the rules, so that the compiler sees plain additions. Nothing here evaluates.
local import, host = ...
local ffi = require("ffi")
local layout = import("layout")

local M = {}

local function write(layers)
  local text = { "local C, O, first, last, out = ...", "local cases, failed, total, self_pay, reimbursed = 0, 0, 0, 0, 0" }
  for i in ipairs(layers) do text[#text + 1] = ("local l%d = 0"):format(i) end
  text[#text + 1] = "for i = first, last do local o = O[i] local status = o.status_"
  text[#text + 1] = "if status == 1 then cases, total, self_pay, reimbursed = cases + 1, total + C[i].total_cost, self_pay + o.self_pay, reimbursed + o.reimbursed"
  for i, name in ipairs(layers) do text[#text + 1] = ("l%d = l%d + o.%s"):format(i, i, name) end
  text[#text + 1] = "elseif status == 3 then failed = failed + 1 end end"
  text[#text + 1] = "out.cases, out.failed, out.total, out.self_pay, out.reimbursed = out.cases + cases, out.failed + failed, out.total + total, out.self_pay + self_pay, out.reimbursed + reimbursed"
  for i in ipairs(layers) do text[#text + 1] = ("out.paid[%d] = out.paid[%d] + l%d"):format(i, i, i) end
  return loadstring(table.concat(text, "\n"), "@stdlib/(totals)")
end

local function new_sum(county, layers)
  local sum = { county = county, cases = 0, failed = 0, total = 0, self_pay = 0, reimbursed = 0, paid = host.list {} }
  for i in ipairs(layers) do sum.paid[i] = 0 end
  return sum
end

-- Adds up over some rules and the cases C.
function M.new(rules, C)
  return { rules = rules, C = C, loop = write(rules.names.layers), result = ffi.typeof("const $ *", layout.types(rules).result), list = host.list {}, known = {} }
end

-- Adds rows first … last, whose results O holds. Best asked block by block, while they are still in the processor's
-- cache.
function M.add(self, O, first, last)
  local C, known = self.C, self.known
  O = ffi.cast(self.result, O)
  while first <= last do
    local county, past = C[first].county_, first + 1
    while past <= last and C[past].county_ == county do past = past + 1 end
    if not known[county] then
      known[county] = new_sum(county, self.rules.names.layers)
      self.list[#self.list + 1] = known[county]
    end
    self.loop(C, O, first, past - 1, known[county])
    first = past
  end
end

-- What was added since the last time: list of { county, cases, failed, total, self_pay, reimbursed, paid }.
function M.take(self)
  local list = self.list
  self.list, self.known = host.list {}, {}
  return list
end

return M
