-- Tests for the bounds that no test reaches: a stay one fen below, at, and one fen above each. A bound is
-- reached when some test's result would change if it were moved by one yuan. The amounts are what the
-- rules give now; whoever keeps such a test must hold them against the document.
local import, host = ...
local faults = import("faults")
local units = import("units")
local layout = import("layout")
local resolve = import("resolve")
local bounds = import("bounds")
local testing = import("testing")
local coverage = import("coverage")

local M = {}

local ONE_YUAN = 100
local GRID = { 1, 10, 50, 100, 200, 300, 420, 600, 850, 1200, 1700, 2400, 3400, 4800, 6800, 9600, 13600, 19000, 27000, 38000, 54000, 76000, 107000, 150000, 210000, 300000, 420000, 590000, 820000, 1150000, 1600000, 3000000 }
local STEPS = 24 -- points between which a bound is looked for at a time

-- --- which bounds are reached --------------------------------------------------------------------

-- A test with what it comes to and what it reads: { test, outcomes, reads, chain }.
local function known_test(rules, schema, test)
  local reads, chain = {}, {}
  resolve.record = function(_, p) return coverage.recording(rules, function(name, key) reads[name .. "\1" .. key] = true end, p, "") end
  local outcomes = testing.outcomes(rules, schema, test)
  resolve.record = nil
  local j = rules.jurisdictions[test.county or ""] or rules.codes[test.county or ""]
  while j do
    chain[j] = true
    j = j.parent
  end
  return { test = test, outcomes = outcomes, reads = reads, chain = chain }
end

local function reached(rules, schema, tests, bound)
  for _, one in ipairs(tests) do
    if one.outcomes and one.chain[bound.at] and one.reads[bound.parameter.name .. "\1" .. bound.key] then
      local ok, moved = pcall(bounds.moved, bound, bound.fen + ONE_YUAN, function() return testing.outcomes(rules, schema, one.test) end)
      if ok and not bounds.same(one.outcomes, moved) then return true end
    end
  end
  return false
end

-- --- stays that may reach a bound ----------------------------------------------------------------

local PLACES = { { "in_county", "not_needed" }, { "in_prefecture", "referred_within" }, { "in_province", "referred_out" }, { "out_of_province", "referred_out" }, { "out_of_province", "none" } }
local IDENTITIES = { "registered_poor", "dibao", "tekun", "none", "low_income", "dibao_disabled" }
local KINDS = { "inpatient", "chronic_outpatient", "accident", "childbirth" }

local function profile(more)
  local one = { identity = "registered_poor", hospital_level = "secondary", kind = "inpatient", place = 1, share = 0, diagnosis = "" }
  for field, value in pairs(more) do one[field] = value end
  return one
end

