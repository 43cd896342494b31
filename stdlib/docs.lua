-- What every word of the rule language means: the one text from which help at the prompt and the editor
-- definitions are made. A word without a row here is found by `guize defs`, which then refuses to write.
-- Rows: { kind, what it takes and gives (in the terms of LuaLS), meaning in English, in Chinese, example }.
local M = {}

-- Words of a rule file.
M.words = {
  parameter = { "declaration", "fun(name: string): fun(spec: guize.ParameterSpec)", "Declares a parameter, once: title, unit, range, what it is keyed by.", "声明一个参数：名称、单位、范围、按什么分列", 'parameter "basic.ratio" { title = "基本医保住院报销比例", unit = "ratio", by = "hospital_level" }' },
  enumeration = { "declaration", "fun(name: string): fun(spec: table)", "Declares a list of names that parameters can be keyed by.", "声明一个枚举", 'enumeration "place" { title = "就医地点", { "in_county", "县域内" }, { "in_province", "省内" } }' },
  field = { "declaration", "fun(name: string): fun(spec: guize.FieldSpec)", "Declares a value of a case that is worked out when a rule asks for it.", "声明病例的一个计算字段", 'field "long_stay" { title = "超长住院", over = "case", of = function(case, p) return case.days > 30 end }' },
  accept = { "declaration", "fun(number: string): fun(spec: { of: string|string[], why: string })", "Says that a finding of `guize check` is meant, and why.", "声明检查中的某项发现是有意为之，并说明理由", 'accept "W106" { of = "goal.self_pay", why = "published for the province alone" }' },
  jurisdiction = { "declaration", "fun(spec: { code: string, name: string, within: string? })", "Says which county, prefecture or province the file is about.", "说明本文件属于哪个区划", 'jurisdiction { code = "532625", name = "马关县", within = "yunnan/wenshan" }' },
  from = { "declaration", "fun(first: string, last: string?)", "What follows in the file holds from this day on (until the last day, if one is given).", "以下内容自该日起执行（可写截止日）", 'from "2018-07-01"' },
  source = { "declaration", "fun(document: string)", "What follows in the file stands in this document.", "以下内容的文件依据", 'source "县医疗救助实施办法，第七条"' },
  layer = { "declaration", "fun(name: string): fun(spec: guize.LayerSpec)", "Declares a part of the settlement: what one fund pays of a bill.", "声明一个支付层次", 'layer "basic" { title = "基本医疗保险", fund = "390100", pays = function(case, p, year, bill) … end }' },
  accumulator = { "declaration", "fun(name: string): fun(spec: guize.AccumulatorSpec)", "Declares a sum that is kept over the year of a person or household.", "声明一个年度累计", 'accumulator "visits" { per = "person", adds = function(case) return 1 end }' },
  target = { "declaration", "fun(name: string): fun(spec: guize.TargetSpec)", "Declares a figure of the assessment: a ratio of two sums, with a threshold. Over a register: `with` names what belongs to a row, `having` what must.", "声明一个考核指标", 'target "one_stop" { title = "一站式结算率", over = "case", part = function(case) … end, whole = function(case) return 1 end }' },
  flag = { "declaration", "fun(name: string): fun(spec: guize.FlagSpec)", "Declares a mark for cases or for rows of a register, with its reason.", "声明一个疑点标记", 'flag "high" { title = "自付过高", over = "case", when = function(case, p, history, result) return result.self_pay > yuan(20000) end }' },
  settlement = { "declaration", "fun(order: string[])", "The order in which the layers pay.", "各层次的支付顺序", 'settlement { "basic", "serious_illness", "assistance" }' },
  test = { "declaration", "fun(name: string): fun(spec: guize.TestSpec)", "In *.test.lua: cases of one household, and what each layer should pay.", "规则测试（写在 *.test.lua 里）", 'test "township" { county = "532625", cases = { { in_scope_cost = yuan(1000) } }, expect = { { basic = yuan(720) } } }' },

  at = { "declaration", "fun(place: string)", "In a scenario: what follows holds in this place and those within it, named by code or path; \"everywhere\" for all.", "（情景中）以下内容只在该区划及其下级执行；\"everywhere\" 指全部", 'at "532625"' },
  only = { "declaration", "fun(identities: string|string[])", "In a scenario: what follows holds only for cases whose identity is one of these; \"everyone\" for all again.", "（情景中）以下内容只对这些身份的病例执行；\"everyone\" 指恢复为所有人", 'only { "dibao", "tekun" }' },
  scale = { "function", "fun(name: string, factor: number|guize.ratio)", "In a scenario: multiplies a parameter, or all below a name, wherever it has a value in the place. Money is rounded to the fen, ratios to six decimals.", "（情景中）把某参数、或某名称下的全部数值参数乘以一个数", 'scale("basic.ratio", 1.05)' },
  add = { "function", "fun(name: string, amount: guize.ratio|guize.yuan|guize.count|guize.days)", "In a scenario: adds to a parameter, or to all below a name that have the unit; -percent(5) takes away.", "（情景中）给某参数、或某名称下同单位的全部参数加上一个数（负数为减）", 'add("basic.ratio.secondary", percent(5))' },

  percent = { "unit", "fun(x: number): guize.ratio", "A ratio of so many of a hundred, 0 to 100. In a formula a number: percent(95) is 0.95.", "百分比", "percent(95)" },
  yuan = { "unit", "fun(x: number): guize.yuan", "An amount of money, at most two decimals. In a formula a number of fen: yuan(5000) is 500000.", "金额（元）", "yuan(5000)" },
  count = { "unit", "fun(x: integer): guize.count", "A whole number of anything.", "个数", "count(3)" },
  days = { "unit", "fun(x: integer): guize.days", "A number of days.", "天数", "days(30)" },
  date = { "unit", "fun(day: string): guize.date", "A day. In a formula a day number, to be compared with case.settled and others.", "日期", 'date "2018-07-01"' },
  tiers = { "unit", "fun(spec: table): guize.tiers", "Payment by bands; how the table is to be read is written down.", "分段支付", "tiers { bounds = \"over_threshold\", marginal = true, { upto = yuan(30000), ratio = percent(60) }, { ratio = percent(70) } }" },
  assumed = { "unit", "fun<T>(value: T): T", "The value, or every value of a table, stands in no document but is assumed; results that rest on it are marked.", "假定值（公开文件未载明）", "assumed(percent(70))" },

  year_of = { "function", "fun(day: integer): integer", "The year of a day.", "某日所在的年份", "year_of(visit.visited) == run.year" },
  month_of = { "function", "fun(day: integer): integer", "The month of a day, 1 to 12.", "某日所在的月份", "month_of(visit.visited)" },
  quarter_of = { "function", "fun(day: integer): integer", "The quarter of a day, 1 to 4.", "某日所在的季度", "quarter_of(visit.visited) == 1" },
  years_between = { "function", "fun(first: integer, last: integer): integer", "Whole years from one day to another, as an age is counted.", "两日之间满多少周年", "years_between(person.birth, run.day) >= 65" },

  round = { "function", "fun(x: number): number", "Half-up to the whole fen.", "四舍五入到分", "round(base * ratio)" },
  min = { "function", "fun(x: number, ...: number): number", "The smallest.", "最小值", "min(pay, cap)" },
  max = { "function", "fun(x: number, ...: number): number", "The largest.", "最大值", "max(0, open)" },
  floor = { "function", "fun(x: number): number", "Down to a whole number.", "向下取整", "floor(x)" },
  ceil = { "function", "fun(x: number): number", "Up to a whole number.", "向上取整", "ceil(x)" },
  abs = { "function", "fun(x: number): number", "Without its sign.", "绝对值", "abs(x)" },
  math = { "table", "table", "abs, ceil, floor, max, min, fmod, huge.", "数学函数", "math.huge" },
  string = { "table", "table", "Lua's functions on texts, without those that call back.", "文本函数", 'case.diagnosis:sub(1, 3) == "O82"' },
  table = { "table", "table", "concat; insert, remove and sort while files are loaded.", "表函数", 'table.concat({ "a", "b" }, ", ")' },
  pairs = { "function", "fun(t: table): function", "Walks a table in the order of its keys.", "按顺序遍历表", "for name, ratio in pairs(p.basic.ratio) do … end" },
  ipairs = { "function", "fun(t: table): function", "Walks a list.", "遍历列表", "for i, x in ipairs(list) do … end" },
  select = { "function", "fun(n: integer|string, ...: any): any", "The arguments from the n-th on.", "取第 n 个起的参数", 'select("#", ...)' },
  unpack = { "function", "fun(list: table, i: integer?, j: integer?): any", "The values of a list.", "展开列表", "unpack(list)" },
  tostring = { "function", "fun(x: any): string", "A text of a value.", "转成文本", "tostring(3)" },
  tonumber = { "function", "fun(x: any, base: integer?): number?", "A number of a text.", "转成数字", 'tonumber("3")' },
  type = { "function", "fun(x: any): string", "What kind of value it is.", "值的类型", 'type(x) == "number"' },
  error = { "function", "fun(message: string)", "The rule fails with this message; the case is stored as failed.", "报错，该病例记为失败", 'error("不应出现")' },
  assert = { "function", "fun(x: any, message: string?): any", "The value, or an error if there is none.", "断言", 'assert(case.age >= 0, "年龄不能为负")' },
}

