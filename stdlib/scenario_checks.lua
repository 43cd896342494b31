-- What is wrong with a scenario that has just been laid over the rules, before any case is settled: new
-- names, nothing in it, what cannot be limited to identities, changes that lead out of the range.
local import = ...
local faults = import("faults")
local overlay = import("overlay")
local resolve = import("resolve")

local M = {}

-- Refuses names that the rules do not have; `counts`: how many there were of each kind.
function M.refuse_new_names(rules, counts)
  for _, plural in ipairs({ "layers", "accumulators", "targets", "flags" }) do
    local name = rules.names[plural][counts[plural] + 1]
    if name then
      local version = rules.first[plural][name]
      for i = #rules.names[plural], counts[plural] + 1, -1 do
        rules.first[plural][rules.names[plural][i]], rules.names[plural][i] = nil, nil
      end
      faults.rule("E280", ("a scenario can replace what is declared, not add '%s'"):format(name), { file = version.file, line = version.line, token = name }, "add it to the rules, where it pays nothing until a scenario says otherwise")
    end
  end
end

-- Takes out what holds nothing; an empty scenario is refused.
function M.prune(rules, path)
  local number, left = overlay.root(rules).laid, 0
  for _, jurisdiction in ipairs(rules.jurisdiction_order) do
    local list = jurisdiction.overs and jurisdiction.overs[number] or {}
    for i = #list, 1, -1 do
      if next(list[i].values) == nil and next(list[i].definitions) == nil then table.remove(list, i) end
    end
    left = left + #list
  end
  if left == 0 then faults.rule("E288", "there is nothing in this scenario", { file = path, line = 1 }, "it gives values, changes them with scale and add, or replaces layers") end
end

-- The parameters that are thresholds of targets, as a set.
local function thresholds(rules)
  local set = {}
  for _, name in ipairs(rules.names.targets) do set[rules.first.targets[name].spec.threshold or ""] = true end
  return set
end

-- Targets and flags look at all cases of a place, and how a stay finds its identity comes before that.
function M.refuse_limited(rules)
  local of_targets
  local function refuse(what, version)
    faults.rule("E290", what .. " cannot be limited to identities", { file = version.file, line = version.line }, 'write only "everyone" before it, or leave it out')
  end
  for _, laid in ipairs(overlay.laid(rules, overlay.root(rules).laid)) do
    for _, name in ipairs(laid.identity and faults.names(laid.values) or {}) do
      of_targets = of_targets or thresholds(rules)
      local _, versions = next(laid.values[name])
      if of_targets[name] or name:find("^settlement_rules%.") then refuse(("'%s'"):format(name), versions[1]) end
    end
    for _, plural in ipairs(laid.identity and { "targets", "flags" } or {}) do
      local _, versions = next(laid.definitions[plural] or {})
      if versions then refuse(("the %s '%s'"):format(plural:sub(1, -2), versions[1].name), versions[1]) end
    end
    overlay.root(rules).limited = overlay.root(rules).limited or laid.identity ~= nil
  end
end

-- Asks for one changed value wherever and whenever it may hold, so that one out of range is named before any
-- case is settled; true if there is a value at all.
local function try(rules, laid, name, key)
  local any = false
  for _, jurisdiction in ipairs(rules.jurisdiction_order) do
    local own = jurisdiction == laid.at or jurisdiction.overs or jurisdiction.values[name]
    if own and overlay.is_within(jurisdiction, laid.at) then
      local sides = { jurisdiction }
      for _, identity in ipairs(faults.names(resolve.identities(jurisdiction) or {})) do sides[#sides + 1] = resolve.for_identity(jurisdiction, identity) end
      local days = resolve.edges_of_value(jurisdiction, name, key)
      for i = #days, 1, -1 do -- what holds now is told before what has passed
        for _, side in ipairs(sides) do any = resolve.value(side, name, key, days[i]) ~= nil or any end
      end
    end
  end
  return any
end

-- Tries all changes of the scenario at hand; a statement that finds nothing to change is refused.
function M.check_changes(rules)
  local order, found = {}, {}
  for _, laid in ipairs(overlay.laid(rules, overlay.root(rules).laid)) do
    for _, name in ipairs(faults.names(laid.values)) do
      for _, key in ipairs(faults.names(laid.values[name])) do
        for _, version in ipairs(laid.values[name][key]) do
          local place = version.change and version.line
          if place and found[place] == nil then
            order[#order + 1] = version
            found[place] = false
          end
          if place then found[place] = try(rules, laid, name, key) or found[place] end
        end
      end
    end
  end
  for _, version in ipairs(order) do
    if not found[version.line] then
      faults.rule("E287", "there is no value that this could change", { file = version.file, line = version.line, token = version.change.kind }, "give it one, or name a place (`at`) where it has one")
    end
  end
end

return M
