-- Targets over the registers of persons: insurance, contracts, visits, illness, files, poverty, surveys.
-- Each counts persons or things, so that a county's gap is a number of people.
-- A newcomer gets wrong: 建档立卡 is, as for stays, whoever holds any identity on the day of the run.

-- --- who and when ---------------------------------------------------------------------------------

local function held(identity, p, run)
  return identity.begins <= run.day and (identity.ends == nil or identity.ends >= run.day)
end

local function poor(row) return row:any("identity", held) end
local function one() return 1 end

local function of_year(row, p, run) return row.year == run.year end

local function in_year(day, run) return day ~= nil and day >= run.first and day <= run.day end

-- --- 7. Insurance -----------------------------------------------------------------------------------

local function enrolled(name, title, kind, threshold)
  local function valid(enrolment, p, run)
    return enrolment.kind == kind and enrolment.year == run.year and enrolment.paid
  end
  target(name) {
    title = title, over = "person", with = { "enrolment" }, having = { "identity" },
    where = poor,
    part = function(person) return person:any("enrolment", valid) end,
    whole = one,
    threshold = threshold, at_least = true,
    counts = "人",
    doc = "Registered poor enrolled for the year, premium paid, over registered poor.",
  }
end

enrolled("enrolled_basic", "基本医保参保率", "basic", "goal.coverage.basic")
enrolled("enrolled_serious_illness", "大病保险参保率", "serious_illness",
  "goal.coverage.serious_illness")
enrolled("enrolled_health_poverty", "健康扶贫保险参保率", "health_poverty",
  "goal.coverage.supplementary")

local function subsidy(enrolment, p, run)
  local counts = enrolment.kind == "basic" and enrolment.year == run.year and enrolment.paid
  return counts and enrolment.subsidy or 0
end

target "premium_subsidy" {
  title = "人均参保补贴", over = "person", with = { "enrolment" }, having = { "identity" },
  where = poor,
  part = function(person) return person:sum("enrolment", subsidy) end,
  whole = one,
  threshold = "goal.premium_subsidy", at_least = true,
  counts = "money",
  doc = "Premium subsidy paid for the basic insurance of the year, a person.",
}

-- --- 8. Preventive care and the family doctor -------------------------------------------------------

local function visited(visit, p, run) return in_year(visit.visited, run) end

target "preventive_care" {
  title = "预防保健覆盖率", over = "person", with = { "visit" }, having = { "identity" },
  where = poor,
  part = function(person) return person:any("visit", visited) end,
  whole = one,
  threshold = "goal.coverage.preventive", at_least = true,
  counts = "人",
  doc = "Registered poor visited in the year over registered poor.",
}

target "contracted" {
  title = "家庭医生签约率", over = "person", with = { "contract" }, having = { "identity" },
  where = poor,
  part = function(person) return person:any("contract", of_year) end,
  whole = one,
  threshold = "goal.coverage.contract", at_least = true,
  counts = "人",
  doc = "Registered poor with a contract of the year over registered poor.",
}

local function contract_of_poor(contract, p, run)
  return contract.year == run.year and poor(contract)
end

target "contract_entered" {
  title = "签约录入医保系统比例", over = "contract", having = { "identity" },
  where = contract_of_poor,
  part = function(contract, p, run)
    return contract.entered ~= nil and contract.entered <= run.day
  end,
  whole = one,
  threshold = "goal.contract_entered", at_least = true,
  counts = "份",
  doc = "Contracts of the year that were entered in the insurance system.",
}

target "contract_entry_by_month" {
  title = "各月录入医保系统的签约", over = "contract", having = { "identity" },
  by = "month",
  group = function(contract) return contract.entered and month_of(contract.entered) end,
  where = function(contract, p, run)
    return contract_of_poor(contract, p, run) and in_year(contract.entered, run)
  end,
  part = one, whole = one,
  counts = "份",
  doc = "Contracts of the year by the month in which they were entered.",
}

target "contract_fee" {
  title = "签约服务费到位率", over = "contract", having = { "identity" },
  where = contract_of_poor,
  part = function(contract) return contract.fee_paid end,
  whole = function(contract) return contract.fee_due end,
  threshold = "goal.contract_fee", at_least = true,
  counts = "money",
  doc = "Contract fee paid over contract fee due.",
}

-- --- 9. Visits: of the registered poor who have a contract ------------------------------------------

local function contracted_poor(person) return person:any("contract", of_year) and poor(person) end

