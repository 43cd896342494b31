-- What a set of rules knows about its parameters: which there are, their values by place and day, who reads
-- them, and through which jurisdictions a value is looked for. Asked by commands, by the prompt, by tests.
local import, host = ...
local faults = import("faults")
local holders = import("holders")
local names = import("names")
local units = import("units")
local readers = import("readers")
local resolve = import("resolve")
local scaling = import("scaling")
local titles = import("titles")

local M = {}

-- --- names ---------------------------------------------------------------------------------------

local function place_name(j) return (j.path == "" and "全国" or j.name) .. (j.scenario and "（待定）" or "") end

-- The jurisdiction of a code, a path or a name; E208 if there is none.
function M.place(rules, text)
  local found = rules.jurisdictions[text] or rules.codes[text]
  local names = faults.names(rules.codes)
  for _, j in ipairs(rules.jurisdiction_order) do
    names[#names + 1] = j.name
    if not found and j.name == text then found = j end
  end
  if not found then faults.rule("E208", "there is no jurisdiction '" .. tostring(text) .. "'", nil, faults.near(text, names) or "name it by its code") end
  return found
end

-- The name of a value of an enumeration, by either name or title; nil if it has none such.
local function enumeration_value(enumeration, text)
  if enumeration.index[text] then return enumeration.names[enumeration.index[text]] end
  for i, title in ipairs(enumeration.titles or {}) do
    if title == text then return enumeration.names[i] end
  end
end

-- The keys in "secondary.registered_poor" for a declared parameter, as "secondary|registered_poor"; nil
-- if they are none of its keys.
local function key_of(rules, declared, rest)
  local keys = {}
  for part in (rest .. "."):gmatch("(.-)%.") do
    local enumeration = rules.enumerations[declared.by[#keys + 1]]
    local key = enumeration and enumeration_value(enumeration, part)
    if not key then return nil end
    keys[#keys + 1] = key
  end
  return table.concat(keys, "|")
end

-- The parameter that a text names exactly, by its name or title, and the key behind it ("" if none).
function M.exact(rules, text)
  for _, name in ipairs(rules.parameter_order) do
    local declared = rules.parameters[name]
    for _, own in ipairs({ name, declared.title, declared.chinese or name }) do
      if text == own then return declared, "" end
      if #declared.by > 0 and text:sub(1, #own + 1) == own .. "." then
        local key = key_of(rules, declared, text:sub(#own + 2))
        if key then return declared, key end
      end
    end
  end
end

local function all_names(rules)
  local names = {}
  for _, name in ipairs(rules.parameter_order) do
    names[#names + 1] = name
    names[#names + 1] = rules.parameters[name].title
    names[#names + 1] = rules.chinese.parameters[name]
  end
  return names
end

-- The names near to a text; behind them there may be keys, which are taken off one after the other.
local function near_name(rules, text)
  while text do
    local hint = faults.near(text, all_names(rules))
    if hint then return hint end
    text = text:match("^(.+)%.[^.]*$")
  end
end

local function unknown(rules, text)
  faults.rule("E261", "there is no parameter '" .. faults.clean(text, 80) .. "'", nil, near_name(rules, text) or "`guize params` lists all")
end

-- The parameters that a text names: exactly, as the beginning of a name, or as a part of a name or title.
-- Gives a list of declarations, and the key where one was named.
function M.find(rules, text)
  if not text or text == "" then
    local list = {}
    for i, name in ipairs(rules.parameter_order) do list[i] = rules.parameters[name] end
    return list, ""
  end
  local declared, key = M.exact(rules, text)
  if declared then return { declared }, key end
  local first, part = {}, {}
  for _, name in ipairs(rules.parameter_order) do
    local one = rules.parameters[name]
    local own = one.chinese or name
    if name:sub(1, #text) == text or own:sub(1, #text) == text then first[#first + 1] = one
    elseif name:find(text, 1, true) or own:find(text, 1, true) or one.title:find(text, 1, true) then part[#part + 1] = one end
  end
  if #first > 0 then return first, "" end
  if #part > 0 then return part, "" end
  unknown(rules, text)
end

-- --- values --------------------------------------------------------------------------------------

local function version_row(rules, declared, key, j, version)
  return { name = declared.name, key = key, title = declared.title, full = titles.full(rules, declared, key), unit = declared.unit, path = j.path, place = place_name(j), code = j.code,
    value = version.change and scaling.text(version.change) or units.text(declared.unit, version.content), shown = not version.change and titles.plain(declared, version) or nil, choice = names.choice(declared, version), assumed = version.assumed and true or false, source = version.source, file = version.file, line = version.line,
    begins = version.begins > -math.huge and units.day_text(version.begins) or nil, ends = version.ends and units.day_text(version.ends) or nil }
end

-- All keys of a parameter, in the order of its enumerations: { "" } without keys.
function M.keys(rules, declared)
  local keys = { "" }
  for _, name in ipairs(declared.by) do
    local longer = {}
    for _, key in ipairs(keys) do
      for _, value in ipairs(rules.enumerations[name].names) do longer[#longer + 1] = (key ~= "" and key .. "|" or "") .. value end
    end
    keys = longer
  end
  return keys
end

-- All places, each behind what scenarios lay over it, the last first.
local function everywhere(rules)
  local list = {}
  for _, j in ipairs(rules.jurisdiction_order) do
    for number = rules.jurisdictions[""].laid or 0, 1, -1 do
      for _, laid in ipairs(j.overs and j.overs[number] or {}) do list[#list + 1] = laid end
    end
    list[#list + 1] = j
  end
  return list
end

-- The keys of a parameter that begin with `key`.
function M.wanted_keys(rules, declared, key)
  if key == "" then return M.keys(rules, declared) end
  local keys = {}
  for _, one in ipairs(M.keys(rules, declared)) do
    if one == key or one:sub(1, #key + 1) == key .. "|" then keys[#keys + 1] = one end
  end
  return keys
end

local function add_values(rules, rows, declared, key, places, day, nearest)
  for _, j in ipairs(places) do
    local list = j.values[declared.name] and j.values[declared.name][key] or {}
    if day then
      local version = holders.in_force(list, day)
      if version then rows[#rows + 1] = version_row(rules, declared, key, j, version) end
      if version and nearest then return end
    else
      for _, version in ipairs(list) do rows[#rows + 1] = version_row(rules, declared, key, j, version) end
    end
  end
end

local function readers_of(rules, name)
  rules.readers = rules.readers or readers.all(rules)
  local list = host.list {}
  for i, one in ipairs(rules.readers[name] or {}) do list[i] = one end
  return list
end

local function declaration(rules, declared)
  return { name = declared.name, title = declared.title, unit = declared.unit, by = host.list { unpack(declared.by) }, choices = declared.choices and host.list { unpack(declared.choices) } or nil, chinese_choices = declared.chinese_choices,
    min = declared.min and units.text(declared.unit, declared.min) or nil, max = declared.max and units.text(declared.unit, declared.max) or nil,
    doc = declared.doc, file = declared.file, line = declared.line, read_by = readers_of(rules, declared.name) }
end

-- { name?, county?, day? } → { declared, values }. `name`: a name (with keys, or the beginning or a part of
-- one) or a title; without it all. `county`: code, path or name; `day`: a day number.
-- declared = [{ name, title, unit, by, choices, min, max, doc, file, line, read_by = [{ kind, name, title, file, line }] }]
-- values = [{ name, key, title, full (title with keys), unit, path, place, code, value, shown (with its unit), choice (its Chinese name), assumed, source, file, line, begins, ends }]
-- With a county and a day: what is in force there; with one of them alone: the versions that it leaves.
function M.params(rules, request)
  local found, key = M.find(rules, request.name)
  local places = request.county and resolve.chain(M.place(rules, request.county)) or everywhere(rules)
  local declared, values = host.list {}, host.list {}
  for i, one in ipairs(found) do
    declared[i] = declaration(rules, one)
    for _, each_key in ipairs(M.wanted_keys(rules, one, key)) do add_values(rules, values, one, each_key, places, request.day, request.county ~= nil) end
  end
  return { declared = declared, values = values }
end

-- --- the chain -----------------------------------------------------------------------------------

-- What a place has of a value on a day: "has", "ended", "later" or "none", and the version.
local function answer_of(list, day)
  local version = holders.in_force(list, day)
  if version then return "has", version end
  local ended, later
  for _, one in ipairs(list or {}) do
    if one.begins > day then later = later or one else ended = one end
  end
  if ended then return "ended", ended end
  if later then return "later", later end
  return "none"
end

-- The steps up a chain; list_at(j) gives the versions, row_of(j, version) describes one. Behind the place
-- that answers, what others have is "masked".
local function steps_of(places, day, list_at, row_of)
  local steps, answered = host.list {}, nil
  for i, j in ipairs(places) do
    local answer, version = answer_of(list_at(j), day)
    local step = version and row_of(j, version) or { path = j.path, place = place_name(j), code = j.code }
    step.answer = answered and answer == "has" and "masked" or answer
    steps[i] = step
    if answer == "has" and not answered then answered = i end
  end
  return steps, answered
end

local PLURALS = { layer = "layers", accumulator = "accumulators", target = "targets", flag = "flags" }

-- The kind of definition that a text names (by name or title), and its name; nil if there is none.
function M.definition(rules, text)
  for _, kind in ipairs({ "layer", "accumulator", "target", "flag" }) do
    for _, name in ipairs(rules.names[PLURALS[kind]]) do
      local first = rules.first[PLURALS[kind]][name]
      if name == text or first.spec.title == text or kind .. " " .. name == text then return kind, name, first end
    end
  end
end

local function definition_row(kind, name)
  return function(j, version)
    return { path = j.path, place = place_name(j), code = j.code, value = kind == "settlement" and table.concat(version.list, ", ") or version.spec.title or name, source = version.source,
      file = version.file, line = version.line, begins = version.begins > -math.huge and units.day_text(version.begins) or nil, ends = version.ends and units.day_text(version.ends) or nil }
  end
end

local function resolve_definition(rules, text, places, day)
  local kind, name, first = M.definition(rules, text)
  if text == "settlement" then kind, name = "settlement", "settlement" end
  if not kind then return unknown(rules, text) end
  local steps, answered = steps_of(places, day, function(j)
    if kind == "settlement" then return j.definitions.settlement end
    local of_kind = j.definitions[PLURALS[kind]]
    return of_kind and of_kind[name]
  end, definition_row(kind, name))
  return { kind = kind, name = name, title = first and first.spec.title or name, keys = host.list { { key = "", answered = answered, steps = steps } } }
end

-- { name, county, day } → { kind, name, title, unit, place, code, day, keys }. `name`: one parameter (with or
-- without its keys), a layer, accumulator, target, flag, or "settlement".
-- keys = [{ key, answered (number of the step, absent: none), steps = [{ path, place, code, answer, value?,
-- assumed?, source?, file?, line?, begins?, ends? }] }]; a step's answer is "has" (the first of them counts),
-- "masked" (has one too, but a nearer place answered), "ended", "later" (begins after the day) or "none".
function M.resolve(rules, request)
  local j, day = M.place(rules, request.county), request.day
  local places = resolve.chain(j)
  local declared, key = M.exact(rules, request.name)
  local result
  if declared then
    result = { kind = "parameter", name = declared.name, title = declared.title, unit = declared.unit, keys = host.list {} }
    for i, one in ipairs(M.wanted_keys(rules, declared, key)) do
      local steps, answered = steps_of(places, day, function(at) return at.values[declared.name] and at.values[declared.name][one] end, function(at, version) return version_row(rules, declared, one, at, version) end)
      result.keys[i] = { key = one, answered = answered, steps = steps }
    end
  else
    result = resolve_definition(rules, request.name, places, day)
  end
  result.place, result.code, result.day = place_name(j), j.code, units.day_text(day)
  return result
end

return M
