-- How a case, its result and the running sums of a year lie in memory. The host fills the snapshot by
-- the offsets that are told from here; nothing else knows them. A name that ends in _ is the engine's
-- own; the fields that rules read are these plain ones and the getters below.
local import = ...
local faults = import("faults")
local sandbox_cell = import("cell")
local chinese = import("chinese")
local ffi = require("ffi")
local bit = require("bit")

local M = {}

-- Name, C type. At most 128 bytes together; wide ones first, so that nothing is padded.
M.case_fields = {
  { "id", "double" }, { "total_cost", "double" }, { "uncovered_cost", "double" }, { "over_limit_cost", "double" }, { "first_pay_cost", "double" },
  { "in_scope_cost", "double" }, { "temporary_aid", "double" }, { "hospital_relief", "double" }, { "deposit", "double" },
  { "household_", "int32_t" }, { "person_", "int32_t" }, { "hospital_", "int32_t" }, { "admission", "int32_t" }, { "discharge", "int32_t" }, { "settled", "int32_t" },
  { "refund_of_", "int32_t" },
  { "county_", "uint16_t" }, { "diagnosis_", "uint16_t" }, { "member_", "uint16_t" }, { "held_any_", "uint16_t" }, { "held_admission_", "uint16_t" },
  { "held_discharge_", "uint16_t" }, { "held_settlement_", "uint16_t" },
  { "hospital_level_", "uint8_t" }, { "hospital_tier_", "uint8_t" }, { "kind_", "uint8_t" }, { "referral_", "uint8_t" }, { "place_", "uint8_t" }, { "sex_", "uint8_t" },
  { "age", "uint8_t" }, { "one_stop", "bool" }, { "settlement_slot_", "uint8_t" }, { "discharge_slot_", "uint8_t" }, { "admission_slot_", "uint8_t" }, { "refunded_", "uint8_t" },
}

