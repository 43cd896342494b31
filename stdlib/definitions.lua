-- Layers, accumulators, targets and flags, by jurisdiction and day, and the order of the layers.
local import = ...
local faults = import("faults")
local purity = import("purity")
local arguments = import("arguments")
local names = import("names")
local comparisons = import("comparisons")
local belonging = import("belonging")

local M = {}

local KINDS = { layer = "layers", accumulator = "accumulators", target = "targets", flag = "flags" }

local FIELDS = {
  layer = { title = "string", name = "string", fund = "string", covers = "string", reimburses = "boolean", pays = "function!", doc = "string" },
  accumulator = { title = "string", name = "string", per = "string!", unit = "string", before = "string", after = "table", adds = "function!", doc = "string" },
  target = { title = "string!", name = "string", over = "string!", with = "table", having = "table",
    where = "function", part = "function!", whole = "function", budget = "string", threshold = "string", at_least = "boolean", by = "string", group = "function", counts = "string", doc = "string" },
  flag = { title = "string!", name = "string", over = "string!", with = "table", having = "table", when = "function!", doc = "string" },
}
local ONE_OF = {
  layer = { covers = { in_scope = true, out_of_scope = true, any = true } },
  accumulator = { per = { person = true, household = true }, unit = { yuan = true, count = true, days = true } }, -- unit: how people see it
}

-- Names that a bill, a year or a result has of its own.
local RESERVED = { total = true, in_scope_left = true, out_of_scope_left = true, self_pay = true, paid = true, reimbursed = true, status = true, reason = true,
  run_id = true, case_id = true, assumed = true, clamped = true, total_cost = true, position = true, slack = true, owner = true, row = true }

local function check_choices(kind, spec)
  for field, allowed in pairs(ONE_OF[kind] or {}) do
    if spec[field] ~= nil and not allowed[spec[field]] then
      faults.rule("E227", ("%s = \"%s\" is not known"):format(field, spec[field]), spec[field], faults.near(spec[field], faults.names(allowed)) or "one of: " .. table.concat(faults.names(allowed), ", "))
    end
  end
end

-- The whole of a target is added up, or is the budget of the place.
local function nothing() return 0 end
local function check_whole(spec)
  if (spec.whole == nil) == (spec.budget == nil) then faults.rule("E227", "a target needs the field 'whole', or 'budget', not both", "target") end
  spec.whole = spec.whole or nothing
end

-- kind "name" { … } for a layer, accumulator, target or flag.
function M.define(rules, kind, name, spec)
  local context = arguments.need_context(rules, kind)
  local jurisdiction = arguments.need_place(context, kind)
  local plural = KINDS[kind]
  arguments.check_name(name, kind)
  name = names.english(rules, plural, name)
  if kind == "layer" or kind == "accumulator" then
    if RESERVED[name] or not name:match("^[a-z][a-z0-9_]*$") then faults.rule("E226", ("'%s' cannot be the name of a %s"):format(name, kind), name, names.is_chinese(name) and ('give it an English name too: %s "special" { name = "%s", … }'):format(kind, name)
        or "use small letters, digits and _; the words of a bill are taken") end
    local other = kind == "layer" and "accumulators" or "layers"
    if rules.first[other][name] then faults.rule("E229", ("'%s' is a layer and an accumulator"):format(name), name) end
  end
  arguments.check_fields(spec, kind, FIELDS[kind])
  check_choices(kind, spec)
  if kind == "target" then check_whole(spec) end
  for field, value in pairs(spec) do
    if type(value) == "function" then
      purity.check(value)
      comparisons.check(rules, value)
      local place = purity.measures_argument(value)
      if place then
        spec[field] = function() faults.rule("E303", "the length of something that has none", place, "only texts and lists have a length") end
      end
    end
  end
  names.refer(rules, spec)
  if (kind == "target" or kind == "flag") and not rules.schema.entities[spec.over] then
    faults.rule("E204", "there is no entity '" .. spec.over .. "'", spec.over, faults.near(spec.over, faults.names(rules.schema.entities)))
  end
  local links, needs
  if kind == "target" or kind == "flag" then links, needs = belonging.resolve(rules, spec) end
  local file, line = arguments.here(context)
  local version = { name = name, begins = context.begins, ends = context.ends, spec = spec, source = context.source, file = file, line = line, jurisdiction = jurisdiction, serial = rules.serial + 1,
    links = links, needs = needs }
  rules.serial = version.serial
  local first = rules.first[plural][name]
  if kind == "accumulator" and first and first.spec.per ~= spec.per then
    faults.rule("E229", ("the accumulator '%s' is kept per %s elsewhere (%s:%d)"):format(name, first.spec.per, first.file, first.line), "per", "one name is kept in one way everywhere")
  end
  names.check_free(rules, plural, name, name)
  names.add(rules, plural, name, spec.name, file, line)
  if not first then
    rules.first[plural][name] = version
    table.insert(rules.names[plural], name)
  end
  for _, holder in ipairs(arguments.holders(context)) do
    local definitions = holder.definitions
    definitions[plural] = definitions[plural] or {}
    definitions[plural][name] = definitions[plural][name] or {}
    arguments.add_version(definitions[plural][name], version, ("the %s '%s'"):format(kind, name))
  end
end

-- settlement { "name", … }: the order of the layers.
function M.order(rules, list)
  local context = arguments.need_context(rules, "settlement")
  arguments.need_place(context, "settlement")
  if type(list) ~= "table" or #list == 0 then faults.rule("E227", "settlement needs a list of layers", "settlement") end
  local seen = {}
  for i, name in ipairs(list) do
    if type(name) == "string" then name = names.english(rules, "layers", name) end
    list[i] = name
    if type(name) ~= "string" then faults.rule("E227", "settlement needs names of layers, not " .. faults.show(name), "settlement") end
    if seen[name] then faults.rule("E229", ("the layer '%s' stands twice in the settlement"):format(name), name) end
    seen[name] = true
  end
  local file, line = arguments.here(context)
  for _, holder in ipairs(arguments.holders(context)) do
    holder.definitions.settlement = holder.definitions.settlement or {}
    arguments.add_version(holder.definitions.settlement, { begins = context.begins, ends = context.ends, list = list, source = context.source, file = file, line = line }, "the order of 'settlement'")
  end
end

return M
