#!/bin/bash
# The figures that the two documents publish, found on the assessment sheet of invented data of 2018 and behind its
# figures, as a reader of the sheet finds them: part, whole and what is missing. A: the prefecture's meeting (文山州,
# 532600, January to September 2018); B: the survey of a county (田林县, 451029). What the registers hold is asked of
# the tables in synth_registers.sh. Amounts grow with the number of cases: 87.7% is reached at 200,000.
set -u
rules=$PWD/rules
cd "$TMP" || exit 1
status=0
unset GUIZE_DB
export GUIZE_LANG=zh GUIZE_RULES=$rules
ok() { echo "ok $1"; }
bad() { echo "not ok $1 - $2"; status=1; }
is() { test "$2" = "$3" && ok "$1" || bad "$1" "expected $3, got $2"; }

"$GUIZE" init d.db >out && "$GUIZE" synth --db d.db --cases 20000 --quiet && "$GUIZE" run --db d.db --year 2018 --quiet ||
  { bad "the invented year" "$(tail -n 1 out)"; exit 1; }
# Of the stored run, which is quicker; assess.sh shows that a sheet of the year has the same figures.
"$GUIZE" assess --db d.db --run 1 --json >sheet.json || bad "the sheet as a document" "exit $?"
"$GUIZE" assess --db d.db --run 1 --format csv >sheet.csv || bad "the sheet as a list" "exit $?"

a=532600 b=451029
eight="532601 532622 532623 532624 532625 532626 532627 532628"
# on COUNTY TARGET COLUMN: of the sheet; columns by name.
on() {
  awk -F, -v c="$1" -v t="$2" -v k="$3" 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    $1 == c && $3 == t && $17 == "" { print $at[k] }' sheet.csv
}
# figure WHAT COUNTY TARGET STAND PART WHOLE NEED
figure() { is "$1" "$(on "$2" "$3" stand) $(on "$2" "$3" part) $(on "$2" "$3" whole) $(on "$2" "$3" need)" "$4 $5 $6 $7"; }
# behind FILE COUNTY TARGET: the rows behind a figure, and its groups.
behind() { "$GUIZE" assess --db d.db --run 1 --county "$2" --target "$3" --json >"$1" || bad "behind $3" "exit $?"; }
# group FILE GROUP COUNTY: part and whole of a group.
group() { python3 -c 'import json, sys
print(*["%d %d" % (g["part"], g["whole"]) for g in json.load(open(sys.argv[1]))["groups"] if g["group_title"] == sys.argv[2]])' "$1" "$2"; }

# --- A: village clinics and doctors ---------------------------------------------------------------------------------
figure "A: 204 clinics to be upgraded, 94 done, 110 unfinished" $a clinic_upgrades missed 94 204 110
figure "A: 396 villages due in 2018, 61 of them not ready" $a villages_ready missed 335 396 61
is "A: 4 clinics under area" "$(on $a clinic_area need)" 4
figure "A: 广南县 lacks 52 village doctors" 532627 village_doctors missed 194 246 52
is "A: and it alone" "$(for c in $eight; do on "$c" village_doctors stand; done | sort | uniq -c | tr -s ' \n' ' ')" " 7 met 1 missed "

# The rows behind them, and the lists of what is flagged, have as many lines.
behind doctors.json 532627 village_doctors
is "A: villages of 广南县 add up to the 52" "$(python3 -c 'import json
d = json.load(open("doctors.json"))
print(sum(r["need"] for r in d["rows"]), {r["county"] for r in d["rows"]}, len({r["id"] for r in d["rows"]}) == d["rows_all"])')" "52 {'532627'} True"
"$GUIZE" assess --db d.db --run 1 --county $a --target clinic_area >out 2>err
is "a prefecture is not asked for as a county, which would have no rows" "$? $(grep -o E554 err)" "2 E554"
"$GUIZE" assess --db d.db --run 1 --target clinic_area --format csv >area.csv
is "A: the 4 clinics" "$(tail -n +2 area.csv | cut -d, -f1 | cut -c1-4 | sort | uniq -c | tr -s ' ')" " 4 5326"
flagged() { "$GUIZE" flags 1 --db d.db --flag "$1" --format csv | tail -n +2 | awk -F, -v c="$2" 'index($0, c)' | wc -l; }
is "A: the 110 are flagged" "$(flagged upgrade_unfinished 5326)" 110
is "A: the 61 are flagged" "$(flagged village_not_ready 5326)" 61
"$GUIZE" flags 1 --db d.db --flag village_short_of_doctors --county 532627 --format csv >short.csv
is "A: the 52 are flagged" "$(grep -o '缺[0-9]*名' short.csv | tr -dc '0-9\n' | awk '{ n += $1 } END { print n }')" 52

# --- A: contracts. 73,000 entered by the end of August at 200,000 cases: a tenth of it here --------------------------
is "A: 7,300 contracts entered in the insurance system" "$(on $a contract_entered part)" 7300
is "A: not all that were signed" "$(on $a contract_entered stand) $(on $a contract_fee stand)" "missed missed"
"$GUIZE" assess --db d.db --run 1 --target contract_entry_by_month --json >months.json
is "A: all of them by the end of August" "$(python3 -c 'import json
m = {int(g["group"]): g["part"] for g in json.load(open("months.json"))["groups"] if g["county"] == "532600"}
print(sum(m.values()), sum(n for month, n in m.items() if month <= 8))')" "7300 7300"
is "A: the fee follows the contracts: 12 yuan each" "$(on $a contract_fee part)" 87600.00

# --- A: reimbursement -------------------------------------------------------------------------------------------------
# 87.7% at 200,000 cases. Here the figure is worked out from the stored settlements: stays of people with an identity on
# any day of the stay.
sql="SELECT printf('%.6f', 1.0 * sum(s.basic + s.serious_illness + s.supplementary + s.supplementary_out + s.assistance + s.temporary_aid +
    s.backstop) / sum(c.total_cost)) FROM settlement s JOIN cases c USING (case_id) JOIN person p USING (person_id)
  WHERE s.run_id = 1 AND s.status = 'ok' AND p.county_code LIKE '5326%' AND c.kind <> 'chronic_outpatient' AND EXISTS (SELECT 1 FROM
    identity i WHERE i.person_id = c.person_id AND i.begins <= c.discharge AND (i.ends IS NULL OR i.ends >= c.admission))"
