-- Every parameter of the rules, declared once, and the values of the whole country.
-- No province's, prefecture's or county's value stands here: those are in the folders beside.
-- A newcomer gets wrong: the neutral values at the end say "no such benefit unless a place grants
-- it"; they are not policy, and a value that has no neutral meaning (a rate, a cap) has none.

--------------------------------------------------------------------------------------------------
-- Where the hospital lies, seen from the county that insures the patient (the field case.place)

enumeration "place" {
  title = "就医地点",
  { "in_county", "县域内" },
  { "in_prefecture", "县外州市内" },
  { "in_province", "州市外省内" },
  { "out_of_province", "省外" },
}

--------------------------------------------------------------------------------------------------
-- How a stay finds its year, its rates and its identity (asked for by the engine itself)

parameter "settlement_rules.year_by" {
  name = "结算规则.年度归属",
  title = "跨年住院归属年度依据", unit = "choice",
  choices = { { "settlement", "结算日" }, { "discharge", "出院日" }, { "admission", "入院日" } },
  doc = "Which day of the stay decides the year whose caps and accumulators it uses.",
}
parameter "settlement_rules.rates_by" {
  name = "结算规则.待遇标准日",
  title = "待遇标准适用日依据", unit = "choice",
  choices = { { "settlement", "结算日" }, { "discharge", "出院日" }, { "admission", "入院日" } },
  doc = "Which day of the stay decides the parameters, layers and order in force.",
}
parameter "settlement_rules.identity_by" {
  name = "结算规则.身份认定",
  title = "救助身份认定时点", unit = "choice",
  choices = { { "any_time", "住院期间任一日" }, { "admission", "入院日" }, { "discharge", "出院日" },
    { "settlement", "结算日" } },
  doc = "Which identity counts. any_time: the highest held on any day of the stay, so that one "
    .. "lost during the stay still holds and one gained already does.",
}

--------------------------------------------------------------------------------------------------
-- Referral 转诊

parameter "referral.needed_from" {
  name = "转诊.须转诊范围",
  title = "需办理转诊的就医范围", unit = "choice",
  choices = { { "out_of_county", "县外" }, { "out_of_prefecture", "州市外" },
    { "out_of_province", "省外" } },
  doc = "From which distance on a stay needs a referral. A stay beyond it that is registered as "
    .. "\"none\" is unreferred; emergency and long residence elsewhere are referrals.",
}

--------------------------------------------------------------------------------------------------
-- Layer 1: basic insurance 基本医疗保险

