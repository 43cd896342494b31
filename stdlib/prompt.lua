-- What is typed at the prompt: plain Lua in which the names of parameters show and take values. A value that is
-- assigned is not put into the rules: it comes back as a change, and the host lays the changes over the rules
-- (scenario.lua). Values of the person's own stay in one environment for as long as the worker lives.
local import, host = ...
local faults = import("faults")
local units = import("units")
local names = import("names")
local layout = import("layout")
local sandbox = import("sandbox")
local ruleset = import("ruleset")
local resolve = import("resolve")
local scenario = import("scenario")
local show = import("show")
local completion = import("completion")
local questions = import("questions")
local M = {}

local prompt -- { rules, environment, place, day, scratch, output, last }

-- --- reading parameters ------------------------------------------------------------------------------

local content_of = setmetatable({}, { __mode = "k" }) -- leaf → its plain content
local about = setmetatable({}, { __mode = "k" }) -- node → { name, keys } of a parameter or a part of its name

local function plain(value)
  local content = content_of[value]
  if content == nil then return value end
  return content
end

local Leaf = { __metatable = false, __tostring = function(leaf) return tostring(content_of[leaf]) end,
  __index = function(leaf, key) faults.rule("E204", ("'%s' is a value and has no '%s'"):format(about[leaf].name, tostring(key)), tostring(key)) end,
  __newindex = function(leaf) faults.rule("E306", ("assign to '%s' as a whole"):format(about[leaf].name)) end }
for name, op in pairs({ add = function(a, b) return a + b end, sub = function(a, b) return a - b end, mul = function(a, b) return a * b end,
  div = function(a, b) return a / b end, unm = function(a) return -a end, concat = function(a, b) return a .. b end,
  lt = function(a, b) return a < b end, le = function(a, b) return a <= b end }) do
  Leaf["__" .. name] = function(a, b) return op(plain(a), plain(b)) end
end

local assign

