-- Runs schema.lua and registers.lua with the words `schema`, `enumeration` and `entity`, and gives the
-- schema in two forms: for rules (names → things) and for the host (a description as lists).
local import, host = ...
local names = import("names")

local M = {}

local FIELD_ATTRIBUTES = { "title", "doc", "national", "aliases", "to", "of", "null", "default", "unique", "min", "max", "personal", "as_written" }

local function read_enumeration(schema, name, spec)
  local enumeration = names.new_enumeration(name, spec.title)
  enumeration.values = host.list {}
  for i, row in ipairs(spec) do
    names.add_value(enumeration, i, row)
    enumeration.values[i] = { name = row[1], title = row[2], code = row[3], alias = row.name }
  end
  schema.enumerations[name] = enumeration
  table.insert(schema.enumeration_order, { name = name, title = spec.title, values = enumeration.values })
end

local function read_field(row)
  local field = { name = row[1], type = row[2] }
  for _, attribute in ipairs(FIELD_ATTRIBUTES) do field[attribute] = row[attribute] end
  if field.aliases then host.list(field.aliases) end
  return field
end

local function list_of_lists(rows)
  local list = host.list {}
  for i, row in ipairs(rows or {}) do list[i] = host.list { unpack(row) } end
  return list
end

local function read_entity(schema, name, spec)
  local entity = { name = name, title = spec.title, table = spec.table or name, key = spec.key, doc = spec.doc, fields = host.list {},
    checks = list_of_lists(spec.checks), indexes = list_of_lists(spec.indexes) }
  for i, row in ipairs(spec.fields) do entity.fields[i] = read_field(row) end
  schema.entities[name] = entity
  table.insert(schema.entity_order, entity)
end

local function run(schema, file)
  local chunk = assert(loadstring(host.source(file), "@stdlib/" .. file))
  setfenv(chunk, {
    schema = function(spec) schema.version = spec.version end,
    enumeration = function(name) return function(spec) read_enumeration(schema, name, spec) end end,
    entity = function(name) return function(spec) read_entity(schema, name, spec) end end,
  })
  chunk()
end

-- The schema: { version, enumerations, enumeration_order, entities, entity_order }.
function M.read()
  local schema = { enumerations = {}, enumeration_order = host.list {}, entities = {}, entity_order = host.list {} }
  run(schema, "schema.lua")
  run(schema, "registers.lua")
  return schema
end

-- The description that the host decodes.
function M.describe(schema)
  return { version = schema.version, enumerations = schema.enumeration_order, entities = schema.entity_order }
end

return M
