-- Settles rising bills of a few profiles and looks between them: where the middle of two bills is not
-- what the line between them says, something changes there, and it is halved until it stands between
-- two bills a fen apart. What rises steadily needs no further look.
local import = ...
local bills = import("bills")
local ffi = require("ffi")

local M = {}

local DUST = 4 -- fen by which rounding may part from a line
local MOST_POINTS, MOST_IN_ALL = 1000, 600000 -- of one line of bills, of all: a curve is broken everywhere

-- A search over a bench: points are numbered from 0; point n has its amounts at numbers[n * width …]:
-- each layer, then self-pay.
local function new_search(bench)
  return { bench = bench, width = bench.width + 1, room = 0, count = 0, profile = {}, making = {}, amount = {}, clamped = {}, failed = {} }
end

local function make_room(self, points)
  if points <= self.room then return end
  local room = math.max(points, self.room * 2, 100000)
  local numbers = ffi.new("double[?]", room * self.width)
  if self.numbers then ffi.copy(numbers, self.numbers, self.count * self.width * 8) end
  self.numbers, self.room = numbers, room
end

-- Settles the points that were added since and are not settled yet.
local function settle(self, watched)
  local first, bench = self.count + 1, self.bench
  make_room(self, #self.amount)
  local size, width, from, numbers = bench.size, self.width, bench.numbers, self.numbers
  bills.settle(bench, self.profile, self.making, self.amount, first, #self.amount, function(i, row)
    local o = bench.O[row]
    local at, source = (i - 1) * width, row * size
    for k = 0, width - 1 do numbers[at + k] = from[source + k] end
    if o.clamped_ ~= 0 then self.clamped[i] = o.clamped_ end
    if o.error_ ~= 0 then self.failed[i] = bills.fault(bench, row) end
  end, watched)
  self.count = #self.amount
end

local function add(self, profile, making, amount)
  local i = #self.amount + 1
  self.profile[i], self.making[i], self.amount[i] = profile, making, amount
  return i
end

-- Whether point m lies off the line between points a and b, in any layer or in self-pay.
local function off_line(self, a, m, b)
  local numbers, width, amount = self.numbers, self.width, self.amount
  local share = (amount[m] - amount[a]) / (amount[b] - amount[a])
  local at, am, ab = (a - 1) * width, (m - 1) * width, (b - 1) * width
  for k = 0, width - 1 do
    local line = numbers[at + k] + (numbers[ab + k] - numbers[at + k]) * share
    if math.abs(numbers[am + k] - line) > DUST then return true end
  end
  return false
end

-- Halves the pairs of points that are given (two lists), all of them at once, until nothing is off line.
local function halve(self, left, right)
  local used = {}
  while #left > 0 do
    local middles = {}
    for i = 1, #left do
      local a, b = left[i], right[i]
      middles[i] = add(self, self.profile[a], self.making[a], math.floor((self.amount[a] + self.amount[b]) / 2))
    end
    settle(self)
    local next_left, next_right = {}, {}
    local function push(a, b)
      if self.amount[b] - self.amount[a] > 1 and not self.failed[a] and not self.failed[b] then next_left[#next_left + 1], next_right[#next_right + 1] = a, b end
    end
    for i, m in ipairs(middles) do
      local line = self.profile[m] * 8 + self.making[m]
      used[line] = (used[line] or 0) + 1
      if used[line] <= MOST_POINTS and self.count < MOST_IN_ALL and not self.failed[m] and off_line(self, left[i], m, right[i]) then
        push(left[i], m)
        push(m, right[i])
      end
    end
    left, right = next_left, next_right
  end
end

-- Points of lines (lists of { profile, making }) at the amounts given, and between them.
function M.run(bench, lines, amounts, watched)
  local self = new_search(bench)
  local left, right = {}, {}
  for _, line in ipairs(lines) do
    local before
    for _, amount in ipairs(amounts) do
      local i = add(self, line.profile, line.making, amount)
      if before and amount - self.amount[before] > 1 then left[#left + 1], right[#right + 1] = before, i end
      before = i
    end
  end
  settle(self, watched)
  local open_left, open_right = {}, {}
  for i = 1, #left do
    if not self.failed[left[i]] and not self.failed[right[i]] then open_left[#open_left + 1], open_right[#open_right + 1] = left[i], right[i] end
  end
  if not watched then halve(self, open_left, open_right) end
  return self
end

-- The points of each line in the order of their amounts: calls visit(profile, making, points).
function M.each_line(self, visit)
  local lines, order = {}, {}
  for i = 1, self.count do
    local key = self.profile[i] * 8 + self.making[i]
    if not lines[key] then lines[key], order[#order + 1] = {}, key end
    table.insert(lines[key], i)
  end
  local amount = self.amount
  for _, key in ipairs(order) do
    local points = lines[key]
    table.sort(points, function(a, b) return amount[a] < amount[b] or (amount[a] == amount[b] and a < b) end)
    visit(self.profile[points[1]], self.making[points[1]], points)
  end
end

return M
