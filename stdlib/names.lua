-- Chinese names of what a set of rules declares, beside the English ones. `rules.chinese[kind][english]`
-- is the Chinese name of a thing and `rules.english[kind][chinese]` the way back; kinds: parameters
-- (dotted), namespaces (first parts of parameters), layers, accumulators, targets, flags, fields (of a case).
-- Values of an enumeration have theirs in it (`chinese`, see M.add_value).
local import, host = ...
local faults = import("faults")
local chinese = import("chinese")
local layout = import("layout")

local M = {}

local KINDS = { "parameters", "layers", "accumulators", "targets", "flags", "fields" }
local ONE = { parameters = "parameter", layers = "layer", accumulators = "accumulator", targets = "target", flags = "flag", fields = "field" }
-- Kinds that a formula reaches through the same object share their names.
local BESIDE = { layers = "accumulators", accumulators = "layers" }

local KEYWORDS = {}
for word in ("and break do else elseif end false for function goto if in local nil not or repeat return then true until while"):gmatch("%S+") do KEYWORDS[word] = true end

-- The tables that a new set of rules begins with.
function M.begin(rules)
  rules.chinese, rules.english, rules.named = {}, {}, {}
  for _, kind in ipairs(KINDS) do rules.chinese[kind], rules.english[kind] = {}, {} end
  rules.chinese.namespaces = {} -- first parts of Chinese names of parameters, as a set
end

function M.is_chinese(text) return type(text) == "string" and text:find("[\128-\255]") ~= nil end

-- Whether a text can be written as a name in a script.
function M.is_identifier(text)
  return text:match("^[%a_\128-\255][%w_\128-\255]*$") ~= nil and not KEYWORDS[text] and host.scan("name", text) == nil
end