parameter "basic.deductible" {
  name = "基本医保.起付线",
  title = "基本医保住院起付标准", unit = "yuan", by = "hospital_level", max = yuan(5000),
  doc = "Deducted from the in-scope cost before the ratio.",
}
parameter "basic.deductible_cut" {
  name = "基本医保.起付线减免",
  title = "起付标准减免比例", unit = "ratio", by = "identity_kind",
  doc = "Share of the deductible that is waived for this identity.",
}
parameter "basic.deductible_period" {
  name = "基本医保.起付线周期",
  title = "起付标准计算周期", unit = "choice", choices = { { "stay", "每次住院" }, { "year", "全年" } },
  doc = "stay: due at every stay. year: what was deducted earlier in the year is taken off.",
}
parameter "basic.ratio" {
  name = "基本医保.报销比例",
  title = "基本医保住院报销比例", unit = "ratio", by = "hospital_level",
  doc = "Share of the in-scope cost above the deductible that the fund pays.",
}
parameter "basic.poor_points" {
  name = "基本医保.困难群众提高点数",
  title = "困难群众报销比例提高点数", unit = "ratio", by = "identity_kind",
  doc = "Points added to the ratio: percent(5) turns 75% into 80%. The sum stops at 100%.",
}
parameter "basic.annual_cap" {
  name = "基本医保.年度限额",
  title = "基本医保年度最高支付限额", unit = "yuan", max = yuan(1000000),
  doc = "What the basic fund pays a person in a year, all kinds of treatment together.",
}
parameter "basic.away" {
  name = "基本医保.统筹区外方式",
  title = "统筹区外就医处理方式", unit = "choice",
  choices = { { "as_home", "同统筹区内" }, { "own_row", "单独标准" }, { "first_pay", "先行自付" } },
  doc = "Referred stays outside the prefecture. own_row: own deductible and ratio, without the "
    .. "discounts for the poor. first_pay: the patient bears a first share, then the usual row.",
}
parameter "basic.away_deductible" {
  name = "基本医保.统筹区外起付线",
  title = "统筹区外起付标准", unit = "yuan", by = "place", max = yuan(10000),
  doc = "Deductible of a referred stay outside the prefecture (basic.away = own_row).",
}
parameter "basic.away_ratio" {
  name = "基本医保.统筹区外报销比例",
  title = "统筹区外报销比例", unit = "ratio", by = "place",
  doc = "Ratio of a referred stay outside the prefecture (basic.away = own_row).",
}
parameter "basic.away_first_share" {
  name = "基本医保.转外先行自付比例",
  title = "转外先行自付比例", unit = "ratio", by = "place",
  doc = "Share of the in-scope cost the patient bears first (basic.away = first_pay).",
}
parameter "basic.unreferred" {
  name = "基本医保.未转诊方式",
  title = "未按规定转诊处理方式", unit = "choice",
  choices = { { "as_referred", "同已转诊" }, { "own_row", "单独标准" }, { "points", "降低点数" },
    { "factor", "折算" }, { "first_pay", "先行自付" } },
  doc = "own_row: own deductible and ratio. points: the ratio loses points. factor: the ratio is "
    .. "multiplied. first_pay: the patient bears a first share, then the usual row.",
}
parameter "basic.unreferred_deductible" {
  name = "基本医保.未转诊起付线",
  title = "未转诊起付标准", unit = "yuan", max = yuan(10000),
  doc = "Deductible of an unreferred stay (basic.unreferred = own_row).",
}
parameter "basic.unreferred_ratio" {
  name = "基本医保.未转诊报销比例",
  title = "未转诊报销比例", unit = "ratio",
  doc = "Ratio of an unreferred stay (basic.unreferred = own_row).",
}
parameter "basic.unreferred_points" {
  name = "基本医保.未转诊降低点数",
  title = "未转诊降低点数", unit = "ratio",
  doc = "Percentage points taken off the ratio (basic.unreferred = points).",
}
parameter "basic.unreferred_factor" {
  name = "基本医保.未转诊折算系数",
  title = "未转诊报销比例折算系数", unit = "ratio",
  doc = "What the ratio is multiplied by (basic.unreferred = factor).",
}
parameter "basic.unreferred_first_share" {
  name = "基本医保.未转诊先行自付比例",
  title = "未转诊先行自付比例", unit = "ratio",
  doc = "Share of the in-scope cost the patient bears first (basic.unreferred = first_pay).",
}
parameter "basic.outpatient_ratio" {
  name = "基本医保.门诊报销比例",
  title = "门诊统筹（慢病）报销比例", unit = "ratio",
  doc = "Ratio of chronic-disease outpatient treatment; there is no deductible.",
}
parameter "basic.outpatient_cap" {
  name = "基本医保.门诊年度限额",
  title = "门诊统筹（慢病）年度限额", unit = "yuan", max = yuan(100000),
  doc = "What the basic fund pays a person in a year for outpatient treatment.",
}
parameter "basic.accident" {
  name = "基本医保.意外伤害方式",
  title = "意外伤害处理方式", unit = "choice",
  choices = { { "as_inpatient", "同普通住院" }, { "own_cap", "单独限额" } },
  doc = "own_cap: paid like another stay, but only up to basic.accident_cap in a year.",
}
parameter "basic.accident_cap" {
  name = "基本医保.意外伤害年度限额",
  title = "意外伤害年度限额", unit = "yuan", max = yuan(1000000),
  doc = "What the basic fund pays a person in a year for accidents (basic.accident = own_cap).",
}
parameter "basic.childbirth" {
  name = "基本医保.分娩方式",
  title = "住院分娩处理方式", unit = "choice", choices = { { "as_inpatient", "同普通住院" }, { "fixed", "定额" } },
  doc = "fixed: a fixed amount, never more than the in-scope cost.",
}
parameter "basic.childbirth_natural" {
  name = "基本医保.自然分娩定额",
  title = "自然分娩定额", unit = "yuan", max = yuan(10000),
  doc = "Fixed amount of a natural birth (basic.childbirth = fixed).",
}
parameter "basic.childbirth_caesarean" {
  name = "基本医保.剖宫产定额",
  title = "剖宫产定额", unit = "yuan", max = yuan(20000),
  doc = "Fixed amount of a caesarean, known by a diagnosis O82 (basic.childbirth = fixed).",
}

