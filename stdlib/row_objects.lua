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
local rawget, rawset, type = rawget, rawset, type

local function no_field(entity, key, known, own)
  local all = faults.names(own)
  for _, name in ipairs(known) do all[#all + 1] = name end
  faults.rule("E204", ("a %s has no field '%s'"):format(entity.name, tostring(key)), tostring(key), faults.near(tostring(key), all) or "fields: " .. table.concat(names.is_chinese(key) and faults.names(own) or known, ", "))
end

-- The metatable of the rows of an entity; `sent`: set of the fields that the host sends.
local function make_meta(rules, entity, sent)
  local known, list, own = {}, {}, {}
  for _, field in ipairs(entity.fields) do
    if not field.personal then
      known[field.name], list[#list + 1] = true, field.name
      if names.is_identifier(field.title) then own[field.title] = field end
    end
  end
  local meta = { __metatable = false, __newindex = function(_, key) faults.rule("E306", "a row cannot be changed", tostring(key)) end }
  meta.__index = function(row, key)
    if sent[key] then return nil end
    local field = own[key]
    if field then
      local value = row[field.name]
      local enumeration = field.of and rules.enumerations[field.of]
      return value and enumeration and enumeration.chinese[enumeration.index[value]] or value
    end
    if known[key] then faults.rule("E204", ("the name of the field '%s' is put together"):format(key), key, "write it out in the formula; rows have only the fields that formulas name") end
    return methods[key] or no_field(entity, key, list, own)
  end
  sandbox.kinds[meta] = list
  return meta
end

-- How a value is read of a text in which a tab ends it: a number; the rank of a value of an enumeration; "1" or "0"; a
-- text behind "=". Nothing is nil.
local READERS = {
  number = "stop = find(text, '\t', at, true) v[%q] = stop > at and number(text, at, stop - 1) or nil at = stop + 1",
  flag = "first = byte(text, at) if first == 9 then v[%q] = nil at = at + 1 else v[%q] = first == 49 at = at + 2 end",
  enum = "stop = find(text, '\t', at, true) v[%q] = stop > at and names[%q][number(text, at, stop - 1)] or nil at = stop + 1",
  text = "stop = find(text, '\t', at, true) v[%q] = stop > at and sub(text, at + 1, stop - 1) or nil at = stop + 1",
}

local byte = string.byte
local function number(text, first, last)
  local n, sign = 0, 1
  if byte(text, first) == 45 then first, sign = first + 1, -1 end
  for i = first, last do n = n * 10 + byte(text, i) - 48 end
  return sign * n
end

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

-- A reader of rows of an entity: a function that takes a text and where a row begins in it, and gives the row and
-- where the next one begins. `sent`: names of the fields in their order. A field without a value reads as nil, one
-- that is not declared is an error.
function M.reader(rules, schema, entity, sent)
  local set, by_name, blank, values = {}, {}, {}, {}
  for _, field in ipairs(entity.fields) do by_name[field.name] = field end
  local code = {}
  for i, name in ipairs(sent) do
    local field = by_name[name]
    set[name], blank[i] = true, ("[%q] = 0"):format(name)
    values[name] = field.of and schema.enumerations[field.of].names
    code[i] = READERS[field.type == "flag" and "flag" or field.of and "enum" or is_number(schema, field) and "number" or "text"]:format(name, name)
  end
  local text = "local meta, setmetatable, find, sub, byte, number, names = ... return function(text, at) local v, stop, first = { " .. table.concat(blank, ", ") .. " } "
    .. table.concat(code, " ") .. " return setmetatable(v, meta), at + 1 end"
  return loadstring(text, "@stdlib/(row " .. entity.name .. ")")(make_meta(rules, entity, set), setmetatable, string.find, string.sub, byte, number, values)
end

-- --- what belongs to the row at hand ----------------------------------------------------------------

-- What the formulas at work get: { version, p, run, rules, places, readers }.
local at_work

-- Under this key, which no rule can have, a row keeps what was sent of it: see entities.lua, and the rows made of that.
local SENT = {}

-- Takes a row that has rows which belong to it. `given`: see entities.lua.
function M.enter(row, given) rawset(row, SENT, given) end

-- What was sent of a row.
function M.given(row) return rawget(row, SENT) end

-- What the formulas that run next get. `reading`: { rules, run, places, readers, texts }.
function M.ask(reading, version, p) at_work = { reading = reading, links = version.links, version = version, p = p, run = reading.run } end

local function make_rows(given, place)
  local list, at, row = {}, given[place], nil
  local read, text = at_work.reading.readers[place], at_work.reading.texts[place]
  while at and byte(text, at) ~= 13 do
    row, at = read(text, at)
    list[#list + 1] = row
  end
  given[place] = list
  return list
end

local function refuse(given, name, word)
  if not given then faults.rule("E546", ("%s is asked of a row that belongs to another"):format(word), word, "only the row that the target or flag is over has rows that belong to it") end
  faults.rule("E546", ("'%s' asks for rows of '%s', which it does not name"):format(at_work.version.name, tostring(name)), tostring(name), ("write with = { \"%s\" } beside `over`"):format(tostring(name)))
end

local function rows_of(row, name, word)
  local given = rawget(row, SENT)
  local link = at_work.links[name] or at_work.links[names.entity(at_work.reading.rules, name)]
  if not given or not link then refuse(given, name, word) end
  local place = at_work.reading.places[link.key]
  local list = given[place]
  if type(list) == "table" then return list end
  return make_rows(given, place)
end

local function check_test(test, word)
  if test ~= nil and type(test) ~= "function" then faults.rule("E548", ("%s takes an entity and a function, not %s"):format(word, faults.show(test)), word, word .. '("visit", function(visit, p, run, row) … end)') end
end

function methods.count(row, name, test)
  check_test(test, "count")
  local rows, n = rows_of(row, name, "count"), 0
  if not test then return #rows end
  local p, run = at_work.p, at_work.run
  for i = 1, #rows do
    if test(rows[i], p, run, row) then n = n + 1 end
  end
  return n
end

function methods.any(row, name, test)
  check_test(test, "any")
  local rows = rows_of(row, name, "any")
  if not test then return #rows > 0 end
  local p, run = at_work.p, at_work.run
  for i = 1, #rows do
    if test(rows[i], p, run, row) then return true end
  end
  return false
end

function methods.sum(row, name, value)
  check_test(value or false, "sum")
  local rows, sum, p, run = rows_of(row, name, "sum"), 0, at_work.p, at_work.run
  for i = 1, #rows do
    local number = value(rows[i], p, run, row)
    if type(number) ~= "number" then faults.rule("E548", "sum adds up numbers, not " .. faults.show(number), "sum", "give 0 for a row that does not count") end
    sum = sum + number
  end
  return sum
end

local function next_row(walk)
  local i = walk.at + 1
  walk.at = i
  return walk.rows[i]
end

function methods.each(row, name) return next_row, { rows = rows_of(row, name, "each"), at = 0 } end

function methods.one(row, name) return rows_of(row, name, "one")[1] end

for _, pair in ipairs(chinese.row_methods) do methods[pair[2]] = methods[pair[1]] end

return M
