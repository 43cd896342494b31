-- Rule tests: a few cases of one household or more, the county whose rules apply, and what each layer
-- should pay. A test may add rules of its own below that county; they end with the test.
local import, host = ...
local faults = import("faults")
local units = import("units")
local ruleset = import("ruleset")
local evaluate = import("evaluate")
local layout = import("layout")
local names = import("names")
local chinese = import("chinese")
local ffi = require("ffi")
local bit = require("bit")

local M = {}

local TEST_FIELDS = { county = "string", with = "function", cases = "table", expect = "table", error = "string", doc = "string" }
local MONEY_FIELDS = { "total_cost", "uncovered_cost", "over_limit_cost", "first_pay_cost", "in_scope_cost", "temporary_aid", "hospital_relief", "deposit" }
local ENUM_FIELDS = { hospital_level = "hospital_level", hospital_tier = "hospital_tier", kind = "case_kind", referral = "referral", sex = "sex" }
local DEFAULTS = { hospital_level = "township", hospital_tier = "township", kind = "inpatient", referral = "not_needed", sex = "male", place = "in_county", settled = "2018-06-30" }
local OTHER_FIELDS = { identity = true, person = true, household = true, admission = true, discharge = true, settled = true, place = true, age = true, one_stop = true,
  diagnosis = true, refund_of = true, id = true }

local function money_of(value, field)
  local opened = units.open(value)
  if opened and opened.unit == "yuan" then return opened.content end
  if value == 0 then return 0 end
  faults.rule("E211", ("'%s' must be yuan(…), not %s"):format(field, faults.show(value)), field)
end

