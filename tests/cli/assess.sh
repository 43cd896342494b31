#!/bin/bash
# The assessment sheet: figures worked by hand over a few rows, what it would take proven by changing exactly so many
# rows, the order, the last sheet, counties without data, rows behind a figure, and the forms of a sheet.
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/small.bash
ok() { echo "ok $1"; }
bad() { echo "not ok $1 - $2"; }
is() { test "$2" = "$3" && ok "$1" || bad "$1" "expected $3, got $2"; }
has() { grep -qF -- "$2" "$3" && ok "$1" || bad "$1" "no “$2” in $(head -c 600 "$3")"; }
hasnt() { grep -qF -- "$2" "$3" && bad "$1" "“$2” is there" || ok "$1"; }
work=${TMP:?}
db=$work/a.db
small_rules "$work/rules"
small_db "$db" || exit 1
ask() { sqlite3 "$db" "PRAGMA foreign_keys = ON; $1"; }

cat >>"$work/rules/parameters.lua" <<'LUA'
parameter "goal.share" { unit = "ratio", title = "报销目标" }
parameter "goal.own" { unit = "ratio", title = "自付目标" }
parameter "goal.free" { unit = "ratio", title = "免押金目标" }
parameter "goal.clinic" { unit = "ratio", title = "卫生室目标" }
parameter "goal.fee" { unit = "ratio", title = "签约费目标" }
parameter "goal.level" { unit = "ratio", title = "分级报销目标", by = "hospital_level" }
parameter "goal.people" { unit = "count", title = "村人口目标" }
LUA
cat >"$work/rules/targets.lua" <<'LUA'
local function total(case) return case.total_cost end
target "share" { title = "实际报销比例", over = "case", part = function(case, p, result) return result.reimbursed end, whole = total,
  threshold = "goal.share", at_least = true, counts = "money", by = "hospital_level" }
target "own" { title = "个人自付比例", over = "case", part = function(case, p, result) return result.self_pay end, whole = total,
  threshold = "goal.own", at_least = false, counts = "money" }
target "free" { title = "免押金率", over = "case", part = function(case) return case.deposit == 0 and 1 or 0 end, whole = function() return 1 end,
  threshold = "goal.free", at_least = true, counts = "人次" }
target "clinics" { title = "卫生室达标率", over = "village_clinic", part = function(row) return row.area >= 80 end, whole = function() return 1 end,
  threshold = "goal.clinic", at_least = true, counts = "所" }
target "fees" { title = "签约费支付率", over = "contract", part = function(row) return row.fee_paid end, whole = function(row) return row.fee_due end,
  threshold = "goal.fee", at_least = true, counts = "money" }
target "people" { title = "每村人口", over = "village", part = function(row) return row.population end, whole = function() return 1 end,
  threshold = "goal.people", at_least = true, counts = "人" }
target "unsaid" { title = "未说明计量", over = "case", part = function(case, p, result) return result.self_pay end, whole = total,
  threshold = "goal.own", at_least = false }
target "free_by_hospital" { title = "各机构免押金率", over = "case", by = "hospital", part = function(case) return case.deposit == 0 and 1 or 0 end,
  whole = function() return 1 end, threshold = "goal.free", at_least = true, counts = "人次" }
target "by_level" { title = "分级报销", over = "case", by = "hospital_level", part = function(case, p, result) return result.reimbursed end, whole = total,
  threshold = "goal.level", at_least = true, counts = "money" }
target "spent" { title = "基本医保支出", over = "case", part = function(case, p, result) return result.basic end, whole = total, counts = "money" }
LUA
cat >>"$work/rules/land/town/malipo.lua" <<'LUA'
goal.share = percent(90)
goal.own = percent(10)
goal.free = assumed(percent(70))
goal.clinic = percent(80)
goal.fee = percent(90)
goal.people = count(2000)
goal.level = { township = percent(85), secondary = percent(75) }
from "2018-07-01"
goal.clinic = percent(40)
LUA
sed -e 's/532625/532624/; s/某县/乙县/' -e '/^from "2018-07-01"/,$d' "$work/rules/land/town/malipo.lua" >"$work/rules/land/town/other.lua"
# Eleven clinics in three villages, five of them large enough; three contracts of 100 yuan, 100.01 paid in all.
ask "INSERT INTO division (division_code, name, level, parent_code) VALUES ('532624', '乙县', 'county', '532600'), ('532699', '丙县', 'county', '532600'),
  ('532625001', '一乡', 'township', '532625'), ('532625001001', '甲村', 'village', '532625001'), ('532625001002', '乙村', 'village', '532625001');
