-- The registers of the programme beside the cases: insurance, contracts, visits, illness, villages, ledgers, surveys, aid at home.
-- Run after schema.lua, with the same vocabulary; every figure of the programme that is not a settlement is computed from these.
-- What a newcomer gets wrong: a list that counties differ on (diseases, windows) is a table to import, not an enumeration to edit.

enumeration "insurance_kind" {
  title = "保险类别",
  { "basic", "城乡居民基本医疗保险", "390" },
  { "serious_illness", "城乡居民大病保险", "392" },
  { "health_poverty", "健康扶贫保险" },
}

enumeration "visit_kind" {
  title = "随访方式",
  { "home", "入户随访" },
  { "clinic", "门诊随访" },
  { "telephone", "电话随访" },
}

enumeration "chronic_disease" {
  title = "慢病病种",
  { "hypertension", "高血压" },
  { "diabetes", "糖尿病" },
  { "mental_disorder", "严重精神障碍" },
  { "tuberculosis", "肺结核" },
}

enumeration "upgrade_state" {
  title = "改造状态",
  { "not_needed", "无需改造" },
  { "not_started", "未开工" },
  { "under_way", "在建" },
  { "finished", "已完工" },
}

enumeration "doctor_certificate" {
  title = "执业资格",
  { "none", "无证" },
  { "village_doctor", "乡村医生执业证书" },
  { "assistant", "执业（助理）医师", name = "执业助理医师" },
  { "licensed", "执业医师" },
}

enumeration "education" {
  title = "学历",
  { "primary", "小学及以下" },
  { "middle", "初中" },
  { "secondary", "中专（高中）", name = "中专" },
  { "college", "大专" },
  { "bachelor", "本科及以上" },
}

enumeration "ledger_tier" {
  title = "台账层级",
  { "village", "村级台账" },
  { "township", "乡镇台账" },
  { "county", "县级台账" },
  { "insurance", "医保系统" },
}

enumeration "home_service" {
  title = "居家服务类别",
  { "bed", "家庭病床" },
  { "elderly", "老年人上门服务" },
  { "chronic", "慢病上门服务" },
}

-- Insurance and the family doctor

entity "enrolment" {
  title = "参保登记",
  table = "enrolment",
  key = "enrolment_id",
  doc = "一人一年一险种一行，用于参保率和参保补贴。",
  fields = {
    { "enrolment_id", "id", title = "参保记录编号" },
    { "person_id", "ref", to = "person", title = "人员编号", national = "psn_no", aliases = { "人员ID", "个人编号" } },
    { "year", "count", title = "参保年度", national = "year", min = 2000, max = 2100, aliases = { "年度" } },
    { "kind", "enum", of = "insurance_kind", title = "保险类别", national = "insutype", aliases = { "险种", "险种类型" } },
    { "premium", "money", title = "个人应缴保费", doc = "每人每年的个人缴费标准，补贴之前。", default = 0, min = 0, aliases = { "保费", "缴费标准" } },
    { "subsidy", "money", title = "参保补贴", doc = "财政代缴的部分。", default = 0, min = 0, aliases = { "财政补贴", "补贴金额" } },
    { "paid", "flag", title = "保费已到账", doc = "个人缴费和补贴都已到账，参保有效。", default = 0, aliases = { "是否到账", "已缴费" } },
  },
  checks = { { "subsidy <= premium", "enrolment: 补贴超过保费 (subsidy above premium)" } },
  indexes = { { "person_id", "year" } },
}

entity "doctor" {
  title = "医生",
  table = "doctor",
  key = "doctor_id",
  doc = "医院和卫生院的医生；村医另有登记。",
  fields = {
    { "doctor_id", "id", title = "医生编号" },
    { "hospital_id", "ref", to = "hospital", title = "机构编号", aliases = { "医院编号" } },
    { "name", "text", title = "医生姓名", personal = true, aliases = { "姓名" } },
    { "certificate", "enum", of = "doctor_certificate", title = "执业资格", default = "licensed" },
    { "education", "enum", of = "education", title = "学历", null = true },
    { "birth", "date", title = "出生日期", null = true },
    { "on_duty", "flag", title = "在岗", default = 1, aliases = { "是否在岗" } },
  },
  indexes = { { "hospital_id" } },
}

