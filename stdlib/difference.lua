-- What differs between two outlines (see outline.lua): a list of changes, each with the counties in which it
-- shows. The same change of several counties is told once.
local import, host = ...
local faults = import("faults")

local M = {}

local function place_of(one) return one and one.file and one.file .. (one.line and (":%d"):format(one.line) or "") or nil end

-- The lines at which two formulas part ({ text, place } on each side); nil where their words are the same.
local function parting(old, new)
  local i = 1
  while old.words[i] and new.words[i] and old.words[i][1] == new.words[i][1] do i = i + 1 end
  if not old.words[i] and not new.words[i] then return nil end
  local from, to = old.words[i] or old.words[#old.words], new.words[i] or new.words[#new.words]
  return { old.lines[from[2]], from[2] }, { new.lines[to[2]], to[2] }
end

-- What to show of two versions of one thing: aspect, old text, new text, old place, new place.
local function compare(old, new, old_formulas, new_formulas)
  local from, to = old and old.key ~= "" and old or nil, new and new.key ~= "" and new or nil
  if not from then return "added", nil, to.text, nil, place_of(to) end
  if not to then return "removed", from.text, nil, place_of(from), nil end
  local was, is = old_formulas[from.formula], new_formulas[to.formula]
  if was and is then
    local left, right = parting(was, is)
    if left then return "formula", left[1], right[1], left[2], right[2] end
  end
  if from.text ~= to.text then return "value", from.text, to.text, place_of(from), place_of(to) end
  if from.assumed ~= to.assumed then return "assumed", from.assumed and "assumed" or "published", to.assumed and "assumed" or "published", place_of(from), place_of(to) end
  if from.source ~= to.source then return "source", from.source or "", to.source or "", place_of(from), place_of(to) end
  return "declaration", from.text, to.text, place_of(from), place_of(to)
end

local function at_day(list, day)
  local found
  for _, period in ipairs(list or {}) do
    if not period.begins or (day and period.begins <= day) then found = period end
  end
  return found
end

-- All first days of two lists of periods, "" standing for the beginning.
local function days_of(old, new)
  local set = { [""] = true }
  for _, list in ipairs({ old or {}, new or {} }) do
    for _, period in ipairs(list) do set[period.begins or ""] = true end
  end
  return faults.names(set)
end

local function key_of(period) return period and period.key or "" end

-- Changes of one thing in one county, told to add(aspect, begins, ends, …).
local function compare_periods(old, new, add)
  local days, open = days_of(old, new), nil
  for i, day in ipairs(days) do
    local from, to = at_day(old, day ~= "" and day or nil), at_day(new, day ~= "" and day or nil)
    local pair = key_of(from) .. "\2" .. key_of(to)
    if open and open.pair ~= pair then
      add(open.begins, day, open.from, open.to)
      open = nil
    end
    if not open and key_of(from) ~= key_of(to) then open = { pair = pair, begins = day ~= "" and day or nil, from = from, to = to } end
    if i == #days and open then add(open.begins, nil, open.from, open.to) end
  end
end

local function union(old, new)
  local set = {}
  for name in pairs(old or {}) do set[name] = true end
  for name in pairs(new or {}) do set[name] = true end
  return faults.names(set)
end

local function collect(self, what, county, begins, before, from, to)
  local changes, by_key = self.changes, self.by_key
  local aspect, old, new, old_place, new_place = compare(from, to, self.old_formulas, self.new_formulas)
  local key = table.concat({ what, aspect, begins or "", before or "", old or "", new or "", key_of(from), key_of(to) }, "\1")
  local change = by_key[key]
  if not change then
    change = { what = what, aspect = aspect, from = begins, before = before, old = old, new = new, old_place = old_place, new_place = new_place,
      old_choice = from and from.text == old and from.choice or nil, new_choice = to and to.text == new and to.choice or nil, counties = host.list {} }
    by_key[key] = change
    changes[#changes + 1] = change
  end
  table.insert(change.counties, { path = county.path, code = county.code, name = county.name })
end

local function compare_county(self, old, new)
  for _, part in ipairs({ "values", "definitions" }) do
    for _, what in ipairs(union(old[part], new[part])) do
      compare_periods(old[part][what], new[part][what], function(begins, before, from, to) collect(self, what, new, begins, before, from, to) end)
    end
  end
end

local function compare_declarations(changes, old, new)
  for _, what in ipairs(union(old, new)) do
    local from, to = old[what], new[what]
    if not from or not to or from.text ~= to.text then
      changes[#changes + 1] = { what = what, aspect = not from and "added" or not to and "removed" or "declaration", old = from and from.text, new = to and to.text, old_place = place_of(from), new_place = place_of(to), counties = host.list {} }
    end
  end
end

-- The changes from `old` to `new`: [{ what, aspect, from?, before?, old?, new?, old_place?, new_place?,
-- counties = [{ path, code, name }] }]. Aspects: "added", "removed", "value", "assumed", "source", "formula",
-- "declaration", "county"; `old_choice`, `new_choice`: the Chinese names of choices. `from` and `before` are days (absent: without a beginning, an end).
function M.of(old, new)
  local changes = host.list {}
  local self = { changes = changes, by_key = {}, old_formulas = old.formulas, new_formulas = new.formulas }
  compare_declarations(changes, old.declarations, new.declarations)
  for _, path in ipairs(union(old.counties, new.counties)) do
    local from, to = old.counties[path], new.counties[path]
    if from and to then
      compare_county(self, from, to)
    else
      local one = from or to
      changes[#changes + 1] = { what = "county " .. (one.path ~= "" and one.path or "全国"), aspect = from and "removed" or "added", old = from and one.name, new = to and one.name, counties = host.list { { path = one.path, code = one.code, name = one.name } } }
    end
  end
  table.sort(changes, function(a, b)
    if a.what ~= b.what then return a.what < b.what end
    if (a.from or "") ~= (b.from or "") then return (a.from or "") < (b.from or "") end
    return (a.counties[1] and a.counties[1].path or "") < (b.counties[1] and b.counties[1].path or "")
  end)
  return changes
end

return M
