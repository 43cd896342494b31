-- The words of a script's text with their places: names, numbers, texts and signs; comments are left
-- out. For what the compiled function no longer knows: which names are local, where a number stands.
local M = {}

local find, sub = string.find, string.sub

-- Behind the end of a long text or comment that opens at `at` with [ or [=…[; nil if none opens there.
local function long_end(text, at)
  local equals = text:match("^%[(=*)%[", at)
  if not equals then return nil end
  local _, last = find(text, "]" .. equals .. "]", at, true)
  return (last or #text) + 1
end

local function quoted_end(text, at)
  local quote, i = sub(text, at, at), at + 1
  while i <= #text do
    local c = sub(text, i, i)
    if c == "\\" then i = i + 1 elseif c == quote or c == "\n" then return i + 1 end
    i = i + 1
  end
  return i
end

local function comment_end(text, at)
  return long_end(text, at + 2) or (find(text, "\n", at, true) or #text + 1)
end

-- Kind and end of the word that begins at `at`.
local function word_at(text, at)
  local c = sub(text, at, at)
  if find(c, "[%a_\128-\255]") then
    local _, last = find(text, "^[%w_\128-\255]+", at)
    return "name", last + 1
  elseif find(c, "%d") or find(text, "^%.%d", at) then
    local _, last = find(text, "^0[xX][%x.]+", at)
    if not last then _, last = find(text, "^[%d.]+[eE][+-]?%d+", at) end
    if not last then _, last = find(text, "^[%d.]+", at) end
    return "number", last + 1
  elseif c == '"' or c == "'" then
    return "text", quoted_end(text, at)
  elseif long_end(text, at) then
    return "text", long_end(text, at)
  end
  local two = sub(text, at, at + 1)
  if two == "==" or two == "~=" or two == "<=" or two == ">=" then return "sign", at + 2 end
  return "sign", at + 1
end

-- The words of a text: a list of { kind = "name" | "number" | "text" | "sign", text, line, column };
-- columns count characters, from 1.
function M.words(text)
  local words, at, line, line_start = {}, 1, 1, 1
  text = text:gsub("^\239\187\191", "")
  local function skip_lines(from, past)
    local newline = find(text, "\n", from, true)
    while newline and newline < past do
      line, line_start = line + 1, newline + 1
      newline = find(text, "\n", newline + 1, true)
    end
  end
  while at <= #text do
    local past
    if find(text, "^%s", at) then
      past = find(text, "[^%s]", at) or #text + 1
    elseif sub(text, at, at + 1) == "--" then
      past = comment_end(text, at)
    else
      local kind
      kind, past = word_at(text, at)
      local _, column = sub(text, line_start, at - 1):gsub("[^\128-\191]", "")
      words[#words + 1] = { kind = kind, text = sub(text, at, past - 1), line = line, column = column + 1 }
    end
    skip_lines(at, past)
    at = past
  end
  return words
end

return M