local function case_names()
  local list = faults.names(OTHER_FIELDS)
  for name in pairs(ENUM_FIELDS) do list[#list + 1] = name end
  for _, name in ipairs(MONEY_FIELDS) do list[#list + 1] = name end
  return list
end

-- Chinese names of those: what rules call them, and some more.
local function chinese_names()
  local english = chinese.to_english(chinese.test_fields)
  for _, name in ipairs(case_names()) do
    local own = layout.chinese_fields[name]
    if own then english[own] = name end
  end
  for own, name in pairs(layout.english_fields) do english[own] = english[own] or name end
  return english
end

-- What a sheet may say of a case (see testsheet.lua).
local function sheet_fields()
  local fields = { names = case_names(), money = {}, enumerations = ENUM_FIELDS }
  for _, name in ipairs(MONEY_FIELDS) do fields.money[name] = true end
  return fields
end

local function check_case_fields(spec)
  local known, english = {}, chinese_names()
  names.translate(spec, english)
  for _, name in ipairs(case_names()) do known[name] = true end
  for _, name in ipairs(faults.names(spec)) do
    if not known[name] then faults.rule("E204", ("a case has no field '%s'"):format(name), name, faults.near(name, names.is_chinese(name) and faults.names(english) or case_names())) end
  end
end

local function enum_index(schema, enumeration_name, name)
  local enumeration = schema.enumerations[enumeration_name]
  local index = enumeration.index[name]
  if not index then
    faults.rule("E203", ("there is no '%s' in %s"):format(tostring(name), enumeration_name), tostring(name), names.near_value(enumeration, name))
  end
  return index
end

local function fill_money(c, spec)
  local sum = 0
  for _, field in ipairs(MONEY_FIELDS) do c[field] = spec[field] and money_of(spec[field], field) or 0 end
  for _, field in ipairs({ "uncovered_cost", "over_limit_cost", "first_pay_cost", "in_scope_cost" }) do sum = sum + c[field] end
  if spec.total_cost == nil then c.total_cost = sum end
  if c.total_cost ~= sum then
    faults.rule("E501", ("the costs of a case do not add up: total %.2f, parts %.2f"):format(c.total_cost / 100, sum / 100), "cases")
  end
end

-- Periods of identities: a name, a list of names, or a list of { name, first day, last day }.
local function identity_periods(value)
  if value == nil then return {} end
  if type(value) == "string" then return { { value } } end
  local periods = {}
  for i, one in ipairs(value) do periods[i] = type(one) == "table" and one or { one } end
  return periods
end

local function held_between(schema, periods, first, last)
  local set = 0
  for _, period in ipairs(periods) do
    local rank = enum_index(schema, "identity_kind", period[1]) - 1
    local begins = period[2] and units.day(period[2]) or -1e9
    local ends = period[3] and units.day(period[3]) or 1e9
    if rank > 0 and begins <= last and ends >= first then set = bit.bor(set, bit.lshift(1, rank - 1)) end
  end
  return set
end

local function place_index(name)
  for i, place in ipairs(layout.places) do
    if place == name or layout.book.chinese.place[i] == name then return i end
  end
  faults.rule("E203", "there is no place '" .. tostring(name) .. "'", tostring(name), faults.near(name, layout.places))
end

local function day_of(value) return units.open(value) and units.open(value).content or units.day(value) end

local function fill_case(schema, c, spec, row)
  check_case_fields(spec)
  fill_money(c, spec)
  c.id = spec.id or row.number
  for field, enumeration in pairs(ENUM_FIELDS) do c[field .. "_"] = enum_index(schema, enumeration, spec[field] or DEFAULTS[field]) end
  c.place_ = place_index(spec.place or DEFAULTS.place)
  c.settled = day_of(spec.settled or DEFAULTS.settled)
  c.discharge = spec.discharge and day_of(spec.discharge) or c.settled
  c.admission = spec.admission and day_of(spec.admission) or c.discharge
  local periods = identity_periods(spec.identity)
  c.held_any_ = held_between(schema, periods, c.admission, c.discharge)
  c.held_admission_ = held_between(schema, periods, c.admission, c.admission)
  c.held_discharge_ = held_between(schema, periods, c.discharge, c.discharge)
  c.held_settlement_ = held_between(schema, periods, c.settled, c.settled)
  c.age, c.one_stop = spec.age or 40, spec.one_stop or false
  c.household_, c.member_, c.person_, c.county_, c.refund_of_ = row.household, row.member, row.member, 1, -1
end

-- Numbers for households, and for the persons within each, in the order of their first appearance.
local function number_people(specs)
  local rows, households, members, household_count, most = {}, {}, {}, 0, 1
  for i, spec in ipairs(specs) do
    names.translate(spec, chinese_names())
    local household = tostring(spec.household or "household")
    if not households[household] then
      households[household], household_count = household_count, household_count + 1
      members[household] = { count = 0 }
    end
    local of_household, person = members[household], tostring(spec.person or "person")
    if not of_household[person] then
      of_household[person], of_household.count = of_household.count, of_household.count + 1
    end
    most = math.max(most, of_household.count)
    rows[i] = { number = i, household = households[household], member = of_household[person], spec = spec }
  end
  return rows, most
end

local function year_of(day) return tonumber(units.day_text(day):sub(1, 4)) end

local function years_of(C, count)
  local first, last = 9999, 0
  for i = 0, count - 1 do
    for _, field in ipairs({ "settled", "discharge", "admission" }) do
      local year = year_of(C[i][field])
      first, last = math.min(first, year), math.max(last, year)
    end
  end
  return first, last
end

-- The cases of a test as they lie in memory: { C, count, at (case → row), first_year, slots, members, rows }.
function M.build(schema, specs, county)
  local rows, members = number_people(specs)
  local unsorted = ffi.new("GuizeCase[?]", #rows)
  for i, row in ipairs(rows) do
    fill_case(schema, unsorted[i - 1], row.spec, row)
    row.settled = unsorted[i - 1].settled
  end
  local order = { unpack(rows) }
  table.sort(order, function(a, b)
    if a.household ~= b.household then return a.household < b.household end
    if a.settled ~= b.settled then return a.settled < b.settled end
    return a.number < b.number
  end)
  local C, at, diagnoses = ffi.new("GuizeCase[?]", #rows), {}, { [0] = "" }
  for position, row in ipairs(order) do
    C[position - 1] = unsorted[row.number - 1]
    at[row.number] = position - 1
    diagnoses[position], C[position - 1].diagnosis_ = row.spec.diagnosis or "", position
  end
  local first, last = years_of(C, #rows)
  for i = 0, #rows - 1 do
    C[i].settlement_slot_, C[i].discharge_slot_, C[i].admission_slot_ = year_of(C[i].settled) - first, year_of(C[i].discharge) - first, year_of(C[i].admission) - first
  end
  for _, row in ipairs(rows) do
    local original = row.spec.refund_of
    if original then
      if not at[original] then faults.rule("E503", "refund_of names no case of the test", "refund_of") end
      C[at[row.number]].refund_of_ = at[original]
      C[at[original]].refunded_ = 1
    end
  end
  layout.book.counties = { [1] = county }
  layout.book.diagnoses, layout.book.first_year = diagnoses, first
  return { C = C, count = #rows, at = at, first_year = first, slots = last - first + 1, members = members, rows = #rows }
end

local function jurisdiction_of(rules, text)
  local found = rules.jurisdictions[text] or rules.codes[text]
  if not found then
    local known = faults.names(rules.jurisdictions)
    for code in pairs(rules.codes) do known[#known + 1] = code end
    faults.rule("E208", "there is no jurisdiction '" .. tostring(text) .. "'", tostring(text), faults.near(text, known))
  end
  return found
end

local TEST_CODE = "000001"

-- A jurisdiction below the one named, in which the statements of `with` hold.
local function place_for(rules, test)
  local parent = jurisdiction_of(rules, test.county or "")
  local child = { path = parent.path .. "/(test)", parent = parent, code = TEST_CODE, name = parent.name ~= "" and parent.name or "the country", definitions = {}, values = {}, file = test.file, line = test.line }
  rules.codes[TEST_CODE] = child
  if test.with then ruleset.within(rules, test.file, child, test.with) end
  return child
end

local function yuan_text(fen) return ("%.2f"):format(fen / 100) end

local function compare(test, data, evaluation, results)
  for i, expected in ipairs(test.expect or {}) do
    local o = evaluation.O[data.at[i]]
    if o.error_ ~= 0 then
      table.insert(results, { case = i, message = "failed: " .. evaluation.reasons.list[o.error_].message, fault = evaluation.reasons.list[o.error_] })
    else
      for _, name in ipairs(faults.names(expected)) do
        local wanted = money_of(expected[name], name)
        local actual = o[name]
        if actual ~= wanted then
          table.insert(results, { case = i, line = test.lines and test.lines[i], field = name, expected = yuan_text(wanted), actual = yuan_text(actual), difference = yuan_text(actual - wanted) })
        end
      end
    end
  end
end

local function expect_error(test, evaluation, results)
  for _, fault in ipairs(evaluation.reasons.list) do
    if (fault.code .. ": " .. fault.message):find(test.error, 1, true) then return end
  end
  local first = evaluation.reasons.list[1]
  table.insert(results, { message = ("expected the error “%s”, got %s"):format(test.error, first and first.code .. ": " .. first.message or "none") })
end

-- How many names each kind has; and the way back, so that what a test declares ends with it.
local function count_names(rules)
  local counts = {}
  for plural, list in pairs(rules.names) do counts[plural] = #list end
  counts.chinese = #rules.named
  return counts
end

local function forget_names(rules, counts)
  for plural, list in pairs(rules.names) do
    for i = #list, counts[plural] + 1, -1 do
      rules.first[plural][list[i]] = nil
      list[i] = nil
    end
  end
  names.forget(rules, counts.chinese)
end

local function run_one(rules, schema, test)
  place_for(rules, test)
  local data = M.build(schema, test.cases, TEST_CODE)
  local types = layout.types(rules)
  data.O = ffi.new(ffi.typeof("$[?]", types.result), data.count)
  local settled_year = year_of(data.C[data.count - 1].settled)
  data.run_year = settled_year
  local evaluation = evaluate.new(rules, data, false)
  evaluate.run(evaluation, data.O, 0, data.count - 1)
  local results = host.list {}
  if test.error then expect_error(test, evaluation, results) else compare(test, data, evaluation, results) end
  return results
end

local function check_test(name, spec)
  if type(name) ~= "string" or type(spec) ~= "table" then faults.rule("E227", 'write test "name" { cases = { … }, expect = { … } }', "test") end
  names.translate(spec)
  for _, field in ipairs(faults.names(spec)) do
    if not TEST_FIELDS[field] then faults.rule("E227", ("a test has no field '%s'"):format(field), field, faults.near(field, faults.names(TEST_FIELDS))) end
    if type(spec[field]) ~= TEST_FIELDS[field] then faults.rule("E227", ("the field '%s' of a test must be a %s"):format(field, TEST_FIELDS[field]), field) end
  end
  if not spec.cases or #spec.cases == 0 then faults.rule("E227", "a test needs cases", "test") end
  if not spec.error and not spec.expect then faults.rule("E227", "a test needs expect, or error", "test", "a test that cannot fail is none") end
  if spec.expect and #spec.expect > #spec.cases then faults.rule("E227", "a test expects more cases than it has", "expect") end
end

-- A case as a library caller gives it ({ money, plain, identities }), as a test would write it.
local function spec_of(given)
  local spec = {}
  for name, value in pairs(given.plain) do spec[name] = value end
  for name, fen in pairs(given.money) do spec[name] = units.make("yuan", fen) end
  spec.identity = {}
  for i, period in ipairs(given.identities) do spec.identity[i] = { period.kind, period.begins, period.ends } end
  return spec
end

-- Settles the cases of one household by the rules of a county: a list of { paid, self_pay, reimbursed },
-- or { fault }, in the order given.
function M.settle(rules, schema, county, cases)
  local jurisdiction, specs = jurisdiction_of(rules, county), {}
  for i, given in ipairs(cases) do specs[i] = spec_of(given) end
  local data = M.build(schema, specs, jurisdiction.code)
  local O = ffi.new(ffi.typeof("$[?]", layout.types(rules).result), data.count)
  data.run_year = data.first_year
  local evaluation = evaluate.new(rules, data, false)
  evaluate.run(evaluation, O, 0, data.count - 1)
  local list = host.list {}
  for i = 1, data.count do
    local o = O[data.at[i]]
    local paid = host.list {}
    for k, name in ipairs(rules.names.layers) do paid[k] = o[name] end
    list[i] = o.error_ > 0 and { fault = evaluation.reasons.list[o.error_] } or { paid = paid, self_pay = o.self_pay, reimbursed = o.reimbursed }
  end
  return list
end

-- The tests of a script, as they are declared.
local function declared_tests(rules, path, text)
  local tests = {}
  local function declare(name)
    return function(spec)
      check_test(name, spec)
      local file, line = faults.here()
      spec.name, spec.file, spec.line = name, file or path, line or 0
      table.insert(tests, spec)
    end
  end
  local chunk = ruleset.compile(rules, path, text, { test = declare })
  chunk()
  return tests
end

-- The tests of a file, a script or a sheet, ready for M.run.
function M.read(rules, schema, path, text)
  if path:find("%.csv$") then return import("testsheet").read(rules, schema, path, text, sheet_fields()) end
  return declared_tests(rules, path, text)
end

-- Calls run(rules, schema, test), and takes back what the test has declared.
local function contained(run, rules, schema, test)
  units.evaluating = false
  local counts, fields = count_names(rules), #rules.fields
  local ok, results = xpcall(run, faults.report, rules, schema, test)
  units.evaluating = false
  rules.context = nil
  rules.codes[TEST_CODE] = nil
  forget_names(rules, counts)
  ruleset.forget_fields(rules, fields)
  return ok, results
end

local function settle_specs(rules, schema, specs)
  local data = M.build(schema, specs, TEST_CODE)
  local O = ffi.new(ffi.typeof("$[?]", layout.types(rules).result), data.count)
  data.run_year = year_of(data.C[data.count - 1].settled)
  local evaluation = evaluate.new(rules, data, false)
  evaluate.run(evaluation, O, 0, data.count - 1)
  local list = {}
  for i = 1, data.count do
    local o, amounts = O[data.at[i]], {}
    for _, name in ipairs(rules.names.layers) do amounts[name] = o[name] end
    amounts.self_pay = o.self_pay
    list[i] = o.error_ > 0 and { fault = evaluation.reasons.list[o.error_] } or { amounts = amounts }
  end
  return list
end

-- What the cases of a test ({ county, with, cases }) come to: a list of { amounts } (fen, by layer, and
-- self_pay) or { fault }; nil and the fault when it cannot be settled at all.
function M.outcomes(rules, schema, test)
  local ok, result = contained(function()
    place_for(rules, test)
    return settle_specs(rules, schema, test.cases)
  end, rules, schema, test)
  if ok then return result end
  return nil, result
end

-- Runs the tests of one file against loaded rules: a list of { name, line, ok, differences }.
function M.run_file(rules, schema, path, text)
  local outcomes = host.list {}
  for _, test in ipairs(M.read(rules, schema, path, text)) do
    local ok, results = contained(run_one, rules, schema, test)
    if not ok then
      local matches = test.error and (results.code .. ": " .. results.message):find(test.error, 1, true)
      results = matches and host.list {} or host.list { { message = results.code .. ": " .. results.message, fault = results } }
    end
    outcomes[#outcomes + 1] = { name = test.name, line = test.line, ok = #results == 0, differences = results }
  end
  return outcomes
end

return M