local function parts_of(name)
  local parts = {}
  for part in (name .. "."):gmatch("(.-)%.") do parts[#parts + 1] = part end
  return parts
end

local function check_form(kind, name)
  local parts = parts_of(name)
  local good = kind ~= "parameters" and #parts == 1 or kind == "parameters" and #parts >= 2
  for _, part in ipairs(parts) do good = good and M.is_identifier(part) and M.is_chinese(part) end
  if not good then
    faults.rule("E270", ("%s cannot be the Chinese name of a %s"):format(faults.show(name), ONE[kind]), name,
      kind == "parameters" and "write Chinese words with a full stop between: 基本医保.报销比例" or "write one Chinese word, without spaces and signs: 基本医保")
  end
end

local function refuse(kind, name, other, place)
  faults.rule("E271", ("the name '%s' of this %s is taken by %s%s"):format(name, ONE[kind], other, place and (" (%s:%d)"):format(place.file, place.line) or ""), name, "give one of the two another name")
end

-- Refuses a Chinese name, or an English one that is written in Chinese, that something else has.
function M.check_free(rules, kind, name, own)
  for _, other in ipairs({ kind, BESIDE[kind] }) do
    local english = rules.english[other][name]
    if english and english ~= own then refuse(kind, name, ("the %s '%s'"):format(ONE[other], english), rules.named[other .. " " .. english]) end
    local first = other == "parameters" and rules.parameters[name] or rules.first[other] and rules.first[other][name]
    if first and name ~= own then refuse(kind, name, ("the %s '%s'"):format(ONE[other], name), first) end
  end
end

local taken_sums = chinese.to_english(chinese.sums)

local function check_parameter(rules, name, words)
  local prefix = ""
  for part in name:gmatch("([^.]+)%.") do
    prefix = prefix .. (prefix == "" and "" or ".") .. part
    local holder = rules.english.parameters[prefix]
    if holder then refuse("parameters", prefix, ("the parameter '%s', which can have no parts"):format(holder), rules.named["parameters " .. holder]) end
  end
  if rules.chinese.namespaces[name] or rules.namespaces[name] then refuse("parameters", name, "the first part of other parameters") end
  local first = name:match("^[^.]+")
  if words[first] then refuse("parameters", first, ("the word '%s' of the rule language"):format(words[first])) end
end

local words = chinese.to_english(chinese.words)
for name in pairs(chinese.constants) do words[name] = name end

for _, list in ipairs({ chinese.words, chinese.fields, chinese.tier_fields }) do
  for _, pair in ipairs(list) do
    faults.spellings[pair[1]] = faults.spellings[pair[1]] or {}
    table.insert(faults.spellings[pair[1]], pair[2])
  end
end

local function add_namespaces(rules, name)
  local prefix = ""
  for part in name:gmatch("([^.]+)%.") do
    prefix = prefix .. (prefix == "" and "" or ".") .. part
    rules.chinese.namespaces[prefix] = true
  end
end

-- Gives a thing its Chinese name; `file` and `line` are where that stands. Nothing is done for nil.
function M.add(rules, kind, english, name, file, line)
  if name == nil then return end
  local known = rules.chinese[kind][english]
  if known == name then return end
  check_form(kind, name)
  if known then
    local place = rules.named[kind .. " " .. english]
    faults.rule("E272", ("the %s '%s' is called '%s' elsewhere (%s:%d)"):format(ONE[kind], english, known, place.file, place.line), name, "one thing has one Chinese name; leave `name` out here")
  end
  M.check_free(rules, kind, name, english)
  if BESIDE[kind] and taken_sums[name] then refuse(kind, name, "a field of every bill") end
  if kind == "parameters" then
    check_parameter(rules, name, words)
    add_namespaces(rules, name)
  end
  rules.chinese[kind][english], rules.english[kind][name] = name, english
  rules.named[kind .. " " .. english] = { file = file, line = line }
  table.insert(rules.named, { kind = kind, english = english, chinese = name })
end

-- Takes back the names that were given after the first `count`.
function M.forget(rules, count)
  for i = #rules.named, count + 1, -1 do
    local one = rules.named[i]
    rules.chinese[one.kind][one.english], rules.english[one.kind][one.chinese] = nil, nil
    rules.named[one.kind .. " " .. one.english], rules.named[i] = nil, nil
  end
end

-- The English name of what a script names in either language; the name itself if nothing is called so.
function M.english(rules, kind, name) return rules.english[kind][name] or name end

-- The Chinese name of a choice that a version of a parameter gives; nil for none, and for other units.
function M.choice(declared, version) return version and declared.chinese_choices and declared.chinese_choices[version.content] or nil end

-- All names of a kind, in both languages.
function M.all(rules, kind)
  local list = faults.names(rules.english[kind])
  for _, name in ipairs(faults.names(kind == "parameters" and rules.parameters or rules.first[kind])) do list[#list + 1] = name end
  return list
end

-- The English name of a field of a case, and of a sum of a bill, a year or a result.
function M.case_field(rules, name) return rules.english.fields[name] or layout.english_fields[name] or name end
function M.sum(rules, name) return rules.english.layers[name] or rules.english.accumulators[name] or taken_sums[name] or name end

-- The English name of an enumeration or entity that a script names by its Chinese title.
local function by_title(things, text)
  if things[text] then return text end
  for _, name in ipairs(faults.names(things)) do
    if things[name].title == text then return name end
  end
  return text
end

function M.enumeration(rules, text) return by_title(rules.enumerations, text) end
function M.entity(rules, text) return by_title(rules.schema.entities, text) end

-- Puts English names for what a layer, accumulator or target refers to in Chinese.
function M.refer(rules, spec)
  if type(spec.before) == "string" then spec.before = M.english(rules, "layers", spec.before) end
  for i, name in ipairs(spec.after or {}) do
    if type(name) == "string" then spec.after[i] = rules.english.accumulators[name] or M.english(rules, "layers", name) end
  end
  for _, field in ipairs({ "threshold", "budget" }) do
    if type(spec[field]) == "string" then spec[field] = M.english(rules, "parameters", spec[field]) end
  end
  if spec.over then
    spec.over = M.entity(rules, spec.over)
    local entity = rules.schema.entities[spec.over]
    if spec.over == "case" then spec.by = layout.english_fields[spec.by] or spec.by
    elseif entity then spec.by = M.field(entity, spec.by) end
  end
end

-- The English name of a field of an entity, in which its title is its Chinese name where that is one.
function M.field(entity, name)
  for _, field in ipairs(entity.fields) do
    if field.title == name and not field.personal then return field.name end
  end
  return name
end

-- --- values of enumerations ------------------------------------------------------------------------

-- Adds a row of an enumeration ({ name, title, …, name = Chinese name }). Its Chinese name is `name`, or
-- the title where that can be written as a name; both lead to its number in `index`.
function M.add_value(enumeration, i, row)
  local name = row[1]
  enumeration.names[i], enumeration.titles[i] = name, row[2]
  local own = row.name or row["名称"]
  if own ~= nil and not (type(own) == "string" and M.is_identifier(own) and M.is_chinese(own)) then
    faults.rule("E270", faults.show(own) .. " cannot be the Chinese name of a value", tostring(own), "write one Chinese word, without spaces and signs")
  end
  if not own and type(row[2]) == "string" and M.is_identifier(row[2]) then own = row[2] end
  for _, one in ipairs({ name, own }) do
    local other = enumeration.index[one]
    if other and other ~= i then
      faults.rule("E271", ("two values of the enumeration '%s' are called '%s': number %d and number %d"):format(enumeration.name, one, other, i), one, "give one of the two another name")
    end
    enumeration.index[one] = i
  end
  enumeration.chinese[i] = own or name
end

-- An enumeration without values: `names`, `titles` and `chinese` by number, `index` from both names.
function M.new_enumeration(name, title)
  return { name = name, title = title, names = {}, index = {}, titles = {}, chinese = {} }
end

-- The advice on a value that an enumeration does not have.
function M.near_value(enumeration, key)
  for i, title in ipairs(enumeration.titles) do
    if title == key then return "did you mean " .. enumeration.chinese[i] .. "?" end
  end
  local list = {}
  for name in pairs(enumeration.index) do list[#list + 1] = name end
  return faults.near(key, list) or "one of: " .. table.concat(M.is_chinese(key) and enumeration.chinese or enumeration.names, ", ")
end

-- --- tables behind words ---------------------------------------------------------------------------

local default_fields = chinese.to_english(chinese.fields)
local values = {}
for field, list in pairs(chinese.values) do values[field] = chinese.to_english(list) end

-- Puts English keys, and English texts where a field has a choice of them, into a table that a script
-- wrote in Chinese. `fields`: another table of Chinese → English than that of the declarations.
function M.translate(spec, fields)
  if type(spec) ~= "table" then return spec end
  fields = fields or default_fields
  for _, key in ipairs(faults.names(spec)) do
    local english = fields[key]
    if english and english ~= key then
      if spec[english] ~= nil then faults.rule("E273", ("'%s' and '%s' are the same field, and both are given"):format(key, english), key, "write one of the two") end
      spec[english], spec[key] = spec[key], nil
    end
  end
  for field, texts in pairs(values) do
    if type(spec[field]) == "string" then spec[field] = texts[spec[field]] or spec[field] end
  end
  return spec
end

-- --- unknown parameters ----------------------------------------------------------------------------

-- A name half in one language and half in the other, in both spellings; nil if it is none.
local function mixed(rules, full)
  local typed = parts_of(full)
  for _, english in ipairs(rules.parameter_order) do
    local name = rules.chinese.parameters[english]
    local e, c, same = parts_of(english), name and parts_of(name), name ~= nil
    if same and #e == #typed and #c == #typed then
      for i, part in ipairs(typed) do same = same and (part == e[i] or part == c[i]) end
      if same then return english, name end
    end
  end
end

-- Whether parameters begin with this part of a name, in either language.
function M.begins_parameter(rules, text) return rules.namespaces[text] or rules.chinese.namespaces[text] or false end

-- Whether a name is a Chinese word of the rule language.
function M.is_word(text) return words[text] ~= nil end

-- Raises what there is to say of a parameter that is not declared.
function M.unknown_parameter(rules, full, token)
  local english, name = mixed(rules, full)
  if english then
    faults.rule("E274", ("the name '%s' is half English and half Chinese"):format(full), token, ("write %s or %s"):format(english, name))
  end
  faults.rule("E201", "unknown parameter '" .. full .. "'", token, faults.near(full, M.all(rules, "parameters")))
end

return M
