-- Scenarios: values and definitions laid over loaded rules, which win over what the files say. A scenario is a
-- script in the words of a rule file, with `at`, `only`, `scale` and `add` besides (scenario_words.lua). It may
-- replace layers, accumulators, targets, flags and orders, but not add names. Of several, each lies over those
-- before it. A newcomer gets wrong: within one scenario the nearest place wins, between two the later one.
local import, host = ...
local checks = import("scenario_checks")
local faults = import("faults")
local names = import("names")
local overlay = import("overlay")
local resolve = import("resolve")
local ruleset = import("ruleset")
local units = import("units")
local words = import("scenario_words")

local M = { place = overlay.place, clear = overlay.clear }

local function lay(rules, scenario, unchecked)
  local counts = {}
  for plural, list in pairs(rules.names) do counts[plural] = #list end
  local fields = #rules.fields
  local own, choose = words.of(rules)
  local chunk = ruleset.compile(rules, scenario.path, scenario.text, own)
  ruleset.within(rules, scenario.path, nil, function()
    choose()
    chunk()
  end)
  ruleset.forget_fields(rules, fields)
  checks.refuse_new_names(rules, counts)
  checks.prune(rules, scenario.path)
  checks.refuse_limited(rules)
  if not unchecked then checks.check_changes(rules) end
end

-- Lays a list of { path, text } over the rules, in place of what lay there; each lies over those before it. On
-- a fault nothing is left lying. `unchecked`: without trying what they change.
function M.apply(rules, list, unchecked)
  M.clear(rules)
  units.evaluating = false
  for number, scenario in ipairs(list or {}) do
    overlay.root(rules).laid = number
    local ok, raised = xpcall(lay, faults.report, rules, scenario, unchecked)
    if not ok then
      M.clear(rules)
      rules.context = nil
      error(raised, 0)
    end
  end
  rules.scenarios = list
end

-- Runs `body` with a list of scenarios laid over the rules, and puts back what lay there, also after a fault.
function M.with(rules, list, body)
  if not list or #list == 0 then return body() end
  local before = rules.scenarios
  local ok, result = xpcall(function()
    M.apply(rules, list)
    return body()
  end, faults.report)
  M.apply(rules, before)
  if not ok then error(result, 0) end
  return result
end

-- The values that lie over the rules, in order: { at, name (with its keys), source, text, old, choice, old_choice } each, as the prompt
-- keeps its changes; `day` for the old one.
function M.values(rules, day)
  local list = host.list {}
  for _, laid in ipairs(overlay.laid(rules)) do
    for _, name in ipairs(faults.names(laid.values)) do
      local declared = rules.parameters[name]
      for _, key in ipairs(faults.names(laid.values[name])) do
        local old = overlay.bare(rules, function() return (resolve.value(laid.at, name, key, day)) end)
        for _, version in ipairs(laid.values[name][key]) do
          list[#list + 1] = { at = laid.path, name = name .. (key ~= "" and "." .. key:gsub("|", ".") or ""),
            source = units.source(declared.unit, version.content, version.assumed), text = units.text(declared.unit, version.content), old = old and units.text(declared.unit, old.content) or nil,
            choice = names.choice(declared, version), old_choice = names.choice(declared, old) }
        end
      end
    end
  end
  return list
end

-- What lies over a place, for cases of an identity on a day, as assignments, one a line.
function M.assignments(rules, place, identity, day)
  local side, lines, known = resolve.for_identity(place, identity), {}, {}
  for _, laid in ipairs(resolve.chain(side)) do
    for _, name in ipairs(laid.scenario and faults.names(laid.values) or {}) do
      for _, key in ipairs(faults.names(laid.values[name])) do
        local full = name .. (key ~= "" and "." .. key:gsub("|", ".") or "")
        local version = not known[full] and resolve.value(side, name, key, day)
        if version then lines[#lines + 1] = full .. " = " .. units.source(rules.parameters[name].unit, version.content, version.assumed) end
        known[full] = true
      end
    end
  end
  return lines
end

-- { path, text, day } → { changes }: what a scenario changes; { whole = true } for one that does more than give
-- values on all days, which cannot be taken apart.
function M.read(rules, request)
  return M.with(rules, { { path = request.path, text = request.text } }, function()
    local plain = not overlay.root(rules).limited
    for _, laid in ipairs(overlay.laid(rules)) do
      plain = plain and next(laid.definitions) == nil
      for _, by_key in pairs(laid.values) do
        for _, versions in pairs(by_key) do plain = plain and #versions == 1 and versions[1].begins == -math.huge and not versions[1].ends and not versions[1].change end
      end
    end
    if not plain then return { whole = true } end
    return { changes = M.values(rules, units.day_number(request.day)) }
  end)
end

return M
