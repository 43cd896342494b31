-- What a set of rules says, county by county, in a form that two sets can be compared by: values by day,
-- and the text of formulas without blanks and comments. Lines and files are told, never compared.
local import, host = ...
local faults = import("faults")
local names = import("names")
local units = import("units")
local resolve = import("resolve")
local lexer = import("lexer")
local catalogue = import("catalogue")

local M = {}

local PLURALS = { layer = "layers", accumulator = "accumulators", target = "targets", flag = "flags" }
local KINDS = { "layer", "accumulator", "target", "flag" }

-- --- the text of formulas ------------------------------------------------------------------------

local function tokens_of(self, file)
  if not self.tokens[file] then self.tokens[file] = lexer.tokens(self.texts[file] or "") end
  return self.tokens[file]
end

local OPENS = { ["function"] = true, ["if"] = true, ["do"] = true, ["repeat"] = true }
local CLOSES = { ["end"] = true, ["until"] = true }

-- The last token of a function whose word `function` is token i.
local function function_end(tokens, i)
  local depth = 0
  for at = i, #tokens do
    local word = tokens[at].kind == "name" and tokens[at].text
    if OPENS[word] then depth = depth + 1 elseif CLOSES[word] then depth = depth - 1 end
    if depth == 0 then return at end
  end
  return #tokens
end

