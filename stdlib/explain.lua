-- How a settlement came about: the household's cases are evaluated as ever (evaluate.lua), by a program
-- whose formulas are wrapped. The wrapper calls each formula of the case at hand once more on proxies
-- that note what is read and calculated, before the call that counts. What the watched call gives must
-- be what the other gives, else its steps are not shown.
local import, host = ...
local faults = import("faults")
local units = import("units")
local resolve = import("resolve")
local layout = import("layout")
local evaluate = import("evaluate")
local reasons = import("reasons")
local scenario = import("scenario")
local trace = import("trace")
local watch = import("watch")
local account = import("account")
local cell = import("cell")
local ffi = require("ffi")

local M = {}

local MOST_INSTRUCTIONS = 1000000 -- of one call of a formula

-- --- watching -------------------------------------------------------------------------------------

local function watched(self, group, fn, traced, ...)
  local given, watching = { ... }, watch.new(self.rules, group, traced)
  local run = trace.run(fn, function() return watch.arguments(watching, unpack(given, 1, 5)) end, not traced, self.brief)
  return watching, run
end

-- A call of a formula with all that it read: first traced, and where that gives no number, with plain
-- numbers. `cell.assumed` is kept, since only the call that counts may mark.
local function watch_call(self, part, fn, ...)
  local row = self.row
  local record = { kind = part.kind, entry = part.entry, row = row, before = {}, slack = cell.slack }
  for name in pairs(self.bill_names) do record.before[name] = select(4, ...)[name] end
  table.insert(self.records[row], record)
  if not self.targets[row] then return record end
  local group, assumed = self.evaluation.groups.groups[self.evaluation.G[row]], cell.assumed
  record.watching, record.run = watched(self, group, fn, true, ...)
  if not record.run.ok then
    record.why_not = record.run.fault
    record.watching, record.run = watched(self, group, fn, false, ...)
    record.plain = true
  end
  cell.assumed = assumed
  return record, group
end

-- `holder.self` is the explanation at hand: what is wrapped outlives it where many are asked for.
local function wrapped(holder, part, fn)
  return function(case, p, year, bill, history)
    local self = holder.self
    self.row = cell.row
    local record, group = watch_call(self, part, fn, case, p, year, bill, history)
    debug.sethook(reasons.out_of_time, "", MOST_INSTRUCTIONS)
    local value = fn(case, p, year, bill, history)
    record.value = value
    if record.run and not record.plain and record.run.value ~= value then
      local assumed = cell.assumed
      record.watching, record.run = watched(self, group, fn, false, case, p, year, bill, history)
      record.plain, cell.assumed = true, assumed
    end
    return value
  end
end

local function copy_of(t)
  local copy = {}
  for key, value in pairs(t) do copy[key] = value end
  return copy
end

-- The program with every formula wrapped; the rest of it, and its key, as they are.
local function wrap(holder, program)
  local copy = copy_of(program)
  copy.layers, copy.slots = {}, {}
  for i, layer in ipairs(program.layers) do
    copy.layers[i] = copy_of(layer)
    copy.layers[i].pays = wrapped(holder, { kind = "layer", entry = layer }, layer.pays)
  end
  for i, slot in ipairs(program.slots) do
    copy.slots[i] = {}
    for k, accumulator in ipairs(slot) do
      copy.slots[i][k] = copy_of(accumulator)
      copy.slots[i][k].adds = wrapped(holder, { kind = "accumulator", entry = accumulator }, accumulator.adds)
    end
  end
  return copy
end

-- --- evaluating -----------------------------------------------------------------------------------

-- The cases of a household as the host sends them: an object a row, by the names of the layout.
local function rows_of(request)
  local count = #request.rows
  local C = ffi.new("GuizeCase[?]", count)
  for i, row in ipairs(request.rows) do
    for _, field in ipairs(layout.case_fields) do C[i - 1][field[1]] = row[field[1]] end
  end
  return C, count