INSERT INTO village (village_code, population) VALUES ('532625001001', 1500), ('532625001002', 1501);
WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 11)
  INSERT INTO village_clinic (clinic_id, village_code, name, area) SELECT i, '532625001001', '室' || i, CASE WHEN i <= 5 THEN 80 ELSE 79 END FROM n;
INSERT INTO contract (contract_id, person_id, year, signed, fee_due, fee_paid) VALUES
  (1, 11, 2018, '2018-01-01', 10000, 10000), (2, 12, 2018, '2018-01-01', 10000, 1), (3, 13, 2018, '2018-01-01', 10000, 0);
UPDATE cases SET deposit = 100 WHERE case_id IN (102, 103, 105)" || exit 1

sheet() { "$GUIZE" assess --db "$db" --rules "$work/rules" --quiet "$@"; }
# value TARGET KEY [COUNTY]: of the sheet in $work/s.json.
value() { python3 -c 'import json,sys
d = json.load(open(sys.argv[1]))
print(*[f[sys.argv[3]] for f in d["figures"] if f["target"] == sys.argv[2] and f["county"] == sys.argv[4]])' "$work/s.json" "$1" "$2" "${3:-532625}"; }
take() { sheet --year 2018 --json "$@" >"$work/s.json" || bad "a sheet" "exit $?"; }

# Five stays: 3520 + 990 + 5520 + 720 + 15120 = 25870 yuan of 35100; 90% is 31590, 10% is 3510.
take --on 2018-06-30
is "reimbursed" "$(value share part) $(value share whole) $(value share stand) $(value share need)" "2587000 3510000 missed 572000"
is "self-pay" "$(value own part) $(value own whole) $(value own stand) $(value own need)" "923000 3510000 missed 572000"
is "free stays: two of five, 70% are four" "$(value free part) $(value free whole) $(value free need) $(value free assumed)" "2 5 2 True"
is "clinics: five of eleven, 80% are nine" "$(value clinics part) $(value clinics whole) $(value clinics need)" "5 11 4"
is "fees: 100.01 of 300 yuan, 90% are 270" "$(value fees need) $(value fees counts)" "16999 money"
is "people a village: 3001 in two, 2000 each" "$(value people need) $(value people unit)" "999 count"
is "what a part counts is not said: nothing it would take" "$(value unsaid need) $(value unsaid stand)" "None missed"
is "without a threshold" "$(value spent stand) $(value spent part)" "free 2587000"
is "distance of a share in points" "$(value share distance | cut -c1-7) $(value own distance | cut -c1-7)" "0.16296 0.16296"
is "distance of another figure by its threshold" "$(value people distance)" "0.24975"
is "groups with thresholds of their own: 24160 of 33000 and 1710 of 2100 yuan" \
  "$(python3 -c 'import json,sys; print([(f["group"], f["threshold"], f["need"]) for f in json.load(open(sys.argv[1]))["figures"] if f.get("group")])' "$work/s.json")" \
  "[('township', 0.85, 7500), ('secondary', 0.75, 59000)]"
is "their whole has none" "$(value by_level stand)" "missed missed free"
is "the same figure by institution is not told twice" "$(value free_by_hospital stand)" ""
is "a county without data" "$(for t in share own free clinics fees people; do value $t stand 532624; done | sort -u)" "empty"
is "is never met" "$(for t in share own free clinics fees people; do value $t met 532624; value $t judged 532624; done | sort -u)" "False"
is "a county without rules is not on the sheet" "$(value share stand 532699)" ""
is "thresholds of the day" "$(value clinics threshold)" "0.8"
take
is "thresholds of the last day" "$(value clinics threshold) $(value clinics stand)" "0.4 met"

order='import json,sys
d = json.load(open(sys.argv[1]))
rank = {"missed": 0, "met": 1, "empty": 2, "free": 3}
good = [p["code"] for p in d["places"]] == sys.argv[2].split()
for p in d["places"]:
    keys = [(rank[f["stand"]], -(f["distance"] or 0)) for f in d["figures"] if f["county"] == p["code"]]
    good = good and keys == sorted(keys) and len(keys) == p["figures"] == {"532625": 11, "532624": 9}[p["code"]]
print(good, [f["target"] for f in d["figures"]][:3])'
take --on 2018-06-30
is "not met first, the farthest at the top" "$(python3 -c "$order" "$work/s.json" "532625 532624")" "True ['fees', 'clinics', 'free']"

# What it would take, carried out: one less does not do.
try() { # NAME TARGET STATEMENT EXPECTED
  ask "$3"
  take --on 2018-06-30
  is "$1" "$(value "$2" stand)" "$4"
}
cp "$db" "$work/before.db"
sheet --year 2018 --on 2018-06-30 --record >"$work/out"
has "a sheet is kept" "kept as sheet 1" "$work/out"
try "three clinics more" clinics "UPDATE village_clinic SET area = 80 WHERE clinic_id IN (6, 7, 8)" missed
try "four clinics more" clinics "UPDATE village_clinic SET area = 90 WHERE clinic_id = 9" met
try "one free stay more" free "UPDATE cases SET deposit = 0 WHERE case_id = 102" missed
try "two free stays more" free "UPDATE cases SET deposit = 0 WHERE case_id = 103" met
try "169.98 yuan more" fees "UPDATE contract SET fee_paid = 10000 WHERE contract_id = 2; UPDATE contract SET fee_paid = 6999 WHERE contract_id = 3" missed
is "one fen is left" "$(value fees need)" 1
try "169.99 yuan more" fees "UPDATE contract SET fee_paid = 7000 WHERE contract_id = 3" met

# The last sheet: of the same places or of all.
last='import json,sys
d = json.load(open(sys.argv[1]))
f = [f for f in d["figures"] if f["target"] == "clinics" and f["county"] == "532625"][0]
print(d["last"] and (d["last"]["sheet"], d["last"]["day"]), f["last"] and (f["last"]["part"], f["last"]["whole"], f["last"]["met"]))'
is "the last sheet" "$(python3 -c "$last" "$work/s.json")" "(1, '2018-06-30') (5, 11, False)"
take --on 2018-06-30 --county 532625
is "a county is compared with the sheet of all" "$(python3 -c "$last" "$work/s.json")" "(1, '2018-06-30') (5, 11, False)"
sheet --year 2018 --on 2018-06-30 >"$work/out"
has "the change on the screen" "+36.36 ✓" "$work/out"
has "with its date" "compared with sheet 1 as of 2018-06-30" "$work/out"
sheet --year 2018 --on 2018-06-30 --county 532625 --record >"$work/out"
take --on 2018-06-30
is "the sheet of a county is not compared with one of all" "$(python3 -c "$last" "$work/s.json")" "(1, '2018-06-30') (5, 11, False)"
take --on 2018-06-30 --county 532625
is "the newest of the county is" "$(python3 -c "$last" "$work/s.json")" "(2, '2018-06-30') (9, 11, True)"
sheet --year 2017 --json >"$work/s.json"
is "another year has none" "$(python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))["last"])' "$work/s.json")" None
is "nothing is kept without --record" "$(ask 'SELECT count(*) FROM sheet')" 2
is "a kept sheet has every figure" "$(ask 'SELECT count(*), sum(met), sum(met IS NULL) FROM sheet_row WHERE sheet_id = 1')" "20|0|11"

cp "$work/before.db" "$db"
ask "DROP TABLE sheet_row; DROP TABLE sheet"
take --on 2018-06-30
is "an older database has no sheets" "$(python3 -c "$last" "$work/s.json")" "None None"
sheet --year 2018 --on 2018-06-30 --record >/dev/null
is "and gets them" "$(ask 'SELECT count(*) FROM sheet_row')" 20
ask "CREATE TRIGGER stop BEFORE INSERT ON sheet_row WHEN NEW.target = 'own' BEGIN SELECT RAISE(ABORT, 'no'); END"
sheet --year 2018 --record >/dev/null 2>"$work/err" && bad "a sheet that cannot be kept" "exit 0" || ok "a sheet that cannot be kept"
is "is not kept by half" "$(ask 'SELECT count(*) FROM sheet')" 1
ask "DROP TRIGGER stop"

# Down to the rows: masked, the farthest first.
sheet --year 2018 --on 2018-06-30 --target clinics --format csv >"$work/rows.csv"
is "the clinics that are too small" "$(cut -d, -f2,3,4,7 "$work/rows.csv" | tr '\n' ' ')" "id,name,place,short 6,室6,甲村,1 7,室7,甲村,1 8,室8,甲村,1 9,室9,甲村,1 10,室10,甲村,1 11,室11,甲村,1 "
sheet --year 2018 --target share --format csv >"$work/rows.csv"
is "the stays below 90%" "$(cut -d, -f2,3,7 "$work/rows.csv" | tr '\n' ' ')" "id,name,short 105,王*,2880.00 103,李*娘,1680.00 101,张*丰,980.00 102,张*丰,90.00 104,王*,90.00 "
sheet --year 2018 --target share --format csv --reveal >"$work/rows.csv"
has "--reveal shows names" "张三丰" "$work/rows.csv"
sheet --year 2018 --target 个人自付比例 --json >"$work/s.json"
hasnt "no name but masked" "张三丰" "$work/s.json"
is "by title; those above 10%" "$(python3 -c 'import json,sys
d = json.load(open(sys.argv[1]))
print(d["target"], d["rows_all"], d["rows"][0]["id"], d["rows"][0]["need"])' "$work/s.json")" "own 5 105 288000"
sheet --year 2018 --target share --json >"$work/s.json"
is "the groups" "$(python3 -c 'import json,sys
d = json.load(open(sys.argv[1]))
print([(g["group"], g["group_title"], g["part"], g["whole"]) for g in d["groups"]])' "$work/s.json")" "[('secondary', '二级', 2416000, 3300000), ('township', '乡镇卫生院', 171000, 210000)]"
sheet --year 2018 --target free --json >"$work/s.json"
is "but stands behind the first" "$(python3 -c 'import json,sys
print([(g["target"], g["group_title"], g["part"], g["whole"]) for g in json.load(open(sys.argv[1]))["groups"]])' "$work/s.json")" "[('free_by_hospital', '某县医院', 1, 3), ('free_by_hospital', '某乡卫生院', 1, 2)]"
ask "INSERT INTO person (person_id, household_id, county_code, name, birth, sex) VALUES (99, 2, '532624', '别县人', '1980-01-01', 'male');
  INSERT INTO cases (case_id, person_id, hospital_id, admission, discharge, settled, total_cost, uncovered_cost, over_limit_cost, first_pay_cost, in_scope_cost)
  VALUES (199, 99, 6, '2018-02-01', '2018-02-10', '2018-02-10', 50000, 0, 0, 0, 50000)"
take --target free_by_hospital
is "a hospital of one county stands once, one of two counties in each and in the sum" "$(python3 -c 'import json,sys
print(sorted((g["group"], g["county"]) for g in json.load(open(sys.argv[1]))["groups"]))' "$work/s.json")" "[('5', '532625'), ('6', '532600'), ('6', '532624'), ('6', '532625')]"
ask "DELETE FROM cases WHERE case_id = 199; DELETE FROM person WHERE person_id = 99"
sheet --year 2018 --target by_level --format csv >"$work/rows.csv"
is "a row against the threshold of its group" "$(cut -d, -f2 "$work/rows.csv" | tr '\n' ' ')" "id 103 101 104 102 "
sheet --year 2018 --target fees --format csv >"$work/rows.csv"
is "contracts by way of the person" "$(cut -d, -f2,3,5,6,7 "$work/rows.csv" | tr '\n' ' ')" "id,name,part,whole,short 3,王*,0.00,100.00,90.00 2,李*娘,0.01,100.00,89.99 "

# Stored runs.
"$GUIZE" run --db "$db" --rules "$work/rules" --year 2018 --quiet >/dev/null || bad "a run" "exit $?"
figures='import json,sys
print([(f["target"], f["county"], f["part"], f["whole"], f["threshold"], f["stand"], f["need"]) for f in json.load(open(sys.argv[1]))["figures"]])'
take && python3 -c "$figures" "$work/s.json" >"$work/now" && sheet --run 1 --json >"$work/r.json" && python3 -c "$figures" "$work/r.json" >"$work/then"
cmp -s "$work/now" "$work/then" && ok "the figures of a run are those of the sheet" || bad "the figures of a run are those of the sheet" "$(diff "$work/now" "$work/then")"
sheet --year 2018 >"$work/out"
has "the run with these rules and cases is named" "rules and cases are those of run 1" "$work/out"
sheet --run 1 --target free --json >"$work/s.json"
is "rows behind the figure of a run" "$(python3 -c 'import json,sys; d = json.load(open(sys.argv[1])); print(d["rows_known"], [r["id"] for r in d["rows"]])' "$work/s.json")" "True ['102', '103', '105']"
ask "UPDATE cases SET deposit = 0 WHERE case_id = 102"
sheet --run 1 --target free --json >"$work/s.json"
is "are not those of other data" "$(python3 -c 'import json,sys; d = json.load(open(sys.argv[1])); print(d["rows_known"], d["rows"])' "$work/s.json")" "False []"
sheet --year 2018 >"$work/out"
has "no run has these cases any more" "no stored run has these rules and cases" "$work/out"

# Forms.
for form in html md xlsx csv json; do sheet --year 2018 --output "$work/s.$form" || bad "--output s.$form" "exit $?"; done
"$GUIZE" report "$work/s.json" --output "$work/s2.html" && cmp -s "$work/s.html" "$work/s2.html" && ok "the page is the report of the document" || bad "the page is the report of the document" "they differ"
has "the page says how many are met" "2 个县（市）设有目标值的指标共 16 项：达标 1 项，未达标 8 项，无数据 7 项。" "$work/s.html"
has "and what it would take" "还需增加 169.99 元" "$work/s.html"
has "the text has a county a table" "| 签约费支付率 | ≥ 90.00% | 33.34% | -56.66 | +169.99 | 100.01 | 300.00 | 元 | 0.00 | 未达标 × |" "$work/s.md"
has "an assumed threshold is marked" "免押金率 \* |" "$work/s.md"
has "the list" "532625,某县,fees,签约费支付率,missed,0.333367,0.9,true,0.566633,169.99,money,100.01,300.00,3,0.333367,false" "$work/s.csv"
is "the workbook" "$(head -c 2 "$work/s.xlsx")" PK
sheet --year 2018 --county 532625 --width 80 >"$work/out"
is "no line is wider than 80 cells" "$(python3 -c 'import sys, unicodedata
print(max(sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line) for line in open(sys.argv[1], encoding="utf-8").read().split("\n")[6:] if not line.startswith(("not met:", "down to"))) <= 80)' "$work/out")" True
hasnt "a single county has no table of places" "not met  met" "$work/out"
sheet --year 2018 --jobs 1 --json >"$work/one.json"; sheet --year 2018 --jobs 4 --json >"$work/four.json"
cmp -s "$work/one.json" "$work/four.json" && ok "one worker gives the same bytes" || bad "one worker gives the same bytes" "they differ"

