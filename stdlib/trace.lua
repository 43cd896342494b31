-- Numbers that remember how they came about. A traced number is a C struct (value, place of its node);
-- the FFI calls our operators for it also where the other side is a plain number, so a formula runs as
-- it stands and leaves a tree of what it calculated. While it runs, the words that take numbers (min,
-- round, yuan …) are replaced by twins that know both kinds. Only explain.lua uses this.
local import = ...
local faults = import("faults")
local units = import("units")
local sandbox = import("sandbox")
local ffi = require("ffi")

local M = {}

local MOST_NODES, MOST_LINES, MOST_CONDITIONS = 5000, 20000, 60

ffi.cdef [[ typedef struct GuizeTraced { double value; int32_t node; } GuizeTraced; ]]

local Traced -- the type, made below
local trace -- the one that is running: { nodes, conditions, lines, … }

local function is_traced(x) return ffi.istype(Traced, x) end

-- The number of a traced number; anything else as it is.
local function plain(x) if is_traced(x) then return x.value end return x end
M.plain = plain

-- What stands in a tree for a value: its node, or the plain number itself.
function M.node(x) if is_traced(x) then return trace.nodes[x.node] end return x end
local node_of = M.node

local function make(node, value)
  local nodes = trace.nodes
  if #nodes >= MOST_NODES then error("too many steps", 0) end
  nodes[#nodes + 1] = node
  node.value, node.place = value, #nodes
  return Traced(value, #nodes)
end

-- A traced number that comes from outside: `label` for people, `unit`, and the read that gave it.
function M.leaf(value, label, unit, read) return make({ op = "leaf", label = label, unit = unit, read = read }, value) end

-- --- operators ------------------------------------------------------------------------------------

local function unit_of(x)
  local node = node_of(x)
  return type(node) == "table" and node.unit or nil
end

local function unit_of_sum(op, a, b)
  if op == "-" and unit_of(a) == "date" and unit_of(b) == "date" then return "days" end
  return unit_of(a) or unit_of(b)
end

local function unit_of_product(op, a, b)
  local left, right = unit_of(a), unit_of(b)
  if op == "*" then return (left == "yuan" or right == "yuan") and "yuan" or left or right end
  if left == right then return left == "yuan" and "ratio" or nil end
  return left
end

-- The side that an operation leaves as it is: × 1, + 0, − 0, ÷ 1 with a number written in the rule.
local function unchanged(op, a, b)
  if (op == "+" or op == "-") and b == 0 then return a end
  if (op == "*" or op == "/") and b == 1 then return a end
  if op == "+" and a == 0 or op == "*" and a == 1 then return b end
end

local function operator(op, calculate, unit)
  return function(a, b)
    local value = calculate(plain(a), plain(b))
    local same = unchanged(op, is_traced(a) or a, is_traced(b) or b)
    if same then return Traced(value, (same == true and (is_traced(a) and a or b) or same).node) end
    return make({ op = op, unit = unit(op, a, b), node_of(a), node_of(b) }, value)
  end
end

local function note_condition(op, a, b, result)
  local list = trace.conditions
  if #list >= MOST_CONDITIONS then return result end
  local file, line = faults.here()
  list[#list + 1] = { op = op, result = result, file = file, line = line, node_of(a), node_of(b) }
  return result
end

local function same(a, b)
  local x, y = plain(a), plain(b)
  if type(x) ~= "number" or type(y) ~= "number" then return false end
  return note_condition("=", a, b, x == y)
end

local add = operator("+", function(x, y) return x + y end, unit_of_sum)

Traced = ffi.metatype("GuizeTraced", {
  __add = add,
  __sub = operator("-", function(x, y) return x - y end, unit_of_sum),
  __mul = operator("*", function(x, y) return x * y end, unit_of_product),
  __div = operator("/", function(x, y) return x / y end, unit_of_product),
  __mod = operator("%", function(x, y) return x % y end, unit_of_sum),
  __pow = operator("^", function(x, y) return x ^ y end, function() end),
  __unm = function(a) return make({ op = "neg", unit = unit_of(a), node_of(a) }, -plain(a)) end,
  __lt = function(a, b) return note_condition("<", a, b, plain(a) < plain(b)) end,
  __le = function(a, b) return note_condition("<=", a, b, plain(a) <= plain(b)) end,
  __eq = same,
  __concat = function(a, b) return tostring(plain(a)) .. tostring(plain(b)) end,
  __tostring = function(a) return tostring(a.value) end,
  __metatable = false,
})

-- --- words ----------------------------------------------------------------------------------------

local function of_one(op, calculate)
  return function(x, ...)
    if not is_traced(x) then return calculate(x, ...) end
    return make({ op = op, unit = unit_of(x), node_of(x) }, calculate(x.value))
  end
end

-- min and max: an arm without bounds says nothing and is left out.
local function of_many(op, calculate)
  return function(...)
    local given, values, any = { ... }, {}, false
    for i = 1, select("#", ...) do
      any = any or is_traced(given[i])
      values[i] = plain(given[i])
    end
    local value = calculate(unpack(values, 1, select("#", ...)))
    if not any then return value end
    local node, last = { op = op }, nil
    for i, arm in ipairs(given) do
      if values[i] ~= math.huge and values[i] ~= -math.huge then
        node[#node + 1], last = node_of(arm), arm
        node.unit = node.unit or unit_of(arm)
        if values[i] == value and not node.chosen then node.chosen = #node end
      end
    end
    if #node == 1 then return is_traced(last) and Traced(value, last.node) or value end
    return make(node, value)
  end
end

-- yuan(3000) and the like, written inside a formula: numbers that know their unit.
local function constant(unit, word)
  return function(x) return M.leaf(word(plain(x)), nil, unit) end
end

local function opened(word)
  return function(...)
    local given = { ... }
    for i = 1, select("#", ...) do given[i] = plain(given[i]) end
    return word(unpack(given, 1, select("#", ...)))
  end
end

local function open_all(members)
  local twins = {}
  for name, value in pairs(members) do twins[name] = type(value) == "function" and opened(value) or value end
  return twins
end

local words = sandbox.words
local twins = {
  [words.round] = of_one("round", words.round), [math.floor] = of_one("floor", math.floor), [math.ceil] = of_one("ceil", math.ceil), [math.abs] = of_one("abs", math.abs),
  [math.min] = of_many("min", math.min), [math.max] = of_many("max", math.max), [math.fmod] = opened(math.fmod),
  [words.yuan] = constant("yuan", words.yuan), [words.percent] = constant("ratio", words.percent), [words.count] = constant("count", words.count),
  [words.days] = constant("days", words.days), [words.date] = constant("date", words.date),
  [words.tostring] = opened(words.tostring), [words.tonumber] = opened(words.tonumber), [words.type] = opened(words.type),
}
do
  local numbers, texts = {}, open_all(sandbox.members.string)
  for name, value in pairs(sandbox.members.math) do numbers[name] = twins[value] or value end
  twins[words.math], twins[words.string] = sandbox.frozen("math", numbers), sandbox.frozen("string", texts)
end

-- Visits a function of a script and those it uses, with the tables of words they see.
local function each_function(fn, seen, visit)
  if seen[fn] or debug.getinfo(fn, "S").what == "C" or debug.getinfo(fn, "S").source:sub(1, 8) == "@stdlib/" then return end
  seen[fn] = true
  visit(fn)
  local up = 1
  while true do
    local name, value = debug.getupvalue(fn, up)
    if not name then return end
    if type(value) == "function" then each_function(value, seen, visit) end
    up = up + 1
  end
end
M.each_function = each_function

local plans = setmetatable({}, { __mode = "k" }) -- function → where twins go: { set(twin or word), … }

-- What is to be replaced for a function: names of the tables of words, and upvalues.
local function plan_of(fn)
  local plan, environments = {}, {}
  local function add(value, set)
    local twin = twins[value]
    if twin then plan[#plan + 1] = { set = set, word = value, twin = twin } end
  end
  each_function(fn, {}, function(one)
    local environment = debug.getfenv(one)
    if not environments[environment] then
      environments[environment] = true
      for name, value in next, environment do
        add(value, function(new) rawset(environment, name, new) end)
      end
    end
    local up = 1
    while true do
      local name, value = debug.getupvalue(one, up)
      if not name then break end
      local place = up
      add(value, function(new) debug.setupvalue(one, place, new) end)
      up = up + 1
    end
  end)
  plans[fn] = plan
  return plan
end

-- Puts the twins in place of the words that a function can reach; gives the way back.
local function use_twins(fn)
  local plan = plans[fn] or plan_of(fn)
  for _, one in ipairs(plan) do one.set(one.twin) end
  return function()
    for _, one in ipairs(plan) do one.set(one.word) end
  end
end

-- --- lines and local names ------------------------------------------------------------------------

local scripts = setmetatable({}, { __mode = "k" }) -- function → the path of its script, or false

local function script_of(fn)
  local path = scripts[fn]
  if path == nil then
    local source = debug.getinfo(fn, "S").source
    path = source:sub(1, 8) ~= "@stdlib/" and source:sub(2)
    scripts[fn] = path
  end
  return path
end

-- Gives nodes the names of the locals that hold them, or (with `numbers`) notes what locals became.
local function look_at_locals(level, path, line)
  local i = 1
  while true do
    local name, value = debug.getlocal(level + 1, i)
    if not name then return end
    if name:sub(1, 1) ~= "(" then
      if is_traced(value) then
        local node = trace.nodes[value.node]
        if node and node.op ~= "leaf" and not node.name then node.name = name end
      elseif trace.locals and type(value) == "number" and trace.known[name] ~= value and #trace.locals < 60 then
        trace.known[name] = value
        table.insert(trace.locals, { file = path, line = trace.last or line, name = name, value = value })
      end
    end
    i = i + 1
  end
end

local function on_line(fn)
  local count = 0
  return function(_, line)
    local running = debug.getinfo(2, "f").func
    local path = script_of(running)
    if not path then return end
    count = count + 1
    if count > MOST_LINES then error("too many steps", 0) end
    look_at_locals(2, path, line)
    trace.last = line
    local inner = trace.inner
    if running == fn then
      if line ~= trace.line then trace.inner = nil end -- else: back on the line that called
    elseif inner and inner.fn == running then
      inner.before, inner.line = inner.line, line
    else
      trace.inner = { fn = running, file = path, line = line }
    end
    if running == fn then trace.before, trace.line, trace.file = trace.line, line, path end
  end
end

-- Calls fn(…) with what `arguments()` gives, watched: { ok, value or fault, nodes, conditions, line (the
-- last of the function itself), before (the one executed before it), inner (the same of the function that
-- ran last), locals }. `numbers`: with plain
-- numbers and their locals instead of traced ones. `quick`: without lines and names of locals, which
-- take most of the time.
function M.run(fn, arguments, numbers, quick)
  local outer = trace
  trace = { nodes = {}, conditions = {}, locals = numbers and {} or nil, known = {} }
  local mine, back = trace, numbers and function() end or use_twins(fn)
  local hook, mask, count = debug.gethook()
  local ok, value = xpcall(function()
    local given = arguments()
    if not quick then debug.sethook(on_line(fn), "l") end
    return (fn(unpack(given)))
  end, faults.report)
  debug.sethook(hook, mask, count)
  back()
  mine.ok = ok
  if ok then
    mine.root, mine.value = node_of(value), plain(value)
  else
    mine.fault = value
  end
  trace = outer
  return mine
end

-- A call to a table of tiers: the amount is the table's own, the node keeps the bands.
function M.tiers(value, label, bands, base, threshold)
  return make({ op = "tiers", label = label, unit = "yuan", bands = bands, node_of(base), threshold and node_of(threshold) or nil }, value)
end

return M
