-- What every word of a rule file asks of its arguments: names, fields, where the word stands; and the
-- lists of versions by day that values and definitions are kept in.
local import = ...
local faults = import("faults")
local units = import("units")
local names = import("names")
local chinese = import("chinese")

local M = {}

-- File and line of the script that is running.
function M.here(context)
  local file, line = faults.here()
  return file or context.file, line or 0
end

-- Where the script that is being loaded stands; a fault inside formulas.
function M.need_context(rules, word)
  if units.evaluating or not rules.context then
    faults.rule("E225", word .. " can only stand at the top of a rule file, not inside a formula", word)
  end
  return rules.context
end

-- Refuses what is no name.
function M.check_name(name, word)
  if type(name) ~= "string" or not name:match("^[%a_\128-\255][%w_\128-\255]*$") then
    faults.rule("E226", word .. " needs a name of letters, digits and _, not " .. faults.show(name), word)
  end
end

-- The parts of a dotted name.
function M.check_dotted(name)
  local parts = {}
  if type(name) == "string" then
    for part in (name .. "."):gmatch("(.-)%.") do
      if not part:match("^[%a_\128-\255][%w_\128-\255]*$") then parts = {} break end
      parts[#parts + 1] = part
    end
  end
  if #parts < 2 then
    faults.rule("E226", "a parameter's name has at least two parts with a dot between, not " .. faults.show(name), "parameter", 'for example "basic.ratio"')
  end
  return parts
end

local chinese_fields = chinese.to_chinese(chinese.fields)

-- Names of fields in both languages.
local function field_names(known)
  local list = faults.names(known)
  for _, field in ipairs(faults.names(known)) do list[#list + 1] = chinese_fields[field] end
  return list
end

-- Refuses fields that a declaration does not know; fields given in Chinese become English ones.
function M.check_fields(spec, word, known)
  if type(spec) ~= "table" then faults.rule("E227", word .. " needs a table of fields", word) end
  names.translate(spec)
  for key in pairs(spec) do
    if type(key) ~= "string" or not known[key] then
      faults.rule("E227", ("%s has no field '%s'"):format(word, tostring(key)), tostring(key), faults.near(tostring(key), field_names(known)))
    end
  end
  for _, field in ipairs(faults.names(known)) do
    local wanted = known[field]
    local value = spec[field]
    if value == nil and wanted:sub(-1) == "!" then
      faults.rule("E227", ("%s needs the field '%s'"):format(word, field), word)
    elseif value ~= nil and wanted ~= "any" then
      local kind = wanted:gsub("!", "")
      if not kind:find(type(value), 1, true) then
        faults.rule("E227", ("the field '%s' of %s must be a %s, not %s"):format(field, word, kind, faults.show(value)), field)
      end
    end
  end
end

-- Adds a version to a list kept by first day; two for one day are refused.
function M.add_version(list, version, what)
  for i = #list, 1, -1 do
    local other = list[i]
    if other.begins < version.begins then break end
    if other.begins == version.begins then
      faults.rule("E230", ("%s is given twice for the same day (%s); the other is in %s:%d"):format(what, version.begins == -math.huge and "from the beginning" or units.day_text(version.begins), other.file, other.line), what:match("'(.-)'"):match("[^.]+$"), "delete one, or give the second another day with `from`")
    end
  end
  local at = #list
  while at > 0 and list[at].begins > version.begins do
    list[at + 1], at = list[at], at - 1
  end
  list[at + 1] = version
end

-- Where what a script says is kept: in its jurisdiction, or in all that a scenario lays it over.
function M.holders(context) return context.holders or { context.jurisdiction } end

-- The jurisdiction in which the script stands.
function M.need_place(context, word)
  if not context.jurisdiction then
    faults.rule("E231", "this stands in no jurisdiction", word, 'begin the file with jurisdiction { code = "…", name = "…", within = "…" }')
  end
  return context.jurisdiction
end

return M
