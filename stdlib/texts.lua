-- What the text of a rule file shows: local names that hide a word or the parameters of that name, and
-- numbers in formulas that should be parameters.
local import = ...
local lexer = import("lexer")
local faults = import("faults")
local sandbox = import("sandbox")
local ruleset = import("ruleset")
local findings = import("findings")
local names = import("names")
local chinese = import("chinese")

local M = {}

-- In a formula a share has at most four decimals; what is smaller only undoes binary dust. Whole
-- numbers up to ten count things, unless they are made into money or a share.
local DUST, FEW = 0.00005, 10
local MAKES = { yuan = true, percent = true, ["元"] = true, ["百分之"] = true }

local function sign(word, text) return word and word.kind == "symbol" and word.text == text end
local function name(word, text) return word and word.kind == "name" and word.text == text end

local OPENS = { ["function"] = true, ["do"] = true, ["if"] = true, ["repeat"] = true }
local CLOSES = { ["end"] = true, ["until"] = true }

-- Calls visit(words, i, inside) for every word; inside: it stands in a function.
local function each_word(words, visit)
  local open, functions = {}, 0
  for i, word in ipairs(words) do
    local field = sign(words[i - 1], ".")
    if word.kind == "name" and not field and OPENS[word.text] then
      open[#open + 1] = word.text
      if word.text == "function" then functions = functions + 1 end
    elseif word.kind == "name" and not field and CLOSES[word.text] then
      if open[#open] == "function" then functions = functions - 1 end
      open[#open] = nil
    end
    visit(words, i, functions > 0)
  end
end

-- --- numbers -------------------------------------------------------------------------------------

local function made_of(words, i)
  local before = sign(words[i - 1], "(") and words[i - 2]
  return before and before.kind == "name" and MAKES[before.text] and before.text
end

local function check_number(found, path, words, i)
  local word = words[i]
  local value, unit = tonumber(word.text), made_of(words, i)
  if not value or value == 0 then return end
  if not unit and (value < DUST or (value <= FEW and value == math.floor(value))) then return end
  found[#found + 1] = findings.make("W142", word.text, { file = path, line = word.line, column = word.column, width = #word.text },
    ("the number %s stands in a formula"):format(unit and ("%s(%s)"):format(unit, word.text) or word.text), "make it a parameter, so that places can differ and its source is known")
end

-- --- names ---------------------------------------------------------------------------------------

-- `local x = p.x` takes the parameters of a formula by their own name: nothing is hidden by it.
local function is_own(words, at, position)
  local i, seen = at, 0
  if not sign(words[i], "=") then return nil end
  while words[i] and seen < position do
    i = i + 1
    seen = seen + 1
    if seen == position then break end
    local depth = 0
    while words[i] and not (depth == 0 and sign(words[i], ",")) do
      if sign(words[i], "(") or sign(words[i], "{") or sign(words[i], "[") then depth = depth + 1 end
      if sign(words[i], ")") or sign(words[i], "}") or sign(words[i], "]") then depth = depth - 1 end
      i = i + 1
    end
  end
  return words[i] and words[i].kind == "name" and sign(words[i + 1], ".") and words[i + 2] and words[i + 2].text
end

-- The names between `from` and the word that ends the list, and where that word stands.
local function listed(words, from)
  local list, i = {}, from
  while words[i] and words[i].kind == "name" do
    list[#list + 1] = words[i]
    if not sign(words[i + 1], ",") then return list, i + 1 end
    i = i + 2
  end
  return list, i
end

-- The names that a statement at word i makes: a list of words, and where their values begin (or nil).
local function made_names(words, i)
  local word = words[i]
  if word.kind ~= "name" then return nil end
  if word.text == "local" and name(words[i + 1], "function") then return { words[i + 2] } end
  if word.text == "local" or word.text == "for" then return listed(words, i + 1) end
  if word.text ~= "function" then return nil end
  while words[i] and not sign(words[i], "(") do i = i + 1 end
  return (listed(words, i + 1))
end

local function hidden_by(known, rules, text)
  if known[text] then return ("the word '%s'"):format(text) end
  if names.begins_parameter(rules, text) then return ("the parameters '%s.…'"):format(text) end
end

local function check_names(found, rules, known, path, words, i)
  local list, values = made_names(words, i)
  for position, word in ipairs(list or {}) do
    local what = hidden_by(known, rules, word.text)
    if what and not (values and is_own(words, values, position) == word.text) then
      found[#found + 1] = findings.make("W141", word.text, { file = path, line = word.line, column = word.column, width = faults.characters(word.text) }, ("the local name '%s' hides %s"):format(word.text, what), "give it another name")
    end
  end
end

-- Adds what is found to a list. `files`: paths of the rule files, in order.
function M.check(found, rules, files)
  local known, place = {}, {}
  for _, j in ipairs(rules.jurisdiction_order) do
    if j.file then place[j.file] = j.path end
  end
  for word in pairs(sandbox.words) do known[word] = true end
  for word in pairs(ruleset.words(rules)) do known[word] = true end
  for _, pair in ipairs(chinese.words) do known[pair[2]] = true end
  for _, path in ipairs(files) do
    local before = #found
    local words = lexer.tokens(table.concat(faults.lines(path), "\n"))
    each_word(words, function(_, i, inside)
      if inside and words[i].kind == "number" then check_number(found, path, words, i) end
      check_names(found, rules, known, path, words, i)
    end)
    for i = before + 1, #found do found[i].path = place[path] end
  end
end

return M