-- What formulas are given.
M.arguments = {
  case = { "guize.Case", "The stay, read-only.", "病例（只读）", "case.in_scope_cost" },
  p = { "guize.Parameters", "The parameters in force for the place and day, read-only.", "当地当日生效的参数（只读）", "p.basic.ratio[case.hospital_level]" },
  year = { "guize.Year", "What each layer has paid this person earlier in the year, and every accumulator, in fen.", "年内累计：各层次已付、各累计项（分）", "year.basic" },
  bill = { "guize.Bill", "The settlement so far, in fen: total, what is open, what is paid, each layer by name.", "结算进行到此的金额（分）", "bill.self_pay" },
  history = { "guize.History", "The person's earlier stays of the run's year.", "此人本年度较早的病例", "history:within(30).count" },
  row = { "guize.Row", "A row of a register, read-only; row:count, any, sum, each and one ask for what belongs to it.", "登记表的一行（只读）；row:count、any、sum、each、one 询问与它相关的记录", 'person:any("contract", function(contract, p, run) return contract.year == run.year end)' },
  run = { "guize.Run", "The year of the run, its first day, and the day on which figures are taken.", "本次运行的年度、首日和统计日", "run.year" },
  result = { "guize.Result", "The settlement of a case; in targets and flags.", "结算结果（用于指标和标记）", "result.self_pay" },
}

