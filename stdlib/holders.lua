-- Who answers for a jurisdiction on a day: what scenarios lay over it and over those around it, the last
-- scenario first and in each the nearest place first, then the files of the jurisdiction and of those
-- around it. A newcomer forgets that a scenario may also scale what all behind it would answer.
local import = ...
local scaling = import("scaling")

local M = {}

-- The version of a list that is in force on a day: the latest begun that has not ended.
function M.in_force(list, day)
  local found
  for _, version in ipairs(list or {}) do
    if version.begins <= day and (not version.ends or version.ends >= day) then found = version end
  end
  return found
end

-- The jurisdiction as it is for cases of one identity: the same, with what lies over it for that identity
-- alone. The jurisdiction itself is that of everybody else.
function M.for_identity(jurisdiction, identity)
  return setmetatable({ identity = identity, base = jurisdiction }, { __index = jurisdiction })
end

local function add_laid(list, over, identity, every)
  for _, holder in ipairs(over) do
    if holder.identity and (every or holder.identity == identity) then list[#list + 1] = holder end
  end
  for _, holder in ipairs(over) do
    if not holder.identity then list[#list + 1] = holder end
  end
end

-- All that may answer for a jurisdiction, in order; `every`: with what lies there for any identity. What a
-- scenario lays has its `number`; jurisdiction.overs[number] lists it, root.laid is the highest number.
function M.chain(jurisdiction, every)
  local list, root = {}, jurisdiction
  while root.parent do root = root.parent end
  for number = root.laid or 0, 1, -1 do
    local at = jurisdiction
    while at do
      local over = at.overs and at.overs[number]
      if over then add_laid(list, over, jurisdiction.identity, every) end
      at = at.parent
    end
  end
  local at = jurisdiction.base or jurisdiction
  while at do
    list[#list + 1] = at
    at = at.parent
  end
  return list
end

-- The identities for which anything of its own lies over a jurisdiction, as a set; nil if there is none.
function M.identities(jurisdiction)
  local set
  for _, holder in ipairs(M.chain(jurisdiction, true)) do
    if holder.identity then
      set = set or {}
      set[holder.identity] = true
    end
  end
  return set
end

-- The first of a chain from `i` on that is of no scenario, or of an earlier one than `number`.
local function behind(chain, i, number)
  while chain[i] and chain[i].number == number do i = i + 1 end
  return i
end

local function value_from(chain, first, name, key, day)
  for i = first, #chain do
    local holder = chain[i]
    local by_key = holder.values[name]
    local version = by_key and M.in_force(by_key[key], day)
    if version and version.change then
      local old = value_from(chain, behind(chain, i, holder.number), name, key, day)
      return old and scaling.changed(version, old) or nil, holder
    end
    if version then return version, holder end
  end
end

-- The version of a parameter's value (key: names of enumeration values joined by "|", or "") and the
-- holder that has it; nil if none is in force.
function M.value(jurisdiction, name, key, day) return value_from(M.chain(jurisdiction), 1, name, key, day) end

-- The definition of a layer, accumulator, target or flag that is in force, and the holder that has it.
function M.definition(jurisdiction, plural, name, day)
  for _, holder in ipairs(M.chain(jurisdiction)) do
    local of_kind = holder.definitions[plural]
    local version = of_kind and M.in_force(of_kind[name], day)
    if version then return version, holder end
  end
end

-- One field of a definition; what a county leaves out is taken from further up.
function M.field(jurisdiction, plural, name, day, field)
  for _, holder in ipairs(M.chain(jurisdiction)) do
    local of_kind = holder.definitions[plural]
    local version = of_kind and M.in_force(of_kind[name], day)
    if version and version.spec[field] ~= nil then return version.spec[field] end
  end
end

-- The order of the layers that is in force.
function M.order(jurisdiction, day)
  for _, holder in ipairs(M.chain(jurisdiction)) do
    local version = M.in_force(holder.definitions.settlement, day)
    if version then return version end
  end
end

local function add_edges(edges, list)
  for _, version in ipairs(list or {}) do
    if version.begins > -math.huge then edges[version.begins] = true end
    if version.ends then edges[version.ends + 1] = true end
  end
end

local function sorted(set)
  local edges = {}
  for day in pairs(set) do edges[#edges + 1] = day end
  table.sort(edges)
  return edges
end

-- The days on which anything changes for a jurisdiction, in order.
function M.edges(jurisdiction)
  local set = {}
  for _, holder in ipairs(M.chain(jurisdiction, true)) do
    for _, by_key in pairs(holder.values) do
      for _, list in pairs(by_key) do add_edges(set, list) end
    end
    for plural, of_kind in pairs(holder.definitions) do
      if plural == "settlement" then add_edges(set, of_kind)
      else for _, list in pairs(of_kind) do add_edges(set, list) end end
    end
  end
  return sorted(set)
end

-- The days on which one value changes for a jurisdiction, in order, behind a day before all of them.
function M.edges_of_value(jurisdiction, name, key)
  local set = {}
  for _, holder in ipairs(M.chain(jurisdiction, true)) do
    add_edges(set, holder.values[name] and holder.values[name][key])
  end
  local edges = sorted(set)
  table.insert(edges, 1, (edges[1] or 1) - 1)
  return edges
end

return M
