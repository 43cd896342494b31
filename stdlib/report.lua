-- What check has found, as a person reads it: what the probe told becomes findings with words, what is
-- accepted is set apart, and one thing that concerns many places is one finding.
local import, host = ...
local findings = import("findings")
local acceptance = import("acceptance")
local bills = import("bills")
local layout = import("layout")
local faults = import("faults")
local chinese = import("chinese")

local M = {}

local function yuan(fen) return ("%.2f"):format(fen / 100) end

local NAMES_SHOWN = 8

-- "a, b, c and 5 more"
local function some(names)
  if #names <= NAMES_SHOWN + 1 then return table.concat(names, ", ") end
  return table.concat(names, ", ", 1, NAMES_SHOWN) .. (" and %d more"):format(#names - NAMES_SHOWN)
end

local function titles(enumeration, numbers)
  local list = {}
  for i, number in ipairs(numbers) do list[i] = enumeration.titles[number] or enumeration.names[number] end
  return list
end

local function place_titles(rules)
  local enumeration = rules.enumerations.place
  if enumeration then return { names = layout.places, titles = enumeration.titles } end
  local titles = {}
  for i, pair in ipairs(chinese.places) do titles[i] = pair[2] end
  return { names = layout.places, titles = titles }
end

-- The enumerations by which a told thing says whom it concerns.
local function whom(rules)
  local all = rules.schema.enumerations
  return { { "identities", all.identity_kind, "every identity" }, { "levels", all.hospital_level, "every level" }, { "kinds", all.case_kind, "every kind" }, { "places", place_titles(rules), "every place" } }
end

-- --- words ---------------------------------------------------------------------------------------

local function of_example(rules, example)
  local all, profile = rules.schema.enumerations, example.profile
  return table.concat({ titles(all.identity_kind, { profile.identity })[1], titles(all.hospital_level, { profile.level })[1], titles(all.case_kind, { profile.kind })[1],
    titles(place_titles(rules), { profile.place })[1], bills.makings[example.making].name }, ", ")
end

local function bill_words(rules, one)
  local e = one.example
  return ("bill %s (%s)"):format(yuan(e.total), of_example(rules, e))
end

local messages = {}

function messages.W201(rules, one)
  local fault = one.fault
  if fault.code == "E206" then return ("'%s' has no value where it is read, so such a bill cannot be settled"):format(one.subject) end
  return ("%s: %s; %s"):format(fault.code, fault.message, bill_words(rules, one))
end

function messages.W202(rules, one)
  local e = one.example
  return ("'%s' gives more than is still open, and is cut to %s; %s"):format(one.layer, yuan(e.paid), bill_words(rules, one))
end

function messages.W203(rules, one)
  return "the layers and self-pay are not the cost; " .. bill_words(rules, one)
end

local function by_layer(one) return one.layer and (" by '%s'"):format(one.layer) or "" end

function messages.W204(rules, one)
  local e = one.example
  return ("a bill of %s is paid %s%s, one of %s only %s (%s)"):format(yuan(e.total), yuan(e.paid), by_layer(one), yuan(e.total2), yuan(e.paid2), of_example(rules, e))
end

function messages.W205(rules, one)
  local e = one.example
  local change = e.self_pay2 - e.self_pay
  return ("a fen more of cost and the patient pays %s %s%s: bill %s, self-pay %s; bill %s, self-pay %s (%s)"):format(yuan(math.abs(change)), change > 0 and "more" or "less", by_layer(one),
    yuan(e.total), yuan(e.self_pay), yuan(e.total2), yuan(e.self_pay2), of_example(rules, e))
end

function messages.W207(rules, one)
  local e = one.example
  return ("of a bill of %s who is aided bears %s, an ordinary person %s%s (%s)"):format(yuan(e.total), yuan(e.self_pay2), yuan(e.self_pay), by_layer(one), of_example(rules, e))
end

function messages.W206(rules, one) return ("'%s' (%s) never pays for anybody"):format(one.layer, one.title) end

-- --- what concerns many --------------------------------------------------------------------------

local function union(a, b)
  local seen, list = {}, {}
  for _, source in ipairs({ a or {}, b or {} }) do
    for _, value in ipairs(source) do
      if not seen[value] then seen[value], list[#list + 1] = true, value end
    end
  end
  table.sort(list)
  return list
end

local function key_of(one, accepted)
  local mark = one.fault and (one.fault.code == "E206" and one.subject or one.fault.code .. (one.fault.file or "") .. (one.fault.line or 0) .. one.fault.message) or ""
  local up = one.example and one.example.self_pay2 and (one.example.self_pay2 > one.example.self_pay and "+" or "-") or ""
  return table.concat({ one.number, one.layer or "", one.file or "", one.line or 0, one.parameter or "", one.parameter_file or "", one.parameter_line or 0, mark, up,
    accepted and accepted.file .. accepted.line or "" }, "\1")
end

-- Puts one told thing, of one place, to those that are the same.
local function merge(groups, rules, one, path, day)
  local accepted = acceptance.of(rules, { number = one.number, subject = one.subject, parameter = one.parameter_full or one.parameter, path = path })
  local key = key_of(one, accepted)
  local group = groups[key]
  if not group then
    group = { one = one, accepted = accepted, paths = {}, day = day }
    groups[key] = group
    table.insert(groups, group)
  end
  if (one.weight or 0) > (group.one.weight or 0) then group.one = one end
  for _, row in ipairs(whom(rules)) do group[row[1]] = union(group[row[1]], one[row[1]]) end
  group.paths = union(group.paths, { path })
  group.day = math.min(group.day, day)
end

local function place_names(rules, paths)
  local names = {}
  for i, path in ipairs(paths) do names[i] = findings.where(rules.jurisdictions[path]) end
  return names
end

-- The places in words: one for which a whole prefecture is concerned has its name alone.
local function concerns(rules, group)
  local parts = { some(place_names(rules, group.paths)) }
  for _, row in ipairs(whom(rules)) do
    local list = group[row[1]]
    if #list > 0 and row[1] ~= "kinds" then
      parts[#parts + 1] = #list == #row[2].names and row[3] or some(titles(row[2], list))
    end
  end
  return table.concat(parts, "; ")
end

local function hint_of(rules, group)
  local one, hint = group.one, "concerns " .. concerns(rules, group)
  if one.parameter and one.file then hint = ("the layer stands in %s:%d; %s"):format(one.file, one.line, hint) end
  if one.fault and one.fault.hint then hint = one.fault.hint .. "; " .. hint end
  return hint
end

-- A finding of a group of told things.
local function finding_of(rules, group)
  local one = group.one
  local place = one.parameter_file and { file = one.parameter_file, line = one.parameter_line, token = one.parameter_token } or { file = one.file, line = one.line, token = one.layer }
  if one.fault then place = { file = one.fault.file, line = one.fault.line, column = one.fault.column, width = one.fault.width } end
  local message = messages[one.number](rules, one)
  if one.parameter then message = message .. (", at '%s'"):format(one.parameter_full) end
  local finding = findings.make(one.number, one.subject, place, message, hint_of(rules, group))
  finding.layer, finding.parameter, finding.accepted = one.layer, one.parameter_full, group.accepted
  finding.counties = table.concat(place_names(rules, group.paths), ", ")
  for _, row in ipairs(whom(rules)) do finding[row[1]] = table.concat(titles(row[2], group[row[1]]), ", ") end
  local e = one.example or {}
  finding.bill, finding.bill2, finding.self_pay, finding.self_pay2 = e.total and yuan(e.total), e.total2 and yuan(e.total2), e.self_pay and yuan(e.self_pay), e.self_pay2 and yuan(e.self_pay2)
  return finding
end

-- --- the units of the probe ----------------------------------------------------------------------

-- For every place its units in the order of days, without those before the first day on which anything
-- can be settled: { path → list of { unit, day } }.
local function of_places(units)
  local places, order = {}, {}
  for _, unit in ipairs(units) do
    for _, place in ipairs(unit.places) do
      if not places[place.path] then places[place.path], order[#order + 1] = {}, place.path end
      table.insert(places[place.path], { unit = unit, day = place.day })
    end
  end
  for _, path in ipairs(order) do
    local list = places[path]
    table.sort(list, function(a, b) return a.day < b.day end)
    while #list > 1 and not list[1].unit.settled do table.remove(list, 1) end
  end
  return places, order
end

-- Layers that pay nobody on any day of a place.
local function never(list)
  local counts, settled, order = {}, 0, {}
  for _, one in ipairs(list) do
    if one.unit.settled then settled = settled + 1 end
    for _, layer in ipairs(one.unit.never) do
      if not counts[layer.layer] then counts[layer.layer], order[#order + 1] = 0, layer end
      counts[layer.layer] = counts[layer.layer] + 1
    end
  end
  local found = {}
  for _, layer in ipairs(order) do
    if counts[layer.layer] == settled then
      found[#found + 1] = { number = "W206", layer = layer.layer, title = layer.title, subject = layer.layer, file = layer.file, line = layer.line }
    end
  end
  return found
end

local function add_probed(list, rules, units)
  local groups, places, order = {}, of_places(units)
  for _, path in ipairs(order) do
    for _, one in ipairs(places[path]) do
      for _, told in ipairs(one.unit.told) do merge(groups, rules, told, path, one.day) end
    end
    for _, told in ipairs(never(places[path])) do merge(groups, rules, told, path, places[path][1].day) end
  end
  for _, group in ipairs(groups) do list[#list + 1] = finding_of(rules, group) end
end

-- --- all of it -----------------------------------------------------------------------------------

local function below(path, other) return path == "" or path == other or other:sub(1, #path + 1) == path .. "/" end

-- Whether a finding concerns one of the places chosen (nil: all).
local function chosen(finding, paths)
  if not paths or not finding.path then return true end
  for _, path in ipairs(paths) do
    if below(finding.path, path) then return true end
  end
  return false
end

local function before(a, b)
  if a.number ~= b.number then return a.number < b.number end
  if (a.file or "") ~= (b.file or "") then return (a.file or "") < (b.file or "") end
  if (a.line or 0) ~= (b.line or 0) then return (a.line or 0) < (b.line or 0) end
  return a.message < b.message
end

-- Findings of the files and units of the probe, in order, each with `title` and, where it is accepted,
-- `why`. `paths`: the places chosen, or nil. `whole`: every place and day was looked at, so that an
-- acceptance that accepts nothing is a finding too.
function M.findings(rules, static, units, paths, whole)
  local list = host.list {}
  for _, finding in ipairs(static) do
    finding.accepted = acceptance.of(rules, finding)
    if chosen(finding, paths) then list[#list + 1] = finding end
  end
  add_probed(list, rules, units)
  for _, finding in ipairs(whole and acceptance.unused(rules) or {}) do list[#list + 1] = finding end
  table.sort(list, before)
  for _, finding in ipairs(list) do
    finding.title = findings.kinds[finding.number]
    local accepted = finding.accepted
    if accepted then finding.why, finding.accepted_file, finding.accepted_line = accepted.why, accepted.file, accepted.line end
    finding.accepted = nil
    if finding.path and finding.path ~= "" then finding.counties = findings.where(rules.jurisdictions[finding.path]) end
    finding.message = faults.clean(finding.message, 900)
  end
  return list
end

return M
