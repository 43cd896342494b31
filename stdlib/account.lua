-- The account of one case: what explain.lua has watched, as a tree of plain tables for the host. Money
-- is whole fen; texts are for people.
local import, host = ...
local faults = import("faults")
local units = import("units")
local layout = import("layout")
local overlay = import("overlay")
local groups = import("groups")
local formula = import("formula")
local titles = import("titles")
local trace = import("trace")
local watch = import("watch")

local M = {}

-- --- one part -------------------------------------------------------------------------------------

-- The text of a formula and of the script functions that it uses, so that two rule sets can be compared.
local function text_of(rules, fn)
  local places, list = {}, {}
  trace.each_function(fn, {}, function(one)
    local info = debug.getinfo(one, "S")
    places[#places + 1] = { file = info.source:sub(2), first = info.linedefined, last = info.lastlinedefined }
  end)
  table.sort(places, function(a, b)
    if a.file ~= b.file then return a.file < b.file end
    return a.first < b.first
  end)
  for _, place in ipairs(places) do
    for line = place.first, place.last do
      list[#list + 1] = { file = place.file, line = line, text = faults.line(place.file, line) or "", scenario = overlay.is_scenario(rules, place.file) }
    end
  end
  return host.list(list)
end

local function trimmed(file, line) return (faults.line(file, line) or ""):match("^%s*(.-)%s*$") end

-- A line at which a function ended, with the one before it where the last says nothing by itself.
local function end_of(file, line, before)
  local text = trimmed(file, line)
  local last = { file = file, line = line, text = text }
  if before and before ~= line and text:find("^return") and not text:find("%f[%w]if%f[%W]") then
    last.condition = { file = file, line = before, text = trimmed(file, before) }
  end
  return last
end

-- The line at which a formula ended; `inner`: that of the function it had asked last.
local function ended(run)
  if not run.line then return nil end
  local last, inner = end_of(run.file, run.line, run.before), run.inner
  if inner then last.inner = end_of(inner.file, inner.line, inner.before) end
  return last
end

local function plain_bands(watching)
  local list = host.list {}
  for i, one in ipairs(watching.bands) do list[i] = one.name end
  return list
end

local function locals_of(run)
  local list = host.list {}
  for i, one in ipairs(run.locals or {}) do list[i] = { name = one.name, value = titles.number(one.value), file = one.file, line = one.line } end
  return list
end

-- What was read and calculated, of a record that was watched.
local function add_watched(part, record)
  local run, watching = record.run, record.watching
  part.reads = watching.reads
  part.ended = ended(run)
  part.conditions = host.list {}
  for i, one in ipairs(run.conditions) do part.conditions[i] = formula.condition(one) end
  if record.plain then
    part.shown = "reads"
    part.tiers, part.locals = plain_bands(watching), locals_of(run)
    part.why_not = record.why_not and record.why_not.message or "the watched call gave another amount"
  else
    part.shown, part.steps = "steps", formula.steps(run.root, host)
    part.cut = formula.cut(run.root, host)
  end
end

local function numbers_of(rules)
  local numbers = {}
  for i, name in ipairs(rules.names.layers) do numbers[name] = i end
  return numbers
end

local function has_bit(set, number) return math.floor(set / 2 ^ (number - 1)) % 2 == 1 end

local function open_of(record)
  local covers = record.entry.covers
  if covers == "in_scope" then return record.before.in_scope_left end
  if covers == "out_of_scope" then return record.before.out_of_scope_left end
  return record.before.self_pay
end

local function layer_part(self, record, row)
  local o, layer = self.O[row], record.entry
  local number = numbers_of(self.rules)[layer.name]
  local part = { kind = "layer", name = layer.name, title = layer.title, fund = layer.fund, covers = layer.covers, reimburses = layer.reimburses, file = layer.version.file, line = layer.version.line,
    scenario = layer.version.jurisdiction.scenario, source = layer.version.source, jurisdiction = layer.version.jurisdiction.path, open = open_of(record) }
  if type(record.value) == "number" and math.abs(record.value) < 1e15 then
    local rounded = math.floor(record.value + 0.5 + record.slack)
    part.returned, part.rounded = titles.number(record.value, "yuan"), rounded
    part.is_rounded = rounded ~= record.value
    part.clamped = rounded < 0 and "zero" or rounded > part.open and "open" or nil
    part.amount = math.min(math.max(rounded, 0), part.open)
  end
  if o.status_ == 1 or o.status_ == 2 then
    part.amount, part.assumed = o[layer.name], has_bit(o.assumed_, number)
    if has_bit(o.clamped_, number) then part.clamped = "open" end
  end
  return part
end

local function accumulator_part(self, record)
  local version, added = record.entry.version, nil
  if type(record.value) == "number" and math.abs(record.value) < 1e15 then added = math.floor(record.value + 0.5 + record.slack) end
  return { kind = "accumulator", name = record.entry.name, title = version.spec.title or record.entry.name, per = record.entry.per, file = version.file, line = version.line,
    added = added, text = added and titles.number(added, titles.sum_unit(self.rules, record.entry.name)) or nil }
end

local function part_of(self, record, row)
  local part = record.kind == "layer" and layer_part(self, record, row) or accumulator_part(self, record)
  if self.brief then
    part.shown = record.plain and "reads" or "steps"
    return part
  end
  if record.run then add_watched(part, record) end
  part.rule = text_of(self.rules, record.kind == "layer" and record.entry.pays or record.entry.adds)
  return part
end

-- --- the earlier cases ----------------------------------------------------------------------------

-- What a row added to a sum of the year that this case belongs to; 0 for other persons and years.
local function contribution(self, row, target, name, per_household)
  local e, C = self.evaluation, self.C
  local of, sign = row, 1
  if C[row].refund_of_ >= 0 then of, sign = C[row].refund_of_, -1 end
  local cells = per_household and e.HC or e.YC
  if cells[of] ~= cells[target] or self.O[row].status_ > 2 then return 0 end
  if self.rules.first.layers[name] then return sign * self.O[of][name] end
  for _, record in ipairs(self.records[of]) do
    if record.kind == "accumulator" and record.entry.name == name then return sign * math.floor(record.value + 0.5 + record.slack) end
  end
  return 0
end

-- The sums of the year that any part read, in the order in which they were read.
local function sums_read(records)
  local names, known = {}, {}
  for _, record in ipairs(records) do
    for _, read in ipairs(record.watching and record.watching.reads.year or {}) do
      if not known[read.name] then
        known[read.name] = true
        names[#names + 1] = read.name
      end
    end
  end
  return names
end

local function earlier_case(self, row, target, names, household_sums)
  local c = self.C[row]
  local found = host.list {}
  for _, name in ipairs(names) do
    local amount = contribution(self, row, target, name, household_sums[name])
    if amount ~= 0 then found[#found + 1] = { name = name, title = titles.year_field(self.rules, name), amount = amount, text = titles.number(amount, titles.sum_unit(self.rules, name)) } end
  end
  if #found == 0 then return nil end
  return { case = c.id, settled = units.day_text(c.settled), same_person = c.member_ == self.C[target].member_, refund_of = c.refund_of_ >= 0 and self.C[c.refund_of_].id or nil, added = found }
end

-- Earlier cases that added to a sum of the year which was read; and the sums themselves.
local function earlier(self, row)
  local names, list, sums = sums_read(self.records[row]), host.list {}, host.list {}
  local household_sums = groups.household_sums(self.rules)
  local total = {}
  for before = 0, row - 1 do
    list[#list + 1] = earlier_case(self, before, row, names, household_sums)
    for _, name in ipairs(names) do total[name] = (total[name] or 0) + contribution(self, before, row, name, household_sums[name]) end
  end
  for i, name in ipairs(names) do sums[i] = { name = name, title = titles.year_field(self.rules, name), per = household_sums[name] and "household" or "person", amount = total[name] or 0,
      text = titles.number(total[name] or 0, titles.sum_unit(self.rules, name)) }
  end
  return list, sums
end

-- --- the whole ------------------------------------------------------------------------------------

local FACTS = { "identity", "place", "hospital_level", "kind", "referral" }

local function facts(self, tree, c, group)
  local held = require("bit").tobit(c[group.held_field])
  tree.identity = layout.book.highest[held]
  tree.identity_title = titles.enumeration_value(self.rules, "identity_kind", tree.identity)
  for _, name in ipairs(FACTS) do
    if name ~= "identity" then
      local _, _, enumeration = titles.case_field(self.rules, name)
      tree[name] = c[name]
      tree[name .. "_title"] = titles.enumeration_value(self.rules, enumeration, c[name]) or c[name]
    end
  end
  for _, name in ipairs({ "total_cost", "uncovered_cost", "over_limit_cost", "first_pay_cost", "in_scope_cost" }) do tree[name] = c[name] end
  for _, name in ipairs({ "admission", "discharge", "settled" }) do tree[name] = units.day_text(c[name]) end
  tree.days = c.discharge - c.admission + 1
end

local function readings(self, group)
  local list = host.list {}
  for _, name in ipairs({ "settlement_rules.year_by", "settlement_rules.rates_by", "settlement_rules.identity_by" }) do
    list[#list + 1] = watch.parameter(self.rules, group, name)
  end
  return list
end

local function add_place(self, tree, c, group)
  local j = group.jurisdiction
  tree.county, tree.jurisdiction, tree.jurisdiction_name = j.code, j.path, j.name
  tree.rates_day = units.day_text(c[group.day_field])
  tree.year = layout.book.first_year + c[group.slot_field]
  tree.readings = readings(self, group)
  facts(self, tree, c, group)
end

local STATUS = { "ok", "ok", "failed", "failed" }

-- The parts of a refund: those of what it undoes, with the sign turned.
local function undone(self, tree, row, original)
  tree.status = tree.status == "ok" and "refund" or tree.status
  tree.refund_of = self.C[original].id
  if tree.status == "failed" then return end
  for _, record in ipairs(self.records[original]) do
    if record.kind == "layer" then
      local part = part_of(self, record, original)
      table.insert(tree.parts, { kind = "layer", name = part.name, title = part.title, fund = part.fund, covers = part.covers, reimburses = part.reimburses, file = part.file, line = part.line,
        amount = self.O[row][part.name], assumed = part.assumed, shown = "refund" })
    end
  end
end

-- The account of the case in a row.
function M.of(self, row)
  local c, o, e = self.C[row], self.O[row], self.evaluation
  local tree = { case = c.id, status = STATUS[o.status_] or "failed", in_year = o.status_ == 1 or o.status_ == 3, total = c.total_cost, parts = host.list {} }
  local group = e.groups.groups[e.G[row]]
  if group then add_place(self, tree, c, group) end
  if c.refund_of_ >= 0 then
    undone(self, tree, row, c.refund_of_)
  else
    for i, record in ipairs(self.records[row]) do tree.parts[i] = part_of(self, record, row) end
  end
  if tree.status == "failed" then
    tree.fault = e.reasons.list[o.error_]
    return tree
  end
  tree.self_pay, tree.reimbursed = o.self_pay, o.reimbursed
  tree.assumed, tree.clamped = o.assumed_, o.clamped_
  if not self.brief then tree.earlier, tree.sums = earlier(self, row) end
  return tree
end

return M
