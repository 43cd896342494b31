-- Settles invented bills of one place on one day and says what is odd: bills that fail, layers that pay
-- more than is open, payments that fall, cliffs, layers that never pay. What it gives are plain tables
-- for the host to keep; report.lua makes findings of them.
local import, host = ...
local bills = import("bills")
local amounts = import("amounts")
local search = import("search")
local told = import("told")
local causes = import("causes")
local reads = import("reads")
local resolve = import("resolve")
local findings = import("findings")
local faults = import("faults")
local bit = require("bit")

local M = {}

local FIRST_AMOUNT = 1000000 -- fen; a profile that fails here is not looked at further
local CLIFF = 100 -- fen of self-pay for one fen of cost
local MAKINGS = 3 -- those whose lines are searched

local function name_of(enumeration, index) return enumeration.names[index] end

-- --- one bill beside another ---------------------------------------------------------------------

local function at(s, i, k) return s.numbers[(i - 1) * s.width + k] end

local function paid(self, s, i)
  local sum = 0
  for _, layer in ipairs(self.program.layers) do sum = sum + at(s, i, layer.column) end
  return sum
end

-- The first layer, in the order of payment, for which differs(amount before, amount after) holds.
local function first_layer(self, s, a, b, differs)
  for i, layer in ipairs(self.program.layers) do
    if differs(at(s, a, layer.column), at(s, b, layer.column)) then return layer, i end
  end
end

local function bill_of(s, i)
  local making, amount = s.making[i], s.amount[i]
  local in_scope = making == 3 and 2000000 or amount
  return { total = bills.makings[making].base + amount, in_scope = in_scope, uncovered = making == 3 and amount or making == 2 and 100000 or 0 }
end

local function cause_of(self, s, i, layer, place)
  local earlier, profile = 0, self.profiles[s.profile[i]]
  for k = 1, place - 1 do earlier = earlier + at(s, i, self.program.layers[k].column) end
  return causes.find(self.rules, self.jurisdiction, self.day, layer.version, name_of(self.schema.enumerations.identity_kind, profile.identity),
    name_of(self.schema.enumerations.hospital_level, profile.level), bill_of(s, i), earlier, at(s, i, layer.column))
end

local function pair_of(self, s, a, b, layer)
  local L = self.width
  return { profile = self.profiles[s.profile[a]], making = s.making[a], total = bill_of(s, a).total, total2 = bill_of(s, b).total, self_pay = at(s, a, L), self_pay2 = at(s, b, L),
    paid = layer and at(s, a, layer.column) or paid(self, s, a), paid2 = layer and at(s, b, layer.column) or paid(self, s, b) }
end

local function place_of(layer) return layer.version.file, layer.version.line end

local function tell_pair(self, number, s, a, b, layer, place, weight)
  local cause = layer and (cause_of(self, s, b, layer, place) or cause_of(self, s, a, layer, place))
  local mark = (layer and layer.name or "") .. "\1" .. (cause and cause.name or "") .. (at(s, b, self.width) > at(s, a, self.width) and "+" or "-")
  told.tell(self, number, mark, weight, s.profile[a], function()
    local one = { example = pair_of(self, s, a, b, layer), layer = layer and layer.name, subject = layer and layer.name }
    if layer then one.file, one.line = place_of(layer) end
    if cause then told.cause(self.rules, one, cause) end
    return one
  end)
end

-- --- looking -------------------------------------------------------------------------------------

local function look_at_pair(self, s, a, b)
  local change = at(s, b, self.width) - at(s, a, self.width)
  if s.amount[b] - s.amount[a] ~= 1 or math.abs(change) <= CLIFF then return false end
  local layer, place = first_layer(self, s, a, b, function(before, after) return math.abs(after - before) > CLIFF / 2 end)
  tell_pair(self, "W205", s, a, b, layer, place, math.abs(change))
  return true
end

-- A stretch over which the layers together pay less and less; cliffs were told apart.
local function look_for_falls(self, s, points)
  local dust, start, from = #self.program.layers + 1, nil, nil
  local function stop(past)
    if start and paid(self, s, start) - paid(self, s, past) > dust then
      local layer, place = first_layer(self, s, start, past, function(before, after) return before - after > dust / 2 end)
      tell_pair(self, "W204", s, start, past, layer, place, paid(self, s, start) - paid(self, s, past))
    end
    start = nil
  end
  for i = 2, #points do
    local a, b = points[i - 1], points[i]
    if s.failed[a] or s.failed[b] then
      stop(a)
    elseif look_at_pair(self, s, a, b) then
      stop(a)
    elseif paid(self, s, b) < paid(self, s, a) then
      start = start or a
    else
      stop(a)
    end
    from = b
  end
  if from then stop(from) end
