-- Errors with a number, a place and advice. A fault is a table; `report` makes one of anything that
-- was raised. Places are found by walking up the stack to the first line of a script.
local M = {}

local gsub = string.gsub -- the one that may call a function; scripts reach another through their texts

local sources = {} -- path of a script → its lines

-- Remembers the text of a script, so that a fault can show the line.
function M.remember(path, text)
  local lines = {}
  for line in (text .. "\n"):gmatch("(.-)\r?\n") do lines[#lines + 1] = line end
  sources[path] = lines
end

-- A line of a script that was remembered, and all its lines; nil if there is none.
function M.line(path, number) return sources[path] and sources[path][number] end
function M.lines(path) return sources[path] end

local function is_script(source) return source:sub(1, 1) == "@" and source:sub(1, 8) ~= "@stdlib/" end

-- File and line of the innermost script function that is running; nil outside scripts.
function M.here()
  local level = 2
  while true do
    local info = debug.getinfo(level, "Sl")
    if not info then return nil end
    if is_script(info.source) and info.currentline > 0 then return info.source:sub(2), info.currentline end
    level = level + 1
  end
end

-- Number of characters in UTF-8 text.
function M.characters(text)
  local _, count = text:gsub("[^\128-\191]", "")
  return count
end

local function is_word(byte)
  return byte ~= nil and (byte >= 128 or byte == 95 or (byte >= 48 and byte <= 57) or (byte >= 65 and byte <= 90) or (byte >= 97 and byte <= 122))
end

-- Byte position of a token in a line; a name is only found as a whole word.
local function find_token(line, token)
  local from = 1
  while true do
    local first, last = line:find(token, from, true)
    if not first then return nil end
    local left = is_word(token:byte(1)) and first > 1 and is_word(line:byte(first - 1))
    local right = is_word(token:byte(-1)) and is_word(line:byte(last + 1))
    if not left and not right then return first end
    from = last + 1
  end
end

-- Faults that were made here; a table that a script raises is none, whatever its fields say.
local genuine = setmetatable({}, { __mode = "k" })

function M.is_fault(value) return type(value) == "table" and genuine[value] == true end

-- Takes over a fault that the host sends back.
function M.adopt(fault)
  genuine[fault] = true
  return fault
end

-- Text that may stand in a message: UTF-8, no control characters, at most `most` bytes.
function M.clean(text, most)
  text = gsub(gsub(text, "%c", " "), "[\128-\255]+", function(bytes)
    local whole = gsub(gsub(gsub(bytes, "[\194-\223][\128-\191]", ""), "[\224-\239][\128-\191][\128-\191]", ""), "[\240-\244][\128-\191][\128-\191][\128-\191]", "")
    return whole == "" and bytes or gsub(bytes, "[\128-\255]", "?")
  end)
  if #text <= most then return text end
  local cut = most
  while cut > 0 and text:byte(cut + 1) >= 128 and text:byte(cut + 1) < 192 do cut = cut - 1 end
  return text:sub(1, cut) .. "…"
end

-- English word of the rule language → list of Chinese ones: where a token does not stand in the line, one
-- of these does. Filled by names.lua.
M.spellings = {}

-- Where a token or another spelling of it stands in a line: byte position and the token; nil if nowhere.
local function find_spelling(line, token)
  local at = find_token(line, token)
  if at then return at, token end
  for _, other in ipairs(M.spellings[token] or {}) do
    at = find_token(line, other)
    if at then return at, other end
  end
end

-- Puts file, line, the line's text and the place of `token` in it into a fault.
function M.place(fault, file, line, token)
  fault.file, fault.line = file, line
  local text = sources[file] and sources[file][line]
  if not text then return fault end
  fault.source = text
  local at
  if token then at, token = find_spelling(text, token) end
  if at then
    fault.column = M.characters(text:sub(1, at - 1)) + 1
    fault.width = M.characters(token)
  else
    local indent = #text:match("^%s*")
    fault.column = indent + 1
    fault.width = math.max(1, M.characters(text:sub(indent + 1)))
  end
  return fault
end

-- Makes a fault without raising it. `place`: { file =, line =, token = }, or text (a token on the
-- line of the script that is running), or nil.
function M.make(code, exit, message, place, hint)
  local fault = M.adopt { code = code, exit = exit, message = M.clean(message, 600), hint = hint and M.clean(hint, 400) }
  if type(place) == "table" then
    return M.place(fault, place.file, place.line, place.token)
  end
  local file, line = M.here()
  if file then M.place(fault, file, line, place) end
  return fault
end

function M.raise(...) error(M.make(...), 0) end

-- A fault of the rules (exit code 3).
function M.rule(code, message, place, hint) error(M.make(code, 3, message, place, hint), 0) end

-- The characters of a text in small letters.
local function letters(text)
  local list = {}
  for one in text:lower():gmatch("[^\128-\191][\128-\191]*") do list[#list + 1] = one end
  return list
end

-- Damerau–Levenshtein distance of two lists of characters, given up above `limit`.
local function distance(a, b, limit)
  local rows, columns = #a, #b
  if math.abs(rows - columns) > limit then return limit + 1 end
  local before, last, current = {}, {}, {}
  for j = 0, columns do last[j] = j end
  for i = 1, rows do
    current = { [0] = i }
    for j = 1, columns do
      local cost = a[i] == b[j] and 0 or 1
      local best = math.min(last[j] + 1, current[j - 1] + 1, last[j - 1] + cost)
      if i > 1 and j > 1 and a[i] == b[j - 1] and a[i - 1] == b[j] then
        best = math.min(best, before[j - 2] + 1)
      end
      current[j] = best
    end
    before, last = last, current
  end
  return last[columns]
end

-- Words of Lua that scripts look for in vain, and why.
local absent = {}
for name in ("io os debug package require module load loadstring loadfile dofile getfenv setfenv getmetatable setmetatable rawget rawset rawequal rawlen coroutine collectgarbage jit ffi newproxy pcall xpcall print next _G _VERSION"):gmatch("%S+") do absent[name] = true end

-- Advice on a name that is not there: the nearest, or why there is none.
function M.advice(word, names)
  if absent[word] then return "a rule reaches no files, no clock and no other program, and lets every error be seen" end
  return M.near(word, names) or "names must be declared: parameters in parameters.lua, your own with `local`"
end

local function is_chinese(text) return text:find("[\128-\255]") ~= nil end

-- The nearest names to `word` in a list (all ties, at most three), as a hint; nil if none is near. Names
-- in the language of the word alone: a Chinese word says much in few signs, so more of it may differ.
function M.near(word, names)
  if type(word) ~= "string" then return nil end
  local typed, found, sorted = letters(word), {}, {}
  local best = is_chinese(word) and math.floor(#typed / 2) or math.max(1, math.floor(#typed / 3))
  for _, name in ipairs(names) do
    if is_chinese(name) == is_chinese(word) then sorted[#sorted + 1] = name end
  end
  table.sort(sorted)
  local limit = best
  for _, name in ipairs(sorted) do
    local d = distance(typed, letters(name), limit)
    if d < best then best, found = d, {} end
    if d == best and d <= limit and found[#found] ~= name then found[#found + 1] = name end
  end
  if #found == 0 then
    local tail = "." .. word
    for _, name in ipairs(sorted) do
      if name:sub(-#tail) == tail then found[#found + 1] = name end
    end
  end
  if #found == 0 then return nil end
  return "did you mean " .. table.concat(found, ", ", 1, math.min(3, #found)) .. "?"
end

-- The keys of a table that are text, sorted.
function M.names(t)
  local names = {}
  for name in pairs(t) do
    if type(name) == "string" then names[#names + 1] = name end
  end
  table.sort(names)
  return names
end

-- Text of any value for a message: bounded, control characters escaped, no addresses.
function M.show(value)
  local kind = type(value)
  if kind == "string" then
    local text = gsub(value, "%c", function(c) return ("\\%d"):format(c:byte()) end)
    return '"' .. M.clean(text, 80) .. '"'
  elseif kind == "number" then
    return value == math.floor(value) and math.abs(value) < 1e15 and ("%d"):format(value) or ("%.14g"):format(value)
  elseif kind == "boolean" or kind == "nil" then
    return tostring(value)
  end
  return "a " .. kind
end

local script_messages = {
  { "^attempt to compare (.*)$", "E302", "attempt to compare %1", "both sides must be of one kind; a choice is text, money is a number of fen", "two things are compared that cannot be" },
  { "^attempt to perform arithmetic on (.*)$", "E303", "arithmetic on %1", "only numbers can be calculated with", "a calculation with something that is no number" },
  { "^attempt to concatenate (.*)$", "E303", "joining %1", "only texts and numbers can be joined", "something is joined that is no text" },
  { "^attempt to get length of (.*)$", "E303", "length of %1", "only texts and lists have a length", "the length of something that has none" },
  { "^attempt to call (.*)$", "E304", "attempt to call %1", "this is no function", "something is called that is no function" },
  { "^attempt to index (.*)$", "E305", "attempt to read a field of %1", "look at what the name before the dot stands for", "a field is read of something that has none" },
  { "^attempt to write to constant location$", "E306", "what a rule is given cannot be changed", "work with local variables, and return the amount" },
  { "^bad argument .*$", "E313", "a function was given something that it cannot use", "math functions need numbers; look for a name that stands for nothing" },
  { "not enough memory", "E320", "a script needs more memory than it may use", "look for a table or text that grows in a loop" },
  { "stack overflow", "E321", "functions call one another without an end", "give the recursion an end, or use a loop" },
  { "^.* is not callable$", "E304", "something is called that is no function", "this is no function" },
}

local function classify(fault, text)
  for _, row in ipairs(script_messages) do
    if text:find(row[1]) then
      fault.code, fault.hint = row[2], row[4]
      fault.message = row[1]:find("^%^") and text:gsub(row[1], row[3]) or row[3]
      -- What a rule is given is a C struct or a table, depending on the compiler: the words must not.
      if row[5] and (text:find("cdata", 1, true) or text:find("struct", 1, true) or text:find("table value", 1, true) or text:find("not callable", 1, true)) then fault.message = row[5] end
      return
    end
  end
end

-- Makes a fault of anything that was raised. Runs as the handler of the protected call, while the
-- stack still stands.
function M.report(raised)
  if M.is_fault(raised) then return raised end
  if type(raised) == "table" and M.is_fault(rawget(raised, "stop")) then return raised end -- ends the whole operation
  local text = type(raised) == "string" and raised or "a script raised " .. M.show(raised)
  local fault = M.adopt { code = "E301", exit = 3 }
  local ours
  local file, line, rest = text:match("^([^\n]-):(%d+): (.*)$")
  if rest and rest:find("^bad argument") and file:sub(1, 7) == "stdlib/" then file, text = nil, rest end
  if file and file:sub(1, 7) ~= "stdlib/" then
    fault.message = rest
    M.place(fault, file, tonumber(line), rest:match("near '(.-)'$") or rest:match("'(.-)'"))
  else
    fault.message = rest or text
    local place_file, place_line = M.here()
    if place_file then M.place(fault, place_file, place_line) end
    ours = file and not place_file and text
  end
  fault.message = M.clean(fault.message, 400)
  classify(fault, fault.message)
  if ours and fault.code == "E301" then fault.code, fault.exit, fault.message = "E735", 70, M.clean(ours, 400) end
  return fault
end

return M