local function full_name(node) return about[node].name .. (#about[node].keys > 0 and "." .. table.concat(about[node].keys, ".") or "") end

local node_of

local Node = { __metatable = false,
  __index = function(node, key) return node_of(about[node].name, about[node].keys, key) end,
  __newindex = function(node, key, value) assign(about[node], key, plain(value)) end,
  __tostring = function(node) return full_name(node) end }

local function new_node(name, keys)
  local node = setmetatable({}, Node)
  about[node] = { name = name, keys = keys }
  return node
end

local function new_leaf(declared, keys)
  local version, holder = resolve.value(prompt.place, declared.name, table.concat(keys, "|"), prompt.day)
  local leaf = setmetatable({}, Leaf)
  about[leaf] = { name = declared.name, keys = keys, version = version, holder = holder, leaf = true }
  if version then content_of[leaf] = type(version.content) == "table" and version.content.view or version.content end
  return leaf
end

function node_of(name, keys, key)
  local rules, declared = prompt.rules, prompt.rules.parameters[name]
  if declared then
    local enumeration = rules.enumerations[declared.by[#keys + 1]]
    if type(key) ~= "string" or not enumeration.index[key] then
      faults.rule("E203", ("there is no '%s' in %s"):format(tostring(key), enumeration.name), tostring(key), names.near_value(enumeration, tostring(key)))
    end
    local deeper = { unpack(keys) }
    deeper[#deeper + 1] = enumeration.names[enumeration.index[key]]
    return #deeper == #declared.by and new_leaf(declared, deeper) or new_node(name, deeper)
  end
  local full = name .. "." .. tostring(key)
  local found = rules.parameters[names.english(rules, "parameters", full)]
  if found then return #found.by == 0 and new_leaf(found, {}) or new_node(found.name, {}) end
  if names.begins_parameter(rules, full) then return new_node(full, {}) end
  names.unknown_parameter(rules, full, tostring(key))
end

-- Assigns through the words of rule files, so that unit, range and keys are checked in one place.
function assign(where, key, value)
  local rules, environment = prompt.rules, prompt.words
  local path = {}
  for part in where.name:gmatch("[^.]+") do path[#path + 1] = part end
  for _, part in ipairs(where.keys) do path[#path + 1] = part end
  local file, line = faults.here()
  ruleset.within(rules, file or "prompt", prompt.scratch, function()
    local node = environment
    for _, part in ipairs(path) do node = node[part] end
    node[key] = value
  end)
  prompt.scratch.line = line
end

-- --- the environment ---------------------------------------------------------------------------------

local function value_of(name)
  local rules = prompt.rules
  if name == "p" then return resolve.parameters(rules, prompt.place, prompt.day) end
  if name == "case" then return show.case(prompt.last) end
  if name == "bill" then return show.bill(prompt.last) end
  if names.begins_parameter(rules, name) then return new_node(name, {}) end
end

local function output(...)
  local parts = {}
  for i = 1, select("#", ...) do parts[i] = show.text((select(i, ...))) end
  table.insert(prompt.output, { kind = "text", text = table.concat(parts, "  ") })
end

local function all_names()
  local list = names.all(prompt.rules, "parameters")
  for _, set in ipairs({ prompt.rules.namespaces, prompt.rules.chinese.namespaces }) do
    for _, name in ipairs(faults.names(set)) do list[#list + 1] = name end
  end
  for _, name in ipairs({ "p", "case", "bill", "print", unpack(questions.names) }) do list[#list + 1] = name end
  return list
end

local function new_environment()
  local given = questions.functions()
  given.print = output
  local base = sandbox.environment(given, value_of, all_names)
  local own = {}
  local environment = setmetatable({}, { __metatable = false,
    __index = function(_, name)
      local value = own[name]
      if value ~= nil then return value end
      if name == "_" then return nil end
      return base[name]
    end,
    __newindex = function(_, name, value)
      local begins = names.begins_parameter(prompt.rules, name)
      if begins or sandbox.words[name] ~= nil or names.is_word(name) or name == "p" or name == "case" or name == "bill" then
        faults.rule("E281", ("'%s' has a meaning already"):format(name), name, begins and ("a parameter has at least two parts: %s.… = …"):format(name) or "choose another name")
      end
      own[name] = value
    end })
  return environment, own
end

local function begin(rules, request)
  questions.forget()
  scenario.clear(rules) -- of an input whose answer never came
  if not prompt or prompt.rules ~= rules then
    prompt = { rules = rules }
    prompt.environment, prompt.own = new_environment()
    prompt.words = getfenv(ruleset.compile(rules, "prompt", "return nil"))
  end
  show.language(request.lang)
  prompt.place = scenario.place(rules, request.place or "")
  prompt.day = units.day_number(request.day)
  prompt.scratch = { path = prompt.place.path, name = prompt.place.name, code = prompt.place.code, values = {}, definitions = {} }
  prompt.output, prompt.last = host.list {}, request.last
end

-- --- running what was typed --------------------------------------------------------------------------

local function refuse_signs(path, text)
  local finding = host.scan(path, text)
  if not finding then return end
  local fault = faults.make(finding.code, 3, finding.message, { file = path, line = finding.line }, finding.hint)
  fault.column, fault.width = finding.column, 1
  error(fault, 0)
end

-- A function of the text; nil when more is to be typed.
local function compile(path, text, first)
  local lead = ("\n"):rep(first - 1) -- messages name the line of the script
  faults.remember(path, lead .. text)
  local chunk = loadstring(lead .. "return " .. text, "@" .. path)
  text = lead .. text
  local why
  if not chunk then chunk, why = loadstring(text, "@" .. path) end
  if chunk then
    refuse_signs(path, text)
    return setfenv(chunk, prompt.environment)
  end
  ruleset.refuse_percentage(path, text)
  if why:find("'<eof>'", 1, true) then
    if not text:find("[^%z\1-\127]") or not host.scan(path, text) then return nil end
  end
  refuse_signs(path, text)
  local line, message = why:match(":(%d+): (.*)$")
  faults.rule("E300", message or why, { file = path, line = tonumber(line) or 1, token = message and message:match("near '(.-)'$") }, "look here and before: a bracket, a quote, `then`, `do` or `end` may be missing or too many")
end

local function changes()
  local list, scratch, rules = host.list {}, prompt.scratch, prompt.rules
  for _, name in ipairs(faults.names(scratch.values)) do
    local declared = rules.parameters[name]
    for _, key in ipairs(faults.names(scratch.values[name])) do
      local versions = scratch.values[name][key]
      local version = versions[#versions]
      local old = resolve.value(prompt.place, name, key, prompt.day)
      list[#list + 1] = { at = prompt.place.path, name = name .. (key ~= "" and "." .. key:gsub("|", ".") or ""), source = units.source(declared.unit, version.content, version.assumed),
        text = units.text(declared.unit, version.content), old = old and units.text(declared.unit, old.content) or nil,
        choice = names.choice(declared, version), old_choice = names.choice(declared, old) }
    end
  end
  return list
end

local function describe(value)
  local where = about[value]
  if where and where.leaf then return show.parameter(prompt.rules, prompt.place, prompt.day, where.name, where.keys) end
  local number = questions.number(value)
  if number then return { kind = "document", number = number } end
  if where then return show.parameters(prompt.rules, prompt.place, prompt.day, where.name, where.keys) end
  return show.value(value)
end

local function evaluate(chunk)
  local values = { n = 0 }
  local function take(...) values = { n = select("#", ...), ... } end
  take(chunk())
  for i = 1, values.n do
    if values[i] ~= nil or values.n > 1 then table.insert(prompt.output, describe(values[i])) end
  end
  if values.n > 0 and values[1] ~= nil then prompt.own._ = values[1] end
end

-- { text, path, line, place, day, scenario, last } → { state = "incomplete" }, { state = "done", output, changes }, or
-- { state = "asking", question } (see questions.lua), which the host answers by M.answer.
-- `path` and `line` name the text in messages; `place` is a code or path, `day` ISO; `last`: the case shown last, as explained.
function M.run(rules, request)
  begin(rules, request)
  local chunk = compile(request.path, request.text, request.line or 1)
  if not chunk then return { state = "incomplete" } end
  return questions.run(function()
    return scenario.with(rules, request.scenario, function()
      evaluate(chunk)
      return { state = "done", output = prompt.output, changes = changes() }
    end)
  end)
end

-- { number, document } or { fault }: what the host found, for the input that waits. → as run.
function M.answer(request) return questions.answer(request) end

-- { text, place, day, last, help } → { typed, items = [{ text, title }] }: see completion.lua.
function M.complete(rules, request)
  begin(rules, request)
  return completion.words(rules, prompt.own, request)
end

return M
