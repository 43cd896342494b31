-- What scenarios lay over the jurisdictions: holders of values and definitions beside those of the files,
-- jurisdiction.overs[number of the scenario] a list of them, one for everybody and one for each identity.
-- Here they are made, listed and taken off; the words that fill them are in scenario_words.lua.
local import = ...
local faults = import("faults")

local M = {}

-- The jurisdiction around all others; its `laid` counts the scenarios over it, `limited`: one is for some identities.
function M.root(rules) return rules.jurisdictions[""] end

-- What the scenario at hand lays over a jurisdiction, for everybody or for one identity; made when it is
-- first asked for.
function M.over(rules, jurisdiction, identity)
  local number = M.root(rules).laid
  jurisdiction.overs = jurisdiction.overs or {}
  local list = jurisdiction.overs[number] or {}
  jurisdiction.overs[number] = list
  for _, laid in ipairs(list) do
    if laid.identity == identity then return laid end
  end
  local laid = { path = jurisdiction.path, code = jurisdiction.code, name = jurisdiction.name, file = jurisdiction.file, line = jurisdiction.line,
    parent = jurisdiction.parent, definitions = {}, values = {}, scenario = true, number = number, identity = identity, at = jurisdiction }
  list[#list + 1] = laid
  return laid
end

-- The jurisdiction of a code or path; "" or "everywhere" is the root. A fault names the nearest.
function M.place(rules, text)
  if text == "everywhere" then text = "" end
  local found = rules.jurisdictions[text] or rules.codes[text]
  if found then return found end
  local near = faults.names(rules.jurisdictions)
  for _, code in ipairs(faults.names(rules.codes)) do near[#near + 1] = code end
  faults.rule("E208", "there is no jurisdiction '" .. tostring(text) .. "'", tostring(text), faults.near(text, near))
end

-- Everything that lies over the rules, of one scenario (by number) or of all, in a fixed order: places as
-- the rules have them, and at each the earlier scenario first.
function M.laid(rules, number)
  local list = {}
  for _, jurisdiction in ipairs(rules.jurisdiction_order) do
    for i = number or 1, number or M.root(rules).laid or 0 do
      for _, laid in ipairs(jurisdiction.overs and jurisdiction.overs[i] or {}) do list[#list + 1] = laid end
    end
  end
  return list
end

-- True if a file is one of the scenarios that lie over the rules; nil if not.
function M.is_scenario(rules, file)
  for _, scenario in ipairs(rules.scenarios or {}) do
    if scenario.path == file then return true end
  end
end

-- Takes off whatever lies over the rules.
function M.clear(rules)
  for _, jurisdiction in ipairs(rules.jurisdiction_order) do jurisdiction.overs = nil end
  M.root(rules).laid, M.root(rules).limited, rules.scenarios = nil, nil, nil
end

-- Whether a jurisdiction is a place or lies within it.
function M.is_within(jurisdiction, place)
  while jurisdiction do
    if jurisdiction == place then return true end
    jurisdiction = jurisdiction.parent
  end
end

-- Runs `body` as if nothing lay over the rules.
function M.bare(rules, body)
  local root = M.root(rules)
  local laid = root.laid
  root.laid = nil
  local result = body()
  root.laid = laid
  return result
end

return M
