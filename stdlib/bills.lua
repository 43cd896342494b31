-- Invented bills for the probe: who is treated where (profiles), how the cost is made up, and how much
-- it is. Each bill is the first of a person who is alone in the household; thousands are settled in one
-- go by the evaluator that settles everything else.
local import, host = ...
local layout = import("layout")
local evaluate = import("evaluate")
local units = import("units")
local ffi = require("ffi")
local bit = require("bit")

local M = {}

local ROWS = 4096 -- settled in one go

-- How the cost is made up; `amount` is the part that rises. Only the last has what others decide.
M.makings = {
  { name = "all in scope", fill = function(c, amount) c.in_scope_cost = amount end, base = 0 },
  { name = "3,500 yuan out of scope", fill = function(c, amount)
    c.in_scope_cost, c.uncovered_cost, c.over_limit_cost, c.first_pay_cost = amount, 100000, 50000, 200000
  end, base = 350000 },
  { name = "20,000 yuan in scope, the rest not covered", fill = function(c, amount) c.in_scope_cost, c.uncovered_cost = 2000000, amount end, base = 2000000 },
  { name = "3,500 yuan out of scope, with relief and temporary aid", fill = function(c, amount)
    c.in_scope_cost, c.uncovered_cost, c.over_limit_cost, c.first_pay_cost = amount, 100000, 50000, 200000
    c.temporary_aid, c.hospital_relief = 10000, 5000
  end, base = 350000 },
}
M.DECIDED = 4

local function number_of(enumeration, name) return enumeration.index[name] or 1 end

-- Where and how somebody is treated: every place and referral for a stay, referred or not for the rest.
local function situations(schema)
  local list, kinds, referrals = {}, schema.enumerations.case_kind, schema.enumerations.referral
  for _, kind in ipairs(kinds.names) do
    for place = 1, #layout.places do
      for _, referral in ipairs(kind == "inpatient" and referrals.names or { "not_needed", "none" }) do
        for _, diagnosis in ipairs(kind == "childbirth" and { "", "O82" } or { "" }) do
          list[#list + 1] = { kind = number_of(kinds, kind), place = place, referral = number_of(referrals, referral), diagnosis = diagnosis == "" and 0 or 1 }
        end
      end
    end
  end
  return list
end

-- All profiles: { identity, level, kind, place, referral } as numbers of their enumerations.
function M.profiles(schema)
  local list = {}
  for _, situation in ipairs(situations(schema)) do
    for identity = 1, #schema.enumerations.identity_kind.names do
      for level = 1, #schema.enumerations.hospital_level.names do
        list[#list + 1] = { identity = identity, level = level, kind = situation.kind, place = situation.place, referral = situation.referral, diagnosis = situation.diagnosis }
      end
    end
  end
  return list
end

local function fill_template(c, profile, day, schema)
  c.household_, c.member_, c.person_, c.county_, c.refund_of_, c.age = 0, 0, 0, 1, -1, 40
  c.settled, c.discharge, c.admission = day, day, day
  local held = profile.identity > 1 and bit.lshift(1, profile.identity - 2) or 0
  c.held_any_, c.held_admission_, c.held_discharge_, c.held_settlement_ = held, held, held, held
  c.hospital_level_, c.hospital_tier_, c.kind_, c.referral_, c.place_ = profile.level, number_of(schema.enumerations.hospital_tier, "county"), profile.kind, profile.referral, profile.place
  c.sex_, c.diagnosis_ = profile.kind == number_of(schema.enumerations.case_kind, "childbirth") and 2 or 1, profile.diagnosis
end

-- A bench on which bills of a jurisdiction are settled on a day.
function M.bench(rules, schema, jurisdiction, day, profiles)
  layout.book.counties, layout.book.diagnoses, layout.book.hospitals = { [1] = jurisdiction.code }, { [0] = "", "O82.9" }, { [0] = 0 }
  layout.book.first_year = tonumber(units.day_text(day):sub(1, 4))
  local result = layout.types(rules).result
  local data = { C = ffi.new("GuizeCase[?]", ROWS), first_year = layout.book.first_year, slots = 1, members = 1, rows = 1, run_year = layout.book.first_year }
  local self = { rules = rules, C = data.C, O = ffi.new(ffi.typeof("$[?]", result), ROWS), evaluation = evaluate.new(rules, data, false),
    templates = ffi.new("GuizeCase[?]", #profiles), width = #rules.names.layers, size = ffi.sizeof(result) / 8, bills = 0 }
  self.numbers = ffi.cast("const double *", self.O)
  for i, profile in ipairs(profiles) do fill_template(self.templates[i - 1], profile, day, schema) end
  return self
end

-- Settles bills first … last of three lists (number of the profile, of the making, amount in fen), and
-- calls take(i, row) for each. The layers and self-pay of a row: self.numbers[row * self.size …].
function M.settle(self, profile, making, amount, first, last, take, watched)
  local C, templates = self.C, self.templates
  local case_size = ffi.sizeof("GuizeCase")
  while first <= last do
    local count = math.min(ROWS, last - first + 1)
    for k = 0, count - 1 do
      local c, made, fen = C[k], M.makings[making[first + k]], amount[first + k]
      ffi.copy(c, templates + (profile[first + k] - 1), case_size)
      made.fill(c, fen)
      c.id, c.household_, c.person_, c.total_cost = k + 1, k, k, made.base + fen
    end
    evaluate.run(self.evaluation, self.O, 0, count - 1, watched)
    for k = 0, count - 1 do take(first + k, k) end
    self.bills = self.bills + count
    first = first + count
  end
end

-- The fault of a row; nil if it was settled.
function M.fault(self, row)
  local number = self.O[row].error_
  return number > 0 and self.evaluation.reasons.list[number] or nil
end

return M
