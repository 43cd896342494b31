-- The tree that a traced formula left, as lines for people: a line a step, once with the names of what
-- was read and once with the numbers. A step ends where the rule put a value into a local of its own,
-- and where a line would grow too long.
local import = ...
local titles = import("titles")

local M = {}

local MOST_PARTS = 5 -- leaves of one line

local RANK = { ["+"] = 1, ["-"] = 1, ["*"] = 2, ["/"] = 2, ["%"] = 2, neg = 3, ["^"] = 4 }
local SIGN = { ["+"] = " + ", ["-"] = " − ", ["*"] = " × ", ["/"] = " ÷ ", ["%"] = " 除以余 ", ["^"] = " ^ " }
local TURNED = { ["<"] = " > ", ["<="] = " ≥ ", ["="] = " = " }
local COMPARED = { ["<"] = " < ", ["<="] = " ≤ ", ["="] = " = " }

-- A number written in the rule, beside something that has a unit.
local function literal(x, op, unit)
  if op == "*" or op == "/" or x == 0 or unit == "ratio" then return titles.number(x) end
  return titles.number(x, unit)
end

local function is_plain(x) return type(x) ~= "table" end

-- Text of a node for one line; `names`: with names, else with numbers. `labels`: nodes that have a line
-- of their own.
local function text_of(node, names, labels, op, unit)
  if is_plain(node) then return literal(node, op, unit), 9 end
  local label = labels[node]
  if label then return names and label or titles.number(node.value, node.unit), 9 end
  if node.op == "leaf" then return names and node.label or titles.number(node.value, node.unit), 9 end
  local rank, parts = RANK[node.op] or 9, {}
  for i, child in ipairs(node) do
    local part, inner = text_of(child, names, labels, node.op, node.unit)
    if rank < 9 and (inner < rank or (inner == rank and i == 2)) then part = "(" .. part .. ")" end
    parts[i] = part
  end
  if node.op == "neg" then return "−" .. parts[1], rank end
  if SIGN[node.op] then return parts[1] .. SIGN[node.op] .. parts[2], rank end
  local head = node.op == "tiers" and (names and node.label or "分段") or node.op
  if node.op == "tiers" and parts[2] then parts[2] = "起付 " .. parts[2] end
  return head .. "(" .. table.concat(parts, ", ") .. ")", 9
end

-- How many parts a node has on its line, after children that are too large got lines of their own.
local function measure(node, split)
  if is_plain(node) or node.op == "leaf" then return 1 end
  if node.size then return split[node] and 1 or node.size end
  local sizes, sum = {}, 0
  for i, child in ipairs(node) do
    sizes[i] = measure(child, split)
    sum = sum + sizes[i]
  end
  while sum > MOST_PARTS do
    local largest = 1
    for i in ipairs(sizes) do
      if sizes[i] > sizes[largest] then largest = i end
    end
    if sizes[largest] == 1 then break end
    split[node[largest]] = true
    sum, sizes[largest] = sum - sizes[largest] + 1, 1
  end
  node.size = math.max(sum, 1)
  return split[node] and 1 or node.size
end

local CIRCLED = { "①", "②", "③", "④", "⑤", "⑥", "⑦", "⑧", "⑨", "⑩", "⑪", "⑫", "⑬", "⑭", "⑮", "⑯", "⑰", "⑱", "⑲", "⑳" }

