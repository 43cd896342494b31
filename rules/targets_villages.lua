-- Targets over institutions, villages, their clinics and doctors, and over the three-tier ledger.
-- Each counts things, so that a county's gap is a number of clinics, doctors or entries.
-- A newcomer gets wrong: a doctor who names no clinic counts for the clinics of his village.

local function one() return 1 end

-- --- 4. Windows ---------------------------------------------------------------------------------------

local function open(window, p, run)
  return window.opened <= run.day and (window.closed == nil or window.closed >= run.day)
end

-- Public hospitals of the county and township centres.
local function must_have_window(hospital)
  return hospital.public and (hospital.tier == "county" or hospital.tier == "township")
end

target "one_stop_windows" {
  title = "一站式结算窗口开通率", over = "hospital", with = { "service_window" }, by = "tier",
  where = must_have_window,
  part = function(hospital) return hospital:any("service_window", open) end,
  whole = one,
  threshold = "goal.one_stop_windows", at_least = true,
  counts = "家",
  doc = "Institutions with an open window over public county hospitals and township centres.",
}

target "windows_by_hospital" {
  title = "各机构开通的一站式窗口", over = "hospital", with = { "service_window" },
  by = "hospital_id",
  where = must_have_window,
  part = function(hospital) return hospital:count("service_window", open) end,
  whole = one,
  counts = "个",
  doc = "Windows open on the day, by institution.",
}

-- --- 14. Village clinics --------------------------------------------------------------------------------

local function rooms(station)
  return (station.consulting_room and 1 or 0) + (station.treatment_room and 1 or 0)
    + (station.public_health_room and 1 or 0) + (station.pharmacy and 1 or 0)
end

local function large_enough(station, p) return station.area ~= nil and station.area >= p.clinic.area end

local function at_standard(station, p)
  return large_enough(station, p) and rooms(station) >= p.clinic.rooms and station.equipped
    and station.in_use
end

target "village_clinics" {
  title = "村卫生室覆盖率", over = "village", with = { "village_clinic" },
  part = function(village) return village:any("village_clinic") end,
  whole = one,
  threshold = "goal.village_clinic", at_least = true,
  counts = "个",
  doc = "Villages with a clinic over villages.",
}

target "clinics_at_standard" {
  title = "村卫生室达标率", over = "village", with = { "village_clinic" },
  part = function(village) return village:any("village_clinic", at_standard) end,
  whole = one,
  threshold = "goal.clinic_standard", at_least = true,
  counts = "个",
  doc = "Villages with a clinic at standard over villages.",
}

target "clinic_area" {
  title = "村卫生室面积达标率", over = "village_clinic",
  where = function(station) return station.area ~= nil end,
  part = large_enough, whole = one,
  threshold = "goal.clinic_standard", at_least = true,
  counts = "所",
  doc = "Clinics of at least clinic.area square metres over clinics whose area is known.",
}

target "clinic_rooms" {
  title = "村卫生室四室分设率", over = "village_clinic",
  part = function(station, p) return rooms(station) >= p.clinic.rooms end, whole = one,
  threshold = "goal.clinic_standard", at_least = true,
  counts = "所",
  doc = "Clinics with clinic.rooms separate rooms over clinics.",
}

target "clinic_upgrades" {
  title = "村卫生室改造完工率", over = "village_clinic",
  where = function(station) return station.upgrade ~= "not_needed" end,
  part = function(station) return station.upgrade == "finished" end, whole = one,
  threshold = "goal.clinic_upgrade", at_least = true,
  counts = "所",
  doc = "Upgrades finished over upgrades; what is missing is unfinished.",
}

target "upgrade_states" {
  title = "村卫生室改造进度", over = "village_clinic", by = "upgrade",
  where = function(station) return station.upgrade ~= "not_needed" end,
  part = one, whole = one,
  counts = "所",
  doc = "Upgrades by their state.",
}

target "villages_ready" {
  title = "当年出列村卫生室达标率", over = "village", with = { "village_clinic" },
  where = function(village, p, run) return village.leaves_year == run.year end,
  part = function(village) return village:any("village_clinic", at_standard) end, whole = one,
  threshold = "goal.village_ready", at_least = true,
  counts = "个",
  doc = "Of the villages that must leave poverty this year, those with a clinic at standard.",
}

-- --- 15. Village doctors ----------------------------------------------------------------------------------

local function present(doctor) return doctor.on_duty and doctor.certificate ~= "none" end

local function required(village, p)
  if village.population >= p.village_doctor.large_village then return p.village_doctor.large end
  return p.village_doctor.small
