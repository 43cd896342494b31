-- A case as it is chosen on a command line, FIELD=VALUE each, in English or Chinese: what may be chosen, what goes
-- without saying, and whom it is settled for. Costs are shares of a bill that is not known yet, or amounts.
local import, host = ...
local faults = import("faults")
local layout = import("layout")
local names = import("names")
local show = import("show")

local M = {}

local ENUMS = { hospital_level = "hospital_level", hospital_tier = "hospital_tier", kind = "case_kind", referral = "referral", sex = "sex" }
local ORDER = { "hospital_level", "hospital_tier", "place", "referral", "kind", "sex", "age", "diagnosis", "days", "one_stop",
  "in_scope_cost", "uncovered_cost", "over_limit_cost", "first_pay_cost", "temporary_aid", "hospital_relief" }
local DEFAULTS = { hospital_level = "secondary", hospital_tier = "county", place = "in_county", kind = "inpatient", sex = "male", age = 40, days = 1 }
local REFERRALS = { in_county = "not_needed", in_prefecture = "referred_within", in_province = "referred_within", out_of_province = "referred_out" }
M.PARTS = { "uncovered_cost", "over_limit_cost", "first_pay_cost" } -- of a bill, beside what is in scope
local SHORT = { in_scope = "in_scope_cost", uncovered = "uncovered_cost", over_limit = "over_limit_cost", first_pay = "first_pay_cost", level = "hospital_level", tier = "hospital_tier" }