--------------------------------------------------------------------------------------------------
-- Layer 2: serious-illness insurance 大病保险

parameter "serious_illness.base" {
  name = "大病保险.计算基数",
  title = "大病保险计算基数", unit = "choice",
  choices = { { "in_scope", "政策范围内" }, { "with_first_pay", "含先行自付" }, { "all", "全部" } },
  doc = "The self-pay after the layers before: in_scope: only in-scope cost. with_first_pay: also "
    .. "the first share of class-B items 先行自付. all: also what is outside the scope.",
}
parameter "serious_illness.period" {
  name = "大病保险.累计周期",
  title = "大病保险累计周期", unit = "choice", choices = { { "year", "全年" }, { "stay", "每次住院" } },
  doc = "year: self-pay adds up, the threshold is deducted once. stay: each stay for itself.",
}
parameter "serious_illness.threshold" {
  name = "大病保险.起付线",
  title = "大病保险起付标准", unit = "yuan", max = yuan(100000),
  doc = "Threshold of an ordinary person, before serious_illness.threshold_cut.",
}
parameter "serious_illness.threshold_cut" {
  name = "大病保险.起付线降低比例",
  title = "大病保险起付标准降低比例", unit = "ratio", by = "identity_kind",
  doc = "Share by which the threshold is lowered for this identity.",
}
parameter "serious_illness.tiers" {
  name = "大病保险.分段比例",
  title = "大病保险分段报销比例", unit = "tiers", by = "identity_kind",
  doc = "Bands of the accumulated base. The threshold is serious_illness.threshold, lowered.",
}
parameter "serious_illness.cap_kind" {
  name = "大病保险.封顶方式",
  title = "大病保险封顶方式", unit = "choice", by = "identity_kind",
  choices = { { "person_year", "每人每年" }, { "none", "不封顶" } },
  doc = "none: 不设封顶线.",
}
parameter "serious_illness.cap" {
  name = "大病保险.年度限额",
  title = "大病保险年度最高支付限额", unit = "yuan", max = yuan(2000000),
  doc = "What the layer pays a person in a year (serious_illness.cap_kind = person_year).",
}
parameter "serious_illness.unreferred" {
  name = "大病保险.未转诊费用",
  title = "未转诊费用是否计入大病保险", unit = "choice",
  choices = { { "counted", "计入" }, { "excluded", "不计入" } },
  doc = "Whether the self-pay of an unreferred stay enters the base.",
}

--------------------------------------------------------------------------------------------------
-- Layer 3: health-poverty insurance 健康扶贫保险

parameter "supplementary.ratio" {
  name = "健康扶贫保险.报销比例",
  title = "健康扶贫保险报销比例（范围内）", unit = "ratio", by = "identity_kind",
  doc = "Share of the in-scope cost still open after the layers before.",
}
parameter "supplementary.out_ratio" {
  name = "健康扶贫保险.范围外报销比例",
  title = "健康扶贫保险报销比例（范围外）", unit = "ratio", by = "identity_kind",
  doc = "Share of the out-of-scope cost, where the layer supplementary_out stands in the order.",
}
parameter "supplementary.cap" {
  name = "健康扶贫保险.年度限额",
  title = "健康扶贫保险年度限额", unit = "yuan", max = yuan(1000000),
  doc = "What the insurance pays a person in a year, in scope and out of scope together.",
}
parameter "supplementary.unreferred" {
  name = "健康扶贫保险.未转诊待遇",
  title = "未转诊是否享受健康扶贫保险", unit = "choice", choices = { { "paid", "享受" }, { "excluded", "不享受" } },
  doc = "Whether the insurance pays for an unreferred stay.",
}

--------------------------------------------------------------------------------------------------
-- Layer 4: medical assistance 医疗救助

