-- What `check` may find: every kind has a number for ever. Here a finding is made and given its place;
-- what is right to find is the matter of the modules that look.
local import, host = ...
local faults = import("faults")

local M = {}

-- Number → what it is called. A number is never given to something else.
M.kinds = {
  W101 = "a time without a value", W102 = "a value that ends", W103 = "another's value in between",
  W104 = "a value that falls back to a far one", W105 = "values that overlap", W106 = "a value that was not renewed", W107 = "a day that cannot be",
  W111 = "a place without its neighbours' value", W112 = "a value far from those elsewhere", W113 = "a value far from its siblings", W114 = "a value out of order",
  W121 = "a band that is never reached", W122 = "a ratio that falls", W123 = "a band behind the cap",
  W131 = "a parameter that nothing reads", W132 = "a layer in no settlement", W133 = "an accumulator that nothing reads",
  W141 = "a name that hides another", W142 = "a number in a formula",
  W191 = "an acceptance of nothing",
  W201 = "a bill that cannot be settled", W202 = "a layer that pays too much", W203 = "parts that do not add up",
  W204 = "a payment that falls", W205 = "a cliff", W206 = "a layer that never pays", W207 = "an aided person who bears more",
}

-- A finding: number, subject (what `accept` names it by), place { file, line, token, column, width },
-- message, hint, and the path of the jurisdiction that it concerns (nil: the files as such).
function M.make(number, subject, place, message, hint, path)
  local fault = faults.make(number, 1, message, { file = place.file, line = place.line, token = place.token }, hint)
  return { number = number, subject = subject, file = fault.file, line = fault.line, source = fault.source, column = place.column or fault.column,
    width = place.width or fault.width, message = fault.message, hint = fault.hint, path = path }
end

local MOST_LINES = 60 -- of one statement

local function escaped(word) return (word:gsub("[%p]", "%%%0")) end

local function has_word(text, word) return (" " .. text .. " "):find("[^%w_\128-\255]" .. escaped(word) .. "[^%w_\128-\255]") ~= nil end
local function has_key(text, word) return (" " .. text):find("[^%w_\128-\255]" .. escaped(word) .. "%s*=") ~= nil end

-- The line between two, upwards or downwards, in which one of some words stands, and the word.
local function find_line(file, from, to, words, has)
  for line = from, to, from <= to and 1 or -1 do
    local text = faults.line(file, line) or ""
    for _, word in ipairs(words) do
      if has(text, word) then return line, word end
    end
  end
end

-- The last part of a parameter's name, and the last of a key, in both languages.
local function last_words(rules, name, key)
  local declared, names, keys = rules.parameters[name], {}, {}
  for _, own in ipairs({ name, rules.chinese.parameters[name] }) do names[#names + 1] = own:match("[^.]+$") end
  local last = key:match("[^|]+$")
  local enumeration = last and rules.enumerations[declared.by[#declared.by]]
  for _, own in ipairs({ last, enumeration and enumeration.chinese[enumeration.index[last]] }) do keys[#keys + 1] = own end
  return names, keys
end

-- Where the value for `key` of a parameter stands. A value remembers the last line of its statement:
-- the name is looked for upwards, the key between the two.
function M.value_place(rules, name, key, version)
  local names, keys = last_words(rules, name, key)
  local from, word = find_line(version.file, version.line, math.max(1, version.line - MOST_LINES), names, has_word)
  from = from or version.line
  local line, own = find_line(version.file, from, version.line, keys, has_key)
  return { file = version.file, line = line or from, token = own or word or names[1] }
end

-- "basic.ratio.secondary" of a name and a key "secondary".
function M.full(name, key) return key == "" and name or name .. "." .. key:gsub("|", ".") end

-- The name of a place for people.
function M.where(jurisdiction) return jurisdiction.name ~= "" and jurisdiction.name or "the country" end

return M
