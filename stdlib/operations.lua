-- What the host may ask of a worker: one function an operation, a table in, a table out. The order is
-- `schema` or `load`, then (for a worker with a snapshot) `attach`, then `evaluate` and `aggregate`
-- as often as wanted.
local import, host = ...
local faults = import("faults")
local schema_words = import("schema_words")
local ruleset = import("ruleset")
local resolve = import("resolve")
local layout = import("layout")
local overlay = import("overlay")
local units = import("units")
local ffi = require("ffi")

-- A module that is read when one of its functions is first asked for, so that a worker starts soon.
local function later(name)
  return setmetatable({}, { __index = function(_, key) return import(name)[key] end })
end

local evaluate, plain, taken, aggregate, totals, entities = later("evaluate"), later("plain"), later("taken"), later("aggregate"), later("totals"), later("entities")
local testing, explain, check, scenario, prompt, case_test = later("testing"), later("explain"), later("check"), later("scenario"), later("prompt"), later("case_test")

local M = {}

local schema, rules, evaluation, aggregation, addition, data -- of this worker
local replaced, laid -- whether what lies over the rules replaces definitions; its plain values (patch.lua), or nil

-- { } → the description of the schema.
function M.schema()
  schema = schema or schema_words.read()
  return schema_words.describe(schema)
end

-- { } → what this worker is made of.
function M.versions() return { luajit = ("%s (%s, %s)"):format(jit.version, jit.os, jit.arch) } end

local function describe_layers()
  local list = host.list {}
  for i, name in ipairs(rules.names.layers) do
    local version = rules.first.layers[name]
    list[i] = { name = name, title = version.spec.title or name, fund = version.spec.fund or "", reimburses = version.spec.reimburses ~= false, file = version.file, line = version.line }
  end
  return list
end

