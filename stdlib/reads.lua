-- What the formulas read: parameters, layers and accumulators that none of them, and no settlement,
-- names. A formula names what it reads in its texts (p.basic.ratio holds "basic" and "ratio"); that is
-- asked of the compiled function, so a name that is only ever put together is not seen.
local import = ...
local faults = import("faults")
local purity = import("purity")
local units = import("units")
local resolve = import("resolve")
local findings = import("findings")

local M = {}

local FORMULAS = { "pays", "adds", "where", "part", "whole", "group", "when" }

-- Calls visit(version, field, formula) for every formula of the kinds named.
local function each_formula(rules, kinds, visit)
  for _, j in ipairs(rules.jurisdiction_order) do
    for _, plural in ipairs(kinds) do
      local of_kind = j.definitions[plural] or {}
      for _, name in ipairs(faults.names(of_kind)) do
        for _, version in ipairs(of_kind[name]) do
          for _, field in ipairs(FORMULAS) do
            if type(version.spec[field]) == "function" then visit(version, field, version.spec[field]) end
          end
        end
      end
    end
  end
end

local function parts_of(name)
  local parts = {}
  for part in name:gmatch("[^.]+") do parts[#parts + 1] = part end
  return parts
end

-- Whether all parts of a parameter's English name, or of its Chinese one, are among the words.
local function reads(rules, words, name)
  for _, own in ipairs({ name, rules.chinese.parameters[name] }) do
    local all = true
    for _, part in ipairs(parts_of(own)) do all = all and words[part] ~= nil end
    if all then return true end
  end
  return false
end

-- Whether an accumulator is among the words, by either name.
local function reads_sum(rules, words, name)
  local own = rules.chinese.accumulators[name]
  return words[name] or (own and words[own])
end

-- The words of every formula: a list of sets.
local function all_words(rules, kinds)
  local list = {}
  each_formula(rules, kinds, function(version, _, formula) list[#list + 1] = { version = version, words = purity.words(formula) } end)
  for _, field in ipairs(rules.fields) do list[#list + 1] = { words = purity.words(field.of) } end
  return list
end

local EVERY = { "layers", "accumulators", "targets", "flags" }

-- The parameters that decide about money: those that layers, accumulators and fields read, and how the
-- engine reads a case. A set of names.
function M.money(rules)
  local set, list = {}, all_words(rules, { "layers", "accumulators" })
  for _, name in ipairs(rules.parameter_order) do
    if name:find("^settlement_rules%.") then set[name] = true end
    for _, one in ipairs(list) do set[name] = set[name] or reads(rules, one.words, name) or nil end
  end
  return set
end

-- The parameters that one layer reads, or an accumulator that it reads; a set of names.
function M.of_layer(rules, version)
  local words, set = purity.words(version.spec.pays), {}
  each_formula(rules, { "accumulators" }, function(accumulator, _, formula)
    if reads_sum(rules, words, accumulator.name) then for word in pairs(purity.words(formula)) do words[word] = true end end
  end)
  for _, name in ipairs(rules.parameter_order) do set[name] = reads(rules, words, name) or nil end
  return set
end

local function thresholds(rules)
  local set = {}
  for _, j in ipairs(rules.jurisdiction_order) do
    for _, list in pairs(j.definitions.targets or {}) do
      for _, version in ipairs(list) do set[version.spec.threshold or ""], set[version.spec.budget or ""] = true, true end
    end
  end
  return set
end

local function check_parameters(found, rules)
  local list, used = all_words(rules, EVERY), thresholds(rules)
  for _, name in ipairs(rules.parameter_order) do
    local read = used[name] or name:find("^settlement_rules%.")
    for _, one in ipairs(list) do read = read or reads(rules, one.words, name) end
    if not read then
      local declared = rules.parameters[name]
      found[#found + 1] = findings.make("W131", name, { file = declared.file, line = declared.line, token = name }, ("no formula reads '%s' (%s)"):format(name, declared.title), "is its name right in the formula? delete it if nothing needs it")
    end
  end
end

local function in_orders(rules)
  local set = {}
  for _, j in ipairs(rules.jurisdiction_order) do
    for _, order in ipairs(j.definitions.settlement or {}) do
      for _, name in ipairs(order.list) do set[name] = true end
    end
  end
  return set
end

local function check_layers(found, rules)
  local set = in_orders(rules)
  for _, name in ipairs(rules.names.layers) do
    local version = rules.first.layers[name]
    if not set[name] then
      found[#found + 1] = findings.make("W132", name, { file = version.file, line = version.line, token = name }, ("the layer '%s' stands in no settlement"):format(name), "put it into settlement { … }, or delete it", version.jurisdiction.path)
    end
  end
end

local function check_accumulators(found, rules)
  local list = all_words(rules, EVERY)
  for _, name in ipairs(rules.names.accumulators) do
    local version, read = rules.first.accumulators[name], false
    for _, one in ipairs(list) do read = read or (reads_sum(rules, one.words, name) and (not one.version or one.version.name ~= name)) end
    if not read then
      found[#found + 1] = findings.make("W133", name, { file = version.file, line = version.line, token = name }, ("no formula reads the accumulator '%s'"):format(name), "read it as year." .. name .. ", or delete it", version.jurisdiction.path)
    end
  end
end

-- A text that is the same for two days of a place exactly if the same money comes out: what holds of
-- the parameters in `money`, layers, accumulators and order.
function M.resolved(rules, jurisdiction, day, money)
  local texts = {}
  local function add(declared, keys)
    if #keys < #declared.by then
      for _, key in ipairs(rules.enumerations[declared.by[#keys + 1]].names) do
        local deeper = { unpack(keys) }
        deeper[#deeper + 1] = key
        add(declared, deeper)
      end
      return
    end
    local version = resolve.value(jurisdiction, declared.name, table.concat(keys, "|"), day)
    texts[#texts + 1] = version and units.text(declared.unit, version.content) or "-"
  end
  for _, name in ipairs(rules.parameter_order) do
    if money[name] then add(rules.parameters[name], {}) end
  end
  local ok, program = pcall(function() return resolve.program(rules, jurisdiction, day, resolve.reading(rules, jurisdiction, day)).key end)
  texts[#texts + 1] = ok and program or "no program"
  return table.concat(texts, "\1")
end

-- Adds what is found to a list.
function M.check(found, rules)
  check_parameters(found, rules)
  check_layers(found, rules)
  check_accumulators(found, rules)
end

return M
