-- What anything declared is: words of the language, parameters, fields, enumerations and their values,
-- layers, accumulators, targets, flags, places. For `?name` at the prompt and for the editor definitions.
local import, host = ...
local faults = import("faults")
local docs = import("docs")
local layout = import("layout")
local chinese = import("chinese")
local names = import("names")
local sandbox = import("sandbox")
local ruleset = import("ruleset")
local catalogue = import("catalogue")
local show = import("show")
local scenario_words = import("scenario_words")

local M = {}

-- The fields of a case as rules read them: a list of { name, type, title, unit, doc, aliases }, sorted.
function M.case_fields(rules)
  local by_name, list = {}, {}
  for _, field in ipairs(rules.schema.entities.case.fields) do by_name[field.name] = field end
  local declared = {}
  for _, field in ipairs(rules.fields) do declared[field.name] = field end
  for _, name in ipairs(layout.case_names()) do
    local before = #list
    local own, field, added = docs.case_fields[name], by_name[name], declared[name]
    if names.case_field(rules, name) ~= name then -- the Chinese name of another field
    elseif added then list[#list + 1] = { name = name, type = "any", title = added.title, doc = added.doc, file = added.file, line = added.line }
    elseif own then list[#list + 1] = { name = name, type = own[1], unit = own[2], title = own[4], doc = own[3] }
    elseif field then
      local kind = field.type == "money" and "number" or field.type == "date" and "integer" or field.type == "count" and "integer" or field.type == "flag" and "boolean" or "string"
      list[#list + 1] = { name = name, type = kind, unit = field.type == "money" and "fen" or field.type == "date" and "day" or nil, title = field.title, doc = field.doc,
        aliases = field.aliases, enumeration = field.type == "enum" and field.of or nil, national = field.national }
    else
      list[#list + 1] = { name = name, type = "any", undocumented = true }
    end
    if #list > before then list[#list].chinese = layout.chinese_fields[name] or rules.chinese.fields[name] end
  end
  return list
end

-- The words that a rule file can use and that docs.lua does not explain, and the other way round. Another
-- name of a word that is explained needs no row of its own.
function M.gaps(rules)
  local live, explained, gaps = { test = true }, {}, {}
  for _, name in ipairs(scenario_words.names) do live[name] = true end
  for name, value in pairs(sandbox.words) do
    live[name] = true
    if docs.words[name] then explained[value] = true end
  end
  local words = ruleset.words(rules)
  for name in pairs(words) do live[name] = true end
  for _, name in ipairs(faults.names(live)) do
    if not docs.words[name] and not explained[sandbox.words[name]] and name:match("^[%w_]+$") then gaps[#gaps + 1] = name .. " is not explained" end
  end
  for _, name in ipairs(faults.names(docs.words)) do
    if not live[name] then gaps[#gaps + 1] = name .. " is explained, but no word" end
  end
  for _, field in ipairs(M.case_fields(rules)) do
    if field.undocumented then gaps[#gaps + 1] = "case." .. field.name .. " is not explained" end
  end
  for _, name in ipairs(faults.names(docs.case_fields)) do
    if not layout.getters[name] and name ~= "id" and name ~= "age" then gaps[#gaps + 1] = "case." .. name .. " is explained, but no field" end
  end
  return gaps
end

local english_words, chinese_words = chinese.to_english(chinese.words), chinese.to_chinese(chinese.words)

local function word(name)
  name = english_words[name] or name
  local row = docs.words[name]
  if row then return { kind = row[1], name = name, title = row[4], chinese = chinese_words[name], meaning = true, signature = row[2], doc = row[3], example = row[5] } end
  local argument = docs.arguments[name]
  if argument then return { kind = "argument", name = name, title = argument[3], meaning = true, signature = argument[1], doc = argument[2], example = argument[4] } end
end

local UNIT_EXAMPLE = { ratio = "percent(80)", yuan = "yuan(5000)", count = "count(3)", days = "days(30)", date = 'date "2018-07-01"', flag = "true", tiers = "tiers { … }" }

local function parameter(rules, request)
  local declared, key = catalogue.exact(rules, request.name)
  if not declared then return end
  local answer = catalogue.params(rules, request)
  local one = answer.declared[1]
  local keys = key ~= "" and "." .. key:gsub("|", ".") or declared.by[1] and "." .. rules.enumerations[declared.by[1]].names[1] or ""
  one.kind, one.values, one.key, one.chinese = "parameter", answer.values, key, declared.chinese
  one.by_titles = {}
  for i, by in ipairs(declared.by) do one.by_titles[i] = { name = by, title = rules.enumerations[by].title } end
  one.example = ("%s%s = %s"):format(declared.name, keys, UNIT_EXAMPLE[declared.unit] or ('"%s"'):format(declared.choices[1]))
  return one
end

local function group(rules, name)
  if not rules.namespaces[name] then return end
  local members = host.list {}
  for _, full in ipairs(rules.parameter_order) do
    if full:sub(1, #name + 1) == name .. "." then members[#members + 1] = { name = full, title = rules.parameters[full].title, unit = rules.parameters[full].unit } end
  end
  return { kind = "group", name = name, title = name, members = members }
end

local function definition(rules, name)
  local kind, found, first = catalogue.definition(rules, name)
  if kind then return { kind = kind, name = found, title = first.spec.title or found, chinese = rules.chinese[kind .. "s"][found], doc = first.spec.doc, unit = (kind == "layer" or kind == "accumulator") and "fen" or nil, file = first.file, line = first.line } end
end

local function field(rules, name)
  local wanted = name:gsub("^case%.", ""):gsub("^病例%.", "")
  for _, one in ipairs(M.case_fields(rules)) do
    local hit = one.name == wanted or one.title == wanted or one.chinese == wanted
    for _, alias in ipairs(one.aliases or {}) do hit = hit or alias == wanted end
    if hit then return { kind = "field", name = "case." .. one.name, title = one.title, chinese = one.chinese, unit = one.unit, type = one.type, doc = one.doc, file = one.file, line = one.line, example = "case." .. one.name } end
  end
end

local function enumeration(rules, name)
  for _, own in ipairs(faults.names(rules.enumerations)) do
    local one = rules.enumerations[own]
    local values = host.list {}
    for i, value in ipairs(one.names) do
      values[i] = { name = value, title = one.titles and one.titles[i] }
      if value == name or values[i].title == name then return { kind = "value", name = value, title = values[i].title, of = own, of_title = one.title } end
    end
    if own == name or one.title == name then return { kind = "enumeration", name = own, title = one.title, members = values } end
  end
end

local function place(rules, name)
  local j = rules.jurisdictions[name] or rules.codes[name]
  for _, one in ipairs(rules.jurisdiction_order) do
    if one.name == name and one.path ~= "" then j = j or one end
  end
  if j and j.path ~= "" then return { kind = "place", name = j.path, title = j.name, code = j.code, file = j.file, line = j.line } end
end

-- Everything that has a name, for the advice on one that has none.
local function all_names(rules)
  local names = faults.names(docs.words)
  local function add(name) if name then names[#names + 1] = name end end
  for name in pairs(docs.arguments) do add(name) end
  for _, name in ipairs(rules.parameter_order) do
    add(name)
    add(rules.parameters[name].title)
  end
  for _, one in ipairs(M.case_fields(rules)) do
    add(one.name)
    add(one.title)
  end
  for _, plural in ipairs({ "layers", "accumulators", "targets", "flags" }) do
    for _, name in ipairs(rules.names[plural]) do
      add(name)
      add(rules.first[plural][name].spec.title)
    end
  end
  for name in pairs(rules.enumerations) do add(name) end
  return names
end

local TITLES = {
  zh = { name = "名称", title = "标题", chinese = "中文名", kind = "类别", signature = "用法", unit = "单位", type = "类型", value = "值", doc = "说明", example = "例", at = "位置", members = "包括", read_by = "用于", by = "按", range = "范围", choices = "可选", of = "属于" },
  en = { name = "name", title = "title", chinese = "Chinese", kind = "kind", signature = "signature", unit = "unit", type = "type", value = "value", doc = "doc", example = "example", at = "position", members = "members", read_by = "read by", by = "by", range = "range", choices = "choices", of = "of" },
}

local function members_text(members)
  local parts = {}
  for i, one in ipairs(members or {}) do parts[i] = one.name .. (one.title and one.title ~= one.name and " " .. one.title or "") end
  return #parts > 0 and table.concat(parts, ", ") or nil
end

local function values_text(found)
  local parts = {}
  for i, one in ipairs(found.values or {}) do
    if i > 12 then parts[i] = "…" break end
    parts[i] = (one.key ~= "" and one.key:gsub("|", ".") .. " " or "") .. (show.spoken == "zh" and one.choice and ("%s (%s)"):format(one.choice, one.value) or one.value) .. (one.assumed and " *" or "")
  end
  return #parts > 0 and table.concat(parts, ", ") or nil
end

-- Choices, in Chinese too where the screen is: 出院日 (discharge).
local function choices_text(found)
  local parts = {}
  for i, one in ipairs(found.choices or {}) do
    local own = show.spoken == "zh" and found.chinese_choices[one]
    parts[i] = own and ("%s (%s)"):format(own, one) or one
  end
  return #parts > 0 and table.concat(parts, show.spoken == "zh" and "、" or ", ") or nil
end

-- What is found, as a record that the host can show (see show.lua); everything else in `about`.
local function record(found, with_values)
  local say, fields = TITLES[show.spoken or "en"], host.list {}
  local function add(title, text, how) if text and text ~= "" then fields[#fields + 1] = host.list { say[title], text, how } end end
  add("name", found.name)
  add("chinese", found.chinese ~= found.title and found.chinese or nil)
  add("title", found.title ~= found.name and not found.meaning and found.title or nil) -- of a word: what it means, as doc does
  add("kind", found.kind, "kind")
  add("signature", found.signature)
  add("unit", found.unit, "unit")
  add("type", found.type)
  add("by", members_text(found.by_titles))
  add("range", (found.min or found.max) and (found.min or "…") .. " – " .. (found.max or "…") or nil)
  add("choices", choices_text(found))
  add("of", found.of and found.of .. (found.of_title and " " .. found.of_title or ""))
  add("value", with_values and values_text(found) or nil)
  add("members", members_text(found.members))
  add("doc", found.doc, "doc")
  add("example", found.example)
  add("read_by", members_text(found.read_by))
  add("at", found.file and ("%s:%d"):format(found.file, found.line) or nil)
  return { kind = "record", fields = fields, about = found }
end

-- { name, county?, day? } → { kind = "record", fields = [[title, text, "doc" | "kind" | "unit"?]] (see show.lua), about = { kind, name, title, unit?, doc?,
-- example?, file?, line?, … } }. Kinds of `about`: "declaration", "unit", "function", "table", "argument" (words;
-- with `signature`), "parameter" (as in catalogue.params, and `values` there; shown where a county and a day
-- are given), "group" and "enumeration" (with `members`), "value" (with `of`), "field", "layer",
-- "accumulator", "target", "flag", "place". E261 with near names for what is not known.
function M.describe(rules, request)
  local name = request.name
  local found = word(name) or parameter(rules, request) or group(rules, name) or definition(rules, name) or field(rules, name) or enumeration(rules, name) or place(rules, name)
  if found then return record(found, request.county and request.day) end
  faults.rule("E261", "nothing is called '" .. faults.clean(name, 80) .. "'", nil, faults.near(name, all_names(rules)) or "`guize params` lists the parameters; `.help` the commands")
end

return M