-- Kinds of stays, the ordinary ones first; what the key of the bound says is fixed.
local function profiles(rules, bound)
  local list, fixed, keys = {}, {}, {}
  for key in bound.key:gmatch("[^|]+") do keys[#keys + 1] = key end
  for i, enumeration in ipairs(bound.parameter.by) do
    if enumeration == "identity_kind" then fixed.identity = keys[i]
    elseif enumeration == "hospital_level" then fixed.hospital_level = keys[i]
    elseif enumeration == "place" then
      for n, place in ipairs(PLACES) do
        if place[1] == keys[i] then fixed.place = fixed.place or n end
      end
    end
  end
  local function add(more)
    for field, value in pairs(fixed) do more[field] = value end
    list[#list + 1] = profile(more)
  end
  add {}
  for _, identity in ipairs(IDENTITIES) do add { identity = identity } end
  for _, level in ipairs(rules.enumerations.hospital_level.names) do add { hospital_level = level } end
  for _, kind in ipairs(KINDS) do add { kind = kind } end
  add { kind = "childbirth", diagnosis = "O82" }
  for place = 1, #PLACES do add { place = place } end
  add { share = 0.25 }
  for _, identity in ipairs(IDENTITIES) do
    for place = 2, #PLACES do add { identity = identity, place = place } end
    add { identity = identity, kind = "accident" }
    add { identity = identity, share = 0.25 }
  end
  return list
end

local function case_of(one, fen, day, household)
  return { in_scope_cost = units.make("yuan", fen), uncovered_cost = units.make("yuan", math.floor(fen * one.share)), identity = one.identity, hospital_level = one.hospital_level, kind = one.kind,
    place = PLACES[one.place][1], referral = PLACES[one.place][2], diagnosis = one.diagnosis, settled = units.day_text(day), household = tostring(household) }
end

-- --- finding the amount --------------------------------------------------------------------------

local function raised(bound)
  local fen = math.floor(bound.fen * 1.5) + ONE_YUAN
  return bound.most and math.min(fen, math.max(bound.most, bound.fen + 1)) or fen
end

-- For each of a list of { profile, fen }: does its result change when the bound is raised?
local function differing(rules, schema, bound, day, points)
  local cases = {}
  for i, point in ipairs(points) do cases[i] = case_of(point[1], point[2], day, i) end
  local test = { county = bounds.place(bound), cases = cases, file = "suggest", line = 1 }
  local now = testing.outcomes(rules, schema, test)
  if not now then return nil end
  local ok, moved = pcall(bounds.moved, bound, raised(bound), function() return testing.outcomes(rules, schema, test) end)
  if not ok or not moved then return nil end
  local differs = {}
  for i in ipairs(points) do differs[i] = not now[i].fault and not bounds.same({ now[i] }, { moved[i] }) end
  return differs
end

-- The first amount (in fen) from which on a bound matters to a stay, between one where it does not and one
-- where it does.
local function narrow(rules, schema, bound, day, one, low, high)
  while high - low > 1 do
    local points, step = {}, math.max(1, math.floor((high - low) / STEPS))
    local fen = low + step
    while fen < high and #points < STEPS * 2 do
      points[#points + 1] = { one, fen }
      fen = fen + step
    end
    local differs = differing(rules, schema, bound, day, points)
    if not differs then return high end
    local first
    for i, point in ipairs(points) do
      if differs[i] and not first then first = i end
      if not first then low = point[2] end
    end
    if first then high = points[first][2] end
  end
  return high
end

local function look(rules, schema, bound, day, list)
  local points = {}
  for _, one in ipairs(list) do
    for _, yuan in ipairs(GRID) do points[#points + 1] = { one, yuan * 100 } end
  end
  local differs = differing(rules, schema, bound, day, points)
  if not differs then return nil end
  for i, point in ipairs(points) do
    local before = (i - 1) % #GRID > 0 and points[i - 1][2] or 0
    if differs[i] then return point[1], narrow(rules, schema, bound, day, point[1], before, point[2]) end
  end
end

local ORDINARY = 18 -- kinds of stays that are looked at first

-- A kind of stay, an amount and a day at which a bound matters; nil if none was found.
local function find(rules, schema, bound)
  local list = profiles(rules, bound)
  local first, rest = { unpack(list, 1, ORDINARY) }, { unpack(list, ORDINARY + 1) }
  for _, kinds in ipairs({ first, rest }) do
    for i = 1, math.min(2, #bound.days) do
      local one, fen = look(rules, schema, bound, bound.days[i], kinds)
      if one then return one, fen, bound.days[i] end
    end
  end
end

-- --- the text ------------------------------------------------------------------------------------

local function amount(fen) return fen == 0 and "0" or ("yuan(%.2f)"):format(fen / 100) end

local function case_text(one, fen, day, household)
  local parts = { ("household = %q, in_scope_cost = %s"):format(household, amount(fen)) }
  if one.share > 0 then parts[#parts + 1] = "uncovered_cost = " .. amount(math.floor(fen * one.share)) end
  parts[#parts + 1] = ("identity = %q, hospital_level = %q"):format(one.identity, one.hospital_level)
  if one.kind ~= "inpatient" then parts[#parts + 1] = ("kind = %q"):format(one.kind) end
  if one.diagnosis ~= "" then parts[#parts + 1] = ("diagnosis = %q"):format(one.diagnosis) end
  if one.place ~= 1 then parts[#parts + 1] = ("place = %q, referral = %q"):format(unpack(PLACES[one.place])) end
  parts[#parts + 1] = ("settled = %q"):format(units.day_text(day))
  return "    { " .. table.concat(parts, ", ") .. " },"
end

local function expect_text(rules, outcome)
  local parts = {}
  for _, name in ipairs(rules.names.layers) do parts[#parts + 1] = ("%s = %s"):format(name, amount(outcome.amounts[name])) end
  parts[#parts + 1] = "self_pay = " .. amount(outcome.amounts.self_pay)
  return "    { " .. table.concat(parts, ", ") .. " },"
end

local function value_text(bound) return ("%s = %.2f"):format(bound.name, bound.fen / 100) end
local function where(bound) return ("%s:%d"):format(bound.version.file, bound.version.line) end

local function write_test(rules, schema, put, bound, one, fen, day)
  local at = math.abs(fen - bound.fen) <= 2 and bound.fen or fen - 1 -- at a cap the result is still the same
  local amounts, names, cases = { math.max(at - 1, 0), at, at + 1 }, { "below", "at", "above" }, {}
  for i, one_amount in ipairs(amounts) do cases[i] = case_of(one, one_amount, day, names[i]) end
  local outcomes = testing.outcomes(rules, schema, { county = bounds.place(bound), cases = cases, file = "suggest", line = 1 })
  if not outcomes or outcomes[1].fault or outcomes[2].fault or outcomes[3].fault then return false end
  put("-- %s, %s", where(bound), bound.parameter.title)
  put("test %q {", ("%s, %s: a fen below, at and a fen above the bound"):format(value_text(bound), bounds.place(bound)))
  put("  county = %q,", bounds.place(bound))
  put("  cases = {")
  for i, one_amount in ipairs(amounts) do put("%s", case_text(one, one_amount, day, names[i])) end
  put("  },")
  put("  expect = { -- computed by the rules as they are; to be confirmed against the document")
  for i = 1, 3 do put("%s", expect_text(rules, outcomes[i])) end
  put("  },")
  put("}")
  put("")
  return true
end

-- { tests = [{ path, text }] } → { text, bounds, reached, written }: a file of tests, and how many bounds
-- there are, are reached already, and got a test.
function M.run(rules, schema, request)
  local tests, text, missed = {}, {}, {}
  local function put(form, ...) text[#text + 1] = form:format(...) end
  for _, file in ipairs(request.tests) do
    for _, test in ipairs(testing.read(rules, schema, file.path, file.text)) do tests[#tests + 1] = known_test(rules, schema, test) end
  end
  put("-- Bounds that no test reached, with the amounts that the rules gave when this was written. None of them")
  put("-- was worked out by hand: hold each against the document, then take the remark away.")
  put("")
  local all, count, written = bounds.all(rules), 0, 0
  for _, bound in ipairs(all) do
    if reached(rules, schema, tests, bound) then
      count = count + 1
    else
      local one, fen, day = find(rules, schema, bound)
      if one and write_test(rules, schema, put, bound, one, fen, day) then written = written + 1
      else missed[#missed + 1] = bound end
    end
  end
  for _, bound in ipairs(missed) do put("-- no stay was found that reaches %s (%s, %s)", value_text(bound), bounds.place(bound), where(bound)) end
  return { text = table.concat(text, "\n") .. "\n", bounds = #all, reached = count, written = written }
end

return M
