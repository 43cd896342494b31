-- What of the rules was exercised. Counted are: the lines of formulas that hold code (layers, accumulators,
-- targets, flags, fields, and the functions they use); for every condition in a rule file's functions that it
-- was once true and once false; and every value of a parameter that has one anywhere, that a formula read it.
-- The compiler is off meanwhile, since it would look neither at hooks nor at what is read.
local import, host = ...
local faults = import("faults")
local resolve = import("resolve")
local ruleset = import("ruleset")
local sandbox = import("sandbox")
local conditions = import("conditions")
local readers = import("readers")
local catalogue = import("catalogue")
local util = require("jit.util")

local M = {}

local CALL = "__taken" -- no name that a script could declare: the environment knows it only here

local known, held, number = {}, {}, 0 -- conditions by number; those that were true, false
local lines, values = {}, {} -- file → line → true; parameter → key → true
local of_function = setmetatable({}, { __mode = "k" }) -- function → the lines of its file, or false

local function taken(n, value)
  local one = held[n]
  if value then one.yes = true else one.no = true end
  return value
end

local function instrument(path, text)
  local marked, list
  marked, list, number = conditions.mark(text, CALL, number)
  for _, one in ipairs(list) do
    one.file = path
    known[#known + 1], held[one.number] = one, { yes = false, no = false }
  end
  return marked
end

local function note(name, key)
  values[name] = values[name] or {}
  values[name][key] = true
end

-- A table of parameters that notes what is read of it.
local function recording(rules, node, path, declared, keys)
  local seen = {}
  local object = setmetatable({}, { __metatable = false,
    __newindex = function(_, key) faults.rule("E306", "a rule cannot change the parameter '" .. tostring(key) .. "'", tostring(key)) end,
    __index = function(_, key)
      if seen[key] ~= nil then return seen[key] end
      local value, full = node[key], path ~= "" and path .. "." .. tostring(key) or tostring(key)
      local own, deeper = declared or rules.parameters[full], declared and (keys ~= "" and keys .. "|" or "") .. tostring(key) or ""
      local _, depth = deeper:gsub("[^|]+", "")
      if own and depth == #own.by then note(own.name, deeper)
      else value = recording(rules, value, full, own, deeper) end
      seen[key] = value
      return value
    end })
  sandbox.listed[object] = sandbox.listed[node]
  return object
end

-- Files that are compiled from now on are watched.
function M.start()
  ruleset.instrument, ruleset.extra_words = instrument, { [CALL] = taken }
  resolve.record = function(rules, p) return recording(rules, p, "") end
  resolve.note = note
  M.on = true
end

local function hook(_, line)
  local fn = debug.getinfo(2, "f").func
  local of_file = of_function[fn]
  if of_file == nil then
    local source = debug.getinfo(2, "S").source
    of_file = source:sub(1, 1) == "@" and source:sub(1, 8) ~= "@stdlib/" and source:sub(2)
    if of_file then
      lines[of_file] = lines[of_file] or {}
      of_file = lines[of_file]
    end
    of_function[fn] = of_file
  end
  if of_file then of_file[line] = true end
end

-- Calls run(…) watched; gives what it gives.
function M.watch(run, ...)
  if not M.on then return run(...) end
  jit.off()
  jit.flush()
  debug.sethook(hook, "l")
  local result = { xpcall(run, faults.report, ...) }
  debug.sethook()
  if host.jit then jit.on() end
  if not result[1] then error(result[2], 0) end
  return unpack(result, 2, table.maxn(result))
end

-- --- the report ----------------------------------------------------------------------------------

-- Lines that hold code, of a function and those it uses: told to each(file, line).
local function each_line(fn, each, seen)
  if seen[fn] then return end
  seen[fn] = true
  local pc = 1
  while util.funcbc(fn, pc) do
    local info = util.funcinfo(fn, pc)
    if info.source:sub(1, 8) == "@stdlib/" then return end
    if info.currentline and info.currentline > 0 then each(info.source:sub(2), info.currentline) end
    pc = pc + 1
  end
  local index = -1
  while util.funck(fn, index) ~= nil do
    if type(util.funck(fn, index)) == "proto" then each_line(util.funck(fn, index), each, seen) end
    index = index - 1
  end
  if type(fn) ~= "function" then return end
  local up = 1
  while true do
    local name, value = debug.getupvalue(fn, up)
    if not name then return end
    if type(value) == "function" and debug.getinfo(value, "S").what ~= "C" then each_line(value, each, seen) end
    up = up + 1
  end
end

-- file → line → the definition that it first belongs to.
local function lines_of(rules)
  local found = {}
  local function add(what, fn)
    each_line(fn, function(file, line)
      found[file] = found[file] or {}
      found[file][line] = found[file][line] or what
    end, {})
  end
  readers.each_formula(rules, function(kind, version, _, fn) add(kind .. " " .. version.name, fn) end)
  for _, field in ipairs(rules.fields) do if field.of then add("field " .. field.name, field.of) end end
  return found
end

local function file_row(files, file)
  if not files[file] then files[file] = { file = file, lines = 0, lines_hit = 0, outcomes = 0, outcomes_hit = 0, values = 0, values_hit = 0 } end
  return files[file]
end

local function report_lines(rules, files, gaps)
  local all = lines_of(rules)
  for _, file in ipairs(faults.names(all)) do
    local row, hit, sorted, open = file_row(files, file), lines[file] or {}, {}, nil
    for line in pairs(all[file]) do sorted[#sorted + 1] = line end
    table.sort(sorted)
    for _, line in ipairs(sorted) do
      row.lines = row.lines + 1
      if hit[line] then
        row.lines_hit, open = row.lines_hit + 1, nil
      elseif open and open.what == all[file][line] then
        open.last = line
      else
        open = { file = file, line = line, last = line, kind = "line", what = all[file][line] }
        gaps[#gaps + 1] = open
      end
    end
  end
end

local function report_conditions(files, gaps)
  for _, one in ipairs(known) do
    local row, was = file_row(files, one.file), held[one.number]
    row.outcomes, row.outcomes_hit = row.outcomes + 2, row.outcomes_hit + (was.yes and 1 or 0) + (was.no and 1 or 0)
    if not was.yes or not was.no then
      gaps[#gaps + 1] = { file = one.file, line = one.line, kind = "condition", what = not (was.yes or was.no) and "never asked" or was.yes and "never false" or "never true", text = faults.clean(one.text, 120) }
    end
  end
end

local function has_value(rules, name, key)
  for _, j in ipairs(rules.jurisdiction_order) do
    if j.values[name] and j.values[name][key] then return true end
  end
end

local function report_values(rules, files, gaps)
  for _, name in ipairs(rules.parameter_order) do
    local declared, unread, any = rules.parameters[name], {}, false
    local row = file_row(files, declared.file)
    for _, key in ipairs(catalogue.keys(rules, declared)) do
      if has_value(rules, name, key) then
        row.values = row.values + 1
        if values[name] and values[name][key] then row.values_hit, any = row.values_hit + 1, true
        else unread[#unread + 1] = key end
      end
    end
    if #unread > 0 then
      gaps[#gaps + 1] = { file = declared.file, line = declared.line, kind = "parameter", what = any and "never read with" or "never read", text = name .. (any and ": " .. table.concat(unread, ", ") or "") }
    end
  end
end

-- The thresholds of targets are read when figures are judged, not by a formula.
function M.note_thresholds(rules)
  for _, name in ipairs(rules.names.targets) do
    local threshold = rules.first.targets[name].spec.threshold
    if threshold then note(threshold, "") end
  end
end

-- → { files = [{ file, lines, lines_hit, outcomes, outcomes_hit, values, values_hit }], gaps = [{ file, line,
-- last?, kind ("line", "condition", "parameter"), what, text? }] }, both sorted by file and line.
function M.report(rules)
  local files, gaps = {}, host.list {}
  report_lines(rules, files, gaps)
  report_conditions(files, gaps)
  report_values(rules, files, gaps)
  table.sort(gaps, function(a, b)
    if a.file ~= b.file then return a.file < b.file end
    if a.line ~= b.line then return a.line < b.line end
    if a.kind ~= b.kind then return a.kind < b.kind end
    return (a.text or "") < (b.text or "")
  end)
  local list = host.list {}
  for _, file in ipairs(faults.names(files)) do list[#list + 1] = files[file] end
  return { files = list, gaps = gaps }
end

return M
