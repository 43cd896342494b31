-- Which files a county's settlements rest on: those of its chain of places, and those that all places
-- share. A file that holds nothing but targets and flags is none of them: these are worked out anew in
-- every run. A file of another place is shared when it names something that is known everywhere.
local import, host = ...
local faults = import("faults")

local M = {}

local JUDGING = { targets = true, flags = true }

-- Calls told(plural, version) for every version of every definition and order of a place.
local function each_definition(jurisdiction, told)
  for plural, of_kind in pairs(jurisdiction.definitions) do
    for _, list in pairs(plural == "settlement" and { of_kind } or of_kind) do
      for _, version in ipairs(list) do told(plural, version) end
    end
  end
end

local function each_value(jurisdiction, told)
  for _, by_key in pairs(jurisdiction.values) do
    for _, list in pairs(by_key) do
      for _, version in ipairs(list) do told(version) end
    end
  end
end

-- Files that declare what every place knows: parameters, enumerations, fields, layers, accumulators, and
-- Chinese names of these.
local function declaring(rules)
  local files = {}
  for _, declared in pairs(rules.parameters) do files[declared.file] = true end
  for _, declared in ipairs(rules.fields) do files[declared.file] = true end
  for _, enumeration in pairs(rules.enumerations) do
    if enumeration.file then files[enumeration.file] = true end
  end
  for _, jurisdiction in ipairs(rules.jurisdiction_order) do
    each_definition(jurisdiction, function(plural, version)
      local first = rules.first[plural] and rules.first[plural][version.name]
      if not JUDGING[plural] and (version == first or version.spec and version.spec.name) then files[version.file] = true end
    end)
  end
  return files
end

-- Files at the root that only judge what was settled.
local function judging(rules, declares)
  local root, judges, settles = rules.jurisdictions[""], {}, {}
  each_definition(root, function(plural, version) (JUDGING[plural] and judges or settles)[version.file] = true end)
  each_value(root, function(version) settles[version.file] = true end)
  for file in pairs(judges) do
    if settles[file] or declares[file] then judges[file] = nil end
  end
  return judges
end

local function shared_files(rules)
  local shared = declaring(rules)
  local judges = judging(rules, shared)
  for _, file in ipairs(rules.files) do
    if not file.path:find("/") and not judges[file.path] then shared[file.path] = true end
  end
  return shared
end

-- [{ code, files }]: for every place with a code, in order, the paths of the files.
function M.of(rules)
  local shared, places = shared_files(rules), host.list {}
  for _, jurisdiction in ipairs(rules.jurisdiction_order) do
    if jurisdiction.path ~= "" then
      local files, at = {}, jurisdiction
      for file in pairs(shared) do files[file] = true end
      while at do
        if at.file then files[at.file] = true end
        at = at.parent
      end
      places[#places + 1] = { code = jurisdiction.code, files = host.list(faults.names(files)) }
    end
  end
  return places
end

return M
