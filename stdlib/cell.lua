-- The one cell of memory by which the loop tells formulas about the case at hand: `slack` (how far from
-- a tie sums of doubles may have come, in fen), `held` (the identities that count, a bit each),
-- `assumed` (the layers that read an assumed value, a bit each), `mark` (the bit of the layer that runs), `phase` (the
-- number of the loop that runs).
-- A pointer, since the compiler takes the place of a small thing for a constant. Without the compiler it is a plain
-- table, which is then much faster to write.
local _, host = ...
if not host.jit then return { slack = 1e-9, held = 0, assumed = 0, mark = 0, row = 0, phase = 0 } end
local ffi = require("ffi")
local Cell = ffi.typeof("struct { double slack; uint32_t held, assumed, mark; int32_t row, phase; }")
local memory = Cell()
host.kept = memory -- a pointer holds nothing
local cell = ffi.cast(ffi.typeof("$ *", Cell), memory)
cell.slack = 1e-9
return cell