-- Every node below `root` that calculates, in the order in which they were made.
local function operations_of(root)
  local list, uses = {}, {}
  local function visit(node)
    if is_plain(node) then return end
    uses[node] = (uses[node] or 0) + 1
    if uses[node] > 1 or node.op == "leaf" then return end
    list[#list + 1] = node
    for _, child in ipairs(node) do visit(child) end
  end
  visit(root)
  table.sort(list, function(a, b) return a.place < b.place end)
  return list, uses
end

-- Names for the nodes with lines of their own: that of the local, or a number in a circle.
local function label_all(list, split)
  local labels, used, numbered = {}, {}, 0
  for _, node in ipairs(list) do
    if split[node] then
      local name = node.name
      if not name then
        numbered = numbered + 1
        name = CIRCLED[numbered] or ("[%d]"):format(numbered)
      end
      while used[name] do name = name .. "′" end
      used[name], labels[node] = true, name
    end
  end
  return labels
end

local function bands_of(node)
  local list = {}
  for _, band in ipairs(node.bands) do
    local bound = band.upto and ("%s–%s"):format(titles.money(band.above), titles.money(band.upto)) or ("%s 以上"):format(titles.money(band.above))
    local paid = band.amount and "定额 " .. titles.money(band.amount) or ("%s × %s = %s"):format(titles.money(band.part), titles.number(band.ratio, "ratio"), titles.money(band.pay))
    if band.part > 0 then list[#list + 1] = { bounds = bound, text = paid, part = band.part, pay = band.pay } end
  end
  return list
end

-- The steps of a formula: [{ label (nil: the result), names, numbers, result, bands }], or {} where it
-- gave a number as it is written. `host`: for lists.
function M.steps(root, host)
  local steps = host.list {}
  if is_plain(root) then return steps end
  local list, uses = operations_of(root)
  local split = {}
  for _, node in ipairs(list) do
    if node ~= root and (node.name or uses[node] > 1 or node.op == "tiers") then split[node] = true end
    node.size = nil
  end
  for _, node in ipairs(list) do measure(node, split) end
  local labels = label_all(list, split)
  local function put(node, label)
    labels[node] = nil
    local step = { label = label, names = text_of(node, true, labels), numbers = text_of(node, false, labels), result = titles.number(node.value, node.unit) }
    if node.op == "tiers" then step.bands = host.list(bands_of(node)) end
    labels[node] = label
    steps[#steps + 1] = step
  end
  for _, node in ipairs(list) do
    if split[node] then put(node, labels[node]) end
  end
  put(root, nil)
  return steps
end

-- A comparison that the rule asked, a number written in the rule to the right: { names, numbers, holds, file, line }.
function M.condition(one)
  local unit = (type(one[1]) == "table" and one[1].unit) or (type(one[2]) == "table" and one[2].unit) or nil
  local function side(names)
    local labels, parts = {}, {}
    for i = 1, 2 do
      local node = one[i]
      if type(node) == "table" and node.op ~= "leaf" and node.name then labels[node] = node.name end
      parts[i] = text_of(node, names, labels, COMPARED[one.op], unit)
    end
    if type(one[1]) ~= "table" then return parts[2] .. TURNED[one.op] .. parts[1] end
    return parts[1] .. COMPARED[one.op] .. parts[2]
  end
  return { names = side(true), numbers = side(false), holds = one.result, file = one.file, line = one.line }
end

-- --- limits ---------------------------------------------------------------------------------------

local function reads_of(node, into)
  if is_plain(node) then return into end
  if node.op == "leaf" and node.read then into[#into + 1] = node.read end
  for _, child in ipairs(node) do reads_of(child, into) end
  return into
end

-- An arm that says how much there may be at most: parameters and sums of the year, nothing of the bill.
local function limits(node)
  if is_plain(node) then return false end
  local any = false
  for _, read in ipairs(reads_of(node, {})) do
    if read.of == "case" or read.of == "bill" or (read.of == "parameter" and read.unit ~= "yuan") then return false end
    any = any or read.of == "parameter" or read.of == "year"
  end
  return any
end

-- The cap that cut the result, if one did: { limit, computed, parameters = [names], text }.
function M.cut(root, host)
  if is_plain(root) or root.op ~= "min" then return nil end
  local by = root[root.chosen]
  if not limits(by) then return nil end
  local computed
  for i, arm in ipairs(root) do
    local value = is_plain(arm) and arm or arm.value
    if i ~= root.chosen and value > root.value and not limits(arm) then computed = value end
  end
  if not computed then return nil end
  local cut = { limit = root.value, computed = computed, parameters = host.list {}, limit_text = titles.number(root.value, root.unit), computed_text = titles.number(computed, root.unit), text = text_of(by, true, {}) }
  for _, read in ipairs(reads_of(by, {})) do
    if read.of == "parameter" then table.insert(cut.parameters, titles.with_keys(read.title, read.key_title)) end
  end
  return cut
end

return M
