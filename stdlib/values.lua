-- Values of parameters, as a rule file assigns them: basic.ratio.secondary = percent(80). Checked
-- against the declaration and kept at the jurisdiction of the file.
local import = ...
local faults = import("faults")
local units = import("units")
local arguments = import("arguments")
local names = import("names")

local M = {}

local WHAT = { ratio = "a ratio", yuan = "an amount in yuan", count = "a count", days = "a number of days", date = "a day of the calendar", flag = "a flag", choice = "a choice", tiers = "a table of tiers" }
local EXAMPLE = { ratio = "percent(95)", yuan = "yuan(5000)", count = "count(3)", days = "days(30)", date = 'date "2018-07-01"', flag = "true or false", tiers = "tiers { … }" }
local CHINESE_EXAMPLE = { ratio = "百分之(95)", yuan = "元(5000)", count = "个数(3)", days = "天(30)", date = '日期 "2018-07-01"', flag = "是 or 否", tiers = "分段 { … }" }

-- The choices of a parameter in the language in which it was named.
local function choice_names(declared, shown)
  local list = {}
  for i, choice in ipairs(declared.choices) do list[i] = names.is_chinese(shown) and declared.chinese_choices[choice] or choice end
  return list
end

local MOST = { ratio = 100, yuan = 1e9, count = 1e6, days = 1e5 }

-- How a value is written: with the number itself where a plain one was given that can have that unit.
local function example_of(declared, value, shown)
  local example, unit = (names.is_chinese(shown) and CHINESE_EXAMPLE or EXAMPLE)[declared.unit], declared.unit
  if type(value) ~= "number" or not MOST[unit] or value < 0 or value > MOST[unit] then return example end
  if unit == "ratio" and value > 0 and value <= 1 then value = value * 100 end
  local text = ("%.4f"):format(value):gsub("%.?0+$", "")
  if (unit == "count" or unit == "days") and text:find(".", 1, true) then return example end
  return (example:gsub("%d+", text))
end

-- The content of a value for a declared parameter, checked for unit and range.
local function checked_content(declared, value, token, shown)
  local opened = units.open(value)
  if not opened and type(value) == "boolean" then opened = { unit = "flag", content = value, assumed = false } end
  if not opened and type(value) == "string" then opened = { unit = "choice", content = value, assumed = false } end
  local hint = declared.unit == "choice" and "choose one of: " .. table.concat(choice_names(declared, shown), ", ")
    or "write it as " .. example_of(declared, value, shown)
  if not opened then
    faults.rule("E211", ("%s is no value for '%s', which is %s"):format(faults.show(value), shown, WHAT[declared.unit]), type(value) == "number" and tostring(value) or token, hint)
  elseif opened.unit ~= declared.unit then
    faults.rule("E211", ("'%s' is %s, not %s"):format(shown, WHAT[declared.unit], WHAT[opened.unit]), token, hint)
  end
  if declared.unit == "choice" then
    local choice = declared.choice_index[opened.content]
    if not choice then
      faults.rule("E203", ("'%s' is no choice of '%s'"):format(opened.content, shown), opened.content, faults.near(opened.content, faults.names(declared.choice_index)) or hint)
    end
    return { unit = "choice", content = choice, assumed = opened.assumed }
  end
  local negative = opened.unit == "ratio" and opened.content < 0
  if type(opened.content) == "number" and (negative or (declared.min and opened.content < declared.min) or (declared.max and opened.content > declared.max)) then
    faults.rule("E212", ("%s is outside the range of '%s'"):format(units.text(declared.unit, opened.content), shown), token,
      "the range is " .. ((declared.min or negative) and units.text(declared.unit, declared.min or 0) or "…") .. " to " .. (declared.max and units.text(declared.unit, declared.max) or "…"))
  end
  return opened
end

