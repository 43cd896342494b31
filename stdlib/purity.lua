-- A rule function may change nothing but its own locals: no outer variable, no field of what it was
-- given, no table it did not make itself. Checked on the compiled function, once, when it is declared,
-- so that it costs nothing per case. The numbers of the instructions are found by compiling examples.
local import = ...
local faults = import("faults")
local util = require("jit.util")
local bit = require("bit")

local M = { harmless = {} } -- harmless: set of functions that keep nothing; filled by sandbox.lua

local function instruction(fn, pc)
  local word = util.funcbc(fn, pc)
  if not word then return nil end
  return bit.band(word, 0xff), bit.band(bit.rshift(word, 8), 0xff), bit.rshift(word, 24), bit.rshift(word, 16)
end

-- Numbers of the instructions that two examples do not share.
local function differing(example, plain)
  local function set(fn)
    local found, pc = {}, 1
    while true do
      local op = instruction(fn, pc)
      if not op then return found end
      found[op] = true
      pc = pc + 1
    end
  end
  local common, result = set(plain), {}
  for op in pairs(set(example)) do
    if not common[op] then result[#result + 1] = op end
  end
  return result
end

local function compile(body, prefix)
  return loadstring((prefix or "local u, v, t = 1, 2, {} ") .. "return function(a, b, c) " .. body .. " end")()
end

local kinds = {} -- instruction → "outer" | "global" | "field" | "new"

local function learn(kind, body, plain)
  local found = differing(compile(body), compile(plain or ""))
  for _, op in ipairs(found) do kinds[op] = kind end
end

learn("outer", "u = a", "local x = u")
learn("outer", "u = 1", "local x = u")
learn("outer", "u = 'x'", "local x = u")
learn("outer", "u = nil", "local x = u")
learn("global", "zz = a", "local x = zz")
learn("field", "a.x = b", "local x = a.x")
learn("field", "a[b] = c", "local x = a[b]")
learn("field", "a[1] = c", "local x = a[1]")
learn("new", "local x = {}", "")
learn("new", "local x = { 1, 2 }", "")
do
  -- Filling a table from a call is the constructor's own instruction and is always on a new table.
  for _, op in ipairs(differing(compile("local x = { a() }"), compile("local x = {} a()"))) do
    if not kinds[op] then kinds[op] = "fill" end
  end
end

local function fail(fn, pc, code, message, hint)
  local info = util.funcinfo(fn, pc)
  local file = info.source and info.source:sub(2) or "?"
  faults.rule(code, message, { file = file, line = info.currentline }, hint)
end

-- Instructions that jump: found, like the others, by compiling examples.
local jumps = {}
for _, op in ipairs(differing(compile("while a do b = c end"), compile("b = c"))) do jumps[op] = true end
for _, op in ipairs(differing(compile("for i = 1, a do b = c end"), compile("b = c"))) do jumps[op] = true end
for _, op in ipairs(differing(compile("for i, v in a, b, c do b = c end"), compile("b = c"))) do jumps[op] = true end

-- Where the instruction at pc may go on besides the next; nil if only there.
local function jump_target(fn, pc)
  local op, _, _, d = instruction(fn, pc)
  if op and jumps[op] then
    local target = pc + 1 + d - 0x8000
    if target > 0 and instruction(fn, target) then return target end
  end
end

local function assigns(fn, pc, register)
  local op, a = instruction(fn, pc)
  return a == register and kinds[op] ~= "field" and kinds[op] ~= "fill", op
end

-- True if no way leads to pc past the instruction `from`, which made the table, and none leads back to
-- between them from where the register holds something else.
local function no_way_around(fn, from, pc, register)
  local at = 1
  while instruction(fn, at) do
    local target = jump_target(fn, at)
    if target and target > from and target <= pc then
      if at < from then return false end
      for between = pc, at do
        local assigned, op = assigns(fn, between, register)
        if assigned and kinds[op] ~= "new" and not jumps[op] then return false end
      end
    end
    at = at + 1
  end
  return true
end

-- True if whatever way led to `pc`, the register holds a table that the function made itself.
local function made_here(fn, pc, register)
  for before = pc - 1, 1, -1 do
    local assigned, op = assigns(fn, before, register)
    if assigned and not jumps[op] then return kinds[op] == "new" and no_way_around(fn, before, pc, register) end
  end
  return false
end

local function check_instructions(fn)
  local pc = 1
  while true do
    local op, _, b = instruction(fn, pc)
    if not op then return end
    local kind = kinds[op]
    if kind == "outer" then
      fail(fn, pc, "E223", "a rule changes a variable outside of itself", "a rule remembers nothing; what must be carried over the year is an accumulator")
    elseif kind == "field" and not made_here(fn, pc, b) then
      fail(fn, pc, "E224", "a rule changes something that it was given", "return the amount; accumulators are kept by `accumulator`")
    end
    pc = pc + 1
  end
end

-- Calls visit(fn) for a function, the functions written inside it, and the script functions it uses.
local function each_function(fn, visit, seen)
  if seen[fn] then return end
  seen[fn] = true
  if type(fn) == "function" and debug.getinfo(fn, "S").source:sub(1, 8) == "@stdlib/" then return end
  visit(fn)
  local index = -1
  while true do
    local constant = util.funck(fn, index)
    if constant == nil then break end
    if type(constant) == "proto" then each_function(constant, visit, seen) end
    index = index - 1
  end
  if type(fn) ~= "function" then return end
  local up = 1
  while true do
    local name, value = debug.getupvalue(fn, up)
    if not name then break end
    M.each_value(fn, name, value, visit, seen)
    up = up + 1
  end
end

-- What a function holds from outside: script functions, and functions in tables, are looked at too. An
-- iterator or another function that is none of the plain words may remember something.
function M.each_value(holder, name, value, visit, seen)
  if type(value) == "function" then
    local info = debug.getinfo(value, "S")
    if info.what ~= "C" and info.source:sub(1, 8) ~= "@stdlib/" then
      each_function(value, visit, seen)
    elseif not M.harmless[value] then
      local place = debug.getinfo(holder, "S")
      faults.rule("E223", "a rule uses '" .. name .. "', a function that may remember something", { file = place.source:sub(2), line = place.linedefined, token = name },
        "call gmatch, pairs and the like inside the formula")
    end
  elseif type(value) == "table" and not seen[value] then
    seen[value] = true
    for key, inner in next, value do M.each_value(holder, type(key) == "string" and key or name, inner, visit, seen) end
  end
end

-- Calls visit(fn) for a function and every script function that it reaches; those in `seen` (may be nil) are left out.
function M.each(fn, visit, seen) each_function(fn, visit, seen or {}) end

-- For others that read compiled functions: the parts of an instruction, the numbers of the instructions
-- that one function has and the other has not, and a function with that body over a, b and c.
M.instruction, M.differing, M.compile = instruction, differing, compile

-- Refuses a rule function that changes anything but its own locals.
function M.check(fn) each_function(fn, check_instructions, {}) end

-- Refuses a file that sets a global anywhere.
function M.check_globals(chunk, path)
  each_function(chunk, function(fn)
    local pc = 1
    while true do
      local op, _, _, d = instruction(fn, pc)
      if not op then return end
      if kinds[op] == "global" then
        local name = tostring(util.funck(fn, -d - 1))
        faults.rule("E222", "the name '" .. name .. "' is not declared", { file = path, line = util.funcinfo(fn, pc).currentline, token = name },
          "write `local " .. name .. " = …`, or declare the parameter")
      end
      pc = pc + 1
    end
  end, {})
end

learn("length", "return #a", "return a")

-- The place at which a function asks for the length of one of its arguments, or nil. With the compiler
-- that is an error, without it the length of a table: both must be the same error.
function M.measures_argument(fn)
  local pc, parameters = 1, debug.getinfo(fn, "u").nparams or 0
  while true do
    local op, _, _, d = instruction(fn, pc)
    if not op then return nil end
    if kinds[op] == "length" and d < parameters then
      local info = util.funcinfo(fn, pc)
      return { file = info.source:sub(2), line = info.currentline, token = "#" }
    end
    pc = pc + 1
  end
end

-- What was found once; a function does not change. Asked again for every program of layers.
local ways, texts = setmetatable({}, { __mode = "k" }), setmetatable({}, { __mode = "k" })

-- How many ways a function has to choose between: its conditional jumps, those of the functions that it
-- uses included.
function M.branches(fn)
  local count = ways[fn] or 0
  if ways[fn] then return count end
  each_function(fn, function(one)
    local pc = 1
    while instruction(one, pc) do
      if jump_target(one, pc) then count = count + 1 end
      pc = pc + 1
    end
  end, {})
  ways[fn] = count
  return count
end

-- The texts that a function and the functions inside it name, as a set; not to be changed.
function M.words(fn)
  if texts[fn] then return texts[fn] end
  local words = {}
  each_function(fn, function(one)
    local index = -1
    while true do
      local constant = util.funck(one, index)
      if constant == nil then break end
      if type(constant) == "string" then words[constant] = true end
      index = index - 1
    end
  end, {})
  texts[fn] = words
  return words
end

return M
