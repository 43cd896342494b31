#!/bin/bash
# guize report: pages in a real Chromium, workbooks read back by another library, CSV and Markdown, a stored run against
# SQL, and what is wrong with documents. The documents of tests/data/report are as the commands print them with --json.
set -u
cd "$(dirname "$0")/../.." || exit 1
here=tests/cli data=tests/data/report work=${TMP:?} status=0
ok() { echo "ok $1"; }
bad() { echo "not ok $1 - $2"; status=1; }
is() { test "$2" = "$3" && ok "$1" || bad "$1" "expected $3, got $2"; }
report() { "$GUIZE" report "$@" 2>"$work/err" || { bad "guize report $*" "exit $?: $(head -c 200 "$work/err")"; return 1; }; }

db=$work/r.db
"$GUIZE" init "$db" >/dev/null && "$GUIZE" synth --db "$db" --cases 3000 --seed 3 --quiet || exit 1
cp -R rules "$work/rules"
# One layer that fails on some cases, so that the run has something to say of failures.
sed -i '0,/pays = function(case, p, year)/s//&\n    if case.total_cost > yuan(60000) then error("试错") end/' "$work/rules/model.lua"
"$GUIZE" run --db "$db" --rules "$work/rules" --year 2018 --keep-going --quiet >/dev/null 2>"$work/err"
"$GUIZE" whatif --db "$db" --rules rules --year 2018 --set basic.ratio.secondary=88% --json --quiet >"$work/now.json"

# --- documents that strain the pictures, made of one of ours: long names, many rows, a single one, none, negative, huge ---
python3 - "$data" "$work" <<'END' || exit 1
import copy, json, sys
data, work = sys.argv[1:]
whatif = json.load(open(data + "/whatif.json", encoding="utf-8"))
long = ["积石山保安族东乡族撒拉族自治县", "双江拉祜族佤族布朗族傣族自治县", "马关县", "<b>&\"'</b>县", "A county with a very long English name indeed"]

def save(name, value):
    json.dump(value, open("%s/%s.json" % (work, name), "w", encoding="utf-8"), ensure_ascii=False)

d = copy.deepcopy(whatif)
for side in d["sides"]:
    groups, targets = side["groups"], side["targets"]
    side["groups"] = [dict(copy.deepcopy(groups[i % len(groups)]), group="%06d %s %d" % (530000 + i, long[i % 5], i)) for i in range(34)]
    for i, group in enumerate(side["groups"]):
        group["totals"]["self_pay"] = group["totals"]["self_pay"] * 10 ** (i % 9) if side is d["sides"][1] and i % 3 else group["totals"]["self_pay"]
    for i, target in enumerate(targets):
        target["county_name"] = long[int(target["county"]) % 5] + target["county"]
for key, fen in (("basic", 80000000000000000), ("serious_illness", 1), ("assistance", -123456789), ("backstop", 999)):
    d["sides"][1]["totals"]["layers"][key] = fen
d["layers"][3]["title"] = "由省州县三级财政共同负担并由定点医疗机构先行垫付的健康扶贫补充保险（政策范围外部分）"
save("strain", d)
d = copy.deepcopy(whatif)
for side in d["sides"]:
    side["groups"], side["targets"], side["largest"] = side["groups"][:1], side["targets"][:1], []
    side["totals"] = dict(side["totals"], cases=0, total=0, self_pay=0, reimbursed=0, layers={k: 0 for k in side["totals"]["layers"]})
    side["change"] = {k: 0 for k in side["change"]}
    side["distribution"], side["parameters"] = [], []
