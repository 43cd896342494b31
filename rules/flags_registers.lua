-- Marks on rows of the registers: who or what keeps a county from its targets, with the reason.
-- Shares are targets (targets_people.lua, targets_villages.lua); these are the rows behind them.
-- A newcomer gets wrong: a flag looks at one row; what belongs to it is asked with row:any and kin.

local function held(identity, p, run)
  return identity.begins <= run.day and (identity.ends == nil or identity.ends >= run.day)
end

local function poor(row) return row:any("identity", held) end

local function of_year(row, p, run) return row.year == run.year end

-- --- 4. Windows -------------------------------------------------------------------------------------

flag "window_missing" {
  title = "未开通一站式窗口", over = "hospital", with = { "service_window" },
  doc = "A public county hospital or township centre without an open window.",
  when = function(hospital)
    if not hospital.public or (hospital.tier ~= "county" and hospital.tier ~= "township") then
      return false
    end
    return not hospital:any("service_window", function(window, p, run)
      return window.opened <= run.day and (window.closed == nil or window.closed >= run.day)
    end) and "统计日没有开通的一站式窗口"
  end,
}

-- --- 7. Insurance -----------------------------------------------------------------------------------

local kinds = {
  { "basic", "基本医保" }, { "serious_illness", "大病保险" }, { "health_poverty", "健康扶贫保险" },
}

-- The names of what is missing, as one text; nil for nothing.
local function listed(before, names)
  return names ~= "" and before .. names or nil
end

flag "not_enrolled" {
  title = "未参保", over = "person", with = { "enrolment" }, having = { "identity" },
  doc = "Registered poor without one of the three insurances of the year, or whose premium is not paid.",
  when = function(person, p, run)
    if not poor(person) then return false end
    local missing = ""
    for _, kind in ipairs(kinds) do
      local found = false
      for enrolment in person:each("enrolment") do
        found = found
          or (enrolment.kind == kind[1] and enrolment.year == run.year and enrolment.paid)
      end
      if not found then missing = missing .. (missing == "" and "" or "、") .. kind[2] end
    end
    return listed("未参保或保费未到账：", missing)
  end,
}

-- --- 8. and 9. The family doctor --------------------------------------------------------------------

flag "not_contracted" {
  title = "未签约家庭医生", over = "person", with = { "contract" }, having = { "identity" },
  doc = "Registered poor without a contract of the year.",
  when = function(person)
    return poor(person) and not person:any("contract", of_year) and "本年度没有签约"
  end,
}

flag "contract_not_entered" {
  title = "签约未录入医保系统", over = "contract", having = { "identity" },
  doc = "A contract of the year that is not in the insurance system.",
  when = function(contract, p, run)
    return contract.year == run.year and poor(contract)
      and (contract.entered == nil or contract.entered > run.day) and "已签约，未录入医保系统"
  end,
}

flag "contract_fee_open" {
  title = "签约服务费未付清", over = "contract", having = { "identity" },
  doc = "A contract of the year of whose fee some is still due.",
  when = function(contract, p, run)
    return contract.year == run.year and poor(contract) and contract.fee_paid < contract.fee_due
      and "签约服务费未付清"
  end,
}

flag "visits_missing" {
  title = "随访次数不足", over = "person", with = { "visit" }, having = { "identity", "contract" },
  doc = "A contracted poor person with fewer visits than goal.visits_a_quarter asks in a quarter.",
  when = function(person, p, run)
    if not (poor(person) and person:any("contract", of_year)) then return false end
    local missing = ""
    for quarter = 1, 4 do
      local visits = 0
      for visit in person:each("visit") do
        if year_of(visit.visited) == run.year and quarter_of(visit.visited) == quarter then
          visits = visits + 1
        end
      end
      if visits < p.goal.visits_a_quarter then
        missing = missing .. (missing == "" and "" or "、") .. quarter
      end
    end
    return missing ~= "" and ("随访不足的季度：%s"):format(missing)
  end,
}

-- --- 10. to 12. Illness and files -------------------------------------------------------------------

flag "chronic_not_contracted" {
  title = "慢病患者未签约", over = "chronic", with = { "contract" },
  doc = "A patient under chronic management without a contract of the year.",
  when = function(chronic, p, run)
    return chronic.managed_since <= run.day
      and (chronic.managed_until == nil or chronic.managed_until >= run.day)
      and not chronic:any("contract", of_year) and "在管慢病患者本年度没有签约"
  end,
}

flag "serious_illness_untreated" {
  title = "大病患者未救治", over = "serious_illness", with = { "disease" },
  doc = "A registered patient of a serious illness who is not treated yet.",
  when = function(illness, p, run)
    local disease = illness:one("disease")
    return disease.serious and illness.registered <= run.day
      and (illness.treated == nil or illness.treated > run.day) and "未入院救治：" .. disease.name
  end,
}

local five = {
  { "file", "健康档案" }, { "prescription", "健康教育处方" }, { "doctor", "签约医生" },
  { "guarantees", "衔接保障" }, { "insurance", "参保" },
}

flag "file_incomplete" {
  title = "一人一档或五个一不全", over = "person", with = { "health_file" }, having = { "identity" },
  doc = "Registered poor without a file, or of whose five ones some are missing.",
  when = function(person)
    if not poor(person) then return false end
    local file, missing = person:one("health_file"), ""
    if not file then return "没有建档" end
    for _, one in ipairs(five) do
      if not file[one[1]] then missing = missing .. (missing == "" and "" or "、") .. one[2] end
    end
    return listed("缺少：", missing)
  end,
}

-- --- 14. and 15. Villages ---------------------------------------------------------------------------

