-- What holds in a jurisdiction on a day (who answers is holders.lua's matter), ready for use: `p`, the table
-- of parameters that formulas read, and the program (layers and accumulators in order) that the loop is
-- written for.
local import = ...
local faults = import("faults")
local units = import("units")
local holders = import("holders")
local purity = import("purity")
local sandbox = import("sandbox")
local names = import("names")

local M = {} -- record(rules, p), note(name, key): set while it is watched what is read (coverage.lua)

-- Who answers, and with what: see holders.lua.
for _, name in ipairs({ "chain", "value", "definition", "field", "edges", "edges_of_value", "for_identity", "identities" }) do M[name] = holders[name] end

-- --- p -------------------------------------------------------------------------------------------

local function where_and_when(jurisdiction, day)
  return ("%s on %s"):format(jurisdiction.name ~= "" and jurisdiction.name or "the country", units.day_text(day))
end

local function refuse_write(_, key) faults.rule("E306", "a rule cannot change the parameter '" .. tostring(key) .. "'", tostring(key)) end

-- A table that answers a missing key by `missing(key)`; `hidden` values are told to `on_read`.
local function strict_node(missing, hidden, on_read)
  return setmetatable({}, {
    __index = function(_, key)
      local value = hidden and hidden[key]
      if value ~= nil then
        on_read()
        return value
      end
      missing(key)
    end,
    __newindex = refuse_write, __metatable = false,
  })
end

-- What a formula gets; `own`: it asked by the Chinese name, which gives a choice in Chinese.
function M.content(declared, version, own)
  local content = version.content
  if type(content) == "table" then return content.view end
  return own and declared.unit == "choice" and declared.chinese_choices[content] or content
end

local function no_value(rules, jurisdiction, day, full, token)
  faults.rule("E206", ("the parameter '%s' has no value in force for %s"):format(full, where_and_when(jurisdiction, day)), token,
    "give it one in the file of the county, or further up, with a `from` not later than that day")
end

-- Puts a value into a node, under one key, so that reading it is noticed where it is assumed.
local function put(node, hidden, key, version, content)
  if version.assumed and hidden then hidden[key] = content else rawset(node, key, content) end
end

-- The node of a parameter that has keys, from keys[#keys + 1] on; both spellings of a key lead to its value.
local function keyed_node(rules, jurisdiction, day, declared, keys, on_assumed, own)
  local enumeration, listed = rules.enumerations[declared.by[#keys + 1]], {}
  local hidden = on_assumed and {} or nil
  local node = strict_node(function(key)
    local full = names.is_chinese(key) and declared.chinese or declared.name
    local last = full:match("[^.]+$")
    if #keys > 0 then full = full .. "." .. table.concat(keys, ".") end
    if type(key) ~= "string" or not enumeration.index[key] then
      faults.rule("E203", ("'%s' is no key of '%s'"):format(tostring(key), full), tostring(key), names.near_value(enumeration, key))
    end
    no_value(rules, jurisdiction, day, full .. "." .. key, last)
  end, hidden, on_assumed)
  sandbox.listed[node] = listed
  for i, key in ipairs(enumeration.names) do
    local chinese = enumeration.chinese[i]
    local deeper = { unpack(keys) }
    deeper[#deeper + 1] = key
    if #deeper < #declared.by then
      listed[#listed + 1] = key
      local inner = keyed_node(rules, jurisdiction, day, declared, deeper, on_assumed, own)
      rawset(node, key, inner)
      rawset(node, chinese, inner)
    else
      local version = M.value(jurisdiction, declared.name, table.concat(deeper, "|"), day)
      if version then
        listed[#listed + 1] = key
        local content = M.content(declared, version, own)
        put(node, hidden, key, version, content)
        put(node, hidden, chinese, version, content)
      end
    end
  end
  return node
end

local function name_table(rules, jurisdiction, day, prefix, on_assumed)
  local hidden = on_assumed and {} or nil
  local node
  node = strict_node(function(key)
    local full = (prefix ~= "" and prefix .. "." or "") .. tostring(key)
    if rules.parameters[names.english(rules, "parameters", full)] then no_value(rules, jurisdiction, day, full, tostring(key)) end
    names.unknown_parameter(rules, full, tostring(key))
  end, hidden, on_assumed)
  return node, hidden
end

-- The parameters in force, as nested tables. With `on_assumed`, reading an assumed value calls it. Each
-- parameter stands there under its English and its Chinese name.
function M.parameters(rules, jurisdiction, day, on_assumed)
  local nodes, hiddens = {}, {}
  nodes[""], hiddens[""] = name_table(rules, jurisdiction, day, "", on_assumed)
  local function node_of(prefix)
    if nodes[prefix] then return nodes[prefix] end
    nodes[prefix], hiddens[prefix] = name_table(rules, jurisdiction, day, prefix, on_assumed)
    local parent, last = prefix:match("^(.*)%.([^.]+)$")
    rawset(node_of(parent or ""), last or prefix, nodes[prefix])
    return nodes[prefix]
  end
  local function put_name(declared, name, own, keyed)
    local prefix, last = name:match("^(.*)%.([^.]+)$")
    local node = node_of(prefix)
    if keyed then return rawset(node, last, keyed) end
    local version = M.value(jurisdiction, declared.name, "", day)
    if version then put(node, hiddens[prefix], last, version, M.content(declared, version, own)) end
  end
  for _, name in ipairs(rules.parameter_order) do
    local declared = rules.parameters[name]
    local keyed = #declared.by > 0 and keyed_node(rules, jurisdiction, day, declared, {}, on_assumed, false)
    put_name(declared, name, false, keyed)
    if declared.chinese then
      if keyed and declared.unit == "choice" then keyed = keyed_node(rules, jurisdiction, day, declared, {}, on_assumed, true) end
      put_name(declared, declared.chinese, true, keyed)
    end
  end
  return M.record and M.record(rules, nodes[""]) or nodes[""]
end

-- A copy of a table of parameters, without its manners.
function M.copy(p)
  local copy = {}
  for key, value in next, p do copy[key] = type(value) == "table" and M.copy(value) or value end
  return copy
end

-- True if two tables of parameters hold the same; a rule that reached into one would show here.
function M.same(left, right)
  if left == right then return true end
  for key, value in next, left do
    local other = rawget(right, key)
    if type(value) == "table" then
      if type(other) ~= "table" or not M.same(value, other) then return false end
    elseif type(value) ~= "cdata" and value ~= other then return false end
  end
  for key in next, right do
    if rawget(left, key) == nil then return false end
  end
  return true
end

-- --- the program ---------------------------------------------------------------------------------

local function one_value(rules, jurisdiction, name, day, default)
  if not rules.parameters[name] then return default end
  local version = M.value(jurisdiction, name, "", day)
  if not version then no_value(rules, jurisdiction, day, name) end
  if M.note then M.note(name, "") end
  return version.content
end

-- How cases are read: which day decides the year, which the rates, which identities count.
function M.reading(rules, jurisdiction, day)
  return {
    year_by = one_value(rules, jurisdiction, "settlement_rules.year_by", day, "settlement"),
    rates_by = one_value(rules, jurisdiction, "settlement_rules.rates_by", day, "settlement"),
    identity_by = one_value(rules, jurisdiction, "settlement_rules.identity_by", day, "any_time"),
  }
end

local function place_of(version) return { file = version.file, line = version.line, token = version.name } end

local function layer_of(rules, jurisdiction, name, day, order)
  local version = M.definition(jurisdiction, "layers", name, day)
  if not version then
    faults.rule("E233", ("the settlement names a layer '%s' that is not in force for %s"):format(name, where_and_when(jurisdiction, day)),
      { file = order.file, line = order.line, token = name }, faults.near(name, names.all(rules, "layers")))
  end
  local reimburses = M.field(jurisdiction, "layers", name, day, "reimburses")
  return { name = name, version = version, pays = version.spec.pays, covers = M.field(jurisdiction, "layers", name, day, "covers") or "in_scope", reimburses = reimburses ~= false,
    title = M.field(jurisdiction, "layers", name, day, "title") or name, fund = M.field(jurisdiction, "layers", name, day, "fund") or "" }
end

-- The accumulators that must be known before each: those it names in `after`, and those it reads.
local function needs_of(rules, name, version, all)
  local needs = {}
  for _, other in ipairs(version.spec.after or {}) do
    if not rules.first.accumulators[other] and not rules.first.layers[other] then
      faults.rule("E233", ("the accumulator '%s' stands after '%s', which is not declared"):format(name, tostring(other)), place_of(version), faults.near(other, names.all(rules, "accumulators")))
    end
    if all[other] then needs[other] = true end
  end
  local words, own = purity.words(version.spec.adds), rules.chinese.accumulators
  for other in pairs(all) do
    if other ~= name and (words[other] or words[own[other] or other]) then needs[other] = true end
  end
  return needs
end

local function sort_accumulators(rules, jurisdiction, all)
  local order, state = {}, {}
  local function visit(name, from)
    if state[name] == "done" then return end
    local version = all[name]
    if state[name] == "open" then
      local other = all[from]
      faults.rule("E234", ("the accumulators '%s' and '%s' need one another"):format(from, name), place_of(other), ("'%s' is declared in %s:%d; one of them must do without the other"):format(name, version.file, version.line))
    end
    state[name] = "open"
    for _, other in ipairs(faults.names(needs_of(rules, name, version, all))) do visit(other, name) end
    state[name] = "done"
    order[#order + 1] = name
  end
  for _, name in ipairs(rules.names.accumulators) do
    if all[name] then visit(name, name) end
  end
  return order
end

local function slot_of(rules, version, layers)
  local before = version.spec.before
  if not before then return #layers + 1 end
  for i, layer in ipairs(layers) do
    if layer.name == before then return i end
  end
  if not rules.first.layers[before] then
    faults.rule("E233", ("the accumulator '%s' stands before the layer '%s', which is not declared"):format(version.name, before), place_of(version), faults.near(before, names.all(rules, "layers")))
  end
  return #layers + 1 -- this order leaves the layer out
end

local function accumulators_of(rules, jurisdiction, day, layers)
  local all = {}
  for _, name in ipairs(rules.names.accumulators) do all[name] = M.definition(jurisdiction, "accumulators", name, day) end
  local slots, at = {}, {}
  for i = 1, #layers + 1 do slots[i] = {} end
  for _, name in ipairs(sort_accumulators(rules, jurisdiction, all)) do
    local version = all[name]
    local slot = slot_of(rules, version, layers)
    for other in pairs(needs_of(rules, name, version, all)) do
      if at[other] and at[other] > slot then
        faults.rule("E235", ("the accumulator '%s' needs '%s', which is only known later"):format(name, other), place_of(version))
      end
    end
    at[name] = slot
    table.insert(slots[slot], { name = name, adds = version.spec.adds, per = version.spec.per, version = version })
  end
  return slots
end

-- What the loop is written for: layers in order, accumulators before each (and after the last), the
-- reading of days and identities, and a key that is the same for the same program.
function M.program(rules, jurisdiction, day, reading)
  local order = holders.order(jurisdiction, day)
  if not order then
    faults.rule("E233", "no order of layers is in force for " .. where_and_when(jurisdiction, day), { file = jurisdiction.file or "model.lua", line = jurisdiction.line or 1 }, "write settlement { … } in model.lua")
  end
  local layers, key = {}, { reading.year_by, reading.rates_by, reading.identity_by }
  for _, name in ipairs(order.list) do
    local layer = layer_of(rules, jurisdiction, name, day, order)
    layers[#layers + 1] = layer
    key[#key + 1] = ("%s#%d/%s/%s"):format(name, layer.version.serial, layer.covers, tostring(layer.reimburses))
  end
  local slots = accumulators_of(rules, jurisdiction, day, layers)
  for i, slot in ipairs(slots) do
    for _, accumulator in ipairs(slot) do key[#key + 1] = ("%d:%s#%d"):format(i, accumulator.name, accumulator.version.serial) end
  end
  return { layers = layers, slots = slots, reading = reading, key = table.concat(key, " ") }
end

return M