parameter "assistance.base" {
  name = "医疗救助.计算基数",
  title = "医疗救助计算基数", unit = "choice",
  choices = { { "in_scope", "政策范围内" }, { "without_uncovered", "不含全自费" }, { "all", "全部" } },
  doc = "What is still open. in_scope: in-scope cost, deductibles included. without_uncovered: all "
    .. "but 全自费. all: everything.",
}
parameter "assistance.method" {
  name = "医疗救助.计算方式",
  title = "医疗救助计算方式", unit = "choice", choices = { { "ratio", "按比例" }, { "tiers", "分段" } },
  doc = "ratio: one ratio by identity. tiers: the bands of assistance.tiers for everybody aided.",
}
parameter "assistance.ratio" {
  name = "医疗救助.救助比例",
  title = "医疗救助比例", unit = "ratio", by = "identity_kind",
  doc = "Share of the base; 0 means that the identity is not aided.",
}
parameter "assistance.tiers" {
  name = "医疗救助.分段比例",
  title = "医疗救助分段比例", unit = "tiers",
  doc = "Bands of the base (assistance.method = tiers).",
}
parameter "assistance.threshold_kind" {
  name = "医疗救助.起付线方式",
  title = "医疗救助起付线方式", unit = "choice",
  choices = { { "none", "无起付线" }, { "deduct", "扣除" }, { "gate", "门槛" } },
  doc = "deduct: the threshold is taken off. gate: below it nothing, from it on the whole base.",
}
parameter "assistance.threshold" {
  name = "医疗救助.起付线",
  title = "医疗救助起付线", unit = "yuan", by = "identity_kind", max = yuan(100000),
  doc = "Read where assistance.threshold_kind is not none.",
}
parameter "assistance.cap_kind" {
  name = "医疗救助.封顶方式",
  title = "医疗救助封顶方式", unit = "choice", by = "identity_kind",
  choices = { { "person_year", "每人每年" }, { "once_a_year", "每年一次" }, { "none", "不封顶" } },
  doc = "person_year: aid paid adds up to the cap. once_a_year: one aid a year, up to the cap.",
}
parameter "assistance.cap" {
  name = "医疗救助.年度限额",
  title = "医疗救助年累计最高限额", unit = "yuan", by = "identity_kind", max = yuan(1000000),
  doc = "Read where assistance.cap_kind is not none.",
}
parameter "assistance.unreferred" {
  name = "医疗救助.未转诊待遇",
  title = "未转诊是否给予医疗救助", unit = "choice", choices = { { "paid", "享受" }, { "excluded", "不享受" } },
  doc = "Whether an unreferred stay is aided.",
}

--------------------------------------------------------------------------------------------------
-- Layer 6: what the hospital bears itself 医院承担

parameter "hospital_borne.overrun" {
  name = "医院承担.超额承担方式",
  title = "目录外超额费用承担方式", unit = "choice",
  choices = { { "penalty_only", "只考核不承担" }, { "of_total", "按总费用" }, { "of_catalogue", "按目录内费用" } },
  doc = "Out-of-scope cost over a share of the total cost or of the cost inside the catalogue is "
    .. "borne by the hospital. penalty_only: it is only marked in the assessment.",
}
parameter "hospital_borne.overrun_share" {
  name = "医院承担.超额控制比例",
  title = "目录外费用控制比例（医院垫付）", unit = "ratio",
  doc = "The share above which the hospital bears the out-of-scope cost.",
}
parameter "out_of_scope.reading" {
  name = "政策范围外.费用口径",
  title = "政策范围外费用口径", unit = "choice",
  choices = { { "uncovered", "全自费" }, { "uncovered_and_over_limit", "全自费和超限价" }, { "all", "全部" } },
  doc = "uncovered: 全自费. uncovered_and_over_limit: and 超限价自费. all: and 先行自付.",
}

--------------------------------------------------------------------------------------------------
-- Layer 7: fiscal backstop 政府兜底

parameter "backstop.eligible" {
  name = "政府兜底.兜底对象",
  title = "政府兜底对象", unit = "flag", by = "identity_kind",
  doc = "Whether this identity is backed.",
}
parameter "backstop.self_pay_target" {
  name = "政府兜底.自付控制比例",
  title = "兜底后个人自付控制比例", unit = "ratio",
  doc = "The backstop pays what the patient would bear above this share of the base.",
}
parameter "backstop.base" {
  name = "政府兜底.自付口径",
  title = "兜底自付比例口径", unit = "choice", choices = { { "total", "总费用" }, { "in_scope", "政策范围内" } },
  doc = "total: self-pay over the total cost. in_scope: in-scope self-pay over the in-scope cost.",
}
parameter "backstop.measured" {
  name = "政府兜底.计算顺序",
  title = "兜底计算顺序", unit = "choice",
  choices = { { "after_hospital", "医院承担之后" }, { "before_hospital", "医院承担之前" } },
  doc = "Whether the self-pay is judged after the hospital's own share or as if there were none.",
}
parameter "backstop.period" {
  name = "政府兜底.计算周期",
  title = "兜底计算周期", unit = "choice", choices = { { "stay", "每次住院" }, { "year", "全年" } },
  doc = "stay: at each discharge. year: self-pay and cost of the year so far together.",
}
parameter "backstop.referral" {
  name = "政府兜底.转诊条件",
  title = "兜底转诊条件", unit = "choice", choices = { { "any", "不限" }, { "referred_only", "须转诊" } },
  doc = "Whether an unreferred stay is backed.",
}
parameter "backstop.area" {
  name = "政府兜底.就医地域",
  title = "兜底就医地域", unit = "choice",
  choices = { { "in_county", "县域内" }, { "in_prefecture", "州市内" }, { "in_province", "省内" },
    { "anywhere", "不限地域" } },
  doc = "How far from home a stay may be to be backed.",
}

