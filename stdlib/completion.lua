-- What a word at the prompt can become: parameters and their keys, choices behind a quote, fields, amounts, words of
-- the language, names of the person's own. Nothing is evaluated, and what is no name yet gives nothing.
local import, host = ...
local faults = import("faults")
local sandbox = import("sandbox")
local show = import("show")

local M = {}

local function add(items, text, title)
  items[#items + 1] = { text = text, title = title or "" }
end

local function titled(items, lead, names, titles)
  for i, name in ipairs(names or {}) do add(items, lead .. name, titles and titles[i]) end
end

-- Parts of names of parameters below `prefix`, or the keys of one.
local function after_dot(rules, items, prefix, lead)
  local declared, keys = rules.parameters[prefix], 0
  local name = prefix
  while not declared and name:find("%.") do
    name, keys = name:match("^(.*)%."), keys + 1
    declared = rules.parameters[name]
  end
  if declared then
    local enumeration = rules.enumerations[declared.by[keys + 1]]
    return enumeration and titled(items, lead .. prefix .. ".", enumeration.names, enumeration.titles)
  end
  local seen = {}
  for _, full in ipairs(rules.parameter_order) do
    local rest = full:sub(1, #prefix + 1) == prefix .. "." and full:sub(#prefix + 2)
    local first = rest and rest:match("^[^.]+")
    if first and not seen[first] then
      seen[first] = true
      local found = rules.parameters[prefix .. "." .. first]
      add(items, lead .. prefix .. "." .. first, found and found.title)
    end
  end
end

local function namespaces(rules, items, lead)
  for _, name in ipairs(faults.names(rules.namespaces)) do
    if not name:find("%.") then add(items, lead .. name) end
  end
end

local function definitions(rules, items, lead, plurals)
  for _, plural in ipairs(plurals) do
    for _, name in ipairs(rules.names[plural]) do add(items, lead .. name, rules.first[plural][name].spec.title) end
  end
end

-- What can stand behind a quote: choices of the parameter that is assigned to, values of the field compared with.
local function quoted(rules, items, before)
  local name = before:match("([%w_.\128-\255]+)%s*[=~]=?%s*$")
  if not name then return end
  local declared = rules.parameters[name:gsub("^p%.", "")]
  while not declared and name:find("%.") and not name:find("^case%.") do
    name = name:match("^(.*)%.")
    declared = rules.parameters[name:gsub("^p%.", "")]
  end
  if declared then return titled(items, "", declared.choices) end
  for _, field in ipairs(rules.schema.entities.case and rules.schema.entities.case.fields or {}) do
    local enumeration = name == "case." .. field.name and field.of and rules.enumerations[field.of]
    if enumeration then titled(items, "", enumeration.names, enumeration.titles) end
  end
end

local function dotted(rules, items, prefix)
  if prefix == "case" then
    for _, field in ipairs(show.case_fields(rules)) do add(items, "case." .. field.name, field.title) end
  elseif prefix == "bill" then
    titled(items, "bill.", { "total", "self_pay", "reimbursed" })
    definitions(rules, items, "bill.", { "layers" })
  elseif prefix == "p" then
    namespaces(rules, items, "p.")
  elseif prefix:sub(1, 2) == "p." then
    after_dot(rules, items, prefix:sub(3), "p.")
  else
    after_dot(rules, items, prefix, "")
  end
end

local function plain(rules, items, own, help)
  namespaces(rules, items, "")
  titled(items, "", faults.names(sandbox.words))
  if help then
    definitions(rules, items, "", { "layers", "accumulators", "targets", "flags" })
    titled(items, "", faults.names(rules.enumerations))
  else
    titled(items, "", faults.names(own))
    titled(items, "", { "p", "case", "bill" })
  end
end

local function starting(items, text)
  local found, seen = host.list {}, {}
  for _, item in ipairs(items) do
    if item.text:sub(1, #text) == text and not seen[item.text] then
      seen[item.text] = true
      found[#found + 1] = item
    end
  end
  table.sort(found, function(a, b) return a.text < b.text end)
  return found
end

-- { text, help } → { typed, items = [{ text, title }] }: what the word at the end of `text` can become; `own`: the
-- names a person has given; `help`: what can be asked about, in place of what can be evaluated.
function M.words(rules, own, request)
  local items, word = {}, request.text:match("[%w_.\128-\255]*$")
  local before, start = request.text:match("^(.*)[\"']([%w_]*)$")
  if before then
    word = start
    quoted(rules, items, before)
  elseif word:find("%.") then
    dotted(rules, items, word:match("^(.*)%."))
  else
    plain(rules, items, own, request.help)
  end
  return { typed = word, items = starting(items, word) }
end

return M
