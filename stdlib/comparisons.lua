-- Finds comparisons that can never be true: a field read by its English name with the Chinese name of a
-- value, or the other way round (case.hospital_level == "二级"). Looked for in the compiled function, where
-- the text stands; what goes through a call or an upvalue is not followed.
local import = ...
local faults = import("faults")
local layout = import("layout")
local names = import("names")
local purity = import("purity")
local util = require("jit.util")

local M = {}

local function set(...)
  local found = {}
  for _, list in ipairs({ ... }) do
    for _, op in ipairs(list) do found[op] = true end
  end
  return found
end

local compile, differing = purity.compile, purity.differing
local compares = set(differing(compile("if a == 'x' then return b end"), compile("if a == b then return b end")), differing(compile("if a ~= 'x' then return b end"), compile("if a ~= b then return b end")))
local reads = set(differing(compile("return a.x"), compile("return a")))
local reads_by_key = set(differing(compile("return a[b]"), compile("return a")))
local calls = set(differing(compile("local x = a(b)"), compile("local x = b")), differing(compile("local x = a(b())"), compile("local x = a(b)")))

local CASE_ENUMERATIONS = { hospital_level = "hospital_level", hospital_tier = "hospital_tier", kind = "case_kind", referral = "referral", sex = "sex", identity = "identity_kind", place = "place" }

local function note(map, field, text, right)
  if text == right then return end
  map[field] = map[field] or {}
  map[field][text] = right
end

-- Notes both wrong ways for a field whose values have these names.
local function note_values(map, english, own, list, own_list)
  for i, name in ipairs(list) do
    note(map, english, own_list[i], name)
    if own then note(map, own, name, own_list[i]) end
  end
end

local function note_fields(map, rules)
  for _, entity in pairs(rules.schema.entities) do
    for _, field in ipairs(entity.fields) do
      local enumeration = field.of and rules.enumerations[field.of]
      if enumeration then note_values(map, field.name, names.is_identifier(field.title) and field.title or nil, enumeration.names, enumeration.chinese) end
    end
  end
  for own, field in pairs(layout.english_fields) do
    local enumeration = rules.enumerations[CASE_ENUMERATIONS[field] or ""]
    if enumeration then note_values(map, field, own, enumeration.names, enumeration.chinese) end
  end
  if not rules.enumerations.place then
    note_values(map, "place", layout.chinese_fields.place, layout.places, layout.book.chinese.place)
  end
end

local function note_choices(map, rules)
  for _, name in ipairs(rules.parameter_order) do
    local declared = rules.parameters[name]
    local own = declared.chinese and declared.chinese:match("[^.]+$")
    for _, choice in ipairs(declared.choices or {}) do
      local text = declared.chinese_choices[choice]
      if text and own then note_values(map, name:match("[^.]+$"), own, { choice }, { text }) end
    end
  end
end

-- Field → text that it can never be → the text that is meant; and the functions that were looked at.
local function wrong_texts(rules)
  local known = rules.wrong_texts
  if known and known.count == #rules.parameter_order and known.fields == #rules.fields then return known.map, known.seen end
  local map = {}
  note_fields(map, rules)
  note_choices(map, rules)
  for _, field in ipairs(rules.fields) do map[field.name], map[field.chinese or field.name] = nil, nil end
  rules.wrong_texts = { count = #rules.parameter_order, fields = #rules.fields, map = map, seen = setmetatable({}, { __mode = "k" }) }
  return map, rules.wrong_texts.seen
end

-- The field from which the register was read when `pc` looks at it; nil if that cannot be told. For
-- t.x[key] it is x.
local function field_in(fn, pc, register)
  for before = pc - 1, 1, -1 do
    local op, a, b, d = purity.instruction(fn, before)
    if calls[op] and a <= register then return nil end
    if a == register and not compares[op] then
      if reads_by_key[op] then return field_in(fn, before, b) end
      return reads[op] and util.funck(fn, -(d % 256) - 1) or nil
    end
  end
end

local function refuse(fn, pc, field, text, right)
  local info = util.funcinfo(fn, pc)
  local language = names.is_chinese(field) and "the Chinese name gives Chinese values" or "the English name gives English values"
  faults.rule("E275", ("'%s' is never \"%s\": %s"):format(field, text, language), { file = info.source:sub(2), line = info.currentline, token = text }, ("write %s == \"%s\""):format(field, right))
end

-- Refuses a function in which a field is compared with a name of its values in the other language.
function M.check(rules, fn)
  local wrong, seen = wrong_texts(rules)
  purity.each(fn, function(one)
    local pc = 1
    while true do
      local op, a, _, d = purity.instruction(one, pc)
      if not op then return end
      if compares[op] then
        local text = util.funck(one, -d - 1)
        local field = field_in(one, pc, a)
        local right = type(field) == "string" and wrong[field] and wrong[field][text]
        if right then refuse(one, pc, field, text, right) end
      end
      pc = pc + 1
    end
  end, seen)
end

return M
