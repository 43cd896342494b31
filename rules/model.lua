-- The layers of a settlement, what adds up over a year, and the order of payment.
-- No number of any policy stands here: numbers and readings are parameters, read through `p`.
-- A newcomer gets wrong: money is a plain number of fen; what a layer returns is rounded half-up
-- and held between 0 and what is still open by the engine, self-pay is what remains.

--------------------------------------------------------------------------------------------------
-- Questions that several layers ask. Where a stay was and how it was referred is asked first, in the
-- first layer: what is split there costs nothing when it is asked again.

-- Outside the prefecture, where the insurance funds are pooled?
local function away(case)
  return case.place ~= "in_county" and case.place ~= "in_prefecture"
end

-- Does this stay need a referral that it does not have?
local function unreferred(case, p)
  if case.place == "in_county" or case.referral ~= "none" then return false end
  local border = p.referral.needed_from
  if case.place == "in_prefecture" then return border == "out_of_county" end
  if case.place == "in_province" then return border ~= "out_of_province" end
  return true
end

-- The part of the cost outside the scope of the policy, in the reading of the place.
local function outside_scope(case, p)
  local reading = p.out_of_scope.reading
  if reading == "uncovered" then return case.uncovered_cost end
  if reading == "all" then return case.out_of_scope_cost end
  return case.uncovered_cost + case.over_limit_cost
end

--------------------------------------------------------------------------------------------------
-- 1. Basic insurance

-- The row of the table for this place and level: deductible and ratio, before any penalty.
local function basic_row(case, p)
  local basic, who, level = p.basic, case.identity, case.hospital_level
  if away(case) and basic.away == "own_row" then
    return basic.away_deductible[case.place], basic.away_ratio[case.place]
  end
  local deductible = round(basic.deductible[level] * (1 - basic.deductible_cut[who]))
  return deductible, min(1, basic.ratio[level] + basic.poor_points[who])
end

-- What this stay is paid by: deductible, ratio, and the share of the cost borne first.
local function basic_terms(case, p)
  local basic = p.basic
  local how = unreferred(case, p) and basic.unreferred or "as_referred"
  if how == "own_row" then return basic.unreferred_deductible, basic.unreferred_ratio, 0 end
  local deductible, ratio = basic_row(case, p)
  if how == "points" then return deductible, max(0, ratio - basic.unreferred_points), 0 end
  if how == "factor" then return deductible, ratio * basic.unreferred_factor, 0 end
  if how == "first_pay" then return deductible, ratio, basic.unreferred_first_share end
  if away(case) and basic.away == "first_pay" then
    return deductible, ratio, basic.away_first_share[case.place]
  end
  return deductible, ratio, 0
end

-- The deductible still due: all of it at every stay, or what the year has left of it.
local function due(deductible, p, year)
  if p.basic.deductible_period == "year" then return max(0, deductible - year.deductible_paid) end
  return deductible
end

local function basic_inpatient(case, p, year)
  local deductible, ratio, first = basic_terms(case, p)
  local base = case.in_scope_cost * (1 - first)
  return max(0, base - due(deductible, p, year)) * ratio
end

local function basic_outpatient(case, p, year)
  local open = p.basic.outpatient_cap - year.outpatient_paid
  return min(case.in_scope_cost * p.basic.outpatient_ratio, open)
end

local function basic_accident(case, p, year)
  return min(basic_inpatient(case, p, year), p.basic.accident_cap - year.accident_paid)
end

local function basic_childbirth(case, p)
  local caesarean = case.diagnosis:sub(1, 3) == "O82"
  local fixed = caesarean and p.basic.childbirth_caesarean or p.basic.childbirth_natural
  return min(fixed, case.in_scope_cost)
end

layer "basic" {
  name = "基本医保", title = "基本医疗保险", fund = "390100",
  doc = "In-scope cost less deductible, times ratio; outpatient, accident and childbirth apart.",
  pays = function(case, p, year)
    local kind, pay = case.kind
    if kind == "inpatient" then
      pay = basic_inpatient(case, p, year)
    elseif kind == "chronic_outpatient" then
      pay = basic_outpatient(case, p, year)
    elseif kind == "accident" and p.basic.accident == "own_cap" then
      pay = basic_accident(case, p, year)
    elseif kind == "childbirth" and p.basic.childbirth == "fixed" then
      pay = basic_childbirth(case, p)
    else
      pay = basic_inpatient(case, p, year)
    end
    return min(pay, p.basic.annual_cap - year.basic)
  end,
}

-- Outpatients and fixed amounts have none.
local function has_deductible(case, p)
  if case.kind == "childbirth" then return p.basic.childbirth ~= "fixed" end
  return case.kind ~= "chronic_outpatient"
