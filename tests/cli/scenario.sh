#!/bin/bash
# The words of scenarios: scale, add, days, only, stacks. What they do to a year is held against stored runs of rules that
# were edited by hand to say the same; sums are taken with SQL, special relief is worked out in Python.
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/small.bash
ok() { echo "ok $1"; }
bad() { echo "not ok $1 - $2"; }
is() { test "$2" = "$3" && ok "$1" || bad "$1" "expected $3, got $2"; }
work=${TMP:?}
db=$work/s.db
"$GUIZE" init "$db" >/dev/null && "$GUIZE" synth --db "$db" --cases 1500 --seed 11 --quiet || exit 1
ask() { sqlite3 "$db" "$1"; }
value() { python3 -c 'import json,sys
v = json.load(open(sys.argv[1]))
for key in sys.argv[2].split("/"):
    v = v[int(key)] if isinstance(v, list) else v[key]
print(v)' "$work/$1.json" "$2"; }
whatif() { "$GUIZE" whatif --db "$db" --year 2018 --json --quiet "${@:2}" >"$work/$1.json" || bad "what-if $1" "exit $?"; }
run_of() { # run_of RULES: settles the year and gives the number of the run
  "$GUIZE" run --db "$db" --rules "$1" --year 2018 --quiet || echo "run of $1 failed" >&2
  ask "SELECT max(run_id) FROM run"
}
# same NAME JSON RUN: every layer and the self-pay of side 1, in all and by identity, as the run has them.
identity="CASE (SELECT max(CASE kind WHEN 'registered_poor' THEN 1 WHEN 'low_income' THEN 2 WHEN 'dibao' THEN 3 WHEN 'dibao_disabled' THEN 4 ELSE 5 END)
  FROM identity i WHERE i.person_id = c.person_id AND i.begins <= c.discharge AND (i.ends IS NULL OR i.ends >= c.admission))
  WHEN 1 THEN '建档立卡贫困人口' WHEN 2 THEN '低收入家庭成员' WHEN 3 THEN '低保对象' WHEN 4 THEN '低保中的重度残疾人' WHEN 5 THEN '特困供养人员' ELSE '非救助对象' END"
same() {
  ask "SELECT 'all', count(*), sum(s.self_pay), sum(s.basic), sum(s.serious_illness), sum(s.assistance), sum(s.temporary_aid), sum(s.backstop) FROM settlement s WHERE run_id = $3 AND status = 'ok'
    UNION ALL SELECT * FROM (SELECT $identity AS who, count(*), sum(s.self_pay), sum(s.basic), sum(s.serious_illness), sum(s.assistance), sum(s.temporary_aid), sum(s.backstop)
    FROM settlement s JOIN cases c USING (case_id) WHERE run_id = $3 AND status = 'ok' GROUP BY who ORDER BY who)" >"$work/want"
  python3 -c 'import json,sys
side = json.load(open(sys.argv[1]))["sides"][1]
def line(name, t): return "|".join([name] + [str(x) for x in [t["cases"], t["self_pay"]] + [t["layers"][k] for k in ("basic", "serious_illness", "assistance", "temporary_aid", "backstop")]])
print(line("all", side["totals"]))
for g in sorted(side["groups"], key=lambda g: g["group"].encode()): print(line(g["group"], g["totals"]))' "$work/$2.json" >"$work/got"
  cmp -s "$work/want" "$work/got" && ok "$1" || bad "$1" "$(diff "$work/want" "$work/got" | head -2 | tr '\n' ' ')"
}

# --- scale: all places, all periods, equal to rules in which each percentage was multiplied by hand
cp -R rules "$work/base"
printf '\nfrom "2018-07-01"\nbasic.ratio.secondary = percent(77)\n' >>"$work/base/yunnan/wenshan/malipo.lua"
cp -R "$work/base" "$work/scaled"
python3 - "$work/scaled" <<'PY'
import decimal, glob, re, sys
D = decimal.Decimal
for path in glob.glob(sys.argv[1] + "/*/**/*.lua", recursive=True):
    if path.endswith(".test.lua"): continue
    lines, inside, out = open(path).read().split("\n"), False, []
    for line in lines:
        inside = inside or line.startswith("basic.ratio")
        if inside: line = re.sub(r"percent\(([0-9.]+)\)", lambda m: "percent(%s)" % (D(m.group(1)) * D("1.04")), line)
        inside = inside and line.endswith(("{", ",")) and not line.startswith("}")
        out.append(line)
    open(path, "w").write("\n".join(out))
