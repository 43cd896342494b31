-- Comma-separated text as RFC 4180 has it: quotes around what holds commas, quotes or ends of lines, two
-- quotes for one. What stands there is given as it stands; anything else is refused with its place.
local import = ...
local faults = import("faults")

local M = {}

local function refuse(path, line, row, column, message, hint)
  faults.rule("E266", ("row %d, column %d: %s"):format(row, column, message), { file = path, line = line }, hint)
end

-- A cell in quotes that begins at `at`: its text, where the next character stands, ends of lines in it.
local function quoted(path, text, at, line, row, column)
  local parts, from = {}, at + 1
  while true do
    local quote = text:find('"', from, true)
    if not quote then refuse(path, line, row, column, "the quote is not closed", 'a quote within a cell is written twice: ""') end
    parts[#parts + 1] = text:sub(from, quote - 1)
    if text:sub(quote + 1, quote + 1) ~= '"' then
      local cell = table.concat(parts)
      local _, ends = text:sub(at, quote):gsub("\n", "")
      local after = text:sub(quote + 1, quote + 1)
      if after ~= "" and not after:find("[,\r\n]") then refuse(path, line, row, column, "something stands behind the closing quote", "a comma or the end of the line belongs there") end
      return cell, quote + 1, ends
    end
    parts[#parts + 1] = '"'
    from = quote + 2
  end
end

local function plain(path, text, at, line, row, column)
  local past = text:find("[,\r\n]", at) or #text + 1
  local cell = text:sub(at, past - 1)
  if cell:find('"', 1, true) then refuse(path, line, row, column, "a quote within a cell that does not begin with one", 'write "…" around the cell, and "" for each quote in it') end
  return cell, past, 0
end

-- The rows of a text: lists of cells (texts), each with `line`, the line it begins on. Rows without
-- anything in them are left out. A mark of UTF-8 at the beginning is passed over.
function M.rows(path, text)
  local rows, at, line = {}, text:sub(1, 3) == "\239\187\191" and 4 or 1, 1
  local row_number = 0
  while at <= #text do
    local row, filled = { line = line }, false
    row_number = row_number + 1
    repeat
      local read = text:sub(at, at) == '"' and quoted or plain
      local cell, past, ends = read(path, text, at, line, row_number, #row + 1)
      row[#row + 1], line = cell, line + ends
      filled = filled or cell:find("%S") ~= nil
      local comma = text:sub(past, past) == ","
      at = past + 1
    until not comma
    if text:sub(at - 1, at - 1) == "\r" and text:sub(at, at) == "\n" then at = at + 1 end
    line = line + 1
    if filled then rows[#rows + 1] = row end
  end
  return rows
end

return M
