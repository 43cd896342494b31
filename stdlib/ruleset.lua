-- A set of rules: what the files of a folder declare and assign. Here the words of a rule script are
-- defined and their arguments checked; which value holds where and when is resolve.lua's matter.
local import, host = ...
local faults = import("faults")
local units = import("units")
local sandbox = import("sandbox")
local purity = import("purity")
local layout = import("layout")

local M = {}

local UNITS = { ratio = true, yuan = true, count = true, days = true, date = true, flag = true, tiers = true, choice = true }
local KINDS = { layer = "layers", accumulator = "accumulators", target = "targets", flag = "flags" }

-- An empty rule set over a schema (see schema_words.lua). The root jurisdiction has the path "".
function M.new(schema)
  local root = { path = "", code = "", name = "", definitions = {}, values = {} }
  local enumerations = {}
  for name, enumeration in pairs(schema.enumerations) do enumerations[name] = enumeration end
  return {
    schema = schema, enumerations = enumerations,
    parameters = {}, parameter_order = {}, namespaces = {},
    jurisdictions = { [""] = root }, jurisdiction_order = { root }, codes = {},
    names = { layers = {}, accumulators = {}, targets = {}, flags = {} }, -- kind → ordered list and set of names
    first = { layers = {}, accumulators = {}, targets = {}, flags = {} }, -- name → first definition
    fields = {}, -- declared by `field`, over cases
    context = nil, -- where the script that is being loaded stands
  }
end

local function here(context)
  local file, line = faults.here()
  return file or context.file, line or 0
end

local function need_context(rules, word)
  if units.evaluating or not rules.context then
    faults.rule("E225", word .. " can only stand at the top of a rule file, not inside a formula", word)
  end
  return rules.context
end

-- --- names ---------------------------------------------------------------------------------------

local function check_name(name, word)
  if type(name) ~= "string" or not name:match("^[%a_\128-\255][%w_\128-\255]*$") then
    faults.rule("E226", word .. " needs a name of letters, digits and _, not " .. faults.show(name), word)
  end
end

