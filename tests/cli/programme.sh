#!/bin/bash
# Every figure of the programme, with the shipped rules over a few rows in every register (programme.bash): each is
# worked out by hand beside the check, as part/whole.
set -u
rules=$PWD/rules
. tests/cli/programme.bash
cd "$TMP" || exit 1
status=0
ok() { echo "ok $1"; }
bad() { echo "not ok $1 - $2"; status=1; }
is() { test "$2" = "$3" && ok "$1" || bad "$1" "expected $3, got $2"; }

programme_db p.db || exit 1
cp -R "$rules" r
echo 'budget.assistance = yuan(1000)' >>r/guangxi/baise/tianlin.lua
"$GUIZE" run --db p.db --rules r --year 2018 --quiet || { bad "a run" "exit $?"; exit 1; }
"$GUIZE" targets 1 --db p.db --format tsv >targets.tsv || { bad "the targets" "exit $?"; exit 1; }

t=451029 g=532627
# fig COUNTY TARGET GROUP PART/WHOLE MET: one figure; MET is true, false or nothing.
fig() {
  is "$2${3:+ ($3)} in $1" "$(awk -F '\t' -v c="$1" -v t="$2" -v g="$3" '$3 == c && $1 == t && $6 == g { print $8 "/" $9 " " $13 }' targets.tsv)" "$4 ${5-}"
}