--------------------------------------------------------------------------------------------------
-- Targets of the assessment 考核指标

parameter "goal.reimbursement" {
  name = "目标.实际报销比例",
  title = "住院实际报销比例目标", unit = "ratio",
  doc = "All reimbursing layers over the total cost, registered poor, unreferred stays counted.",
}
parameter "goal.self_pay" {
  name = "目标.个人自付比例",
  title = "住院个人自付比例上限", unit = "ratio", doc = "Self-pay over the total cost.",
}
parameter "goal.reimbursement_by_level" {
  name = "目标.分级报销比例",
  title = "各级医院住院报销比例目标", unit = "ratio", by = "hospital_level",
  doc = "The same figure for the stays of one level; a level without a value is only measured.",
}
parameter "goal.discharge" {
  name = "目标.出院自付达标率",
  title = "出院自付不超过控制比例的住院占比目标", unit = "ratio",
  doc = "In-county stays whose patient pays no more than discharge.self_pay when leaving.",
}
parameter "discharge.self_pay" {
  name = "出院结算.自付控制比例",
  title = "出院自付控制比例", unit = "ratio",
  doc = "What a patient pays at most of the total cost when leaving.",
}
parameter "goal.no_deposit" {
  name = "目标.先诊疗后付费",
  title = "先诊疗后付费覆盖目标", unit = "ratio", doc = "In-county stays without a deposit.",
}
parameter "goal.one_stop" {
  name = "目标.一站式结算",
  title = "一站式结算目标", unit = "ratio", doc = "In-county stays settled at one window.",
}
parameter "goal.one_stop_away" {
  name = "目标.县外一次办结率",
  title = "县外住院一次办结率目标", unit = "ratio",
  doc = "Stays out of the county that are settled in one visit.",
}
parameter "goal.one_stop_windows" {
  name = "目标.一站式窗口开通率",
  title = "一站式结算窗口开通率目标", unit = "ratio",
  doc = "Public county hospitals and township centres with an open window.",
}
parameter "goal.referral" {
  name = "目标.规范转诊率",
  title = "规范转诊率目标", unit = "ratio", doc = "Referred stays over stays out of the county.",
}
parameter "goal.out_of_scope.prefecture" {
  name = "目标.范围外费用占比.州级",
  title = "州（市）级医院政策范围外费用占比上限", unit = "ratio",
  doc = "Out-of-scope cost over total cost, read as out_of_scope.reading says.",
}
parameter "goal.out_of_scope.county" {
  name = "目标.范围外费用占比.县级",
  title = "县级医院政策范围外费用占比上限", unit = "ratio",
  doc = "Out-of-scope cost over total cost, read as out_of_scope.reading says.",
}

parameter "goal.budget_used" {
  name = "目标.救助预算执行率",
  title = "医疗救助预算执行率上限", unit = "ratio",
  doc = "Medical assistance spent over the budget of the year.",
}
parameter "budget.assistance" {
  name = "预算.医疗救助",
  title = "医疗救助年度预算", unit = "yuan", max = yuan(10000000000),
  doc = "What the county has set aside for the year; without it the spending is only added up.",
}

--------------------------------------------------------------------------------------------------
-- What counts as overuse 小病大养

parameter "overuse.stays" {
  name = "小病大养.频繁住院次数",
  title = "频繁住院次数", unit = "count", min = count(2), max = count(50),
  doc = "So many stays within overuse.window are marked.",
}
parameter "overuse.window" {
  name = "小病大养.观察天数",
  title = "频繁住院观察天数", unit = "days", min = days(1), max = days(366),
  doc = "Days looked back from the settlement.",
}
parameter "overuse.check_long" {
  name = "小病大养.检查超长住院",
  title = "是否检查超长住院", unit = "flag", doc = "Whether overuse.long_stay is looked at.",
}
parameter "overuse.long_stay" {
  name = "小病大养.超长住院天数",
  title = "超长住院天数", unit = "days", by = "hospital_level",
  min = days(1), max = days(3660),
  doc = "A stay of more days is marked.",
}

