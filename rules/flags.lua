-- Marks on single stays that somebody should look at, each with its reason.
-- Sums and shares are targets (targets.lua); what a stay is paid is the model's business.
-- A newcomer gets wrong: history holds the earlier stays of the person, not the one looked at.

-- Diagnoses usually treated without a stay (ICD-10, first three characters). An editable list, no
-- published one was found: acute upper respiratory infections, gastritis and duodenitis, myalgia.
local outpatient_treatable = {
  J00 = "急性鼻咽炎", J02 = "急性咽炎", J03 = "急性扁桃体炎", J06 = "急性上呼吸道感染",
  K29 = "胃炎", M79 = "软组织疾患",
}

local function poor(case) return case.identity ~= "none" end

-- A stay, and not the negative row that undoes one.
local function inpatient(case)
  return case.kind ~= "chronic_outpatient" and case.total_cost >= 0
end

-- 17. Overuse

flag "frequent_stays" {
  title = "短期内频繁住院", over = "case",
  doc = "So many stays within the window as overuse.stays and overuse.window say.",
  when = function(case, p, history)
    if not inpatient(case) then return false end
    local earlier = history:within(p.overuse.window).count
    return earlier + 1 >= p.overuse.stays and "观察期内多次住院"
  end,
}

flag "outpatient_treatable" {
  title = "可门诊治疗病种住院", over = "case",
  doc = "An ordinary stay for a diagnosis of the list at the head of this file.",
  when = function(case)
    if case.kind ~= "inpatient" or case.total_cost < 0 then return false end
    return outpatient_treatable[case.diagnosis:sub(1, 3)] or false
  end,
}

flag "long_stay" {
  title = "超长住院", over = "case",
  doc = "A stay of more days than overuse.long_stay has for the level of the hospital.",
  when = function(case, p)
    if not p.overuse.check_long or not inpatient(case) then return false end
    return case.days > p.overuse.long_stay[case.hospital_level] and "住院天数超过标准"
  end,
}

-- 1., 3. and 5. What keeps a county from its targets

flag "self_pay_high" {
  title = "贫困患者自付比例超标", over = "case",
  doc = "A stay of a poor person whose self-pay is above watch.self_pay of the total cost.",
  when = function(case, p, history, result)
    if not poor(case) or not inpatient(case) then return false end
    return result.self_pay > case.total_cost * p.watch.self_pay and "自付比例超过提示线"
  end,
}

flag "unreferred_stay" {
  title = "未按规定转诊", over = "case",
  doc = "A stay of a poor person out of the county without a referral.",
  when = function(case)
    return poor(case) and inpatient(case) and case.place ~= "in_county"
      and case.referral == "none" and "县外住院未办理转诊"
  end,
}

flag "deposit_taken" {
  title = "收取住院押金", over = "case",
  doc = "An in-county stay of a poor person for which a deposit was taken.",
  when = function(case)
    return poor(case) and inpatient(case) and case.place == "in_county"
      and case.deposit > 0 and "县域内住院收取押金"
  end,
}