local function struct(name, fields)
  local text = { "typedef struct " .. name .. " {" }
  for _, field in ipairs(fields) do text[#text + 1] = ("  %s %s;"):format(field[2], field[1]) end
  text[#text + 1] = "} " .. name .. ";"
  return table.concat(text, "\n")
end

ffi.cdef(struct("GuizeCase", M.case_fields))
ffi.cdef [[ typedef struct GuizeProgress { int64_t position, layer, unused[6]; } GuizeProgress; ]]
assert(ffi.sizeof("GuizeCase") <= 128)

-- Dictionaries of the snapshot: what the small numbers in a case stand for. Set by `attach`.
local book = { counties = {}, diagnoses = {}, first_year = 0, names = {}, chinese = {}, identities = {}, identity_rank = {} }
M.book = book

-- Values of `place`: where the hospital lies, seen from the county that insures the person.
M.places = { "in_county", "in_prefecture", "in_province", "out_of_province" }

-- Which day, and which set of identities, a reading of the rules means.
M.day_fields = { settlement = "settled", discharge = "discharge", admission = "admission" }
M.held_fields = { any_time = "held_any_", admission = "held_admission_", discharge = "held_discharge_", settlement = "held_settlement_" }

local cell = sandbox_cell

-- Month of a day number, by arithmetic alone, since it is asked for every case.
local function month_of(day)
  local of_era = (day + 719468) % 146097
  local year = math.floor((of_era - math.floor(of_era / 1460) + math.floor(of_era / 36524) - math.floor(of_era / 146096)) / 365)
  local of_year = of_era - (365 * year + math.floor(year / 4) - math.floor(year / 100))
  local mp = math.floor((5 * of_year + 2) / 153)
  return mp < 10 and mp + 3 or mp - 9
end

local function holds(_, name)
  local rank = book.identity_rank[name]
  if not rank then faults.rule("E203", "there is no identity '" .. tostring(name) .. "'", tostring(name), faults.near(name, book.identities)) end
  return rank > 0 and bit.band(cell.held, bit.lshift(1, rank - 1)) ~= 0
end

local getters = {
  holds = function() return holds end,
  county = function(c) return book.counties[c.county_] end,
  diagnosis = function(c) return book.diagnoses[c.diagnosis_] end,
  out_of_scope_cost = function(c) return c.total_cost - c.in_scope_cost end,
  days = function(c) return c.discharge - c.admission + 1 end,
  month = function(c) return month_of(c.settled) end,
  year = function(c) return book.first_year + c.settlement_slot_ end,
  hospital = function(c) return book.hospitals[c.hospital_] end,
}

-- Chinese names of fields of a case → English, and the first of them back; filled by `use_schema`.
M.english_fields, M.chinese_fields = {}, {}

-- A function that reads one field; written out, so that the field is a constant of it.
local function reader(field) return loadstring(("return function(object) return object[%q] end"):format(field), "@stdlib/(field " .. field .. ")")() end

-- The names of all values of all enumerated fields, those of a field from a place of its own on: one list, which the
-- compiler has at hand for all of them. `own_texts` has the Chinese names at the same places.
local texts, own_texts = {}, {}
local LEVEL, TIER, KIND, REFERRAL, SEX, PLACE, IDENTITY = 0, 256, 512, 768, 1024, 1280, 1536

local function read_text(c, key)
  if key == "kind" then return texts[c.kind_ + KIND] end
  if key == "place" then return texts[c.place_ + PLACE] end
  if key == "identity" then return texts[cell.held + IDENTITY] end
  if key == "hospital_level" then return texts[c.hospital_level_ + LEVEL] end
  if key == "referral" then return texts[c.referral_ + REFERRAL] end
end

local function fill_texts(list, names, highest, places)
  for i = 0, IDENTITY - 1 do list[i] = "" end
  local function put(first, of_field)
    for i = 0, #of_field do list[first + i] = of_field[i] end
  end
  put(LEVEL, names.hospital_level)
  put(TIER, names.hospital_tier)
  put(KIND, names.case_kind)
  put(REFERRAL, names.referral)
  put(SEX, names.sex)
  put(PLACE, places)
  put(IDENTITY, highest)
end

-- Getters of enumerated fields, by names from a list.
local function text_getters(list)
  return {
    hospital_level = function(c) return list[c.hospital_level_ + LEVEL] end,
    hospital_tier = function(c) return list[c.hospital_tier_ + TIER] end,
    kind = function(c) return list[c.kind_ + KIND] end,
    referral = function(c) return list[c.referral_ + REFERRAL] end,
    sex = function(c) return list[c.sex_ + SEX] end,
    place = function(c) return list[c.place_ + PLACE] end,
    identity = function() return list[cell.held + IDENTITY] end,
  }
end

local named, own_named = text_getters(texts), text_getters(own_texts)
for name, getter in pairs(named) do getters[name] = getter end

-- Getters under Chinese names: the same fields, and enumerated ones with the Chinese name of their value.
local function make_getters()
  fill_texts(texts, book.names, book.highest, { [0] = "", unpack(M.places) })
  fill_texts(own_texts, book.chinese, book.chinese_highest, book.chinese.place)
  for name, field in pairs(M.english_fields) do getters[name] = own_named[field] or getters[field] or reader(field) end
end

-- Chinese names for every field of a case that has a title in the schema, and those of chinese.lua.
local function name_fields(schema)
  M.english_fields, M.chinese_fields = chinese.to_english(chinese.case_fields), chinese.to_chinese(chinese.case_fields)
  local readable = {}
  for name in pairs(getters) do readable[name] = true end
  for _, name in ipairs({ "hospital_level", "hospital_tier", "kind", "referral", "sex", "place", "identity" }) do readable[name] = true end
  for _, field in ipairs(M.case_fields) do readable[field[1]] = field[1]:sub(-1) ~= "_" end
  for _, field in ipairs(schema.entities.case and schema.entities.case.fields or {}) do
    if readable[field.name] and not M.chinese_fields[field.name] then
      M.english_fields[field.title], M.chinese_fields[field.name] = field.name, field.title
    end
  end
end

-- The Chinese names of places, as the enumeration "place" of the rules has them.
function M.use_places(enumeration)
  for i, place in ipairs(M.places) do
    local index = enumeration.index[place]
    book.chinese.place[i] = index and enumeration.chinese[index] or book.chinese.place[i]
  end
  make_getters()
end

-- Takes the names of the enumerations and, for every set of identities, the highest of them.
function M.use_schema(schema)
  local enumerations = schema.enumerations
  name_fields(schema)
  for _, field in ipairs({ "hospital_level", "hospital_tier", "case_kind", "referral", "sex" }) do
    local enumeration = enumerations[field] or { names = {} }
    book.names[field] = { [0] = "", unpack(enumeration.names) }
    book.chinese[field] = { [0] = "", unpack(enumeration.chinese or enumeration.names) }
  end
  book.chinese.place = { [0] = "" }
  local place_names = chinese.to_chinese(chinese.places)
  for i, place in ipairs(M.places) do book.chinese.place[i] = place_names[place] end
  local identities = enumerations.identity_kind or { names = { "none" }, chinese = { "无" } }
  local kinds, own = identities.names, identities.chinese
  book.identities = {}
  for i, name in ipairs(kinds) do
    book.identity_rank[name], book.identity_rank[own[i]] = i - 1, i - 1
    table.insert(book.identities, name)
    table.insert(book.identities, own[i])
  end
  book.highest, book.chinese_highest, book.ranks = { [0] = kinds[1] }, { [0] = own[1] }, ffi.new("uint8_t[?]", 2 ^ (#kinds - 1))
  for set = 1, 2 ^ (#kinds - 1) - 1 do
    local highest = 0
    for i = 1, #kinds - 1 do
      if bit.band(set, bit.lshift(1, i - 1)) ~= 0 then highest = i end
    end
    book.highest[set], book.chinese_highest[set], book.ranks[set] = kinds[highest + 1], own[highest + 1], highest
  end
  make_getters()
end

M.getters = getters

-- The parameters of the case at hand, for fields that rules declare: set by the loops.
M.current = { p = nil }
local current = M.current

-- Adds a field that is worked out by of(case, p); false if there is one of that name.
function M.add_field(name, of)
  if getters[name] then return false end
  for _, field in ipairs(M.case_fields) do
    if field[1] == name then return false end
  end
  getters[name] = function(c) return of(c, current.p) end
  return true
end

function M.remove_field(name) getters[name] = nil end

-- Names that rules may read from a case, sorted.
function M.case_names()
  local names = faults.names(getters)
  for _, field in ipairs(M.case_fields) do
    if field[1]:sub(-1) ~= "_" then names[#names + 1] = field[1] end
  end
  table.sort(names)
  return names
end

local function unknown_field(what, key, names)
  faults.rule("E204", ("a %s has no field '%s'"):format(what, tostring(key)), tostring(key), faults.near(tostring(key), names) or "fields: " .. table.concat(names, ", "))
end

ffi.metatype("GuizeCase", {
  __index = function(c, key)
    local text = read_text(c, key)
    if text then return text end
    local getter = getters[key]
    if getter == nil then unknown_field("case", key, M.case_names()) end
    return getter(c)
  end,
  __tostring = function() return "case" end, __metatable = false,
})

local function add(list, names, ctype)
  for _, name in ipairs(names) do list[#list + 1] = { name, ctype } end
  return list
end

local status_names = { [0] = "not settled", "ok", "ok", "failed", "failed" }

-- Types with a field for each layer (and accumulator): anonymous, made anew for each list of names.
-- `own`: Chinese name → field; `more`: further getters.
local function make_type(fields, what, own, more)
  local text = { "struct {" }
  local names = {}
  for _, field in ipairs(fields) do
    text[#text + 1] = field[2] .. " " .. field[1] .. ";"
    if field[1]:sub(-1) ~= "_" then names[#names + 1] = field[1] end
  end
  local ctype = ffi.typeof(table.concat(text, " ") .. " }")
  more = more or {}
  for _, name in ipairs(faults.names(own)) do
    local field = own[name]
    more[name] = more[field] or reader(field)
  end
  for name in pairs(more) do names[#names + 1] = name end
  ffi.metatype(ctype, {
    __index = function(object, key)
      local getter = more[key]
      if not getter then unknown_field(what, key, names) end
      return getter(object)
    end,
    __tostring = function() return what end, __metatable = false,
  })
  return ctype
end

-- Chinese name → field, for an object that has these fields.
function M.own_names(rules, fields)
  local own, english = {}, chinese.to_english(chinese.sums)
  local known = {}
  for _, field in ipairs(fields) do known[field] = true end
  for name, field in pairs(english) do own[name] = known[field] and field or nil end
  for _, kind in ipairs({ "layers", "accumulators" }) do
    for name, field in pairs(rules.english[kind]) do own[name] = known[field] and field or nil end
  end
  return own
end

local function field_names(fields, ...)
  local list = { ... }
  for _, field in ipairs(fields) do list[#list + 1] = field[1] end
  return list
end

local cache = {}

-- The types for a set of rules: result, year, house, bill.
function M.types(rules)
  local layers, accumulators = rules.names.layers, rules.names.accumulators
  local key = table.concat(layers, ",") .. ";" .. table.concat(accumulators, ",")
  for _, kind in ipairs({ "layers", "accumulators" }) do
    for _, name in ipairs(rules.names[kind]) do key = key .. ";" .. (rules.chinese[kind][name] or "") end
  end
  if cache[key] then return cache[key] end
  if #layers > 31 then faults.rule("E236", "there are more than 31 layers", "layer") end
  local result = add({}, layers, "double")
  add(result, { "self_pay", "reimbursed" }, "double")
  add(result, { "assumed_", "clamped_", "error_", "status_" }, "uint32_t")
  local year = add(add({}, layers, "double"), accumulators, "double")
  local house = add({}, accumulators, "double")
  add(house, { "magnitude_" }, "double")
  local bill = add({}, { "total", "in_scope_left", "out_of_scope_left", "self_pay", "paid", "reimbursed" }, "double")
  add(bill, layers, "double")
  for _, name in ipairs(accumulators) do add(bill, { name .. "_added_" }, "double") end
  add(bill, { "slack_" }, "double")
  add(bill, { "held_", "assumed_", "clamped_" }, "uint32_t")
  cache[key] = {
    result = make_type(result, "result", M.own_names(rules, field_names(result, "status")), { status = function(o) return status_names[o.status_] end }),
    year = make_type(year, "year", M.own_names(rules, field_names(year))), house = make_type(house, "house", {}),
    bill = make_type(bill, "bill", M.own_names(rules, field_names(bill))),
  }
  return cache[key]
end

-- A description for the host: [{ name, type, offset }].
function M.describe_case()
  local list = {}
  for i, field in ipairs(M.case_fields) do
    list[i] = { name = field[1], type = field[2], offset = ffi.offsetof("GuizeCase", field[1]) }
  end
  return list, ffi.sizeof("GuizeCase")
end

function M.describe_result(rules)
  local types = M.types(rules)
  local list = {}
  local function tell(name, ctype) list[#list + 1] = { name = name, type = ctype, offset = ffi.offsetof(types.result, name) } end
  for _, name in ipairs(rules.names.layers) do tell(name, "double") end
  tell("self_pay", "double")
  tell("reimbursed", "double")
  for _, name in ipairs({ "assumed_", "clamped_", "error_", "status_" }) do tell(name, "uint32_t") end
  return list, ffi.sizeof(types.result)
end

return M
