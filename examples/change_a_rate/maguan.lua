-- 马关县, changed for trial: medical assistance of the registered poor is 70% from July on, not 55%.

jurisdiction { code = "532625", name = "马关县", within = "yunnan/wenshan" }

from "2017-01-01"
source "占位值：公开文件未载明"

assistance.ratio.registered_poor = assumed(percent(45))

from "2018-07-01"
source "试算：医疗救助比例提高到70%"

assistance.ratio.registered_poor = assumed(percent(70))
