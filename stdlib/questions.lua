-- Questions of what-if at the prompt: functions that the host answers, since it alone has the cases. What is typed runs in
-- a coroutine that waits while the host works; the answer comes back as a document, a plain table that can be read
-- further and that shows itself. A newcomer forgets that nothing else may be asked of the worker meanwhile.
local import = ...
local faults = import("faults")

local M = {}

-- The functions, and the commands of the command line that they stand for.
M.names = { "whatif", "sweep", "solve", "levers", "frontier", "schedule" }

local waiting -- the coroutine of the last input that asked
local told = setmetatable({}, { __mode = "k" }) -- document → its number at the host

-- Whether a value is a document of the host: its number, or nil.
function M.number(value) return told[value] end

local function word(name, value)
  if type(value) == "boolean" or type(value) == "number" or type(value) == "string" then return tostring(value) end
  faults.rule("E691", ("%s takes texts such as \"basic.ratio.secondary=70%%..90%%\", not %s"):format(name, faults.show(value)), name)
end

-- What was given as words of a command line: texts, then { goal = "…", by = "…", quiet = true } as options.
local function words_of(name, ...)
  local words = {}
  for i = 1, select("#", ...) do
    local given = (select(i, ...))
    if type(given) ~= "table" then
      words[#words + 1] = word(name, given)
    else
      for _, one in ipairs(given) do words[#words + 1] = word(name, one) end
      for _, key in ipairs(faults.names(given)) do
        for _, value in ipairs(type(given[key]) == "table" and given[key] or { given[key] }) do
          if value ~= false then words[#words + 1] = "--" .. key:gsub("_", "-") end
          if value ~= false and value ~= true then words[#words + 1] = word(name, value) end
        end
      end
    end
  end
  return words
end

-- The functions for the environment of the prompt.
function M.functions()
  local list = {}
  for _, name in ipairs(M.names) do
    list[name] = function(...)
      local answer = coroutine.yield({ name = name, words = words_of(name, ...) })
      if answer.fault then error(faults.adopt(answer.fault), 0) end
      told[answer.document] = answer.number
      return answer.document
    end
  end
  return list
end

local function go_on(...)
  local alive, ok, result = coroutine.resume(waiting, ...)
  if not alive then ok, result = false, ok end
  if coroutine.status(waiting) == "suspended" then return { state = "asking", question = ok } end
  waiting = nil
  if not ok then error(result, 0) end
  return result
end

-- Runs `body`; gives what it gives, or { state = "asking", question = { name, words } } while it waits for the host.
function M.run(body)
  waiting = coroutine.create(function() return xpcall(body, faults.report) end)
  return go_on()
end

-- { number, document } or { fault } → as run.
function M.answer(request)
  if not waiting then faults.raise("E704", 70, "nothing was asked") end
  return go_on(request)
end

-- Forgets what waits for an answer that will not come.
function M.forget() waiting = nil end

return M