PY
test "$(diff -r "$work/base" "$work/scaled" | grep -c '^>')" -ge 8 && ok "the copy is edited in many places" || bad "the copy is edited in many places" "it is not"
printf 'scale("basic.ratio", 1.04)\n' >"$work/scale.lua"
whatif scale --rules "$work/base" --scenario "$work/scale.lua" --by identity
run=$(run_of "$work/scaled")
same "scale is what rules edited by hand give" scale "$run"
"$GUIZE" whatif --db "$db" --year 2018 --json --quiet --rules "$work/base" --scenario "$work/scale.lua" --by identity --jobs 1 --no-jit >"$work/plain.json"
cmp -s "$work/scale.json" "$work/plain.json" && ok "without the compiler the same bytes" || bad "without the compiler the same bytes" "they differ"

# --- stacks: the second scales what the first has made; half of 1.04 would not
printf 'at "yunnan/wenshan"\nbasic.ratio.secondary = percent(80)\n' >"$work/a.lua"
printf 'scale("basic.ratio.secondary", 1.1)\nadd("基本医保.报销比例.二级", -percent(1))\n' >"$work/twice.lua"
printf 'scale("basic.ratio.secondary", 1.1)\n' >"$work/b.lua"
printf 'add("基本医保.报销比例.二级", -percent(1))\n' >"$work/c.lua"
shown() { "$GUIZE" params --rules "${rules:-rules}" --year 2018 --json "$@" >"$work/shown.json" 2>"$work/err" || bad "params ${*: -1}" "$(head -c 200 "$work/err")"; }
column() { python3 -c 'import json,sys
rows = json.load(open(sys.argv[1]))["parameters"]
print(" ".join(str(r.get(k, "-")) for r in rows if r["place"] == sys.argv[2] for k in sys.argv[3:]))' "$work/shown.json" "$@"; }
shown --scenario "$work/a.lua+$work/b.lua+$work/c.lua"
is "a stack: 80% × 1.1 − 1%" "$(column yunnan name old new file)" "basic.ratio.secondary 75% 87% $work/c.lua"
is "where the first says nothing, the rules' own is scaled: 80% × 1.1 − 1%" "$(column guangxi old new)" "80% 87%"
is "and 75% × 1.1 − 1%" "$(column heilongjiang old new)" "75% 81.5%"
shown --baseline "$work/a.lua" --scenario "$work/b.lua"
is "a baseline lies under both sides" "$(column yunnan old new)" "80% 88%"
is "counties that it touches" "$(value shown counties/0) $(python3 -c 'import json,sys; print(len(json.load(open(sys.argv[1]))["counties"]))' "$work/shown.json")" \
  "$(cat rules/*/*/*.lua rules/*/*.lua | grep -oP 'code = "\K\d{6}' | sort | head -1) $(ls rules/*/*/*.lua rules/*/*.lua | grep -vc test)"
shown --baseline "$work/b.lua" --scenario "$work/a.lua"
is "only the place that is touched" "$(value shown counties)" "$(cat rules/yunnan/wenshan/*.lua | grep -oP '(code|代码) = "\K\d{6}' | sort -u | sed "s/.*/'&'/" | paste -sd, | sed 's/,/, /g; s/.*/[&]/')"
printf 'at "532625"\nbasic.ratio.secondary = percent(85)\n' >"$work/d.lua"
shown --scenario "$work/d.lua+$work/a.lua"
is "of two that give one value the later counts" "$(column yunnan new)" "80%"
is "and it is said" "$(value shown overlaps/0/name) $(value shown overlaps/0/file):$(value shown overlaps/0/line) $(value shown overlaps/0/over_file):$(value shown overlaps/0/over_line)" \
  "basic.ratio.secondary $work/a.lua:2 $work/d.lua:2"
shown --scenario "$work/a.lua+$work/b.lua"
is "scaling what another gives is no overlap" "$(value shown overlaps)" "[]"

# --- arithmetic: half up to the fen, six decimals of a share
small_rules "$work/small"
sed -i 's/^basic.deductible = .*/basic.deductible = yuan(100.30)/; s/secondary = percent(80)/secondary = percent(33.3333)/' "$work/small/land/town/malipo.lua"
printf 'scale("basic.deductible", 1.05)\nscale("basic.ratio.secondary", percent(50))\nadd("basic.cap", -yuan(0.01))\n' >"$work/s.lua"
rules=$work/small shown --scenario "$work/s.lua"
is "105.315 is 105.32, 16.66665% is 16.6667%" "$(column "" name new)" "basic.ratio.secondary 16.6667% basic.deductible 105.32 basic.cap 99,999.99"
printf 'scale("basic", 1.5)\n' >"$work/s.lua"
printf 'basic.ratio = { township = percent(60), primary = percent(60), secondary = percent(60), tertiary = percent(60), provincial = percent(60) }\n' >"$work/low.lua"
rules=$work/small shown --scenario "$work/low.lua+$work/s.lua"
is "all numbers below a name" "$(python3 -c 'import json,sys
print(*sorted({r["name"].split(".")[1] + " " + r["new"] for r in json.load(open(sys.argv[1]))["parameters"]}), sep=", ")' "$work/shown.json")" "cap 150,000.00, deductible 150.45, ratio 90%"

# --- days: a stretch of the year
cp -R rules "$work/summer"
printf '\nfrom("2018-07-01", "2018-09-30")\nbasic.ratio.secondary = percent(85)\n' >>"$work/summer/yunnan/wenshan/prefecture.lua"
run=$(run_of "$work/summer")
whatif days --rules rules --scenario examples/scenarios/days.lua --by identity
same "days in a scenario are those of a rule file" days "$run"
shown --scenario examples/scenarios/days.lua
is "the table says from when till when" "$(column yunnan name old new from until)" "basic.ratio.secondary 75% 85% 2018-07-01 2018-09-30"

# --- identities: a parameter that is not kept by identity, in the model's own formula
cp -R rules "$work/halved"
sed -i 's/round(basic.deductible\[level\] \* (1/round(basic.deductible[level] * ((who == "low_income" or who == "none") and 0.5 or 1) * (1/' "$work/halved/model.lua"
cmp -s rules/model.lua "$work/halved/model.lua" && bad "the formula is edited" "it is not"
printf 'only { "low_income", "非救助对象" }\nscale("basic.deductible", 0.5)\n' >"$work/only.lua"
whatif only --rules rules --scenario "$work/only.lua" --by identity
run=$(run_of "$work/halved")
same "only: the deductible of two identities halved" only "$run"
"$GUIZE" whatif --db "$db" --rules rules --year 2018 --json --quiet --scenario "$work/only.lua" --by identity --jobs 1 --no-jit >"$work/plain.json"
cmp -s "$work/only.json" "$work/plain.json" && ok "only, without the compiler" || bad "only, without the compiler" "other bytes"
shown --scenario "$work/only.lua"
is "the table says for whom" "$(python3 -c 'import json,sys
rows = [r for r in json.load(open(sys.argv[1]))["parameters"] if r["place"] == "heilongjiang" and r["name"] == "basic.deductible.secondary"]
print([(r["old"], r["new"], [i["name"] for i in r["identities"]]) for r in rows])' "$work/shown.json")" "[('400.00', '200.00', ['none', 'low_income'])]"
cp -R rules "$work/aided"
sed -i 's/pays = function(case) return case.temporary_aid end/pays = function(case) return case.temporary_aid + (case.identity == "dibao" and case.settled >= date "2018-04-01" and 5000 or 0) end/' "$work/aided/model.lua"
printf 'only "dibao"\nfrom "2018-04-01"\nlayer "temporary_aid" { covers = "any", pays = function(case) return case.temporary_aid + 5000 end }\n' >"$work/aid.lua"
whatif aid --rules rules --scenario "$work/aid.lua" --by identity
run=$(run_of "$work/aided")
same "only: a layer replaced for one identity, from a day on" aid "$run"
shown --scenario "$work/aid.lua"
is "a replaced layer is told" "$(value shown definitions/0/kind) $(value shown definitions/0/name) $(value shown definitions/0/identities/0/name) $(value shown definitions/0/from)" "layer temporary_aid dibao 2018-04-01"

printf '仅对 { "低收入", "非救助对象" }\n乘以("基本医保.起付线", 0.5)\n' >"$work/only.lua"
shown --scenario "$work/only.lua" && cp "$work/shown.json" "$work/chinese.json"
printf 'only { "low_income", "none" }\nscale("basic.deductible", 0.5)\n' >"$work/only.lua"
shown --scenario "$work/only.lua"
cmp -s "$work/chinese.json" "$work/shown.json" && ok "the words in Chinese" || bad "the words in Chinese" "another table"

# --- one case: both sides, and where they part
case=$(ask "SELECT min(case_id) FROM settlement s JOIN cases c USING (case_id) WHERE run_id = $run AND status = 'ok' AND s.temporary_aid >= 5000 AND c.temporary_aid = 0")
"$GUIZE" explain "$case" --db "$db" --scenario "$work/aid.lua" --json >"$work/one.json"
is "explain: the layer" "$(value one first/name) $(value one first/left) $(value one first/right) $(value one why/what)" "temporary_aid 0 5000 text"
other=$(ask "SELECT min(case_id) FROM settlement s JOIN cases c USING (case_id) WHERE run_id = $run AND status = 'ok' AND s.temporary_aid = 0 AND settled > '2018-06-01'")
"$GUIZE" explain "$other" --db "$db" --scenario "$work/aid.lua" | grep -q "both sides pay the same" && ok "explain: another identity is as it was" || bad "explain: another identity is as it was" "it is not"
second=$(ask "SELECT min(c.case_id) FROM cases c JOIN hospital h USING (hospital_id) JOIN person p USING (person_id) JOIN settlement s ON s.case_id = c.case_id AND s.run_id = $run
  WHERE h.level = 'secondary' AND c.kind = 'inpatient' AND p.county_code = '532625' AND c.referral <> 'none' AND c.in_scope_cost > 500000 AND s.status = 'ok'")
"$GUIZE" explain "$second" --db "$db" --set basic.ratio.secondary=85% --json >"$work/one.json"
is "explain --set: the parameter, old and new" "$(value one first/name) $(value one why/name).$(value one why/left/key) $(value one why/left/text) $(value one why/right/text)" "basic basic.ratio.secondary 75% 85%"
is "and in one line" "$(python3 -c 'import json,sys; print(*json.load(open(sys.argv[1]))["part"].values())' "$work/one.json")" \
  "basic 基本医疗保险 basic.ratio.secondary 基本医保住院报销比例（二级） 75% 85%"
"$GUIZE" explain "$second" --db "$db" --scenario "$work/only.lua+$work/b.lua" --lang en >"$work/text"
grep -q "right: 82.5%  $work/b.lua:1" "$work/text" && ok "explain names the line of the scenario" || bad "explain names the line of the scenario" "$(tail -3 "$work/text")"
printf '.load %s\n.compare %s\n.pending\n.reset\n.compare %s\n' "$work/aid.lua" "$case" "$case" | "$GUIZE" prompt "$db" >"$work/text" 2>&1
grep -q "民政临时救助 .*0.00 .*50.00 .*50.00" "$work/text" && grep -q "aid.lua .*a scenario" "$work/text" && grep -q E643 "$work/text" &&
  ok "the prompt takes it along" || bad "the prompt takes it along" "$(head -3 "$work/text")"

# --- special relief, by the rules' stored run and Python
run=$(run_of rules)
whatif relief --rules rules --scenario examples/scenarios/special_relief.lua --by identity
ask "SELECT c.person_id, c.case_id, c.total_cost - s.basic - s.serious_illness - s.supplementary - s.supplementary_out, $identity FROM settlement s JOIN cases c USING (case_id)
  WHERE s.run_id = $run AND s.status = 'ok' ORDER BY c.settled, c.case_id" >"$work/rows"
is "special relief to the fen" "$(python3 -c 'import json,sys
print(next(g["totals"]["layers"]["assistance"] for g in json.load(open(sys.argv[1]))["sides"][1]["groups"] if g["group"] == "非救助对象"))' "$work/relief.json")" "$(python3 - "$work/rows" <<'PY'
import sys
owed, paid = {}, {}
for line in open(sys.argv[1]):
    person, case, left, who = line.strip().split("|")
    if who != "非救助对象": continue
    owed[person] = owed.get(person, 0) + int(left)
print(sum((min(max(0, sum_ - 2000000) * 6, 50000000) + 5) // 10 for sum_ in owed.values()))
PY
)"

# --- what is wrong is said, with file and line, and nothing is printed
wrong() { # wrong NAME CODE PATTERN TEXT
  printf -- "$4" >"$work/w.lua"
  "$GUIZE" params --rules rules --year 2018 --scenario "$work/w.lua" >"$work/out" 2>"$work/err"
  code=$?
  test $code = 3 && grep -q "$2" "$work/err" && grep -q "$3" "$work/err" && test ! -s "$work/out" && ok "$1" || bad "$1" "exit $code: $(head -c 300 "$work/err")"
}
wrong "nothing in it" "w.lua:1.*E288" "nothing in this scenario" '-- only a comment\nat "532625"\n'
wrong "given twice, with both lines" "w.lua:3.*E230" "w.lua:2" 'at "532625"\nbasic.ratio.secondary = percent(85)\nbasic.ratio.secondary = percent(86)\n'
wrong "given twice for one of the identities" "w.lua:4.*E230" "w.lua:2" 'only { "dibao", "tekun" }\nbasic.annual_cap = yuan(1)\nonly { "tekun" }\nbasic.annual_cap = yuan(2)\n'
wrong "scaled twice" "w.lua:2.*E230" "w.lua:1" 'scale("basic.ratio", 1.01)\nscale("basic.ratio.secondary", 1.02)\n'
wrong "given and scaled" "w.lua:2.*E291" "w.lua:1" 'basic.ratio.secondary = percent(85)\nfrom "2018-07-01" scale("basic.ratio.secondary", 1.02)\n'
wrong "a near name" "w.lua:1.*E201.*basic.ratoi" "basic.ratio" 'scale("basic.ratoi", 1.02)\n'
wrong "a key that is none" "w.lua:1.*E203.*secondry" "secondary" 'scale("basic.ratio.secondry", 1.02)\n'
wrong "above the range" "w.lua:2.*E286.*123.5%" "95% in .*tianlin.lua" 'at "guangxi/baise/tianlin"\nscale("basic.ratio.primary", 1.3)\n'
wrong "below nothing" "w.lua:1.*E286.*-9%" "0%" 'add("basic.ratio", -percent(99))\n'
wrong "no factor" "w.lua:1.*E285" "1.05" 'scale("basic.ratio", yuan(2))\n'
wrong "another unit" "w.lua:1.*E211" "yuan" 'add("basic.ratio", yuan(2))\n'
wrong "no number" "w.lua:1.*E287" "choice" 'scale("settlement_rules.year_by", 2)\n'
wrong "no value to change" "w.lua:2.*E287" "at" 'at "heilongjiang"\nscale("assistance.threshold.none", 2)\n'
wrong "an identity that is none" "w.lua:1.*E203.*tekunn" "tekun" 'only "tekunn"\n'
wrong "a target for some" "w.lua:2.*E290" "everyone" 'only "tekun"\ngoal.self_pay = percent(5)\n'
wrong "the reading of a place for some" "w.lua:2.*E290" "everyone" 'only "tekun"\nsettlement_rules.identity_by = "discharge"\n'
wrong "a place that is none" "w.lua:1.*E208.*532699" "" 'at "532699"\n'
"$GUIZE" whatif --db "$db" --rules rules --year 2018 --quiet --scenario "$work/w.lua" >"$work/out" 2>"$work/err"
code=$?
test $code = 3 && grep -q "w.lua:1.*E208" "$work/err" && test ! -s "$work/out" && ok "what-if says it too" || bad "what-if says it too" "exit $code"
wrong "a negative share" "w.lua:1.*E212.*-5%" "" 'basic.ratio.secondary = -percent(5)\n'
