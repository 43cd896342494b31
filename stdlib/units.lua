-- Values with a unit: ratio, yuan, count, days, date, tiers. While files are loaded they are objects
-- that a parameter can check; inside a formula the same words give plain numbers (fen, fractions,
-- day numbers), so that nothing is made per case.
local import = ...
local faults = import("faults")

local M = { evaluating = false }

local Value = { __metatable = false }
Value.__index = function(_, key) faults.rule("E220", "a value has no field '" .. tostring(key) .. "'", tostring(key)) end
local function refuse_arithmetic()
  faults.rule("E221", "values with a unit are not calculated with while rules are loaded", nil, "write the result, or calculate inside the layer")
end
for _, name in ipairs({ "__add", "__sub", "__mul", "__div", "__lt", "__le", "__concat" }) do Value[name] = refuse_arithmetic end

local secret = setmetatable({}, { __mode = "k" }) -- value → { unit, number, assumed, table }
local SIGNED = { ratio = true, yuan = true, count = true, days = true }

function M.make(unit, content)
  local value = setmetatable({}, Value)
  secret[value] = { unit = unit, content = content, assumed = false }
  return value
end

-- -percent(5), for what a scenario takes off; where a value is given, the range refuses it.
function Value.__unm(value)
  local opened = secret[value]
  if not SIGNED[opened.unit] then refuse_arithmetic() end
  return M.make(opened.unit, -opened.content)
end

-- What stands in a value: { unit, content, assumed }; nil if it is no value.
function M.open(value) return type(value) == "table" and secret[value] or nil end

local function number(word, x)
  if type(x) ~= "number" or x ~= x or x == math.huge or x == -math.huge then
    faults.rule("E210", word .. "(…) needs a number, not " .. faults.show(x), word, "for example " .. word .. "(95)")
  end
  return x
end

-- percent(95): a ratio of 95 of 100. In a formula the number 0.95.
function M.percent(x)
  number("percent", x)
  if x < 0 or x > 100 then
    faults.rule("E212", ("a ratio of %s%% is outside 0%% to 100%%"):format(faults.show(x)), "percent", "write the percentage as it stands in the document, for example percent(95)")
  end
  if M.evaluating then return x / 100 end
  return M.make("ratio", x / 100)
end

-- yuan(5000): an amount of money, at most two decimals. In a formula the number of fen, 500000.
function M.yuan(x)
  number("yuan", x)
  local fen = math.floor(x * 100 + 0.5)
  if math.abs(fen - x * 100) > 1e-6 or math.abs(fen) > 1e15 then
    faults.rule("E213", "an amount of " .. faults.show(x) .. " yuan has more than two decimals or is too large", "yuan", "amounts are whole fen: yuan(12.34)")
  end
  if M.evaluating then return fen end
  return M.make("yuan", fen)
end

local function whole(word, unit)
  return function(x)
    number(word, x)
    if x ~= math.floor(x) then faults.rule("E214", word .. "(…) needs a whole number, not " .. faults.show(x), word, "for example " .. word .. "(3)") end
    if M.evaluating then return x end
    return M.make(unit, x)
  end
end

-- count(3): a whole number of anything. days(30): a number of days.
M.count = whole("count", "count")
M.days = whole("days", "days")

local month_days = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 }

local function leap(year) return year % 4 == 0 and (year % 100 ~= 0 or year % 400 == 0) end

-- Day number (1970-01-01 is 0) of an ISO date; nil and the reason if there is no such day.
function M.day_number(text)
  local year, month, day = tostring(text):match("^(%d%d%d%d)-(%d%d)-(%d%d)$")
  if not year then return nil, faults.show(text) .. " is no date of the form 2018-07-01" end
  year, month, day = tonumber(year), tonumber(month), tonumber(day)
  local last = month_days[month]
  if month == 2 and leap(year) then last = 29 end
  if not last or day < 1 or day > last then return nil, "there is no day " .. text end
  local y = month <= 2 and year - 1 or year
  local era = math.floor(y / 400)
  local of_era = y - era * 400
  local of_year = math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1
  return era * 146097 + of_era * 365 + math.floor(of_era / 4) - math.floor(of_era / 100) + of_year - 719468
