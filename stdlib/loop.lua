-- Writes the loop over cases as Lua text for one program: its layers in order, each called at a place
-- of its own, so that the compiler of traces sees one callee a place. A line here is a line of the
-- loop; what a formula may see is only `c` (the case), `p`, `y` (the year), `b` (the bill), history.
local import = ...
local faults = import("faults")
local layout = import("layout")

local M = {}

local function writer()
  local text = {}
  return text, function(form, ...) text[#text + 1] = select("#", ...) > 0 and form:format(...) or form end
end

local function write_head(put, program)
  put("local cell, bill, b, C, Y, YV, H, progress, slots, run_slot, switch, undo, remember, bad, saved, history, L, A, floor, max, min = ...")
  for i in ipairs(program.layers) do put("local pays%d = L[%d].pays", i, i) end
  for i, slot in ipairs(program.slots) do
    for j, accumulator in ipairs(slot) do put("local adds%d_%d = A[%d][%d].adds", i, j, i, j) end
  end
  put("return function(i, last, O)")
  put("  progress.position = i")
  put("  local p, county, first, past, first_rate, past_rate = switch(C[i])")
  put("  while i <= last do")
  put("    local c, o = C[i], O[i]")
  put("    progress.position = i")
  put("    local settled, day = c.settled, c.%s", layout.day_fields[program.reading.rates_by])
  put("    if c.county_ ~= county or settled < first or settled >= past or day < first_rate or day >= past_rate then")
  put("      local q")
  put("      q, county, first, past, first_rate, past_rate = switch(c)")
  put("      if q == nil then return i end")
  put("      p = q")
  put("    end")
  put("    if c.refund_of_ >= 0 then")
  put("      undo(i)")
  put("    else")
end

-- A new household, or a new member or year of it, begins with empty sums.
local function write_year(put, program, names, household_sums)
  put("      local slot = c.%s_slot_", program.reading.year_by)
  put("      local at = c.member_ * slots + slot")
  put("      local h, y, yv = H[slot], Y[at], YV[at]")
  put("      local owner = c.household_")
  put("      if h.owner_ ~= owner then")
  put("        h.owner_, h.magnitude_ = owner, 0")
  for name in pairs(household_sums) do put("        h.%s = 0", name) end
  put("      end")
  put("      if y.owner_ ~= owner then")
  put("        y.owner_ = owner")
  for _, name in ipairs(names.layers) do put("        y.%s = 0", name) end
  for _, name in ipairs(names.accumulators) do put("        y.%s = 0", name) end
  put("      end")
  for _, name in ipairs(names.accumulators) do
    if household_sums[name] then put("      y.%s = h.%s", name, name) end
    put("      saved.%s = y.%s", name, name)
  end
end

local function write_bill(put, program, names)
  put("      local total, in_scope = c.total_cost, c.in_scope_cost")
  put("      local magnitude = h.magnitude_ + total")
  put("      local slack = magnitude * %.17g + 1e-9", 2 ^ -49)
  put("      cell.slack, cell.held, cell.assumed = slack, c.%s, 0", layout.held_fields[program.reading.identity_by])
  put("      cell.row = i")
  put("      local in_left, out_left, self_pay, reimbursed, clamped = in_scope, total - in_scope, total, 0, 0")
  put("      bill.total, bill.in_scope_left, bill.out_of_scope_left, bill.self_pay, bill.paid, bill.reimbursed = total, in_scope, out_left, total, 0, 0")
  for _, name in ipairs(names.layers) do put("      bill.%s = 0", name) end
end

local function write_accumulators(put, slot, i, layer_count)
  for j, accumulator in ipairs(slot) do
    put("      progress.layer, cell.mark = %d, %d", i, 2 ^ (math.min(i, layer_count) - 1))
    put("      local sum%d_%d = adds%d_%d(c, p, yv, b, history)", i, j, i, j)
    put("      if type(sum%d_%d) ~= 'number' or not (sum%d_%d > -1e15 and sum%d_%d < 1e15) then bad('accumulator', A[%d][%d], sum%d_%d) end", i, j, i, j, i, j, i, j, i, j)
    put("      y.%s = y.%s + floor(sum%d_%d + 0.5 + slack)", accumulator.name, accumulator.name, i, j)
  end
end

-- What a layer returns: a number, rounded half-up, not below 0, not above what is open of its part.
local function write_layer(put, layer, i)
  local open = layer.covers == "in_scope" and "in_left" or layer.covers == "out_of_scope" and "out_left" or "self_pay"
  put("      progress.layer, cell.mark = %d, %d", i, 2 ^ (i - 1))
  put("      local v%d = pays%d(c, p, yv, b, history)", i, i)
  put("      if type(v%d) ~= 'number' or not (v%d > -1e15 and v%d < 1e15) then bad('layer', L[%d], v%d) end", i, i, i, i, i)
  put("      v%d = max(floor(v%d + 0.5 + slack), 0)", i, i)
  put("      if v%d > %s then v%d, clamped = %s, clamped + %d end", i, open, i, open, 2 ^ (i - 1))
  if layer.covers == "in_scope" then
    put("      in_left = in_left - v%d", i)
  elseif layer.covers == "out_of_scope" then
    put("      out_left = out_left - v%d", i)
  else
    put("      local inside%d = min(v%d, in_left)", i, i)
    put("      in_left, out_left = in_left - inside%d, out_left - (v%d - inside%d)", i, i, i)
  end
  put("      self_pay = self_pay - v%d", i)
  if layer.reimburses then put("      reimbursed = reimbursed + v%d", i) end
  put("      bill.in_scope_left, bill.out_of_scope_left, bill.self_pay, bill.paid, bill.reimbursed, bill.%s = in_left, out_left, self_pay, total - self_pay, reimbursed, v%d", layer.name, i)
end

-- Only when every layer has paid are the sums of the year and the result written.
local function write_end(put, program, names, household_sums)
  local place = {}
  for i, layer in ipairs(program.layers) do
    put("      y.%s = y.%s + v%d", layer.name, layer.name, i)
    place[layer.name] = i
  end
  for name in pairs(household_sums) do put("      h.%s = y.%s", name, name) end
  put("      h.magnitude_ = magnitude")
  for _, name in ipairs(names.layers) do put("      o.%s = %s", name, place[name] and "v" .. place[name] or "0") end
  put("      o.self_pay, o.reimbursed = self_pay, reimbursed")
  put("      o.assumed_, o.clamped_, o.error_ = cell.assumed, clamped, 0")
  put("      o.status_ = slot == run_slot and 1 or 2")
  put("      if c.refunded_ ~= 0 then remember(i, y) end")
end

-- Text of the loop. `household_sums`: set of the accumulators kept per household.
function M.write(program, names, household_sums)
  local text, put = writer()
  write_head(put, program)
  write_year(put, program, names, household_sums)
  write_bill(put, program, names)
  for i, layer in ipairs(program.layers) do
    write_accumulators(put, program.slots[i], i, #program.layers)
    write_layer(put, layer, i)
  end
  write_accumulators(put, program.slots[#program.slots], #program.slots, #program.layers)
  write_end(put, program, names, household_sums)
  put("    end")
  put("    i = i + 1")
  put("  end")
  put("  return i")
  put("end")
  return table.concat(text, "\n")
end

-- The loop as a function of the values that its head names.
function M.compile(text)
  local chunk, why = loadstring(text, "@stdlib/(loop)")
  if not chunk then faults.raise("E736", 70, "the loop that was written does not compile: " .. why) end
  return chunk
end

return M
