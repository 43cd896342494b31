-- What differs between the rules with a baseline of scenarios and the rules with another list: every value,
-- replaced definitions, and which counties any of it can touch. Values are compared where cases are settled,
-- county by county and day by day of a year, and told for the largest place in which they are the same.
local import, host = ...
local catalogue = import("catalogue")
local faults = import("faults")
local names = import("names")
local overlay = import("overlay")
local overlaps = import("scenario_overlaps")
local resolve = import("resolve")
local scenario = import("scenario")
local titles = import("titles")
local units = import("units")

local M = {}

local function place_name(jurisdiction) return jurisdiction.path == "" and "全国" or jurisdiction.name end

-- The jurisdictions that have none within them, in which cases are settled.
local function leaves_of(rules)
  local inner, list = {}, {}
  for _, jurisdiction in ipairs(rules.jurisdiction_order) do inner[jurisdiction.parent or false] = true end
  for _, jurisdiction in ipairs(rules.jurisdiction_order) do
    if not inner[jurisdiction] and jurisdiction.path ~= "" then list[#list + 1] = jurisdiction end
  end
  return list
end

-- --- sampling -------------------------------------------------------------------------------------

-- Adds the values (name → key → set of days in the year on which they change) that lie over the rules now.
local function add_touched(self)
  for _, laid in ipairs(overlay.laid(self.rules)) do
    for name, by_key in pairs(laid.values) do
      self.touched[name] = self.touched[name] or {}
      for key in pairs(by_key) do self.touched[name][key] = self.touched[name][key] or { [self.first] = true } end
    end
  end
  self.limited = self.limited or overlay.root(self.rules).limited or false
  for name, by_key in pairs(self.touched) do
    for key, days in pairs(by_key) do
      for _, leaf in ipairs(self.leaves) do
        for _, day in ipairs(resolve.edges_of_value(leaf, name, key)) do
          if day > self.first and day <= self.last then days[day] = true end
        end
      end
    end
  end
end

local function each_touched(self, visit)
  for _, name in ipairs(self.rules.parameter_order) do
    local declared = self.rules.parameters[name]
    for _, key in ipairs(self.touched[name] and catalogue.keys(self.rules, declared) or {}) do
      if self.touched[name][key] then visit(declared, key) end
    end
  end
end

local function days_of(self, name, key)
  local days = {}
  for day in pairs(self.touched[name][key]) do days[#days + 1] = day end
  table.sort(days)
  return days
end

-- The identities to be told apart: all where a side is for some of them, else { "" }.
local function identities_of(self) return self.limited and self.rules.enumerations.identity_kind.names or { "" } end

-- The versions now in force, by "name|key", leaf, identity and day.
local function sample(self)
  local found = {}
  each_touched(self, function(declared, key)
    local of_value = {}
    found[declared.name .. "|" .. key] = of_value
    for i, leaf in ipairs(self.leaves) do
      of_value[i] = {}
      for _, identity in ipairs(identities_of(self)) do
        local side, of_days = identity ~= "" and resolve.for_identity(leaf, identity) or leaf, {}
        for _, day in ipairs(days_of(self, declared.name, key)) do of_days[day] = (resolve.value(side, declared.name, key, day)) end
        of_value[i][identity] = of_days
      end
    end
  end)
  return found
end

-- --- the places asked for -------------------------------------------------------------------------

-- The jurisdictions of a list of codes; nil for all.
local function asked_of(rules, codes)
  local list = {}
  for _, code in ipairs(codes or {}) do list[#list + 1] = rules.codes[code] end
  return #list > 0 and list or nil
end

-- Whether what holds in a place holds for any of those asked for.
local function concerns(self, place)
  for _, asked in ipairs(self.asked or {}) do
    if overlay.is_within(asked, place) or overlay.is_within(place, asked) then return true end
  end
  return not self.asked
end

-- --- rows -----------------------------------------------------------------------------------------

-- What tells one version from another: its value, and where it stands.
local function mark(declared, version)
  if not version then return "" end
  return ("%s %s:%d"):format(units.source(declared.unit, version.content), version.file, version.line)
end

local function differs(declared, old, new)
  if not old or not new then return old ~= new end
  return units.source(declared.unit, old.content) ~= units.source(declared.unit, new.content)
end

-- The stretches of the year in which a value differs, one behind the other: { from, past, old, new, mark }.
local function stretches_of(self, declared, days, old, new)
  local list = {}
  for i, day in ipairs(days) do
    local a, b, past = old[day], new[day], days[i + 1] or self.last + 1
    if differs(declared, a, b) then
      local last, own = list[#list], mark(declared, a) .. " → " .. mark(declared, b)
      if last and last.past == day and last.mark == own then last.past = past
      else list[#list + 1] = { from = day, past = past, old = a, new = b, mark = own } end
    end
  end
  return list
end

local function signature(stretches)
  local parts = {}
  for i, one in ipairs(stretches) do parts[i] = ("%d-%d %s"):format(one.from, one.past, one.mark) end
  return table.concat(parts, ";")
end

-- Identities with the same stretches together: a list of { identities, stretches }, and one signature of all.
local function by_identity(self, declared, days, old, new)
  local list, known, all = {}, {}, {}
  for i, identity in ipairs(identities_of(self)) do
    local stretches = stretches_of(self, declared, days, old[identity], new[identity])
    local own = signature(stretches)
    all[i] = own
    if #stretches > 0 then
      if not known[own] then
        known[own] = { identities = {}, stretches = stretches }
        list[#list + 1] = known[own]
      end
      table.insert(known[own].identities, identity)
    end
  end
  return list, table.concat(all, "\n")
end

local function identity_rows(self, identities)
  if #identities == #identities_of(self) then return nil end
  local list = host.list {}
  for i, name in ipairs(identities) do list[i] = { name = name, title = titles.enumeration_value(self.rules, "identity_kind", name) or name } end
  return list
end

-- The order in which the fields of a row are sent.
local ROW = { order = { "name", "title", "place", "place_name", "old", "new", "old_source", "source", "file", "line", "unit", "assumed", "identities", "from", "until" } }
local DEFINITION = { order = { "kind", "name", "place", "place_name", "file", "line", "identities", "from", "until", "removed" } }

local function row_of(self, declared, key, place, group, one)
  local old, new = one.old, one.new
  return setmetatable({ name = declared.name .. (key ~= "" and "." .. key:gsub("|", ".") or ""), title = titles.full(self.rules, declared, key), unit = declared.unit,
    place = place.path, place_name = place_name(place), old = old and titles.value(declared, old.content), old_choice = names.choice(declared, old), new = new and titles.value(declared, new.content),
    new_choice = names.choice(declared, new), old_source = old and old.source, source = new and new.source, file = new and new.file, line = new and new.line, assumed = new and new.assumed or false,
    identities = identity_rows(self, group.identities), from = one.from > self.first and units.day_text(one.from) or nil, ["until"] = one.past <= self.last and units.day_text(one.past - 1) or nil }, ROW)
end

-- The places to tell of: from the root down, as soon as all counties within have the same signature.
local function add_places(self, place, marks, found)
  local own
  for i, leaf in ipairs(self.leaves) do
    if overlay.is_within(leaf, place) then
      if own == nil then own = i elseif marks[i] ~= marks[own] then own = false break end
    end
  end
  if own then found[#found + 1] = { place = place, leaf = own } end
  if own ~= false then return end
  for _, inner in ipairs(self.rules.jurisdiction_order) do
    if inner.parent == place then add_places(self, inner, marks, found) end
  end
end

local function parameters_of(self, old, new)
  local rows = host.list {}
  each_touched(self, function(declared, key)
    local full, days, groups, marks, places = declared.name .. "|" .. key, days_of(self, declared.name, key), {}, {}, {}
    for i in ipairs(self.leaves) do groups[i], marks[i] = by_identity(self, declared, days, old[full][i], new[full][i]) end
    add_places(self, overlay.root(self.rules), marks, places)
    for _, one in ipairs(places) do
      for _, group in ipairs(concerns(self, one.place) and groups[one.leaf] or {}) do
        for _, stretch in ipairs(group.stretches) do rows[#rows + 1] = row_of(self, declared, key, one.place, group, stretch) end
      end
    end
  end)
  return rows
end

-- --- definitions and counties ---------------------------------------------------------------------

-- The definitions that lie over the rules now, in order, each with a mark.
local function definitions_of(self)
  local list = {}
  local function add(laid, kind, name, version)
    local key = ("%s|%s|%s|%s:%d"):format(kind, name, laid.path, version.file, version.line)
    local known = list[key]
    if not known then
      known = { key = key, kind = kind, name = name, place = laid.path, place_name = place_name(laid), file = version.file, line = version.line, identities = {},
        from = version.begins > -math.huge and units.day_text(version.begins) or nil, ["until"] = version.ends and units.day_text(version.ends) or nil }
      list[key], list[#list + 1] = known, known
    end
    table.insert(known.identities, laid.identity)
  end
  for _, laid in ipairs(overlay.laid(self.rules)) do
    for _, plural in ipairs({ "layers", "accumulators", "targets", "flags" }) do
      for _, name in ipairs(faults.names(concerns(self, laid.at) and laid.definitions[plural] or {})) do
        for _, version in ipairs(laid.definitions[plural][name]) do add(laid, plural:sub(1, -2), name, version) end
      end
    end
    for _, version in ipairs(concerns(self, laid.at) and laid.definitions.settlement or {}) do add(laid, "settlement", "settlement", version) end
  end
  return list
end

-- Those of one list that the other has not.
local function only_in(self, list, other, removed, rows)
  for _, one in ipairs(list) do
    if not other[one.key] then
      one.key, one.removed = nil, removed or nil
      one.identities = #one.identities > 0 and identity_rows(self, one.identities) or nil
      rows[#rows + 1] = setmetatable(one, DEFINITION)
    end
  end
end

-- The number of scenarios with which both lists begin.
local function common(base, list)
  local count = 0
  while base[count + 1] and list[count + 1] and base[count + 1].path == list[count + 1].path and base[count + 1].text == list[count + 1].text do count = count + 1 end
  return count
end

-- Adds the places over which the scenarios behind the first `count` lay anything.
local function add_places_touched(rules, count, places)
  for _, laid in ipairs(overlay.laid(rules)) do
    if laid.number > count then places[laid.at] = true end
  end
end

local function counties_within(rules, places)
  local list = host.list {}
  for _, jurisdiction in ipairs(rules.jurisdiction_order) do
    local at = jurisdiction
    while at and not places[at] do at = at.parent end
    if at and jurisdiction.code ~= "" then list[#list + 1] = jurisdiction.code end
  end
  table.sort(list)
  return list
end

-- The codes of the counties over which a list of scenarios lays anything; it may be one that makes no sense by itself, since
-- it will lie over others.
function M.counties(rules, list)
  local before, places = rules.scenarios, {}
  local ok, raised = xpcall(function()
    scenario.apply(rules, list, true)
    add_places_touched(rules, 0, places)
  end, faults.report)
  scenario.apply(rules, before)
  if not ok then error(raised, 0) end
  return counties_within(rules, places)
end

-- { scenario, base ([{ path, text }]), day, within } → { parameters, definitions, overlaps, counties }; `day` is of the
-- year that is looked at (a number or a text); `within` are codes: what cannot matter for them is left out of all but
-- `counties`. Definitions of the baseline that are gone are `removed`.
function M.of(rules, request)
  local base, list = request.base or {}, request.scenario or {}
  local day = type(request.day) == "string" and units.day(request.day) or request.day
  local year = units.day_text(day):sub(1, 4)
  local self = { rules = rules, asked = asked_of(rules, request.within), leaves = leaves_of(rules), touched = {}, first = units.day(year .. "-01-01"), last = units.day(year .. "-12-31") }
  local same, places, before, result = common(base, list), {}, rules.scenarios, {}
  local ok, raised = xpcall(function()
    scenario.apply(rules, list)
    add_touched(self)
    add_places_touched(rules, same, places)
    result.overlaps = overlaps.of(rules, same, function(place) return concerns(self, place) end)
    local definitions = definitions_of(self)
    scenario.apply(rules, base)
    add_touched(self)
    add_places_touched(rules, same, places)
    local old, old_definitions = sample(self), definitions_of(self)
    scenario.apply(rules, list)
    result.parameters = parameters_of(self, old, sample(self))
    result.definitions = host.list {}
    only_in(self, definitions, old_definitions, false, result.definitions)
    only_in(self, old_definitions, definitions, true, result.definitions)
    result.counties = counties_within(rules, places)
  end, faults.report)
  scenario.apply(rules, before)
  if not ok then error(raised, 0) end
  return result
end

return M