-- Keeps a version ({ content, assumed } or { change }) of one value at every place that the script means.
function M.keep(rules, declared, key, version, shown)
  local context = rules.context
  version.begins, version.ends, version.source = context.begins, context.ends, context.source
  version.file, version.line = arguments.here(context)
  for _, holder in ipairs(arguments.holders(context)) do
    local by_key = holder.values[declared.name] or {}
    holder.values[declared.name] = by_key
    by_key[key] = by_key[key] or {}
    arguments.add_version(by_key[key], version, "'" .. shown .. "'")
  end
end

local function assign(rules, declared, keys, value, token, shown)
  arguments.need_place(arguments.need_context(rules, "an assignment"), token)
  local base = names.is_chinese(shown:match("^[^.]+")) and declared.chinese or declared.name
  local opened = checked_content(declared, value, token, base)
  M.keep(rules, declared, table.concat(keys, "|"), { content = opened.content, assumed = opened.assumed }, shown)
end

-- The English name of a key that may be in either language.
local function check_key(rules, enumeration_name, key)
  local enumeration = rules.enumerations[enumeration_name]
  local index = type(key) == "string" and enumeration.index[key]
  if not index then
    faults.rule("E203", ("there is no '%s' in %s"):format(tostring(key), names.is_chinese(key) and enumeration.title or enumeration_name), tostring(key), names.near_value(enumeration, key))
  end
  return enumeration.names[index]
end

local function is_plain_table(value) return type(value) == "table" and getmetatable(value) == nil end

local function deeper_by(keys, key)
  local deeper = { unpack(keys) }
  deeper[#deeper + 1] = key
  return deeper
end

-- `shown`: the parameter with its keys, as it was written.
local function assign_keyed(rules, declared, keys, value, token, shown)
  if #keys == #declared.by then return assign(rules, declared, keys, value, token, shown) end
  local enumeration = rules.enumerations[declared.by[#keys + 1]]
  if not is_plain_table(value) then
    local first = names.is_chinese(shown) and enumeration.chinese[1] or enumeration.names[1]
    faults.rule("E211", ("'%s' has one value for each %s"):format(shown, names.is_chinese(shown) and enumeration.title or enumeration.name), token,
      ("write %s.%s = …, or %s = { %s = … }; its keys: %s"):format(shown, first, shown, first, table.concat(names.is_chinese(shown) and enumeration.chinese or enumeration.names, ", ")))
  end
  for _, key in ipairs(faults.names(value)) do
    assign_keyed(rules, declared, deeper_by(keys, check_key(rules, enumeration.name, key)), value[key], key, shown .. "." .. key)
  end
end

local function refuse_read(shown)
  faults.rule("E232", ("the parameter '%s' cannot be read while rules are loaded"):format(shown), nil, "inside a layer it is read as p." .. shown)
end

local function key_node(rules, declared, keys, shown)
  return setmetatable({}, {
    __metatable = false,
    __index = function(_, key)
      local deeper = deeper_by(keys, check_key(rules, declared.by[#keys + 1], key))
      if #deeper == #declared.by then refuse_read(shown) end
      return key_node(rules, declared, deeper, shown .. "." .. key)
    end,
    __newindex = function(_, key, value)
      assign_keyed(rules, declared, deeper_by(keys, check_key(rules, declared.by[#keys + 1], key)), value, key, shown .. "." .. key)
    end,
  })
end

-- What the first parts of parameters' names stand for: `basic` in basic.ratio, 基本医保 in 基本医保.报销比例.
function M.name_node(rules, prefix)
  local function find(key)
    local full = prefix .. "." .. tostring(key)
    return full, rules.parameters[names.english(rules, "parameters", full)]
  end
  return setmetatable({}, {
    __metatable = false,
    __index = function(_, key)
      local full, declared = find(key)
      if declared and #declared.by > 0 then return key_node(rules, declared, {}, full) end
      if declared then refuse_read(full) end
      if rules.namespaces[full] or rules.chinese.namespaces[full] then return M.name_node(rules, full) end
      names.unknown_parameter(rules, full, tostring(key))
    end,
    __newindex = function(_, key, value)
      local full, declared = find(key)
      if not declared then names.unknown_parameter(rules, full, tostring(key)) end
      assign_keyed(rules, declared, {}, value, tostring(key), full)
    end,
  })
end

return M