end

target "village_doctors" {
  title = "乡村医生配备率", over = "village", with = { "village_doctor" },
  part = function(village, p)
    return min(required(village, p), village:count("village_doctor", present))
  end,
  whole = required,
  threshold = "goal.village_doctor", at_least = true,
  counts = "名",
  doc = "Certified doctors on duty, no more than required, over doctors required.",
}

local function works_here(doctor, p, run, station)
  return present(doctor) and (doctor.clinic_id == nil or doctor.clinic_id == station.clinic_id)
end

target "clinics_staffed" {
  title = "有合格医生的村卫生室比例", over = "village_clinic",
  with = { village_doctor = "village_code" },
  part = function(station) return station:any("village_doctor", works_here) end, whole = one,
  threshold = "goal.clinic_staffed", at_least = true,
  counts = "所",
  doc = "Clinics with a certified doctor on duty over clinics.",
}

local function on_duty(doctor) return doctor.on_duty end

local function poor_village(doctor) return doctor:one("village").poor and "贫困村" or "其他村" end

-- Doctors on duty by what they are, poor villages apart.
local function doctors(name, title, is)
  target(name) {
    title = title, over = "village_doctor", with = { "village" }, by = "village",
    group = poor_village, where = on_duty, part = is, whole = one,
    counts = "人",
    doc = "Of the village doctors on duty, those of poor villages apart.",
  }
end

doctors("doctors_licensed", "执业（助理）医师占乡村医生比例", function(doctor)
  return doctor.certificate == "licensed" or doctor.certificate == "assistant"
end)
doctors("doctors_college", "大专及以上学历占乡村医生比例", function(doctor)
  return doctor.education == "college" or doctor.education == "bachelor"
end)
doctors("doctors_older", "年龄偏大乡村医生（默认45岁起）", function(doctor, p, run)
  return doctor.birth ~= nil
    and years_between(doctor.birth, run.day) >= p.village_doctor.older
end)
doctors("doctors_oldest", "高龄乡村医生（默认60岁起）", function(doctor, p, run)
  return doctor.birth ~= nil
    and years_between(doctor.birth, run.day) >= p.village_doctor.oldest
end)

target "doctors_by_certificate" {
  title = "乡村医生按执业资格", over = "village_doctor", by = "certificate",
  where = on_duty, part = one, whole = one,
  counts = "人",
  doc = "Village doctors on duty by certificate.",
}

target "doctors_by_education" {
  title = "乡村医生按学历", over = "village_doctor", by = "education",
  where = on_duty, part = one, whole = one,
  counts = "人",
  doc = "Village doctors on duty by education.",
}

-- --- 16. Three-tier ledger --------------------------------------------------------------------------------

local tiers_of_ledger = { "village", "township", "county", "insurance" }

local function in_tier(person, tier)
  for entry in person:each("ledger_entry") do
    if entry.tier == tier then return true end
  end
  return false
end

local function in_every_tier(person)
  for _, tier in ipairs(tiers_of_ledger) do
    if not in_tier(person, tier) then return false end
  end
  return true
end

-- Whether two entries say different things; what one of them leaves blank does not differ.
local fields_compared = {
  "sex", "birth", "household_size", "identity", "cause", "registered_year", "insured", "contracted",
}

local function differ(one_entry, other)
  for _, name in ipairs(fields_compared) do
    local a, b = one_entry[name], other[name]
    if a ~= nil and b ~= nil and a ~= b then return true end
  end
  return false
end

local function the_same(person)
  for entry in person:each("ledger_entry") do
    for other in person:each("ledger_entry") do
      if differ(entry, other) then return false end
    end
  end
  return true
end

target "ledger_complete" {
  title = "三级台账与医保系统在册率", over = "person", having = { "ledger_entry" },
  part = in_every_tier, whole = one,
  threshold = "goal.ledger", at_least = true,
  counts = "人",
  doc = "Persons in every tier and the insurance system over persons in any.",
}

target "ledger_same" {
  title = "三级台账内容一致率", over = "person", having = { "ledger_entry" },
  part = the_same, whole = one,
  threshold = "goal.ledger", at_least = true,
  counts = "人",
  doc = "Persons of whom no two tiers say different things over persons in any.",
}

target "ledger_matched" {
  title = "台账记录对应率", over = "ledger_entry", by = "tier",
  part = function(entry) return entry.person_id ~= nil end, whole = one,
  threshold = "goal.ledger", at_least = true,
  counts = "条",
  doc = "Entries that were matched to a person over entries, by tier.",
}
