-- Tiered payment. One published table gives different money under different readings, so the reading
-- is part of the value: threshold, threshold_kind, bounds, marginal, upper. Compiled to a C struct of
-- at most eight bands; `t:pay(base)` is the payment in fen before rounding, and all that a formula sees.
local import, host = ...
local faults = import("faults")
local units = import("units")
local chinese = import("chinese")
local names = import("names")
local ffi = require("ffi")

local M = {}

ffi.cdef [[
typedef struct GuizeTiers {
  int bands;
  bool marginal, gate, inclusive, absolute;
  double threshold;
  double above[8], upto[8], ratio[8], amount[8];
} GuizeTiers;
]]

local MOST_BANDS = 8
local min, max = math.min, math.max

-- Sum over the bands of what lies in each. Bands beyond the table are empty (above = upto), so four
-- or eight of them are added without asking how many there are: no branch, no loop.
local function four(t, x, i)
  return (max(min(x, t.upto[i]) - t.above[i], 0)) * t.ratio[i]
    + (max(min(x, t.upto[i + 1]) - t.above[i + 1], 0)) * t.ratio[i + 1]
    + (max(min(x, t.upto[i + 2]) - t.above[i + 2], 0)) * t.ratio[i + 2]
    + (max(min(x, t.upto[i + 3]) - t.above[i + 3], 0)) * t.ratio[i + 3]
end

-- The one band in which x lies pays for the whole of `paid_for`.
local function one_band(t, x, paid_for)
  for i = 0, t.bands - 1 do
    if x < t.upto[i] or (t.inclusive and x == t.upto[i]) then return paid_for * t.ratio[i] + t.amount[i] end
  end
  return 0
end

-- Payment in fen, not rounded, for a base in fen.
local function pay_by(t, base, threshold)
  if threshold == nil then threshold = t.threshold end
  if type(base) ~= "number" or type(threshold) ~= "number" then
    faults.rule("E313", "tiers:pay needs amounts in fen, not " .. faults.show(type(base) ~= "number" and base or threshold), "pay", "look at what the name in the brackets stands for")
  end
  if t.gate then
    if base < threshold then return 0 end
    threshold = 0
  end
  if base <= threshold then return 0 end
  if not t.absolute then
    base = base - threshold
    threshold = 0
  end
  if not t.marginal then return one_band(t, base, base - threshold) end
  local pay = four(t, base, 0)
  if t.bands > 4 then pay = pay + four(t, base, 4) end
  if threshold > 0 then
    pay = pay - four(t, threshold, 0)
    if t.bands > 4 then pay = pay - four(t, threshold, 4) end
  end
  return pay
end

