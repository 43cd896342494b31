-- The core of what guize remembers: divisions, households, persons, identities, hospitals, cases.
-- Here stands what each table and field is called, means and may hold; from this one place come the SQLite tables, import
-- and export, completion and the fields a rule sees. The other registers of the programme stand in registers.lua.
-- Money is a whole number of fen, a day is ISO text, and the order of an enumeration's values is their rank, lowest first.

schema { version = 1 }

-- Enumerations: { name, Chinese title, national code where a published list gives one, name = what rules
-- call it in Chinese, where that is not the title }

enumeration "division_level" {
  title = "区划级别",
  { "province", "省级" },
  { "prefecture", "州市级" },
  { "county", "县级" },
  { "township", "乡镇级" },
  { "village", "村级" },
}

enumeration "poverty_cause" {
  title = "致贫原因",
  { "illness", "因病" },
  { "disability", "因残" },
  { "schooling", "因学" },
  { "disaster", "因灾" },
  { "land", "缺土地" },
  { "water", "缺水" },
  { "skill", "缺技术" },
  { "labour", "缺劳力" },
  { "funds", "缺资金" },
  { "transport", "交通条件落后" },
  { "motivation", "自身发展动力不足" },
  { "other", "其他" },
}

enumeration "sex" {
  title = "性别",
  { "male", "男", "1" },
  { "female", "女", "2" },
}

-- Codes: types of persons entitled to assistance as the national list has them (0, 1, 2, 4); the others have no single code.
enumeration "identity_kind" {
  title = "人员身份类别",
  { "none", "非救助对象", "0" },
  { "registered_poor", "建档立卡贫困人口", "4", name = "建档立卡" },
  { "low_income", "低收入家庭成员", name = "低收入" },
  { "dibao", "低保对象", "1", name = "低保" },
  { "dibao_disabled", "低保中的重度残疾人", name = "低保重残" },
  { "tekun", "特困供养人员", "2", name = "特困" },
}

enumeration "hospital_level" {
  title = "医院等级",
  { "township", "乡镇卫生院" },
  { "primary", "一级" },
  { "secondary", "二级" },
  { "tertiary", "三级" },
  { "provincial", "省级三级" },
}

enumeration "hospital_tier" {
  title = "机构层级",
  { "village", "村级" },
  { "township", "乡镇级" },
  { "county", "县级" },
  { "prefecture", "州市级" },
  { "province", "省级" },
}

-- Accidents and childbirth have several national codes each, so none is given: an import must say which it means.
enumeration "case_kind" {
  title = "医疗类别",
  { "inpatient", "普通住院", "21" },
  { "chronic_outpatient", "门诊慢特病", "14" },
  { "single_disease", "单病种", "26" },
  { "accident", "意外伤害" },
  { "childbirth", "生育" },
}

enumeration "referral" {
  title = "转诊情况",
  { "none", "未登记", "0" },
  { "not_needed", "无需转诊" },
  { "resident_elsewhere", "长期驻外", "2" },
  { "emergency", "急诊", "3" },
  { "referred_within", "区内转诊", "4" },
  { "referred_out", "区外转诊", "5" },
}

entity "division" {
  title = "行政区划",
  table = "division",
  key = "division_code",
  doc = "省、州市、县、乡镇、村，按国家统计用区划代码；上级代码构成一棵树。",
  fields = {
    { "division_code", "code", title = "区划代码", aliases = { "行政区划代码", "行政区划" } },
    { "name", "text", title = "区划名称", aliases = { "名称" } },
    { "level", "enum", of = "division_level", title = "区划级别", aliases = { "级别" } },
    { "parent_code", "ref", to = "division", title = "上级区划代码", null = true, aliases = { "上级代码" } },
  },
  indexes = { { "parent_code" } },
}