# 1. Cases 1 to 3 as in the rule tests of the county: self-pay 85.75 + 1050 + 6054.40 = 7190.15 of 3000 + 10500 + 20000.
fig $t actual_reimbursement "" 2630985/3350000 false
fig $t self_pay_share "" 719015/3350000 false
fig $t reimbursement_by_month 5 1236425/1350000 true   # 2914.25 + 9450 of 3000 + 10500
fig $t reimbursement_by_month 6 1394560/2000000 false  # 20000 - 6054.40
# 2. By level, against the threshold of the level: 95% and 80%; a tertiary hospital has none.
fig $t reimbursement_by_level township 291425/300000 true
fig $t reimbursement_by_level secondary 945000/1050000 true
fig $t reimbursement_by_level tertiary 1394560/2000000
fig $t share_basic township 275500/300000              # 2900 x 95%
fig $t share_basic secondary 776000/1050000            # 9700 x 80%
fig $t share_serious_illness tertiary 308160/2000000
fig $t share_supplementary secondary 67200/1050000     # 2240 x 30%
fig $t share_assistance secondary 78400/1050000        # 1568 x 50%
fig $t share_backstop secondary 23400/1050000          # 1284 - 1050
fig $t share_temporary_aid "" 0/3350000
fig $t assistance_by_identity registered_poor 86975/3350000
# 3. Of two stays in the county one had a deposit; the other cost 3000, of which 2914.25 was paid.
fig $t no_deposit "" 1/2 false
fig $t no_deposit_by_hospital 1 0/1 false
fig $t no_deposit_by_hospital 3 1/1 true
fig $t pay_after_reimbursement 3 291425/300000 true
# 4. One of the two was settled at one window, the one outside as well; 85.75 of 3000 and 1050 of 10500 are 10% or less.
fig $t one_stop "" 1/2 false
fig $t one_stop_by_hospital 1 0/1 false
fig $t one_stop_away "" 1/1 true
fig $t discharge_pay "" 2/2 true
# Windows: hospital 1 has two, 2 closed in June, 3 opened in May, 4 opens next year; 5 is private, 6 of the prefecture.
fig $t one_stop_windows "" 2/4 false
fig $t one_stop_windows county 1/2 false
fig $t one_stop_windows township 1/2 false
fig $t windows_by_hospital 1 2/1
# 5. The stay outside was not referred; without it 12364.25 of 13500.
fig $t referral "" 0/1 false
fig $t reimbursement_referred "" 1236425/1350000 true
# 6. 500 of the 10500 of hospital 1; nothing of hospital 6.
fig $t out_of_scope_county 1 50000/1050000 false
fig $t out_of_scope_prefecture 6 0/2000000 true
# 7. Eight poor. Basic: 7 is not paid, 8 of last year, 10 not poor. Subsidy: 5 x 110 + 60 = 610 yuan, less than 110 each.
fig $t enrolled_basic "" 6/8 false
fig $t enrolled_serious_illness "" 4/8 false
fig $t enrolled_health_poverty "" 8/8 true
fig $t premium_subsidy "" 61000/8 false
is "an amount is told in yuan" "$(awk -F '\t' '$3 == 451029 && $1 == "premium_subsidy" { print $10 " " $11 }' targets.tsv)" "76.250000 110"
# 8. Contracts of 1 to 6; 7 has an old one. Entered in the year: 1, 2, 3. Paid 60 + 60 + 30 of 6 x 60.
fig $t contracted "" 6/8 false
fig $t contract_entered "" 3/6 false
fig $t contract_entry_by_month 3 2/2
fig $t contract_entry_by_month 8 1/1
fig $t contract_fee "" 15000/36000 false
fig $t preventive_care "" 3/8 false                    # 1, 2 and 3 were visited
# 9. Of the six who have a contract: 1 in every quarter, 2 four times in the first, 3 three times, 4 last year.
fig $t visited_every_quarter "" 1/6 false
fig $t visited_in_year "" 2/6 false
fig $t visited_quarter_1 "" 3/6 false
fig $t visited_quarter_2 "" 2/6 false
fig $t visited_quarter_3 "" 2/6 false
fig $t visited_quarter_4 "" 1/6 false
fig $t visits_recorded home 11/11 true
fig $t visits_recorded telephone 0/1 false
fig $t visits_with_photo "" 4/12 false
# 10. Hypertension 1, 2, 3, 7, 10, of whom 7 has no contract; diabetes 1 and 8, 2 is managed no more. The goal is 60%.
fig $t chronic_contracted hypertension 4/5 true
fig $t chronic_contracted diabetes 1/2 false
# 11. 1 treated, 2 not, 3 next year; 5 on the last day; high blood pressure is no serious illness.
fig $t serious_illness_treated 食管癌 1/3 false
fig $t serious_illness_treated 胃癌 1/1 true
# 12. Files of 1 to 7; all five of 1 to 4.
fig $t health_file "" 7/8 false
fig $t five_ones "" 4/8 false
# 13. 1000 less 985, over 1000: 1.5%. Of four households one left poverty.
fig $t illness_poverty_decline "" 15/1000 true
fig $t illness_poverty_share 2018 985/1485
fig $t illness_households_decline "" 1/4 true
# 14. Five villages, four clinics: of 79 square metres, without pharmacy, two at standard. Due this year: 1, 2 and 4.
fig $g village_clinics "" 4/5 false
fig $g clinics_at_standard "" 2/5 false
fig $g clinic_area "" 3/4 false
fig $g clinic_rooms "" 3/4 false
fig $g clinic_upgrades "" 1/3 false
fig $g upgrade_states under_way 1/1
fig $g villages_ready "" 1/3 false
# 15. Required 1 + 2 + 2 + 1 + 2 = 8 (2000 people are a large village); there 1 of 2, 1, 0, 1, 2 = 5: three are missing.
fig $g village_doctors "" 5/8 false
fig $g clinics_staffed "" 3/4 false
fig $g doctors_licensed 贫困村 1/2
fig $g doctors_college 贫困村 1/2
fig $g doctors_older 贫困村 2/2                         # one is 45 on the last day of the year
fig $g doctors_oldest 贫困村 1/2
fig $g doctors_older 其他村 1/5
fig $g doctors_by_certificate village_doctor 4/4
fig $g doctors_by_education college 1/1
# 16. Persons 1 to 4: 2 is not in the insurance system, of 3 the county says something else; 16 of 17 entries are matched.
fig $t ledger_complete "" 3/4 false
fig $t ledger_same "" 3/4 false
fig $t ledger_matched village 5/6 false
fig $t ledger_matched insurance 3/3 true
# 19. Four were asked what they know, five whether they are satisfied; last year's does not count.
fig $t policy_known "" 3/4 false
fig $t satisfied "" 3/5 false
# 20. Old or chronically ill are 1, 2, 3, 7 and 8; served in the year 1 and, for its first day, 3.
fig $t home_beds bed 1/1
fig $t home_service "" 2/5 false
# 21. 2755 + 7760 in May; 85.75 + 784 of the 1000 yuan set aside; the other county has set nothing aside.
fig $t spending_basic 5 1051500/1350000
fig $t spending_assistance "" 86975/3350000
fig $t assistance_budget "" 86975/100000 true
fig $g assistance_budget "" 25200/0

