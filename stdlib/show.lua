-- How values are shown to a person: a parameter with all that is known of it, a list of parameters, any value of
-- Lua. The result is data (kind = "text", "record" or "rows"); the host draws it. A field of a record is { title,
-- text }, and { title, text, "doc" } where the text is one of the rules or of docs.lua that the host may translate.
local import, host = ...
local faults = import("faults")
local units = import("units")
local resolve = import("resolve")
local titles = import("titles")

local M = {}

local MOST_ITEMS, MOST_DEPTH = 200, 3

-- What stands on the screen around the values, in both languages.
local WORDS = {
  zh = { parameter = "参数", title = "名称", value = "值", unit = "单位", from = "起", place = "区划", source = "来源", position = "位置", doc = "说明", yes = "是 (true)", no = "否 (false)", yuan = " 元", days = " 天",
    everywhere = "全部", pending = "（待定）", change = "待定的改动", assumed = "（假定）", assumption = "假定值", colon = "：", unnamed = "未注明", none = "—（此区划此日无值）", star = "* 假定值",
    units = { ratio = "比例", yuan = "元", count = "个数", days = "天", date = "日期", flag = "是否", tiers = "分段", choice = "选项" } },
  en = { parameter = "parameter", title = "title", value = "value", unit = "unit", from = "from", place = "place", source = "source", position = "position", doc = "doc", yes = "true", no = "false", yuan = " yuan", days = " days",
    everywhere = "everywhere", pending = " (pending)", change = "a pending change", assumed = " (assumed)", assumption = "assumed", colon = ": ", unnamed = "not given", none = "— (no value here on this day)", star = "* assumed",
    units = { ratio = "ratio", yuan = "yuan", count = "count", days = "days", date = "date", flag = "flag", tiers = "tiers", choice = "choice" } },
}
local say = WORDS.en

-- Chooses the language of what is shown: "zh" or "en".
function M.language(name)
  say = WORDS[name] or WORDS.en
  M.spoken = WORDS[name] and name or "en"
end

-- Yuan with two decimals and commas, of an amount in fen.
function M.yuan(fen)
  local whole, cents = ("%.2f"):format(fen / 100):match("^(-?%d+)(%.%d+)$")
  local grouped = whole:reverse():gsub("(%d%d%d)", "%1,"):reverse():gsub("^(-?),", "%1")
  return grouped .. cents
end

-- A value of a parameter for people: 80%, 5,000.00 元, 是.
function M.content(unit, content)
  if unit == "yuan" then return M.yuan(content) .. say.yuan end
  if unit == "days" then return content .. say.days end
  if unit == "flag" then return content and say.yes or say.no end
  return units.text(unit, content)
end

-- The same of a declared parameter: a choice by its Chinese name too, 出院日 (discharge).
function M.of_parameter(declared, content)
  local own = M.spoken == "zh" and declared.chinese_choices and declared.chinese_choices[content]
  return own and ("%s (%s)"):format(own, content) or M.content(declared.unit, content)
end

local function since(version)
  local text = version.begins > -math.huge and units.day_text(version.begins) or "—"
  return version.ends and text .. " … " .. units.day_text(version.ends) or text
end

local function place_name(holder)
  local name = holder.path == "" and say.everywhere or holder.name .. " " .. holder.code
  return holder.scenario and name .. say.pending or name
end

local function source_of(version, holder)
  if holder.scenario then return say.change end
  return (version.assumed and say.assumption .. (version.source and say.colon or "") or "") .. (version.source or version.assumed and "" or say.unnamed)
end

local function position(version, holder) return holder.scenario and "" or ("%s:%d"):format(version.file, version.line) end

