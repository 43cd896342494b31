-- Relief for patients who are not poor and bear 15,000 yuan or more: 40% of all that they bear. Invented, for trial.

at "532625"

from "2018-01-01"
source "试算：非贫困人口高额费用专项救助"

assistance.threshold_kind = "gate"
assistance.threshold = {
  none = yuan(15000), registered_poor = yuan(0), low_income = yuan(0), dibao = yuan(0),
  dibao_disabled = yuan(0), tekun = yuan(0),
}
assistance.ratio.none = percent(40)
assistance.cap.none = yuan(50000)
