-- Scenarios: values and definitions laid over loaded rules, which win over what the files say. A scenario is a
-- script in the words of a rule file, with `at "code or path"` for where it holds; without it, it holds everywhere.
-- It may replace layers, accumulators, targets, flags and orders, but not add names. Nothing here evaluates.
local import, host = ...
local faults = import("faults")
local names = import("names")
local resolve = import("resolve")
local ruleset = import("ruleset")
local units = import("units")

local M = {}

-- What lies over a jurisdiction; made when it is first asked for.
local function over(jurisdiction)
  local laid = jurisdiction.over
  if not laid then
    laid = { path = jurisdiction.path, code = jurisdiction.code, name = jurisdiction.name, file = jurisdiction.file, line = jurisdiction.line,
      parent = jurisdiction.parent, definitions = {}, values = {}, scenario = true }
    jurisdiction.over = laid
  end
  return laid
end

-- The jurisdiction of a code or path; "" or "everywhere" is the root. A fault names the nearest.
function M.place(rules, text)
  if text == "everywhere" then text = "" end
  local found = rules.jurisdictions[text] or rules.codes[text]
  if found then return found end
  local names = faults.names(rules.jurisdictions)
  for _, code in ipairs(faults.names(rules.codes)) do names[#names + 1] = code end
  faults.rule("E208", "there is no jurisdiction '" .. tostring(text) .. "'", tostring(text), faults.near(text, names))
end

-- Takes off whatever lies over the rules.
function M.clear(rules)
  for _, jurisdiction in ipairs(rules.jurisdiction_order) do jurisdiction.over = nil end
end

local function refuse_new_names(rules, counts)
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

local function lay(rules, scenario)
  local counts = {}
  for plural, names in pairs(rules.names) do counts[plural] = #names end
  local fields = #rules.fields
  local function at(text) rules.context.jurisdiction = over(M.place(rules, text)) end
  local chunk = ruleset.compile(rules, scenario.path, scenario.text, { at = at })
  ruleset.within(rules, scenario.path, over(rules.jurisdictions[""]), chunk)
  ruleset.forget_fields(rules, fields)
  refuse_new_names(rules, counts)
end

-- Lays a list of { path, text } over the rules, in place of what lay there; the later ones win only where they
-- begin later or stand nearer. On a fault nothing is left lying.
function M.apply(rules, list)
  M.clear(rules)
  units.evaluating = false
  for _, scenario in ipairs(list or {}) do
    local ok, raised = xpcall(lay, faults.report, rules, scenario)
    if not ok then
      M.clear(rules)
      rules.context = nil
      error(raised, 0)
    end
  end
end

-- Runs `body` with a list of scenarios laid over the rules, and takes them off again, also after a fault.
function M.with(rules, list, body)
  if not list or #list == 0 then return body() end
  M.apply(rules, list)
  local ok, result = xpcall(body, faults.report)
  M.clear(rules)
  if not ok then error(result, 0) end
  return result
end

-- The values that lie over the rules, in order: { at, name (with its keys), source, text, old, choice, old_choice } each, as the prompt
-- keeps its changes; `day` for the old one.
function M.values(rules, day)
  local list = host.list {}
  for _, jurisdiction in ipairs(rules.jurisdiction_order) do
    local laid = jurisdiction.over
    for _, name in ipairs(laid and faults.names(laid.values) or {}) do
      for _, key in ipairs(faults.names(laid.values[name])) do
        jurisdiction.over = nil
        local old = resolve.value(jurisdiction, name, key, day)
        jurisdiction.over = laid
        for _, version in ipairs(laid.values[name][key]) do
          local declared = rules.parameters[name]
          list[#list + 1] = { at = jurisdiction.path, name = name .. (key ~= "" and "." .. key:gsub("|", ".") or ""),
            source = units.source(declared.unit, version.content, version.assumed), text = units.text(declared.unit, version.content), old = old and units.text(declared.unit, old.content) or nil,
            choice = names.choice(declared, version), old_choice = names.choice(declared, old) }
        end
      end
    end
  end
  return list
end

-- What lies over a place, as assignments, one a line: of one value given further up as well, the nearest.
function M.assignments(rules, place)
  local lines, known = {}, {}
  while place do
    local laid = place.over
    for _, name in ipairs(laid and faults.names(laid.values) or {}) do
      for _, key in ipairs(faults.names(laid.values[name])) do
        local full, versions = name .. (key ~= "" and "." .. key:gsub("|", ".") or ""), laid.values[name][key]
        local version = versions[#versions]
        if not known[full] then lines[#lines + 1] = full .. " = " .. units.source(rules.parameters[name].unit, version.content, version.assumed) end
        known[full] = true
      end
    end
    place = place.parent
  end
  return lines
end

-- { path, text, day } → { changes }: what a scenario changes. One that does more than give values on all days cannot be
-- taken apart, and is refused.
function M.read(rules, request)
  return M.with(rules, { { path = request.path, text = request.text } }, function()
    for _, jurisdiction in ipairs(rules.jurisdiction_order) do
      local laid = jurisdiction.over
      local plain = not laid or next(laid.definitions) == nil
      for _, name in ipairs(laid and faults.names(laid.values) or {}) do
        for _, versions in pairs(laid.values[name]) do plain = plain and #versions == 1 and versions[1].begins == -math.huge and not versions[1].ends end
      end
      if not plain then faults.rule("E284", "this scenario does more than give values, or gives them from a day on", { file = request.path, line = 1 }, "the prompt takes plain values alone") end
    end
    return { changes = M.values(rules, units.day_number(request.day)) }
  end)
end

return M
