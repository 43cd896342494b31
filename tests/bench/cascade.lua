-- The same rules in plain Lua 5.4, over arrays: what a programmer would write who takes PUC Lua instead
-- of guize. Fast habits where they cost no clarity: locals, whole numbers, one table a case.
--   lua5.4 cascade.lua DUMP ROUNDS   prints times and sums
local file, rounds = arg[1], tonumber(arg[2] or "3")

local min, max = math.min, math.max
local fields = { "person", "settled", "county", "identity", "level", "place", "chronic", "unreferred", "total",
  "uncovered", "in_scope", "aid", "relief", "refund_of" }

-- Money in fen, ratios in percent; lists by identity (none … tekun) and level (township … provincial).
local function yuan(list)
  for i, x in ipairs(list) do list[i] = x * 100 end
  return list
end
local none <const> = math.maxinteger
local low <const> = { 60, 70, 80, upto = yuan { 30000, 100000 } }
local ordinary <const> = { 55, 60, 70, upto = yuan { 20000, 50000 } }
local raised <const> = { 60, 65, 75, upto = yuan { 20000, 50000 } }

local function wenshan()
  return {
    deductible = yuan { 200, 200, 400, 800, 1200 }, cut = { 0, 0, 0, 0, 0, 0 },
    ratio = { 90, 85, 75, 65, 60 }, points = { 0, 5, 5, 5, 5, 5 },
    unreferred_points = 15, unreferred_factor = 100, unreferred_first = 0,
    bands = { low, low, low, low, low, low }, absolute = false,
    threshold = 1000000, threshold_cut = { 0, 50, 0, 50, 50, 50 },
    serious_cap = { 30000000, none, 30000000, none, none, none },
    supplementary = { 0, 30, 20, 30, 30, 30 }, supplementary_cap = 5000000, supplementary_referred = false,
    assistance = { 0, 50, 40, 70, 80, 100 }, assistance_cap = { 0, 3000000, 2000000, 3000000, 4000000, none },
    overrun = 100, backed = { false, true, false, true, true, true }, area = 2, by_year = false,
  }
end

local function baise()
  return {
    deductible = yuan { 100, 100, 300, 600, 800 }, cut = { 0, 0, 0, 0, 0, 0 },
    ratio = { 90, 90, 75, 65, 60 }, points = { 0, 0, 0, 0, 0, 0 },
    unreferred_points = 0, unreferred_factor = 80, unreferred_first = 0,
    bands = { ordinary, raised, ordinary, raised, raised, raised }, absolute = false,
    threshold = 800000, threshold_cut = { 0, 50, 0, 50, 50, 50 },
    serious_cap = yuan { 500000, 500000, 500000, 500000, 500000, 500000 },
    supplementary = { 0, 30, 0, 30, 30, 30 }, supplementary_cap = 3000000, supplementary_referred = true,
    assistance = { 0, 0, 0, 0, 0, 0 }, assistance_cap = { 0, 0, 0, 0, 0, 0 },
    overrun = 100, backed = { false, false, false, false, false, false }, area = 0, by_year = false,
  }
end

local function tianlin()
  local t = baise()
  t.ratio = { 95, 95, 80, 70, 60 }
  t.assistance, t.assistance_cap = { 0, 50, 0, 90, 95, 100 }, yuan { 0, 20000, 0, 20000, 30000, 50000 }
  t.backed = { false, true, false, true, true, true }
  return t
end

local function changed(change)
  local t = wenshan()
  change(t)
  return t
end

-- county → { terms, day of the change, terms from then on }
local counties = {
  [532601] = { changed(function(t) t.supplementary[2], t.assistance_cap[2] = 25, 4000000 end) },
  [532622] = { changed(function(t) t.absolute = true end) },
  [532623] = { changed(function(t) t.by_year = true end) },
  [532624] = { changed(function(t) t.cut = { 0, 50, 0, 0, 0, 100 } end) },
  [532625] = { changed(function(t) t.assistance[2] = 45 end), 20180701, changed(function(t) t.assistance[2] = 55 end) },
  [532626] = { changed(function(t) t.supplementary_cap, t.deductible[3] = 2000000, 50000 end) },
  [532627] = { changed(function(t) t.unreferred_points, t.unreferred_first = 0, 20 end) },
  [532628] = { changed(function(t) t.overrun = 10 end) },
  [451029] = { baise(), 20180101, tianlin() },
}

