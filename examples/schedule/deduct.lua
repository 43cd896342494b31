-- The same relief without the cliff: 40% of what they bear above 15,000 yuan.

at "532625"

from "2018-01-01"
source "试算：非贫困人口高额费用专项救助"

assistance.threshold_kind = "deduct"
assistance.threshold = {
  none = yuan(15000), registered_poor = yuan(0), low_income = yuan(0), dibao = yuan(0),
  dibao_disabled = yuan(0), tekun = yuan(0),
}
assistance.ratio.none = percent(40)
assistance.cap.none = yuan(50000)
