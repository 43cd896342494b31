-- What a rule file declares before anything has a value: parameters, enumerations, fields of a case.
local import = ...
local faults = import("faults")
local units = import("units")
local purity = import("purity")
local layout = import("layout")
local arguments = import("arguments")
local names = import("names")
local comparisons = import("comparisons")

local M = {}

local UNITS = { ratio = true, yuan = true, count = true, days = true, date = true, flag = true, tiers = true, choice = true }

local PARAMETER_FIELDS = { title = "string!", unit = "string!", by = "string or table", choices = "table", name = "string", min = "any", max = "any", doc = "string" }

-- Checks the names of enumerations; one named by its Chinese title becomes the English one.
local function check_enumerations(rules, by)
  for i, name in ipairs(by) do
    name = names.enumeration(rules, name)
    by[i] = name
    if not rules.enumerations[name] then
      faults.rule("E203", "there is no enumeration '" .. tostring(name) .. "'", tostring(name), faults.near(name, faults.names(rules.enumerations)))
    end
  end
end

local function limit(spec, field, unit)
  local value = spec[field]
  if value == nil then return nil end
  local opened = units.open(value)
  if not opened or opened.unit ~= unit then
    faults.rule("E211", ("%s of a parameter must have its unit (%s)"):format(field, unit), field)
  end
  return opened.content
end

-- Choices, each a name or { name, Chinese name }: the names, and the ways to Chinese and back.
local function read_choices(spec)
  if not spec.choices then return nil end
  local list, to_chinese, to_english = {}, {}, {}
  for i, one in ipairs(spec.choices) do
    local name, own = one, nil
    if type(one) == "table" then name, own = one[1], one[2] end
    if type(name) ~= "string" or (own ~= nil and type(own) ~= "string") then faults.rule("E227", "a choice is a text, or { text, Chinese name }", "choices") end
    list[i], to_chinese[name] = name, own
    for _, text in ipairs({ name, own }) do
      if to_english[text] then faults.rule("E271", ("two choices are called '%s'"):format(text), text, "give one of the two another name") end
      to_english[text] = name
    end
  end
  return list, to_chinese, to_english
end

-- parameter "name" { … }.
function M.parameter(rules, name, spec)
  local context = arguments.need_context(rules, "parameter")
  local parts = arguments.check_dotted(name)
  arguments.check_fields(spec, "parameter", PARAMETER_FIELDS)
  if not UNITS[spec.unit] then
    faults.rule("E228", "there is no unit '" .. spec.unit .. "'", spec.unit, faults.near(spec.unit, faults.names(UNITS)))
  end
  if (spec.unit == "choice") ~= (spec.choices ~= nil) then faults.rule("E227", "a choice, and only a choice, has choices = { … }", "parameter") end
  local by = type(spec.by) == "string" and { spec.by } or spec.by or {}
  check_enumerations(rules, by)
  local known = rules.parameters[name]
  if known then
    faults.rule("E229", ("the parameter '%s' is declared twice (first in %s:%d)"):format(name, known.file, known.line), name)
  end
  names.check_free(rules, "parameters", name)
  if rules.namespaces[name] then faults.rule("E229", ("'%s' is already the first part of other parameters"):format(name), name) end
  local file, line = arguments.here(context)
  local choices, to_chinese, to_english = read_choices(spec)
  rules.parameters[name] = { name = name, chinese = spec.name, title = spec.title, unit = spec.unit, by = by, doc = spec.doc,
    choices = choices, chinese_choices = to_chinese, choice_index = to_english,
    min = limit(spec, "min", spec.unit), max = limit(spec, "max", spec.unit), file = file, line = line }
  table.insert(rules.parameter_order, name)
  local prefix = ""
  for i = 1, #parts - 1 do
    prefix = prefix .. (i > 1 and "." or "") .. parts[i]
    if rules.parameters[prefix] then faults.rule("E229", ("'%s' is a parameter and cannot have parts"):format(prefix), name) end
    rules.namespaces[prefix] = true
  end
  names.add(rules, "parameters", name, spec.name, file, line)
end

-- enumeration "name" { title =, { name, title, code, name = Chinese name }, … }.
function M.enumeration(rules, name, spec)
  local context = arguments.need_context(rules, "enumeration")
  arguments.check_name(name, "enumeration")
  if rules.enumerations[name] then faults.rule("E229", ("the enumeration '%s' is declared twice"):format(name), name) end
  names.translate(spec)
  local enumeration = names.new_enumeration(name, spec.title)
  enumeration.file = context.file
  for i, row in ipairs(spec) do
    arguments.check_name(row[1], "enumeration")
    names.add_value(enumeration, i, row)
  end
  rules.enumerations[name] = enumeration
  if name == "place" then layout.use_places(enumeration) end
end

-- field "name" { … }: a value of a case that is worked out when a rule asks for it.
function M.field(rules, name, spec)
  local context = arguments.need_context(rules, "field")
  if arguments.need_place(context, "field").path ~= "" and context.file:find("/") and not context.file:find("%.test%.lua$") then
    faults.rule("E226", "a field is declared in a file at the root of the rules", "field", "its value may depend on p, and so on the county")
  end
  arguments.check_name(name, "field")
  arguments.check_fields(spec, "field", { title = "string!", name = "string", over = "string!", of = "function!", doc = "string" })
  spec.over = names.entity(rules, spec.over)
  if spec.over ~= "case" then faults.rule("E204", "fields can be added to cases alone, not to '" .. spec.over .. "'", spec.over) end
  local file, line = arguments.here(context)
  if not layout.add_field(name, spec.of) then
    faults.rule("E229", ("a case has a field '%s' already"):format(name), name)
  end
  local declared = { name = name, title = spec.title, doc = spec.doc, of = spec.of, file = file, line = line }
  table.insert(rules.fields, declared)
  names.add(rules, "fields", name, spec.name, file, line)
  if spec.name and not layout.add_field(spec.name, spec.of) then
    faults.rule("E271", ("a case has a field '%s' already"):format(spec.name), spec.name, "give one of the two another name")
  end
  declared.chinese = spec.name
  purity.check(spec.of)
  comparisons.check(rules, spec.of)
end

-- Takes out the fields declared behind the first `count`.
function M.forget_fields(rules, count)
  for i = #rules.fields, count + 1, -1 do
    layout.remove_field(rules.fields[i].name)
    if rules.fields[i].chinese then layout.remove_field(rules.fields[i].chinese) end
    rules.fields[i] = nil
  end
end

return M