local function round(hundredths) return (hundredths + 50) // 100 end

-- What a case is paid by, made once for each place: thresholds and deductibles by identity, ratios.
local function prepare(t)
  t.gate, t.due, t.share, t.share_unreferred = {}, {}, {}, {}
  for who = 1, 6 do
    t.gate[who] = round(t.threshold * (100 - t.threshold_cut[who]))
    t.due[who], t.share[who], t.share_unreferred[who] = {}, {}, {}
    for level = 1, 5 do
      local ratio = min(100, t.ratio[level] + t.points[who])
      t.due[who][level] = round(t.deductible[level] * (100 - t.cut[who]))
      t.share[who][level] = ratio
      t.share_unreferred[who][level] = (ratio - t.unreferred_points) * t.unreferred_factor // 100
    end
  end
end

for _, county in pairs(counties) do
  prepare(county[1])
  if county[3] then prepare(county[3]) end
end

--------------------------------------------------------------------------------------------------
-- The layers

local function basic(c, t, year)
  local amount
  if c.chronic then
    amount = min(round(c.in_scope * 80), 500000 - year.outpatient)
  else
    local share, first = t.share, 0
    if c.unreferred then share, first = t.share_unreferred, t.unreferred_first end
    local base = c.in_scope * (100 - first) - t.due[c.identity][c.level] * 100
    amount = (max(base, 0) * share[c.identity][c.level] + 5000) // 10000
  end
  return min(amount, 15000000 - year.basic)
end

local function in_bands(bands, x)
  local first, second = bands.upto[1], bands.upto[2]
  return min(x, first) * bands[1] + max(min(x, second) - first, 0) * bands[2] + max(x - second, 0) * bands[3]
end

local function tiered(t, who, base)
  local gate, bands = t.gate[who], t.bands[who]
  if base <= gate then return 0 end
  if t.absolute then return in_bands(bands, base) - in_bands(bands, gate) end
  return in_bands(bands, base - gate)
end

local function serious(c, t, year, own)
  local who, sum = c.identity, year.serious_base
  if sum <= t.gate[who] then return 0 end
  local amount = tiered(t, who, sum) - tiered(t, who, sum - own)
  return min(round(amount), t.serious_cap[who] - year.serious)
end

local function supplementary(c, t, year, open)
  local ratio = t.supplementary[c.identity]
  if ratio == 0 or c.unreferred and t.supplementary_referred then return 0 end
  return min(round(open * ratio), t.supplementary_cap - year.supplementary)
end

local function assistance(c, t, year, open)
  local ratio = t.assistance[c.identity]
  if ratio == 0 or c.unreferred then return 0 end
  return min(round(open * ratio), t.assistance_cap[c.identity] - year.assistance)
end

local function hospital(c, t)
  if t.overrun == 100 then return c.relief end
  return c.relief + round(max(c.uncovered * 100 - c.total * t.overrun, 0))
end

local function backed(c, t)
  return t.backed[c.identity] and not c.chronic and not c.unreferred and c.place <= t.area
end

--------------------------------------------------------------------------------------------------
-- The cascade

local function terms_of(c)
  local county = counties[c.county]
  return county[2] and c.settled >= county[2] and county[3] or county[1]
end

-- A payment between 0 and what is open.
local function hold(amount, open) return amount <= 0 and 0 or min(amount, open) end

