-- A set of rules: what the files of a folder declare and assign. Here files are loaded with the words of a
-- rule script, which are defined in declarations, values, definitions and places; which value holds where
-- and when is resolve.lua's matter.
local import, host = ...
local faults = import("faults")
local sandbox = import("sandbox")
local purity = import("purity")
local arguments = import("arguments")
local chinese = import("chinese")
local declarations = import("declarations")
local definitions = import("definitions")
local names = import("names")
local places = import("places")
local values = import("values")
local acceptance = import("acceptance")

local M = {}

-- An empty rule set over a schema (see schema_words.lua). The root jurisdiction has the path "". `settling`: it is read
-- to settle alone, not to be looked at.
function M.new(schema, settling)
  local root = { path = "", code = "", name = "", definitions = {}, values = {} }
  local enumerations = {}
  for name, enumeration in pairs(schema.enumerations) do enumerations[name] = enumeration end
  local rules = {
    schema = schema, enumerations = enumerations, settling = settling,
    parameters = {}, parameter_order = {}, namespaces = {},
    jurisdictions = { [""] = root }, jurisdiction_order = { root }, codes = {},
    names = { layers = {}, accumulators = {}, targets = {}, flags = {} }, -- kind → ordered list and set of names
    first = { layers = {}, accumulators = {}, targets = {}, flags = {} }, -- name → first definition
    fields = {}, -- declared by `field`, over cases
    accepted = {}, -- by `accept`
    serial = 0, -- of the definition made last; tells those of one line apart
    context = nil, -- where the script that is being loaded stands
  }
  -- rules.chinese[kind][english] is the Chinese name of a parameter, layer …, rules.english[kind][chinese]
  -- the way back (see names.lua); values of an enumeration: rules.enumerations[name].chinese, by number.
  names.begin(rules)
  return rules
end

M.forget_fields = declarations.forget_fields

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
    parameter = named(declarations.parameter, rules),
    enumeration = named(declarations.enumeration, rules),
    field = named(declarations.field, rules),
    accept = named(acceptance.declare, rules),
    jurisdiction = function(spec) places.jurisdiction(rules, spec) end,
    from = function(first, last) places.days(rules, first, last) end,
    source = function(text) places.source(rules, text) end,
    settlement = function(list) definitions.order(rules, list) end,
  }
  for _, kind in ipairs({ "layer", "accumulator", "target", "flag" }) do words[kind] = named(definitions.define, rules, kind) end
  return words
end

local function lookup_in(rules)
  return function(name)
    if rules.namespaces[name] or rules.chinese.namespaces[name] then
      arguments.need_context(rules, name)
      return values.name_node(rules, name)
    end
  end
end

-- What a line says that ends in a bare percentage, which Lua reads as a division that goes on: the fault, or
-- nothing.
function M.refuse_percentage(path, text)
  local number = 0
  for line in (text .. "\n"):gmatch("(.-)\n") do
    number = number + 1
    local share = line:gsub("%-%-.*", ""):match("=%s*[^%w]-(%d[%d.]*%%)%s*[,;})]?%s*$")
    if share then
      faults.rule("E300", ("unexpected symbol near '%s'"):format(share), { file = path, line = number, token = share },
        ("a ratio is written percent(%s) or 百分之(%s)"):format(share:sub(1, -2), share:sub(1, -2)))
    end
  end
end

-- The functions that formulas call most.
local CALLED, in_chinese = {}, chinese.to_chinese(chinese.words)
for word in ("min max round floor ceil abs"):gmatch("%S+") do
  CALLED[#CALLED + 1] = word
  CALLED[#CALLED + 1] = in_chinese[word]
end

-- The text with the functions it calls as locals, on the same lines: the compiler of traces takes a local that nobody
-- changes for a constant, but looks into the table of words at every call of a global.
local function with_locals(text)
  local used = {}
  for _, word in ipairs(CALLED) do
    if text:find(word, 1, true) then used[#used + 1] = word end
  end
  if #used == 0 then return text end
  local list = table.concat(used, ", ")
  return ("local %s = %s "):format(list, list) .. text
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
  text = text:gsub("^\239\187\191", "")
  local chunk, why = loadstring(text, "@" .. path)
  if not chunk then
    M.refuse_percentage(path, text)
    local line, message = why:match(":(%d+): (.*)$")
    local _, lines = (text:gsub("%s+$", "")):gsub("\n", "")
    faults.rule("E300", message or why, { file = path, line = math.min(tonumber(line) or 1, lines + 1), token = message and message:match("near '(.-)'$") },
      "look here and at the statement before: a bracket, a quote, `then`, `do` or `end` may be missing")
  end
  purity.check_globals(chunk, path)
  if rules.settling then chunk = loadstring(with_locals(text), "@" .. path) or chunk end -- a script full of locals has no room
  local words = M.words(rules)
  if M.instrument and not extra then -- for coverage: the same text, on the same lines
    chunk = assert(loadstring(M.instrument(path, text), "@" .. path))
    extra = M.extra_words
  end
  for name, value in pairs(extra or {}) do words[name] = value end
  local function all_names()
    local list = names.all(rules, "parameters")
    for _, set in ipairs({ rules.namespaces, rules.chinese.namespaces }) do
      for name in pairs(set) do list[#list + 1] = name end
    end
    return list
  end
  return setfenv(chunk, sandbox.environment(words, lookup_in(rules), all_names))
end

-- Runs `body` as statements of a file at `jurisdiction` (nil: to be declared by the file itself).
function M.within(rules, file, jurisdiction, body)
  rules.context = { file = file, jurisdiction = jurisdiction, begins = -math.huge, ends = nil, source = nil }
  body()
  rules.context = nil
end

-- Loads the files of a folder ({ path, text } each, tests left out by the caller).
function M.load(rules, files)
  table.sort(files, places.before)
  rules.files = files
  for _, file in ipairs(files) do
    local chunk = M.compile(rules, file.path, file.text)
    local at_root = not file.path:find("/")
    M.within(rules, file.path, at_root and rules.jurisdictions[""] or nil, chunk)
  end
  places.link(rules)
  return rules
end

return M