end

local function look_at_point(self, s, i)
  if s.failed[i] then return told.fault(self, s.profile[i], s.making[i], s.amount[i], s.failed[i]) end
  local total, sum, clamped = bill_of(s, i).total, 0, s.clamped[i]
  for _, layer in ipairs(self.program.layers) do
    local own = at(s, i, layer.column)
    sum = sum + own
    if own > 0 then self.pays[layer.name] = true end
    if clamped and bit.band(clamped, bit.lshift(1, layer.column)) ~= 0 then
      told.tell(self, "W202", layer.name, -total, s.profile[i], function()
        local file, line = place_of(layer)
        return { layer = layer.name, subject = layer.name, file = file, line = line, example = pair_of(self, s, i, i, layer) }
      end)
    end
  end
  if math.abs(total - sum - at(s, i, self.width)) > 0.5 or at(s, i, self.width) < 0 then
    told.tell(self, "W203", "", -total, s.profile[i], function() return { example = pair_of(self, s, i, i) } end)
  end
end

-- --- the steps -----------------------------------------------------------------------------------

-- Settles one bill of every profile; gives those that did not fail.
local function first_bills(self, watched)
  local profile, making, amount, good = {}, {}, {}, {}
  for i = 1, #self.profiles do profile[i], making[i], amount[i] = i, 2, FIRST_AMOUNT end
  bills.settle(self.bench, profile, making, amount, 1, #profile, function(i, row)
    local fault = bills.fault(self.bench, row)
    if fault then
      told.fault(self, i, 2, FIRST_AMOUNT, fault)
    else
      good[#good + 1] = i
    end
  end, watched)
  return good
end

-- Who is aided should not bear more of the same bill than somebody who is not. `first[i]`: where the
-- bills of profile i begin in the lists, each profile having as many.
local function look_at_ordinary(self, good, first, count, making, amount, self_pay)
  local levels = #self.schema.enumerations.hospital_level.names
  for _, i in ipairs(good) do
    local profile = self.profiles[i]
    local ordinary = first[i - (profile.identity - 1) * levels]
    for k = 0, ordinary and profile.identity > 1 and count - 1 or -1 do
      local more = self_pay[first[i] + k] - self_pay[ordinary + k]
      if more > CLIFF then
        local name = name_of(self.schema.enumerations.identity_kind, profile.identity)
        told.tell(self, "W207", name, more, i, function()
          local n = first[i] + k
          local total = bills.makings[making[n]].base + amount[n]
          return { subject = name, profile = i, example = { profile = profile, making = making[n], total = total, total2 = total, self_pay = self_pay[ordinary + k], self_pay2 = self_pay[n] } }
        end)
      end
    end
  end
end

-- The layer by which somebody who is aided bears more: both bills once more, layer by layer.
local function explain_ordinary(self)
  local levels = #self.schema.enumerations.hospital_level.names
  for _, one in ipairs(self.order) do
    if one.number == "W207" then
      local paid_by, e = { {}, {} }, one.example
      local aided = one.profile
      local fen = e.total - bills.makings[e.making].base
      bills.settle(self.bench, { aided - (self.profiles[aided].identity - 1) * levels, aided }, { e.making, e.making }, { fen, fen }, 1, 2, function(i, row)
        for k = 0, self.width - 1 do paid_by[i][k] = self.bench.numbers[row * self.bench.size + k] end
      end)
      for _, layer in ipairs(self.program.layers) do
        if paid_by[2][layer.column] < paid_by[1][layer.column] and not one.layer then
          one.layer, one.file, one.line = layer.name, layer.version.file, layer.version.line
          local cause = causes.worse(self.rules, self.jurisdiction, self.day, layer.version, one.subject, self.schema.enumerations.identity_kind.names[1])
          if cause then told.cause(self.rules, one, cause) end
        end
      end
      one.profile = nil
    end
  end
end

local PRIME, FACTOR, FACTOR2 = 8589934583, 65599, 31337

-- Profiles that are paid the same at every amount are one: the first stands for all.
local function alike(self, good, list)
  local profile, making, amount, sums, sums2, failed, begins, self_pay = {}, {}, {}, {}, {}, {}, {}, {}
  for _, i in ipairs(good) do
    begins[i] = #profile + 1
    for k = 1, #bills.makings do
      for n, fen in ipairs(list) do
        if k == 1 or n % 3 == 0 then
          profile[#profile + 1], making[#making + 1], amount[#amount + 1] = i, k, fen
        end
      end
    end
    sums[i], sums2[i] = 0, 0
  end
  local numbers, size, width, pays = self.bench.numbers, self.bench.size, self.width, self.paid_columns
  bills.settle(self.bench, profile, making, amount, 1, #profile, function(n, row)
    local i, from = profile[n], row * size
    local sum, sum2 = sums[i], sums2[i]
    for k = 0, width do
      local value = numbers[from + k]
      if value > 0 then pays[k] = true end
      sum, sum2 = (sum * FACTOR + value) % PRIME, (sum2 * FACTOR2 + value) % PRIME
    end
    local clamped = self.bench.O[row].clamped_ -- the same money for another reason is not the same
    sums[i], sums2[i] = (sum * FACTOR + clamped) % PRIME, (sum2 * FACTOR2 + clamped) % PRIME
    self_pay[n] = numbers[from + width]
    if self.bench.O[row].error_ ~= 0 and not failed[i] then
      failed[i] = true
      told.fault(self, i, making[n], amount[n], bills.fault(self.bench, row))
    end
  end)
  look_at_ordinary(self, good, begins, good[1] and #profile / #good or 0, making, amount, self_pay)
  local first, list_of_first = {}, {}
  for _, i in ipairs(good) do
    local key = ("%.0f:%.0f"):format(sums[i], sums2[i])
    if not first[key] then
      first[key], list_of_first[#list_of_first + 1] = i, i
      self.members[i] = {}
    end
    table.insert(self.members[first[key]], i)
  end
  return list_of_first
end

local function search_lines(self, firsts, fine)
  local lines = {}
  for _, i in ipairs(firsts) do
    for k = 1, MAKINGS do lines[#lines + 1] = { profile = i, making = k } end
  end
  local s = search.run(self.bench, lines, fine)
  for i = 1, s.count do look_at_point(self, s, i) end
  search.each_line(s, function(_, _, points) look_for_falls(self, s, points) end)
end

local function read_program(self)
  local reading = resolve.reading(self.rules, self.jurisdiction, self.day)
  self.program = resolve.program(self.rules, self.jurisdiction, self.day, reading)
  local columns = {}
  for i, name in ipairs(self.rules.names.layers) do columns[name] = i - 1 end
  for _, layer in ipairs(self.program.layers) do layer.column = columns[layer.name] end
end

local function never(self)
  local list = host.list {}
  for _, layer in ipairs(self.program.layers) do
    if not self.pays[layer.name] and not self.paid_columns[layer.column] then
      list[#list + 1] = { layer = layer.name, title = layer.title, file = layer.version.file, line = layer.version.line }
    end
  end
  return list
end

-- Ordinary stays at a few amounts, bill by bill: to name the rule that does not come to an end.
local function look_slowly(self, good, list)
  local lines = {}
  for _, i in ipairs(good) do
    local profile = self.profiles[i]
    if profile.kind == 1 and profile.place == 1 and profile.referral == 1 then
      for k = 1, MAKINGS do lines[#lines + 1] = { profile = i, making = k } end
    end
  end
  local s = search.run(self.bench, lines, list, true)
  for i = 1, s.count do look_at_point(self, s, i) end
  for _, one in ipairs(self.order) do
    if one.fault and one.fault.code == "E322" then return end
  end
  faults.raise("E253", 3, ("the bills of %s take too long to settle"):format(findings.where(self.jurisdiction)), {}, "look for a loop in a formula that goes on too long")
end

local function answer(self, settled, alike_count)
  return { settled = settled, told = told.list(self), never = settled and self.program and never(self) or host.list {}, bills = self.bench.bills, alike = alike_count }
end

-- Probes a place on a day: { settled, told, never, bills, alike }; not settled: every bill fails.
-- `watched`: few bills and slowly, after a probe that did not come to its end.
function M.run(rules, schema, jurisdiction, day, watched)
  local self = { rules = rules, schema = schema, jurisdiction = jurisdiction, day = day, profiles = bills.profiles(schema), told = {}, order = {}, members = {}, pays = {}, paid_columns = {}, width = #rules.names.layers }
  self.bench = bills.bench(rules, schema, jurisdiction, day, self.profiles)
  local good = first_bills(self, watched)
  if #good == 0 then return answer(self, false, 0) end
  read_program(self)
  local plain, fine = amounts.lists(rules, jurisdiction, day, reads.money(rules))
  if watched then
    look_slowly(self, good, plain)
    self.program = nil -- too few bills to say who is never paid
    return answer(self, true, 0)
  end
  local firsts = alike(self, good, plain)
  explain_ordinary(self)
  search_lines(self, firsts, fine)
  return answer(self, true, #firsts)
end

return M
