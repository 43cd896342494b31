-- Values of parameters, as a rule file assigns them: basic.ratio.secondary = percent(80). Checked
-- against the declaration and kept at the jurisdiction of the file.
local import = ...
local faults = import("faults")
local units = import("units")
local arguments = import("arguments")

local M = {}

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

local function assign(rules, name, keys, value, token)
  local context = arguments.need_context(rules, "an assignment")
  local jurisdiction = arguments.need_place(context, token)
  local declared = rules.parameters[name]
  local opened = checked_content(declared, value, token)
  local file, line = arguments.here(context)
  local by_key = jurisdiction.values[name] or {}
  jurisdiction.values[name] = by_key
  local key = table.concat(keys, "|")
  by_key[key] = by_key[key] or {}
  arguments.add_version(by_key[key], { begins = context.begins, ends = context.ends, content = opened.content, assumed = opened.assumed,
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

-- What the first part of parameters' names stands for: `basic` in basic.ratio.
function M.name_node(rules, prefix)
  return setmetatable({}, {
    __metatable = false,
    __index = function(_, key)
      local full = prefix .. "." .. tostring(key)
      local declared = rules.parameters[full]
      if declared and #declared.by > 0 then return key_node(rules, declared, {}) end
      if declared then refuse_read(full) end
      if rules.namespaces[full] then return M.name_node(rules, full) end
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

return M
