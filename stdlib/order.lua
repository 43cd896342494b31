-- The order in which the cases of a block are settled. A household's cases come one behind the other
-- (rank 0, 1, 2 …); cases of one rank are of different households and may go through a phase together.
-- Also finds, for every case, the cells in which the sums of its person's year and of its household's
-- year are kept: that of the first case of the block with the same person (household) and year.
local ffi = require("ffi")

local M = {}

-- Memory for blocks of at most `rows` rows; `members` and `slots` as in the snapshot.
function M.new(rows, members, slots)
  return {
    rank = ffi.new("int32_t[?]", rows), act = ffi.new("int32_t[?]", rows), first = ffi.new("int32_t[?]", rows + 1),
    person_cell = ffi.new("int32_t[?]", members * slots), person_owner = ffi.new("int32_t[?]", members * slots),
    house_cell = ffi.new("int32_t[?]", slots), house_owner = ffi.new("int32_t[?]", slots), slots = slots, members = members,
  }
end

-- Numbers ranks and cells of the rows 0 … count - 1 of a block; YC and HC get the cells, slot[k] is the
-- number of the year of row k. Gives the number of ranks.
function M.number(self, cases, count, slot, YC, HC)
  local rank, slots, ranks = self.rank, self.slots, 0
  local person_cell, person_owner, house_cell, house_owner = self.person_cell, self.person_owner, self.house_cell, self.house_owner
  ffi.fill(person_owner, ffi.sizeof(person_owner), 255)
  ffi.fill(house_owner, ffi.sizeof(house_owner), 255)
  local last, in_row = -1, 0
  for k = 0, count - 1 do
    local c = cases[k]
    local household = c.household_
    in_row = household == last and in_row + 1 or 0
    last = household
    rank[k] = in_row
    ranks = math.max(ranks, in_row + 1)
    local s = slot[k]
    local at = c.member_ * slots + s
    if person_owner[at] ~= household then
      person_owner[at], person_cell[at] = household, k
    end
    if house_owner[s] ~= household then
      house_owner[s], house_cell[s] = household, k
    end
    YC[k], HC[k] = person_cell[at], house_cell[s]
  end
  return ranks
end

-- Sorts the rows by rank: act[first[r]] … act[first[r + 1] - 1] are the rows of rank r.
function M.sort(self, count, ranks)
  local rank, act, first = self.rank, self.act, self.first
  for r = 0, ranks do first[r] = 0 end
  for k = 0, count - 1 do first[rank[k] + 1] = first[rank[k] + 1] + 1 end
  for r = 1, ranks do first[r] = first[r] + first[r - 1] end
  for k = 0, count - 1 do
    local r = rank[k]
    act[first[r]] = k
    first[r] = first[r] + 1
  end
  for r = ranks, 1, -1 do first[r] = first[r - 1] end
  first[0] = 0
end

return M
