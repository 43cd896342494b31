-- Tables of tiers: bands that no amount reaches, ratios that fall, bands behind the cap. The threshold
-- and the cap of a table `x.tiers` are, beside its own, the parameters `x.threshold` and `x.cap`.
local import = ...
local faults = import("faults")
local units = import("units")
local resolve = import("resolve")
local calendar = import("calendar")
local findings = import("findings")

local M = {}

local function yuan(fen) return ("%.2f"):format(fen / 100) end

local function span(t, i) return t.upto[i] == math.huge and "above " .. yuan(t.above[i]) or yuan(t.above[i]) .. " to " .. yuan(t.upto[i]) end

local MOST_LINES = 60 -- of one table

-- Where band i (from 0) of a table stands: its ratio or amount is the one behind i others.
local function band_place(content, i)
  local count = -1
  for line = content.line or 1, (content.line or 1) + MOST_LINES do
    local text = content.file and faults.line(content.file, line)
    if not text then break end
    for at, word in (" " .. text:gsub("%-%-.*", "")):gmatch("[^%w_\128-\255]()([%w_\128-\255]+)%s*=") do
      if word == "ratio" or word == "amount" or word == "比例" or word == "定额" then count = count + 1 end
      if count == i then return { file = content.file, line = line, column = faults.characters(text:sub(1, at - 2)) + 1, width = faults.characters(word) } end
    end
  end
  return { file = content.file, line = content.line }
end

-- Tables of one text that several keys share are looked at once.
local function each_table(rules, visit)
  calendar.each(rules, function(j, name, key, list)
    if rules.parameters[name].unit ~= "tiers" then return end
    for _, version in ipairs(list) do visit(j, name, key, version) end
  end)
end

local function check_falling(found, rules)
  local seen = {}
  each_table(rules, function(j, name, key, version)
    local t = version.content.bands
    if seen[version.content] then return end
    seen[version.content] = true
    for i = 1, t.bands - 1 do
      if t.ratio[i] < t.ratio[i - 1] and t.amount[i] == 0 and t.amount[i - 1] == 0 then
        found[#found + 1] = findings.make("W122", findings.full(name, key), band_place(version.content, i),
          ("the ratio of '%s' falls from %s to %s at %s yuan"):format(findings.full(name, key), units.text("ratio", t.ratio[i - 1]), units.text("ratio", t.ratio[i]), yuan(t.above[i])),
          "tiers usually rise with the cost; are two of them in each other's place?", j.path)
      end
    end
  end)
end

-- A single value beside a table, of the same key where it has keys; nil if there is none.
local function beside(rules, j, name, key, day, last)
  local other = name:gsub("[^.]+$", last)
  local declared = rules.parameters[other]
  if not declared then return nil end
  return resolve.value(j, other, #declared.by > 0 and key or "", day)
end

-- What a marginal table pays for the base at which band i begins.
local function paid_below(t, threshold, i)
  local sum = 0
  for k = 0, i - 1 do
    local above = t.absolute and math.max(t.above[k], threshold) or t.above[k]
    sum = sum + math.max(0, t.upto[k] - above) * t.ratio[k]
  end
  return sum
end

local function check_threshold(found, at, j, t, threshold)
  for i = 0, t.bands - 1 do
    if t.absolute and t.upto[i] <= threshold then
      found[#found + 1] = findings.make("W121", at.full, band_place(at.content, i), ("the band %s of '%s' is never reached: the threshold is %s%s"):format(span(t, i), at.full, yuan(threshold), at.threshold), "bounds are \"absolute\" here; are they meant \"over_threshold\"?", j.path)
    end
  end
end

local function check_cap(found, at, j, t, threshold, cap)
  for i = 1, t.bands - 1 do
    local paid = paid_below(t, threshold, i)
    if t.marginal and paid >= cap.content then
      found[#found + 1] = findings.make("W123", at.full, band_place(at.content, i), ("the band %s of '%s' is never paid: the bands below pay %s, the cap is %s (%s:%d)"):format(span(t, i), at.full, yuan(paid), yuan(cap.content), cap.file, cap.line), "is there a digit too few in the cap?", j.path)
      return
    end
  end
end

local function check_in_force(found, rules, j, name, key, day, seen)
  local version = resolve.value(j, name, key, day)
  if not version then return end
  local t, full = version.content.bands, findings.full(name, key)
  local outer, cap, kind = beside(rules, j, name, key, day, "threshold"), beside(rules, j, name, key, day, "cap"), beside(rules, j, name, key, day, "cap_kind")
  local mark = ("%s %s:%d %s:%d"):format(version.content.text, outer and outer.file or "", outer and outer.line or 0, cap and cap.file or "", cap and cap.line or 0)
  local capped = not (kind and kind.content == "none") and cap
  if seen[mark] and (seen[mark] == 2 or not capped) then return end
  local own = t.threshold > 0 or not outer
  local threshold = own and t.threshold or outer.content
  local at = { full = full, content = version.content, threshold = own and "" or (" (%s:%d)"):format(outer.file, outer.line) }
  if not seen[mark] then check_threshold(found, at, j, t, threshold) end
  if capped then check_cap(found, at, j, t, threshold, cap) end
  seen[mark] = capped and 2 or 1
end

local function check_places(found, rules)
  local seen = {}
  for _, j in ipairs(rules.jurisdiction_order) do
    for _, name in ipairs(rules.parameter_order) do
      local declared = rules.parameters[name]
      local keys = declared.unit == "tiers" and (#declared.by == 1 and rules.enumerations[declared.by[1]].names or #declared.by == 0 and { "" }) or {}
      for _, key in ipairs(keys) do
        for _, day in ipairs(resolve.edges(j)) do check_in_force(found, rules, j, name, key, day, seen) end
      end
    end
  end
end

-- Adds what is found to a list.
function M.check(found, rules)
  check_falling(found, rules)
  check_places(found, rules)
end

return M
