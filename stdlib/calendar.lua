-- When values hold: times without one, ends with nothing after, overlaps, what was not renewed with its
-- siblings, days that cannot be. Two values from one day on, and a first day behind the last, are errors
-- of loading already.
local import = ...
local faults = import("faults")
local units = import("units")
local resolve = import("resolve")
local findings = import("findings")

local M = {}

local FIRST_DAY, LAST_DAY = units.day_number("1990-01-01"), units.day_number("2099-12-31")
local FAR_DAYS = 20 * 365 -- a day so far from every other is a slip of the pen

-- Calls visit(jurisdiction, name, key, list) for every value that stands in the files, in their order.
function M.each(rules, visit)
  for _, j in ipairs(rules.jurisdiction_order) do
    for _, name in ipairs(rules.parameter_order) do
      local by_key = j.values[name]
      for _, key in ipairs(by_key and faults.names(by_key) or {}) do visit(j, name, key, by_key[key]) end
    end
  end
end

local function text(day) return day == -math.huge and "the beginning" or units.day_text(day) end

local function add(found, rules, number, j, name, key, version, message, hint)
  found[#found + 1] = findings.make(number, findings.full(name, key), findings.value_place(rules, name, key, version), message, hint, j.path)
end

-- What holds further up on a day, in words; nil if nothing does.
local function further_up(j, name, key, day)
  if not j.parent then return nil end
  local version, at = resolve.value(j.parent, name, key, day)
  return version, at
end

local function shown(rules, name, version) return units.text(rules.parameters[name].unit, version.content) end

local function check_gap(found, rules, j, name, key, before, version, ended)
  local full, first = findings.full(name, key), ended + 1
  local other, at = further_up(j, name, key, first)
  local time = ("from %s to %s"):format(text(first), text(version.begins - 1))
  if not other then
    add(found, rules, "W101", j, name, key, version, ("'%s' has no value %s"):format(full, time), ("the value before ends on %s (%s:%d); join the two, or give the time between its own"):format(text(ended), before.file, before.line))
  else
    add(found, rules, "W103", j, name, key, version, ("%s '%s' has no value of its own: %s of %s holds (%s:%d)"):format(time, full, shown(rules, name, other), findings.where(at), other.file, other.line),
      ("the value before ends on %s; join the two, or give the time between its own"):format(text(ended)))
  end
end

local function check_end(found, rules, j, name, key, version, ended)
  local full = findings.full(name, key)
  local other, at = further_up(j, name, key, ended + 1)
  if not other then
    add(found, rules, "W102", j, name, key, version, ("'%s' ends on %s, and nothing follows"):format(full, text(ended)), "leave out the last day, or write what holds from then on")
  elseif at ~= j.parent or at.path == "" then
    add(found, rules, "W104", j, name, key, version, ("'%s' ends on %s; from then on %s of %s holds (%s:%d)"):format(full, text(ended), shown(rules, name, other), findings.where(at), other.file, other.line),
      "leave out the last day, or write what holds from then on")
  end
end

local function check_list(found, rules, j, name, key, list)
  local ended, before = -math.huge, nil -- the day until which the values so far hold
  for _, version in ipairs(list) do
    if before and version.begins > ended + 1 then check_gap(found, rules, j, name, key, before, version, ended) end
    if before and before.ends and before.ends >= version.begins and (version.ends or math.huge) >= before.ends then
      add(found, rules, "W105", j, name, key, version, ("'%s' has a value from %s on, but the one before is given until %s (%s:%d)"):format(findings.full(name, key), text(version.begins), text(before.ends), before.file, before.line),
        "the later one holds; correct one of the two days")
    end
    if (version.ends or math.huge) >= ended then ended, before = version.ends or math.huge, version end
  end
  if ended < math.huge then check_end(found, rules, j, name, key, before, ended) end
end

-- --- not renewed ---------------------------------------------------------------------------------

local function has_day(list, day)
  for _, version in ipairs(list) do
    if version.begins == day then return true end
  end
  return false
end

-- Of the entries that have a value from `day` on, how many there are, how many have a later one, and
-- the entry among these that was given last.
local function renewed(entries, own, day)
  local count, later, example = 0, 0, nil
  for _, entry in ipairs(entries) do
    if entry ~= own and has_day(entry.list, day) then
      count = count + 1
      local last = entry.list[#entry.list]
      if last.begins > day then
        later = later + 1
        if not example or last.begins > example.begins then example = last end
      end
    end
  end
  return count, later, example
end

local function check_renewal(found, rules, j, own, others, what)
  local last = own.list[#own.list]
  if last.ends then return false end -- said by W102 or W104, or meant
  local count, later, example = renewed(others, own, last.begins)
  if later < 2 or later * 2 <= count then return false end
  add(found, rules, "W106", j, own.name, own.key, last, ("'%s' is the value from %s on; %d of %d %s were renewed later, up to %s"):format(findings.full(own.name, own.key), text(last.begins), later, count, what, text(example.begins)),
    ("see %s:%d; write it again there if it still holds"):format(example.file, example.line))
  return true
end

-- A key left out when the parameter's other keys were renewed; a value renewed before, and not with
-- what was renewed on the same days.
local function check_renewals(found, rules)
  local of_place = {}
  M.each(rules, function(j, name, key, list)
    local entry = { name = name, key = key, list = list }
    of_place[j] = of_place[j] or { all = {}, of_name = {}, renewed = {} }
    local place = of_place[j]
    place.of_name[name] = place.of_name[name] or {}
    table.insert(place.all, entry)
    table.insert(place.of_name[name], entry)
    if #list > 1 then table.insert(place.renewed, entry) end
  end)
  for _, j in ipairs(rules.jurisdiction_order) do
    local place = of_place[j] or { all = {} }
    for _, entry in ipairs(place.all) do
      local done = check_renewal(found, rules, j, entry, place.of_name[entry.name], "other keys given that day")
      if not done and #entry.list > 1 then check_renewal(found, rules, j, entry, place.renewed, "values renewed that day") end
    end
  end
end

-- --- days that cannot be -------------------------------------------------------------------------

-- All first and last days of the rules, in order.
local function all_days(rules)
  local set, days = {}, {}
  M.each(rules, function(_, _, _, list)
    for _, version in ipairs(list) do
      if version.begins > -math.huge then set[version.begins] = true end
      if version.ends then set[version.ends] = true end
    end
  end)
  for day in pairs(set) do days[#days + 1] = day end
  table.sort(days)
  return days
end

-- Whether a day lies far from every other of the rules.
local function lonely(days, day)
  if #days < 3 then return false end
  if day == days[#days] then return day - days[#days - 1] > FAR_DAYS end
  return day == days[1] and days[2] - day > FAR_DAYS
end

-- Where a day is written: above the value, in its `from`.
local function day_place(version, written)
  for line = version.line, 1, -1 do
    if (faults.line(version.file, line) or ""):find(written, 1, true) then return { file = version.file, line = line, token = written } end
  end
  return { file = version.file, line = version.line }
end

local function check_day(found, days, j, name, key, version, day, seen)
  if not day or day == -math.huge then return end
  local wrong = (day < FIRST_DAY or day > LAST_DAY) and "lies outside of 1990 to 2099"
    or lonely(days, day) and "lies more than 20 years from every other day of the rules"
  local mark = version.file .. " " .. day
  if not wrong or seen[mark] then return end
  seen[mark] = true -- one `from` is one finding, whatever follows it
  found[#found + 1] = findings.make("W107", findings.full(name, key), day_place(version, text(day)), ("the day %s %s"):format(text(day), wrong),
    "correct it; a value without an end needs no last day", j.path)
end

local function check_days(found, rules)
  local days, seen = all_days(rules), {}
  M.each(rules, function(j, name, key, list)
    for _, version in ipairs(list) do
      check_day(found, days, j, name, key, version, version.begins, seen)
      check_day(found, days, j, name, key, version, version.ends, seen)
    end
  end)
end

-- Adds what is found to a list.
function M.check(found, rules)
  M.each(rules, function(j, name, key, list) check_list(found, rules, j, name, key, list) end)
  check_renewals(found, rules)
  check_days(found, rules)
end

return M