entity "contract" {
  title = "家庭医生签约",
  table = "contract",
  key = "contract_id",
  doc = "签约、录入医保系统、签约服务费应付与已付。",
  fields = {
    { "contract_id", "id", title = "签约编号", aliases = { "协议编号" } },
    { "person_id", "ref", to = "person", title = "人员编号", national = "psn_no", aliases = { "人员ID", "个人编号" } },
    { "year", "count", title = "签约年度", min = 2000, max = 2100, aliases = { "年度" } },
    { "signed", "date", title = "签约日期" },
    { "entered", "date", title = "录入医保系统日期", doc = "空白表示签了约但没有录入医保系统。", null = true, aliases = { "录入日期" } },
    { "fee_due", "money", title = "应付签约服务费", default = 0, min = 0, aliases = { "应付服务费" } },
    { "fee_paid", "money", title = "已付签约服务费", default = 0, min = 0, aliases = { "已付服务费" } },
    { "doctor_id", "ref", to = "doctor", title = "签约医生", null = true, aliases = { "医生编号" } },
    { "village_doctor_id", "ref", to = "village_doctor", title = "签约村医", null = true, aliases = { "村医编号" } },
  },
  indexes = { { "person_id", "year" } },
}

entity "visit" {
  title = "随访",
  table = "visit",
  key = "visit_id",
  doc = "家庭医生的一次随访；每季度至少一次，全年至少四次。",
  fields = {
    { "visit_id", "id", title = "随访编号" },
    { "person_id", "ref", to = "person", title = "人员编号", national = "psn_no", aliases = { "人员ID", "个人编号" } },
    { "visited", "date", title = "随访日期" },
    { "kind", "enum", of = "visit_kind", title = "随访方式", default = "home" },
    { "recorded", "flag", title = "有随访记录", doc = "随访记录已填写并存档。", default = 0, aliases = { "随访记录" } },
    { "photo", "flag", title = "有随访照片", default = 0, aliases = { "随访照片", "照片" } },
    { "doctor_id", "ref", to = "doctor", title = "随访医生", null = true, aliases = { "医生编号" } },
    { "village_doctor_id", "ref", to = "village_doctor", title = "随访村医", null = true, aliases = { "村医编号" } },
  },
  indexes = { { "person_id", "visited" } },
}

-- Illness

entity "chronic" {
  title = "慢病管理登记",
  table = "chronic",
  key = "chronic_id",
  doc = "纳入管理的四种慢病患者；签约率按病种统计。",
  fields = {
    { "chronic_id", "id", title = "慢病登记编号" },
    { "person_id", "ref", to = "person", title = "人员编号", national = "psn_no", aliases = { "人员ID", "个人编号" } },
    { "disease", "enum", of = "chronic_disease", title = "慢病病种", aliases = { "病种" } },
    { "managed_since", "date", title = "纳入管理日期", aliases = { "管理开始日期" } },
    { "managed_until", "date", title = "结束管理日期", null = true, doc = "最后一天（含）；空白表示仍在管理。" },
  },
  checks = { { "managed_until IS NULL OR managed_since <= managed_until", "chronic: 结束管理早于纳入管理 (ends before it begins)" } },
  indexes = { { "person_id" } },
}

entity "disease" {
  title = "病种目录",
  table = "disease",
  key = "disease_code",
  doc = "各县可增减的病种清单：大病集中救治的病种，可以门诊治疗的病种，合理住院天数。",
  fields = {
    { "disease_code", "code", title = "病种编码", national = "dise_no", aliases = { "诊断编码", "疾病编码" } },
    { "name", "text", title = "病种名称", national = "dise_name", aliases = { "疾病名称" } },
    { "serious", "flag", title = "大病集中救治病种", default = 0, aliases = { "是否大病" } },
    { "outpatient", "flag", title = "可门诊治疗", doc = "一般不需要住院；用于小病大养的筛查。", default = 0 },
    { "usual_days", "count", title = "合理住院天数", null = true, min = 1, max = 3660 },
  },
}

entity "serious_illness" {
  title = "大病集中救治登记",
  table = "serious_illness",
  key = "serious_illness_id",
  doc = "大病患者登记；是否已入院救治。",
  fields = {
    { "serious_illness_id", "id", title = "大病登记编号" },
    { "person_id", "ref", to = "person", title = "人员编号", national = "psn_no", aliases = { "人员ID", "个人编号" } },
    { "disease_code", "ref", to = "disease", title = "病种编码", national = "dise_no", aliases = { "病种" } },
    { "registered", "date", title = "登记日期" },
    { "treated", "date", title = "入院救治日期", doc = "空白表示尚未救治。", null = true, aliases = { "救治日期" } },
    { "hospital_id", "ref", to = "hospital", title = "救治医院", null = true },
  },
  indexes = { { "person_id" }, { "disease_code" } },
}

