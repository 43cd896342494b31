-- Rule tests as a spreadsheet keeps them: a header, and a row a case. Rows with the same `test` are the
-- stays of one household. Headers are the English names, the Chinese titles, their aliases or the national
-- names of fields; what is expected of a layer is headed by its name or title (`expect.basic`, 期望.大病保险).
-- Nothing is guessed: a cell that cannot be read exactly is refused with its row and column.
local import, host = ...
local faults = import("faults")
local units = import("units")
local csv = import("csv")

local M = {}

-- What a column may be, beside the fields of a case and the layers.
local OWN = {
  test = { "测试", "测试名称", "用例" }, county = { "区县", "县", "县区" }, identity = { "身份" }, person = { "人员" }, household = { "家庭", "户" },
  error = { "报错", "错误" }, doc = { "备注", "说明", "依据" }, age = { "年龄" },
}
local RESULTS = { self_pay = "个人自付", reimbursed = "实际报销" }
local TYPES = { admission = "date", discharge = "date", settled = "date", age = "count", refund_of = "count", id = "count", one_stop = "flag" }
-- Fields of a test's case that another table of the schema describes.
local ELSEWHERE = { identity = { "identity", "kind" }, person = { "person", "person_id" }, household = { "household", "household_id" }, county = { "person", "county_code" },
  sex = { "person", "sex" }, hospital_level = { "hospital", "level" }, hospital_tier = { "hospital", "tier" }, id = { "case", "case_id" } }

local function schema_field(schema, name)
  local where = ELSEWHERE[name] or { "case", name }
  for _, field in ipairs(schema.entities[where[1]].fields) do
    if field.name == where[2] then return field end
  end
end

