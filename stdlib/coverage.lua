-- What of the rules was exercised. Counted are: the statements of formulas (layers, accumulators, targets,
-- flags, fields) and of the functions they use, by line; for every condition in them, that it was once true
-- and once false; and every value of a parameter that has one anywhere, that a formula read it. The rule
-- files are compiled with marks in them (see conditions.lua); what they compute is the same.
local import, host = ...
local faults = import("faults")
local resolve = import("resolve")
local names = import("names")
local ruleset = import("ruleset")
local sandbox = import("sandbox")
local conditions = import("conditions")
local readers = import("readers")
local catalogue = import("catalogue")
local util = require("jit.util")

local M = {}

local REACHED, TAKEN = "__reached", "__taken" -- words that only marked files know

local marks, number = {}, 0 -- all marks, in the order of files
local yes, no = {}, {} -- marks that were reached, or conditions that were true; conditions that were false
local values = {} -- parameter → key → true

local function reached(n) yes[n] = true end

local function taken(n, value)
  if value then yes[n] = true else no[n] = true end
  return value
end

local function instrument(path, text)
  local marked, list
  marked, list, number = conditions.mark(text, REACHED, TAKEN, number)
  for _, one in ipairs(list) do
    one.file, marks[#marks + 1] = path, one
    yes[one.number], no[one.number] = false, false
  end
  return marked
end

local function note(name, key)
  values[name] = values[name] or {}
  values[name][key] = true
end

-- A table of parameters that tells what is read of it to tell(name, key).
function M.recording(rules, tell, node, path, declared, keys)
  local seen = {}
  local object = setmetatable({}, { __metatable = false,
    __newindex = function(_, key) faults.rule("E306", "a rule cannot change the parameter '" .. tostring(key) .. "'", tostring(key)) end,
    __index = function(_, key)
      if seen[key] ~= nil then return seen[key] end
      local value, full = node[key], path ~= "" and path .. "." .. tostring(key) or tostring(key)
      local own, deeper, depth = declared or rules.parameters[names.english(rules, "parameters", full)], "", 0
      if declared then
        depth = select(2, keys:gsub("[^|]+", "")) + 1
        local enumeration = rules.enumerations[declared.by[depth]]
        deeper = (keys ~= "" and keys .. "|" or "") .. enumeration.names[enumeration.index[key]] -- read by either name
      end
      if own and depth == #own.by then tell(own.name, deeper)
      else value = M.recording(rules, tell, value, full, own, deeper) end
      seen[key] = value
      return value
    end })
  sandbox.listed[object] = sandbox.listed[node]
  return object
end

-- Files that are compiled from now on are watched.
function M.start()
  ruleset.instrument, ruleset.extra_words = instrument, { [REACHED] = reached, [TAKEN] = taken }
  resolve.record = function(rules, p) return M.recording(rules, note, p, "") end
  resolve.note = note
end

-- --- the report ----------------------------------------------------------------------------------

-- The script functions that a formula uses, itself first: each(info) once for each, with its lines.
local function each_function(fn, each, seen)
  if seen[fn] then return end
  seen[fn] = true
  local info = util.funcinfo(fn)
  if info.source and info.source:sub(1, 1) == "@" and info.source:sub(1, 8) ~= "@stdlib/" then each(info.source:sub(2), info.linedefined, info.lastlinedefined) end
  local up = 1
  while type(fn) == "function" do
    local name, value = debug.getupvalue(fn, up)
    if not name then return end
    if type(value) == "function" and debug.getinfo(value, "S").what ~= "C" then each_function(value, each, seen) end
    up = up + 1
  end
end

-- file → list of { first, last, what }: the lines of formulas, and the definition that each first belongs to.
local function lines_of(rules)
  local found = {}
  local function add(what, fn)
    each_function(fn, function(file, first, last)
      found[file] = found[file] or {}
      table.insert(found[file], { first = first, last = last, what = what })
    end, {})
  end
  readers.each_formula(rules, function(kind, version, _, fn) add(kind .. " " .. version.name, fn) end)
  for _, field in ipairs(rules.fields) do add("field " .. field.name, field.of) end
  return found
end

local function owner(all, mark)
  for _, one in ipairs(all[mark.file] or {}) do
    if mark.line >= one.first and mark.line <= one.last then return one.what end
  end
end

local function file_row(files, file)
  if not files[file] then files[file] = { file = file, lines = 0, lines_hit = 0, outcomes = 0, outcomes_hit = 0, values = 0, values_hit = 0 } end
  return files[file]
end

-- Statements of one line count as one; lines that follow one another are one gap.
local function report_lines(all, files, gaps)
  local open, seen = nil, {}
  for _, mark in ipairs(marks) do
    local what, place = mark.kind == "statement" and owner(all, mark), mark.file .. ":" .. mark.line
    if what then
      local row, first = file_row(files, mark.file), seen[place] == nil
      if first then row.lines = row.lines + 1 end
      if yes[mark.number] and not seen[place] then row.lines_hit = row.lines_hit + 1 end
      seen[place] = seen[place] or yes[mark.number]
    end
  end
  for _, mark in ipairs(marks) do
    local what, place = mark.kind == "statement" and owner(all, mark), mark.file .. ":" .. mark.line
    if what and seen[place] then open = nil
    elseif what and open and open.what == what and open.file == mark.file and mark.line >= open.last then open.last = mark.line
    elseif what then
      open = { file = mark.file, line = mark.line, last = mark.line, kind = "line", what = what }
      gaps[#gaps + 1] = open
    end
  end
end

local function report_conditions(all, files, gaps)
  for _, one in ipairs(marks) do
    if one.kind == "condition" and owner(all, one) then
      local row, was_yes, was_no = file_row(files, one.file), yes[one.number], no[one.number]
      row.outcomes, row.outcomes_hit = row.outcomes + 2, row.outcomes_hit + (was_yes and 1 or 0) + (was_no and 1 or 0)
      if not was_yes or not was_no then
        gaps[#gaps + 1] = { file = one.file, line = one.line, kind = "condition", what = not (was_yes or was_no) and "never asked" or was_yes and "never false" or "never true", text = faults.clean(one.text, 120) }
      end
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
  local files, gaps, all = {}, host.list {}, lines_of(rules)
  report_lines(all, files, gaps)
  report_conditions(all, files, gaps)
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
