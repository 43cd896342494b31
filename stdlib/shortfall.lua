-- Rows that keep a figure from its threshold: of a figure that is to be reached those below it, of one that is not to be
-- exceeded those above it; without a threshold those that count in the whole and not in the part.
-- A newcomer expects refunds here: they take back what another row gave, and are nobody's to mend.
local import = ...
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

-- Whether a row keeps the figure back.
function M.short(target, threshold, part, whole)
  if whole < 0 or (whole == 0 and part == 0) then return false end
  if not threshold then return part == 0 end
  local due = whole * math.floor(threshold * MILLION + 0.5)
  if target.spec.at_least then return part * MILLION < due end
  return part * MILLION > due
end

return M