end

accumulator "deductible_paid" {
  name = "已付起付线", title = "年内已付起付线", per = "person",
  doc = "What was deducted from stays of the year (read where basic.deductible_period is year).",
  adds = function(case, p, year)
    if p.basic.deductible_period ~= "year" or not has_deductible(case, p) then return 0 end
    local deductible, _, first = basic_terms(case, p)
    return min(case.in_scope_cost * (1 - first), due(deductible, p, year))
  end,
}

accumulator "outpatient_paid" {
  name = "门诊已付", title = "年内门诊统筹支付", per = "person", doc = "For basic.outpatient_cap.",
  adds = function(case, p, year, bill)
    return case.kind == "chronic_outpatient" and bill.basic or 0
  end,
}

accumulator "accident_paid" {
  name = "意外伤害已付", title = "年内意外伤害支付", per = "person", doc = "For basic.accident_cap.",
  adds = function(case, p, year, bill)
    return case.kind == "accident" and bill.basic or 0
  end,
}

--------------------------------------------------------------------------------------------------
-- 2. Serious-illness insurance

-- What this stay adds to the base: the self-pay that the layers before have left.
local function serious_base(case, p, bill)
  local serious = p.serious_illness
  if serious.unreferred == "excluded" and unreferred(case, p) then return 0 end
  if serious.base == "in_scope" then return bill.in_scope_left end
  if serious.base == "with_first_pay" then return bill.in_scope_left + case.first_pay_cost end
  return bill.self_pay
end

accumulator "serious_base" {
  name = "大病累计负担", title = "年内大病保险累计负担", per = "person", before = "serious_illness",
  doc = "The base of the serious-illness insurance, this stay included.",
  adds = function(case, p, year, bill) return serious_base(case, p, bill) end,
}

layer "serious_illness" {
  name = "大病保险", title = "大病保险", fund = "390200", covers = "any",
  doc = "What the bands give for the year so far, less what they give without this stay: a rate "
    .. "that changes during the year applies to what comes after, not to what was paid.",
  pays = function(case, p, year, bill)
    local serious, who = p.serious_illness, case.identity
    local own = serious_base(case, p, bill)
    local sum = serious.period == "year" and year.serious_base or own
    local threshold = round(serious.threshold * (1 - serious.threshold_cut[who]))
    if sum < threshold then return 0 end
    local bands = serious.tiers[who]
    local pay = bands:pay(sum, threshold) - bands:pay(sum - own, threshold)
    if serious.cap_kind[who] == "none" then return pay end
    return min(pay, serious.cap - year.serious_illness)
  end,
}

--------------------------------------------------------------------------------------------------
-- 3. Health-poverty insurance

layer "supplementary" {
  name = "健康扶贫保险", title = "健康扶贫保险", fund = "620101",
  doc = "A share of the in-scope cost that is still open.",
  pays = function(case, p, year, bill)
    local extra = p.supplementary
    local ratio = extra.ratio[case.identity]
    if ratio == 0 then return 0 end
    if extra.unreferred == "excluded" and unreferred(case, p) then return 0 end
    local used = year.supplementary + year.supplementary_out
    return min(bill.in_scope_left * ratio, extra.cap - used)
  end,
}

accept "W132" {
  of = "supplementary_out",
  why = "a place whose insurance also pays outside the scope puts it behind supplementary",
}

layer "supplementary_out" {
  name = "健康扶贫保险范围外", title = "健康扶贫保险（范围外）", fund = "620101", covers = "out_of_scope",
  doc = "A share of the out-of-scope cost, under the same cap as supplementary.",
  pays = function(case, p, year, bill)
    local extra = p.supplementary
    local ratio = extra.out_ratio[case.identity]
    if ratio == 0 then return 0 end
    if extra.unreferred == "excluded" and unreferred(case, p) then return 0 end
    local used = year.supplementary + bill.supplementary + year.supplementary_out
    return min(case.out_of_scope_cost * ratio, extra.cap - used)
  end,
}

--------------------------------------------------------------------------------------------------
-- 4. Medical assistance

-- What may be aided. Deductibles and what an earlier cap has cut off are still open, so they count.
local function assistance_base(case, p, bill)
  local base = p.assistance.base
  if base == "in_scope" then return bill.in_scope_left end
  if base == "without_uncovered" then return max(0, bill.self_pay - case.uncovered_cost) end
  return bill.self_pay
end

-- The base after the threshold: taken off, or a gate to the whole.
local function assistance_above(base, p, who)
  local kind = p.assistance.threshold_kind
  if kind == "none" then return base end
  local threshold = p.assistance.threshold[who]
  if kind == "deduct" then return max(0, base - threshold) end
  return base < threshold and 0 or base
