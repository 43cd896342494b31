-- Where and from when what a file says holds: its jurisdiction, days and source; and the order of files.
local import = ...
local faults = import("faults")
local units = import("units")
local arguments = import("arguments")

local M = {}

local FOLDER_FILES = { ["province.lua"] = true, ["prefecture.lua"] = true, ["county.lua"] = true }

-- The path of the jurisdiction that a file describes, and of the one around it.
local function path_of_file(file)
  local folder, base = file:match("^(.*)/([^/]+)$")
  if not folder then return "", nil end
  if FOLDER_FILES[base] then return folder, folder:match("^(.*)/") or "" end
  return folder .. "/" .. base:gsub("%.lua$", ""), folder
end

-- jurisdiction { … }, once at the beginning of a file.
function M.jurisdiction(rules, spec)
  local context = arguments.need_context(rules, "jurisdiction")
  arguments.check_fields(spec, "jurisdiction", { code = "string!", name = "string!", within = "string" })
  if context.jurisdiction then faults.rule("E231", "a file has one jurisdiction, at its beginning", "jurisdiction") end
  local path, parent = path_of_file(context.file)
  if spec.within and spec.within ~= parent then
    faults.rule("E231", ("within = \"%s\" does not fit the folder of the file, which is within \"%s\""):format(spec.within, parent), spec.within, "move the file, or correct within")
  end
  if not spec.code:match("^%d%d%d%d%d%d$") then faults.rule("E231", "a division code has six digits, not " .. faults.show(spec.code), spec.code, "codes of counties end in the county's own two digits, those of prefectures in 00") end
  local twin = rules.codes[spec.code] or rules.jurisdictions[path]
  if twin then faults.rule("E231", ("the jurisdiction %s %s has a file already: %s"):format(twin.code, twin.name, twin.file), spec.code, "one file a jurisdiction; correct the code, or join the files") end
  local file, line = arguments.here(context)
  local jurisdiction = { path = path, parent_path = parent, code = spec.code, name = spec.name, definitions = {}, values = {}, file = file, line = line }
  rules.jurisdictions[path] = jurisdiction
  rules.codes[spec.code] = jurisdiction
  table.insert(rules.jurisdiction_order, jurisdiction)
  context.jurisdiction = jurisdiction
end

-- from "2018-01-01": what follows in the file holds from that day on; from(first, last) until `last`.
function M.days(rules, first, last)
  local context = arguments.need_context(rules, "from")
  context.begins = units.day(first)
  context.ends = last and units.day(last) or nil
  if context.ends and context.ends < context.begins then faults.rule("E215", "the last day lies before the first", last) end
end

-- source "document": where what follows is written.
function M.source(rules, text)
  local context = arguments.need_context(rules, "source")
  if type(text) ~= "string" or text == "" then faults.rule("E227", "source needs the name of a document", "source") end
  context.source = text
end

local ROOT_ORDER = { ["parameters.lua"] = 1, ["model.lua"] = 2, ["targets.lua"] = 3, ["flags.lua"] = 4 }

local function file_rank(path)
  local _, depth = path:gsub("/", "")
  local base = path:match("[^/]+$")
  return depth, depth == 0 and (ROOT_ORDER[path] or 5) or (FOLDER_FILES[base] and 0 or 1)
end

-- The order in which files are loaded.
function M.before(a, b)
  local depth_a, rank_a = file_rank(a.path)
  local depth_b, rank_b = file_rank(b.path)
  if depth_a ~= depth_b then return depth_a < depth_b end
  if rank_a ~= rank_b then return rank_a < rank_b end
  return a.path < b.path
end

-- Gives every jurisdiction the one around it.
function M.link(rules)
  for _, jurisdiction in ipairs(rules.jurisdiction_order) do
    if jurisdiction.path ~= "" then
      local parent = rules.jurisdictions[jurisdiction.parent_path]
      if not parent then
        faults.rule("E231", ("there are no rules for '%s', within which %s lies"):format(jurisdiction.parent_path, jurisdiction.name), { file = jurisdiction.file, line = jurisdiction.line },
          "add a file " .. jurisdiction.parent_path .. "/province.lua or /prefecture.lua")
      end
      jurisdiction.parent = parent
    end
  end
end

return M
