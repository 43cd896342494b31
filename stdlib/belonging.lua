-- Which rows of other entities belong to a row, for targets and flags that ask for them (with, having): those that
-- refer to it; the one it refers to; those that refer to the same person, household or village as it does.
-- What a newcomer gets wrong: the host reads rows by `field` and `via` alone; what a row means is the rules' matter.
local import, host = ...
local faults = import("faults")
local names = import("names")
local named_fields = import("named_fields")

local M = {}

local function field_of(entity, name)
  for _, field in ipairs(entity.fields) do
    if field.name == name then return field end
  end
end

-- What a field stands for: the entity that it refers to, or its own where it is the key.
local function means(entity, field) return field.to or (field.name == entity.key and entity.name) or nil end

-- The field of `other` that means the same as a field of the row; one of the same name goes before.
local function counterpart(other, wanted, name)
  local found
  for _, field in ipairs(other.fields) do
    if means(other, field) == wanted and (not found or field.name == name) then found = field.name end
  end
  return found
end

-- The names of the two fields that must be equal, of the row (via) and of the other entity (field); nil for none.
local function find(entity, other)
  local child = counterpart(other, entity.name, entity.key)
  if child and other ~= entity then return entity.key, child end
  for _, field in ipairs(entity.fields) do
    if field.to == other.name then return field.name, other.key end
  end
  for _, field in ipairs(entity.fields) do
    local same = field.to and field.to ~= "division" and counterpart(other, field.to, field.name)
    if same then return field.name, same end
  end
end

local function refuse(entity, name, via)
  faults.rule("E545", via and ("no row of '%s' belongs to a %s by its field '%s'"):format(name, entity.name, via) or ("no row of '%s' belongs to a %s"):format(name, entity.name),
    via or name, "they belong together where one refers to the other, or both to the same; say by which field with { entity = \"field\" }")
end

local function link(schema, entity, name, via)
  local other = schema.entities[name]
  if not other then faults.rule("E204", "there is no entity '" .. tostring(name) .. "'", tostring(name), faults.near(tostring(name), faults.names(schema.entities))) end
  local field
  if via then
    via = names.field(entity, via)
    local own = field_of(entity, via)
    field = own and not own.personal and means(entity, own) and counterpart(other, means(entity, own), via)
  else
    via, field = find(entity, other)
  end
  if not field then refuse(entity, name, via) end
  return { entity = name, field = field, via = via, key = name .. "." .. field .. "=" .. via }
end

-- Puts `links` (entity → { entity, field, via, key }) and `needs` (set of entities) into a target or flag.
function M.resolve(rules, spec)
  local schema, entity = rules.schema, rules.schema.entities[spec.over]
  if spec.over == "case" then
    for _, word in ipairs({ "with", "having", "group" }) do
      if spec[word] then faults.rule("E547", ("'%s' is for registers, not for cases"):format(word), word, "a case knows its person and hospital; what is worked out of it is a `field`") end
    end
    return
  end
  local links, needs = {}, {}
  for _, list in ipairs({ spec.with or {}, spec.having or {} }) do
    for key, value in pairs(list) do
      local named = type(key) == "number"
      if type(value) ~= "string" then faults.rule("E227", "with and having are lists of entities, not " .. faults.show(value), "with") end
      local name = names.entity(rules, named and value or key)
      if not links[name] or not named then links[name] = link(schema, entity, name, not named and value or nil) end
      if list == spec.having then needs[name] = true end
    end
  end
  return links, needs
end

local function each_version(rules, visit)
  for _, j in ipairs(rules.jurisdiction_order) do
    for _, plural in ipairs({ "targets", "flags" }) do
      for _, name in ipairs(faults.names(j.definitions[plural] or {})) do
        for _, version in ipairs(j.definitions[plural][name]) do visit(version) end
      end
    end
  end
end

-- Whether everything that it asks for has rows at all.
local function has_rows(version, empty)
  for name in pairs(version.links) do
    if empty[name] then return false end
  end
  return true
end

local function add_version(plans, schema, version)
  local over = version.spec.over
  local plan = plans[over]
  if not plan then
    plan = { known = {}, needs = {}, fields = {}, own = {} }
    plans[over] = plan
  end
  named_fields.add(plan.own, version, schema.entities[over])
  local needs = {}
  for _, name in ipairs(faults.names(version.links)) do
    local one = version.links[name]
    plan.known[one.key], plan.fields[one.key] = one, plan.fields[one.key] or {}
    named_fields.add(plan.fields[one.key], version, schema.entities[name])
    if version.needs[name] then needs[#needs + 1] = one.key end
  end
  plan.needs[table.concat(needs, " ")] = needs
end

-- Which rows are asked for: a list of lists of numbers of links, of which all of one list must have rows; empty when
-- every row is asked for.
local function needs_of(plan, numbers)
  local list = host.list {}
  for _, text in ipairs(faults.names(plan.needs)) do
    if text == "" then return host.list {} end
    local one = host.list {}
    for i, key in ipairs(plan.needs[text]) do one[i] = numbers[key] end
    list[#list + 1] = one
  end
  return list
end

-- What the host must read: a list of { entity, fields, with = [{ entity, field, via, fields }], needs }. `empty`: entities without a
-- row. What asks for one of them is left out: a register that was never filled is not one in which all is missing.
function M.plans(rules, empty)
  local plans, list, without = {}, host.list {}, {}
  for _, name in ipairs(empty) do without[name] = true end
  each_version(rules, function(version)
    if version.links and not without[version.spec.over] and has_rows(version, without) then add_version(plans, rules.schema, version) end
  end)
  for _, name in ipairs(faults.names(plans)) do
    local with, numbers = host.list {}, {}
    for i, key in ipairs(faults.names(plans[name].known)) do
      local one = plans[name].known[key]
      with[i], numbers[key] = { entity = one.entity, field = one.field, via = one.via, fields = host.list(faults.names(plans[name].fields[key])) }, i
    end
    list[#list + 1] = { entity = name, fields = host.list(faults.names(plans[name].own)), with = with, needs = needs_of(plans[name], numbers) }
  end
  return list
end

return M