d["layers"], d["assumed"], d["counties"] = d["layers"][:1], [], []
save("nothing", d)
d = json.load(open(data + "/schedule.json", encoding="utf-8"))
line = d["lines"][0]
d["identities"] = [{"name": "i%d" % i, "title": long[i % 5] + "的居民"} for i in range(9)]
d["lines"] = [dict(line, identity="i%d" % i) for i in range(9)]
d["cliffs"] = [{"identity": "i%d" % (i % 9), "bill": 3000000 + 1000 * i, "before": 300000, "after": 310000, "kind": "jump", "layer": "basic", "layer_title": "基本医疗保险"} for i in range(30)]
save("same_lines", d)
d = copy.deepcopy(whatif)
d["sides"][1]["parameters"][0].update(title="=1+1", old="@a", new="-2", source='=HYPERLINK("x")')
save("formula", d)
d = copy.deepcopy(whatif)
del d["sides"][1]["totals"]["self_pay"]
save("lacking", d)
END

# --- pages ---
for name in whatif whatif_sides sweep_two frontier schedule; do report "$data/$name.json" -o "$work/$name.html"; done
for name in strain nothing same_lines; do report "$work/$name.json" -o "$work/$name.html"; done
for name in sweep solve levers backtest adjust; do report "$data/$name.json" -o "$work/$name.html"; done
report "$data/whatif.json" -o "$work/whatif-en.html" --lang en
report "$data/solve_none.json" -o "$work/solve-en.html" --lang en
report 1 --db "$db" -o "$work/run.html"
if command -v chromium >/dev/null; then
  (cd "$work" && python3 "$OLDPWD/$here/report_browser.py" whatif-en.html whatif_sides.html sweep.html sweep_two.html frontier.html schedule.html \
    levers.html run.html strain.html nothing.html same_lines.html --print whatif.html solve-en.html) || status=1
else
  bad "pages in a browser" "there is no chromium"
fi
report "$data/whatif.json" -o "$work/again.html" && cmp -s "$work/whatif.html" "$work/again.html" && ok "the same document gives the same page" || bad "the same document gives the same page" "they differ"
grep -q '<b>&' "$work/strain.html" && bad "names are no markup" "they are" || ok "names are no markup"
grep -q "default-src 'none'" "$work/whatif.html" && ok "the page forbids everything from elsewhere" || bad "the page forbids everything from elsewhere" "it does not"
words=$(sed 's/<style>.*<\/style>//; s/<[^>]*>/\n/g' "$work/solve-en.html" | grep -P '\p{Han}' | grep -vE '基本|医疗|文山|占位|个人自付比例监测线|县|元$')
is "an English page is English, but for names" "$words" ""

# --- workbooks ---
report "$data/whatif.json" -o "$work/a.xlsx"
sleep 1.1
report "$data/whatif.json" -o "$work/b.xlsx"
cmp -s "$work/a.xlsx" "$work/b.xlsx" && ok "the same document gives the same workbook, later too" || bad "the same document gives the same workbook, later too" "they differ"
/usr/bin/python3 "$here/report_sheets.py" "$data/whatif.json" "$work/a.xlsx" || status=1
for name in "$data"/{whatif_sides,sweep,sweep_two,frontier,schedule,levers}.json "$work"/{strain,nothing,same_lines}.json; do
  report "$name" -o "$work/book-$(basename "$name" .json).xlsx" >"$work/out" && test ! -s "$work/err" && test ! -s "$work/out" || bad "a workbook of $name" "$(head -c 200 "$work/err")"
done
/usr/bin/python3 -c 'import openpyxl, sys
for name in sys.argv[1:]:
    openpyxl.load_workbook(name)' "$work"/book-*.xlsx && ok "workbooks of all kinds are read" || bad "workbooks of all kinds are read" "one is not"