-- How a payment came about, for people: the threshold and whether it gates, and what each band took of
-- the base and paid for it: { gate, threshold, reached, { above, upto (nil: no end), ratio or amount,
-- part, pay }, … }. `content`: of a value with the unit tiers.
function M.explain(content, base, threshold)
  local t = content.bands
  local list = { gate = t.gate, threshold = threshold or t.threshold, marginal = t.marginal }
  list.reached = pay_by(t, base, threshold) ~= 0 or base > list.threshold
  if not list.reached then return list end
  local from = t.gate and 0 or list.threshold
  local x, left = t.absolute and base or base - from, t.absolute and from or 0
  for i = 0, t.bands - 1 do
    local above, upto = t.above[i], t.upto[i]
    local part = max(min(x, upto) - max(above, left), 0)
    if not t.marginal then part = (x < upto or (t.inclusive and x == upto)) and x - left or 0 end
    local fixed = not t.marginal and part > 0 and t.amount[i] or 0
    list[#list + 1] = { above = above, upto = upto < math.huge and upto or nil, ratio = t.ratio[i], amount = fixed > 0 and fixed or nil, part = part, pay = part * t.ratio[i] + fixed }
    if not t.marginal and part > 0 then break end
  end
  return list
end

local method = chinese.to_english(chinese.tiers) -- Chinese name of a method → English
local fields = chinese.to_english(chinese.tier_fields)

local function refuse_field(key)
  faults.rule("E307", "tiers have no field '" .. tostring(key) .. "'", tostring(key), faults.near(key, { "pay", "支付" }) or "tiers:pay(base) is the payment in fen")
end

-- What formulas get is a box with nothing in it but a number; the bands are kept here.
local kept = {} -- number → GuizeTiers

ffi.cdef [[ typedef struct GuizeTiersBox { int32_t number_; } GuizeTiersBox; ]]

-- box:pay(base, threshold): the payment in fen; a `threshold` in fen replaces the table's own.
local function pay(box, base, threshold) return pay_by(kept[box.number_], base, threshold) end

local Box = ffi.metatype("GuizeTiersBox", {
  __index = function(_, key)
    if key == "pay" or method[key] == "pay" then return pay end
    refuse_field(key)
  end,
  __tostring = function() return "tiers" end, __metatable = false,
})

local Tiers = ffi.typeof("GuizeTiers")

local function new_box(t)
  kept[#kept + 1] = t
  local box = Box(#kept)
  return ffi.cast("const GuizeTiersBox &", box), box
end

-- Without the compiler a plain table is read much faster than a C struct.
local function as_table(t)
  local copy = { bands = t.bands, marginal = t.marginal, gate = t.gate, inclusive = t.inclusive, absolute = t.absolute, threshold = t.threshold, above = {}, upto = {}, ratio = {}, amount = {} }
  for i = 0, MOST_BANDS - 1 do
    copy.above[i], copy.upto[i], copy.ratio[i], copy.amount[i] = t.above[i], t.upto[i], t.ratio[i], t.amount[i]
  end
  local function own_pay(_, base, threshold) return pay_by(copy, base, threshold) end
  return setmetatable({}, { __metatable = false,
    __index = function(_, key)
      if key == "pay" or method[key] == "pay" then return own_pay end
      refuse_field(key)
    end,
    __newindex = function() faults.rule("E306", "tiers cannot be changed") end })
end

local function money(value, what)
  local opened = units.open(value)
  if not opened or opened.unit ~= "yuan" then
    faults.rule("E217", what .. " of a table of tiers must be yuan(…), not " .. faults.show(value), "tiers")
  end
  return opened.content
end

local function ratio(value)
  local opened = units.open(value)
  if not opened or opened.unit ~= "ratio" then
    faults.rule("E217", "the ratio of a tier must be percent(…), not " .. faults.show(value), "ratio")
  end
  return opened.content
end

local function choice(spec, name, allowed, default)
  local value = spec[name]
  if value == nil then value = default end
  for _, one in ipairs(allowed) do
    if value == one then return value end
  end
  local texts = {}
  for _, one in ipairs(allowed) do texts[#texts + 1] = tostring(one) end
  faults.rule("E218", ("tiers need %s = %s"):format(name, table.concat(texts, " or ")), "tiers", "the reading of a published table is spelled out, never guessed")
end

local known = { threshold = true, threshold_kind = true, bounds = true, marginal = true, upper = true }

local function check_fields(spec)
  for _, name in ipairs(faults.names(spec)) do
    if not known[name] then
      faults.rule("E219", "tiers have no field '" .. name .. "'", name, faults.near(name, faults.names(known)))
    end
  end
end

local function add_band(t, text, i, band, above, last)
  local upto = band.upto and money(band.upto, "upto") or math.huge
  if upto <= above then faults.rule("E217", "the bounds of tiers must rise", "tiers") end
  if not band.upto and not last then faults.rule("E217", "only the last tier may be without upto", "tiers") end
  if (band.ratio == nil) == (band.amount == nil) then
    faults.rule("E217", "a tier has either ratio = percent(…) or amount = yuan(…)", "tiers")
  end
  t.above[i], t.upto[i] = above, upto
  if band.ratio then t.ratio[i] = ratio(band.ratio) else t.amount[i] = money(band.amount, "amount") end
  text[#text + 1] = (upto == math.huge and "…" or ("%.2f"):format(upto / 100)) .. " "
    .. (band.ratio and units.text("ratio", t.ratio[i]) or ("%.2f"):format(t.amount[i] / 100))
  return upto
end

local function band_count(spec)
  local count = #spec
  if count < 1 or count > MOST_BANDS then
    faults.rule("E217", "a table of tiers has 1 to " .. MOST_BANDS .. " tiers, not " .. count, "tiers")
  end
  return count
end

-- The table as it would be written in a rule file.
local function source_of(t, kind, bounds)
  local parts = {}
  if kind ~= "none" then parts[1] = "threshold = " .. units.source("yuan", t.threshold) end
  parts[#parts + 1] = ('threshold_kind = "%s", bounds = "%s", marginal = %s, upper = "%s"'):format(kind, bounds, tostring(t.marginal), t.inclusive and "inclusive" or "exclusive")
  for i = 0, t.bands - 1 do
    local pays = t.amount[i] ~= 0 and "amount = " .. units.source("yuan", t.amount[i]) or "ratio = " .. units.source("ratio", t.ratio[i])
    parts[#parts + 1] = "{ " .. (t.upto[i] < math.huge and "upto = " .. units.source("yuan", t.upto[i]) .. ", " or "") .. pays .. " }"
  end
  return "tiers { " .. table.concat(parts, ", ") .. " }"
end

-- tiers { threshold =, threshold_kind =, bounds =, marginal =, upper =, { upto =, ratio = | amount = }, … }
function M.tiers(spec)
  if type(spec) ~= "table" then faults.rule("E217", "tiers need a table", "tiers") end
  names.translate(spec, fields)
  for _, band in ipairs(spec) do names.translate(band, fields) end
  check_fields(spec)
  local count = band_count(spec)
  local t = Tiers()
  local kind = choice(spec, "threshold_kind", { "deduct", "gate", "none" }, spec.threshold and "deduct" or "none")
  local bounds = choice(spec, "bounds", { "over_threshold", "absolute" })
  t.marginal = choice(spec, "marginal", { true, false })
  t.inclusive = choice(spec, "upper", { "inclusive", "exclusive" }, "inclusive") == "inclusive"
  t.gate, t.absolute, t.bands = kind == "gate", bounds == "absolute", count
  if kind ~= "none" and spec.threshold == nil then faults.rule("E217", "tiers need threshold = yuan(…)", "tiers") end
  t.threshold = kind ~= "none" and money(spec.threshold, "threshold") or 0
  local text = { ("%s %.2f; %s; %s"):format(kind, t.threshold / 100, bounds, t.marginal and "marginal" or "whole base") }
  local above = 0
  for i = 1, count do
    if t.marginal and spec[i].amount then faults.rule("E217", "a fixed amount needs marginal = false", "amount") end
    above = add_band(t, text, i - 1, spec[i], above, i == count)
  end
  local view, anchor
  if host.jit then view, anchor = new_box(t) else view = as_table(t) end
  local file, line = faults.here()
  return units.make("tiers", { anchor = anchor, view = view, bands = t, file = file, line = line, text = table.concat(text, "; "), source = source_of(t, kind, bounds), spec = spec })
end

return M