-- Fields of a case that no table of the database has under this name. { type, unit, English, Chinese }
M.case_fields = {
  id = { "number", nil, "Number of the case.", "病例编号" },
  county = { "string", nil, "Code of the county that insures the person.", "参保地区划代码" },
  hospital = { "integer", nil, "Number of the hospital.", "机构编号" },
  hospital_level = { "string", nil, "Level of the hospital.", "医院等级" },
  hospital_tier = { "string", nil, "Tier of the institution.", "机构层级" },
  place = { "string", nil, "Where the hospital lies, seen from the county of insurance.", "就医地点" },
  identity = { "string", nil, "The highest identity that counts.", "认定的最高身份" },
  sex = { "string", nil, "Sex of the person.", "性别" },
  age = { "integer", nil, "Age at admission.", "入院时年龄" },
  days = { "integer", "days", "Days of the stay, both ends counted.", "住院天数（首尾都算）" },
  month = { "integer", nil, "Month of the settlement.", "结算月份" },
  year = { "integer", nil, "Year of the settlement.", "结算年份" },
  out_of_scope_cost = { "number", "fen", "Total cost less what is in scope.", "政策范围外费用" },
  holds = { "fun(self: guize.Case, identity: string): boolean", nil, "Whether the person holds this identity among those that count.", "是否具有某种身份" },
}

-- Names of a bill, a result and the sums of a history, beside the layers.
M.bill_fields = {
  total = "总费用", in_scope_left = "政策范围内尚余", out_of_scope_left = "政策范围外尚余", self_pay = "个人自付", paid = "已付合计", reimbursed = "实际报销",
}
M.history_fields = { count = "次数", total_cost = "总费用", in_scope_cost = "政策范围内费用", days = "住院天数" }

return M