local function known_names()
  local list = { "identity" }
  for _, name in ipairs(ORDER) do list[#list + 1] = name end
  for own, name in pairs(layout.english_fields) do
    for _, other in ipairs(list) do
      if other == name then
        list[#list + 1] = own
        break
      end
    end
  end
  return list
end

local function field_name(text)
  local name = SHORT[text] or layout.english_fields[text] or text
  local known = known_names()
  for _, other in ipairs(known) do
    if other == name then return name end
  end
  if name == "total_cost" then faults.rule("E670", "the total cost is what grows", nil, "--upto says how far, --step in which steps") end
  if name == "settled" or name == "discharge" or name == "admission" then faults.rule("E670", "the day is no field here", nil, "name it with --on, and the length of the stay with --case days=10") end
  faults.rule("E670", ("a case has no field '%s' to be chosen here"):format(text), nil, faults.near(text, known) or "fields: identity, " .. table.concat(ORDER, ", "))
end

-- The number of a value that is typed by its name, its Chinese name or its title.
local function value_of(field, enumeration, text)
  local index = enumeration.index[text]
  for i, title in ipairs(enumeration.titles or {}) do index = index or title == text and i or nil end
  if not index then faults.rule("E670", ("there is no '%s' among the values of %s"):format(text, field), nil, names.near_value(enumeration, text)) end
  return index
end

local function places(rules)
  local list = { index = {}, names = layout.places, titles = {}, chinese = layout.book.chinese.place, name = "place" }
  local declared = rules.enumerations.place
  for i, place in ipairs(layout.places) do
    list.index[place], list.index[layout.book.chinese.place[i]] = i, i
    list.titles[i] = declared and declared.index[place] and declared.titles[declared.index[place]] or layout.book.chinese.place[i]
  end
  return list
end

local function whole(field, text, least, most)
  local number = text:match("^%d+$") and tonumber(text)
  if not number or number < least or number > most then faults.rule("E670", ("%s must be a whole number from %d to %d, not '%s'"):format(field, least, most, text)) end
  return number
end

-- 85% is a share of the bill; 2000, 2000.50, 2000元 and 20万元 are amounts: { share } or { fen }.
local function cost_of(field, text, only_share)
  local percent = text:match("^(%d+%.?%d*)%%$")
  if percent and tonumber(percent) <= 100 then return { share = tonumber(percent) / 100, text = text } end
  if only_share then faults.rule("E670", ("%s must be a share of the bill, not '%s'"):format(field, text), nil, "write it as 85%") end
  local bare = text:gsub("元$", "")
  local number, myriads = bare:gsub("万$", "")
  local decimals = myriads > 0 and 6 or 2
  if not number:match("^%d+$") and not (number:match("^%d+%.%d+$") and #number:match("%.(%d+)$") <= decimals) then
    faults.rule("E670", ("%s must be a share of the bill or an amount, not '%s'"):format(field, text), nil, "write it as 15%, 2000元 or 2万元")
  end
  local fen = math.floor(tonumber(number) * (myriads > 0 and 1000000 or 100) + 0.5)
  if fen > 1e12 then faults.rule("E670", ("%s is too large: '%s'"):format(field, text)) end
  return { fen = fen, text = ("%s 元"):format(show.yuan(fen)) }
end

local function yes_or_no(field, text)
  if text == "true" or text == "是" then return true end
  if text == "false" or text == "否" then return false end
  faults.rule("E670", ("%s must be true or false, not '%s'"):format(field, text))
end

local function read_field(self, field, text)
  local c, enumeration = self.given, ENUMS[field]
  if field == "identity" then
    local index = value_of(field, self.schema.enumerations.identity_kind, text)
    if not self.chosen[index] then table.insert(self.identities, index) end
    self.chosen[index] = true
    return
  end
  if c[field] ~= nil then faults.rule("E670", ("%s is given twice"):format(field)) end
  if enumeration then
    c[field] = self.schema.enumerations[enumeration].names[value_of(field, self.schema.enumerations[enumeration], text)]
  elseif field == "place" then
    c[field] = layout.places[value_of(field, places(self.rules), text)]
  elseif field == "age" then
    c[field] = whole(field, text, 0, 120)
  elseif field == "days" then
    c[field] = whole(field, text, 1, 365)
  elseif field == "one_stop" then
    c[field] = yes_or_no(field, text)
  elseif field == "diagnosis" then
    if #text > 40 then faults.rule("E670", ("%s is too long: '%s'"):format(field, text)) end
    c[field] = text
  else
    c[field] = cost_of(field, text, field == "in_scope_cost")
    if (field == "temporary_aid" or field == "hospital_relief") and c[field].share then faults.rule("E670", ("%s must be an amount, not '%s'"):format(field, text), nil, "write it as 2000元") end
  end
end

local function check_shares(c)
  local sum = c.in_scope_cost and c.in_scope_cost.share or 0
  if c.in_scope_cost and c.uncovered_cost then faults.rule("E670", "in_scope_cost and uncovered_cost are both given", nil, "leave one out: it is what the others leave of the bill") end
  for _, part in ipairs(M.PARTS) do sum = sum + (c[part] and c[part].share or 0) end
  if sum > 1 + 1e-9 then faults.rule("E670", "the parts of the bill add up to more than 100%") end
end

-- The case that { fields } asks for: { given (by field), identities (numbers of their enumeration) }.
function M.read(rules, schema, request)
  local self = { rules = rules, schema = schema, given = {}, chosen = {}, identities = {} }
  for _, one in ipairs(request.fields or {}) do
    local name, text = one:match("^%s*(.-)%s*=%s*(.-)%s*$")
    if not name or text == "" then faults.rule("E670", ("'%s' is no field of a case with a value"):format(one), nil, "write FIELD=VALUE, such as hospital_level=tertiary") end
    read_field(self, field_name(name), text)
  end
  check_shares(self.given)
  if self.given.kind == "childbirth" and not self.given.sex then self.given.sex = "female" end
  for field, value in pairs(DEFAULTS) do
    if self.given[field] == nil then self.given[field] = value end
  end
  self.given.referral = self.given.referral or REFERRALS[self.given.place]
  if #self.identities == 0 then
    for i = 1, #schema.enumerations.identity_kind.names do self.identities[i] = i end
  end
  table.sort(self.identities)
  return self
end

-- What was chosen or goes without saying, for people: a list of { name, title, value, text }.
function M.describe(self)
  local list = host.list {}
  for _, field in ipairs(ORDER) do
    local value = self.given[field]
    if field == "in_scope_cost" and not value and not self.given.uncovered_cost and not self.given.over_limit_cost and not self.given.first_pay_cost then value = { text = "100%" } end
    if value ~= nil then
      local text = type(value) == "table" and value.text or tostring(value)
      local enumeration = field == "place" and places(self.rules) or ENUMS[field] and self.schema.enumerations[ENUMS[field]]
      local title = layout.chinese_fields[field] or field
      list[#list + 1] = { name = field, title = title, value = text, text = enumeration and enumeration.titles[enumeration.index[text]] or text }
    end
  end
  return list
end

return M
