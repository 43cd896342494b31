-- Where one scenario of a stack stands over another: the same value or definition, at one place or one within
-- the other, for the same identities and days. The later wins; a person may want to know.
local import, host = ...
local faults = import("faults")
local overlay = import("overlay")

local M = {}

-- What a holder says: a list of { kind, name, version }, in a fixed order; changes stack and are left out.
local function said_by(laid)
  local list = {}
  local function add(kind, name, versions)
    for _, version in ipairs(versions) do
      if not version.change then list[#list + 1] = { kind = kind, name = name, version = version, laid = laid } end
    end
  end
  for _, name in ipairs(faults.names(laid.values)) do
    for _, key in ipairs(faults.names(laid.values[name])) do add("parameter", name .. (key ~= "" and "." .. key:gsub("|", ".") or ""), laid.values[name][key]) end
  end
  for _, plural in ipairs({ "layers", "accumulators", "targets", "flags" }) do
    for _, name in ipairs(faults.names(laid.definitions[plural] or {})) do add(plural:sub(1, -2), name, laid.definitions[plural][name]) end
  end
  add("settlement", "settlement", laid.definitions.settlement or {})
  return list
end

local function meet(one, other)
  local a, b = one.version, other.version
  if a.ends and b.begins > a.ends or b.ends and a.begins > b.ends then return false end
  local x, y = one.laid, other.laid
  return (not x.identity or not y.identity or x.identity == y.identity) and (overlay.is_within(x.at, y.at) or overlay.is_within(y.at, x.at))
end

-- The overlaps of the scenarios that lie over the rules now, those among the first `count` and in places that `concerns`
-- denies left out: { kind, name, place, place_name, file, line, over_file, over_line }, the later first; one for each two lines.
function M.of(rules, count, concerns)
  local rows, by_name, seen = host.list {}, {}, {}
  for number = 1, overlay.root(rules).laid or 0 do
    local new = {}
    for _, laid in ipairs(overlay.laid(rules, number)) do
      for _, one in ipairs(concerns(laid.at) and said_by(laid) or {}) do new[#new + 1] = one end
    end
    for _, one in ipairs(new) do
      local v = one.version
      for _, other in ipairs(by_name[one.kind .. " " .. one.name] or {}) do
        local w = other.version
        local key = ("%s %s:%d %s:%d %s"):format(one.name, v.file, v.line, w.file, w.line, one.laid.path)
        if number > count and not seen[key] and meet(one, other) then
          seen[key] = true
          rows[#rows + 1] = { kind = one.kind, name = one.name, place = one.laid.path, place_name = one.laid.path == "" and "全国" or one.laid.name, file = v.file, line = v.line, over_file = w.file, over_line = w.line }
        end
      end
    end
    for _, one in ipairs(new) do
      local key = one.kind .. " " .. one.name
      by_name[key] = by_name[key] or {}
      table.insert(by_name[key], one)
    end
  end
  return rows
end

return M
