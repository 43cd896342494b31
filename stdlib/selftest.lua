-- Probes for faults of LuaJIT's compiler that are known to give wrong results in silence. Each probe
-- computes something whose answer is known, often enough to be compiled. Returns nil when all is
-- well; otherwise switches the compiler off and returns the name of the probe that failed.
local probes = {}

-- Nested pairs in a function called many times lost its place.
function probes.nested_pairs()
  local outer, inner = { a = 1, b = 2, c = 3 }, { x = 10, y = 20 }
  local function sum()
    local total = 0
    for _, left in pairs(outer) do
      for _, right in pairs(inner) do total = total + left * right end
    end
    return total
  end
  for _ = 1, 20000 do
    if sum() ~= 180 then return false end
  end
  return true
end

-- The length of a table through a second name in a hot loop was taken from before a write.
function probes.length_through_alias()
  local list = {}
  local alias = list
  local total = 0
  for i = 1, 1000 do
    list[i] = i
    total = total + #alias
  end
  return total == 500500
end

-- A __concat metamethod in a hot loop broke the stack.
function probes.concat_metamethod()
  local object = setmetatable({}, { __concat = function(left, right) return 7 end })
  local total = 0
  for _ = 1, 500 do total = total + (object .. "x") end
  return total == 3500
end

-- What a constant view of changing memory reads must not be taken from an earlier round.
function probes.constant_view()
  local ffi = require("ffi")
  local cell = ffi.new("struct { double value; }")
  local view = ffi.cast("const double *", cell)
  local total = 0
  for i = 1, 1000 do
    cell.value = i
    total = total + view[0]
  end
  return total == 500500
end

-- Half-up rounding with clamps on both sides: 0 five times, 1 to 49 ten times each, then 50.
function probes.rounding()
  local floor, max, min = math.floor, math.max, math.min
  local sum = 0
  for i = 0, 999 do sum = sum + max(0, min(floor(i / 10 + 0.5 + 1e-9), 50)) end
  return sum == 10 * (49 * 50 / 2) + 50 * 505
end

local order = { "nested_pairs", "length_through_alias", "concat_metamethod", "constant_view", "rounding" }

return function(compiler_on)
  if not compiler_on then return nil end
  for _, name in ipairs(order) do
    local ok, right = pcall(probes[name])
    if not ok or not right then
      jit.off()
      jit.flush()
      return name
    end
  end
  return nil
end
