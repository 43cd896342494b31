-- What a word at the prompt can become: parameters and their keys, choices behind a quote, fields, amounts, words of
-- the language, names of the person's own. Nothing is evaluated, and what is no name yet gives nothing.
local import, host = ...
local faults = import("faults")
local sandbox = import("sandbox")
local scenario_words = import("scenario_words")
local show = import("show")
local names = import("names")
local layout = import("layout")
local docs = import("docs")
local chinese = import("chinese")

local M = {}

local function add(items, text, title)
  items[#items + 1] = { text = text, title = title or "" }
end

local function titled(items, lead, list, titles)
  for i, name in ipairs(list or {}) do add(items, lead .. name, titles and titles[i]) end
end

-- The declared parameter that a name, English or Chinese, begins with, and how many keys stand behind it.
local function declared_at(rules, name)
  local keys = 0
  local declared = rules.parameters[names.english(rules, "parameters", name)]
  while not declared and name:find("%.") do
    name, keys = name:match("^(.*)%."), keys + 1
    declared = rules.parameters[names.english(rules, "parameters", name)]
  end
  return declared, keys
end

-- Parts of names of parameters below `prefix`, or the keys of one, in the language of the prefix.
local function after_dot(rules, items, prefix, lead)
  local in_chinese = names.is_chinese(prefix)
  local declared, keys = declared_at(rules, prefix)
  if declared then
    local enumeration = rules.enumerations[declared.by[keys + 1]]
    return enumeration and titled(items, lead .. prefix .. ".", in_chinese and enumeration.chinese or enumeration.names, enumeration.titles)
  end
  local seen = {}
  for _, english in ipairs(rules.parameter_order) do
    local full = in_chinese and rules.chinese.parameters[english] or english
    local rest = full:sub(1, #prefix + 1) == prefix .. "." and full:sub(#prefix + 2)
    local first = rest and rest:match("^[^.]+")
    if first and not seen[first] then
      seen[first] = true
      add(items, lead .. prefix .. "." .. first, first == rest and rules.parameters[english].title)
    end
  end
end

-- First parts of names; the Chinese ones where Chinese is typed, since each parameter has both.
local function namespaces(rules, items, lead, in_chinese)
  for _, name in ipairs(faults.names(in_chinese and rules.chinese.namespaces or rules.namespaces)) do
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
  local declared = not name:find("^case%.") and declared_at(rules, (name:gsub("^p%.", "")))
  if declared then return titled(items, "", declared.choices) end
  for _, field in ipairs(rules.schema.entities.case and rules.schema.entities.case.fields or {}) do
    local enumeration = name == "case." .. field.name and field.of and rules.enumerations[field.of]
    if enumeration then titled(items, "", enumeration.names, enumeration.titles) end
  end
end

local function dotted(rules, items, prefix, in_chinese)
  if prefix == "case" then
    for _, field in ipairs(show.case_fields(rules)) do
      add(items, "case." .. (in_chinese and layout.chinese_fields[field.name] or field.name), field.title)
    end
  elseif prefix == "bill" then
    titled(items, "bill.", { "total", "self_pay", "reimbursed" })
    definitions(rules, items, "bill.", { "layers" })
  elseif prefix == "p" then
    namespaces(rules, items, "p.", in_chinese)
  elseif prefix:sub(1, 2) == "p." then
    after_dot(rules, items, prefix:sub(3), "p.")
  else
    after_dot(rules, items, prefix, "")
  end
end

local english_words = chinese.to_english(chinese.words)

local function plain(rules, items, own, help, in_chinese)
  namespaces(rules, items, "", in_chinese)
  for _, name in ipairs(faults.names(sandbox.words)) do
    local row = docs.words[english_words[name] or name]
    add(items, name, row and row[3]) -- English; the host says it in its language
  end
  for _, name in ipairs(help and scenario_words.names or {}) do add(items, name, docs.words[name][3]) end
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
    dotted(rules, items, word:match("^(.*)%."), names.is_chinese(word))
  else
    plain(rules, items, own, request.help, names.is_chinese(word))
  end
  return { typed = word, items = starting(items, word) }
end

return M