local function rooms(station)
  return (station.consulting_room and 1 or 0) + (station.treatment_room and 1 or 0)
    + (station.public_health_room and 1 or 0) + (station.pharmacy and 1 or 0)
end

-- What a clinic lacks of the standard, as one text; "" for nothing.
local function lacks(station, p)
  local text = ""
  if station.area == nil then text = text .. "，面积未登记"
  elseif station.area < p.clinic.area then
    text = text .. ("，面积%d平方米，不足%d"):format(station.area, p.clinic.area)
  end
  if rooms(station) < p.clinic.rooms then
    text = text .. ("，功能室%d间，不足%d"):format(rooms(station), p.clinic.rooms)
  end
  if not station.equipped then text = text .. "，设备不齐" end
  if not station.in_use then text = text .. "，未投入使用" end
  return text
end

flag "clinic_below_standard" {
  title = "村卫生室未达标", over = "village_clinic",
  doc = "A clinic that lacks area, rooms or equipment, or is not in use.",
  when = function(station, p)
    local text = lacks(station, p)
    return text ~= "" and text:sub(#"，" + 1)
  end,
}

flag "upgrade_unfinished" {
  title = "村卫生室改造未完工", over = "village_clinic",
  doc = "A clinic whose upgrade is not finished.",
  when = function(station)
    if station.upgrade == "not_started" then return "改造未开工" end
    return station.upgrade == "under_way" and "改造在建"
  end,
}

flag "village_without_clinic" {
  title = "行政村没有卫生室", over = "village", with = { "village_clinic" },
  doc = "A village without any clinic.",
  when = function(village) return not village:any("village_clinic") and "没有村卫生室" end,
}

flag "village_not_ready" {
  title = "当年出列村卫生室未达标", over = "village", with = { "village_clinic" },
  doc = "A village that must leave poverty this year without a clinic at standard.",
  when = function(village, p, run)
    if village.leaves_year ~= run.year then return false end
    local reason = "没有村卫生室"
    for station in village:each("village_clinic") do
      local text = lacks(station, p)
      if text == "" then return false end
      reason = text:sub(#"，" + 1)
    end
    return reason
  end,
}

local function present(doctor) return doctor.on_duty and doctor.certificate ~= "none" end

flag "village_short_of_doctors" {
  title = "乡村医生不足", over = "village", with = { "village_doctor" },
  doc = "A village with fewer certified doctors on duty than its population requires.",
  when = function(village, p)
    local large = village.population >= p.village_doctor.large_village
    local required = large and p.village_doctor.large or p.village_doctor.small
    local there = village:count("village_doctor", present)
    return there < required
      and ("应配%d名，在岗%d名，缺%d名"):format(required, there, required - there)
  end,
}

flag "clinic_without_doctor" {
  title = "村卫生室没有合格医生", over = "village_clinic", with = { village_doctor = "village_code" },
  doc = "A clinic without a certified doctor on duty.",
  when = function(station)
    for doctor in station:each("village_doctor") do
      if present(doctor) and (doctor.clinic_id == nil or doctor.clinic_id == station.clinic_id) then
        return false
      end
    end
    return "没有在岗的合格医生"
  end,
}

flag "doctor_uncertified" {
  title = "乡村医生无证", over = "village_doctor",
  doc = "A village doctor on duty without a certificate.",
  when = function(doctor) return doctor.on_duty and doctor.certificate == "none" and "在岗但无执业资格" end,
}

-- --- 16. Three-tier ledger --------------------------------------------------------------------------

local tiers_of_ledger = {
  { "village", "村级台账" }, { "township", "乡镇台账" }, { "county", "县级台账" },
  { "insurance", "医保系统" },
}

flag "ledger_missing" {
  title = "台账缺漏", over = "person", having = { "ledger_entry" },
  doc = "A person who stands in some tier of the ledger, but not in all.",
  when = function(person)
    local missing = ""
    for _, tier in ipairs(tiers_of_ledger) do
      local found = false
      for entry in person:each("ledger_entry") do found = found or entry.tier == tier[1] end
      if not found then missing = missing .. (missing == "" and "" or "、") .. tier[2] end
    end
    return listed("缺：", missing)
  end,
}

local compared = {
  { "sex", "性别" }, { "birth", "出生日期" }, { "household_size", "家庭人口" },
  { "identity", "人员身份类别" }, { "cause", "致贫原因" }, { "registered_year", "建档年度" },
  { "insured", "已参保" }, { "contracted", "已签约" },
}

flag "ledger_differs" {
  title = "台账内容不一致", over = "person", having = { "ledger_entry" },
  doc = "A person of whom two tiers say different things; what one leaves blank does not differ.",
  when = function(person)
    local names = ""
    for _, one in ipairs(compared) do
      local first, differs
      for entry in person:each("ledger_entry") do
        local value = entry[one[1]]
        if first == nil then first = value end
        differs = differs or (value ~= nil and value ~= first)
      end
      if differs then names = names .. (names == "" and "" or "、") .. one[2] end
    end
    return listed("不一致：", names)
  end,
}

flag "ledger_doubled" {
  title = "台账重复", over = "person", having = { "ledger_entry" },
  doc = "A person who stands twice in one tier of the ledger.",
  when = function(person)
    for _, tier in ipairs(tiers_of_ledger) do
      local entries = 0
      for entry in person:each("ledger_entry") do
        if entry.tier == tier[1] then entries = entries + 1 end
      end
      if entries > 1 then return ("%s重复%d条"):format(tier[2], entries) end
    end
    return false
  end,
}

flag "ledger_unmatched" {
  title = "台账记录未对应", over = "ledger_entry",
  doc = "An entry that was matched to no person.",
  when = function(entry) return entry.person_id == nil and "未与人员表对上" end,
}
