-- Which parameter a bill stands at: where something leaps, one of the amounts that a layer works with
-- is that of a threshold, cap or bound in force.
local import = ...
local amounts = import("amounts")
local resolve = import("resolve")
local reads = import("reads")

local M = {}

local NEAR = 2 -- fen

-- The amounts that a layer may have been cut or opened by, on one bill: `paid` lists earlier layers'.
local function quantities(bill, earlier, own)
  local list = { bill.total, bill.in_scope, bill.total - bill.in_scope, own }
  list[#list + 1] = bill.total - earlier
  list[#list + 1] = bill.in_scope - earlier
  list[#list + 1] = bill.total - earlier - bill.uncovered
  return list
end

local function near(list, amount)
  for _, one in ipairs(list) do
    if math.abs(one - amount) <= NEAR then return true end
  end
  return false
end

-- Shares by which the amounts of a namespace are lowered for somebody.
local function cuts(rules, jurisdiction, day, names, namespace, identity)
  local list = { 0 }
  for _, name in ipairs(rules.parameter_order) do
    local declared = rules.parameters[name]
    if names[name] and declared.unit == "ratio" and name:sub(1, #namespace + 1) == namespace .. "." and declared.by[1] == "identity_kind" and #declared.by == 1 then
      local version = resolve.value(jurisdiction, name, identity, day)
      if version and version.content > 0 and version.content < 1 then list[#list + 1] = version.content end
    end
  end
  return list
end

-- Whether a key is that of somebody of this identity at this level.
local function concerns(declared, key, identity, level)
  local i = 0
  for part in key:gmatch("[^|]+") do
    i = i + 1
    if (declared.by[i] == "identity_kind" and part ~= identity) or (declared.by[i] == "hospital_level" and part ~= level) then return false end
  end
  return true
end

-- The parameter { name, key, version } at which a layer leaps; nil if none is found. `bill`: { total,
-- in_scope, uncovered }; `identity` and `level`: names; `layer`: its version.
function M.find(rules, jurisdiction, day, layer, identity, level, bill, earlier, own)
  local names, values, found = reads.of_layer(rules, layer), quantities(bill, earlier, own), nil
  amounts.each(rules, jurisdiction, day, names, function(name, key, version, amount)
    if found or amount == 0 or not concerns(rules.parameters[name], key, identity, level) then return end
    for _, cut in ipairs(cuts(rules, jurisdiction, day, names, name:match("^(.*)%."), identity)) do
      if near(values, math.floor(amount * (1 - cut) + 0.5)) then found = { name = name, key = key, version = version } end
    end
  end)
  return found
end

-- The parameter by identity that a layer reads and that is worse for one who is aided than for an
-- ordinary person: a smaller amount or share, or another table; nil if none is found.
function M.worse(rules, jurisdiction, day, layer, identity, ordinary)
  local names = reads.of_layer(rules, layer)
  for _, name in ipairs(rules.parameter_order) do
    local declared = rules.parameters[name]
    if names[name] and #declared.by == 1 and declared.by[1] == "identity_kind" then
      local version, other = resolve.value(jurisdiction, name, identity, day), resolve.value(jurisdiction, name, ordinary, day)
      local a, b = version and version.content, other and other.content
      if type(a) == "number" and type(b) == "number" and a < b or type(a) == "table" and type(b) == "table" and a.text ~= b.text then
        return { name = name, key = identity, version = version }
      end
    end
  end
end

return M
