-- A value beside those of its neighbours: places that have none where their neighbours have, and
-- amounts that are out of all proportion, as a slipped zero makes them.
local import = ...
local units = import("units")
local resolve = import("resolve")
local calendar = import("calendar")
local findings = import("findings")

local M = {}

local FAR = 5 -- so many times more or less is far
local FAR_FROM_FEW, FEW = 8, 2 -- so many, where only one or two shares are there to compare with
local NUMBERS = { ratio = true, yuan = true, count = true, days = true }

-- --- places without their neighbours' value ------------------------------------------------------

local function siblings_of(rules)
  local of_parent = {}
  for _, j in ipairs(rules.jurisdiction_order) do
    if j.parent then
      of_parent[j.parent] = of_parent[j.parent] or {}
      table.insert(of_parent[j.parent], j)
    end
  end
  return of_parent
end

local function own_list(j, name, key) return j.values[name] and j.values[name][key] end

-- The keys of a parameter that some of these places have, in order.
local function keys_of(places, name)
  local seen, keys = {}, {}
  for _, j in ipairs(places) do
    for key in pairs(j.values[name] or {}) do
      if not seen[key] then seen[key], keys[#keys + 1] = true, key end
    end
  end
  table.sort(keys)
  return keys
end

-- How many of the others have a value of their own, how many others there are, and one that has.
local function having(places, own, name, key)
  local count, example = 0, nil
  for _, j in ipairs(places) do
    if j ~= own and own_list(j, name, key) then count, example = count + 1, example or j end
  end
  return count, #places - 1, example
end

-- What a place lacks of a parameter: its keys in order, and for the first { newest, count, others,
-- version, at }: what a neighbour has, and what holds instead.
local function lacking(j, places, name, keys)
  local missing, first = {}, nil
  for _, key in ipairs(own_list(j, name, "") and {} or keys) do
    local count, others, example = having(places, j, name, key)
    local list = not own_list(j, name, key) and example and own_list(example, name, key)
    local version, at
    if list then version, at = resolve.value(j, name, key, list[#list].begins) end
    local far = at ~= j.parent or j.parent.path == ""
    if list and ((far and count == others) or (count >= 2 and count * 3 >= others * 2)) then
      missing[#missing + 1] = key
      first = first or { newest = list[#list], count = count, others = others, version = version, at = at }
    end
  end
  return missing, first
end

local function check_place(found, rules, j, places, name, keys)
  local missing, first = lacking(j, places, name, keys)
  if not first then return end
  local subject = #missing == 1 and findings.full(name, missing[1]) or name
  local holds = first.version and ("%s of %s holds (%s:%d)"):format(units.text(rules.parameters[name].unit, first.version.content), findings.where(first.at), first.version.file, first.version.line)
  found[#found + 1] = findings.make("W111", subject, { file = j.file, line = j.line, token = j.name },
    ("%s has no '%s' of its own%s, %d of its %d neighbours have (%s:%d); %s"):format(findings.where(j), subject, #missing > 1 and " (" .. table.concat(missing, ", ") .. ")" or "",
      first.count, first.others, first.newest.file, first.newest.line, holds or "nothing holds here"),
    "give it its value, or write the same one if it is meant", j.path)
end

local function check_places(found, rules)
  local of_parent = siblings_of(rules)
  for _, parent in ipairs(rules.jurisdiction_order) do
    local places = of_parent[parent] or {}
    for _, name in ipairs(#places > 1 and rules.parameter_order or {}) do
      local keys = keys_of(places, name)
      for _, j in ipairs(#keys > 0 and places or {}) do check_place(found, rules, j, places, name, keys) end
    end
  end
end

-- --- out of proportion ---------------------------------------------------------------------------

-- Whether a value is FAR times as much, or as little, as every one of a list.
local function is_far(value, others, far)
  local least, most = math.huge, 0
  for _, other in ipairs(others) do least, most = math.min(least, other), math.max(most, other) end
  return value >= far * most or value * far <= least
end

-- The values of the other keys on the day from which a value holds, without noughts.
local function other_keys(rules, j, name, own_key, day)
  local declared, values, texts = rules.parameters[name], {}, {}
  if #declared.by ~= 1 then return values, texts end
  for _, key in ipairs(rules.enumerations[declared.by[1]].names) do
    local version = key ~= own_key and resolve.value(j, name, key, day)
    if version and version.content ~= 0 then
      values[#values + 1] = version.content
      texts[#texts + 1] = key .. " " .. units.text(declared.unit, version.content)
    end
  end
  return values, texts
end

local function check_siblings(found, rules, j, name, key, version)
  local values, texts = other_keys(rules, j, name, key, math.max(version.begins, -1e9))
  local few = #values <= FEW
  if #values == 0 or (few and rules.parameters[name].unit ~= "ratio") then return false end
  if few and version.content > values[1] then return false end -- the other is the one to look at
  if not is_far(version.content, values, few and FAR_FROM_FEW or FAR) then return false end
  local full = findings.full(name, key)
  found[#found + 1] = findings.make("W113", full, findings.value_place(rules, name, key, version),
    ("'%s' is %s, far from its siblings: %s"):format(full, units.text(rules.parameters[name].unit, version.content), table.concat(texts, ", ")),
    "is there a digit too few or too many?", j.path)
  return true
end

-- Whether one place lies above the other, or is it.
local function related(a, b)
  for _, pair in ipairs({ { a, b }, { b, a } }) do
    local j = pair[1]
    while j do
      if j == pair[2] then return true end
      j = j.parent
    end
  end
  return false
end

local function elsewhere(places, name, key, own)
  local values, example = {}, nil
  for _, j in ipairs(places) do
    local list = not related(own, j) and own_list(j, name, key)
    local last = list and list[#list]
    if last and last.content ~= 0 then values[#values + 1], example = last.content, example or last end
  end
  return values, example
end

local function far_message(rules, name, key, version, other, what)
  local unit = rules.parameters[name].unit
  return ("'%s' is %s, far from %s: %s (%s:%d)"):format(findings.full(name, key), units.text(unit, version.content), what, units.text(unit, other.content), other.file, other.line)
end

-- What a value replaces: the one before it, or the one further up.
local function replaced(j, name, key, list, i)
  if i > 1 then return list[i - 1], "the one before" end
  local version, at = nil, nil
  if j.parent then version, at = resolve.value(j.parent, name, key, list[i].begins) end
  return version, at and "that of " .. findings.where(at)
end

local function check_elsewhere(found, rules, j, name, key, list, i)
  local version = list[i]
  local other, what = replaced(j, name, key, list, i)
  local far = other and other.content ~= 0 and is_far(version.content, { other.content }, FAR)
  if not far then
    local values
    values, other = elsewhere(rules.jurisdiction_order, name, key, j)
    far, what = #values >= 2 and is_far(version.content, values, FAR), ("all %d elsewhere, for example"):format(#values)
  end
  if far then
    found[#found + 1] = findings.make("W112", findings.full(name, key), findings.value_place(rules, name, key, version), far_message(rules, name, key, version, other, what),
      "is there a digit too few or too many?", j.path)
  end
  return far
end

-- --- out of order --------------------------------------------------------------------------------

-- Whether a list rises or falls throughout, if the one at `skip` is left out.
local function steady(values, skip)
  local rises, falls, before = true, true, nil
  for i, value in ipairs(values) do
    if i ~= skip then
      if before and value < before then rises = false end
      if before and value > before then falls = false end
      before = value
    end
  end
  return rises or falls
end

-- Levels of hospitals have an order, and so have the values by level: one that breaks it.
local function check_order(found, rules, j, name, day, said)
  local declared, values, entries, texts = rules.parameters[name], {}, {}, {}
  for _, key in ipairs(rules.enumerations.hospital_level.names) do
    local version = resolve.value(j, name, key, day)
    if version then
      values[#values + 1], entries[#entries + 1] = version.content, { key = key, version = version }
      texts[#texts + 1] = key .. " " .. units.text(declared.unit, version.content)
    end
  end
  if #values < 4 or steady(values) then return end
  for i, entry in ipairs(entries) do
    if steady(values, i) then
      local full = findings.full(name, entry.key)
      if said[entry.version] then return end
      said[entry.version] = true
      found[#found + 1] = findings.make("W114", full, findings.value_place(rules, name, entry.key, entry.version), ("'%s' breaks the order of the levels: %s"):format(full, table.concat(texts, ", ")), "are two values in each other's place?", j.path)
      return
    end
  end
end

local function check_orders(found, rules, said)
  for _, j in ipairs(rules.jurisdiction_order) do
    for _, name in ipairs(rules.parameter_order) do
      local declared, days = rules.parameters[name], {}
      if NUMBERS[declared.unit] and #declared.by == 1 and declared.by[1] == "hospital_level" then
        for _, list in pairs(j.values[name] or {}) do
          for _, version in ipairs(list) do days[version.begins] = true end
        end
      end
      local order = {}
      for day in pairs(days) do order[#order + 1] = day end
      table.sort(order)
      for _, day in ipairs(order) do check_order(found, rules, j, name, day, said) end
    end
  end
end

-- Adds findings; gives the set of values that were found.
local function check_amounts(found, rules)
  local said = {}
  calendar.each(rules, function(j, name, key, list)
    if not NUMBERS[rules.parameters[name].unit] then return end
    for i, version in ipairs(list) do
      if version.content ~= 0 and check_siblings(found, rules, j, name, key, version) then
        said[version] = true
      elseif version.content ~= 0 then
        said[version] = check_elsewhere(found, rules, j, name, key, list, i)
      end
    end
  end)
  return said
end

-- Values that say again what holds without them, as one line of notes; nil if there are none.
function M.repeated(rules)
  local count = 0
  calendar.each(rules, function(j, name, key, list)
    local other = j.parent and resolve.value(j.parent, name, key, list[1].begins)
    if other and other.content == list[1].content then count = count + 1 end
  end)
  return count
end

-- Adds what is found to a list.
function M.check(found, rules)
  check_places(found, rules)
  check_orders(found, rules, check_amounts(found, rules))
end

return M