end

local unlimited = math.huge

-- What the year's cap leaves for this stay.
local function assistance_room(p, who, year)
  local aid = p.assistance
  local kind = aid.cap_kind[who]
  if kind == "none" then return unlimited end
  if kind == "once_a_year" and year.assistance > 0 then return 0 end
  return aid.cap[who] - year.assistance
end

layer "assistance" {
  name = "医疗救助", title = "医疗救助", fund = "610101", covers = "any",
  doc = "Ratio or bands by identity on what the insurances have left, under the place's cap.",
  pays = function(case, p, year, bill)
    local aid, who = p.assistance, case.identity
    local ratio = aid.ratio[who]
    if ratio == 0 then return 0 end
    if aid.unreferred == "excluded" and unreferred(case, p) then return 0 end
    local room = assistance_room(p, who, year)
    local base = assistance_above(assistance_base(case, p, bill), p, who)
    if aid.method == "tiers" then return min(aid.tiers:pay(base), room) end
    return min(base * ratio, room)
  end,
}

--------------------------------------------------------------------------------------------------
-- 5. and 6. What was decided for this stay, and what the hospital bears

layer "temporary_aid" {
  name = "民政临时救助", title = "民政临时救助", fund = "999997", covers = "any",
  doc = "The amount decided by civil affairs; not a formula.",
  pays = function(case) return case.temporary_aid end,
}

-- Out-of-scope cost above the agreed share, where the hospital has to bear it.
local function overrun(case, p)
  local kind = p.hospital_borne.overrun
  if kind == "penalty_only" then return 0 end
  local outside = outside_scope(case, p)
  local whole = kind == "of_total" and case.total_cost or case.total_cost - outside
  return max(0, outside - whole * p.hospital_borne.overrun_share)
end

layer "hospital_borne" {
  name = "医院承担", title = "医院减免", fund = "630100", covers = "any", reimburses = false,
  doc = "Relief decided by the hospital, and out-of-scope cost it must bear. Not a reimbursement.",
  pays = function(case, p) return case.hospital_relief + overrun(case, p) end,
}

--------------------------------------------------------------------------------------------------
-- 7. Fiscal backstop

local function near_enough(case, p)
  local area, place = p.backstop.area, case.place
  if area == "anywhere" or place == "in_county" then return true end
  if area == "in_prefecture" then return place == "in_prefecture" end
  return area == "in_province" and place ~= "out_of_province"
end

local function backed(case, p)
  if case.kind == "chronic_outpatient" or not p.backstop.eligible[case.identity] then
    return false
  end
  if p.backstop.referral == "referred_only" and unreferred(case, p) then return false end
  return near_enough(case, p)
end

local function backstop_cost(case, p)
  return p.backstop.base == "total" and case.total_cost or case.in_scope_cost
end

-- What the patient would bear of that cost. Aid and the hospital's share cover any cost, and so have
-- lowered the in-scope part first.
local function backstop_open(p, bill)
  if p.backstop.base == "in_scope" then return bill.in_scope_left end
  if p.backstop.measured == "before_hospital" then return bill.self_pay + bill.hospital_borne end
  return bill.self_pay
end

-- What the patient would bear above the target; below 0 where there is room. The patient's share is
-- cut down to a whole fen. Shares have no more than four decimals, so a millionth only undoes what
-- writing them in binary may have taken away.
local function above_target(case, p, bill)
  local share = floor(backstop_cost(case, p) * p.backstop.self_pay_target + 0.000001)
  return backstop_open(p, bill) - share
end

accumulator "above_target" {
  name = "超出自付目标", title = "年内超出自付目标累计", per = "person", before = "backstop",
  doc = "Self-pay above the target of the year's backed stays, this one included; room that one "
    .. "stay has left is used by another (backstop.period = year).",
  adds = function(case, p, year, bill)
    if p.backstop.period ~= "year" or not backed(case, p) then return 0 end
    return above_target(case, p, bill)
  end,
}

layer "backstop" {
  name = "政府兜底", title = "政府兜底", fund = "640101", covers = "any",
  doc = "What the patient would bear above the target, so that the share is never above it.",
  pays = function(case, p, year, bill)
    if not backed(case, p) then return 0 end
    if p.backstop.period == "year" then return year.above_target - year.backstop end
    return above_target(case, p, bill)
  end,
}

--------------------------------------------------------------------------------------------------
-- 先保险后救助

settlement {
  "basic", "serious_illness", "supplementary", "assistance",
  "temporary_aid", "hospital_borne", "backstop",
}