end

-- Runs `body` with the dictionaries of these rows, and puts back those that were there.
local function with_book(request, body)
  local book, kept = layout.book, {}
  local given = { counties = request.counties, diagnoses = request.diagnoses, hospitals = request.hospitals, first_year = request.first_year }
  given.diagnoses[0] = ""
  for name, value in pairs(given) do kept[name], book[name] = book[name], value end
  local p, was = layout.current.p, units.evaluating
  local ok, result = xpcall(body, faults.report)
  for name in pairs(given) do book[name] = kept[name] end
  layout.current.p, units.evaluating = p, was
  if not ok then error(result, 0) end
  return result
end

local BILL = { "total", "in_scope_left", "out_of_scope_left", "self_pay", "paid", "reimbursed" }

local kept = {} -- evaluations for cases that are asked for one after the other, by all that is built into one
local kept_rules, kept_count = nil, 0
local MOST_KEPT = 64

-- An evaluation over these rows. Making one takes longer than using it, so those of a check of many cases are kept;
-- nothing of a household stays in one but the numbers of reasons.
local function evaluation_for(rules, request, data)
  local key = table.concat({ table.concat(request.counties, ","), request.first_year, request.years, request.members, request.run_year }, ";")
  if kept_rules ~= rules or kept_count > MOST_KEPT then kept, kept_rules, kept_count = {}, rules, 0 end
  local holder = request.brief and kept[key]
  if holder and data.rows <= holder.evaluation.rows then
    holder.evaluation.C = data.C
    return holder
  end
  holder = { evaluation = evaluate.new(rules, data, true) }
  holder.evaluation.groups.wrap = function(program) return wrap(holder, program) end
  if request.brief then kept[key], kept_count = holder, kept_count + 1 end
  return holder
end

local function new(rules, request)
  local C, count = rows_of(request)
  local self = { rules = rules, C = C, count = count, records = {}, targets = {}, bill_names = {}, brief = request.brief }
  for _, name in ipairs(BILL) do self.bill_names[name] = true end
  for i = 0, count - 1 do self.records[i] = {} end
  for _, row in ipairs(request.targets) do
    self.targets[row] = true
    if C[row].refund_of_ >= 0 then self.targets[C[row].refund_of_] = true end
  end
  local data = { C = C, first_year = request.first_year, slots = request.years, members = request.members, rows = count, run_year = request.run_year }
  local holder = evaluation_for(rules, request, data)
  holder.self, self.evaluation = self, holder.evaluation
  self.O = ffi.new(ffi.typeof("$[?]", layout.types(rules).result), count)
  evaluate.run(self.evaluation, self.O, 0, count - 1, true)
  return self
end

-- { rows, targets = [row], counties, diagnoses, hospitals, first_year, years, members, run_year, brief,
-- scenario } → { explanations }, one a target. Rows count from 0, in the order of a snapshot, and are
-- of one household.
function M.run(rules, request)
  return scenario.with(rules, request.scenario, function()
    return with_book(request, function()
      local self, list = new(rules, request), host.list {}
      for i, row in ipairs(request.targets) do list[i] = account.of(self, row) end
      return { explanations = list }
    end)
  end)
end

local function year_of(rules, request)
  local jurisdiction = rules.codes[request.county]
  if not jurisdiction then
    faults.rule("E208", ("there are no rules for the county %s"):format(tostring(request.county)), nil, "add its file, or choose other counties with --county")
  end
  local reading = resolve.reading(rules, jurisdiction, request.settled)
  local day = { settlement = request.settled, discharge = request.discharge, admission = request.admission }
  return { year = tonumber(units.day_text(day[reading.year_by]):sub(1, 4)) }
end

-- { county, settled, discharge, admission (day numbers), scenario } → { year } in which a case counts.
function M.year(rules, request)
  return scenario.with(rules, request.scenario, function() return year_of(rules, request) end)
end

return M