end

-- Year, month and day of the month of a day number.
function M.day_parts(number_of_day)
  local z = number_of_day + 719468
  local era = math.floor(z / 146097)
  local of_era = z - era * 146097
  local of_era_year = math.floor((of_era - math.floor(of_era / 1460) + math.floor(of_era / 36524) - math.floor(of_era / 146096)) / 365)
  local of_year = of_era - (365 * of_era_year + math.floor(of_era_year / 4) - math.floor(of_era_year / 100))
  local mp = math.floor((5 * of_year + 2) / 153)
  local day = of_year - math.floor((153 * mp + 2) / 5) + 1
  local month = mp < 10 and mp + 3 or mp - 9
  return of_era_year + era * 400 + (month <= 2 and 1 or 0), month, day
end

-- ISO date of a day number.
function M.day_text(number_of_day) return ("%04d-%02d-%02d"):format(M.day_parts(number_of_day)) end

local function need_day(word, x)
  if type(x) ~= "number" or x ~= math.floor(x) then faults.rule("E215", word .. "(…) needs a day, not " .. faults.show(x), word, "a field of a row that is a date; ask first whether it has a value") end
  return x
end

-- Year, month and quarter of a day; whole years from one day to another, as an age is counted.
function M.year_of(day) return (M.day_parts(need_day("year_of", day))) end
function M.month_of(day)
  local _, month = M.day_parts(need_day("month_of", day))
  return month
end
function M.quarter_of(day) return math.floor((M.month_of(day) + 2) / 3) end
function M.years_between(first, last)
  local y1, m1, d1 = M.day_parts(need_day("years_between", first))
  local y2, m2, d2 = M.day_parts(need_day("years_between", last))
  return y2 - y1 - ((m2 < m1 or (m2 == m1 and d2 < d1)) and 1 or 0)
end

-- The day number of a text in a script, or a fault there.
function M.day(text)
  local day, why = M.day_number(text)
  if not day then faults.rule("E215", why, type(text) == "string" and text or nil, "dates are written 2018-07-01") end
  return day
end

-- date "2018-07-01": a day. In a formula its day number, to be compared with case.discharge and others.
function M.date(text)
  local day = M.day(text)
  if M.evaluating then return day end
  return M.make("date", day)
end

-- assumed(v): the value, or every value of a table, is not from a document but an assumption.
function M.assumed(value)
  local opened = M.open(value)
  if opened then
    opened.assumed = true
    return value
  end
  if type(value) == "table" and getmetatable(value) == nil then
    for _, name in ipairs(faults.names(value)) do value[name] = M.assumed(value[name]) end
    return value
  end
  if type(value) == "boolean" then value = M.make("flag", value)
  elseif type(value) == "string" then value = M.make("choice", value)
  else faults.rule("E216", "assumed(…) needs a value with a unit, not " .. faults.show(value), "assumed", "for example assumed(percent(80))") end
  secret[value].assumed = true
  return value
end

-- Text of a value for people: "95%", "5000.00", "2018-07-01", "true".
function M.text(unit, content)
  if unit == "ratio" then
    return (("%.4f"):format(content * 100):gsub("%.?0+$", "")) .. "%"
  elseif unit == "yuan" then
    return ("%.2f"):format(content / 100)
  elseif unit == "date" then
    return M.day_text(content)
  elseif unit == "tiers" then
    return content.text
  end
  return tostring(content)
end

-- A value as it would be written in a rule file.
function M.source(unit, content, assumed)
  local text
  if unit == "ratio" then text = ("percent(%.12g)"):format(content * 100)
  elseif unit == "yuan" then text = ("yuan(%.12g)"):format(content / 100)
  elseif unit == "count" or unit == "days" then text = ("%s(%d)"):format(unit, content)
  elseif unit == "date" then text = ('date "%s"'):format(M.day_text(content))
  elseif unit == "choice" then text = ("%q"):format(content)
  elseif unit == "tiers" then text = content.source
  else text = tostring(content) end
  return assumed and "assumed(" .. text .. ")" or text
end

return M
