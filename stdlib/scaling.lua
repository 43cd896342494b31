-- Values of a scenario that are made from those that would hold without it: scale("name", factor) and
-- add("name", amount), for one parameter, some or all of its keys, or all parameters below a name. Here is
-- what is meant and what comes out; who asks for it is holders.lua.
local import = ...
local faults = import("faults")
local units = import("units")

local M = {}

local NUMERIC = { ratio = true, yuan = true, count = true, days = true }
local WORD = { scale = "scale", add = "add" }

local function text_of(unit, content) return content < 0 and "-" .. units.text(unit, -content) or units.text(unit, content) end

-- The change as people write it: "× 1.05", "+ 5%".
function M.text(change)
  if change.kind == "scale" then return ("× %.12g"):format(change.by) end
  return (change.by < 0 and "− " or "+ ") .. units.text(change.unit, math.abs(change.by))
end

-- Whole fen, counts and days, half up; ratios to six decimals, made as percent(…) makes them.
local function rounded(unit, x)
  if unit == "ratio" then return math.floor(x * 1e6 + 0.5 + 1e-6) / 1e4 / 100 end
  return math.floor(x + 0.5 + 1e-6)
end

local function check_range(version, old, content)
  local change = version.change
  local unit, least, most = change.unit, change.least, change.most
  if content >= least and (not most or content <= most) then return end
  faults.rule("E286", ("%s makes '%s' %s, outside the range of %s to %s"):format(WORD[change.kind], change.name, text_of(unit, content), units.text(unit, least), most and units.text(unit, most) or "…"),
    { file = version.file, line = version.line, token = change.kind },
    ("it is %s in %s:%d; choose another number, or leave that place out with `at`"):format(units.text(unit, old.content), old.file, old.line))
end

-- The version of a value that a scenario's `version` makes of `old`, the one that holds without it.
function M.changed(version, old)
  local change = version.change
  local content = rounded(change.unit, change.kind == "scale" and old.content * change.by or old.content + change.by)
  check_range(version, old, content)
  local ends = version.ends and old.ends and math.min(version.ends, old.ends) or version.ends or old.ends
  return { begins = math.max(version.begins, old.begins), ends = ends, content = content, assumed = old.assumed, source = version.source, file = version.file, line = version.line, old = old }
end

-- --- what a script asks for -----------------------------------------------------------------------

-- The number by which `scale` multiplies: a number, or a share.
local function factor(value)
  local opened = units.open(value)
  if opened and opened.unit == "ratio" then value = opened.content end
  if type(value) ~= "number" or value ~= value or value < 0 or value > 1e6 then
    faults.rule("E285", "scale needs a number to multiply by, not " .. faults.show(value), "scale", 'for example scale("basic.ratio", 1.05)')
  end
  return value
end

local function amount(value)
  local opened = units.open(value)
  if not opened or not NUMERIC[opened.unit] then
    faults.rule("E285", "add needs an amount with a unit, not " .. faults.show(value), "add", 'for example add("basic.ratio", percent(5)) or add("assistance.cap", -yuan(500))')
  end
  return opened.content, opened.unit
end

local function limits(declared) return declared.min or 0, declared.max or (declared.unit == "ratio" and 1 or nil) end

-- The change of one parameter; `shown`: it and its key.
local function change_of(kind, declared, by, shown)
  local least, most = limits(declared)
  return { kind = kind, by = by, unit = declared.unit, name = shown, least = least, most = most }
end

local function refuse_unit(kind, declared, name, unit)
  if kind == "scale" then faults.rule("E287", ("'%s' is no number that can be scaled (its unit is %s)"):format(name, declared.unit), name, "ratios, amounts, counts and days can; give it a value of its own") end
  faults.rule("E211", ("'%s' has the unit %s, what is added has %s"):format(name, declared.unit, unit), name, "ratios, amounts, counts and days can be added to, each in its unit")
end

-- scale or add: `found` lists { declared, keys } of what the text names, `exact` if it is one parameter;
-- keep(declared, key, version, shown) keeps a change.
function M.word(kind, name, value, found, exact, keep)
  local by, unit
  if kind == "scale" then by = factor(value) else by, unit = amount(value) end
  local count = 0
  for _, one in ipairs(found) do
    local declared = one.declared
    if NUMERIC[declared.unit] and (not unit or unit == declared.unit) then
      for _, key in ipairs(one.keys) do
        local shown = declared.name .. (key ~= "" and "." .. key:gsub("|", ".") or "")
        keep(declared, key, { change = change_of(kind, declared, by, shown) }, shown)
        count = count + 1
      end
    elseif exact then
      refuse_unit(kind, declared, name, unit)
    end
  end
  if count == 0 then faults.rule("E287", ("there is no number below '%s' that this could change"):format(name), name, "ratios, amounts, counts and days can be changed; an amount changes what has its unit") end
end

return M