entity "household" {
  title = "家庭",
  table = "household",
  key = "household_id",
  doc = "一户一行；建档立卡户有建档年度。",
  fields = {
    { "household_id", "id", title = "家庭编号", aliases = { "户编号", "户编码" } },
    { "division_code", "ref", to = "division", title = "所在区划", doc = "县或更细的区划（乡镇、村）。", aliases = { "区划代码" } },
    { "registered_year", "count", title = "建档年度", doc = "建档立卡的年份；空白表示不是建档立卡户。", null = true, min = 2000, max = 2100,
      aliases = { "识别年度", "建档立卡年度" } },
    { "cause", "enum", of = "poverty_cause", title = "主要致贫原因", null = true, aliases = { "致贫原因" } },
    { "returned", "flag", title = "是否返贫", doc = "脱贫后又返贫的户。", default = 0, aliases = { "返贫" } },
    { "out_of_poverty_year", "count", title = "脱贫年度", null = true, min = 2000, max = 2100, aliases = { "脱贫年份" } },
  },
  indexes = { { "division_code" } },
}

entity "person" {
  title = "人员",
  table = "person",
  key = "person_id",
  doc = "一人一行；姓名和证件号不进入规则，输出时遮盖。",
  fields = {
    { "person_id", "id", title = "人员编号", national = "psn_no", aliases = { "人员ID", "个人编号" } },
    { "household_id", "ref", to = "household", title = "家庭编号", null = true, aliases = { "户编号", "户编码" } },
    { "county_code", "ref", to = "division", title = "参保地区划", national = "insu_admdvs", doc = "参保的县；决定按哪个县的规则结算。",
      aliases = { "参保县", "参保地", "统筹区" } },
    { "name", "text", title = "姓名", national = "psn_name", personal = true, aliases = { "患者姓名", "人员姓名" } },
    { "id_number", "text", title = "证件号码", national = "certno", null = true, personal = true,
      doc = "居民身份证号码等；按文本保存，不作数字。", aliases = { "身份证号", "身份证号码", "公民身份号码", "证件号" } },
    { "birth", "date", title = "出生日期", national = "brdy", aliases = { "出生年月日" } },
    { "sex", "enum", of = "sex", title = "性别", national = "gend" },
  },
  indexes = { { "household_id" }, { "id_number" } },
}

entity "identity" {
  title = "人员身份",
  table = "identity",
  key = "identity_id",
  doc = "有起止日期的身份；一人可同时有几种，也可在住院期间开始或终止。",
  fields = {
    { "identity_id", "id", title = "身份记录编号" },
    { "person_id", "ref", to = "person", title = "人员编号", national = "psn_no", aliases = { "人员ID", "个人编号" } },
    { "kind", "enum", of = "identity_kind", title = "人员身份类别", national = "psn_idet_type", aliases = { "身份类别", "救助对象类型", "身份" } },
    { "begins", "date", title = "开始日期", national = "begntime", aliases = { "开始时间", "生效日期" } },
    { "ends", "date", title = "终止日期", national = "endtime", null = true, doc = "身份有效的最后一天（含）；空白表示仍有效。",
      aliases = { "结束日期", "终止时间", "失效日期" } },
  },
  checks = {
    { "ends IS NULL OR begins <= ends", "identity: 终止日期早于开始日期 (ends before it begins)" },
    { "kind <> 'none'", "identity: 没有身份的人不登记 (no row is needed for \"none\")" },
  },
  indexes = { { "person_id" } },
}

entity "hospital" {
  title = "定点医疗机构",
  table = "hospital",
  key = "hospital_id",
  doc = "医院、卫生院、卫生室。等级决定起付线和比例，层级决定考核口径，所在县决定是否县域内。",
  fields = {
    { "hospital_id", "id", title = "机构编号", national = "fixedmedins_code", aliases = { "医院编号", "定点医药机构编号" } },
    { "name", "text", title = "机构名称", national = "fixedmedins_name", aliases = { "医院名称", "医院", "定点医药机构名称" } },
    { "level", "enum", of = "hospital_level", title = "医院等级", national = "hosp_lv", aliases = { "等级" } },
    { "division_code", "ref", to = "division", title = "机构所在县", national = "fix_blng_admdvs", doc = "机构归属的县级区划。",
      aliases = { "机构归属区划", "区划代码" } },
    { "tier", "enum", of = "hospital_tier", title = "机构层级", aliases = { "层级" } },
    { "public", "flag", title = "公立", default = 1, aliases = { "是否公立" } },
  },
  indexes = { { "division_code" } },
}