parameter "watch.self_pay" {
  name = "提示线.自付比例",
  title = "个人自付比例提示线", unit = "ratio",
  doc = "A stay whose self-pay is above this share of the total cost is marked.",
}

--------------------------------------------------------------------------------------------------
-- Neutral values: no such benefit, or the plain reading, unless a place says otherwise.

from "2000-01-01"
source "缺省：未作规定即不给予、不限制"

settlement_rules.year_by     = "settlement"
settlement_rules.rates_by    = "settlement"
settlement_rules.identity_by = "any_time"

local nothing = {
  none = percent(0), registered_poor = percent(0), low_income = percent(0),
  dibao = percent(0), dibao_disabled = percent(0), tekun = percent(0),
}

referral.needed_from         = "out_of_prefecture"
basic.deductible_cut         = nothing
basic.deductible_period      = "stay"
basic.poor_points            = nothing
basic.away                   = "as_home"
basic.unreferred             = "as_referred"
basic.accident               = "as_inpatient"
basic.childbirth             = "as_inpatient"

serious_illness.base          = "in_scope"
serious_illness.period        = "year"
serious_illness.threshold_cut = nothing
serious_illness.unreferred    = "counted"
serious_illness.cap_kind      = {
  none = "person_year", registered_poor = "person_year", low_income = "person_year",
  dibao = "person_year", dibao_disabled = "person_year", tekun = "person_year",
}

supplementary.ratio      = nothing
supplementary.out_ratio  = nothing
supplementary.unreferred = "paid"

assistance.base           = "in_scope"
assistance.method         = "ratio"
assistance.ratio          = nothing
assistance.threshold_kind = "none"
assistance.unreferred     = "paid"
assistance.cap_kind       = {
  none = "person_year", registered_poor = "person_year", low_income = "person_year",
  dibao = "person_year", dibao_disabled = "person_year", tekun = "person_year",
}

hospital_borne.overrun = "penalty_only"
out_of_scope.reading   = "all"

backstop.eligible = {
  none = false, registered_poor = false, low_income = false,
  dibao = false, dibao_disabled = false, tekun = false,
}
backstop.base     = "total"
backstop.measured = "after_hospital"
backstop.period   = "stay"
backstop.referral = "any"
backstop.area     = "anywhere"


-- What is marked for a closer look; no payment depends on it.
source "占位值：公开文件未载明"

overuse.stays      = assumed(count(3))
overuse.window     = assumed(days(30))
overuse.check_long = assumed(false)
watch.self_pay     = assumed(percent(10))
discharge.self_pay = assumed(percent(10))

--------------------------------------------------------------------------------------------------
-- Published for the whole country

-- The headline bears no day; the commission had this name until early 2018.
from "2017-01-01"

source "国家卫生计生委：贫困人口大病保险起付线降低50%"
serious_illness.threshold_cut.registered_poor = percent(50)

-- The notices of 2021 state floors; their first whole year is taken as the day they hold from.
from "2022-01-01"

source "国家医疗保障局通知：大病保险比例不低于60%，低保、特困、返贫致贫人员提高5个百分点"
local ordinary = tiers { bounds = "over_threshold", marginal = true, { ratio = percent(60) } }
local raised   = tiers { bounds = "over_threshold", marginal = true, { ratio = percent(65) } }
serious_illness.tiers = {
  none = ordinary, registered_poor = raised, low_income = ordinary,
  dibao = raised, dibao_disabled = raised, tekun = raised,
}

source "国办发〔2021〕42号：对低保对象、特困人员符合规定的医疗费用可按不低于70%的比例救助"
assistance.ratio.dibao          = percent(70)
assistance.ratio.dibao_disabled = percent(70)
assistance.ratio.tekun          = percent(70)

--------------------------------------------------------------------------------------------------
-- What `guize check` finds here, and why it is right

accept "W106" {
  of = { "assistance.ratio.none", "assistance.ratio.registered_poor", "assistance.ratio.low_income" },
  why = "the notice of 2021 names 低保 and 特困 alone; for the others there is still no benefit",
}
