-- Settles bills of growing cost for one kind of patient after another: each bill is the first of somebody who is
-- alone in the household. What may be chosen of the case stands in chosen.lua; where a line bends or leaps is found
-- by the host (schedule.c), which asks for the bills that it wants to see.
local import, host = ...
local amounts = import("amounts")
local causes = import("causes")
local chosen = import("chosen")
local evaluate = import("evaluate")
local faults = import("faults")
local findings = import("findings")
local layout = import("layout")
local reads = import("reads")
local resolve = import("resolve")
local testing = import("testing")
local titles = import("titles")
local units = import("units")
local ffi = require("ffi")

local M = {}

local ROWS = 4096 -- settled in one go
-- --- bills -----------------------------------------------------------------------------------------

local function template(self, county, day, identity)
  local spec, given = {}, self.given
  for _, field in ipairs({ "hospital_level", "hospital_tier", "place", "referral", "kind", "sex", "age", "diagnosis", "one_stop" }) do spec[field] = given[field] end
  for _, field in ipairs({ "temporary_aid", "hospital_relief" }) do spec[field] = given[field] and units.make("yuan", given[field].fen) end
  spec.settled = units.day_text(day)
  spec.admission = units.day_text(day - given.days + 1)
  spec.identity = self.schema.enumerations.identity_kind.names[identity]
  return testing.build(self.schema, { spec }, county)
end

-- Divides a bill: what is in scope is what the other parts leave, or the other way round.
local function divide(given, c, fen)
  local left, share = fen, given.in_scope_cost and given.in_scope_cost.share
  local in_scope = share and math.floor(fen * share + 0.5 + 1e-6)
  if in_scope then left = left - in_scope end
  for _, part in ipairs(chosen.PARTS) do
    local one, own = given[part], 0
    if one then own = math.min(left, one.fen or math.floor(fen * one.share + 0.5 + 1e-6)) end
    c[part], left = own, left - own
  end
  if in_scope then c.uncovered_cost, left = c.uncovered_cost + left, in_scope end
  c.in_scope_cost, c.total_cost = left, fen
end