local function settle(c, year, o)
  local t = terms_of(c)
  local open, inside = c.total, c.in_scope
  local paid = hold(basic(c, t, year), open)
  o.basic, open, inside = paid, open - paid, max(inside - paid, 0)
  local own = inside
  year.serious_base = year.serious_base + own
  paid = hold(serious(c, t, year, own), open)
  o.serious_illness, open, inside = paid, open - paid, max(inside - paid, 0)
  paid = hold(supplementary(c, t, year, inside), open)
  o.supplementary, open, inside = paid, open - paid, max(inside - paid, 0)
  paid = hold(assistance(c, t, year, inside), open)
  o.assistance, open = paid, open - paid
  paid = hold(c.aid, open)
  o.temporary_aid, open = paid, open - paid
  paid = hold(hospital(c, t), open)
  o.hospital_borne, open = paid, open - paid
  o.backstop, o.above = 0, 0
  if backed(c, t) then
    local above = open - c.total * 10 // 100
    year.above, o.above = year.above + above, above
    paid = hold(t.by_year and year.above - year.backstop or above, open)
    o.backstop, open = paid, open - paid
  end
  o.self_pay = open
  year.basic, year.serious = year.basic + o.basic, year.serious + o.serious_illness
  year.supplementary, year.assistance = year.supplementary + o.supplementary, year.assistance + o.assistance
  year.backstop = year.backstop + o.backstop
  if c.chronic then year.outpatient = year.outpatient + o.basic end
end

local amounts <const> = { "basic", "serious_illness", "supplementary", "assistance", "temporary_aid", "hospital_borne",
  "backstop", "self_pay" }

local function undo(original, was, same_year, year, o)
  for _, name in ipairs(amounts) do o[name] = -was[name] end
  if not same_year then return end
  year.basic, year.serious = year.basic - was.basic, year.serious - was.serious_illness
  year.serious_base = year.serious_base - (original.in_scope - was.basic)
  year.supplementary, year.assistance = year.supplementary - was.supplementary, year.assistance - was.assistance
  year.backstop, year.above = year.backstop - was.backstop, year.above - was.above
  if original.chronic then year.outpatient = year.outpatient - was.basic end
end

local function settle_all(cases, out)
  local person, of, year
  for i = 1, #cases do
    local c = cases[i]
    if c.person ~= person or c.year ~= of then
      person, of = c.person, c.year
      year = { basic = 0, outpatient = 0, serious_base = 0, serious = 0, supplementary = 0, assistance = 0, above = 0, backstop = 0 }
    end
    if c.refund_of == 0 then
      settle(c, year, out[i])
    else
      local original = cases[c.refund_of]
      undo(original, out[c.refund_of], original.year == of, year, out[i])
    end
  end
end

--------------------------------------------------------------------------------------------------

local function load_cases()
  local cases, out = {}, {}
  for line in io.lines(file) do
    local c, i = {}, 0
    for value in line:gmatch("[^\t]+") do
      i = i + 1
      c[fields[i]] = math.tointeger(value)
    end
    c.year, c.identity, c.level = c.settled // 10000, c.identity + 1, c.level + 1
    c.chronic, c.unreferred = c.chronic == 1, c.unreferred == 1
    cases[#cases + 1] = c
    out[#out + 1] = { basic = 0, serious_illness = 0, supplementary = 0, assistance = 0, temporary_aid = 0, hospital_borne = 0,
      backstop = 0, above = 0, self_pay = 0 }
  end
  return cases, out
end

collectgarbage("generational") -- twice as fast here: the cases are old, the sums of a year are young
local cases, out = load_cases()
local times = {}
for round_number = 1, rounds do
  local start = os.clock()
  settle_all(cases, out)
  times[round_number] = os.clock() - start
end
table.sort(times)

local sums, count = {}, 0
for _, name in ipairs(amounts) do sums[name] = 0 end
for i, c in ipairs(cases) do
  if c.year == 2018 then
    count = count + 1
    for _, name in ipairs(amounts) do sums[name] = sums[name] + out[i][name] end
  end
end
print("cases " .. count)
print(("best_ns_per_case %.1f"):format(times[1] / count * 1e9))
print(("median_ns_per_case %.1f"):format(times[rounds // 2 + 1] / count * 1e9))
for _, name in ipairs(amounts) do print(("sum_%s %d"):format(name, sums[name])) end
