-- The statements of a Lua text that has compiled, and its conditions: of if, elseif, while and until, and the
-- left sides of `and` and `or`; inside functions alone. `mark` writes a call before each statement and around
-- each condition, on the same line, so that it can be seen what ran and which way it went; places in messages
-- stay as they are.
local import = ...
local lexer = import("lexer")

local M = {}

local BINARY = { ["or"] = { 1, 1 }, ["and"] = { 2, 2 }, ["<"] = { 3, 3 }, [">"] = { 3, 3 }, ["<="] = { 3, 3 }, [">="] = { 3, 3 }, ["~="] = { 3, 3 }, ["=="] = { 3, 3 },
  [".."] = { 5, 4 }, ["+"] = { 6, 6 }, ["-"] = { 6, 6 }, ["*"] = { 7, 7 }, ["/"] = { 7, 7 }, ["%"] = { 7, 7 }, ["^"] = { 10, 9 } }
local UNARY = { ["not"] = true, ["-"] = true, ["#"] = true }
local BLOCK_ENDS = { ["end"] = true, ["else"] = true, ["elseif"] = true, ["until"] = true }
local LITERALS = { ["true"] = true, ["false"] = true, ["nil"] = true }

-- Reads a text; gives its tokens, the conditions as { first, last } (numbers of tokens, inner ones first), and
-- the numbers of the tokens with which statements begin.
local function read(text)
  local tokens, conditions, statements, at, depth = lexer.tokens(text), {}, {}, 1, 0
  local expression, block, statement

  local function word()
    local token = tokens[at]
    return token and token.kind ~= "string" and token.text or token and "" or nil
  end
  local function skip(wanted)
    if word() == wanted then at = at + 1 return true end
  end
  local function condition(first, last)
    if depth == 0 or (first == last and (LITERALS[tokens[first].text] or tokens[first].kind ~= "name")) then return end
    conditions[#conditions + 1] = { first = first, last = last }
  end
  local function expressions()
    repeat expression(0) until not skip(",")
  end
  local function body()
    depth = depth + 1
    skip("(")
    while word() and not skip(")") do at = at + 1 end
    block()
    skip("end")
    depth = depth - 1
  end
  local function constructor()
    skip("{")
    while word() and not skip("}") do
      if skip("[") then
        expression(0)
        skip("]")
        skip("=")
      elseif tokens[at].kind == "name" and tokens[at + 1] and tokens[at + 1].text == "=" and tokens[at + 1].kind == "symbol" then
        at = at + 2
      end
      expression(0)
      if not skip(",") then skip(";") end
    end
  end
  local function arguments()
    if skip("(") then
      if not skip(")") then
        expressions()
        skip(")")
      end
    elseif word() == "{" then constructor()
    else at = at + 1 end
  end
  local function suffixes()
    while tokens[at] do
      local w = word()
      if w == "." then at = at + 2
      elseif w == ":" then
        at = at + 2
        arguments()
      elseif w == "[" then
        at = at + 1
        expression(0)
        skip("]")
      elseif w == "(" or w == "{" or tokens[at].kind == "string" then arguments()
      else return end
    end
  end
  local function simple()
    local w = word()
    if w == "function" then
      at = at + 1
      body()
    elseif w == "{" then constructor()
    elseif w == "(" then
      at = at + 1
      expression(0)
      skip(")")
      suffixes()
    elseif tokens[at].kind == "name" and not LITERALS[w] then
      at = at + 1
      suffixes()
    else at = at + 1 end
  end
  expression = function(limit)
    if not tokens[at] then return end
    local first = at
    if UNARY[word()] then
      at = at + 1
      expression(8)
    else simple() end
    while true do
      local operator = word()
      local power = operator and BINARY[operator]
      if not power or power[1] <= limit then return end
      if operator == "and" or operator == "or" then condition(first, at - 1) end
      at = at + 1
      expression(power[2])
    end
  end
  local function decided()
    local first = at
    expression(0)
    condition(first, at - 1)
  end
  block = function()
    while tokens[at] and not BLOCK_ENDS[word()] do statement() end
  end

  local STATEMENTS = {}
  STATEMENTS["if"] = function()
    decided()
    skip("then")
    block()
    while skip("elseif") do
      decided()
      skip("then")
      block()
    end
    if skip("else") then block() end
    skip("end")
  end
  STATEMENTS["while"] = function()
    decided()
    skip("do")
    block()
    skip("end")
  end
  STATEMENTS["do"] = function()
    block()
    skip("end")
  end
  STATEMENTS["for"] = function()
    while word() ~= "=" and word() ~= "in" do at = at + 1 end
    at = at + 1
    expressions()
    skip("do")
    block()
    skip("end")
  end
  STATEMENTS["repeat"] = function()
    block()
    skip("until")
    decided()
  end
  STATEMENTS["function"] = function()
    while word() ~= "(" do at = at + 1 end
    body()
  end
  STATEMENTS["local"] = function()
    if skip("function") then return STATEMENTS["function"]() end
    repeat at = at + 1 until not skip(",")
    if skip("=") then expressions() end
  end
  STATEMENTS["return"] = function()
    if tokens[at] and not BLOCK_ENDS[word()] and word() ~= ";" then expressions() end
  end
  STATEMENTS["goto"] = function() at = at + 1 end
  statement = function()
    if word() == "::" then at = at + 3 return end -- a label
    local own = tokens[at].kind == "name" and STATEMENTS[word()]
    local before = at
    if depth > 0 and word() ~= ";" then statements[#statements + 1] = at end
    if own then
      at = at + 1
      own()
    else
      repeat simple() until not skip(",")
      if skip("=") then expressions() end
    end
    if at == before then at = at + 1 end
    skip(";")
  end

  while tokens[at] do
    block()
    at = at + 1 -- an `end` too many cannot be in a text that has compiled
  end
  return tokens, conditions, statements
end

-- The text with reached(number) before each statement and taken(number, condition) around each condition,
-- and the marks: a list of { number, kind ("statement", "condition"), line, text }. Numbers go on from `number`.
function M.mark(text, reached, taken, number)
  local tokens, conditions, statements = read(text)
  local opens, closes, list = {}, {}, {}
  local function add(kind, first, last)
    number = number + 1
    list[#list + 1] = { number = number, kind = kind, line = first.line, text = (text:sub(first.first, last.last):gsub("%s+", " ")) }
  end
  for _, one in ipairs(conditions) do
    add("condition", tokens[one.first], tokens[one.last])
    opens[one.first] = (" %s(%d,"):format(taken, number) .. (opens[one.first] or "") -- the outer one is met later
    closes[one.last] = (closes[one.last] or "") .. ")"
  end
  for _, one in ipairs(statements) do
    add("statement", tokens[one], tokens[one])
    opens[one] = (" %s(%d); "):format(reached, number) .. (opens[one] or "")
  end
  local parts, at = {}, 1
  for i, token in ipairs(tokens) do
    if opens[i] or closes[i] then
      parts[#parts + 1] = text:sub(at, token.first - 1) .. (opens[i] or "") .. token.text .. (closes[i] or "")
      at = token.last + 1
    end
  end
  parts[#parts + 1] = text:sub(at)
  return table.concat(parts), list, number
end

return M