local function check_dotted(name)
  local parts = {}
  if type(name) == "string" then
    for part in (name .. "."):gmatch("(.-)%.") do
      if not part:match("^[%a_\128-\255][%w_\128-\255]*$") then parts = {} break end
      parts[#parts + 1] = part
    end
  end
  if #parts < 2 then
    faults.rule("E226", "a parameter's name has at least two parts with a dot between, not " .. faults.show(name), "parameter", 'for example "basic.ratio"')
  end
  return parts
end

-- Refuses fields that a declaration does not know.
local function check_fields(spec, word, known)
  if type(spec) ~= "table" then faults.rule("E227", word .. " needs a table of fields", word) end
  for key in pairs(spec) do
    if type(key) ~= "string" or not known[key] then
      faults.rule("E227", ("%s has no field '%s'"):format(word, tostring(key)), tostring(key), faults.near(tostring(key), faults.names(known)))
    end
  end
  for _, field in ipairs(faults.names(known)) do
    local wanted = known[field]
    local value = spec[field]
    if value == nil and wanted:sub(-1) == "!" then
      faults.rule("E227", ("%s needs the field '%s'"):format(word, field), word)
    elseif value ~= nil and wanted ~= "any" then
      local kind = wanted:gsub("!", "")
      if not kind:find(type(value), 1, true) then
        faults.rule("E227", ("the field '%s' of %s must be a %s, not %s"):format(field, word, kind, faults.show(value)), field)
      end
    end
  end
end

-- --- parameters ----------------------------------------------------------------------------------

local PARAMETER_FIELDS = { title = "string!", unit = "string!", by = "string or table", choices = "table", min = "any", max = "any", doc = "string" }

local function check_enumerations(rules, by)
  for _, name in ipairs(by) do
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

local function declare_parameter(rules, name, spec)
  local context = need_context(rules, "parameter")
  local parts = check_dotted(name)
  check_fields(spec, "parameter", PARAMETER_FIELDS)
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
  if rules.namespaces[name] then faults.rule("E229", ("'%s' is already the first part of other parameters"):format(name), name) end
  local file, line = here(context)
  rules.parameters[name] = { name = name, title = spec.title, unit = spec.unit, by = by, choices = spec.choices, doc = spec.doc,
    min = limit(spec, "min", spec.unit), max = limit(spec, "max", spec.unit), file = file, line = line }
  table.insert(rules.parameter_order, name)
  local prefix = ""
  for i = 1, #parts - 1 do
    prefix = prefix .. (i > 1 and "." or "") .. parts[i]
    if rules.parameters[prefix] then faults.rule("E229", ("'%s' is a parameter and cannot have parts"):format(prefix), name) end
    rules.namespaces[prefix] = true
  end
end

local EXAMPLE = { ratio = "percent(95)", yuan = "yuan(5000)", count = "count(3)", days = "days(30)", date = 'date "2018-07-01"', flag = "true or false", tiers = "tiers { … }" }

-- The content of a value for a declared parameter, checked for unit and range.
local function checked_content(declared, value, token)
  local opened = units.open(value)
  if not opened and type(value) == "boolean" then opened = { unit = "flag", content = value, assumed = false } end
  if not opened and type(value) == "string" then opened = { unit = "choice", content = value, assumed = false } end
  local hint = declared.unit == "choice" and "choose one of: " .. table.concat(declared.choices or {}, ", ")
    or "write " .. EXAMPLE[declared.unit]
  if not opened then
    faults.rule("E211", ("%s is no value for '%s', which is a %s"):format(faults.show(value), declared.name, declared.unit), type(value) == "number" and tostring(value) or token, hint)
  elseif opened.unit ~= declared.unit then
    faults.rule("E211", ("'%s' is a %s, not a %s"):format(declared.name, declared.unit, opened.unit), token, hint)
  end
  if declared.unit == "choice" then
    local known = false
    for _, choice in ipairs(declared.choices) do known = known or choice == opened.content end
    if not known then
      faults.rule("E203", ("'%s' is no choice of '%s'"):format(opened.content, declared.name), opened.content, faults.near(opened.content, declared.choices) or hint)
    end
  end
  if type(opened.content) == "number" and ((declared.min and opened.content < declared.min) or (declared.max and opened.content > declared.max)) then
    faults.rule("E212", ("%s is outside the range of '%s'"):format(units.text(declared.unit, opened.content), declared.name), token,
      "the range is " .. (declared.min and units.text(declared.unit, declared.min) or "…") .. " to " .. (declared.max and units.text(declared.unit, declared.max) or "…"))
  end
  return opened
end

-- Adds a version to a list kept by first day; two for one day are refused.
local function add_version(list, version, what)
  for i = #list, 1, -1 do
    local other = list[i]
    if other.begins < version.begins then break end
    if other.begins == version.begins then
      faults.rule("E230", ("%s is given twice for the same day (%s); the other is in %s:%d"):format(what, version.begins == -math.huge and "from the beginning" or units.day_text(version.begins), other.file, other.line), what:match("'(.-)'"):match("[^.]+$"), "delete one, or give the second another day with `from`")
    end
  end
  local at = #list
  while at > 0 and list[at].begins > version.begins do
    list[at + 1], at = list[at], at - 1
  end
  list[at + 1] = version
end

local function need_place(context, word)
  if not context.jurisdiction then
    faults.rule("E231", "this stands in no jurisdiction", word, 'begin the file with jurisdiction { code = "…", name = "…", within = "…" }')
  end
  return context.jurisdiction
end

local function assign(rules, name, keys, value, token)
  local context = need_context(rules, "an assignment")
  local jurisdiction = need_place(context, token)
  local declared = rules.parameters[name]
  local opened = checked_content(declared, value, token)
  local file, line = here(context)
  local by_key = jurisdiction.values[name] or {}
  jurisdiction.values[name] = by_key
  local key = table.concat(keys, "|")
  by_key[key] = by_key[key] or {}
  add_version(by_key[key], { begins = context.begins, ends = context.ends, content = opened.content, assumed = opened.assumed,
    source = context.source, file = file, line = line }, "'" .. name .. (key ~= "" and "." .. key or "") .. "'")
end

local function check_key(rules, enumeration_name, key)
  local enumeration = rules.enumerations[enumeration_name]
  if type(key) ~= "string" or not enumeration.index[key] then
    faults.rule("E203", ("there is no '%s' in %s"):format(tostring(key), enumeration_name), tostring(key), faults.near(key, enumeration.names) or "one of: " .. table.concat(enumeration.names, ", "))
  end
end

local function is_plain_table(value) return type(value) == "table" and getmetatable(value) == nil end

local function assign_keyed(rules, declared, keys, value, token)
  if #keys == #declared.by then return assign(rules, declared.name, keys, value, token) end
  if not is_plain_table(value) then
    faults.rule("E211", ("'%s' has one value for each %s"):format(declared.name, declared.by[#keys + 1]), token,
      ("write %s.%s = …, or %s = { %s = … }"):format(declared.name, rules.enumerations[declared.by[#keys + 1]].names[1], declared.name, rules.enumerations[declared.by[#keys + 1]].names[1]))
  end
  for _, key in ipairs(faults.names(value)) do
    check_key(rules, declared.by[#keys + 1], key)
    local deeper = { unpack(keys) }
    deeper[#deeper + 1] = key
    assign_keyed(rules, declared, deeper, value[key], key)
  end
end

local function refuse_read(name)
  faults.rule("E232", ("the parameter '%s' cannot be read while rules are loaded"):format(name), nil, "inside a layer it is read as p." .. name)
end

local function key_node(rules, declared, keys)
  return setmetatable({}, {
    __metatable = false,
    __index = function(_, key)
      check_key(rules, declared.by[#keys + 1], key)
      local deeper = { unpack(keys) }
      deeper[#deeper + 1] = key
      if #deeper == #declared.by then refuse_read(declared.name) end
      return key_node(rules, declared, deeper)
    end,
    __newindex = function(_, key, value)
      check_key(rules, declared.by[#keys + 1], key)
      local deeper = { unpack(keys) }
      deeper[#deeper + 1] = key
      assign_keyed(rules, declared, deeper, value, key)
    end,
  })
end

local function unknown_parameter(rules, full, token)
  faults.rule("E201", "unknown parameter '" .. full .. "'", token, faults.near(full, faults.names(rules.parameters)))
end

local function name_node(rules, prefix)
  return setmetatable({}, {
    __metatable = false,
    __index = function(_, key)
      local full = prefix .. "." .. tostring(key)
      local declared = rules.parameters[full]
      if declared and #declared.by > 0 then return key_node(rules, declared, {}) end
      if declared then refuse_read(full) end
      if rules.namespaces[full] then return name_node(rules, full) end
      unknown_parameter(rules, full, tostring(key))
    end,
    __newindex = function(_, key, value)
      local full = prefix .. "." .. tostring(key)
      local declared = rules.parameters[full]
      if not declared then unknown_parameter(rules, full, tostring(key)) end
      assign_keyed(rules, declared, {}, value, tostring(key))
    end,
  })
end

-- --- jurisdictions, days, sources ----------------------------------------------------------------

local FOLDER_FILES = { ["province.lua"] = true, ["prefecture.lua"] = true, ["county.lua"] = true }

-- The path of the jurisdiction that a file describes, and of the one around it.
local function path_of_file(file)
  local folder, base = file:match("^(.*)/([^/]+)$")
  if not folder then return "", nil end
  if FOLDER_FILES[base] then return folder, folder:match("^(.*)/") or "" end
  return folder .. "/" .. base:gsub("%.lua$", ""), folder
end

local function declare_jurisdiction(rules, spec)
  local context = need_context(rules, "jurisdiction")
  check_fields(spec, "jurisdiction", { code = "string!", name = "string!", within = "string" })
  if context.jurisdiction then faults.rule("E231", "a file has one jurisdiction, at its beginning", "jurisdiction") end
  local path, parent = path_of_file(context.file)
  if spec.within and spec.within ~= parent then
    faults.rule("E231", ("within = \"%s\" does not fit the folder of the file, which is within \"%s\""):format(spec.within, parent), spec.within, "move the file, or correct within")
  end
  if not spec.code:match("^%d%d%d%d%d%d$") then faults.rule("E231", "a division code has six digits, not " .. faults.show(spec.code), spec.code, "codes of counties end in the county's own two digits, those of prefectures in 00") end
  local twin = rules.codes[spec.code] or rules.jurisdictions[path]
  if twin then faults.rule("E231", ("the jurisdiction %s %s has a file already: %s"):format(twin.code, twin.name, twin.file), spec.code, "one file a jurisdiction; correct the code, or join the files") end
  local file, line = here(context)
  local jurisdiction = { path = path, parent_path = parent, code = spec.code, name = spec.name, definitions = {}, values = {}, file = file, line = line }
  rules.jurisdictions[path] = jurisdiction
  rules.codes[spec.code] = jurisdiction
  table.insert(rules.jurisdiction_order, jurisdiction)
  context.jurisdiction = jurisdiction
end

-- from "2018-01-01": what follows in the file holds from that day on; from(first, last) until `last`.
local function set_days(rules, first, last)
  local context = need_context(rules, "from")
  context.begins = units.day(first)
  context.ends = last and units.day(last) or nil
  if context.ends and context.ends < context.begins then faults.rule("E215", "the last day lies before the first", last) end
end

local function set_source(rules, text)
  local context = need_context(rules, "source")
  if type(text) ~= "string" or text == "" then faults.rule("E227", "source needs the name of a document", "source") end
  context.source = text
end

-- --- layers, accumulators, targets, flags, the order ---------------------------------------------

local FIELDS = {
  layer = { title = "string", fund = "string", covers = "string", reimburses = "boolean", pays = "function!", doc = "string" },
  accumulator = { title = "string", per = "string!", before = "string", after = "table", adds = "function!", doc = "string" },
  target = { title = "string!", over = "string!", where = "function", part = "function!", whole = "function!", threshold = "string", at_least = "boolean", by = "string", doc = "string" },
  flag = { title = "string!", over = "string!", when = "function!", doc = "string" },
}
local ONE_OF = {
  layer = { covers = { in_scope = true, out_of_scope = true, any = true } },
  accumulator = { per = { person = true, household = true } },
}

-- Names that a bill, a year or a result has of its own.
local RESERVED = { total = true, in_scope_left = true, out_of_scope_left = true, self_pay = true, paid = true, reimbursed = true, status = true, reason = true,
  run_id = true, case_id = true, assumed = true, clamped = true, total_cost = true, position = true, slack = true, owner = true, row = true }

local function check_choices(kind, spec)
  for field, allowed in pairs(ONE_OF[kind] or {}) do
    if spec[field] ~= nil and not allowed[spec[field]] then
      faults.rule("E227", ("%s = \"%s\" is not known"):format(field, spec[field]), spec[field], faults.near(spec[field], faults.names(allowed)) or "one of: " .. table.concat(faults.names(allowed), ", "))
    end
  end
end

local function define(rules, kind, name, spec)
  local context = need_context(rules, kind)
  local jurisdiction = need_place(context, kind)
  check_name(name, kind)
  if kind == "layer" or kind == "accumulator" then
    if RESERVED[name] or not name:match("^[a-z][a-z0-9_]*$") then faults.rule("E226", ("'%s' cannot be the name of a %s"):format(name, kind), name, "use small letters, digits and _; the words of a bill are taken") end
    local other = kind == "layer" and "accumulators" or "layers"
    if rules.first[other][name] then faults.rule("E229", ("'%s' is a layer and an accumulator"):format(name), name) end
  end
  check_fields(spec, kind, FIELDS[kind])
  check_choices(kind, spec)
  for field, value in pairs(spec) do
    if type(value) == "function" then
      purity.check(value)
      local place = purity.measures_argument(value)
      if place then
        spec[field] = function() faults.rule("E303", "the length of something that has none", place, "only texts and lists have a length") end
      end
    end
  end
  if (kind == "target" or kind == "flag") and not rules.schema.entities[spec.over] then
    faults.rule("E204", "there is no entity '" .. spec.over .. "'", spec.over, faults.near(spec.over, faults.names(rules.schema.entities)))
  end
  local plural = KINDS[kind]
  local file, line = here(context)
  local version = { name = name, begins = context.begins, ends = context.ends, spec = spec, source = context.source, file = file, line = line, jurisdiction = jurisdiction }
  local first = rules.first[plural][name]
  if kind == "accumulator" and first and first.spec.per ~= spec.per then
    faults.rule("E229", ("the accumulator '%s' is kept per %s elsewhere (%s:%d)"):format(name, first.spec.per, first.file, first.line), "per", "one name is kept in one way everywhere")
  end
  if not first then
    rules.first[plural][name] = version
    table.insert(rules.names[plural], name)
  end
  local definitions = jurisdiction.definitions
  definitions[plural] = definitions[plural] or {}
  definitions[plural][name] = definitions[plural][name] or {}
  add_version(definitions[plural][name], version, ("the %s '%s'"):format(kind, name))
end

local function define_order(rules, list)
  local context = need_context(rules, "settlement")
  local jurisdiction = need_place(context, "settlement")
  if type(list) ~= "table" or #list == 0 then faults.rule("E227", "settlement needs a list of layers", "settlement") end
  local seen = {}
  for _, name in ipairs(list) do
    if type(name) ~= "string" then faults.rule("E227", "settlement needs names of layers, not " .. faults.show(name), "settlement") end
    if seen[name] then faults.rule("E229", ("the layer '%s' stands twice in the settlement"):format(name), name) end
    seen[name] = true
  end
  local file, line = here(context)
  jurisdiction.definitions.settlement = jurisdiction.definitions.settlement or {}
  add_version(jurisdiction.definitions.settlement, { begins = context.begins, ends = context.ends, list = list, source = context.source, file = file, line = line }, "the order of 'settlement'")
end

local function declare_enumeration(rules, name, spec)
  need_context(rules, "enumeration")
  check_name(name, "enumeration")
  if rules.enumerations[name] then faults.rule("E229", ("the enumeration '%s' is declared twice"):format(name), name) end
  local enumeration = { name = name, title = spec.title, names = {}, index = {}, titles = {} }
  for i, row in ipairs(spec) do
    check_name(row[1], "enumeration")
    enumeration.names[i], enumeration.index[row[1]], enumeration.titles[i] = row[1], i, row[2]
  end
  rules.enumerations[name] = enumeration
end

-- field "name" { … }: a value of a case that is worked out when a rule asks for it.
local function declare_field(rules, name, spec)
  local context = need_context(rules, "field")
  if need_place(context, "field").path ~= "" and context.file:find("/") and not context.file:find("%.test%.lua$") then
    faults.rule("E226", "a field is declared in a file at the root of the rules", "field", "its value may depend on p, and so on the county")
  end
  check_name(name, "field")
  check_fields(spec, "field", { title = "string!", over = "string!", of = "function!", doc = "string" })
  if spec.over ~= "case" then faults.rule("E204", "fields can be added to cases alone, not to '" .. spec.over .. "'", spec.over) end
  local file, line = here(context)
  if not layout.add_field(name, spec.of) then
    faults.rule("E229", ("a case has a field '%s' already"):format(name), name)
  end
  table.insert(rules.fields, { name = name, title = spec.title, file = file, line = line })
  purity.check(spec.of)
end

-- Takes out the fields declared behind the first `count`.
function M.forget_fields(rules, count)
  for i = #rules.fields, count + 1, -1 do
    layout.remove_field(rules.fields[i].name)
    rules.fields[i] = nil
  end
end

-- word "name" { … }, the way in which everything is declared.
local function named(declare, rules, ...)
  local extra = { ... }
  return function(name)
    return function(spec)
      if #extra > 0 then declare(rules, extra[1], name, spec) else declare(rules, name, spec) end
    end
  end
end

-- The words of a rule file, over those of the sandbox.
function M.words(rules)
  local words = {
    parameter = named(declare_parameter, rules),
    enumeration = named(declare_enumeration, rules),
    field = named(declare_field, rules),
    jurisdiction = function(spec) declare_jurisdiction(rules, spec) end,
    from = function(first, last) set_days(rules, first, last) end,
    source = function(text) set_source(rules, text) end,
    settlement = function(list) define_order(rules, list) end,
  }
  for _, kind in ipairs({ "layer", "accumulator", "target", "flag" }) do words[kind] = named(define, rules, kind) end
  return words
end

local function lookup_in(rules)
  return function(name)
    if rules.namespaces[name] then
      need_context(rules, name)
      return name_node(rules, name)
    end
  end
end

-- Compiles the text of a script in a fresh environment; `extra` words stand over those of rule files.
function M.compile(rules, path, text, extra)
  faults.remember(path, text)
  local finding = host.scan(path, text)
  if finding then
    local fault = faults.make(finding.code, 3, finding.message, { file = path, line = finding.line }, finding.hint)
    fault.column, fault.width = finding.column, 1
    error(fault, 0)
  end
  local chunk, why = loadstring((text:gsub("^\239\187\191", "")), "@" .. path)
  if not chunk then
    local line, message = why:match(":(%d+): (.*)$")
    local _, lines = (text:gsub("%s+$", "")):gsub("\n", "")
    faults.rule("E300", message or why, { file = path, line = math.min(tonumber(line) or 1, lines + 1), token = message and message:match("near '(.-)'$") },
      "look here and at the statement before: a bracket, a quote, `then`, `do` or `end` may be missing")
  end
  purity.check_globals(chunk, path)
  local words = M.words(rules)
  for name, value in pairs(extra or {}) do words[name] = value end
  local function all_names()
    local names = faults.names(rules.namespaces)
    for _, name in ipairs(rules.parameter_order) do names[#names + 1] = name end
    return names
  end
  return setfenv(chunk, sandbox.environment(words, lookup_in(rules), all_names))
end

-- Runs `body` as statements of a file at `jurisdiction` (nil: to be declared by the file itself).
function M.within(rules, file, jurisdiction, body)
  rules.context = { file = file, jurisdiction = jurisdiction, begins = -math.huge, ends = nil, source = nil }
  body()
  rules.context = nil
end

local ROOT_ORDER = { ["parameters.lua"] = 1, ["model.lua"] = 2, ["targets.lua"] = 3, ["flags.lua"] = 4 }

local function file_rank(path)
  local _, depth = path:gsub("/", "")
  local base = path:match("[^/]+$")
  return depth, depth == 0 and (ROOT_ORDER[path] or 5) or (FOLDER_FILES[base] and 0 or 1)
end

local function before(a, b)
  local depth_a, rank_a = file_rank(a.path)
  local depth_b, rank_b = file_rank(b.path)
  if depth_a ~= depth_b then return depth_a < depth_b end
  if rank_a ~= rank_b then return rank_a < rank_b end
  return a.path < b.path
end

local function link_jurisdictions(rules)
  for _, jurisdiction in ipairs(rules.jurisdiction_order) do
    if jurisdiction.path ~= "" then
      local parent = rules.jurisdictions[jurisdiction.parent_path]
      if not parent then
        faults.rule("E231", ("there are no rules for '%s', within which %s lies"):format(jurisdiction.parent_path, jurisdiction.name), { file = jurisdiction.file, line = jurisdiction.line },
          "add a file " .. jurisdiction.parent_path .. "/province.lua or /prefecture.lua")
      end
      jurisdiction.parent = parent
    end
  end
end

-- Loads the files of a folder ({ path, text } each, tests left out by the caller).
function M.load(rules, files)
  table.sort(files, before)
  for _, file in ipairs(files) do
    local chunk = M.compile(rules, file.path, file.text)
    local at_root = not file.path:find("/")
    M.within(rules, file.path, at_root and rules.jurisdictions[""] or nil, chunk)
  end
  link_jurisdictions(rules)
  return rules
end

return M