# --- before the year is over --------------------------------------------------------------------------

# asked DAY TARGET…: part/whole on the sheet of that day; — where there are no data.
asked() {
  "$GUIZE" assess --db p.db --rules r --year "${1%%-*}" --on "$1" --county $t --format csv --quiet >sheet.csv
  for one in "${@:2}"; do awk -F, -v t="$one" '$3 == t { print $12 == "" ? "—" : $12 "/" $13 }' sheet.csv; done | tr '\n' ' '
}
# Of persons 1 to 6, three quarters over: 1 and 3 were visited in each; 1, 2 and 3 three times. A day earlier two are over,
# the last visit of 3 has not been; 1 and 2 were there twice and more, 3 twice.
every() { asked "$1" visited_every_quarter visited_in_year visited_quarter_1 visited_quarter_3 visited_quarter_4; }
is "visits when three quarters are over" "$(every 2018-09-30)" "2/6 3/6 3/6 2/6 — "
is "visits when two are" "$(every 2018-09-29)" "2/6 3/6 3/6 — — "
is "visits when none is" "$(every 2018-03-30)" "— — — — — "
is "a year whose poor were not counted has no decline" "$(asked 2019-12-31 illness_poverty_decline)$(asked 2016-12-31 illness_poverty_decline)" "— — "

# --- flags ------------------------------------------------------------------------------------------

"$GUIZE" flags 1 --db p.db --format tsv >counts.tsv || bad "the counts of flags" "exit $?"
rows() { awk -F '\t' -v f="$1" -v c="$2" '$1 == f && $4 == c { print $6 }' counts.tsv; }
# 17. Three stays in 26 days, one of them of 17 days (more than 15), one for a cold.
is "stays of one person within a month" "$(rows frequent_stays $g) $(rows long_stay $g) $(rows outpatient_treatable $g)" "1 1 1"
is "who is not enrolled, not contracted" "$(rows not_enrolled $t) $(rows not_contracted $t)" "4 2"
is "contracts to enter, fees to pay" "$(rows contract_not_entered $t) $(rows contract_fee_open $t)" "3 4"
is "villages and clinics" "$(rows village_without_clinic $g) $(rows village_not_ready $g) $(rows upgrade_unfinished $g) $(rows clinic_below_standard $g) $(rows clinic_without_doctor $g)" "1 2 2 2 1"
is "the same rows in the database" "$(awk -F '\t' 'NR > 1 { n += $6 } END { print n }' counts.tsv)" "$(sqlite3 p.db 'SELECT count(*) FROM flag_row')"

reasons() { "$GUIZE" flags 1 --db p.db --flag "$1" "${@:2}" --format tsv | tail -n +2 | cut -f "${columns:-6,9}" | tr '\t\n' ' ;'; }
is "doctors missing, village by village" "$(reasons village_short_of_doctors)" "532627100202 应配2名，在岗1名，缺1名;532627100203 应配2名，在岗0名，缺2名;"
is "what a clinic lacks" "$(reasons clinic_below_standard)" "2 面积79平方米，不足80;3 功能室3间，不足4;"
is "villages due this year" "$(reasons village_not_ready)" "532627100202 面积79平方米，不足80;532627100204 没有村卫生室;"
is "visits missing" "$(reasons visits_missing)" "2 随访不足的季度：2、3、4;3 随访不足的季度：4;4 随访不足的季度：1、2、3、4;5 随访不足的季度：1、2、3、4;6 随访不足的季度：1、2、3、4;"
is "the five ones" "$(reasons file_incomplete --county $t)" "5 缺少：健康教育处方;6 缺少：衔接保障、参保;7 缺少：健康教育处方、签约医生、衔接保障、参保;8 没有建档;"
is "the ledger" "$(reasons ledger_missing)$(reasons ledger_differs)$(reasons ledger_doubled)$(reasons ledger_unmatched)" \
  "2 缺：医保系统;3 不一致：人员身份类别;4 村级台账重复2条;17 未与人员表对上;"
