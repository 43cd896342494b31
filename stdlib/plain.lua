-- Evaluates cases without the compiler: one loop a program, household after household, over plain tables
-- instead of C structs. It is the second opinion of double entry, and what runs where the compiler may
-- not. It shares the rules and the groups with evaluate.lua, but neither its loops nor their order.
local import, host = ...
local faults = import("faults")
local groups = import("groups")
local histories = import("history")
local reasons = import("reasons")
local units = import("units")
local layout = import("layout")
local cell = import("cell")

local M = {}

-- --- the loop -------------------------------------------------------------------------------------

local function writer()
  local text = {}
  return text, function(form, ...) text[#text + 1] = select("#", ...) > 0 and form:format(...) or form end
end

local function write_call(put, self, call, number)
  if self.marking then put("    cell.mark = %d", 2 ^ (number - 1)) end
  put("    v = %s(c, p, y, b, history)", call)
  put("    if type(v) ~= 'number' or not (v > -1e15 and v < 1e15) then bad(%s, v) end", call:find("^adds") and "'accumulator', " .. call:gsub("adds", "A") or "'layer', " .. call:gsub("pays", "L"))
end

local function write_layer(put, self, layer, i, number)
  put("    progress.layer = %d", number)
  write_call(put, self, "pays" .. i, number)
  put("    v = max(floor(v + 0.5 + slack), 0)")
  local open = layer.covers == "in_scope" and "in_left" or layer.covers == "out_of_scope" and "out_left" or "self_pay"
  put("    if v > %s then v, clamped = %s, clamped + %d end", open, open, 2 ^ (number - 1))
  if layer.covers == "in_scope" then
    put("    in_left = in_left - v")
  elseif layer.covers == "out_of_scope" then
    put("    out_left = out_left - v")
  else
    put("    inside = min(v, in_left)")
    put("    in_left, out_left = in_left - inside, out_left - (v - inside)")
  end
  put("    self_pay = self_pay - v")
  put("    b.in_scope_left, b.out_of_scope_left, b.self_pay, b.paid, b.%s = in_left, out_left, self_pay, total - self_pay, v", layer.name)
  if layer.reimburses then put("    b.reimbursed = b.reimbursed + v") end
end

-- The text of the function that settles one case: settle(row, c, p, y, h, b).
local function write(self, program)
  local text, put = writer()
  local names, numbers = self.rules.names, {}
  for number, name in ipairs(names.layers) do numbers[name] = number end
  local count, accumulators = #program.layers, {}
  for _, slot in ipairs(program.slots) do
    for _, accumulator in ipairs(slot) do accumulators[#accumulators + 1] = accumulator end
  end
  put("local cell, history, progress, bad, floor, max, min, layers, accumulators = ...")
  for i in ipairs(program.layers) do put("local L%d = layers[%d] local pays%d = L%d.pays", i, i, i, i) end
  for i in ipairs(accumulators) do put("local A%d = accumulators[%d] local adds%d = A%d.adds", i, i, i, i) end
  put("return function(row, c, p, y, h, b)")
  put("    local total, in_left = c.total_cost, c.in_scope_cost")
  put("    local out_left, self_pay, clamped, v, inside = total - in_left, total, 0")
  put("    local slack = (h.magnitude_ + total) * %.17g + 1e-9", 2 ^ -49)
  put("    cell.slack, cell.row = slack, row")
  if self.marking then put("    cell.assumed = 0") end
  put("    b.total, b.in_scope_left, b.out_of_scope_left, b.self_pay, b.paid, b.reimbursed = total, in_left, out_left, total, 0, 0")
  for _, name in ipairs(names.layers) do put("    b.%s = 0", name) end
  local next_accumulator = 0
  for i = 1, count + 1 do
    local number = numbers[program.layers[math.min(i, count)].name]
    for _, accumulator in ipairs(program.slots[i]) do
      next_accumulator = next_accumulator + 1
      put("    progress.layer = %d", number)
      write_call(put, self, "adds" .. next_accumulator, number)
      put("    y.%s = y.%s + floor(v + 0.5 + slack)", accumulator.name, accumulator.name)
    end
    if program.layers[i] then write_layer(put, self, program.layers[i], i, number) end
  end
  for _, layer in ipairs(program.layers) do put("    y.%s = y.%s + b.%s", layer.name, layer.name, layer.name) end
  put("    h.magnitude_ = h.magnitude_ + total")
  put("    return clamped, %s", self.marking and "cell.assumed" or "0")
  put("end")
  return table.concat(text, "\n"), accumulators
end

local function settle_of(self, program)
  local settle = self.settles[program.key]
  if settle then return settle end
  local text, accumulators = write(self, program)
  local chunk, why = loadstring(text, "@stdlib/(plain)")
  if not chunk then faults.raise("E736", 70, "the loop that was written does not compile: " .. why) end
  settle = chunk(cell, self.history, self.progress, reasons.bad_return, math.floor, math.max, math.min, program.layers, accumulators)
  self.settles[program.key] = settle
  return settle
end

-- --- tables that answer only to their names --------------------------------------------------------

local function strict(what, fill)
  local object = {}
  fill(object)
  local names = faults.names(object)
  return setmetatable(object, { __metatable = false, __index = function(_, key)
    faults.rule("E204", ("a %s has no field '%s'"):format(what, tostring(key)), tostring(key), faults.near(tostring(key), names) or "fields: " .. table.concat(names, ", "))
  end })
end

local function new_year(self)
  return strict("year", function(object)
    for _, name in ipairs(self.rules.names.layers) do object[name] = 0 end
    for _, name in ipairs(self.rules.names.accumulators) do object[name] = 0 end
  end)
end

local function new_bill(self)
  return strict("bill", function(object)
    for _, name in ipairs({ "total", "in_scope_left", "out_of_scope_left", "self_pay", "paid", "reimbursed" }) do object[name] = 0 end
    for _, name in ipairs(self.rules.names.layers) do object[name] = 0 end
  end)
end

-- The one table that every case is read into: plain fields, names for enumerations, and the other
-- getters of a case behind.
local function new_case()
  local names = layout.case_names()
  return setmetatable({}, { __metatable = false, __index = function(c, key)
    local getter = layout.getters[key]
    if getter then return getter(c) end
    faults.rule("E204", ("a case has no field '%s'"):format(tostring(key)), tostring(key), faults.near(tostring(key), names) or "fields: " .. table.concat(names, ", "))
  end })
end

-- --- rows -----------------------------------------------------------------------------------------

local NAMED = { hospital_level_ = "hospital_level", hospital_tier_ = "hospital_tier", kind_ = "kind", referral_ = "referral", sex_ = "sex", place_ = "place" }

-- What the C side needs to read a case into a table and to store a result. Each enumerated field is
-- read twice: by its number and by its name.
local function describe(rules)
  local fields = {}
  local case_fields, case_size = layout.describe_case()
  for _, field in ipairs(case_fields) do
    fields[#fields + 1] = { field.name, field.type, field.offset, false }
    local name = NAMED[field.name]
    if name then
      local list = name == "kind" and layout.book.names.case_kind or name == "place" and layout.places or layout.book.names[name]
      fields[#fields + 1] = { name, field.type, field.offset, list }
    end
  end
  local description = { case_size = case_size, fields = fields, paid = {} }
  local result_fields, result_size = layout.describe_result(rules)
  for _, field in ipairs(result_fields) do
    if rules.first.layers[field.name] then table.insert(description.paid, field.offset)
    else description[field.name:gsub("_$", "")] = field.offset end
  end
  description.result_size = result_size
  return description
end

-- Amounts of a bill in the order of the layers, for the C side.
local function store(self, row, status, number, assumed, clamped, self_pay, reimbursed, paid)
  self.write_row(self.window, self.first, row, status, number, assumed, clamped, self_pay, reimbursed, unpack(paid))
  self.settled[row] = { status = status, number = number, assumed = assumed, self_pay = self_pay, reimbursed = reimbursed, paid = paid }
end

local function nothing(self)
  local paid = {}
  for i in ipairs(self.rules.names.layers) do paid[i] = 0 end
  return paid
end

local function fail(self, row, c, fault)
  local status = groups.slot(self.groups, c) == self.run_slot and 3 or 4
  store(self, row, status, reasons.number(self.reasons, fault), 0, 0, 0, 0, nothing(self))
end

-- The sums of a person's year and of the household's year; new for every household.
local function sums_of(self, c, slot)
  local at = c.member_ * self.slots + slot
  local y, h = self.years[at], self.houses[slot]
  if not y then
    y = new_year(self)
    self.years[at] = y
  end
  if not h then
    h = { magnitude_ = 0 }
    for name in pairs(self.household_sums) do h[name] = 0 end
    self.houses[slot] = h
  end
  return y, h
end

local function undo(self, row, c)
  local paid = self.settled[c.refund_of_]
  if not paid or (paid.status ~= 1 and paid.status ~= 2) then
    local why = paid and self.reasons.list[paid.number]
    faults.raise("E311", 4, "the case that this one refunds was not settled" .. (why and ": " .. why.code .. " " .. why.message or ""))
  end
  local y, h, negative = paid.y, paid.h, {}
  for i, name in ipairs(self.rules.names.layers) do
    negative[i] = 0 - paid.paid[i]
    y[name] = y[name] - paid.paid[i]
  end
  for _, name in ipairs(self.rules.names.accumulators) do
    local sums = self.household_sums[name] and h or y
    sums[name] = sums[name] - paid.added[name]
  end
  local status = groups.slot(self.groups, c) == self.run_slot and 1 or 2
  store(self, row, status, 0, paid.assumed, 0, 0 - paid.self_pay, 0 - paid.reimbursed, negative)
end

local function settle_case(self, row, c)
  local group = groups.of(self.groups, c)
  if c.refund_of_ >= 0 then return undo(self, row, c) end
  local program = group.program
  local slot = c[group.slot_field]
  local y, h = sums_of(self, c, slot)
  local before, accumulators = {}, self.rules.names.accumulators
  for _, name in ipairs(accumulators) do
    if self.household_sums[name] then y[name] = h[name] end
    before[name] = y[name]
  end
  self.open_year, self.open_before = y, before
  local held = c[layout.held_fields[program.reading.identity_by]]
  cell.held = held
  c.identity = layout.book.highest[held]
  local b = self.bill
  local clamped, assumed = settle_of(self, program)(row, c, group.p, y, h, b)
  self.open_year = nil
  for name in pairs(self.household_sums) do h[name] = y[name] end
  local paid = {}
  for i, name in ipairs(self.rules.names.layers) do paid[i] = b[name] end
  store(self, row, slot == self.run_slot and 1 or 2, 0, assumed, clamped, b.self_pay, b.reimbursed, paid)
  if c.refunded_ ~= 0 then
    local kept = self.settled[row]
    kept.y, kept.h, kept.added = y, h, {}
    for _, name in ipairs(accumulators) do kept.added[name] = y[name] - before[name] end
  end
end

-- Takes back what the accumulators of a case that failed half-way had already added.
local function take_back(self)
  if not self.open_year then return end
  for name, value in pairs(self.open_before) do self.open_year[name] = value end
  self.open_year = nil
end

local function run_rows(self, first, last)
  local c, read_row = self.case, self.read_row
  for row = first, last do
    read_row(row, c)
    if c.household_ ~= self.household then
      self.household, self.years, self.houses, self.settled = c.household_, {}, {}, {}
    end
    if self.dead[row] then
      pcall(groups.of, self.groups, c)
      fail(self, row, c, self.dead[row])
    else
      if self.watched then debug.sethook(self.watched, "", M.most_instructions) end
      local ok, raised = xpcall(settle_case, faults.report, self, row, c)
      if self.watched then debug.sethook() end
      if not ok then
        take_back(self)
        fail(self, row, c, reasons.fault(self.reasons, raised))
      end
    end
  end
end

local function household_sums_of(rules)
  local sums = {}
  for _, name in ipairs(rules.names.accumulators) do
    if rules.first.accumulators[name].spec.per == "household" then sums[name] = true end
  end
  return sums
end

M.most_instructions = 20000000 -- of one case, where the number is watched

-- An evaluation without the compiler; `data` as for evaluate.lua.
function M.new(rules, data, marking)
  local self = {
    rules = rules, marking = marking, C = data.C, slots = data.slots, run_slot = data.run_year - data.first_year, progress = data.progress, groups = groups.new(rules, marking),
    reasons = reasons.new(), household_sums = household_sums_of(rules), settles = {}, case = new_case(), household = -1, years = {}, houses = {}, settled = {}, dead = {},
  }
  self.bill = new_bill(self)
  self.read_row, self.write_row = host.open_rows(describe(rules))
  self.history = histories.new(self)
  return self
end

local function out_of_time()
  debug.sethook()
  faults.rule("E322", "a rule does not come to an end", nil, "look for a loop whose condition never becomes false")
end

-- Evaluates rows first … last; the result of row `first` goes to byte `window` of the results. The rest
-- as in evaluate.lua.
function M.run(self, window, first, last, watched, dead)
  units.evaluating = true
  self.window, self.first, self.household, self.reasons.slow_rows = window, first, -1, 0
  self.watched, self.dead = watched and out_of_time or nil, {}
  for _, one in ipairs(dead or {}) do self.dead[one.row] = one.fault end
  run_rows(self, first, last)
  units.evaluating = false
  groups.check(self.groups)
end

return M
