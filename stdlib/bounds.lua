-- The bounds in a set of rules: amounts at which a settlement changes its course (deductibles, thresholds,
-- caps, bounds of tiers). One entry for each value that is in force in some county, found by trial: a bound
-- matters to a stay if the result changes when it is moved.
local import = ...
local faults = import("faults")
local units = import("units")
local tiers = import("tiers")
local resolve = import("resolve")
local catalogue = import("catalogue")

local M = {}

-- The tiers of a version with one of their amounts replaced.
local function moved_tiers(version, part, fen)
  local spec, copy = version.content.spec, {}
  for key, value in pairs(spec) do copy[key] = value end
  for i, band in ipairs(spec) do
    copy[i] = {}
    for key, value in pairs(band) do copy[i][key] = value end
  end
  if part == "threshold" then copy.threshold = units.make("yuan", fen)
  else copy[part].upto = units.make("yuan", fen) end
  return units.open(tiers.tiers(copy)).content
end

-- Calls run() with a bound at another amount.
function M.moved(bound, fen, run)
  local version, kept = bound.version, bound.version.content
  version.content = bound.part and moved_tiers(version, bound.part, fen) or fen
  local ok, result, more = pcall(run)
  version.content = kept
  if not ok then error(result, 0) end
  return result, more
end

local function parts_of(declared, version)
  if declared.unit == "yuan" then return { { fen = version.content } } end
  local spec, parts = version.content.spec, {}
  if spec.threshold then parts[1] = { part = "threshold", fen = units.open(spec.threshold).content } end
  for i, band in ipairs(spec) do
    local upto = band.upto and units.open(band.upto).content
    local next_one = spec[i + 1] and spec[i + 1].upto and units.open(spec[i + 1].upto).content
    if upto then parts[#parts + 1] = { part = i, fen = upto, most = next_one and math.floor((upto + next_one) / 2) } end
  end
  return parts
end

local function add(list, seen, declared, key, version, at, leaf, day)
  if seen[version] then
    table.insert(seen[version].days, day)
    return
  end
  seen[version] = { days = { day } }
  for _, one in ipairs(parts_of(declared, version)) do
    local name = declared.name .. (key ~= "" and "." .. key:gsub("|", ".") or "") .. (one.part and (one.part == "threshold" and " (threshold)" or (" (band %d)"):format(one.part)) or "")
    list[#list + 1] = { name = name, parameter = declared, key = key, version = version, part = one.part, fen = one.fen, most = one.most, at = at, leaf = leaf, days = seen[version].days }
  end
end

local function days_of(leaf)
  local days = { units.day_number("2018-06-30") }
  for _, day in ipairs(resolve.edges(leaf)) do days[#days + 1] = day end
  return days
end

local function is_leaf(rules, j)
  for _, other in ipairs(rules.jurisdiction_order) do
    if other.parent == j then return false end
  end
  return true
end

-- All bounds: { name, parameter, key, version, part ("threshold", a band, or nil), fen, at (the place that
-- has it), leaf (a county where it holds), days (on which it does) }, in the order of declarations.
function M.all(rules)
  local list, seen = {}, {}
  for _, name in ipairs(rules.parameter_order) do
    local declared = rules.parameters[name]
    if declared.unit == "yuan" or declared.unit == "tiers" then
      for _, key in ipairs(catalogue.keys(rules, declared)) do
        for _, leaf in ipairs(rules.jurisdiction_order) do
          for _, day in ipairs(is_leaf(rules, leaf) and days_of(leaf) or {}) do
            local version, at = resolve.value(leaf, name, key, day)
            if version then add(list, seen, declared, key, version, at, leaf, day) end
          end
        end
      end
    end
  end
  return list
end

-- The path of the place in whose test a bound is looked at.
function M.place(bound) return bound.at.path ~= "" and bound.at.path or bound.leaf.path end

-- True if two lists of outcomes (testing.outcomes) are the same in every amount.
function M.same(left, right)
  if not left or not right or #left ~= #right then return left == right end
  for i, one in ipairs(left) do
    local other = right[i]
    if (one.fault ~= nil) ~= (other.fault ~= nil) then return false end
    for _, name in ipairs(one.amounts and faults.names(one.amounts) or {}) do
      if one.amounts[name] ~= other.amounts[name] then return false end
    end
  end
  return true
end

return M