# --- CSV and Markdown ---
report "$work/formula.json" -o "$work/f.csv"
is "no cell of a CSV is a formula" "$(python3 -c 'import csv,sys
print(sum(1 for row in csv.reader(open(sys.argv[1], encoding="utf-8")) for cell in row if cell[:1] in ("=", "@") or cell == "-2"))' "$work/f.csv")" 0
report "$data/whatif.json" -o "$work/w.csv"
is "a CSV holds plain numbers" "$(python3 -c 'import csv,json,sys
rows, doc = list(csv.reader(open(sys.argv[1], encoding="utf-8"))), json.load(open(sys.argv[2]))
own = [r for r in rows if r[:1] == ["个人自付"] and len(r) == 4 and "." in r[1]][0]
print(own[1:3] == ["%d.%02d" % divmod(s["totals"]["self_pay"], 100) for s in doc["sides"]], ["各项支出与个人自付"] in rows)' "$work/w.csv" "$data/whatif.json")" "True True"
report "$data/whatif.json" -o "$work/x.csv" --excel
is "--excel adds the mark that Excel wants, and keeps long numbers" "$(head -c 3 "$work/x.csv" | od -An -tx1 | tr -d ' ') $(grep -c '=""532601000181""' "$work/x.csv") $(grep -c $'\r$' "$work/x.csv")" "efbbbf 1 $(wc -l <"$work/x.csv")"
report "$data/whatif.json" -o "$work/w.md"
grep -q '^## 一、摘要' "$work/w.md" && grep -q '^| 个人自付 | 21,981,898.00 | 19,684,383.99 | -2,297,514.01 |' "$work/w.md" && ok "Markdown has the summary and the tables" || bad "Markdown has the summary and the tables" "$(head -n 5 "$work/w.md")"

