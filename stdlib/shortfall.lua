-- Rows that keep a figure from its threshold: of a figure that is to be reached those below it, of one that is not to be
-- exceeded those above it; where a place has no threshold those that count in the whole and not in the part. Of a target
-- that never has one, the rows that count in the part: what the figure is made of.
-- A newcomer expects refunds among the first: they take back what another row gave, and are nobody's to mend.
local import = ...
local faults = import("faults")
local resolve = import("resolve")

local M = {}

local MILLION = 1000000 -- thresholds have at most six decimals; so compared, they are exact

-- Gives the threshold of a target in a place on a day for a group (one that is not keyed: for all), or nil.
function M.thresholds(rules, jurisdiction, target, day)
  local name, known = target.spec.threshold, {}
  local keyed = name and rules.parameters[name] and #rules.parameters[name].by > 0
  return function(group)
    local key = keyed and tostring(group) or ""
    if known[key] == nil then
      local version = name and resolve.value(jurisdiction, name, key, day)
      known[key] = version and version.content or false
    end
    return known[key]
  end
end

-- The name of a group as sums have it, or nil.
function M.group(value)
  if value == nil then return nil end
  return faults.clean(type(value) == "number" and ("%d"):format(value) or tostring(value), 80)
end

-- Whether a row is listed.
function M.short(target, threshold, part, whole)
  if not target.spec.threshold then return part ~= 0 end
  if whole < 0 or (whole == 0 and part == 0) then return false end
  if not threshold then return part == 0 end
  local due = whole * math.floor(threshold * MILLION + 0.5)
  if target.spec.at_least then return part * MILLION < due end
  return part * MILLION > due
end

return M
