-- What a probe tells: odd things of one kind, layer and parameter once, with all whom they concern and
-- the worst example. Plain numbers and texts, since the host keeps them until the report is made.
local import, host = ...
local bills = import("bills")
local findings = import("findings")

local M = {}

-- One odd thing; those of the same kind, layer and parameter are told once, with all whom they concern
-- and the worst example.
function M.tell(self, number, mark, weight, profile, make)
  local key = number .. "\1" .. mark
  local one = self.told[key]
  if not one then
    one = { number = number, weight = -math.huge, identities = {}, levels = {}, kinds = {}, places = {} }
    self.told[key] = one
    table.insert(self.order, one)
  end
  for _, index in ipairs(self.members[profile] or { profile }) do
    local other = self.profiles[index]
    one.identities[other.identity], one.levels[other.level], one.kinds[other.kind], one.places[other.place] = true, true, true, true
  end
  if weight > one.weight then
    one.weight = weight
    for field, value in pairs(make()) do one[field] = value end
  end
end

local function numbers_of(set)
  local list = host.list {}
  for number in pairs(set) do list[#list + 1] = number end
  table.sort(list)
  return list
end

-- All that was told, in the order in which it was found.
function M.list(self)
  local list = host.list {}
  for i, one in ipairs(self.order) do
    one.identities, one.levels, one.kinds, one.places = numbers_of(one.identities), numbers_of(one.levels), numbers_of(one.kinds), numbers_of(one.places)
    list[i] = one
  end
  return list
end

-- A bill that failed; its subject is the parameter without a value, or the number of the error.
function M.fault(self, profile, making, amount, fault)
  M.tell(self, "W201", fault.code .. fault.message .. (fault.file or "") .. (fault.line or 0), 0, profile, function()
    return { fault = { code = fault.code, message = fault.message, hint = fault.hint, file = fault.file, line = fault.line, column = fault.column, width = fault.width, source = fault.source },
      subject = fault.code == "E206" and fault.message:match("parameter '(.-)'") or fault.code, example = { profile = self.profiles[profile], making = making, total = bills.makings[making].base + amount } }
  end)
end

-- Adds to a told thing the parameter that causes it: { name, key, version }.
function M.cause(rules, one, cause)
  local where = findings.value_place(rules, cause.name, cause.key, cause.version)
  one.parameter, one.parameter_full, one.parameter_file, one.parameter_line, one.parameter_token = cause.name, findings.full(cause.name, cause.key), where.file, where.line, where.token
end

return M
