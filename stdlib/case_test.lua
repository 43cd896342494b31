-- A rule test written from a case of the database: the household's cases up to it, as a test would have them,
-- and what its layers paid as the expected amounts. No names and no ID numbers are known here.
local import = ...
local faults = import("faults")
local units = import("units")
local layout = import("layout")
local scenario = import("scenario")
local bit = require("bit")

local M = {}

local MONEY = { "uncovered_cost", "over_limit_cost", "first_pay_cost", "in_scope_cost", "temporary_aid", "hospital_relief", "deposit" }
local ENUMS = { { "hospital_level", "hospital_level" }, { "hospital_tier", "hospital_tier" }, { "kind", "case_kind" }, { "referral", "referral" }, { "sex", "sex" } }

local function money(fen) return units.source("yuan", fen) end

local function held(set, rank) return bit.band(set, bit.lshift(1, rank - 1)) ~= 0 end

-- Identities with days that are held at the same of the three days as in the database.
local function identities(schema, row)
  local list = {}
  for i, name in ipairs(schema.enumerations.identity_kind.names) do
    local rank = i - 1
    if rank > 0 and held(row.held_any_, rank) then
      local first = held(row.held_admission_, rank) and row.admission or held(row.held_discharge_, rank) and row.discharge or math.min(row.admission + 1, row.discharge)
      local last = held(row.held_settlement_, rank) and row.settled or held(row.held_discharge_, rank) and row.discharge or first
      if first == row.admission and last == row.settled then list[#list + 1] = ("%q"):format(name)
      else list[#list + 1] = ('{ "%s", "%s", "%s" }'):format(name, units.day_text(first), units.day_text(last)) end
    end
  end
  return #list > 0 and "identity = { " .. table.concat(list, ", ") .. " }" or nil
end

local function case_line(schema, household, row, numbers)
  local parts = { ("person = \"%d\""):format(row.member_ + 1) }
  parts[#parts + 1] = identities(schema, row)
  for _, pair in ipairs(ENUMS) do
    local name = schema.enumerations[pair[2]].names[row[pair[1] .. "_"]]
    if name then parts[#parts + 1] = ("%s = %q"):format(pair[1], name) end
  end
  parts[#parts + 1] = ("place = %q"):format(layout.places[row.place_] or "in_county")
  for _, day in ipairs({ "admission", "discharge", "settled" }) do parts[#parts + 1] = ('%s = "%s"'):format(day, units.day_text(row[day])) end
  parts[#parts + 1] = ("age = %d"):format(row.age)
  if row.one_stop then parts[#parts + 1] = "one_stop = true" end
  local diagnosis = household.diagnoses[row.diagnosis_]
  if diagnosis and diagnosis ~= "" then parts[#parts + 1] = ("diagnosis = %q"):format(diagnosis) end
  if row.refund_of_ >= 0 and numbers[row.refund_of_] then parts[#parts + 1] = ("refund_of = %d"):format(numbers[row.refund_of_]) end
  for _, field in ipairs(MONEY) do
    if row[field] ~= 0 then parts[#parts + 1] = ("%s = %s"):format(field, money(row[field])) end
  end
  return "{ " .. table.concat(parts, ", ") .. " }"
end

-- Cases of the household up to the one at hand, in the order of settlement.
local function cases_of(schema, household, target)
  local lines, numbers = {}, {}
  for i = 0, target do
    local row = household.rows[i + 1]
    lines[#lines + 1], numbers[i] = "    " .. case_line(schema, household, row, numbers), i + 1
  end
  return lines
end

local function expected(last)
  local parts = {}
  for _, part in ipairs(last.parts or {}) do
    if part.kind == "layer" then parts[#parts + 1] = ("%s = %s"):format(part.name, money(part.amount)) end
  end
  parts[#parts + 1] = "self_pay = " .. money(last.self_pay)
  return table.concat(parts, ", ")
end

-- The pending changes that count where the case is settled; a test holds in that one place.
local function changes(rules, request, code)
  local last = request.last
  local lines = scenario.with(rules, request.scenario, function() return scenario.assignments(rules, rules.codes[code], last.identity, units.day_number(last.rates_day)) end)
  return #lines > 0 and "  with = function()\n    " .. table.concat(lines, "\n    ") .. "\n  end," or nil
end

-- { last (tree of explain with its household), scenario, name } → { text }: one test.
function M.text(rules, schema, request)
  local last = request.last
  local household = last and last.household
  if not household then faults.rule("E282", "no case is shown yet", "case", ".case ID shows one") end
  if last.status ~= "ok" then faults.rule("E283", "the case has failed, so there is no result to expect", "case") end
  local lines, code = cases_of(schema, household, last.row), household.counties[household.rows[last.row + 1].county_]
  local text = { "-- From a stored case: no name and no number, but sex, age, diagnosis and days of a stay. Look before you pass it on.",
    ("test %q {"):format(request.name), ("  county = %q,"):format(code) }
  text[#text + 1] = changes(rules, request, code)
  text[#text + 1] = "  cases = {\n" .. table.concat(lines, ",\n") .. ",\n  },"
  text[#text + 1] = "  expect = { " .. ("{}, "):rep(#lines - 1) .. "{ " .. expected(last) .. " } },\n}"
  return { text = table.concat(text, "\n") .. "\n" }
end

return M
