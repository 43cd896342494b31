-- 换一层的算法：民政临时救助最多承担个人自付的一半。
-- A replaced layer: civil affairs pay what they decided, but no more than half of what is left to the patient.
-- What is left out here (title, fund) stays as the rules have it.
layer "temporary_aid" {
  covers = "any",
  pays = function(case, p, year, bill) return min(case.temporary_aid, bill.self_pay / 2) end,
}
