-- The order in which the cases of a block are settled. A household's cases come one behind the other
-- (rank 0, 1, 2 …); cases of one rank are of different households and may go through a phase together.
-- Also finds, for every case, the cells in which the sums of its person's year and of its household's
-- year are kept.
local import = ...
local layout = import("layout")
local ffi = require("ffi")
local band = require("bit").band

local M = {}

local MOST_KEYS = 8192

-- How a case becomes a number by which those that are alike stand together: what to multiply each field by, as long as
-- there are not too many numbers.
local function likeness()
  local book, like, keys = layout.book, {}, 1
  local function add(name, values)
    local fits = keys * values <= MOST_KEYS
    like[name], keys = fits and keys or 0, fits and keys * values or keys
  end
  add("identity", book.ranks[ffi.sizeof(book.ranks) - 1] + 1)
  add("level", #book.names.hospital_level + 1)
  add("referral", #book.names.referral + 1)
  add("place", #layout.places + 1)
  add("kind", #book.names.case_kind + 1)
  like.keys, like.ranks = keys, book.ranks
  return like
end

-- Memory for blocks of at most `rows` rows; `members` and `slots` as in the snapshot.
function M.new(rows, members, slots)
  return {
    rank = ffi.new("int32_t[?]", rows), act = ffi.new("int32_t[?]", rows), alike = ffi.new("int32_t[?]", rows), key = ffi.new("int32_t[?]", rows),
    room = 0, slots = slots, members = members, like = likeness(),
    person_cell = ffi.new("int32_t[?]", members * slots), person_owner = ffi.new("int32_t[?]", members * slots),
    house_cell = ffi.new("int32_t[?]", slots), house_owner = ffi.new("int32_t[?]", slots),
  }
end

-- Numbers ranks and cells of the rows 0 … count - 1 of a block; YC and HC get the cells, slot[k] is the
-- number of the year of row k. Gives the number of ranks, and how many cells there are of each kind.
function M.number(self, C, count, slot, YC, HC)
  local rank, slots, ranks, persons, houses = self.rank, self.slots, 0, 0, 0
  local person_cell, person_owner, house_cell, house_owner = self.person_cell, self.person_owner, self.house_cell, self.house_owner
  ffi.fill(person_owner, ffi.sizeof(person_owner), 255)
  ffi.fill(house_owner, ffi.sizeof(house_owner), 255)
  local last, in_row = -1, 0
  for k = 0, count - 1 do
    local c = C[k]
    local household = c.household_
    in_row = household == last and in_row + 1 or 0
    last = household
    rank[k] = in_row
    ranks = math.max(ranks, in_row + 1)
    local s = slot[k]
    local at = c.member_ * slots + s
    if person_owner[at] ~= household then
      person_owner[at], person_cell[at], persons = household, persons, persons + 1
    end
    if house_owner[s] ~= household then
      house_owner[s], house_cell[s], houses = household, houses, houses + 1
    end
    YC[k], HC[k] = person_cell[at], house_cell[s]
  end
  return ranks, persons, houses
end

-- Puts the rows of `from` (nil: 0 … count - 1) into `to`, by key[row] of `keys` keys; equal ones stay in order. Afterwards
-- the rows with key i end before first[i + 1] and begin at first[i].
local function sort(self, from, to, key, count, keys)
  if keys + 1 > self.room then self.first, self.room = ffi.new("int32_t[?]", keys + 1), keys + 1 end
  local first = self.first
  ffi.fill(first, 4 * (keys + 1))
  for k = 0, count - 1 do first[key[k] + 1] = first[key[k] + 1] + 1 end
  for i = 1, keys do first[i] = first[i] + first[i - 1] end
  for at = 0, count - 1 do
    local k = from and from[at] or at
    local i = key[k]
    to[first[i]] = k
    first[i] = first[i] + 1
  end
  for i = keys, 1, -1 do first[i] = first[i - 1] end
  first[0] = 0
end

-- Cases that are alike take the same way through the formulas, whose code and branches are known to the processor then.
local FEW = 64

local function sort_alike(self, C, count)
  local key, like = self.key, self.like
  local kind, place, referral, level, identity, rank_of, known = like.kind, like.place, like.referral, like.level, like.identity, like.ranks, ffi.sizeof(like.ranks) - 1
  for k = 0, count - 1 do
    local c = C[k]
    key[k] = c.kind_ * kind + c.place_ * place + c.referral_ * referral + c.hospital_level_ * level + rank_of[band(c.held_any_, known)] * identity
  end
  sort(self, nil, self.alike, key, count, like.keys)
end

-- Sorts the rows by rank and program: act[first[i]] … act[first[i + 1] - 1] are the rows of list i = rank * (programs + 1)
-- + number of the program; number 0 has the dead rows. `program_numbers`: group → program, -1 for dead rows. Gives
-- the number of lists.
function M.sort(self, C, count, ranks, G, program_numbers, programs)
  local from = nil
  if count >= FEW then
    sort_alike(self, C, count)
    from = self.alike
  end
  local key, rank, step = self.key, self.rank, programs + 1
  for k = 0, count - 1 do key[k] = rank[k] * step + math.max(program_numbers[G[k]], 0) end
  sort(self, from, self.act, key, count, ranks * step)
  return ranks * step
end

return M