entity "health_file" {
  title = "一人一档",
  table = "health_file",
  key = "person_id",
  doc = "一人一档一案和“五个一”：五项都完成才算完整。",
  fields = {
    { "person_id", "ref", to = "person", title = "人员编号", national = "psn_no", aliases = { "人员ID", "个人编号" } },
    { "updated", "date", title = "更新日期", null = true },
    { "file", "flag", title = "一份健康档案", default = 0, aliases = { "健康档案" } },
    { "prescription", "flag", title = "一张健康教育处方", default = 0, aliases = { "健康教育处方" } },
    { "doctor", "flag", title = "一名签约医生", default = 0, aliases = { "签约医生" } },
    { "guarantees", "flag", title = "一套衔接保障", doc = "各项保障已衔接。", default = 0, aliases = { "保障衔接" } },
    { "insurance", "flag", title = "一份参保", doc = "已购买保险。", default = 0, aliases = { "已参保" } },
  },
}

entity "home_bed" {
  title = "家庭病床与居家服务",
  table = "home_bed",
  key = "home_bed_id",
  doc = "家庭病床，老年人和慢病患者的上门服务。",
  fields = {
    { "home_bed_id", "id", title = "服务编号", aliases = { "床位编号" } },
    { "person_id", "ref", to = "person", title = "人员编号", national = "psn_no", aliases = { "人员ID", "个人编号" } },
    { "kind", "enum", of = "home_service", title = "居家服务类别", default = "bed" },
    { "opened", "date", title = "建床日期", aliases = { "服务开始日期" } },
    { "closed", "date", title = "撤床日期", doc = "最后一天（含）；空白表示仍在服务。", null = true, aliases = { "服务结束日期" } },
    { "hospital_id", "ref", to = "hospital", title = "服务机构", null = true },
  },
  checks = { { "closed IS NULL OR opened <= closed", "home_bed: 撤床日期早于建床日期 (ends before it begins)" } },
  indexes = { { "person_id" } },
}

-- Institutions and villages

entity "service_window" {
  title = "一站式结算窗口",
  table = "service_window",
  key = "service_window_id",
  doc = "机构开设的一站式结算窗口。",
  fields = {
    { "service_window_id", "id", title = "窗口编号" },
    { "hospital_id", "ref", to = "hospital", title = "机构编号", aliases = { "医院编号" } },
    { "opened", "date", title = "开通日期" },
    { "closed", "date", title = "关闭日期", doc = "最后一天（含）；空白表示仍开通。", null = true },
    { "out_of_county", "flag", title = "受理县外结算", default = 0 },
  },
  checks = { { "closed IS NULL OR opened <= closed", "service_window: 关闭日期早于开通日期 (ends before it begins)" } },
  indexes = { { "hospital_id" } },
}

entity "village" {
  title = "行政村",
  table = "village",
  key = "village_code",
  doc = "一村一行，区划代码与行政区划表相同；人口决定应配村医数。",
  fields = {
    { "village_code", "ref", to = "division", title = "村区划代码", aliases = { "区划代码", "村代码" } },
    { "population", "count", title = "户籍人口", min = 0, max = 1000000, aliases = { "人口" } },
    { "poor", "flag", title = "贫困村", default = 0, aliases = { "是否贫困村" } },
    { "leaves_year", "count", title = "脱贫出列年度", doc = "必须在这一年出列；空白表示没有出列任务。", null = true, min = 2000, max = 2100,
      aliases = { "出列年度" } },
  },
}

entity "village_clinic" {
  title = "村卫生室",
  table = "village_clinic",
  key = "clinic_id",
  doc = "标准：业务用房 80 平方米以上，四室分设，设备齐全，投入使用。",
  fields = {
    { "clinic_id", "id", title = "卫生室编号" },
    { "village_code", "ref", to = "village", title = "所在村", aliases = { "村区划代码" } },
    { "name", "text", title = "卫生室名称", null = true, aliases = { "名称" } },
    { "area", "count", title = "业务用房面积", doc = "平方米，不足一平方米的舍去（79.6 记 79）。", null = true, min = 0, max = 100000,
      aliases = { "面积", "建筑面积" } },
    { "consulting_room", "flag", title = "诊断室", default = 0 },
    { "treatment_room", "flag", title = "治疗室", default = 0 },
    { "public_health_room", "flag", title = "公共卫生室", default = 0 },
    { "pharmacy", "flag", title = "药房", default = 0 },
    { "equipped", "flag", title = "设备齐全", default = 0, aliases = { "设备配齐" } },
    { "upgrade", "enum", of = "upgrade_state", title = "改造状态", default = "not_needed", aliases = { "提升改造" } },
    { "in_use", "flag", title = "投入使用", default = 0, aliases = { "是否使用" } },
  },
  indexes = { { "village_code" } },
}