-- Who gives a value on the day, over all jurisdictions: where no place was chosen, and none holds everywhere.
local function by_place(rules, day, declared, keys)
  local rows, key = host.list {}, table.concat(keys, "|")
  for _, j in ipairs(rules.jurisdiction_order) do
    local version, holder = resolve.value(j, declared.name, key, day)
    if version and holder.path == j.path then
      rows[#rows + 1] = host.list { place_name(holder), M.of_parameter(declared, version.content), since(version), source_of(version, holder), position(version, holder) }
    end
  end
  return { kind = "rows", title = ("%s  %s"):format(declared.name .. (#keys > 0 and "." .. table.concat(keys, ".") or ""), declared.title), rows = rows,
    columns = host.list { host.list { "place", say.place }, host.list { "value", say.value, true }, host.list { "from", say.from }, host.list { "source", say.source }, host.list { "position", say.position } } }
end

-- One value of a parameter with all that is known of it.
function M.parameter(rules, place, day, name, keys)
  local declared = rules.parameters[name]
  local version, holder = resolve.value(place, name, table.concat(keys, "|"), day)
  if not version and place.path == "" then return by_place(rules, day, declared, keys) end
  local full = name .. (#keys > 0 and "." .. table.concat(keys, ".") or "")
  local fields = host.list { host.list { say.parameter, full }, host.list { say.title, titles.full(rules, declared, table.concat(keys, "|")) } }
  local function add(title, text) if text and text ~= "" then fields[#fields + 1] = host.list { title, text } end end
  if version then
    add(say.value, M.of_parameter(declared, version.content) .. (version.assumed and say.assumed or ""))
    add(say.unit, say.units[declared.unit])
    add(say.from, since(version))
    add(say.place, place_name(holder))
    add(say.source, source_of(version, holder))
    add(say.position, position(version, holder))
  else
    add(say.value, say.none)
    add(say.unit, say.units[declared.unit])
  end
  if declared.doc then fields[#fields + 1] = host.list { say.doc, declared.doc, "doc" } end
  return { kind = "record", fields = fields, value = version and units.text(declared.unit, version.content) or nil }
end

local function each_key(rules, declared, keys, visit)
  if #keys == #declared.by then return visit(keys) end
  for _, key in ipairs(rules.enumerations[declared.by[#keys + 1]].names) do
    local deeper = { unpack(keys) }
    deeper[#deeper + 1] = key
    each_key(rules, declared, deeper, visit)
  end
end

-- The parameters whose name begins with `prefix` (one of them, with the first of its keys; or all below a name).
function M.parameters(rules, place, day, prefix, keys)
  local rows = host.list {}
  for _, name in ipairs(rules.parameter_order) do
    local own = rules.chinese.parameters[name] or name
    if name == prefix or name:sub(1, #prefix + 1) == prefix .. "." or own:sub(1, #prefix + 1) == prefix .. "." then
      local declared = rules.parameters[name]
      each_key(rules, declared, name == prefix and keys or {}, function(all)
        local version, holder = resolve.value(place, name, table.concat(all, "|"), day)
        rows[#rows + 1] = host.list { name .. (#all > 0 and "." .. table.concat(all, ".") or ""), titles.full(rules, declared, table.concat(all, "|")),
          version and M.of_parameter(declared, version.content) .. (version.assumed and " *" or "") or "—", version and since(version) or "", version and place_name(holder) or "", version and position(version, holder) or "" }
      end)
    end
  end
  return { kind = "rows", rows = rows, note = say.star, columns = host.list { host.list { "parameter", say.parameter }, host.list { "title", say.title }, host.list { "value", say.value, true }, host.list { "from", say.from }, host.list { "place", say.place }, host.list { "position", say.position } } }
end

-- --- any value ---------------------------------------------------------------------------------------

local function number_text(n)
  if n == math.floor(n) and math.abs(n) < 1e15 then return ("%d"):format(n) end
  return ("%.14g"):format(n)
end

local function render(value, depth, left)
  local kind = type(value)
  if kind == "string" then return faults.show(value) end
  if kind == "number" then return number_text(value) end
  if kind == "boolean" or kind == "nil" then return tostring(value) end
  if kind ~= "table" then return kind end
  local opened = units.open(value)
  if opened then return M.content(opened.unit, opened.content) end
  if getmetatable(value) == false then
    local ok, text = pcall(tostring, value)
    return ok and not text:find("^table: ") and text or "{…}"
  end
  if depth == 0 then return "{…}" end
  local parts, numbers = {}, #value
  for i = 1, math.min(numbers, left) do parts[#parts + 1] = render(value[i], depth - 1, left) end
  for _, name in ipairs(faults.names(value)) do
    if #parts >= left then parts[#parts + 1] = "…" break end
    parts[#parts + 1] = name .. " = " .. render(value[name], depth - 1, left)
  end
  return #parts == 0 and "{}" or "{ " .. table.concat(parts, ", ") .. " }"
end

-- Text of any value, bounded, without addresses.
function M.text(value) return type(value) == "string" and faults.clean(value, 20000) or render(value, MOST_DEPTH, MOST_ITEMS) end

-- What the prompt shows of a value that is no parameter.
function M.value(value)
  if units.open(value) then return { kind = "text", text = render(value, 1, 1) } end
  return { kind = "text", text = M.text(value) }
end

-- --- the case shown last -----------------------------------------------------------------------------

local function fixed(values, what)
  return setmetatable({}, { __metatable = false,
    __index = function(_, key)
      if values and values[key] ~= nil then return values[key] end
      if not values then faults.rule("E282", "no case is shown yet", what, ".case ID shows one") end
      faults.rule("E204", ("a %s has no field '%s'"):format(what, tostring(key)), tostring(key), faults.near(tostring(key), faults.names(values)))
    end,
    __newindex = function() faults.rule("E306", "a " .. what .. " cannot be changed here") end,
    __tostring = function() return values and render(values, 1, MOST_ITEMS) or what end })
end

-- The fields of the case shown last (money in fen), from the tree that explain made of it.
function M.case(last)
  local values = last and {}
  for _, name in ipairs(last and faults.names(last) or {}) do
    local kind = type(last[name])
    if kind == "number" or kind == "string" or kind == "boolean" then values[name] = last[name] end
  end
  return fixed(values, "case")
end

-- What was paid of it, by layer, in fen.
function M.bill(last)
  local values = last and { total = last.total, self_pay = last.self_pay, reimbursed = last.reimbursed }
  for _, part in ipairs(last and last.parts or {}) do
    if part.kind == "layer" then values[part.name] = part.amount end
  end
  return fixed(values, "bill")
end

-- Names and Chinese titles of the fields that a rule sees of a case.
function M.case_fields(rules)
  local fields = {}
  for _, field in ipairs(rules.schema.entities.case and rules.schema.entities.case.fields or {}) do
    fields[#fields + 1] = { name = field.name, title = field.title }
  end
  return fields
end

return M
