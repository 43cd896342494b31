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

-- Where the value for `key` of a parameter stands. A value remembers the last line of its statement:
-- the name is looked for upwards, the key between the two.
function M.value_place(name, key, version)
  local last, from = name:match("[^.]+$"), version.line
  local key_name = key:match("[^|]+$")
  for line = version.line, math.max(1, version.line - MOST_LINES), -1 do
    local text = faults.line(version.file, line) or ""
    if (" " .. text):find("[^%w_\128-\255]" .. last:gsub("%W", "%%%0") .. "[^%w_\128-\255]") then from = line break end
  end
  for line = from, version.line do
    local text = key_name and faults.line(version.file, line)
    if text and (" " .. text):find("[^%w_\128-\255]" .. key_name .. "%s*=") then return { file = version.file, line = line, token = key_name } end
  end
  return { file = version.file, line = from, token = last }
end

-- "basic.ratio.secondary" of a name and a key "secondary".
function M.full(name, key) return key == "" and name or name .. "." .. key:gsub("|", ".") end

-- The name of a place for people.
function M.where(jurisdiction) return jurisdiction.name ~= "" and jurisdiction.name or "the country" end

return M