is "serious illness" "$(reasons serious_illness_untreated)" "2 未入院救治：食管癌;3 未入院救治：食管癌;"
is "a flag by its title" "$(reasons 未开通一站式窗口 --county $g)" "7 统计日没有开通的一站式窗口;"
columns=6,7,8 is "names are masked" "$(columns=6,7,8 reasons not_contracted --county $t)" "7 周* 990000********0077;8 吴* 990000********008X;"
is "and shown with --reveal" "$(columns=7,8 reasons not_contracted --county $t --reveal 2>/dev/null)" "周九 990000198307070077;吴十 99000019840808008X;"
is "of an entity alone" "$("$GUIZE" flags 1 --db p.db --entity 行政村 --format tsv | tail -n +2 | cut -f 1 | tr '\n' ' ')" "village_not_ready village_short_of_doctors village_without_clinic "
"$GUIZE" flags 1 --db p.db --flag ledger_missing --output f.json >said && is "JSON" "$(python3 -c 'import json
print([(r["row_id"], r["name"], r["reason"]) for r in json.load(open("f.json"))])')" "[('2', '李*娘', '缺：医保系统')]"
# Every flag that the rules declare, each as a file: as many rows as are stored.
differing=
for flag in $(sed -n 's/^flag "\([a-z_]*\)" {$/\1/p' "$rules"/flags*.lua); do
  found=$("$GUIZE" flags 1 --db p.db --flag "$flag" --format tsv | tail -n +2 | wc -l)
  [ "$found" = "$(sqlite3 p.db "SELECT count(*) FROM flag_row WHERE flag = '$flag'")" ] || differing+=" $flag"
done
is "every flag, row by row" "$differing" ""
for flag in not_contracted village_short_of_doctors long_stay; do
  "$GUIZE" flags 1 --db p.db --flag $flag --output $flag.xlsx --quiet && "$GUIZE" flags 1 --db p.db --flag $flag --output $flag.csv --quiet
  is "$flag: the workbook has the rows of the list" "$(python3 -c 'import csv, sys
sys.path.append("/usr/lib/python3/dist-packages")
import openpyxl
book = [["" if cell is None else cell for cell in row] for row in openpyxl.load_workbook(sys.argv[1] + ".xlsx").active.iter_rows(min_row=2, values_only=True)]
rows = list(csv.reader(open(sys.argv[1] + ".csv", encoding="utf-8")))[1:]
drop = lambda row: row[:4] + row[5:]  # what the rows are stands there in Chinese
print(len(rows) > 0, [drop(r) for r in book] == [drop(r) for r in rows])' $flag)" "True True"
done
"$GUIZE" flags 1 --db p.db --output all.xlsx --quiet && is "the counts as a workbook" "$(python3 -c 'import sys
sys.path.append("/usr/lib/python3/dist-packages")
import openpyxl
print(sum(row[5] for row in openpyxl.load_workbook("all.xlsx").active.iter_rows(min_row=2, values_only=True)))')" "$(sqlite3 p.db 'SELECT count(*) FROM flag_row')"
"$GUIZE" flags 1 --db p.db --flag visits_missing --county $t --width 80 --lang zh >out
is "80 columns have room for the reason" "$(grep -c '随访不足的季度：1、2、3、4$' out) $(grep -c …  out)" "3 0"
for bad in "--county 450000:E554" "--county 451099:E208" "--flag 未签约家庭医:是否想写.未签约家庭医生" "--entity persn:是否想写.person"; do
  "$GUIZE" flags 1 --db p.db ${bad%%:*} --lang zh >out 2>err
  test $? != 0 && grep -q "${bad#*:}" err && ok "refused: ${bad%%:*}" || bad "refused: ${bad%%:*}" "$(cat err)"