is "A: the sheet has what the settlements add up to" "$(on $a actual_reimbursement value)" "$(sqlite3 d.db "$sql" 2>&1)"
is "A: which is 87.7% but for a point" "$(on $a actual_reimbursement value | awk '{ print ($1 > 0.867 && $1 < 0.887) }')" 1
is "A: self-pay is above 10% in all eight counties" "$(for c in $eight; do on "$c" self_pay_share stand; on "$c" self_pay_share threshold; done | sort | uniq -c | tr -s ' \n' ' ')" " 8 0.1 8 missed "

# --- A: ledgers -------------------------------------------------------------------------------------------------------
is "A: ledgers of six of eight counties are incomplete" "$(for c in $eight; do on "$c" ledger_complete stand; done | sort | uniq -c | tr -s ' \n' ' ')" " 2 met 6 missed "
is "A: and the same two are without a difference" "$(for c in $eight; do [ "$(on "$c" ledger_complete stand)$(on "$c" ledger_same stand)" = metmet ] && echo "$c"; done | tr '\n' ' ')" "532623 532625 "

# --- B: 田林县 --------------------------------------------------------------------------------------------------------
figure "B: 165 villages, 157 of them with a clinic" $b village_clinics missed 157 165 8
figure "B: 157 clinics, 25 without a doctor" $b clinics_staffed missed 132 157 25
is "B: 132 doctors" "$(on $b doctors_by_certificate part) $(on $b village_doctors part)" "132 132"
is "B: basic insurance of all" "$(on $b enrolled_basic value) $(on $b enrolled_basic stand)" "1.000000 met"
is "B: serious-illness insurance of all" "$(on $b enrolled_serious_illness value)" 1.000000
is "B: health-poverty insurance of all" "$(on $b enrolled_health_poverty value)" 1.000000
is "B: preventive care of all" "$(on $b preventive_care value)" 1.000000
is "B: a contract with all" "$(on $b contracted value)" 1.000000
is "B: above 60% of the chronically ill with a contract" "$(on $b chronic_contracted value | awk '{ print ($1 > 0.6) }') $(on $b chronic_contracted threshold) $(on $b chronic_contracted stand)" "1 0.6 met"
is "B: 25 clinics without a doctor are flagged" "$(flagged clinic_without_doctor $b)" 25
# Of the 68 doctors of poor villages: 2 licensed, 4 from a college, 25 aged 45 or more, 2 aged 60 or more.
for one in "licensed 2" "college 4" "older 25" "oldest 2"; do
  behind b.json $b "doctors_${one% *}"
  is "B: of 68 poor villages' doctors, ${one#* } ${one% *}" "$(group b.json 贫困村)" "${one#* } 68"
  is "B: these are listed" "$(python3 -c 'import json
d = json.load(open("b.json"))
print(d["made_of"], sum(r["group"] == "贫困村" for r in d["rows"]), len(d["rows"]) == d["figures"][0]["part"])')" "True ${one#* } True"
done

# --- as it is read --------------------------------------------------------------------------------------------------
# All of it can be read on the screen and in the page, with its two numbers, not its complement alone.
"$GUIZE" assess --db d.db --run 1 --width 120 >wide.txt
"$GUIZE" report sheet.json --output page.html && "$GUIZE" report sheet.json --output book.xlsx || bad "page and workbook" "exit $?"
line() { sed -n "/^$1 [0-9]\{6\}：/,/^$/p" wide.txt | grep -F "$2" | tr -s ' '; }
is "the screen: 204 upgrades" "$(line 文山壮族苗族自治州 村卫生室改造完工率)" "✗ 村卫生室改造完工率 46.08% ≥100% -53.92 +110 所 94 所 204"
is "the screen: 165 villages" "$(line 田林县 村卫生室覆盖率)" "✗ 村卫生室覆盖率 95.15% ≥100% -4.85 +8 个 157 个 165"
is "80 columns: behind the figure" "$("$GUIZE" assess --db d.db --run 1 --width 80 --county $b --target village_clinics | grep '^✗ 田林县' | tr -s ' ')" "✗ 田林县 95.15% ≥100% -4.85 +8 个 157 个 165"
is "the page" "$(python3 -c 'import re
text = re.sub(r"<[^>]*>", " ", open("page.html", encoding="utf-8").read())
print(*[bool(re.search(r"%s\s[^一-龥]*\s%s\s+%s\s+%s" % row, text)) for row in
  (("村卫生室改造完工率", "94", "204", "所"), ("当年出列村卫生室达标率", "335", "396", "个"), ("村卫生室覆盖率", "157", "165", "个"))])')" "True True True"
is "the workbook" "$(python3 -c 'import sys
sys.path.append("/usr/lib/python3/dist-packages")
import openpyxl
sheet = openpyxl.load_workbook("book.xlsx")["田林县"]
rows = list(sheet.iter_rows(values_only=True))
head = next(r for r in rows if r[0] == "指标")
print(*[row[head.index(name)] for row in rows if row[0] == "村卫生室覆盖率" for name in ("分子", "分母", "还需", "单位")])')" "157 165 8 个"
exit $status
