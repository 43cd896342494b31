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
local sandbox = import("sandbox")

local M = {}

local MOST_INSTRUCTIONS = 20000000 -- of one case, where the number is watched

-- --- the loop -------------------------------------------------------------------------------------

local function writer()
  local text = {}
  return text, function(form, ...) text[#text + 1] = select("#", ...) > 0 and form:format(...) or form end
end

local function write_call(put, self, call, number)
  if self.marking then put("    cell.mark = %d", 2 ^ (number - 1)) end
  put("    running.entry = %s", (call:gsub("adds", "A"):gsub("pays", "L")))
  put("    v = %s(c, p, y, b, history)", call)
  put("    if type(v) ~= 'number' or not (v > -1e15 and v < 1e15) then bad(%s, v) end", call:find("^adds") and "'accumulator', " .. call:gsub("adds", "A") or "'layer', " .. call:gsub("pays", "L"))
end

local function write_layer(put, self, layer, i, number)
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

-- The text of the function that settles one case: settle(window, first, row, status, c, p, y, h, b).
local function write(self, program)
  local text, put = writer()
  local names, numbers = self.rules.names, {}
  for number, name in ipairs(names.layers) do numbers[name] = number end
  local count, accumulators = #program.layers, {}
  for _, slot in ipairs(program.slots) do
    for _, accumulator in ipairs(slot) do accumulators[#accumulators + 1] = accumulator end
  end
  put("local cell, running, history, write_row, bad, floor, max, min, layers, accumulators = ...")
  for i in ipairs(program.layers) do put("local L%d = layers[%d] local pays%d = L%d.pays", i, i, i, i) end
  for i in ipairs(accumulators) do put("local A%d = accumulators[%d] local adds%d = A%d.adds", i, i, i, i) end
  put("return function(window, first, row, status, c, p, y, h, b)")
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
      write_call(put, self, "adds" .. next_accumulator, number)
      put("    y.%s = y.%s + floor(v + 0.5 + slack)", accumulator.name, accumulator.name)
    end
    if program.layers[i] then write_layer(put, self, program.layers[i], i, number) end
  end
  for _, layer in ipairs(program.layers) do put("    y.%s = y.%s + b.%s", layer.name, layer.name, layer.name) end
  put("    h.magnitude_ = h.magnitude_ + total")
  for name in pairs(self.household_sums) do put("    h.%s = y.%s", name, name) end
  local paid = {}
  for i, name in ipairs(names.layers) do paid[i] = numbers[name] and "b." .. name end
  put("    write_row(window, first, row, status, 0, %s, clamped, self_pay, b.reimbursed, %s)", self.marking and "cell.assumed" or "0", table.concat(paid, ", "))
  put("end")
  return table.concat(text, "\n"), accumulators
end

local function settle_of(self, group)
  local key = group.program.key
  local settle = self.settles[key]
  if not settle then
    local text, accumulators = write(self, group.program)
    local chunk, why = loadstring(text, "@stdlib/(plain)")
    if not chunk then faults.raise("E736", 70, "the loop that was written does not compile: " .. why) end
    settle = chunk(cell, self.running, self.history, self.write_row, reasons.bad_return, math.floor, math.max, math.min, group.program.layers, accumulators)
    self.settles[key] = settle
  end
  group.settle = settle
  return settle
end

-- --- tables that answer only to their names --------------------------------------------------------

-- A maker of tables of zeros with these names, which refuse any other name; `own`: Chinese name → name.
local function strict(what, names, own)
  local meta = { __metatable = false, __index = function(object, key)
    if own[key] then return object[own[key]] end
    faults.rule("E204", ("a %s has no field '%s'"):format(what, tostring(key)), tostring(key), faults.near(tostring(key), names) or "fields: " .. table.concat(names, ", "))
  end }
  return function()
    local object = {}
    for _, name in ipairs(names) do object[name] = 0 end
    sandbox.listed[object] = false
    return setmetatable(object, meta)
  end
end

local function joined(...)
  local names = {}
  for _, list in ipairs({ ... }) do
    for _, name in ipairs(list) do names[#names + 1] = name end
  end
  return names
end

-- The one table that every case is read into: plain fields, names for enumerations, and the other
-- getters of a case behind.
local function new_case()
  local names, case = layout.case_names(), {}
  sandbox.listed[case] = false
  return setmetatable(case, { __metatable = false, __index = function(c, key)
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

local function zeros(self)
  local paid = {}
  for i in ipairs(self.rules.names.layers) do paid[i] = 0 end
  return paid
end

local function fail(self, row, c, fault)
  local status = groups.slot(self.groups, c) == self.run_slot and 3 or 4
  local number = reasons.number(self.reasons, fault)
  self.write_row(self.window, self.first, row, status, number, 0, 0, 0, 0, unpack(zeros(self)))
  if c.refunded_ ~= 0 then self.kept[row] = { fault = fault } end
end

-- The sums of a person's year and of the household's year, at 0 for every new household.
local function sums_of(self, c, slot)
  local at = c.member_ * self.slots + slot
  local y, h, owner = self.years[at], self.houses[slot], c.household_
  if self.year_owners[at] ~= owner then
    y = y or self.new_year()
    for name in next, y do y[name] = 0 end
    self.years[at], self.year_owners[at] = y, owner
  end
  if self.house_owners[slot] ~= owner then
    h = h or { magnitude_ = 0 }
    for name in next, h do h[name] = 0 end
    for name in pairs(self.household_sums) do h[name] = 0 end
    self.houses[slot], self.house_owners[slot] = h, owner
  end
  return y, h
end

-- A case that is refunded later is kept with what it paid and what it added.
local function keep(self, row, y, h, b, assumed, before)
  local kept = { y = y, h = h, assumed = assumed, self_pay = b.self_pay, reimbursed = b.reimbursed, paid = {}, added = {} }
  for i, name in ipairs(self.rules.names.layers) do kept.paid[i] = b[name] end
  for _, name in ipairs(self.rules.names.accumulators) do kept.added[name] = y[name] - before[name] end
  self.kept[row] = kept
end

local function undo(self, row, c)
  local paid = self.kept[c.refund_of_]
  if paid.fault then faults.raise("E311", 4, "the case that this one refunds was not settled: " .. paid.fault.code .. " " .. paid.fault.message) end
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
  self.write_row(self.window, self.first, row, status, 0, paid.assumed, 0, 0 - paid.self_pay, 0 - paid.reimbursed, unpack(negative))
end

-- The group of a case, which mostly is that of the case before.
local function group_for(self, c)
  local group = self.group
  if group and self.county == c.county_ then
    local settled, day = c.settled, c[group.day_field]
    local same = not group.identity or self.highest[c[group.held_field]] == group.identity
    if same and settled >= group.first and settled < group.past and day >= group.first_rate and day < group.past_rate then return group end
  end
  group = groups.of(self.groups, c)
  self.group, self.county = group, c.county_
  return group
end

local function settle_case(self, row, c)
  local group = group_for(self, c)
  if c.refund_of_ >= 0 then return undo(self, row, c) end
  local slot = c[group.slot_field]
  local y, h = sums_of(self, c, slot)
  local before, b = self.before, self.bill
  for _, name in ipairs(self.rules.names.accumulators) do
    if self.household_sums[name] then y[name] = h[name] end
    before[name] = y[name]
  end
  self.open_year = y
  local held = c[group.held_field]
  cell.held = held
  c.identity = self.highest[held]
  layout.current.p = group.p
  local settle = group.settle or settle_of(self, group)
  settle(self.window, self.first, row, slot == self.run_slot and 1 or 2, c, group.p, y, h, b)
  self.open_year = nil
  if c.refunded_ ~= 0 then keep(self, row, y, h, b, self.marking and cell.assumed or 0, before) end
end

-- Takes back what the accumulators of a case that failed half-way had already added.
local function take_back(self)
  if not self.open_year then return end
  for name, value in pairs(self.before) do self.open_year[name] = value end
  self.open_year = nil
end

-- Rows from `row` on until one fails.
local function go_on(self, row, last)
  local c, read_row, dead, kept_for = self.case, self.read_row, self.dead, self.household
  while row <= last do
    read_row(row, c)
    if c.household_ ~= kept_for then
      kept_for, self.household, self.kept = c.household_, c.household_, {}
    end
    if dead[row] then error(dead[row], 0) end
    if self.watched then debug.sethook(self.watched, "", MOST_INSTRUCTIONS) end
    settle_case(self, row, c)
    row = row + 1
  end
end

local function run_rows(self, first, last)
  local row = first
  while row <= last do
    local ok, raised = xpcall(go_on, faults.report, self, row, last)
    debug.sethook()
    if ok then break end
    row = tonumber(self.progress.position)
    take_back(self)
    pcall(groups.of, self.groups, self.case)
    fail(self, row, self.case, reasons.fault(self.reasons, raised, self.running.entry))
    row = row + 1
  end
end

-- An evaluation without the compiler; `data` as for evaluate.lua.
function M.new(rules, data, marking)
  local self = {
    rules = rules, marking = marking, C = data.C, slots = data.slots, run_slot = data.run_year - data.first_year, progress = data.progress, groups = groups.new(rules, marking),
    reasons = reasons.new(), household_sums = groups.household_sums(rules), settles = {}, case = new_case(), household = -1, years = {}, houses = {}, year_owners = {}, house_owners = {},
    kept = {}, dead = {}, before = {}, running = {}, highest = layout.book.highest,
  }
  local names = rules.names
  local of_year = joined(names.layers, names.accumulators)
  local of_bill = joined({ "total", "in_scope_left", "out_of_scope_left", "self_pay", "paid", "reimbursed" }, names.layers)
  self.new_year = strict("year", of_year, layout.own_names(rules, of_year))
  self.bill = strict("bill", of_bill, layout.own_names(rules, of_bill))()
  self.read_row, self.write_row = host.open_rows(describe(rules))
  self.history = histories.new(self)
  return self
end

-- As in evaluate.lua.
function M.renew(self, replaced)
  groups.renew(self.groups)
  self.group, self.county = nil, nil
  if replaced then self.settles = {} end
end

-- Evaluates rows first … last; the result of row `first` goes to byte `window` of the results. The rest
-- as in evaluate.lua.
function M.run(self, window, first, last, watched, dead, parts)
  units.evaluating = true
  self.window, self.first, self.household, self.reasons.slow_rows = window, first, -1, 0
  self.year_owners, self.house_owners, self.open_year = {}, {}, nil
  self.group, self.county = nil, nil
  self.watched, self.dead = watched and reasons.out_of_time or nil, {}
  for _, one in ipairs(dead or {}) do self.dead[one.row] = faults.adopt(one.fault) end
  parts = parts or { first, last }
  for i = 1, #parts, 2 do run_rows(self, parts[i], parts[i + 1]) end
  units.evaluating = false
  groups.check(self.groups)
end

return M
