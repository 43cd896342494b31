-- What things are called and how values are written for people, in Chinese: fields of a case, of a bill
-- and of a year, values of enumerations, money, ratios, days. Titles of parameters and layers come from
-- the rules, those of stored fields from the schema.
local import = ...
local names = import("names")
local units = import("units")

local M = {}

-- Fields of a case that no table stores, and those that another table stores: title, unit, enumeration.
local DERIVED = {
  id = { "病例编号", "id" }, out_of_scope_cost = { "政策范围外费用", "yuan" }, days = { "住院天数", "days" }, month = { "结算月份", "count" }, year = { "结算年度", "year" },
  age = { "年龄", "count" }, identity = { "人员身份", nil, "identity_kind" }, hospital_level = { "医院等级", nil, "hospital_level" },
  hospital_tier = { "机构层级", nil, "hospital_tier" }, place = { "就医地点", nil, "place" }, county = { "参保地区划" }, sex = { "性别", nil, "sex" },
  hospital = { "机构编号", "id" }, kind = { "医疗类别", nil, "case_kind" }, referral = { "转诊情况", nil, "referral" }, diagnosis = { "诊断编码" }, one_stop = { "一站式结算" },
}
local UNITS = { money = "yuan", date = "date", count = "count" }
local BILL = { total = "总费用", in_scope_left = "范围内尚未支付", out_of_scope_left = "范围外尚未支付", self_pay = "尚由个人负担", paid = "已支付合计", reimbursed = "已报销合计" }
local HISTORY = { count = { "次数", "count" }, total_cost = { "总费用", "yuan" }, in_scope_cost = { "符合政策范围", "yuan" }, days = { "住院天数", "days" } }

-- Title, unit and enumeration of a field of a case.
function M.case_field(rules, name)
  local derived = DERIVED[name]
  if derived then return derived[1], derived[2], derived[3] end
  for _, field in ipairs(rules.schema.entities.case.fields) do
    if field.name == name then return field.title, UNITS[field.type], field.of end
  end
  for _, field in ipairs(rules.fields) do
    if field.name == name then return field.title end
  end
  return name
end

local function title_of(rules, name)
  local first = rules.first.layers[name] or rules.first.accumulators[name]
  return first and first.spec.title or name
end

-- Title of a field of the running bill.
function M.bill_field(rules, name) return BILL[name] or "本次" .. title_of(rules, name) .. "支付" end

-- Title of a sum of the year.
function M.year_field(rules, name)
  if rules.first.layers[name] then return "年内此前" .. title_of(rules, name) .. "支付" end
  return title_of(rules, name)
end

-- Unit of a sum of the year, or of a field of the bill: money, unless an accumulator says otherwise.
function M.sum_unit(rules, name)
  local first = rules.first.accumulators[name]
  return first and first.spec.unit or "yuan"
end

-- Title and unit of a sum of earlier stays.
function M.history_field(name, days)
  local known = HISTORY[name] or { name }
  return ("此前%d天内%s"):format(days, known[1]), known[2]
end

-- Title of a value of an enumeration; nil if there is none.
function M.enumeration_value(rules, enumeration, name)
  local known = rules.enumerations[enumeration]
  local at = known and known.index[name]
  return at and known.titles[at] or nil
end

-- Titles of the keys of a parameter ("a|b"), joined.
function M.keys(rules, declared, key)
  local list, i = {}, 0
  for name in key:gmatch("[^|]+") do
    i = i + 1
    list[i] = M.enumeration_value(rules, declared.by[i], name) or name
  end
  return #list > 0 and table.concat(list, "、") or nil
end

-- A title with those of keys (nil: none) behind it: "报销比例（二级、低保）".
function M.with_keys(title, keys) return keys and ("%s（%s）"):format(title, keys) or title end

-- Title of one value of a parameter.
function M.full(rules, declared, key) return M.with_keys(declared.title, M.keys(rules, declared, key)) end

local function separated(digits)
  local head = #digits % 3
  local text = digits:sub(1, head)
  for at = head + 1, #digits, 3 do text = text .. (text ~= "" and "," or "") .. digits:sub(at, at + 2) end
  return text
end

-- Yuan with separators: two decimals, more where a fen is not whole.
function M.money(fen)
  local sign = fen < 0 and "-" or ""
  local text = ("%.6f"):format(math.abs(fen) / 100)
  local whole, decimals = text:match("^(%d+)%.(%d%d%d-)0*$")
  if fen ~= 0 and whole == "0" and decimals == "00" then return sign .. (("%.9f"):format(math.abs(fen)):gsub("0+$", "")) .. " 分" end
  return sign .. separated(whole) .. "." .. decimals
end

local function number_text(x)
  if x == math.floor(x) and math.abs(x) < 1e15 then return ("%d"):format(x) end
  return (("%.6f"):format(x):gsub("%.?0+$", ""))
end

-- Text of a number with its unit.
function M.number(x, unit)
  if x ~= x or x == math.huge or x == -math.huge then return tostring(x) end
  if unit == "yuan" then return M.money(x) end
  if unit == "ratio" then return (("%.4f"):format(x * 100):gsub("%.?0+$", "")) .. "%" end
  if unit == "date" and x == math.floor(x) then return units.day_text(x) end
  if unit == "days" and x == math.floor(x) then return ("%d 天"):format(x) end
  return number_text(x)
end

-- A table of tiers in short: "0–30,000.00 60%；30,000.00 以上 70%".
local function tiers_text(t)
  local list = {}
  for i = 0, t.bands - 1 do
    local above, upto = M.money(t.above[i]), t.upto[i] < math.huge and M.money(t.upto[i])
    local pays = t.amount[i] > 0 and "定额 " .. M.money(t.amount[i]) or M.number(t.ratio[i], "ratio")
    list[#list + 1] = (upto and above .. "–" .. upto or above .. " 以上") .. " " .. pays
  end
  return table.concat(list, "；") .. (t.absolute and "（按总额分段）" or "（按超出起付部分分段）")
end

local BEHIND = { yuan = " 元", days = " 天" }

-- A version's value with its unit, as a rule file has it but for the words: "80%", "8000 元", "30 天", "是".
function M.plain(declared, version)
  if declared.unit == "flag" then return version.content and "是" or "否" end
  return names.choice(declared, version) or units.text(declared.unit, version.content) .. (BEHIND[declared.unit] or "")
end

-- Text of a parameter's value.
function M.value(declared, content)
  if declared.unit == "tiers" then return tiers_text(content.bands) end
  if type(content) == "number" then return M.number(content, declared.unit) end
  if type(content) == "boolean" then return content and "是" or "否" end
  return tostring(content)
end

return M
