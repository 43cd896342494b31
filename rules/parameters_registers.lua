-- Parameters of the registers: insurance, contracts, visits, illness, villages, ledgers, surveys. Goals
-- are thresholds of targets; the others are read by the targets and flags of these registers.
-- A newcomer gets wrong: a goal without a value is only measured, but what a formula reads needs one
-- everywhere, so those have assumed values of the whole country at the end.

parameter "goal.coverage.basic" {
  name = "目标.覆盖率.基本医保",
  title = "基本医保参保率目标", unit = "ratio", doc = "Enrolled over registered poor.",
}
parameter "goal.coverage.serious_illness" {
  name = "目标.覆盖率.大病保险",
  title = "大病保险参保率目标", unit = "ratio", doc = "Enrolled over registered poor.",
}
parameter "goal.coverage.supplementary" {
  name = "目标.覆盖率.健康扶贫保险",
  title = "健康扶贫保险参保率目标", unit = "ratio", doc = "Enrolled over registered poor.",
}
parameter "goal.coverage.preventive" {
  name = "目标.覆盖率.预防保健",
  title = "预防保健覆盖率目标", unit = "ratio", doc = "Served over registered poor.",
}
parameter "goal.coverage.contract" {
  name = "目标.覆盖率.家庭医生签约",
  title = "家庭医生签约率目标", unit = "ratio", doc = "Contracted over registered poor.",
}
parameter "goal.chronic_contract" {
  name = "目标.慢病签约率",
  title = "慢病患者签约率目标", unit = "ratio",
  doc = "Contracted over managed, by disease; to be exceeded.",
}
parameter "goal.visits_a_quarter" {
  name = "目标.每季度随访次数",
  title = "每季度随访次数", unit = "count", min = count(0), max = count(90),
  doc = "At least so many visits in every quarter.",
}
parameter "goal.visits_a_year" {
  name = "目标.每年随访次数",
  title = "每年随访次数", unit = "count", min = count(0), max = count(366),
  doc = "At least so many visits in the year.",
}
parameter "goal.poverty_decline" {
  name = "目标.因病致贫下降幅度",
  title = "因病致贫返贫年下降幅度", unit = "ratio",
  doc = "At least so much less than the year before.",
}
parameter "clinic.area" {
  name = "村卫生室.最小面积",
  title = "村卫生室最小面积（平方米）", unit = "count", min = count(1), max = count(1000),
  doc = "Square metres of a clinic at standard.",
}
parameter "clinic.rooms" {
  name = "村卫生室.功能室数",
  title = "村卫生室功能室数", unit = "count", min = count(1), max = count(20),
  doc = "Separate rooms of a clinic at standard.",
}
parameter "village_doctor.large_village" {
  name = "乡村医生.大村人口",
  title = "大村人口界线", unit = "count", min = count(1), max = count(100000),
  doc = "A village of so many people or more is a large one.",
}
parameter "village_doctor.small" {
  name = "乡村医生.小村应配",
  title = "小村应配乡村医生数", unit = "count", min = count(0), max = count(20),
  doc = "Doctors required in a village that is not large.",
}
parameter "village_doctor.large" {
  name = "乡村医生.大村应配",
  title = "大村应配乡村医生数", unit = "count", min = count(0), max = count(20),
  doc = "Doctors required in a large village.",
}
parameter "goal.premium_subsidy" {
  name = "目标.参保补贴",
  title = "人均参保补贴标准", unit = "yuan", max = yuan(10000),
  doc = "What is paid for the basic insurance of a registered-poor person in the year.",
}
parameter "goal.contract_entered" {
  name = "目标.签约录入率",
  title = "签约录入医保系统比例目标", unit = "ratio",
  doc = "Contracts entered in the insurance system over contracts of the year.",
}
parameter "goal.contract_fee" {
  name = "目标.签约服务费到位率",
  title = "签约服务费到位率目标", unit = "ratio", doc = "Fee paid over fee due.",
}
parameter "goal.visited" {
  name = "目标.随访达标率",
  title = "随访达标率目标", unit = "ratio",
  doc = "Persons visited as often as goal.visits_a_quarter and goal.visits_a_year ask.",
}
parameter "goal.visit_record" {
  name = "目标.随访记录率",
  title = "随访记录和照片齐全率目标", unit = "ratio",
  doc = "Visits with a record, and with a photo.",
}
parameter "goal.serious_illness_treated" {
  name = "目标.大病救治率",
  title = "大病集中救治率目标", unit = "ratio", doc = "Treated over registered, by disease.",
}
parameter "goal.health_file" {
  name = "目标.一人一档",
  title = "一人一档一案建档率目标", unit = "ratio", doc = "Persons with a health file.",
}
parameter "goal.five_ones" {
  name = "目标.五个一",
  title = "五个一落实率目标", unit = "ratio", doc = "Persons whose file has all five.",
}
parameter "goal.village_clinic" {
  name = "目标.村卫生室覆盖率",
  title = "村卫生室覆盖率目标", unit = "ratio", doc = "Villages with a clinic over villages.",
}
parameter "goal.clinic_standard" {
  name = "目标.村卫生室达标率",
  title = "村卫生室达标率目标", unit = "ratio",
  doc = "Clinics of clinic.area and clinic.rooms, equipped and in use.",
}
parameter "goal.clinic_upgrade" {
  name = "目标.村卫生室改造完工率",
  title = "村卫生室改造完工率目标", unit = "ratio", doc = "Upgrades finished over upgrades.",
}
parameter "goal.village_ready" {
  name = "目标.出列村卫生室达标率",
  title = "当年出列村卫生室达标率目标", unit = "ratio",
  doc = "Of the villages that must leave poverty this year, those whose clinic is ready.",
}
parameter "goal.village_doctor" {
  name = "目标.乡村医生配备率",
  title = "乡村医生配备率目标", unit = "ratio",
  doc = "Certified doctors on duty over doctors required; more than required do not count.",
}
parameter "goal.clinic_staffed" {
  name = "目标.村卫生室有医生比例",
  title = "有合格医生的村卫生室比例目标", unit = "ratio",
  doc = "Clinics with a certified doctor on duty.",
}
parameter "goal.ledger" {
  name = "目标.台账一致率",
  title = "三级台账完整一致率目标", unit = "ratio",
  doc = "Persons in every tier and the insurance system, with the same fields.",
}
parameter "goal.policy_known" {
  name = "目标.政策知晓率",
  title = "政策知晓率目标", unit = "ratio", doc = "Known over asked.",
}
parameter "goal.satisfied" {
  name = "目标.满意度",
  title = "群众满意度目标", unit = "ratio", doc = "Satisfied over asked.",
}
parameter "goal.home_service" {
  name = "目标.居家服务覆盖率",
  title = "居家服务覆盖率目标", unit = "ratio",
  doc = "Registered poor who are served at home over those who are old or chronically ill.",
}
parameter "home.elderly_age" {
  name = "居家服务.老年人年龄",
  title = "居家服务老年人起始年龄", unit = "count", min = count(50), max = count(100),
  doc = "From this age on a person counts as old.",
}
parameter "village_doctor.older" {
  name = "乡村医生.年龄分界",
  title = "乡村医生年龄分界", unit = "count", min = count(30), max = count(80),
  doc = "Doctors of this age or older are counted apart.",
}
parameter "village_doctor.oldest" {
  name = "乡村医生.高龄分界",
  title = "乡村医生高龄分界", unit = "count", min = count(40), max = count(90),
  doc = "Doctors of this age or older are counted once more.",
}

--------------------------------------------------------------------------------------------------
-- What formulas read; the numbers are those of the one report that states any

from "2000-01-01"
source "占位值：其他各县的公开文件未载明，暂按一县调研报告（2018年）的标准"

goal.visits_a_quarter        = assumed(count(1))
goal.visits_a_year           = assumed(count(4))
clinic.area                  = assumed(count(80))
clinic.rooms                 = assumed(count(4))
village_doctor.large_village = assumed(count(2000))
village_doctor.small         = assumed(count(1))
village_doctor.large         = assumed(count(2))

source "占位值：公开文件未载明"
home.elderly_age      = assumed(count(65))
village_doctor.older  = assumed(count(45))
village_doctor.oldest = assumed(count(60))
