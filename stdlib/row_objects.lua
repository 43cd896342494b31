-- The rows that targets and flags over registers are given: a row answers to the fields of the schema and, for those
-- that belong to it, to count, any, sum, each and one. A Chinese title reads the same field, and of an enumeration
-- the Chinese name of the value. What a newcomer gets wrong: only the row at hand has rows that belong to it.
local import = ...
local faults = import("faults")
local sandbox = import("sandbox")
local names = import("names")
local chinese = import("chinese")

local M = {}

local methods = {}
local ffi = require("ffi")
local type = type

local cell = { texts = ffi.cast("const char *", nil) } -- where the texts of the message at hand lie

-- The types of rows that were made, and the names of their fields.
local types = {}

function sandbox.row_fields(row)
  for _, one in ipairs(types) do
    if ffi.istype(one.ctype, row) then return one.fields end
  end
end

local function no_field(entity, key, known, own)
  local all = faults.names(own)
  for _, name in ipairs(known) do all[#all + 1] = name end
  faults.rule("E204", ("a %s has no field '%s'"):format(entity.name, tostring(key)), tostring(key), faults.near(tostring(key), all) or "fields: " .. table.concat(names.is_chinese(key) and faults.names(own) or known, ", "))
end

-- --- rows as they lie in a message ------------------------------------------------------------------

-- How a field is read of a row's number; what has no value is not a number, and reads as nil.
local READERS = {
  number = "local v = row.%s_ if v == v then return v end return nil",
  flag = "local v = row.%s_ if v == v then return v == 1 end return nil",
  enum = "local v = row.%s_ if v == v then return names[v] end return nil",
  text = "local v = row.%s_ if v == v then return string(cell.texts + v) end return nil",
}

-- Whether a field is sent as a number.
local function is_number(schema, field)
  if field.type == "ref" then
    local to = schema.entities[field.to]
    for _, key in ipairs(to.fields) do
      if key.name == to.key then return is_number(schema, key) end
    end
  end
  return field.type == "id" or field.type == "money" or field.type == "count" or field.type == "date"
end

-- Whether the keys of an entity are texts.
function M.text_key(schema, entity)
  for _, field in ipairs(entity.fields) do
    if field.name == entity.key then return not is_number(schema, field) end
  end
end

local function kind_of(schema, field)
  if field.type == "flag" then return "flag" end
  if field.of then return "enum" end
  return is_number(schema, field) and "number" or "text"
end

-- A getter; written out, so that the field and the names are constants of it.
local function getter(kind, name, names_of)
  return loadstring(("local cell, string, names = ... return function(row) %s end"):format(READERS[kind]:format(name)), "@stdlib/(field " .. name .. ")")(cell, ffi.string, names_of)
end

local function put_together(name)
  return function()
    faults.rule("E204", ("the name of the field '%s' is put together"):format(name), name, "write it out in the formula; rows have only the fields that formulas name")
  end
end

-- The Chinese names of an enumeration in the order of its names.
local function chinese_of(enumeration, order)
  local list = {}
  for i, name in ipairs(order) do list[i] = enumeration.chinese[enumeration.index[name]] end
  return list
end

-- Getters by name and by title, and the names that a walk through a row gives.
local function getters_of(rules, schema, entity, sent)
  local getters, list, own, is_sent = {}, {}, {}, {}
  for _, name in ipairs(sent) do is_sent[name] = true end
  for _, field in ipairs(entity.fields) do
    if not field.personal then
      local kind, enumeration = kind_of(schema, field), field.of and schema.enumerations[field.of]
      local here = is_sent[field.name]
      list[#list + 1] = field.name
      getters[field.name] = here and getter(kind, field.name, enumeration and enumeration.names) or put_together(field.name)
      if names.is_identifier(field.title) and not getters[field.title] then
        own[field.title] = field
        getters[field.title] = here and getter(kind, field.name, enumeration and chinese_of(rules.enumerations[field.of], enumeration.names)) or put_together(field.title)
      end
    end
  end
  return getters, list, own
end

local INDEX = [[
local getters, methods, refuse = ...
return function(row, key)
  local get = getters[key]
  if get then return get(row) end
  return methods[key] or refuse(key)
end
]]

-- Makes the type of the rows of an entity. `sent`: names of the fields in their order; `head`: names of the numbers
-- before them; `row_methods`: what a row can be asked for.
function M.row_type(rules, schema, entity, sent, head, row_methods)
  local text = {}
  for _, name in ipairs(head) do text[#text + 1] = ("double %s;"):format(name) end
  for _, name in ipairs(sent) do text[#text + 1] = ("double %s_;"):format(name) end
  local ctype = ffi.typeof("struct { " .. table.concat(text, " ") .. " }")
  local getters, list, own = getters_of(rules, schema, entity, sent)
  local function refuse(key) no_field(entity, key, list, own) end
  ffi.metatype(ctype, {
    __index = loadstring(INDEX, "@stdlib/(row " .. entity.name .. ")")(getters, row_methods, refuse),
    __newindex = function(_, key) faults.rule("E306", "a row cannot be changed", tostring(key)) end,
  })
  types[#types + 1] = { ctype = ctype, fields = list }
  return { pointer = ffi.typeof("const $ *", ctype), array = ffi.typeof("$[?]", ctype), size = ffi.sizeof(ctype), room = 0 }
end

local LEAST_ROOM = 1024

-- The rows of a message as a list, from 0, of references that cannot be written through. They are made once: one made
-- for each row of each message would be memory to collect.
function M.hold(row_type, bytes, count)
  if count > row_type.room or not row_type.list then
    row_type.room = math.max(count, 2 * row_type.room, LEAST_ROOM)
    row_type.rows, row_type.list = row_type.array(row_type.room), {}
    local view = ffi.cast(row_type.pointer, row_type.rows)
    for i = 0, row_type.room - 1 do row_type.list[i] = view[i] end
  end
  ffi.copy(row_type.rows, bytes, count * row_type.size)
  return row_type.list
end

-- Where the texts of the message at hand lie.
function M.use_texts(pointer) cell.texts = pointer end

-- --- what belongs to the row at hand ----------------------------------------------------------------

-- What the formulas at work get: { reading, links, version, p, run }. `reading`: { rules, run, places, starts, related }.
local at_work

-- What the formulas that run next get.
function M.ask(reading, version, p) at_work = { reading = reading, links = version.links, version = version, p = p, run = reading.run } end

local function refuse(name)
  faults.rule("E546", ("'%s' asks for rows of '%s', which it does not name"):format(at_work.version.name, tostring(name)), tostring(name), ("write with = { \"%s\" } beside `over`"):format(tostring(name)))
end

-- The rows of an entity that belong to a row: an array, the first of them, the one behind the last.
local function rows_of(row, name)
  local reading = at_work.reading
  local link = at_work.links[name] or at_work.links[names.entity(reading.rules, name)]
  if not link then refuse(name) end
  local place, i = reading.places[link.key], row._index
  local starts = reading.starts[place]
  return reading.related[place], starts[i], starts[i + 1]
end

local function check_test(test, word)
  if test ~= nil and type(test) ~= "function" then faults.rule("E548", ("%s takes an entity and a function, not %s"):format(word, faults.show(test)), word, word .. '("visit", function(visit, p, run, row) … end)') end
end

function methods.count(row, name, test)
  check_test(test, "count")
  local rows, first, past = rows_of(row, name)
  if not test then return past - first end
  local p, run, n = at_work.p, at_work.run, 0
  for i = first, past - 1 do
    if test(rows[i], p, run, row) then n = n + 1 end
  end
  return n
end

function methods.any(row, name, test)
  check_test(test, "any")
  local rows, first, past = rows_of(row, name)
  if not test then return past > first end
  local p, run = at_work.p, at_work.run
  for i = first, past - 1 do
    if test(rows[i], p, run, row) then return true end
  end
  return false
end

function methods.sum(row, name, value)
  check_test(value or false, "sum")
  local rows, first, past = rows_of(row, name)
  local p, run, sum = at_work.p, at_work.run, 0
  for i = first, past - 1 do
    local number = value(rows[i], p, run, row)
    if type(number) ~= "number" then faults.rule("E548", "sum adds up numbers, not " .. faults.show(number), "sum", "give 0 for a row that does not count") end
    sum = sum + number
  end
  return sum
end

local function next_row(walk, row)
  local i = row and row._at + 1 or walk.first
  if i == walk.past then return nil end
  return walk.rows[i]
end

-- A walk keeps no place of its own, so that there is one for all walks through the same rows.
function methods.each(row, name)
  local rows, first, past = rows_of(row, name)
  local walk = at_work.reading.walks[rows]
  walk.first, walk.past = first, past
  return next_row, walk
end

function methods.one(row, name)
  local rows, first, past = rows_of(row, name)
  if past == first then return nil end
  return rows[first]
end

M.methods, M.none = methods, {}
for word in pairs(methods) do
  M.none[word] = function() faults.rule("E546", ("%s is asked of a row that belongs to another"):format(word), word, "only the row that the target or flag is over has rows that belong to it") end
end
for _, pair in ipairs(chinese.row_methods) do methods[pair[2]], M.none[pair[2]] = methods[pair[1]], M.none[pair[1]] end

return M
