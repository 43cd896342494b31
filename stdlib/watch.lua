-- What a formula is given while it is watched: proxies of case, p, year, bill and history that answer
-- as the real things do (also with their errors) and note every read. Numbers come traced (trace.lua),
-- or plain where a formula cannot do with those.
local import, host = ...
local faults = import("faults")
local units = import("units")
local chinese = import("chinese")
local names = import("names")
local resolve = import("resolve")
local sandbox = import("sandbox")
local tiers = import("tiers")
local titles = import("titles")
local trace = import("trace")

local M = {}

local history_sums = chinese.to_english(chinese.history_sums)

local function refuse_write() faults.rule("E306", "what a rule is given cannot be changed") end

-- A table that answers by `answer(key)` and cannot be walked.
local function proxy(answer)
  local object = setmetatable({}, { __index = function(_, key) return answer(key) end, __newindex = refuse_write, __metatable = false })
  sandbox.listed[object] = false
  return object
end

-- Notes a read once; `kind`: parameters, fields, year, bill or history.
local function note(self, kind, key, read)
  local known = self.known[kind .. "|" .. key]
  if known then return known end
  self.known[kind .. "|" .. key] = read
  table.insert(self.reads[kind], read)
  return read
end

-- What the formula gets of a value that was read.
local function given(self, value, label, unit, read)
  if type(value) ~= "number" or not self.traced then return value end
  return trace.leaf(value, label, unit, read)
end

-- --- parameters -----------------------------------------------------------------------------------

local function parameter_read(self, declared, key)
  local version, at = resolve.value(self.group.jurisdiction, declared.name, key, self.group.day)
  if not version then return nil end
  local content = version.content
  local value = type(content) == "table" and content.text or content
  return { of = "parameter", name = declared.name, title = declared.title, key = key ~= "" and key or nil, key_title = titles.keys(self.rules, declared, key), unit = declared.unit,
    value = value, text = titles.value(declared, content), choice = names.choice(declared, version), begins = version.begins > -math.huge and units.day_text(version.begins) or nil,
    ends = version.ends and units.day_text(version.ends) or nil, jurisdiction = at.path, jurisdiction_name = at.name ~= "" and at.name or "全国", source = version.source,
    file = version.file, line = version.line, scenario = at.scenario, assumed = version.assumed or false }, version
end

local function watch_tiers(self, box, version, read)
  return proxy(function(key)
    local pay = box[key]
    return function(_, base, threshold)
      local value = pay(box, trace.plain(base), trace.plain(threshold))
      local bands = tiers.explain(version.content, trace.plain(base), trace.plain(threshold))
      table.insert(self.bands, { name = read.name, bands = bands })
      if not self.traced then return value end
      return trace.tiers(value, read.title, bands, base, threshold)
    end
  end)
end

local function read_parameter(self, declared, keys, value)
  local key = table.concat(keys, "|")
  local read, version = parameter_read(self, declared, key)
  if not read then return value end
  read = note(self, "parameters", declared.name .. "|" .. key, read)
  if declared.unit == "tiers" then return watch_tiers(self, value, version, read) end
  return given(self, value, read.title, declared.unit, read)
end

local watch_keyed

local names_of = setmetatable({}, { __mode = "k" }) -- table of parameters → its names in order

local function walkable(object, real)
  local names = sandbox.listed[real] or names_of[real]
  if not names then
    names = faults.names(real)
    names_of[real] = names
  end
  sandbox.listed[object] = names
  return object
end