local function describe_jurisdictions()
  local list = host.list {}
  for _, j in ipairs(rules.jurisdiction_order) do
    if j.path ~= "" then list[#list + 1] = { path = j.path, code = j.code, name = j.name, within = j.parent_path } end
  end
  return list
end

local function describe_targets()
  local list = host.list {}
  for i, name in ipairs(rules.names.targets) do
    local spec = rules.first.targets[name].spec
    list[i] = { name = name, title = spec.title, over = spec.over, at_least = spec.at_least, by = spec.by, threshold = spec.threshold, counts = spec.counts, budget = spec.budget and true or nil }
  end
  return list
end

local function describe_flags()
  local list = host.list {}
  for i, name in ipairs(rules.names.flags) do
    local spec = rules.first.flags[name].spec
    list[i] = { name = name, title = spec.title, over = spec.over }
  end
  return list
end

-- Every value of every jurisdiction, for the record of a run.
local function describe_values()
  local list = host.list {}
  for _, j in ipairs(rules.jurisdiction_order) do
    for _, name in ipairs(rules.parameter_order) do
      local by_key = j.values[name]
      for _, key in ipairs(by_key and faults.names(by_key) or {}) do
        for _, version in ipairs(by_key[key]) do
          list[#list + 1] = { jurisdiction = j.path, name = name, key = key, title = rules.parameters[name].title, unit = rules.parameters[name].unit, value = units.text(rules.parameters[name].unit, version.content),
            begins = version.begins > -math.huge and units.day_text(version.begins) or nil, ends = version.ends and units.day_text(version.ends) or nil,
            source = version.source, file = version.file, line = version.line, assumed = version.assumed }
        end
      end
    end
  end
  return list
end

-- Everything that must hold in a jurisdiction without a case: orders, layers, accumulators, on each day
-- on which something changes.
local function check_programs()
  for _, j in ipairs(rules.jurisdiction_order) do
    if j.path ~= "" then
      local days = resolve.edges(j)
      table.insert(days, 1, (days[1] or 0) - 1)
      for i, day in ipairs(days) do
        local ok, reading = pcall(resolve.reading, rules, j, day)
        if ok then
          resolve.program(rules, j, day, reading)
          for _, identity in ipairs(faults.names(resolve.identities(j) or {})) do resolve.program(rules, resolve.for_identity(j, identity), day, reading) end
        elseif i == #days then
          error(reading, 0)
        end
      end
    end
  end
end

local LOAD_STEP, MOST_LOAD_STEPS = 1000, 30000 -- instructions between two looks, and how many looks

local function endless(file, line)
  faults.rule("E322", "the file does not come to an end", { file = file, line = line }, "look for a loop that does not end at the top of the file")
end

-- The first loading of a set of rules is watched: a file that does not come to an end, or eats memory, is
-- named with its line. The compiler is off meanwhile, since it would not look at the hook. With `tell`
-- every line is told to the host before it runs, for what no hook can stop.
local function watched(run, tell)
  local file, line
  local steps = MOST_LOAD_STEPS
  jit.off()
  debug.sethook(function(event, at_line)
    if event == "line" then
      local source = debug.getinfo(2, "S").source
      if source:sub(1, 8) ~= "@stdlib/" then host.note(source:sub(2), at_line) end
      return
    end
    local at_file, here_line = faults.here()
    if at_file then file, line = at_file, here_line end
    steps = steps - 1
    if steps < 0 then endless(file, line) end
  end, tell and "l" or "", LOAD_STEP)
  local ok, result = xpcall(run, faults.report)
  debug.sethook()
  if host.jit then jit.on() end
  if ok then return end
  if faults.is_fault(result) and result.code ~= "E320" then error(result, 0) end
  collectgarbage()
  faults.rule("E320", "the rules need more memory than they may use", file and { file = file, line = line } or {}, "look for a table or text that grows in a loop at the top of this file")
end

local function replaces_definitions()
  for _, laid in ipairs(overlay.laid(rules)) do
    if next(laid.definitions) then return true end
  end
  return false
end

-- { files = [{ path, text }], scenario = [{ path, text }], values, tell, again, coverage } → the model: layers, jurisdictions, targets, values, layouts.
function M.load(request)
  schema = schema or schema_words.read()
  layout.use_schema(schema)
  if request.coverage then import("coverage").start() end
  local function load() rules = ruleset.load(ruleset.new(schema, request.again), request.files) end
  if request.again then load() else watched(load, request.tell) end
  scenario.apply(rules, request.scenario)
  replaced, laid = replaces_definitions(), nil
  check_programs()
  local case_fields, case_size = layout.describe_case()
  local result_fields, result_size = layout.describe_result(rules)
  return { layers = describe_layers(), jurisdictions = describe_jurisdictions(), targets = describe_targets(), values = request.values and describe_values() or nil,
    parameters = #rules.parameter_order, flags = describe_flags(), case = { fields = case_fields, size = case_size }, result = { fields = result_fields, size = result_size } }
end

local function need_rules()
  if not rules then faults.raise("E734", 70, "no rules are loaded in this worker") end
end

-- { counties = [codes], diagnoses = [codes], cases, first_year, years, members, household_rows, run_year, marking } → { }. Small numbers in the snapshot count from 1 in these lists.
function M.attach(request)
  need_rules()
  layout.book.counties, layout.book.diagnoses = request.counties, request.diagnoses
  layout.book.diagnoses[0] = ""
  layout.book.hospitals = request.hospitals or {}
  layout.book.first_year = request.first_year
  local progress = ffi.cast("GuizeProgress *", host.results) + host.cell
  data = { C = ffi.cast("const GuizeCase *", host.snapshot), result = ffi.typeof("$ *", layout.types(rules).result),
    first_year = request.first_year, slots = request.years, members = request.members, rows = request.household_rows, run_year = request.run_year, progress = progress[0] }
  evaluation = (host.jit and evaluate or plain).new(rules, data, request.marking)
  aggregation, addition = nil, nil
end

-- The values of the new scenario in the tables that are there; false when they must be made anew.
local function patched()
  local before = laid
  laid = import("patch").plain(rules)
  if not before or not laid then return false end
  local set = import("patch").both(before, laid)
  return import("groups").patch(evaluation.groups, set) and (not aggregation or aggregate.patch(aggregation, set))
end

local function vary(request)
  local before = replaced or false
  scenario.apply(rules, request.scenario)
  replaced = replaces_definitions()
  if replaced then check_programs() end -- values alone make no program that cannot be
  if patched() then return end
  local kind = host.jit and evaluate or plain
  kind.renew(evaluation, before or replaced)
  if aggregation then aggregate.renew(aggregation, before or replaced) end
end

-- { scenario = [{ path, text }] } → { }: another scenario lies over the rules from now on. What was compiled stays in use.
function M.vary(request)
  need_rules()
  if not evaluation then faults.raise("E734", 70, "this worker has no snapshot") end
  import("groups").uncompiled(vary, request)
  return {}
end

local function reasons()
  local list = host.list {}
  for i, fault in ipairs(evaluation.reasons.list) do list[i] = fault end
  return list
end

-- Takes rows out of all sums; they count as if they belonged to another year.
local function leave_out(O, rows)
  for _, row in ipairs(rows or {}) do
    if O[row].status_ == 1 then O[row].status_ = 2 elseif O[row].status_ == 3 then O[row].status_ = 4 end
  end
end

local function set_of(list)
  local set = {}
  for _, name in ipairs(list) do set[name] = true end
  return set
end

-- { first, last, parts, window, watched, dead = [{ row, fault }], left_out = [row], aggregate_day, no_flags, targets, short, totals } →
-- { reasons, slow_rows, sums, flags, short, totals }. Rows count from 0. The result of row `first` goes to byte `window` of the
-- results. With `parts` (see evaluate.run) only these rows are evaluated; the results of the others are there already.
function M.evaluate(request)
  need_rules()
  local O = ffi.cast(data.result, ffi.cast("char *", host.results) + request.window) - request.first
  local parts = request.parts
  if parts then taken.check(request.first, request.last, parts) end
  local at_once = request.totals and host.jit and not parts and not request.watched and not (request.left_out and request.left_out[1])
  if request.totals and not addition then addition = totals.new(rules, data.C) end
  if request.totals then totals.take(addition) end -- what a request that failed has left
  local function add(results, first, last) totals.add(addition, results, first, last) end
  if host.jit then evaluate.run(evaluation, O, request.first, request.last, request.watched, request.dead, parts, at_once and add or nil)
  else plain.run(evaluation, request.window, request.first, request.last, request.watched, request.dead, parts) end
  if parts and request.aggregate_day then taken.complete(evaluation, O, request.first, request.last, parts) end
  leave_out(O, request.left_out)
  local reply = { reasons = reasons(), slow_rows = evaluation.reasons.slow_rows }
  if request.aggregate_day then
    if not aggregation or aggregation.day ~= request.aggregate_day then aggregation = aggregate.new(evaluation, request.aggregate_day) end
    local short
    reply.sums, reply.flags, short = aggregate.run(aggregation, O, request.first, request.last, request.no_flags, request.short, request.targets and set_of(request.targets))
    reply.short = request.short and short or nil
  end
  if request.totals then
    if not at_once then totals.add(addition, O, request.first, request.last) end
    reply.totals = totals.take(addition)
  end
  return reply
end

-- { } → { places }: which files the settlements of a place rest on; see sources.of.
function M.sources()
  need_rules()
  return { places = import("sources").of(rules) }
end

-- { empty } → { plans }: which registers targets and flags are over, and what belongs to their rows; see belonging.plans.
function M.register_plans(request)
  need_rules()
  return { plans = import("belonging").plans(rules, request.empty) }
end

-- { entity, day, year, with, rows, first, short } → { sums, flags, short }: targets and flags over a register; see
-- entities.run.
function M.registers(request)
  need_rules()
  local sums, flags, short = entities.run(rules, schema, request)
  return { sums = sums, flags = flags, short = request.short and short or nil }
end

-- { counties = [codes], day, scenario? } → { thresholds }.
function M.thresholds(request)
  need_rules()
  local function ask() return { thresholds = import("thresholds").list(rules, request.counties, request.day) } end
  if not request.scenario then return ask() end
  return scenario.with(rules, request.scenario, ask)
end

-- { county, cases = [{ money, plain, identities }] } → { settlements }.
function M.settle(request)
  need_rules()
  return { settlements = testing.settle(rules, schema, request.county, request.cases) }
end

-- How cases of one household came to their amounts, and the year in which a case counts: explain.lua.
function M.explain(request)
  need_rules()
  return explain.run(rules, request)
end

function M.explain_year(request)
  need_rules()
  return explain.year(rules, request)
end

-- { step = "places" | "probe" | "report", … } → see check.lua.
function M.check(request)
  need_rules()
  return check[request.step](rules, request, schema)
end

-- { path, text } → { tests }.
function M.test(request)
  need_rules()
  return { tests = testing.run_file(rules, schema, request.path, request.text) }
end

-- { tests = [{ path, text }] } → { text, bounds, reached, written }: tests for bounds; see suggest.run.
function M.suggest(request)
  need_rules()
  return import("suggest").run(rules, schema, request)
end

-- { aggregated } → { files, gaps }: what was exercised since loading with `coverage`; see coverage.report.
function M.coverage(request)
  need_rules()
  if request.aggregated then import("coverage").note_thresholds(rules) end
  return import("coverage").report(rules)
end

-- What was typed at the prompt; see prompt.lua.
function M.prompt(request)
  need_rules()
  return prompt.run(rules, request)
end

function M.prompt_answer(request)
  need_rules()
  return prompt.answer(request)
end

-- What the text of a scenario changes; see scenario.lua.
function M.scenario(request)
  need_rules()
  return scenario.read(rules, { path = request.file, text = request.text, day = request.day })
end

-- { scenario, base = [{ path, text }], day, within } → what differs between the two; see scenario_changes.lua.
function M.scenario_changes(request)
  need_rules()
  return import("scenario_changes").of(rules, request)
end

-- { scenario } → { counties }: the codes of the places in which the scenario can change anything.
function M.touched(request)
  need_rules()
  return { counties = import("scenario_changes").counties(rules, request.scenario or {}) }
end

-- A case as a rule test; see case_test.lua.
function M.case_test(request)
  need_rules()
  return case_test.text(rules, schema, request)
end

-- What a word at the prompt can become; see prompt.lua.
function M.complete(request)
  need_rules()
  return prompt.complete(rules, request)
end

-- Runs `ask` over the rules with a pending change laid over them ([{ path, text }]). A day may be a number or
-- 2018-06-30; a place ("": none) serves as county; `lang` is the language of what is shown.
local function over_scenario(request, ask)
  need_rules()
  if type(request.day) == "string" then request.day = units.day(request.day) end
  if request.place and request.place ~= "" then request.county = request.county or request.place end
  if request.lang then import("show").language(request.lang) end
  rules.readers = nil -- a scenario may replace formulas
  if not request.scenario then return ask(rules, request) end
  return scenario.with(rules, request.scenario, function() return ask(rules, request) end)
end

-- { name?, county?, day?, scenario? } → { declared, values }: see catalogue.params.
function M.params(request) return over_scenario(request, import("catalogue").params) end

-- { name, county, day, scenario? } → the chain that is looked through: see catalogue.resolve.
function M.resolve(request) return over_scenario(request, import("catalogue").resolve) end

-- { name, county?, day?, scenario? } → what anything declared is: see describe.describe.
function M.describe(request) return over_scenario(request, import("describe").describe) end

-- { step = "open" | "settle" | "cause", county, …, scenario? } → bills of growing cost: see schedule.lua.
function M.schedule(request)
  return over_scenario(request, function() return import("schedule").run(rules, schema, request) end)
end

-- { files } → { mark, files = [{ name, text }] } for editors; `files` are the texts of rules and tests.
function M.definitions(request)
  need_rules()
  return import("editordefs").files(rules, request.files)
end

-- { files } → { outline } of the loaded rules, whose texts `files` are.
function M.outline(request)
  need_rules()
  return { outline = import("outline").of(rules, request.files) }
end

-- { files, old = an outline } → { changes } from that outline to the loaded rules.
function M.difference(request)
  need_rules()
  return { changes = import("difference").of(request.old, import("outline").of(rules, request.files)) }
end

return M
