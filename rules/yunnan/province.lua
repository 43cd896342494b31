-- 云南省. Only the province's hard indicator is published; no parameter of the provincial text
-- (健康扶贫30条措施) was found, so nothing else stands here.

jurisdiction { code = "530000", name = "云南省" }

from "2018-01-01"
source "全州健康扶贫现场推进会讲话（2018年10月）：个人自付不超过住院医疗总费用的10%，省级硬性指标"

goal.self_pay = percent(10)

source "由个人自付不超过10%推得"

goal.reimbursement = percent(90)