# What is refused.
refused() { # NAME NUMBER EXIT WORD…
  local name=$1 number=$2 code=$3
  shift 3
  sheet "$@" >"$work/out" 2>"$work/err"
  is "$name" "$? $(grep -o "$number" "$work/err")" "$code $number"
}
refused "no year" E614 2
refused "no such target" E550 2 --year 2018 --target clinic
has "with the near one" "did you mean clinics?" "$work/err"
refused "a day of another year" E551 2 --year 2018 --on 2017-12-31
refused "a day for a run" E551 2 --run 1 --on 2018-06-30
refused "a run of another year" E553 2 --run 1 --year 2017
refused "a county without rules" E208 3 --year 2018 --county 532699
refused "no such run" E420 4 --run 9
"$GUIZE" init "$work/empty.db" >/dev/null
db=$work/empty.db
refused "a database without counties" E552 4 --year 2018

# The invented year shows the published figures.
db=$work/demo.db
"$GUIZE" init "$db" >/dev/null && "$GUIZE" synth --db "$db" --cases 1500 --quiet || bad "the invented year" "exit $?"
"$GUIZE" assess --db "$db" --rules rules --year 2018 --json --quiet >"$work/s.json" || bad "its sheet" "exit $?"
is "204 upgrades, 110 unfinished" "$(value clinic_upgrades whole 532600) $(value clinic_upgrades need 532600)" "204 110"
is "396 villages due, 61 not ready" "$(value villages_ready whole 532600) $(value villages_ready need 532600)" "396 61"
is "four clinics are too small" "$(value clinic_area need 532600)" 4
is "52 doctors short in Guangnan, none elsewhere" "$(value village_doctors need 532627) $(value village_doctors need 532600)" "52 52"
is "165 villages, 157 with a clinic" "$(value village_clinics whole 451029) $(value village_clinics part 451029)" "165 157"
is "25 clinics without a doctor" "$(value clinics_staffed need 451029)" 25
is "132 doctors" "$(value village_doctors part 451029)" 132
