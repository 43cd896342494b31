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

-- How a value is read of a text in which a tab ends it: a number; "1" or "0"; a text behind "=". Nothing is nil.
local READERS = {
  number = "stop = find(text, '\t', at, true) if stop > at then v[%q] = tonumber(sub(text, at, stop - 1)) end at = stop + 1",
  flag = "if byte(text, at) == 9 then at = at + 1 else v[%q] = byte(text, at) == 49 at = at + 2 end",
  text = "stop = find(text, '\t', at, true) if stop > at then v[%q] = sub(text, at + 1, stop - 1) end at = stop + 1",
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

-- A reader of rows of an entity: a function that takes a text and where a row begins in it, and gives the row and
-- where the next one begins. `sent`: names of the fields in their order. A field without a value reads as nil, one
-- that is not declared is an error.
function M.reader(rules, schema, entity, sent)
  local set, by_name, blank = {}, {}, {}
  for _, field in ipairs(entity.fields) do by_name[field.name] = field end
  local code = {}
  for i, name in ipairs(sent) do
    local field = by_name[name]
    set[name], blank[i] = true, ("[%q] = nil"):format(name)
    code[i] = READERS[field.type == "flag" and "flag" or is_number(schema, field) and "number" or "text"]:format(name)
  end
  local text = "local meta, setmetatable, find, sub, byte, tonumber = ... return function(text, at) local v, stop = { " .. table.concat(blank, ", ") .. " } "
    .. table.concat(code, " ") .. " return setmetatable(v, meta), at + 1 end"
  return loadstring(text, "@stdlib/(row " .. entity.name .. ")")(make_meta(rules, entity, set), setmetatable, string.find, string.sub, string.byte, tonumber)
end

-- --- what belongs to the row at hand ----------------------------------------------------------------

-- The row at hand and what was sent of it; rows made of that, by place; what the formulas at work get.
local current = { made = {}, any = false }

-- Takes a row at hand. `given`: see entities.lua.
function M.enter(row, given)
  current.row, current.given = row, given
  if current.any then current.made, current.any = {}, false end
end

-- What the formulas that run next get. `reading`: { rules, run, places, readers }.
function M.ask(reading, version, p) current.reading, current.version, current.p, current.run = reading, version, p, reading.run end

local function make_rows(reading, place)
  local list, text, at, row = {}, current.given[place], 1, nil
  local read = reading.readers[place]
  while text and at <= #text do
    row, at = read(text, at)
    list[#list + 1] = row
  end
  current.made[place], current.any = list, true
  return list
end

local function rows_of(row, name, word)
  if row ~= current.row then faults.rule("E546", ("%s is asked of a row that belongs to another"):format(word), word, "only the row that the target or flag is over has rows that belong to it") end
  local links, reading = current.version.links, current.reading
  local link = links[name] or links[names.entity(reading.rules, name)]
  if not link then
    faults.rule("E546", ("'%s' asks for rows of '%s', which it does not name"):format(current.version.name, tostring(name)), tostring(name), ("write with = { \"%s\" } beside `over`"):format(tostring(name)))
  end
  local place = reading.places[link.key]
  return current.made[place] or make_rows(reading, place)
end

local function check_test(test, word)
  if test ~= nil and type(test) ~= "function" then faults.rule("E548", ("%s takes an entity and a function, not %s"):format(word, faults.show(test)), word, word .. '("visit", function(visit, p, run, row) … end)') end
end

function methods.count(row, name, test)
  check_test(test, "count")
  local rows, n = rows_of(row, name, "count"), 0
  if not test then return #rows end
  for _, one in ipairs(rows) do
    if test(one, current.p, current.run, row) then n = n + 1 end
  end
  return n
end

function methods.any(row, name, test)
  check_test(test, "any")
  local rows = rows_of(row, name, "any")
  if not test then return #rows > 0 end
  for _, one in ipairs(rows) do
    if test(one, current.p, current.run, row) then return true end
  end
  return false
end

function methods.sum(row, name, value)
  check_test(value or false, "sum")
  local sum = 0
  for _, one in ipairs(rows_of(row, name, "sum")) do
    local number = value(one, current.p, current.run, row)
    if type(number) ~= "number" then faults.rule("E548", "sum adds up numbers, not " .. faults.show(number), "sum", "give 0 for a row that does not count") end
    sum = sum + number
  end
  return sum
end

function methods.each(row, name)
  local rows, i = rows_of(row, name, "each"), 0
  return function()
    i = i + 1
    return rows[i]
  end
end

function methods.one(row, name) return rows_of(row, name, "one")[1] end

for _, pair in ipairs(chinese.row_methods) do methods[pair[2]] = methods[pair[1]] end

return M
