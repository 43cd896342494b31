-- Definitions for editors, made from what is declared: guize.d.lua and .luarc.json for the Lua language
-- server, .luacheckrc for luacheck. Parameters are globals in rule files (assigned) and fields of `p` in
-- formulas (read). What is written is read again before it is given out.
local import, host = ...
local faults = import("faults")
local docs = import("docs")
local describe = import("describe")
local lexer = import("lexer")
local chinese = import("chinese")

local M = {}

local MARK = "written by `guize defs`; changes here are lost"
local READ_AS = { ratio = "number", yuan = "number", count = "integer", days = "integer", date = "integer", flag = "boolean", tiers = "guize.tiers" }
local WRITTEN_AS = { ratio = "guize.ratio", yuan = "guize.yuan", count = "guize.count", days = "guize.days", date = "guize.date", flag = "boolean", tiers = "guize.tiers" }

local function writer()
  local text = {}
  return text, function(form, ...) text[#text + 1] = select("#", ...) > 0 and form:format(...) or form end
end

local function one_line(...)
  local parts = {}
  for i = 1, select("#", ...) do
    local part = select(i, ...)
    if part and part ~= "" then parts[#parts + 1] = (part:gsub("%s+", " ")) end
  end
  return table.concat(parts, " · ")
end

local function is_word(name) return name:match("^[%a_][%w_]*$") ~= nil end

local function choice_type(values)
  local quoted = {}
  for i, value in ipairs(values) do quoted[i] = ("'%s'"):format(value) end
  return table.concat(quoted, "|")
end

local function write_enumerations(put, rules)
  for _, name in ipairs(faults.names(rules.enumerations)) do
    local one = rules.enumerations[name]
    put("---%s", one.title or name)
    put("---@alias guize.%s", name)
    for i, value in ipairs(one.names) do
      put("---| '%s' # %s", value, one.titles and one.titles[i] or value)
      if one.chinese and one.chinese[i] and one.chinese[i] ~= value then put("---| '%s' # %s", one.chinese[i], value) end
    end
    put("")
  end
end

-- A class for each group and each keyed parameter; `as` gives the type by unit.
local function write_parameters(put, rules, prefix, as)
  local groups, order = { [""] = {} }, { "" }
  local function add(name, declared)
    local path = ""
    for part in name:gmatch("[^.]+") do
      local full = path .. (path ~= "" and "." or "") .. part
      if full ~= name and not groups[full] then
        groups[full] = {}
        order[#order + 1] = full
        table.insert(groups[path], { name = part, type = prefix .. "." .. full, title = full })
      end
      path = full
    end
    local parent, last = name:match("^(.*)%.([^.]+)$")
    table.insert(groups[parent], { name = last, parameter = declared })
  end
  for _, name in ipairs(rules.parameter_order) do
    add(name, rules.parameters[name])
    if rules.chinese.parameters[name] then add(rules.chinese.parameters[name], rules.parameters[name]) end
  end
  local function leaf(declared) return declared.unit == "choice" and choice_type(declared.choices) or as[declared.unit] end
  local function key_type(declared, depth)
    if depth > #declared.by then return leaf(declared) end
    return ("table<guize.%s, %s>"):format(declared.by[depth], key_type(declared, depth + 1))
  end
  for _, path in ipairs(order) do
    put("---@class %s%s", prefix, path ~= "" and "." .. path or "")
    for _, member in ipairs(groups[path]) do
      local d = member.parameter
      if d then put("---@field %s %s %s", member.name, key_type(d, 1), one_line(d.title, d.unit, d.by[1] and "by " .. table.concat(d.by, ", "), d.doc))
      else put("---@field %s %s %s.*", member.name, member.type, member.title) end
    end
    put("")
  end
end

local function write_case(put, rules)
  put("---%s", one_line(docs.arguments.case[3], docs.arguments.case[2]))
  put("---@class guize.Case")
  local enumerations = { identity = "identity_kind", hospital_level = "hospital_level", hospital_tier = "hospital_tier", sex = "sex", place = "place" }
  for _, field in ipairs(describe.case_fields(rules)) do
    local enumeration = field.enumeration or enumerations[field.name]
    local kind = enumeration and rules.enumerations[enumeration] and "guize." .. enumeration or field.type
    put("---@field %s %s %s", field.name, kind, one_line(field.title, field.unit, field.national, field.doc))
    if field.chinese then put("---@field %s %s %s", field.chinese, field.enumeration and "string" or kind, one_line(field.name, field.unit)) end
  end
  put("")
end

local function write_amounts(put, rules)
  local function class(name, argument, own)
    put("---%s", one_line(docs.arguments[argument][3], docs.arguments[argument][2]))
    put("---@class guize.%s", name)
    for _, field in ipairs(faults.names(own)) do put("---@field %s number %s · fen", field, own[field]) end
  end
  local function layers()
    for _, name in ipairs(rules.names.layers) do put("---@field %s number %s · fen", name, rules.first.layers[name].spec.title or name) end
  end
  class("Year", "year", {})
  layers()
  for _, name in ipairs(rules.names.accumulators) do put("---@field %s number %s · fen", name, one_line(rules.first.accumulators[name].spec.title, rules.first.accumulators[name].spec.doc)) end
  put("")
  class("Bill", "bill", docs.bill_fields)
  layers()
  put("")
  class("Result", "result", { self_pay = docs.bill_fields.self_pay, reimbursed = docs.bill_fields.reimbursed })
  put("---@field status string 状态")
  layers()
  put("")
  put("---@class guize.History")
  put("---@field within fun(self: guize.History, days: integer): guize.HistorySums 此人近若干天内较早的病例")
  put("")
  put("---@class guize.HistorySums")
  for _, field in ipairs(faults.names(docs.history_fields)) do put("---@field %s number %s", field, docs.history_fields[field]) end
  put("")
end

local SPECS = [[
---@class guize.ParameterSpec
---@field title string
---@field unit 'ratio'|'yuan'|'count'|'days'|'date'|'flag'|'tiers'|'choice'
---@field by? string|string[]
---@field choices? string[]
---@field min? any
---@field max? any
---@field doc? string

---@class guize.FieldSpec
---@field title string
---@field over 'case'
---@field of fun(case: guize.Case, p: guize.Parameters): any
---@field doc? string

---@class guize.LayerSpec
---@field title? string
---@field fund? string
---@field covers? 'in_scope'|'out_of_scope'|'any'
---@field reimburses? boolean
---@field pays fun(case: guize.Case, p: guize.Parameters, year: guize.Year, bill: guize.Bill, history: guize.History): number
---@field doc? string

---@class guize.AccumulatorSpec
---@field title? string
---@field per 'person'|'household'
---@field before? string
---@field after? string[]
---@field adds fun(case: guize.Case, p: guize.Parameters, year: guize.Year, bill: guize.Bill, history: guize.History): number
---@field doc? string

---@class guize.Row
---@field count fun(self: guize.Row, entity: string, test?: function): integer
---@field any fun(self: guize.Row, entity: string, test?: function): boolean
---@field sum fun(self: guize.Row, entity: string, value: function): number
---@field each fun(self: guize.Row, entity: string): function
---@field one fun(self: guize.Row, entity: string): any

---@class guize.Run
---@field year integer
---@field first integer
---@field day integer

---@class guize.TargetSpec
---@field title string
---@field over string
---@field with? table
---@field having? string[]
---@field where? fun(row: any, p: guize.Parameters, result: any): boolean
---@field part fun(row: any, p: guize.Parameters, result: any): any
---@field whole? fun(row: any, p: guize.Parameters, result: any): any
---@field budget? string
---@field threshold? string
---@field at_least? boolean
---@field by? string
---@field group? fun(row: any, p: guize.Parameters, run: guize.Run): any
---@field counts? string
---@field doc? string

---@class guize.FlagSpec
---@field title string
---@field over string
---@field with? table
---@field having? string[]
---@field when fun(row: any, p: guize.Parameters, history: any, result?: guize.Result): any
---@field doc? string

---@class guize.TestSpec
---@field county? string
---@field with? fun()
---@field cases table[]
---@field expect? table<string, any>[]
---@field error? string
---@field doc? string

---@class guize.ratio
---@class guize.yuan
---@class guize.count
---@class guize.days
---@class guize.date
---@class guize.tiers
---@field pay fun(self: guize.tiers, base: number, threshold?: number): number
]]

local function root_groups(rules)
  local groups = {}
  for _, set in ipairs({ rules.namespaces, rules.chinese.namespaces }) do
    for _, name in ipairs(faults.names(set)) do
      if not name:find(".", 1, true) then groups[#groups + 1] = name end
    end
  end
  return groups
end

local function write_words(put, rules)
  for _, name in ipairs(faults.names(docs.words)) do
    local row = docs.words[name]
    if row[1] ~= "table" and row[1] ~= "function" or ("round min max floor ceil abs scale add"):find(name, 1, true) then
      put("---%s", one_line(row[4], row[3]))
      put("---")
      put("---`%s`", row[5])
      put("---@type %s", row[2])
      put("%s = nil", name)
      put("")
    end
  end
  for _, pair in ipairs(chinese.words) do
    local row = docs.words[pair[1]]
    if row then
      put("---%s", one_line(pair[1], row[4]))
      put("---@type %s", row[2])
      put("%s = nil", pair[2])
      put("")
    end
  end
  for _, name in ipairs(root_groups(rules)) do
    put("---@type guize.assign.%s", name)
    put("%s = nil", name)
    put("")
  end
end

-- The names that a definition file gives a value to, at the beginning of a line.
local function defined(text)
  local names, tokens = {}, lexer.tokens(text)
  for i = 1, #tokens - 2 do
    if tokens[i].kind == "name" and tokens[i + 1].text == "=" and tokens[i + 2].text == "nil" then names[tokens[i].text] = true end
  end
  return names
end

-- Refuses definitions that do not compile, or are not those of the rules.
local function check(rules, text)
  local gaps = describe.gaps(rules)
  if not loadstring(text) then gaps[#gaps + 1] = "the definitions do not compile" end
  local names = defined(text)
  for _, name in ipairs(root_groups(rules)) do
    if not names[name] then gaps[#gaps + 1] = name .. " is not defined" end
  end
  for _, name in ipairs(rules.parameter_order) do
    if not text:find("\n---@field " .. name:match("[^.]+$") .. " ", 1, true) then gaps[#gaps + 1] = name .. " is not defined" end
  end
  if #gaps > 0 then faults.raise("E267", 70, "the definitions and the rule language are out of step: " .. table.concat(gaps, "; ")) end
end

local function definitions(rules)
  local text, put = writer()
  put("---@meta guize")
  put("-- %s", MARK)
  put("")
  write_enumerations(put, rules)
  put("%s", SPECS)
  put("---%s", one_line(docs.arguments.p[3], docs.arguments.p[2]))
  write_parameters(put, rules, "guize.Parameters", READ_AS)
  write_parameters(put, rules, "guize.assign", WRITTEN_AS)
  write_case(put, rules)
  write_amounts(put, rules)
  write_words(put, rules)
  local whole = table.concat(text, "\n")
  check(rules, whole)
  return whole
end

local function quoted(list)
  local quotes = {}
  for i, name in ipairs(list) do quotes[i] = ('"%s"'):format(name) end
  return table.concat(quotes, ", ")
end

-- LuaLS reads comments in its JSON; the mark is a key, so that any reader of JSON takes it.
local function language_server(rules)
  local text, put = writer()
  put("{")
  put('  "//": "%s",', MARK)
  put('  "runtime.version": "LuaJIT",')
  put('  "runtime.unicodeName": true,')
  put('  "runtime.builtin": { "io": "disable", "os": "disable", "debug": "disable", "package": "disable", "coroutine": "disable", "ffi": "disable", "jit": "disable" },')
  put('  "workspace.library": ["guize.d.lua"],')
  put('  "workspace.checkThirdParty": false,')
  local globals = root_groups(rules)
  for _, name in ipairs(faults.names(docs.words)) do globals[#globals + 1] = name end
  for _, pair in ipairs(chinese.words) do globals[#globals + 1] = pair[2] end
  for _, name in ipairs(faults.names(chinese.constants)) do globals[#globals + 1] = name end
  table.sort(globals)
  put('  "diagnostics.globals": [%s],', quoted(globals))
  put('  "diagnostics.disable": ["lowercase-global"]')
  put("}")
  return table.concat(text, "\n") .. "\n"
end

-- Files with names that are not of ASCII letters, which luacheck cannot read.
local function beyond_luacheck(files)
  local list = { "guize.d.lua" }
  for _, file in ipairs(files or {}) do
    local found = false
    for _, token in ipairs(lexer.tokens(file.text)) do found = found or token.kind == "name" and token.text:find("[\128-\255]") ~= nil end
    if found then list[#list + 1] = "**/" .. file.path end
  end
  return list
end

local function luacheck(rules, files)
  local text, put = writer()
  local words = {}
  for _, name in ipairs(faults.names(docs.words)) do words[#words + 1] = name end
  put("-- %s", MARK)
  put("stds.guize = {")
  put("  read_globals = { %s },", quoted(words))
  local groups = {}
  for _, name in ipairs(root_groups(rules)) do
    if is_word(name) then groups[#groups + 1] = name end
  end
  put("  globals = { %s }, -- groups of parameters: assigned in rule files", quoted(groups))
  put("}")
  put('std = "guize"')
  put("max_line_length = false")
  put("unused_args = false -- formulas name all that they are given")
  put("exclude_files = { %s } -- luacheck reads no Chinese names", quoted(beyond_luacheck(files)))
  return table.concat(text, "\n") .. "\n"
end

-- `files`: the texts of the rules and their tests. → { mark, files = [{ name, text }] }: the mark stands in
-- every file that was written from here.
function M.files(rules, files)
  return { mark = MARK, files = host.list { { name = "guize.d.lua", text = definitions(rules) .. "\n" }, { name = ".luarc.json", text = language_server(rules) }, { name = ".luacheckrc", text = luacheck(rules, files) } } }
end

return M