-- Visits of the year by quarter.
local function quarters(person, run)
  local first, second, third, fourth = 0, 0, 0, 0
  for visit in person:each("visit") do
    if in_year(visit.visited, run) then
      local quarter = quarter_of(visit.visited)
      if quarter == 1 then first = first + 1
      elseif quarter == 2 then second = second + 1
      elseif quarter == 3 then third = third + 1
      else fourth = fourth + 1 end
    end
  end
  return first, second, third, fourth
end

-- Quarters that are over on the day: before that a visit is not missing yet.
local function quarters_over(run)
  local quarter = quarter_of(run.day)
  return quarter_of(run.day + 1) == quarter and quarter - 1 or quarter
end

local function contracted_in(over)
  return function(person, p, run) return quarters_over(run) >= over and contracted_poor(person, p, run) end
end

target "visited_every_quarter" {
  title = "每季度随访达标率", over = "person",
  with = { "visit" }, having = { "identity", "contract" },
  where = contracted_in(1),
  part = function(person, p, run)
    local visits = { quarters(person, run) }
    for quarter = 1, quarters_over(run) do
      if visits[quarter] < p.goal.visits_a_quarter then return false end
    end
    return true
  end,
  whole = one,
  threshold = "goal.visited", at_least = true,
  counts = "人",
  doc = "Persons visited goal.visits_a_quarter times in each quarter that is over.",
}

target "visited_in_year" {
  title = "全年随访达标率", over = "person",
  with = { "visit" }, having = { "identity", "contract" },
  where = contracted_in(1),
  part = function(person, p, run)
    return person:count("visit", visited) * 4 >= p.goal.visits_a_year * quarters_over(run)
  end,
  whole = one,
  threshold = "goal.visited", at_least = true,
  counts = "人",
  doc = "Persons visited goal.visits_a_year times in the year; before its end, for the quarters that are over.",
}

for quarter = 1, 4 do
  target("visited_quarter_" .. quarter) {
    title = ("第%d季度随访达标率"):format(quarter), over = "person",
    with = { "visit" }, having = { "identity", "contract" },
    where = contracted_in(quarter),
    part = function(person, p, run)
      return select(quarter, quarters(person, run)) >= p.goal.visits_a_quarter
    end,
    whole = one,
    threshold = "goal.visited", at_least = true,
    counts = "人",
    doc = "Persons visited goal.visits_a_quarter times in the quarter, once it is over.",
  }
end

local function visit_share(name, title, has)
  target(name) {
    title = title, over = "visit", by = "kind",
    where = visited, part = has, whole = one,
    threshold = "goal.visit_record", at_least = true,
    counts = "次",
    doc = "Of the visits of the year, by kind.",
  }
end

visit_share("visits_recorded", "随访记录率", function(visit) return visit.recorded end)
visit_share("visits_with_photo", "随访照片率", function(visit) return visit.photo end)

-- --- 10. Chronic disease ------------------------------------------------------------------------------

target "chronic_contracted" {
  title = "慢病患者签约率", over = "chronic", with = { "contract" }, by = "disease",
  where = function(chronic, p, run)
    return chronic.managed_since <= run.day
      and (chronic.managed_until == nil or chronic.managed_until >= run.day)
  end,
  part = function(chronic) return chronic:any("contract", of_year) end,
  whole = one,
  threshold = "goal.chronic_contract", at_least = true,
  counts = "人",
  doc = "Patients with a contract of the year over patients managed, by disease.",
}

-- --- 11. Serious illness ------------------------------------------------------------------------------

target "serious_illness_treated" {
  title = "大病集中救治率", over = "serious_illness", with = { "disease" }, by = "disease",
  group = function(illness) return illness:one("disease").name end,
  where = function(illness, p, run)
    return illness.registered <= run.day and illness:one("disease").serious
  end,
  part = function(illness, p, run) return illness.treated ~= nil and illness.treated <= run.day end,
  whole = one,
  threshold = "goal.serious_illness_treated", at_least = true,
  counts = "人",
  doc = "Treated over registered, for the diseases that the county's list calls serious.",
}

-- --- 12. One file a person, the five ones -------------------------------------------------------------

local function has_file(person)
  local file = person:one("health_file")
  return file ~= nil and file.file
end

local function complete(person)
  local file = person:one("health_file")
  return file ~= nil and file.file and file.prescription and file.doctor and file.guarantees
    and file.insurance
end