entity "village_doctor" {
  title = "乡村医生",
  table = "village_doctor",
  key = "village_doctor_id",
  doc = "村医花名册；人口不足 2000 人的村配 1 名，2000 人及以上配 2 名，须有资格。",
  fields = {
    { "village_doctor_id", "id", title = "村医编号" },
    { "village_code", "ref", to = "village", title = "所在村", aliases = { "村区划代码" } },
    { "clinic_id", "ref", to = "village_clinic", title = "卫生室编号", null = true },
    { "name", "text", title = "村医姓名", personal = true, aliases = { "姓名" } },
    { "id_number", "text", title = "证件号码", null = true, personal = true, aliases = { "身份证号", "身份证号码" } },
    { "certificate", "enum", of = "doctor_certificate", title = "执业资格", default = "none", aliases = { "资格证" } },
    { "education", "enum", of = "education", title = "学历", null = true },
    { "birth", "date", title = "出生日期", null = true },
    { "on_duty", "flag", title = "在岗", default = 1, aliases = { "是否在岗" } },
  },
  indexes = { { "village_code" } },
}

-- Ledgers, counts and surveys

entity "ledger_entry" {
  title = "三级台账",
  table = "ledger_entry",
  key = "ledger_entry_id",
  doc = "同一人在村、乡镇、县台账和医保系统中的记录，原样录入；按证件号码（或人员编号）比对缺漏和不一致。",
  fields = {
    { "ledger_entry_id", "id", title = "台账记录编号" },
    { "tier", "enum", of = "ledger_tier", title = "台账层级", aliases = { "层级" } },
    { "division_code", "ref", to = "division", title = "所在区划", aliases = { "区划代码" } },
    { "person_id", "ref", to = "person", title = "人员编号", national = "psn_no", doc = "已与人员表对上的才填。", null = true,
      aliases = { "人员ID", "个人编号" } },
    { "name", "text", title = "姓名", null = true, personal = true },
    { "id_number", "text", title = "证件号码", null = true, personal = true, as_written = true,
      doc = "按台账原样录入；校验位有误的也收，由台账比对指出。", aliases = { "身份证号", "身份证号码", "公民身份号码" } },
    { "sex", "enum", of = "sex", title = "性别", null = true },
    { "birth", "date", title = "出生日期", null = true },
    { "household_size", "count", title = "家庭人口", null = true, min = 1, max = 100 },
    { "identity", "enum", of = "identity_kind", title = "人员身份类别", null = true, aliases = { "身份类别" } },
    { "cause", "enum", of = "poverty_cause", title = "致贫原因", null = true },
    { "registered_year", "count", title = "建档年度", null = true, min = 2000, max = 2100 },
    { "insured", "flag", title = "已参保", null = true, aliases = { "是否参保" } },
    { "contracted", "flag", title = "已签约", null = true, aliases = { "是否签约" } },
    { "disease", "text", title = "所患疾病", null = true, personal = true },
  },
  indexes = { { "id_number" }, { "person_id" } },
}

entity "poverty_count" {
  title = "贫困户统计",
  table = "poverty_count",
  key = "poverty_count_id",
  doc = "各县年末贫困户数和人数，按主要致贫原因；用于因病致贫返贫下降率。",
  fields = {
    { "poverty_count_id", "id", title = "统计编号" },
    { "division_code", "ref", to = "division", title = "区划代码", aliases = { "县" } },
    { "year", "count", title = "年度", min = 2000, max = 2100 },
    { "cause", "enum", of = "poverty_cause", title = "致贫原因", aliases = { "主要致贫原因" } },
    { "households", "count", title = "户数", min = 0 },
    { "persons", "count", title = "人数", min = 0 },
    { "returned_households", "count", title = "其中返贫户数", default = 0, min = 0, aliases = { "返贫户数" } },
  },
  checks = { { "returned_households <= households", "poverty_count: 返贫户数超过户数 (more returned than there are)" } },
  indexes = { { "division_code", "year" } },
}

entity "survey" {
  title = "知晓率满意度调查",
  table = "survey",
  key = "survey_id",
  doc = "一人次一行；没有问到的项目留空，不计入分母。",
  fields = {
    { "survey_id", "id", title = "调查编号" },
    { "division_code", "ref", to = "division", title = "所在区划", aliases = { "区划代码" } },
    { "person_id", "ref", to = "person", title = "人员编号", null = true, aliases = { "人员ID" } },
    { "asked", "date", title = "调查日期" },
    { "known", "flag", title = "知晓政策", null = true, aliases = { "政策知晓" } },
    { "satisfied", "flag", title = "满意", null = true, aliases = { "是否满意" } },
  },
  indexes = { { "division_code" } },
}