entity "case" {
  title = "病例",
  table = "cases",
  key = "case_id",
  doc = "一次住院或一次门诊慢特病结算。总费用 = 全自费 + 超限价 + 先行自付 + 符合政策范围。退费是一条金额全部取负的记录，写明退的是哪一条。",
  fields = {
    { "case_id", "id", title = "病例编号", national = "setl_id", aliases = { "结算ID", "结算编号", "结算单号" } },
    { "person_id", "ref", to = "person", title = "人员编号", national = "psn_no", aliases = { "人员ID", "个人编号" } },
    { "hospital_id", "ref", to = "hospital", title = "机构编号", national = "fixedmedins_code", aliases = { "医院编号", "定点医药机构编号" } },
    { "kind", "enum", of = "case_kind", title = "医疗类别", national = "med_type", default = "inpatient", aliases = { "就诊类别" } },
    { "admission", "date", title = "入院日期", national = "begndate", aliases = { "开始日期", "入院时间" } },
    { "discharge", "date", title = "出院日期", national = "enddate", aliases = { "结束日期", "出院时间" } },
    { "settled", "date", title = "结算日期", national = "setl_time", aliases = { "结算时间" } },
    { "referral", "enum", of = "referral", title = "转诊情况", default = "none", aliases = { "转诊", "转诊类别" } },
    { "diagnosis", "code", title = "诊断编码", national = "dise_no", null = true, aliases = { "病种编码", "疾病编码", "主要诊断编码" } },
    { "total_cost", "money", title = "总费用", national = "medfee_sumamt", aliases = { "医疗费总额", "医疗总费用", "住院总费用", "总金额" } },
    { "uncovered_cost", "money", title = "全自费", national = "fulamt_ownpay_amt", aliases = { "全自费金额", "目录外费用", "自费费用" } },
    { "over_limit_cost", "money", title = "超限价", national = "overlmt_selfpay", aliases = { "超限价自费", "超限价自费费用" } },
    { "first_pay_cost", "money", title = "先行自付", national = "preselfpay_amt", aliases = { "先行自付金额", "乙类先行自付" } },
    { "in_scope_cost", "money", title = "符合政策范围", national = "inscp_scp_amt",
      aliases = { "符合政策范围金额", "政策范围内费用", "进入统筹费用", "合规费用" } },
    { "temporary_aid", "money", title = "民政临时救助", default = 0, doc = "民政部门对这一病例决定的临时救助金额。", aliases = { "临时救助" } },
    { "hospital_relief", "money", title = "医院减免", default = 0, doc = "医院对这一病例决定的减免金额。", aliases = { "医院减免金额" } },
    { "deposit", "money", title = "住院押金", default = 0, doc = "入院时收取的押金；先诊疗后付费的病例应为 0。", aliases = { "押金", "预交金" } },
    { "one_stop", "flag", title = "一站式结算", default = 0, aliases = { "是否一站式结算" } },
    { "refund_of", "ref", to = "case", title = "退费原病例", null = true, doc = "这条记录退的是哪一条病例；空白表示不是退费。",
      aliases = { "原结算ID", "原结算编号" } },
  },
  checks = {
    { "total_cost = uncovered_cost + over_limit_cost + first_pay_cost + in_scope_cost",
      "cases: 总费用不等于四项之和 (total_cost is not the sum of its four parts)" },
    { "CASE WHEN refund_of IS NULL THEN min(uncovered_cost, over_limit_cost, first_pay_cost, in_scope_cost) >= 0"
      .. " ELSE max(uncovered_cost, over_limit_cost, first_pay_cost, in_scope_cost) <= 0 END",
      "cases: 费用不得为负，退费不得为正 (a cost is negative, or positive in a refund)" },
    { "CASE WHEN refund_of IS NULL THEN min(temporary_aid, hospital_relief, deposit) >= 0"
      .. " ELSE max(temporary_aid, hospital_relief, deposit) <= 0 END",
      "cases: 救助、减免、押金不得为负，退费不得为正 (aid, relief or deposit is negative, or positive in a refund)" },
    { "admission <= discharge", "cases: 出院日期早于入院日期 (discharged before admitted)" },
    { "admission <= settled", "cases: 结算日期早于入院日期 (settled before admitted)" },
    { "refund_of IS NULL OR refund_of <> case_id", "cases: 病例不能退自己 (a case cannot be the refund of itself)" },
  },
  indexes = { { "person_id" } },
}