done
# At the prompt, a person's and a village's flags, as the run has stored them.
told() { echo "$1" | "$GUIZE" prompt p.db --rules r | sed -n '/^flag/,/^$/p' | grep -oE "^ *[a-z_]+  .*" | tr -s ' ' | sort | tr '\n' ';'; }
is ".person shows flags" "$(told '.person 2' | grep -o 'ledger_missing person 2 缺：医保系统;')" "ledger_missing person 2 缺：医保系统;"
is ".village shows flags" "$(told '.village 532627100203' | grep -o 'village_short_of_doctors village 532627100203 应配2名，在岗0名，缺2名')" "village_short_of_doctors village 532627100203 应配2名，在岗0名，缺2名"
sqlite3 p.db "UPDATE flag_row SET reason = '=1+1' WHERE flag = 'ledger_missing'"
"$GUIZE" flags 1 --db p.db --flag ledger_missing --output f.csv --quiet && grep -q "'=1+1" f.csv && ok "no formula in CSV" || bad "no formula in CSV" "$(cat f.csv)"
"$GUIZE" flags 1 --db p.db --flag ledger_mising >out 2>err
test $? = 2 && grep -q ledger_missing err && ok "a mistyped flag" || bad "a mistyped flag" "$(cat err)"
"$GUIZE" flags 1 --db p.db --lang zh >out && grep -q 未签约家庭医生 out && grep -q 田林县 out && ok "a table in Chinese" || bad "a table in Chinese" "$(head -n 3 out)"

# --- the language of registers ----------------------------------------------------------------------

# What was never loaded is not measured.
cp p.db q.db && sqlite3 q.db "DELETE FROM contract; DELETE FROM flag_row; DELETE FROM target_value" && "$GUIZE" run --db q.db --rules r --year 2018 --quiet
is "an empty register has no figures" "$(sqlite3 q.db "SELECT count(*) FROM target_value WHERE run_id = 2 AND target IN ('contracted', 'contract_fee', 'chronic_contracted')
  UNION ALL SELECT count(*) FROM flag_row WHERE run_id = 2 AND flag LIKE '%contract%' UNION ALL SELECT count(*) > 0 FROM target_value WHERE run_id = 2 AND target = 'enrolled_basic'" | tr '\n' ' ')" "0 0 1 "

# A run of one county has the figures and rows of that county, and no others.
cp p.db one.db
for county in "" "--county $t" "--county $g"; do # runs 2 to 4
  "$GUIZE" run --db one.db --rules r --year 2018 $county --quiet || bad "a run of $county" "exit $?"
