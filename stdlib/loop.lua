-- Writes the loops over cases as Lua text for one program: one loop a phase (begin, each accumulator,
-- each layer, end), so that the branches of one layer do not multiply with those of another in the
-- compiler of traces. All cases that pass through a phase together are of different households. What
-- a formula may see is only `c` (the case), p, the year, the bill, history.
local import = ...
local faults = import("faults")
local layout = import("layout")
local purity = import("purity")

local M = {}

local function writer()
  local text = {}
  return text, function(form, ...) text[#text + 1] = select("#", ...) > 0 and form:format(...) or form end
end

-- Memory is reached through the one struct `at` (see evaluate.lua), whose place is a constant of the loop; `at.L` lists the
-- rows of the phase, `at.B` has their bills in the order of the list.
local function write_head(put, number)
  put("  if first <= %d then", number)
  put("  cell.phase = %d", number)
  put("  while j < n do")
  put("    local row = at.L[j]")
  put("    local c, bill, year_cell, slack = at.C[row], at.B[j], at.YC[row]")
  put("    progress.position = row")
end

local function write_foot(put)
  put("    j = j + 1")
  put("  end")
  put("  j = 0")
  put("  end")
end

-- A new bill is all zeros.
local function write_begin(put, program, names, household_sums)
  put("    do")
  put("      local h = at.H[at.HC[row]]")
  put("      local total, in_scope = c.total_cost, c.in_scope_cost")
  put("      slack = (h.magnitude_ + total) * %.17g + 1e-9", 2 ^ -49)
  put("      bill.slack_, bill.held_ = slack, c.%s", layout.held_fields[program.reading.identity_by])
  put("      bill.total, bill.in_scope_left, bill.out_of_scope_left, bill.self_pay = total, in_scope, total - in_scope, total")
  for _, name in ipairs(names.accumulators) do
    if household_sums[name] then put("      at.Y[year_cell].%s = h.%s", name, name) end
  end
  put("    end")
end

-- Whether a formula takes the history, and may ask it.
local function asks_history(part)
  local info = debug.getinfo(part.fn, "u")
  return info.isvararg or info.nparams > 4
end

-- What formulas are told beside their arguments; once in a phase.
local function write_told(put, parts, marking, with_fields)
  put("    cell.slack, cell.held = slack, bill.held_")
  for _, part in ipairs(parts) do
    if asks_history(part) then put("    cell.row = row") break end
  end
  if marking then put("    cell.assumed = bill.assumed_") end
  put("    local p, yv, b = P[at.G[row]], at.YV[year_cell], at.BV[j]")
  if with_fields then put("    current.p = p") end
  put("    local v, open")
end

-- A call: the number of the layer in `progress.layer` says which entry runs, should it fail.
local function write_call(put, part, marking)
  put("    progress.layer = %d", part.number * 64 + part.place)
  if marking then put("    cell.mark = %d", 2 ^ (part.number - 1)) end
  put("    v = run%d(c, p, yv, b%s)", part.place, asks_history(part) and ", history" or "")
  put("    if type(v) ~= 'number' or not (v > -1e15 and v < 1e15) then bad('%s', entries[%d], v) end", part.kind, part.place)
end

local function write_accumulator(put, part, marking)
  local name = part.entry.name
  write_call(put, part, marking)
  put("    do")
  put("      local y, added = at.Y[year_cell], floor(v + 0.5 + slack)")
  put("      y.%s, bill.%s_added_ = y.%s + added, added", name, name, name)
  put("    end")
end

-- What a layer returns: a number, rounded half-up, not below 0, not above what is open of its part.
local function write_layer(put, part, marking)
  local layer = part.entry
  write_call(put, part, marking)
  put("    v = max(floor(v + 0.5 + slack), 0)")
  put("    open = %s", layer.covers == "in_scope" and "bill.in_scope_left" or layer.covers == "out_of_scope" and "bill.out_of_scope_left" or "bill.self_pay")
  put("    if v > open then v, bill.clamped_ = open, bill.clamped_ + %d end", 2 ^ (part.number - 1))
  if layer.covers == "in_scope" then
    put("    bill.in_scope_left = open - v")
  elseif layer.covers == "out_of_scope" then
    put("    bill.out_of_scope_left = open - v")
  else
    put("    do")
    put("      local in_left = bill.in_scope_left")
    put("      local inside = min(v, in_left)")
    put("      bill.in_scope_left, bill.out_of_scope_left = in_left - inside, bill.out_of_scope_left - (v - inside)")
    put("    end")
  end
  put("    bill.self_pay, bill.paid, bill.%s = bill.self_pay - v, bill.paid + v, v", layer.name)
  if layer.reimburses then put("    bill.reimbursed = bill.reimbursed + v") end
end

-- Only when every layer has paid are the sums of the year and the result written.
local function write_end(put, program, names, household_sums)
  local place = {}
  for _, layer in ipairs(program.layers) do place[layer.name] = true end
  put("    do")
  put("      local y, h, o = at.Y[year_cell], at.H[at.HC[row]], at.O[row]")
  for _, name in ipairs(names.layers) do
    if place[name] then
      put("      do local paid = bill.%s y.%s, o.%s = y.%s + paid, paid end", name, name, name, name)
    else
      put("      o.%s = 0", name)
    end
  end
  for name in pairs(household_sums) do put("      h.%s = y.%s", name, name) end
  put("      h.magnitude_ = h.magnitude_ + bill.total")
  put("      o.self_pay, o.reimbursed = bill.self_pay, bill.reimbursed")
  put("      o.assumed_, o.clamped_, o.error_ = bill.assumed_, bill.clamped_, 0")
  put("      o.status_ = c.%s_slot_ == run_slot and 1 or 2", program.reading.year_by)
  put("      if c.refunded_ ~= 0 then remember(row, bill) end")
  put("    end")
end

-- The layers and accumulators of a program in order: { kind, entry, place (in the list), number (of the
-- layer by declaration, for its bit), weight (ways through it) }.
local function parts_of(program, names)
  local parts, numbers, count = {}, {}, #program.layers
  for number, name in ipairs(names.layers) do numbers[name] = number end
  local function add(kind, entry, fn, i)
    parts[#parts + 1] = { kind = kind, entry = entry, place = #parts + 1, number = numbers[program.layers[math.min(i, count)].name], weight = purity.branches(fn), fn = fn }
  end
  for i = 1, count + 1 do
    for _, accumulator in ipairs(program.slots[i]) do add("accumulator", accumulator, accumulator.adds, i) end
    if program.layers[i] then add("layer", program.layers[i], program.layers[i].pays, i) end
  end
  return parts
end

-- Parts that share a phase: those with many ways stand alone, since their ways would multiply.
local MOST_WAYS = 80

local function phases_of(parts)
  local phases, ways = { {} }, 0
  for _, part in ipairs(parts) do
    if #phases[#phases] > 0 and ways + part.weight > MOST_WAYS then
      phases[#phases + 1], ways = {}, 0
    end
    table.insert(phases[#phases], part)
    ways = ways + part.weight
  end
  return phases
end

local function write_phase(put, parts, marking)
  for _, part in ipairs(parts) do
    if part.kind == "layer" then write_layer(put, part, marking) else write_accumulator(put, part, marking) end
  end
  if marking and #parts > 0 then put("    bill.assumed_ = cell.assumed") end
end

-- Phases that stand in one function, one loop behind the other: what ends one loop then leads into the next without
-- leaving compiled code. A function has room for so many parts, each of which is an upvalue.
local MOST_PARTS = 40

local function chains_of(phases)
  local chains, parts = { {} }, 0
  for number, phase in ipairs(phases) do
    if #chains[#chains] > 0 and parts + #phase > MOST_PARTS then
      chains[#chains + 1], parts = {}, 0
    end
    table.insert(chains[#chains], number)
    parts = parts + #phase
  end
  return chains
end

local function write_loop(put, self, number)
  local phase = self.phases[number]
  write_head(put, number)
  if number == 1 then write_begin(put, self.program, self.names, self.household_sums) else put("    slack = bill.slack_") end
  write_told(put, phase, self.marking, self.with_fields)
  write_phase(put, phase, self.marking)
  if number == #self.phases then write_end(put, self.program, self.names, self.household_sums) end
  write_foot(put)
end

-- A chain as a text that gives function(first, j, n, P): sends the rows j … n - 1 of the list through phase `first`, and
-- all rows through the phases behind it; `cell.phase` tells which one runs.
local function write_chain(self, chain)
  local text, put = writer()
  put("local cell, at, progress, run_slot, remember, bad, history, entries, type, floor, max, min, current = ...")
  for _, number in ipairs(chain) do
    for _, part in ipairs(self.phases[number]) do put("local run%d = entries[%d].%s", part.place, part.place, part.kind == "layer" and "pays" or "adds") end
  end
  put("return function(first, j, n, P)")
  for _, number in ipairs(chain) do write_loop(put, self, number) end
  put("end")
  return table.concat(text, "\n")
end

-- The chains of a program in order, as { first (number of its first phase), text }, and the list of its entries (layers and
-- accumulators) by the numbers that `progress.layer` has while they run. `household_sums`: set of the accumulators kept
-- per household. `marking`: note which layers read assumed values. `with_fields`: rules have added fields to a case.
function M.write(program, names, household_sums, marking, with_fields)
  local parts, entries, written = parts_of(program, names), {}, {}
  for i, part in ipairs(parts) do entries[i] = part.entry end
  local self = { program = program, names = names, household_sums = household_sums, marking = marking, with_fields = with_fields, phases = phases_of(parts) }
  for i, chain in ipairs(chains_of(self.phases)) do
    written[i] = { first = chain[1], text = write_chain(self, chain) }
  end
  return written, entries
end

-- A chain as a function of the values that its head names.
function M.compile(chain)
  local chunk, why = loadstring(chain.text, "@stdlib/(program)")
  if not chunk then faults.raise("E736", 70, "the loop that was written does not compile: " .. why) end
  return chunk
end

return M
