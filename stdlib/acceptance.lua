-- accept "W205" { of = "assistance", why = "…" }: a rule file says that a finding is right and meant.
-- It holds for the place of its file and what lies below; at the root, everywhere.
local import, host = ...
local faults = import("faults")
local findings = import("findings")
local arguments = import("arguments")

local M = {}

-- accept "W205" { … } at the top of a rule file.
function M.declare(rules, number, spec)
  local context = arguments.need_context(rules, "accept")
  arguments.check_fields(spec, "accept", { of = "string or table", why = "string!" })
  local _, line = arguments.here(context)
  if type(number) ~= "string" or not findings.kinds[number] then
    faults.rule("E250", "check has no finding " .. faults.show(number), type(number) == "string" and number or "accept", faults.near(number, faults.names(findings.kinds)) or "a finding has a number such as W205")
  end
  local of = type(spec.of) == "string" and { spec.of } or spec.of
  for _, subject in ipairs(of or {}) do
    if type(subject) ~= "string" then faults.rule("E251", "of must name what is accepted, not " .. faults.show(subject), "of", 'for example of = "assistance", or a list of names') end
  end
  if not spec.why:find("%S") then faults.rule("E251", "an acceptance needs its reason", "why", "say why the finding is right as it is") end
  for i, subject in ipairs(of or {}) do of[i] = rules.english.parameters[subject] or rules.english.layers[subject] or subject end
  table.insert(rules.accepted, { number = number, of = of, why = spec.why, path = context.jurisdiction and context.jurisdiction.path or "", file = context.file, line = line })
end

local function covers(path, other) return path == "" or path == other or (other or ""):sub(1, #path + 1) == path .. "/" end

local function names(of, subject)
  for _, one in ipairs(of) do
    if subject == one or (subject or ""):sub(1, #one + 1) == one .. "." then return true end
  end
  return false
end

-- The acceptance of a finding, marked as used; nil if there is none.
function M.of(rules, finding)
  for _, one in ipairs(rules.accepted) do
    if one.number == finding.number and covers(one.path, finding.path)
      and (not one.of or names(one.of, finding.subject) or names(one.of, finding.parameter)) then
      one.used = true
      return one
    end
  end
end

-- A finding for every acceptance that accepted nothing.
function M.unused(rules)
  local list = {}
  for _, one in ipairs(rules.accepted) do
    if not one.used then
      list[#list + 1] = findings.make("W191", one.number, { file = one.file, line = one.line, token = one.number },
        ("nothing is found here that this accepts: %s%s"):format(one.number, one.of and " of " .. table.concat(one.of, ", ") or ""), "delete it, or correct what it names", one.path)
    end
  end
  return list
end

return M
