-- The door of the library inside a worker: modules are run once each, in the order in which they are
-- asked for, and get `import` and `host` (what the C side gives) as their arguments. Nothing is left
-- in a global. Returns the handler of requests and the maker of error reports.
local host = ...

local modules = {}

local function import(name)
  local module = modules[name]
  if module ~= nil then return module end
  local text = host.source(name .. ".lua")
  if not text then error("the library has no module '" .. name .. "'", 2) end
  local chunk, why = loadstring(text, "@stdlib/" .. name .. ".lua")
  if not chunk then error(why, 0) end
  module = chunk(import, host)
  if module == nil then module = true end
  modules[name] = module
  return module
end

if host.jit then
  jit.opt.start("maxtrace=8000", "maxrecord=20000", "maxmcode=16384", "loopunroll=60", "maxside=1000", "maxsnap=2000", "maxirconst=4000")
end
local jit_fault = import("selftest")(host.jit)

local faults = import("faults")
local operations = import("operations")

local function handle(request)
  local operation = operations[request.op]
  if not operation then faults.raise("E734", 70, "the worker knows no operation '" .. tostring(request.op) .. "'") end
  local ok, result = xpcall(operation, faults.report, request)
  if not ok then error(type(result) == "table" and result.stop or result, 0) end
  result = result or {}
  if jit_fault then result.jit_fault = jit_fault end
  return result
end

return handle, faults.report