done
of_county() { sqlite3 one.db "SELECT target, group_value, numerator, denominator FROM target_value WHERE run_id = $1 AND county = '$2' ORDER BY 1, 2;
  SELECT flag, row_id, reason FROM flag_row WHERE run_id = $1 AND county = '$2' ORDER BY 1, 2"; }
is "figures of $t alone" "$(of_county 3 $t)" "$(of_county 2 $t)"
is "figures of $g alone" "$(of_county 4 $g)" "$(of_county 2 $g)"
is "and of no other county" "$(sqlite3 one.db "SELECT count(*) FROM flag_row WHERE run_id = 3 AND county <> '$t' OR run_id = 4 AND county <> '$g'") $(of_county 2 $t | wc -l)" "0 $(of_county 3 $t | wc -l)"

# The same questions in Chinese, and rows that belong to rows by a field that is named.
cp -R r c
cat >c/extra.lua <<'LUA'
指标 "chinese" { 标题 = "签约人数", 对象 = "人员", 关联 = { "家庭医生签约" }, 须有 = { "人员身份" },
  分子 = function(人) return 人:有("家庭医生签约", function(签约, p, run) return 签约.签约年度 == run.year end) end,
  分母 = function(人) return 人:计数("人员身份") end }
target "sums" { title = "t", over = "village_clinic", with = { village_doctor = "village_code" }, by = "kind",
  group = function(row) return row:count("village_doctor") end,
  part = function(row) return row:sum("village_doctor", function(d, p, run, own) return own.clinic_id end) end, whole = function(row)
    local n = 0
    for d in row:each("village_doctor") do n = n + years_between(d.birth, date "2018-12-31") end
    return n
  end }
LUA
"$GUIZE" run --db q.db --rules c --year 2018 --quiet && ok "questions in Chinese" || bad "questions in Chinese" "exit $?"
# The contracts are gone: nothing is known of the first; clinics 1, 2 and 5 have two doctors, 3 one: 1+1+2+2+5+5; ages 28+28, 45+63, 33+33.
is "sums over rows" "$(sqlite3 q.db "SELECT group_value, CAST(numerator AS INTEGER), CAST(denominator AS INTEGER) FROM target_value WHERE run_id = 3 AND target IN ('sums', 'chinese') ORDER BY 1" | tr '\n' ' ')" \
  "|19|268 1|3|38 2|16|230 "
cp p.db s.db && "$GUIZE" run --db s.db --rules c --year 2018 --quiet
is "the same in Chinese" "$(sqlite3 s.db "SELECT CAST(numerator AS INTEGER) || '/' || CAST(denominator AS INTEGER) FROM target_value WHERE run_id = 2 AND target = 'chinese' AND county = '451029'")" "7/9"
for jobs in 1 2; do "$GUIZE" run --db s.db --rules c --year 2018 --quiet --jobs $jobs; done
sums() { sqlite3 s.db "SELECT target, county, group_value, numerator, denominator FROM target_value WHERE run_id = $1 ORDER BY 1, 2, 3; SELECT flag, row_id, reason FROM flag_row WHERE run_id = $1 ORDER BY 1, 2"; }
test "$(sums 3)" = "$(sums 4)" && test "$(sums 2)" = "$(sums 3)" && ok "the same every time" || bad "the same every time" "they differ"

# Persons whose rows do not fit into one message are sent in halves; more visits in the first quarter change no figure.
many() { sqlite3 many.db "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1)
  INSERT INTO visit (person_id, visited, kind, recorded, photo) SELECT $2, '2018-02-01', 'home', 1, 0 FROM n"; }
visited() { sqlite3 many.db "SELECT target, numerator, denominator FROM target_value WHERE run_id = (SELECT max(run_id) FROM run) AND group_value = ''
  AND target IN ('preventive_care', 'visited_every_quarter', 'visited_in_year', 'visited_quarter_2') AND county = '$t' ORDER BY 1"; }
cp p.db many.db && many 240000 "1 + i % 2" && "$GUIZE" run --db many.db --rules r --year 2018 --quiet
is "rows in halves" "$(visited | tr '\n' ' ')" "preventive_care|3|8 visited_every_quarter|1|6 visited_in_year|2|6 visited_quarter_2|2|6 "
many 90000 1 && "$GUIZE" run --db many.db --rules r --year 2018 --quiet >out 2>err
test $? != 0 && grep -q E549 err && ok "too many rows of one person" || bad "too many rows of one person" "$(head -n 3 err)"

# wrong NAME CODE TEXT: rules with this text are refused.
wrong() {
  echo "$3" >c/extra.lua
  "$GUIZE" run --db s.db --rules c --year 2018 --quiet >out 2>err
  test $? = 3 && grep -q "$2" err && ok "$1" || bad "$1" "$(head -n 3 err)"
}
one='whole = function(row) return 1 end }'
wrong "rows that do not belong together" E545 "target \"t\" { title = \"t\", over = \"village\", with = { \"enrolment\" }, part = function(row) return 1 end, $one"
wrong "by a field that does not lead there" E545 "target \"t\" { title = \"t\", over = \"village_clinic\", with = { village_doctor = \"area\" }, part = function(row) return 1 end, $one"
wrong "rows that are not asked for" E546 "target \"t\" { title = \"t\", over = \"person\", part = function(row) return row:count(\"visit\") end, $one"
wrong "rows of a row that belongs to another" E546 "target \"t\" { title = \"t\", over = \"person\", with = { \"visit\" }, part = function(row) return row:any(\"visit\", function(v) return v:any(\"visit\") end) end, $one"
wrong "a sum of no numbers" E548 "target \"t\" { title = \"t\", over = \"person\", with = { \"visit\" }, part = function(row) return row:sum(\"visit\", function(v) return v.kind end) end, $one"
wrong "a test that is none" E548 "target \"t\" { title = \"t\", over = \"person\", with = { \"visit\" }, part = function(row) return row:count(\"visit\", 1) end, $one"
wrong "a field put together" E204 "target \"t\" { title = \"t\", over = \"visit\", part = function(row) return row[\"doctor_\" .. \"id\"] end, $one"
wrong "a name of a person" E204 "target \"t\" { title = \"t\", over = \"person\", part = function(row) return #row.name end, $one"
wrong "with of a case" E227 "target \"t\" { title = \"t\", over = \"case\", with = { \"visit\" }, part = function(row) return 1 end, $one"
wrong "a row is not changed" E224 "target \"t\" { title = \"t\", over = \"visit\", part = function(row) row.kind = 1 return 1 end, $one"
wrong "neither whole nor budget" E227 'target "t" { title = "t", over = "visit", part = function(row) return 1 end }'
exit $status