-- Adds the tokens of a function ({ text, line }) and of the script functions that it uses, each once.
local function add_function(self, fn, list, seen)
  if seen[fn] then return end
  seen[fn] = true
  local info = debug.getinfo(fn, "S")
  local file = info.source:sub(2)
  if info.source:sub(1, 1) ~= "@" or info.source:sub(1, 8) == "@stdlib/" then return end
  local tokens = tokens_of(self, file)
  for i, token in ipairs(tokens) do
    if token.text == "function" and token.kind == "name" and token.line == info.linedefined then
      local last = function_end(tokens, i)
      if tokens[last].line == info.lastlinedefined then
        local first = tokens[i + 1].kind == "name" and i + 2 or i + 1 -- the name of a local function may change
        for at = first, last do list[#list + 1] = { text = tokens[at].text, line = tokens[at].line, file = file } end
      end
    end
  end
  local up = 1
  while true do
    local name, value = debug.getupvalue(fn, up)
    if not name then break end
    if type(value) == "function" then add_function(self, value, list, seen)
    elseif type(value) ~= "table" then list[#list + 1] = { text = name .. " is " .. tostring(value), line = info.linedefined, file = file } end
    up = up + 1
  end
end

-- A formula or another field of a definition: { text (to compare), words (to show what differs) }.
local function field_text(self, value)
  if type(value) ~= "function" then
    return type(value) == "table" and table.concat(value, ", ") or tostring(value)
  end
  local list, words = {}, {}
  add_function(self, value, list, {})
  for i, token in ipairs(list) do words[i] = token.text end
  return table.concat(words, " "), list
end

-- The line of a file as it stands, without what is before and behind.
local function source_line(self, file, number)
  local at, line = 1, 1
  local text = self.texts[file] or ""
  while line < number do
    local past = text:find("\n", at, true)
    if not past then return "" end
    at, line = past + 1, line + 1
  end
  return (text:match("^[^\n]*", at):gsub("^%s+", ""):gsub("%s+$", ""))
end

-- --- periods -------------------------------------------------------------------------------------

local function day_text(day) return day and day > -math.huge and units.day_text(day) or nil end

-- The periods of something that `at(day)` tells, as a list of { begins, … }: one for each change.
local function periods(edges, at)
  local list = host.list {}
  local function add(day, begins)
    local one = at(day)
    local last = list[#list]
    local key = one and one.key or ""
    if last and last.key == key then return end
    if not last and not one then return end
    one = one or { key = "" }
    one.begins = day_text(begins)
    list[#list + 1] = one
  end
  add((edges[1] or 0) - 1, nil)
  for _, day in ipairs(edges) do add(day, day) end
  return list
end

local function value_at(j, declared, key)
  return function(day)
    local version, at = resolve.value(j, declared.name, key, day)
    if not version then return nil end
    local text = units.text(declared.unit, version.content)
    return { key = text .. (version.assumed and "\1assumed" or "") .. "\1" .. (version.source or ""), text = text, choice = names.choice(declared, version), assumed = version.assumed and true or false, source = version.source, path = at.path, file = version.file, line = version.line }
  end
end

-- The words of a formula with their lines, kept once for all places in which it holds; gives its number.
local function formula_number(self, key, words)
  local number = self.numbers[key]
  if number then return number end
  local list, lines = host.list {}, {}
  for i, token in ipairs(words) do
    local place = ("%s:%d"):format(token.file, token.line)
    list[i] = host.list { token.text, place }
    lines[place] = lines[place] or source_line(self, token.file, token.line)
  end
  number = #self.formulas + 1
  self.formulas[number], self.numbers[key] = { words = list, lines = lines }, number
  return number
end

local function definition_at(self, j, kind, name)
  return function(day)
    local version, at = resolve.definition(j, PLURALS[kind], name, day)
    if not version then return nil end
    local fields, words = {}, {}
    for _, field in ipairs({ "title", "fund", "covers", "reimburses", "per", "before", "after", "over", "with", "having", "threshold", "at_least", "by", "group", "counts", "pays", "adds", "where", "part", "whole", "when" }) do
      local value = resolve.field(j, PLURALS[kind], name, day, field)
      if value ~= nil then
        local text, list = field_text(self, value)
        fields[#fields + 1] = field .. " = " .. text
        for _, token in ipairs(list or {}) do words[#words + 1] = token end
      end
    end
    local key = table.concat(fields, "\n")
    return { key = key, text = version.spec.title or name, path = at.path, file = version.file, line = version.line, formula = #words > 0 and formula_number(self, key, words) or nil }
  end
end

local function order_at(j)
  return function(day)
    local at = j
    while at do
      for i = #(at.definitions.settlement or {}), 1, -1 do
        local version = at.definitions.settlement[i]
        if version.begins <= day and (not version.ends or version.ends >= day) then
          local text = table.concat(version.list, " → ")
          return { key = text, text = text, path = at.path, file = version.file, line = version.line }
        end
      end
      at = at.parent
    end
  end
end

-- --- the outline ---------------------------------------------------------------------------------

local function is_leaf(rules, j)
  for _, other in ipairs(rules.jurisdiction_order) do
    if other.parent == j then return false end
  end
  return true
end

local function county_outline(self, rules, j)
  local edges, values, definitions = resolve.edges(j), {}, {}
  for _, name in ipairs(rules.parameter_order) do
    local declared = rules.parameters[name]
    for _, key in ipairs(catalogue.keys(rules, declared)) do
      local list = periods(edges, value_at(j, declared, key))
      if #list > 0 then values[name .. (key ~= "" and "." .. key:gsub("|", ".") or "")] = list end
    end
  end
  for _, kind in ipairs(KINDS) do
    for _, name in ipairs(rules.names[PLURALS[kind]]) do
      local list = periods(edges, definition_at(self, j, kind, name))
      if #list > 0 then definitions[kind .. " " .. name] = list end
    end
  end
  local order = periods(edges, order_at(j))
  if #order > 0 then definitions.settlement = order end
  return { path = j.path, code = j.code, name = j.name ~= "" and j.name or "全国", values = values, definitions = definitions }
end

local function declarations(self, rules)
  local all = {}
  for _, name in ipairs(rules.parameter_order) do
    local d = rules.parameters[name]
    all["parameter " .. name] = { text = ("%s, unit = %s%s%s%s%s"):format(d.title, d.unit, #d.by > 0 and ", by = " .. table.concat(d.by, ", ") or "", d.choices and ", choices = " .. table.concat(d.choices, ", ") or "",
      d.min and ", min = " .. units.text(d.unit, d.min) or "", d.max and ", max = " .. units.text(d.unit, d.max) or ""), file = d.file, line = d.line }
  end
  for _, name in ipairs(faults.names(rules.enumerations)) do
    local one = rules.enumerations[name]
    all["enumeration " .. name] = { text = table.concat(one.names, ", ") }
  end
  for _, field in ipairs(rules.fields) do
    all["field " .. field.name] = { text = field.title .. ": " .. (field_text(self, field.of)), file = field.file, line = field.line }
  end
  return all
end

-- The outline of loaded rules; `files` are their texts ({ path, text }).
function M.of(rules, files)
  local self = { texts = {}, tokens = {}, formulas = host.list {}, numbers = {} }
  for _, file in ipairs(files) do self.texts[file.path] = file.text end
  local counties = {}
  for _, j in ipairs(rules.jurisdiction_order) do
    if is_leaf(rules, j) then counties[j.path] = county_outline(self, rules, j) end
  end
  return { declarations = declarations(self, rules), counties = counties, formulas = self.formulas }
end

return M