target "health_file" {
  title = "一人一档一案建档率", over = "person", with = { "health_file" }, having = { "identity" },
  where = poor, part = has_file, whole = one,
  threshold = "goal.health_file", at_least = true,
  counts = "人",
  doc = "Registered poor with a health file over registered poor.",
}

target "five_ones" {
  title = "“五个一”落实率", over = "person", with = { "health_file" }, having = { "identity" },
  where = poor, part = complete, whole = one,
  threshold = "goal.five_ones", at_least = true,
  counts = "人",
  doc = "Registered poor who have all five over registered poor.",
}

-- --- 13. Poverty caused by illness --------------------------------------------------------------------

-- Of the counts of its own division those belong to a row that are of the same cause and the year before; nil
-- where there is none. Whole counties count their poor: a township's own row would be added to its county's.
local function year_before(row)
  for other in row:each("poverty_count") do
    if other.cause == row.cause and other.year == row.year - 1 then return other end
  end
end

target "illness_poverty_decline" {
  title = "因病致贫返贫户年下降幅度", over = "poverty_count",
  with = { poverty_count = "division_code" }, -- the register with itself: nothing else says which rows belong together
  where = function(row, p, run)
    return row.cause == "illness" and row.year == run.year and year_before(row) ~= nil
  end,
  part = function(row) return year_before(row).households - row.households end,
  whole = function(row) return year_before(row).households end,
  threshold = "goal.poverty_decline", at_least = true,
  counts = "户",
  doc = "Households poor by illness: last year's less this year's, over last year's; both years are needed.",
}

target "illness_poverty_share" {
  title = "因病致贫户占贫困户比例", over = "poverty_count", by = "year",
  where = function(row, p, run) return row.year == run.year end,
  part = function(row) return row.cause == "illness" and row.households or 0 end,
  whole = function(row) return row.households end,
  counts = "户",
  doc = "Households poor by illness over poor households of the year.",
}

-- Whether a household of the register was still poor at the end of a year.
local function poor_at_end(household, year)
  return household.registered_year ~= nil and household.registered_year <= year
    and (household.out_of_poverty_year == nil or household.out_of_poverty_year > year
      or household.returned)
end

target "illness_households_decline" {
  title = "因病致贫户年下降幅度（按户籍台账）", over = "household",
  where = function(household) return household.cause == "illness" end,
  part = function(household, p, run)
    return (poor_at_end(household, run.year - 1) and 1 or 0)
      - (poor_at_end(household, run.year) and 1 or 0)
  end,
  whole = function(household, p, run) return poor_at_end(household, run.year - 1) end,
  threshold = "goal.poverty_decline", at_least = true,
  counts = "户",
  doc = "The same counted from the households themselves, by the year they left poverty.",
}

-- --- 19. Knowledge and satisfaction -------------------------------------------------------------------

local function asked(name, title, answered, threshold)
  target(name) {
    title = title, over = "survey",
    where = function(answer, p, run) return in_year(answer.asked, run) and answer[answered] ~= nil end,
    part = function(answer) return answer[answered] end,
    whole = one,
    threshold = threshold, at_least = true,
    counts = "人次",
    doc = "Yes over those who were asked in the year.",
  }
end

asked("policy_known", "政策知晓率", "known", "goal.policy_known")
asked("satisfied", "群众满意度", "satisfied", "goal.satisfied")

-- --- 20. Home beds and service at home ----------------------------------------------------------------

local function open_in_year(bed, p, run)
  return bed.opened <= run.day and (bed.closed == nil or bed.closed >= run.first)
end

local function managed(chronic, p, run)
  return chronic.managed_since <= run.day
    and (chronic.managed_until == nil or chronic.managed_until >= run.first)
end

target "home_beds" {
  title = "家庭病床和居家服务人次", over = "home_bed", by = "kind",
  where = open_in_year, part = one, whole = one,
  counts = "人次",
  doc = "Services open on any day of the year, by kind.",
}

target "home_service" {
  title = "居家服务覆盖率", over = "person", with = { "home_bed", "chronic" },
  having = { "identity" },
  where = function(person, p, run)
    return poor(person) and (years_between(person.birth, run.day) >= p.home.elderly_age
      or person:any("chronic", managed))
  end,
  part = function(person) return person:any("home_bed", open_in_year) end,
  whole = one,
  threshold = "goal.home_service", at_least = true,
  counts = "人",
  doc = "Served at home in the year over registered poor who are old or chronically ill.",
}
