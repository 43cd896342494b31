-- Rows that keep a figure from its threshold: of a figure that is to be reached those below it, of one that is not to be
-- exceeded those above it; without a threshold those that count in the whole and not in the part.
-- A newcomer expects refunds here: they take back what another row gave, and are nobody's to mend.
local import = ...
local resolve = import("resolve")

local M = {}

local MILLION = 1000000 -- thresholds have at most six decimals; so compared, they are exact

-- The threshold of a target in a place on a day, or nil.
function M.threshold(jurisdiction, target, day)
  local version = target.spec.threshold and resolve.value(jurisdiction, target.spec.threshold, "", day)
  return version and version.content or nil
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
