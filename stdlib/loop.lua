-- Writes the loops over cases as Lua text for one program: one loop a phase (begin, each accumulator,
-- each layer, end), so that the branches of one layer do not multiply with those of another in the
-- compiler of traces. All cases that pass through a phase together are of different households. What
-- a formula may see is only `c` (the case), p, the year, the bill, history.
local import = ...
local faults = import("faults")
local layout = import("layout")

local M = {}

local function writer()
  local text = {}
  return text, function(form, ...) text[#text + 1] = select("#", ...) > 0 and form:format(...) or form end
end

-- `act` lists the rows of the phase, counted within the block. What formulas get (CR, YR, BR) are
-- references that were made once: one made per case would be memory to collect.
local function write_head(put)
  put("local cell, CR, B, BR, Y, YR, H, P, G, YC, HC, progress, run_slot, remember, bad, history, entry, floor, max, min = ...")
  put("return function(act, j, n, base, O)")
  put("  while j < n do")
  put("    local k = act[j]")
  put("    local c, bill = CR[k], B[k]")
  put("    progress.position = base + k")
end

local function write_foot(put)
  put("    j = j + 1")
  put("  end")
  put("end")
end

local function write_begin(put, program, names, household_sums)
  write_head(put)
  put("    local y, h = Y[YC[k]], H[HC[k]]")
  put("    local total, in_scope = c.total_cost, c.in_scope_cost")
  put("    bill.slack_ = (h.magnitude_ + total) * %.17g + 1e-9", 2 ^ -49)
  put("    bill.held_, bill.assumed_, bill.clamped_ = c.%s, 0, 0", layout.held_fields[program.reading.identity_by])
  put("    bill.total, bill.in_scope_left, bill.out_of_scope_left, bill.self_pay, bill.paid, bill.reimbursed = total, in_scope, total - in_scope, total, 0, 0")
  for _, name in ipairs(names.layers) do put("    bill.%s = 0", name) end
  for _, name in ipairs(names.accumulators) do
    if household_sums[name] then put("    y.%s = h.%s", name, name) end
    put("    bill.%s_before_ = y.%s", name, name)
  end
  write_foot(put)
end

-- What the formula is told beside its arguments, and the call.
local function write_call(put, call, number, mark, marking)
  put("    progress.layer = %d", number)
  put("    local slack = bill.slack_")
  put("    cell.slack, cell.held, cell.mark, cell.row = slack, bill.held_, %d, base + k", mark)
  if marking then put("    cell.assumed = bill.assumed_") end
  put("    local v = %s(c, P[G[k]], YR[YC[k]], BR[k], history)", call)
  if marking then put("    bill.assumed_ = cell.assumed") end
end

local function write_accumulator(put, accumulator, number, mark, marking)
  put("local adds = (select(17, ...)).adds")
  write_head(put)
  write_call(put, "adds", number, mark, marking)
  put("    if type(v) ~= 'number' or not (v > -1e15 and v < 1e15) then bad('accumulator', entry, v) end")
  put("    local y = Y[YC[k]]")
  put("    y.%s = y.%s + floor(v + 0.5 + slack)", accumulator.name, accumulator.name)
  write_foot(put)
end

-- What a layer returns: a number, rounded half-up, not below 0, not above what is open of its part.
local function write_layer(put, layer, number, marking)
  local open = layer.covers == "in_scope" and "bill.in_scope_left" or layer.covers == "out_of_scope" and "bill.out_of_scope_left" or "bill.self_pay"
  put("local pays = (select(17, ...)).pays")
  write_head(put)
  write_call(put, "pays", number, 2 ^ (number - 1), marking)
  put("    if type(v) ~= 'number' or not (v > -1e15 and v < 1e15) then bad('layer', entry, v) end")
  put("    v = max(floor(v + 0.5 + slack), 0)")
  put("    local open = %s", open)
  put("    if v > open then v, bill.clamped_ = open, bill.clamped_ + %d end", 2 ^ (number - 1))
  if layer.covers == "in_scope" then
    put("    bill.in_scope_left = open - v")
  elseif layer.covers == "out_of_scope" then
    put("    bill.out_of_scope_left = open - v")
  else
    put("    local in_left = bill.in_scope_left")
    put("    local inside = min(v, in_left)")
    put("    bill.in_scope_left, bill.out_of_scope_left = in_left - inside, bill.out_of_scope_left - (v - inside)")
  end
  put("    bill.self_pay, bill.paid, bill.%s = bill.self_pay - v, bill.paid + v, v", layer.name)
  if layer.reimburses then put("    bill.reimbursed = bill.reimbursed + v") end
  write_foot(put)
end

-- Only when every layer has paid are the sums of the year and the result written.
local function write_end(put, program, names, household_sums)
  local place = {}
  for _, layer in ipairs(program.layers) do place[layer.name] = true end
  write_head(put)
  put("    local y, h, o = Y[YC[k]], H[HC[k]], O[base + k]")
  for _, layer in ipairs(program.layers) do put("    y.%s = y.%s + bill.%s", layer.name, layer.name, layer.name) end
  for name in pairs(household_sums) do put("    h.%s = y.%s", name, name) end
  put("    h.magnitude_ = h.magnitude_ + bill.total")
  for _, name in ipairs(names.layers) do put("    o.%s = %s", name, place[name] and "bill." .. name or "0") end
  put("    o.self_pay, o.reimbursed = bill.self_pay, bill.reimbursed")
  put("    o.assumed_, o.clamped_, o.error_ = bill.assumed_, bill.clamped_, 0")
  put("    o.status_ = c.%s_slot_ == run_slot and 1 or 2", program.reading.year_by)
  put("    if c.refunded_ ~= 0 then remember(base + k, y, bill) end")
  write_foot(put)
end

-- The phases of a program in order: { name, text, entry (the layer or accumulator) }. `household_sums`:
-- set of the accumulators kept per household. `marking`: note which layers read assumed values.
function M.write(program, names, household_sums, marking)
  local phases = {}
  local function add(name, entry, write, ...)
    local text, put = writer()
    write(put, ...)
    phases[#phases + 1] = { name = name, entry = entry, text = table.concat(text, "\n") }
  end
  local count = #program.layers
  local numbers = {} -- a layer's bit and number are those of its declaration, the same in every order
  for number, name in ipairs(names.layers) do numbers[name] = number end
  local function number_at(i) return numbers[program.layers[math.min(i, count)].name] end
  add("begin", nil, write_begin, program, names, household_sums)
  for i = 1, count + 1 do
    for _, accumulator in ipairs(program.slots[i]) do
      add(accumulator.name, accumulator, write_accumulator, accumulator, number_at(i), 2 ^ (number_at(i) - 1), marking)
    end
    local layer = program.layers[i]
    if layer then add(layer.name, layer, write_layer, layer, number_at(i), marking) end
  end
  add("end", nil, write_end, program, names, household_sums)
  return phases
end

-- A phase as a function of the values that its head names.
function M.compile(phase)
  local chunk, why = loadstring(phase.text, "@stdlib/(" .. phase.name .. ")")
  if not chunk then faults.raise("E736", 70, "the loop that was written does not compile: " .. why) end
  return chunk
end

return M