-- Header → { kind, name }; a header that means two things → { kind = "both", … }.
local function headers(rules, schema, fields)
  local known = {}
  local function add(header, kind, name)
    if not header or header == "" then return end
    local other = known[header]
    if other and (other.kind ~= kind or other.name ~= name) then
      known[header] = { kind = "both", first = other.first or other, second = { kind = kind, name = name } }
    elseif not other then
      known[header] = { kind = kind, name = name }
    end
  end
  local english, titles = {}, {}
  local function case_field(name, kind)
    local field = schema_field(schema, name)
    local enumeration = rules.enumerations[fields.enumerations[name] or name]
    local list = { field and field.title, field and field.national, enumeration and enumeration.title }
    for _, title in ipairs(OWN[name] or {}) do list[#list + 1] = title end
    for _, title in ipairs(field and field.aliases or {}) do list[#list + 1] = title end
    english[#english + 1] = { name, kind, name }
    for _, prefix in ipairs({ "case.", "病例." }) do
      titles[#titles + 1] = { prefix .. name, kind, name }
      for i = 1, 12 do if list[i] then titles[#titles + 1] = { prefix .. list[i], kind, name } end end
    end
    for i = 1, 12 do if list[i] then titles[#titles + 1] = { list[i], kind, name } end end
  end
  local function result(name, title)
    for _, prefix in ipairs({ "expect.", "期望." }) do
      titles[#titles + 1] = { prefix .. name, "expect", name }
      titles[#titles + 1] = { prefix .. title, "expect", name }
    end
    titles[#titles + 1] = { title, "expect", name }
    english[#english + 1] = { name, "expect", name }
  end
  for _, name in ipairs({ "test", "county", "error", "doc" }) do case_field(name, name) end
  for _, name in ipairs(fields.names) do case_field(name, "case") end
  for _, name in ipairs(rules.names.layers) do
    result(name, rules.first.layers[name].spec.title or name)
    if rules.chinese.layers[name] then result(name, rules.chinese.layers[name]) end
  end
  for _, name in ipairs(faults.names(RESULTS)) do result(name, RESULTS[name]) end
  for _, one in ipairs(english) do
    if not known[one[1]] then known[one[1]] = { kind = one[2], name = one[3] } end -- a bare name of both is the case's
  end
  for _, one in ipairs(titles) do add(one[1], one[2], one[3]) end
  return known
end

-- --- cells ----------------------------------------------------------------------------------------

-- "1,234.50" → 123450; nil and the reason when it is no exact amount.
function M.fen(text)
  local body = text:gsub("^¥", ""):gsub("^￥", ""):gsub("元$", "")
  local sign, whole, point, decimals = body:match("^(%-?)([%d,]+)(%.?)(%d*)$")
  if not whole then return nil, "is no amount in yuan" end
  if whole:find(",", 1, true) and not whole:match("^%d%d?%d?,%d%d%d$") and not whole:match("^%d%d?%d?,[%d,]*%d%d%d$") then return nil, "has its commas in the wrong places" end
  for group in whole:gmatch(",([^,]*)") do
    if #group ~= 3 then return nil, "has its commas in the wrong places" end
  end
  if point == "." and decimals == "" then return nil, "ends with a point" end
  if #decimals > 2 then return nil, "has more than two decimals" end
  local digits = whole:gsub(",", "") .. decimals .. ("0"):rep(2 - #decimals)
  if #digits:gsub("^0+", "") > 15 then return nil, "is too large" end
  return tonumber(sign .. digits)
end

-- A day as offices write it: 2018-07-01, 2018/7/1, 2018年7月1日.
function M.day(text)
  local year, month, day = text:match("^(%d%d%d%d)[-/.](%d%d?)[-/.](%d%d?)$")
  if not year then year, month, day = text:match("^(%d%d%d%d)年(%d%d?)月(%d%d?)日$") end
  if not year then return nil, "is no day such as 2018-07-01" end
  local iso = ("%s-%02d-%02d"):format(year, tonumber(month), tonumber(day))
  if not units.day_number(iso) then return nil, "is no day of the calendar" end
  return iso
end

local FLAGS = { ["true"] = true, ["1"] = true, ["是"] = true, ["false"] = false, ["0"] = false, ["否"] = false }

-- The name of an enumeration's value, from its name or title; nil, the reason, and the near ones.
local function choice(enumeration, text)
  if enumeration.index[text] then return enumeration.names[enumeration.index[text]] end -- by either name
  for i, title in ipairs(enumeration.titles) do
    if title == text then return enumeration.names[i] end
  end
  local names = { unpack(enumeration.names) }
  for _, title in ipairs(enumeration.titles) do names[#names + 1] = title end
  return nil, "is no value of " .. (enumeration.title or enumeration.name), faults.near(text, names) or "one of: " .. table.concat(enumeration.titles, "、")
end

-- "dibao", "低保对象; 特困供养人员 2018-01-01 2018-06-30": a list of { name, first day, last day }.
local function identities(rules, text)
  local list = {}
  for part in (text:gsub("；", ";") .. ";"):gmatch("%s*(.-)%s*;") do
    if part ~= "" then
      local name, rest = part:match("^(%S+)%s*(.-)$")
      local kind, why, hint = choice(rules.enumerations.identity_kind, name)
      if not kind then return nil, why, hint end
      local period = { kind }
      for day in rest:gmatch("%S+") do
        local iso, wrong = M.day(day)
        if not iso or #period == 3 then return nil, wrong or "has more than two days", "an identity may have a first and a last day: dibao 2018-01-01 2018-06-30" end
        period[#period + 1] = iso
      end
      list[#list + 1] = period
    end
  end
  return list
end

local function county(rules, text)
  if rules.jurisdictions[text] then return text end
  if rules.codes[text] then return rules.codes[text].path end
  local found
  for _, j in ipairs(rules.jurisdiction_order) do
    if j.name == text and found then return nil, "is the name of several places", "write the code: " .. found.code .. " or " .. j.code end
    if j.name == text then found = j end
  end
  if found then return found.path end
  local names = faults.names(rules.codes)
  for _, j in ipairs(rules.jurisdiction_order) do names[#names + 1] = j.name end
  return nil, "is no county of these rules", faults.near(text, names)
end

local READ = {}
function READ.yuan(_, text)
  local fen, why = M.fen(text)
  if not fen then return nil, why, "amounts are yuan with at most two decimals: 1234.5 or 1,234.50" end
  return units.make("yuan", fen)
end
function READ.date(_, text) return M.day(text) end
function READ.flag(_, text)
  if FLAGS[text] == nil then return nil, "is neither yes nor no", "write 是 or 否, true or false" end
  return FLAGS[text]
end
function READ.count(_, text)
  if not text:match("^%d+$") or #text > 15 then return nil, "is no whole number" end
  return tonumber(text)
end
function READ.text(_, text) return text end
READ.identity = identities
READ.county = county

local function reader(rules, fields, column)
  if column.kind == "expect" or (column.kind == "case" and fields.money[column.name]) then return READ.yuan end
  if column.kind == "county" then return READ.county end
  if column.kind ~= "case" then return READ.text end
  if column.name == "identity" then return READ.identity end
  local enumeration = fields.enumerations[column.name] or (column.name == "place" and "place")
  if enumeration and rules.enumerations[enumeration] then
    return function(_, text) return choice(rules.enumerations[enumeration], text) end
  end
  return READ[TYPES[column.name] or "text"]
end

-- --- the sheet ------------------------------------------------------------------------------------

-- Blanks of every width before and behind a cell do not count.
local function trim(text)
  local before
  repeat
    before = text
    text = text:gsub("^%s+", ""):gsub("%s+$", "")
    for _, blank in ipairs({ "\194\160", "\227\128\128" }) do text = text:gsub("^" .. blank, ""):gsub(blank .. "$", "") end
  until text == before
  return text
end

local function refuse(path, row, number, header, text, why, hint)
  faults.rule("E260", ("row %d, column “%s”: “%s” %s"):format(number, header, faults.clean(text, 60), why), { file = path, line = row.line, token = text }, hint)
end

local function read_header(rules, schema, path, row, fields)
  local known, columns, seen = headers(rules, schema, fields), {}, {}
  for i, cell in ipairs(row) do
    local header = trim(cell)
    local column = known[header]
    if header ~= "" then
      if not column then refuse(path, row, 1, header, header, "is no field of a case, no layer and no word of a test", faults.near(header, faults.names(known))) end
      if column.kind == "both" then refuse(path, row, 1, header, header, "is a field of the case and a layer", ("write 病例.%s or 期望.%s"):format(header, header)) end
      local key = column.kind .. " " .. column.name
      if seen[key] then refuse(path, row, 1, header, header, "means the same as “" .. seen[key] .. "”") end
      seen[key] = header
      columns[i] = { kind = column.kind, name = column.name, header = header }
      columns[i].read = reader(rules, fields, columns[i])
    end
  end
  if not seen["county county"] then refuse(path, row, 1, "county", row[1] or "", "… no column says the county", "add a column county (区县): a code, a name, or a path") end
  return columns
end

-- The cells of a row, read: { test, county, case = {}, expect = {}, … }.
local function read_row(rules, path, row, number, columns)
  local found = { case = {}, expect = {} }
  for i, cell in ipairs(row) do
    local text, column = trim(cell), columns[i]
    if text ~= "" and not column then refuse(path, row, number, "?", text, "stands under no header") end
    if text ~= "" then
      local value, why, hint = column.read(rules, text)
      if value == nil then refuse(path, row, number, column.header, text, why, hint) end
      if column.kind == "case" then found.case[column.name] = value
      elseif column.kind == "expect" then found.expect[column.name] = value
      else found[column.kind] = value end
    end
  end
  return found
end

-- Joins a row to its test; what a later row says of the whole test must not differ.
local function join(tests, by_name, path, row, number, found)
  local name = found.test or ("row %d"):format(number)
  local test = by_name[name]
  if not test then
    test = { name = name, file = path, line = row.line, cases = {}, expect = {}, lines = {} }
    by_name[name] = test
    tests[#tests + 1] = test
  end
  test.doc = test.doc or found.doc -- a remark may differ from row to row
  for _, field in ipairs({ "county", "error" }) do
    if found[field] and test[field] and found[field] ~= test[field] then
      refuse(path, row, number, field, tostring(found[field]), "is not what the first row of this test says (" .. tostring(test[field]) .. ")")
    end
    test[field] = test[field] or found[field]
  end
  local at = #test.cases + 1
  test.cases[at], test.expect[at], test.lines[at] = found.case, found.expect, row.line
  test.expects = test.expects or next(found.expect) ~= nil
end

-- The tests of a sheet, in the form in which `test` declares them. `fields`: { names, money, enumerations }
-- of a case, as testing.lua knows them.
function M.read(rules, schema, path, text, fields)
  faults.remember(path, text)
  local rows = csv.rows(path, text)
  if #rows == 0 then faults.rule("E260", "the sheet is empty; it needs a row of headers", { file = path, line = 1 }) end
  local columns = read_header(rules, schema, path, rows[1], fields)
  local tests, by_name = {}, {}
  for number = 2, #rows do
    join(tests, by_name, path, rows[number], number, read_row(rules, path, rows[number], number, columns))
  end
  for _, test in ipairs(tests) do
    if not test.county then faults.rule("E260", ("the test “%s” names no county"):format(test.name), { file = path, line = test.line }) end
    if test.error then test.expect = nil
    elseif not test.expects then
      faults.rule("E260", ("the test “%s” expects nothing"):format(test.name), { file = path, line = test.line }, "fill a column such as expect.basic or 个人自付; a test that cannot fail is none")
    end
  end
  return tests
end

return M