# --- a stored run, with SQL as the second opinion ---
report 1 --db "$db" -o "$work/run.csv"
ask() { sqlite3 "$db" "$1"; }
cell() { python3 -c 'import csv,sys
print([r[int(sys.argv[3])] for r in csv.reader(open(sys.argv[1], encoding="utf-8")) if r and r[0] == sys.argv[2]][0])' "$work/run.csv" "$1" "$2"; }
is "a run's spending" "$(cell 基本医疗保险 1)" "$(ask "SELECT printf('%.2f', sum(basic) / 100.0) FROM settlement WHERE run_id = 1")"
is "a run's self-pay" "$(cell 个人自付 1)" "$(ask "SELECT printf('%.2f', sum(self_pay) / 100.0) FROM settlement WHERE run_id = 1")"
is "a run's total cost" "$(cell 医疗总费用 1)" "$(ask "SELECT printf('%.2f', sum(total_cost) / 100.0) FROM settlement JOIN cases USING (case_id) WHERE run_id = 1 AND status = 'ok'")"
is "a county's cases" "$(cell 马关县 1)" "$(ask "SELECT count(*) FROM settlement JOIN cases USING (case_id) JOIN person USING (person_id) WHERE run_id = 1 AND status = 'ok' AND county_code = '532625'")"
is "cases that failed" "$(python3 -c 'import csv,sys
rows = list(csv.reader(open(sys.argv[1], encoding="utf-8"))); i = rows.index(["无法结算的原因"]); n = 0
for r in rows[i + 2:]:
    if not r: break
    n += int(r[1])
print(n)' "$work/run.csv")" "$(ask "SELECT count(*) FROM settlement WHERE run_id = 1 AND status = 'failed'")"
test "$(ask "SELECT count(*) FROM settlement WHERE run_id = 1 AND status = 'failed'")" -gt 0 && ok "some did" || bad "some did" "none"
is "targets that are not met" "$(python3 -c 'import csv,sys
print(sum(1 for r in csv.reader(open(sys.argv[1], encoding="utf-8")) if len(r) == 6 and r[5] == "未达标 ✓".replace("✓", "×")))' "$work/run.csv")" \
  "$(ask "SELECT count(*) FROM target_value WHERE run_id = 1 AND group_value = '' AND met = 0")"
grep -q '基本医保住院起付标准（乡镇卫生院）,200.00 元' "$work/run.csv" && grep -q "$(ask "SELECT rules_hash FROM run")" "$work/run.csv" && ok "assumed values have titles, and the hash is there" || bad "assumed values have titles, and the hash is there" "missing"
names=$(ask "SELECT group_concat(name, '|') FROM (SELECT DISTINCT name FROM person LIMIT 50)")
grep -qE "$names" "$work/run.html" "$work/run.csv" && bad "no name of a person" "one stands there" || ok "no name of a person"

# --- what commands print today ---
report "$work/now.json" -o "$work/now.html" && grep -q '个人自付' "$work/now.html" && ok "what guize whatif prints is read" || bad "what guize whatif prints is read" "$(head -c 200 "$work/err")"

"$GUIZE" schedule --rules rules --county 532625 --json >"$work/bills.json"
"$GUIZE" levers --db "$db" --rules rules --year 2018 --county 532625 --goal actual_reimbursement --json --quiet >"$work/steps.json"
"$GUIZE" sweep basic.ratio.secondary=70%..90%/10% --db "$db" --rules rules --year 2018 --goal actual_reimbursement --json --quiet >"$work/range.json"
for name in bills steps range; do
  report "$work/$name.json" -o "$work/$name.html" && grep -q '<svg viewBox' "$work/$name.html" && ok "a picture of what is printed today ($name)" || bad "a picture of what is printed today ($name)" "$(head -c 200 "$work/err")"
done

# --- what is wrong is said, and no file is made ---
refused() { # NAME EXIT PATTERN WORDS…
  rm -f "$work/no".*
  "$GUIZE" report "${@:4}" >"$work/out" 2>"$work/err"
  code=$?
  test $code = "$2" && grep -q "$3" "$work/err" && test ! -s "$work/out" && ! ls "$work"/no.* >/dev/null 2>&1 && ok "$1" || bad "$1" "exit $code: $(head -c 200 "$work/err")"
}
printf '{"schema": "guize.whatif.v1",' >"$work/half.json"
printf '{"schema": "guize.other.v1", "money": "fen"}' >"$work/other.json"
printf '{"schema": "guize.whatif.v1", "money": "yuan"}' >"$work/yuan.json"
printf '[1]' >"$work/list.json"
truncate -s 70M "$work/large.json"
refused "an ending that is not known" 2 "E680.*no.pdf" 1 --db "$db" -o "$work/no.pdf"
refused "no file to write" 2 E614 1 --db "$db"
refused "no database" 2 E614 1 -o "$work/no.html"
refused "no such run" 4 "E420" 9 --db "$db" -o "$work/no.html"
refused "no such file" 4 "E451" "$work/whatif.jsn" -o "$work/no.html"
refused "no JSON" 4 "half.json:1.*E685" "$work/half.json" -o "$work/no.html"
refused "no document of ours" 4 "E681.*schema" "$work/list.json" -o "$work/no.html"
refused "another kind of document" 4 "E681.*guize.other.v1" "$work/other.json" -o "$work/no.html"
refused "another money" 4 "E682.*money" "$work/yuan.json" -o "$work/no.html"
refused "a key that is missing" 4 "lacking.json.*E682.*self_pay" "$work/lacking.json" -o "$work/no.xlsx"
refused "a file that is too large" 4 "E453" "$work/large.json" -o "$work/no.html"
refused "--excel with a page" 2 "E620.*html" "$data/whatif.json" --excel -o "$work/no.html"
refused "a folder that is not there" 5 "E455" "$data/whatif.json" -o "$work/none/no.html"
ask "UPDATE run SET status = 'running' WHERE run_id = 1"
refused "a run that is not finished" 4 "E683" 1 --db "$db" -o "$work/no.html"
"$GUIZE" report "$work/lacking.json" -o "$work/no.html" --lang zh 2>&1 | grep -q '文档中的“self_pay”缺失，或不是整数' && ok "in Chinese too" || bad "in Chinese too" "$("$GUIZE" report "$work/lacking.json" -o "$work/no.html" --lang zh 2>&1 | head -n 1)"
exit $status
