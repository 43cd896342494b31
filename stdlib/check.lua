-- What can be known about a set of rules without a case, in three steps the host asks for: which places
-- and days differ, the probe of each, and the report of everything.
local import, host = ...
local calendar = import("calendar")
local neighbours = import("neighbours")
local bands = import("bands")
local reads = import("reads")
local texts = import("texts")
local probe = import("probe")
local report = import("report")
local resolve = import("resolve")
local units = import("units")
local faults = import("faults")
local findings = import("findings")

local M = {}

local function has_children(rules)
  local set = {}
  for _, j in ipairs(rules.jurisdiction_order) do
    if j.parent then set[j.parent] = true end
  end
  return set
end

-- The host has looked whether there is one.
local function jurisdiction_of(rules, code)
  return rules.codes[code] or faults.raise("E252", 3, ("there are no rules for %s"):format(faults.show(code)), {})
end

-- The places that are probed: those that were named, or those without any below them.
local function places_of(rules, codes)
  local list, parents = {}, has_children(rules)
  if codes then
    for i, code in ipairs(codes) do list[i] = jurisdiction_of(rules, code) end
    return list
  end
  for _, j in ipairs(rules.jurisdiction_order) do
    if j.path ~= "" and not parents[j] then list[#list + 1] = j end
  end
  return list
end

-- { counties = codes or nil, on = day or nil } → { units = [{ name, places = [{ path, day }] }] }: places
-- and days on which different money comes out.
function M.places(rules, request)
  local list, seen, money = host.list {}, {}, reads.money(rules)
  for _, j in ipairs(places_of(rules, request.counties)) do
    local last
    local days = request.on and { units.day(request.on) } or resolve.edges(j)
    for _, day in ipairs(#days > 0 and days or { 0 }) do
      local key = reads.resolved(rules, j, day, money)
      if key ~= last then
        local unit = seen[key]
        if not unit then
          unit = { name = findings.where(j), places = host.list {} }
          seen[key], list[#list + 1] = unit, unit
        end
        table.insert(unit.places, { path = j.path, day = day })
      end
      last = key
    end
  end
  return { units = list }
end

-- { place = { path, day }, watched } → what the probe tells.
function M.probe(rules, request, schema)
  return probe.run(rules, schema, rules.jurisdictions[request.place.path], request.place.day, request.watched)
end

-- What is no finding, but good to know.
local function notes(rules)
  local list, assumed, empty = host.list {}, 0, 0
  calendar.each(rules, function(_, _, _, versions)
    for _, version in ipairs(versions) do
      if version.assumed then assumed = assumed + 1 end
    end
  end)
  for _, name in ipairs(rules.parameter_order) do
    local given = false
    for _, j in ipairs(rules.jurisdiction_order) do given = given or j.values[name] ~= nil end
    if not given then empty = empty + 1 end
  end
  local function note(count, one, many)
    if count > 0 then list[#list + 1] = count == 1 and "1 " .. one or count .. " " .. many end
  end
  note(assumed, "value is assumed", "values are assumed")
  note(neighbours.repeated(rules), "value repeats what holds without it", "values repeat what holds without them")
  note(empty, "parameter has no value anywhere", "parameters have no value anywhere")
  return list
end

local function files_of(rules)
  local list = {}
  for i, file in ipairs(rules.files) do list[i] = file.path end
  return list
end

-- { units = [unit with what its probe told], counties } → { findings, notes }.
function M.report(rules, request)
  local found = {}
  for _, part in ipairs({ calendar, neighbours, bands, reads }) do part.check(found, rules) end
  texts.check(found, rules, files_of(rules))
  local paths
  if request.counties then
    paths = {}
    for i, code in ipairs(request.counties) do paths[i] = jurisdiction_of(rules, code).path end
  end
  for _, one in ipairs(rules.accepted) do one.used = nil end
  return { findings = report.findings(rules, found, request.units, paths, not paths and not request.on), notes = notes(rules) }
end

return M