local function bench(rules, self, county, day, identity)
  local made = template(self, county, day, identity)
  local data = { C = ffi.new("GuizeCase[?]", ROWS), first_year = made.first_year, slots = made.slots, members = 1, rows = 1, run_year = tonumber(units.day_text(day):sub(1, 4)) }
  local result = layout.types(rules).result
  return { C = data.C, O = ffi.new(ffi.typeof("$[?]", result), ROWS), template = made.C, evaluation = evaluate.new(rules, data, false), width = #rules.names.layers, size = ffi.sizeof(result) / 8 }
end

-- Settles bills and calls take(i, o, numbers, from): the row's layers and self-pay are numbers[from …].
local function settle(self, on, bills, take)
  local C, size, numbers = on.C, ffi.sizeof("GuizeCase"), ffi.cast("const double *", on.O)
  for first = 1, #bills, ROWS do
    local count = math.min(ROWS, #bills - first + 1)
    for k = 0, count - 1 do
      ffi.copy(C + k, on.template, size)
      divide(self.given, C[k], bills[first + k])
      C[k].id, C[k].household_, C[k].person_ = k + 1, k, k
    end
    evaluate.run(on.evaluation, on.O, 0, count - 1)
    for k = 0, count - 1 do take(first + k, on.O[k], numbers, k * on.size) end
  end
end

local function settle_all(rules, self, request, county)
  local list, failed, fault = host.list {}, host.list {}, nil
  for n, identity in ipairs(self.identities) do
    local flat, on = host.list {}, #request.bills[n] > 0 and bench(rules, self, county, request.day, identity)
    settle(self, on or { C = nil, O = nil }, request.bills[n], function(i, o, numbers, from)
      for k = 0, on.width do flat[#flat + 1] = numbers[from + k] end
      if o.error_ > 0 then
        failed[#failed + 1] = { n - 1, i - 1 }
        fault = fault or on.evaluation.reasons.list[o.error_]
      end
    end)
    list[n] = flat
  end
  return { numbers = list, failed = failed, fault = fault }
end

-- --- what is told ----------------------------------------------------------------------------------

-- The day from which nothing changes any more, where none is asked for.
local function last_day(jurisdiction)
  local edges = resolve.edges(jurisdiction)
  return edges[#edges] or units.day_number("2018-06-30")
end

local function program_of(rules, jurisdiction, day) return resolve.program(rules, jurisdiction, day, resolve.reading(rules, jurisdiction, day)) end

local function assumed_values(rules, jurisdiction, day)
  local list = host.list {}
  local function visit(declared, key, depth)
    if depth > #declared.by then
      local version, holder = resolve.value(jurisdiction, declared.name, key, day)
      if version and version.assumed then
        list[#list + 1] = { name = findings.full(declared.name, key), title = titles.full(rules, declared, key), place = holder.path, place_name = holder.path == "" and "全国" or holder.name, value = titles.plain(declared, version), source = version.source or "" }
      end
      return
    end
    for _, name in ipairs(rules.enumerations[declared.by[depth]].names) do visit(declared, key == "" and name or key .. "|" .. name, depth + 1) end
  end
  for _, name in ipairs(rules.parameter_order) do visit(rules.parameters[name], "", 1) end
  return list
end

local function layer_order(rules, program)
  local columns, order = {}, host.list {}
  for i, name in ipairs(rules.names.layers) do columns[name] = i - 1 end
  for i, layer in ipairs(program.layers) do order[i] = columns[layer.name] end
  return order
end

local function open(rules, schema, request, jurisdiction)
  local self = chosen.read(rules, schema, request)
  local day = request.day or last_day(jurisdiction)
  local program = program_of(rules, jurisdiction, day)
  local _, fine = amounts.lists(rules, jurisdiction, day, reads.money(rules))
  local identities, kinds = host.list {}, schema.enumerations.identity_kind
  for i, index in ipairs(self.identities) do identities[i] = { name = kinds.names[index], title = kinds.titles[index], chinese = kinds.chinese[index] } end
  return { day = day, day_text = units.day_text(day), name = jurisdiction.name, fields = chosen.describe(self), identities = identities, amounts = host.list(fine),
    order = layer_order(rules, program), assumed = assumed_values(rules, jurisdiction, day) }
end

-- Which parameter a layer is cut or opened by on a bill: { name, title, value, place }, or nothing.
local function cause(rules, schema, request, jurisdiction)
  local self = chosen.read(rules, schema, request)
  local identity, c, found = self.identities[request.identity + 1], nil, nil
  local program = program_of(rules, jurisdiction, request.day)
  local on, columns = bench(rules, self, jurisdiction.code, request.day, identity), layer_order(rules, program)
  for _, bill in ipairs(request.bills) do
    settle(self, on, { bill }, function(_, o)
      local earlier = 0
      c = on.C[0]
      for i, layer in ipairs(program.layers) do
        local own = o[layer.name]
        if columns[i] == request.layer then
          found = found or causes.find(rules, jurisdiction, request.day, layer.version, schema.enumerations.identity_kind.names[identity], self.given.hospital_level,
            { total = c.total_cost, in_scope = c.in_scope_cost, uncovered = c.uncovered_cost }, earlier, own)
        end
        earlier = earlier + own
      end
    end)
  end
  if not found then return {} end
  local declared = rules.parameters[found.name]
  local _, holder = resolve.value(jurisdiction, found.name, found.key, request.day)
  return { name = findings.full(found.name, found.key), title = titles.full(rules, declared, found.key), value = units.text(declared.unit, found.version.content), place = holder and holder.path or "" }
end

-- { step, county, day?, fields = [FIELD=VALUE] } and for step "open": nothing more → { day, day_text, name, fields,
-- identities, amounts, order, assumed }; "settle": bills, a list of fen an identity → { numbers (the layers and
-- self-pay of each bill in turn), failed = [[identity, bill]], fault }; "cause": identity, layer (numbers from 0), bills →
-- { name, title, value, place } or { }.
function M.run(rules, schema, request)
  local jurisdiction = rules.codes[request.county] or rules.jurisdictions[request.county]
  if not jurisdiction then faults.rule("E208", "there is no jurisdiction '" .. tostring(request.county) .. "'", tostring(request.county)) end
  if request.step == "open" then return open(rules, schema, request, jurisdiction) end
  if request.step == "cause" then return cause(rules, schema, request, jurisdiction) end
  return settle_all(rules, chosen.read(rules, schema, request), request, jurisdiction.code)
end

return M
