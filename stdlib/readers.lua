-- Which parameters a formula reads, found in its compiled form without running it: `p` is followed through
-- locals, fields and calls of script functions. Where a whole group goes out of sight (p[x], or a group
-- handed to a function that is not known), all of the group counts as read.
local import = ...
local faults = import("faults")
local util = require("jit.util")
local bit = require("bit")

local M = {}

local function instruction(fn, pc)
  local word = util.funcbc(fn, pc)
  if not word then return nil end
  local d = bit.rshift(word, 16)
  return bit.band(word, 0xff), bit.band(bit.rshift(word, 8), 0xff), bit.rshift(d, 8), bit.band(d, 0xff), d
end

-- The numbers of the instructions are found by compiling examples, as in purity.lua.
local function example(body) return loadstring("local u = 1 return function(a, b, c) " .. body .. " end")() end

local GET_NAME, GET_REGISTER = instruction(example("local x = a.x"), 1), instruction(example("local x = a[b]"), 1)
local MOVE, OUTER, TEXT = instruction(example("local x = a"), 1), instruction(example("local x = u"), 1), instruction(example("local x = 'x'"), 1)
local CALL, CALL_LAST = instruction(example("a(b)"), 3), instruction(example("return a(b)"), 3)
local _, call_place = instruction(example("a(b)"), 1)
local _, argument_place = instruction(example("a(b)"), 2)
local FIRST_ARGUMENT = argument_place - call_place

local function constant(fn, index) return util.funck(fn, -index - 1) end

local function is_script(fn)
  local source = debug.getinfo(fn, "S").source
  return source:sub(1, 1) == "@" and source:sub(1, 8) ~= "@stdlib/"
end

local read_function

-- One function with the paths of its arguments ({ [register] = path }; "" is p itself).
local function walk(self, fn, given)
  local path, text, callee, pc = {}, {}, {}, 1
  for register, one in pairs(given) do path[register] = one end
  local function step_into(a, from, key)
    path[a], text[a], callee[a] = nil, nil, nil
    if not from then return end
    if type(key) ~= "string" then return self.whole(from) end
    local full = (from ~= "" and from .. "." or "") .. key
    if not self.read(full) then path[a] = full end
  end
  local function call(a, count)
    local arguments, any = {}, false
    for i = 0, count - 1 do
      arguments[i] = path[a + FIRST_ARGUMENT + i]
      any = any or arguments[i] ~= nil
    end
    if any and type(callee[a]) == "function" and is_script(callee[a]) then return read_function(self, callee[a], arguments) end
    for _, one in pairs(arguments) do if one ~= "" then self.whole(one) end end
    if type(callee[a]) == "function" and is_script(callee[a]) then read_function(self, callee[a], {}) end
  end
  while true do
    local op, a, b, c, d = instruction(fn, pc)
    if not op then break end
    if op == GET_NAME then step_into(a, path[b], constant(fn, c))
    elseif op == GET_REGISTER then step_into(a, path[b], text[c])
    elseif op == MOVE then path[a], text[a], callee[a] = path[d], text[d], callee[d]
    elseif op == TEXT then path[a], text[a], callee[a] = nil, constant(fn, d), nil
    elseif op == OUTER then
      path[a], text[a], callee[a] = nil, nil, nil
      if type(fn) == "function" then callee[a] = select(2, debug.getupvalue(fn, d + 1))
      elseif util.funcuvname(fn, d) == "p" then path[a] = "" end
    elseif op == CALL or op == CALL_LAST then
      call(a, (op == CALL and c or d) - 1)
      for register in pairs(path) do if register >= a then path[register] = nil end end
      for register in pairs(callee) do if register >= a then callee[register] = nil end end
    elseif op > MOVE then
      path[a], text[a], callee[a] = nil, nil, nil
    end
    pc = pc + 1
  end
  local index = -1
  while util.funck(fn, index) ~= nil do
    local inner = util.funck(fn, index)
    if type(inner) == "proto" then walk(self, inner, {}) end
    index = index - 1
  end
end

read_function = function(self, fn, given)
  local key = {}
  for i = 0, 9 do key[#key + 1] = given[i] or "-" end
  key = table.concat(key, "|")
  self.seen[fn] = self.seen[fn] or {}
  if self.seen[fn][key] then return end
  self.seen[fn][key] = true
  walk(self, fn, given)
end

-- The declared parameters that a formula (case, p, …) reads, as a set of names.
function M.of(rules, fn)
  local found = {}
  local self = { seen = {} }
  function self.read(full)
    full = rules.english.parameters[full] or full
    if rules.parameters[full] then found[full] = true return true end
  end
  function self.whole(prefix)
    for _, name in ipairs(rules.parameter_order) do
      local own = rules.chinese.parameters[name] or name
      if prefix == "" or name:sub(1, #prefix + 1) == prefix .. "." or own:sub(1, #prefix + 1) == prefix .. "." then found[name] = true end
    end
  end
  read_function(self, fn, { [1] = "" })
  return found
end

local KINDS = { { "layers", "layer" }, { "accumulators", "accumulator" }, { "targets", "target" }, { "flags", "flag" } }

-- Calls each(kind, version, field, fn) for every formula of every definition, in a fixed order.
function M.each_formula(rules, each)
  for _, j in ipairs(rules.jurisdiction_order) do
    for _, kind in ipairs(KINDS) do
      local of_kind = j.definitions[kind[1]] or {}
      for _, name in ipairs(faults.names(of_kind)) do
        for _, version in ipairs(of_kind[name]) do
          for _, field in ipairs(faults.names(version.spec)) do
            if type(version.spec[field]) == "function" then each(kind[2], version, field, version.spec[field]) end
          end
        end
      end
    end
  end
end

-- Parameter → list of { kind, name, title, file, line } of what reads it; once a definition.
function M.all(rules)
  local readers, seen = {}, {}
  local function add(parameter, kind, version)
    local key = table.concat({ parameter, kind, version.file, version.line, version.name }, "\1")
    if seen[key] then return end
    seen[key] = true
    readers[parameter] = readers[parameter] or {}
    table.insert(readers[parameter], { kind = kind, name = version.name, title = version.spec and version.spec.title or version.title or version.name, file = version.file, line = version.line })
  end
  M.each_formula(rules, function(kind, version, _, fn)
    for _, parameter in ipairs(faults.names(M.of(rules, fn))) do add(parameter, kind, version) end
    if kind == "target" and version.spec.threshold then add(version.spec.threshold, kind, version) end
  end)
  for _, field in ipairs(rules.fields) do
    for _, parameter in ipairs(faults.names(field.of and M.of(rules, field.of) or {})) do add(parameter, "field", field) end
  end
  for _, name in ipairs(rules.parameter_order) do
    if name:find("^settlement_rules%.") then add(name, "engine", { name = "settlement", title = "结算", file = rules.parameters[name].file, line = rules.parameters[name].line }) end
  end
  return readers
end

return M
