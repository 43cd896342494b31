-- 换支付顺序：取消健康扶贫保险，看医疗救助和政府兜底各要多承担多少。
-- A replaced order: without the health-poverty insurance, to see what assistance and the backstop would have to
-- bear. A layer that is left out pays nothing; the others pay in the order given here.
at "yunnan/wenshan"

settlement {
  "basic", "serious_illness", "assistance", "temporary_aid", "hospital_borne", "backstop",
}
