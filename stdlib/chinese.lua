-- The rule language in Chinese: one table of pairs, English first. Both spellings mean the same thing
-- everywhere; what rule files declare themselves gets its Chinese name there (see names.lua).
-- A Chinese name must be an identifier: letters, digits and _ alone, no sign such as （ ） 、.

local M = {}

-- Words of a rule file and functions of formulas. Several Chinese words may mean one English one.
M.words = {
  { "parameter", "参数" }, { "enumeration", "枚举" }, { "field", "字段" }, { "layer", "层" }, { "accumulator", "累计" },
  { "target", "指标" }, { "flag", "标记" }, { "settlement", "顺序" }, { "jurisdiction", "区划" }, { "from", "起" }, { "source", "来源" },
  { "percent", "百分之" }, { "yuan", "元" }, { "count", "个数" }, { "days", "天" }, { "date", "日期" }, { "tiers", "分段" }, { "assumed", "假定" },
  { "round", "四舍五入" }, { "floor", "向下取整" }, { "ceil", "向上取整" }, { "min", "最小" }, { "max", "最大" }, { "abs", "绝对值" },
  { "year_of", "所在年份" }, { "month_of", "所在月份" }, { "quarter_of", "所在季度" }, { "years_between", "满周年" },
  { "pairs", "逐项" }, { "ipairs", "依次" }, { "error", "报错" }, { "assert", "断言" },
  { "accept", "认可" }, { "at", "在" }, { "test", "测试" }, { "only", "仅对" }, { "scale", "乘以" }, { "add", "加上" },
}

-- Words that stand for a value.
M.constants = { ["是"] = true, ["否"] = false }

-- Fields of the tables behind those words.
M.fields = {
  { "title", "标题" }, { "name", "名称" }, { "doc", "说明" }, { "code", "代码" }, { "within", "上级" },
  { "unit", "单位" }, { "by", "按" }, { "choices", "选项" }, { "min", "下限" }, { "max", "上限" },
  { "fund", "基金" }, { "covers", "承担" }, { "reimburses", "计入报销" }, { "pays", "支付" },
  { "per", "归属" }, { "before", "先于" }, { "after", "后于" }, { "adds", "累加" },
  { "over", "对象" }, { "where", "条件" }, { "part", "分子" }, { "whole", "分母" }, { "threshold", "标准" }, { "at_least", "不低于" }, { "counts", "计量" },
  { "when", "情形" }, { "of", "取值" },
  { "with", "关联" }, { "having", "须有" }, { "group", "分组" }, { "budget", "预算" },
  { "why", "理由" }, { "county", "区划" }, { "with", "另设" }, { "cases", "病例" }, { "expect", "预期" }, { "error", "报错" },
}

-- Fields of `tiers`, and of one band.
M.tier_fields = {
  { "threshold", "起付线" }, { "threshold_kind", "起付方式" }, { "bounds", "界限" }, { "marginal", "分段累加" }, { "upper", "上界" },
  { "upto", "至" }, { "ratio", "比例" }, { "amount", "定额" },
}

-- Texts that a field of these tables may have, by field.
M.values = {
  unit = { { "ratio", "比例" }, { "yuan", "金额" }, { "count", "个数" }, { "days", "天数" }, { "date", "日期" }, { "flag", "是否" }, { "tiers", "分段" }, { "choice", "选项" } },
  covers = { { "in_scope", "范围内" }, { "out_of_scope", "范围外" }, { "any", "全部" } },
  per = { { "person", "个人" }, { "household", "家庭" } },
  threshold_kind = { { "deduct", "扣除" }, { "gate", "门槛" }, { "none", "无" } },
  bounds = { { "over_threshold", "超过起付线" }, { "absolute", "绝对额" } },
  counts = { { "money", "金额" } },
  upper = { { "inclusive", "含" }, { "exclusive", "不含" } },
}

-- Fields of a case beyond those that the schema has with a title. The first Chinese name is shown.
M.case_fields = {
  { "id", "病例编号" }, { "hospital_level", "医院等级" }, { "hospital_level", "医院级别" }, { "hospital_tier", "机构层级" }, { "hospital", "机构编号" },
  { "place", "就医地点" }, { "sex", "性别" }, { "age", "年龄" }, { "identity", "身份" }, { "holds", "具有" }, { "county", "参保县" },
  { "out_of_scope_cost", "政策范围外费用" }, { "days", "住院天数" }, { "month", "月份" }, { "year", "年度" },
}

-- Fields of a case in a test that a rule does not read.
M.test_fields = { { "person", "人员" }, { "household", "家庭" }, { "refund_of", "退费原病例" } }

-- Places, where the rules declare no enumeration "place".
M.places = { { "in_county", "县域内" }, { "in_prefecture", "县外州市内" }, { "in_province", "州市外省内" }, { "out_of_province", "省外" } }

-- What a bill, a year and a result have beside layers and accumulators.
M.sums = {
  { "total", "总费用" }, { "in_scope_left", "范围内未付" }, { "out_of_scope_left", "范围外未付" }, { "self_pay", "个人自付" }, { "paid", "已付合计" },
  { "reimbursed", "报销合计" }, { "status", "状态" },
}

-- history:within(days), what it gives, and the method of tiers.
M.history = { { "within", "最近" } }
M.history_sums = { { "count", "次数" }, { "total_cost", "总费用" }, { "in_scope_cost", "符合政策范围" }, { "days", "天数" } }
M.tiers = { { "pay", "支付" } }

-- Methods of a row of a register.
M.row_methods = { { "count", "计数" }, { "any", "有" }, { "sum", "合计" }, { "each", "逐条" }, { "one", "那条" } }

-- A list of pairs as a table: Chinese → English.
function M.to_english(pairs_of)
  local map = {}
  for _, pair in ipairs(pairs_of) do map[pair[2]] = pair[1] end
  return map
end

-- The same the other way: English → the first Chinese name.
function M.to_chinese(pairs_of)
  local map = {}
  for _, pair in ipairs(pairs_of) do map[pair[1]] = map[pair[1]] or pair[2] end
  return map
end

return M