watch_keyed = function(self, declared, keys, real)
  return walkable(proxy(function(key)
    local value = real[key]
    local enumeration = self.rules.enumerations[declared.by[#keys + 1]]
    local deeper = { unpack(keys) }
    deeper[#deeper + 1] = enumeration.names[enumeration.index[key]]
    if #deeper < #declared.by then return watch_keyed(self, declared, deeper, value) end
    return read_parameter(self, declared, deeper, value)
  end), real)
end

local function watch_names(self, prefix, real)
  return walkable(proxy(function(key)
    local value = real[key]
    local full = prefix .. tostring(key)
    local declared = self.rules.parameters[names.english(self.rules, "parameters", full)]
    if not declared then return watch_names(self, full .. ".", value) end
    if #declared.by > 0 then return watch_keyed(self, declared, {}, value) end
    return read_parameter(self, declared, {}, value)
  end), real)
end

-- --- the case, the bill, the year -----------------------------------------------------------------

local function text_of(value, unit) return type(value) == "number" and titles.number(value, unit) or type(value) == "boolean" and (value and "是" or "否") or tostring(value) end

local function case_read(self, name, value)
  name = names.case_field(self.rules, name)
  local title, unit, enumeration = titles.case_field(self.rules, name)
  local known = enumeration and self.rules.enumerations[enumeration]
  value = known and known.names[known.index[value]] or value
  return note(self, "fields", name, { of = "case", name = name, title = title, unit = unit, value = value, text = enumeration and titles.enumeration_value(self.rules, enumeration, value) or text_of(value, unit) })
end

local function watch_holds(self, case, holds)
  return function(_, name)
    local held = holds(case, name)
    local known = self.rules.enumerations.identity_kind
    name = known and known.names[known.index[name]] or name
    local title = titles.enumeration_value(self.rules, "identity_kind", name) or tostring(name)
    note(self, "fields", "holds " .. tostring(name), { of = "case", name = "holds(" .. tostring(name) .. ")", title = "持有身份：" .. title, value = held, text = held and "是" or "否" })
    return held
  end
end

local function watch_case(self, case)
  return proxy(function(name)
    local value = case[name]
    if names.case_field(self.rules, name) == "holds" then return watch_holds(self, case, value) end
    if type(value) == "function" or value == nil then return value end
    local read = case_read(self, name, value)
    return given(self, value, read.title, read.unit, read)
  end)
end

local function watch_sums(self, kind, of, real, title_of)
  return proxy(function(name)
    local value = real[name]
    name = names.sum(self.rules, name)
    local title, unit = title_of(self.rules, name), titles.sum_unit(self.rules, name)
    local read = note(self, kind, name, { of = of, name = name, title = title, unit = unit, value = value, text = text_of(value, unit) })
    return given(self, value, title, unit, read)
  end)
end

local function watch_history(self, history)
  local function within(_, days)
    local length = trace.plain(days)
    local sums = history:within(length)
    return proxy(function(name)
      local value = sums[name]
      name = history_sums[name] or name
      local title, unit = titles.history_field(name, length)
      local read = note(self, "history", length .. name, { of = "history", name = ("within(%s).%s"):format(tostring(length), name), title = title, unit = unit, value = value, text = text_of(value, unit) })
      return given(self, value, title, unit, read)
    end)
  end
  return proxy(function(key)
    local _ = history[key]
    return within
  end)
end

-- A watch over one call. `group`: of the case (groups.lua); `traced`: numbers are traced, not plain.
function M.new(rules, group, traced)
  return { rules = rules, group = group, traced = traced, known = {}, bands = host.list {},
    reads = { parameters = host.list {}, fields = host.list {}, year = host.list {}, bill = host.list {}, history = host.list {} } }
end

-- The proxies, in the order of a formula's arguments.
function M.arguments(self, case, p, year, bill, history)
  return { watch_case(self, case), watch_names(self, "", p), watch_sums(self, "year", "year", year, titles.year_field), watch_sums(self, "bill", "bill", bill, titles.bill_field), watch_history(self, history) }
end

-- What a parameter is for a group without anybody asking, such as how a stay finds its year.
function M.parameter(rules, group, name)
  local declared = rules.parameters[name]
  return declared and (parameter_read({ rules = rules, group = group }, declared, "")) or nil
end

return M
