-- The words of a Lua text, with their places; comments and blanks fall out. For texts that have compiled:
-- nothing is refused here.
local M = {}

local LONG_SYMBOLS = { "^%.%.%.", "^%.%.", "^==", "^~=", "^<=", "^>=", "^::" }

-- Where a long bracket that opens at `at` ends, or nil if none opens there.
local function long_end(text, at)
  local equals = text:match("^%[(=*)%[", at)
  if not equals then return nil end
  local _, last = text:find("]" .. equals .. "]", at, true)
  return last or #text
end

local function comment_end(text, at)
  return long_end(text, at + 2) or (text:find("\n", at, true) or #text + 1) - 1
end

local function quoted_end(text, at)
  local quote, i = text:sub(at, at), at + 1
  while i <= #text do
    local c = text:sub(i, i)
    if c == "\\" then i = i + 1 elseif c == quote then return i end
    i = i + 1
  end
  return #text
end

local function word_at(text, at)
  local _, last = text:find("^[%a_\128-\255][%w_\128-\255]*", at)
  if last then return "name", last end
  _, last = text:find("^0[xX][%x%.]+[pP]?[%+%-]?%d*", at)
  if not last then _, last = text:find("^%d+%.?%d*[eE]?[%+%-]?%d*", at) end
  if not last then _, last = text:find("^%.%d+[eE]?[%+%-]?%d*", at) end
  if last then
    -- a sign belongs to a number only behind its exponent
    local number = text:sub(at, last)
    if number:find("[%+%-]") and not number:find("[eEpP][%+%-]%d") then last = at + number:find("[%+%-]") - 2 end
    return "number", last
  end
  if text:find("^[\"']", at) then return "string", quoted_end(text, at) end
  last = long_end(text, at)
  if last then return "string", last end
  for _, pattern in ipairs(LONG_SYMBOLS) do
    _, last = text:find(pattern, at)
    if last then return "symbol", last end
  end
  return "symbol", at
end

-- A list of { kind ("name", "number", "string", "symbol"), text, line, column (in characters, from 1), first, last
-- (bytes) }.
function M.tokens(text)
  local tokens, at, line = {}, text:sub(1, 3) == "\239\187\191" and 4 or 1, 1
  local line_start = at
  local function count_lines(first, last)
    local newline = text:find("\n", first, true)
    while newline and newline <= last do
      line, line_start = line + 1, newline + 1
      newline = text:find("\n", newline + 1, true)
    end
  end
  while at <= #text do
    local _, blank = text:find("^%s+", at)
    local last = blank or (text:sub(at, at + 1) == "--" and comment_end(text, at))
    if not last then
      local kind
      kind, last = word_at(text, at)
      local _, column = text:sub(line_start, at - 1):gsub("[^\128-\191]", "")
      tokens[#tokens + 1] = { kind = kind, column = column + 1, text = text:sub(at, last), line = line, first = at, last = last }
    end
    count_lines(at, last)
    at = last + 1
  end
  return tokens
end

return M
