#!/bin/bash
# What-if against stored runs: the same cases settled by edited rules and stored are the second opinion; every sum, every
# winner and loser is counted there with SQL.
cd "$(dirname "$0")/../.." || exit 1
ok() { echo "ok $1"; }
bad() { echo "not ok $1 - $2"; }
is() { test "$2" = "$3" && ok "$1" || bad "$1" "expected $3, got $2"; }
work=${TMP:?}
db=$work/w.db
"$GUIZE" init "$db" >/dev/null && "$GUIZE" synth --db "$db" --cases 4000 --seed 7 --quiet || exit 1
cp -R rules "$work/other"
# The same change as a rule file would have it: Malipo's ratio of second-level hospitals.
sed -i 's/^jurisdiction.*/&\nbasic.ratio.secondary = percent(88)/' "$work/other/yunnan/wenshan/malipo.lua"
"$GUIZE" run --db "$db" --rules rules --year 2018 --quiet && "$GUIZE" run --db "$db" --rules "$work/other" --year 2018 --quiet || exit 1
"$GUIZE" whatif --db "$db" --rules rules --year 2018 --county 532624 --set basic.ratio.secondary=88% --json --quiet >"$work/one.json" ||
  { bad "a value of the command line" "exit $?"; exit 1; }
"$GUIZE" whatif --db "$db" --rules rules --year 2018 --set basic.ratio.secondary=88% --county 532624 --jobs 1 --json --quiet >"$work/two.json"
cmp -s "$work/one.json" "$work/two.json" && ok "one worker gives the same bytes" || bad "one worker gives the same bytes" "they differ"

value() { python3 -c 'import json,sys
v = json.load(open(sys.argv[1]))
for key in sys.argv[2].split("/"):
    v = v[int(key)] if isinstance(v, list) else v[key]
print(v)' "$work/$1.json" "$2"; }
ask() { sqlite3 "$db" "$1"; }
inside="JOIN cases USING (case_id) JOIN person USING (person_id) WHERE status = 'ok' AND county_code = '532624'"
for side in 0 1; do
  run=$((side + 1))
  for layer in basic serious_illness supplementary assistance backstop; do
    is "side $side, layer $layer as in run $run" "$(value one sides/$side/totals/layers/$layer)" "$(ask "SELECT sum($layer) FROM settlement $inside AND run_id = $run")"
  done
  is "side $side, self-pay as in run $run" "$(value one sides/$side/totals/self_pay)" "$(ask "SELECT sum(self_pay) FROM settlement $inside AND run_id = $run")"
done
pairs="settlement a JOIN settlement b ON b.case_id = a.case_id AND a.run_id = 1 AND b.run_id = 2 JOIN cases c ON c.case_id = a.case_id JOIN person p USING (person_id)
  WHERE a.status = 'ok' AND b.status = 'ok' AND county_code = '532624'"
is "cases that pay less" "$(value one sides/1/change/cases_less)" "$(ask "SELECT count(*) FROM $pairs AND b.self_pay < a.self_pay")"
is "cases that pay more" "$(value one sides/1/change/cases_more)" "$(ask "SELECT count(*) FROM $pairs AND b.self_pay > a.self_pay")"
is "what they pay less" "$(value one sides/1/change/less)" "$(ask "SELECT sum(a.self_pay - b.self_pay) FROM $pairs AND b.self_pay < a.self_pay")"
is "persons that pay less over the year" "$(value one sides/1/change/persons_less)" \
  "$(ask "SELECT count(*) FROM (SELECT person_id FROM $pairs GROUP BY person_id HAVING sum(b.self_pay - a.self_pay) < 0)")"
is "persons that pay the same" "$(value one sides/1/change/persons_same)" \
  "$(ask "SELECT count(*) FROM (SELECT person_id FROM $pairs GROUP BY person_id HAVING sum(b.self_pay - a.self_pay) = 0)")"
test "$(value one sides/1/change/cases_less)" -gt 20 && ok "the change is felt" || bad "the change is felt" "too few cases"

is "the largest change says where it begins" "$(value one sides/1/largest/0/layer) $(value one sides/1/largest/0/parameter) $(value one sides/1/largest/0/new)" "basic basic.ratio.secondary 88%"
is "the parameter that differs" "$(value one sides/1/parameters/0/name) $(value one sides/1/parameters/0/place_name) $(value one sides/1/parameters/0/new)" "basic.ratio.secondary 麻栗坡县 88%"

# What is told to differ can matter for the counties asked: neither other provinces nor the county next to it.
"$GUIZE" whatif --db "$db" --rules rules --year 2018 --scenario examples/scenarios/scale.lua --json --quiet >"$work/scale.json"
"$GUIZE" whatif --db "$db" --rules rules --year 2018 --scenario examples/scenarios/scale.lua --county 532624 --json --quiet >"$work/scale_one.json"
is "parameters that differ are those of the county asked" "$(python3 -c 'import json,sys
all, one = (json.load(open(p))["sides"][1]["parameters"] for p in sys.argv[1:])
mine = [r for r in all if r["place"] in ("", "yunnan", "yunnan/wenshan", "yunnan/wenshan/malipo")]
print(one == mine, len(all) > len(one) > 3)' "$work/scale.json" "$work/scale_one.json")" "True True"
printf 'at "532625"\nlayer "basic" { pays = function() return 0 end }\nat "532624"\nbasic.ratio.secondary = percent(88)\n' >"$work/next.lua"
"$GUIZE" whatif --db "$db" --rules rules --year 2018 --scenario "$work/next.lua" --county 532624 --json --quiet >"$work/next.json"
is "a layer replaced next to it is not told" "$(python3 -c 'import json,sys
s = json.load(open(sys.argv[1]))["sides"][1]
print(len(s["parameters"]), len(s.get("definitions", [])))' "$work/next.json")" "1 0"
"$GUIZE" whatif --db "$db" --rules rules --year 2018 --scenario "$work/other" --county 532625 --json --quiet >"$work/folder.json"
is "nor between two folders" "$(python3 -c 'import json,sys
print(json.load(open(sys.argv[1]))["sides"][1]["parameters"])' "$work/folder.json")" "[]"

# Groups add up to the whole, on every grouping.
for by in county level identity kind place referral sex age month hospital; do
  "$GUIZE" whatif --db "$db" --rules rules --year 2018 --set basic.ratio.secondary=88% --by $by --json --quiet >"$work/by.json"
  is "by $by the groups add up" "$(python3 -c 'import json,sys
d = json.load(open(sys.argv[1]))["sides"]
print(all(sum(g["totals"][k] for g in s["groups"]) == s["totals"][k] for s in d for k in ("cases", "self_pay", "total")), len(d[0]["groups"]) == len(d[1]["groups"]) > 1)' "$work/by.json")" "True True"
done
"$GUIZE" whatif --db "$db" --rules rules --year 2018 --set basic.ratio.secondary=88% --by level --json --quiet >"$work/by.json"
is "a group is what SQL makes of it" "$(python3 -c 'import json,sys
print([g["totals"]["self_pay"] for g in json.load(open(sys.argv[1]))["sides"][0]["groups"] if g["group"] == "二级"][0])' "$work/by.json")" \
  "$(ask "SELECT sum(self_pay) FROM settlement JOIN cases USING (case_id) JOIN hospital h USING (hospital_id) WHERE run_id = 1 AND status = 'ok' AND h.level = 'secondary'")"

# Scenario files stack; either side is free, and --set lies over the baseline.
printf 'at "532624"\nbasic.ratio.secondary = percent(88)\n' >"$work/a.lua"
printf 'at "532624"\nbackstop.eligible.none = true\n' >"$work/b.lua"
"$GUIZE" whatif --db "$db" --rules rules --year 2018 --scenario "$work/a.lua" --scenario "$work/a.lua+$work/b.lua" --json --quiet >"$work/stack.json"
is "a scenario file is the same as --set" "$(value stack sides/1/totals/layers/assistance)" "$(ask "SELECT sum(assistance) FROM settlement WHERE run_id = 2")"
test "$(value stack sides/2/totals/self_pay)" -lt "$(value stack sides/1/totals/self_pay)" && ok "two scenarios do more than one" || bad "two scenarios do more than one" "they do not"
"$GUIZE" whatif --db "$db" --rules rules --year 2018 --baseline "$work/a.lua" --scenario "$work/b.lua" --json --quiet >"$work/base.json"
is "the baseline is a side of its own" "$(value base sides/0/totals/self_pay)" "$(value stack sides/1/totals/self_pay)"
"$GUIZE" whatif --db "$db" --rules rules --year 2018 --scenario "$work/b.lua" --json --quiet >"$work/alone.json"
is "a scenario stands for itself" "$(value base sides/1/totals/self_pay)" "$(value alone sides/1/totals/self_pay)"
"$GUIZE" whatif --db "$db" --rules rules --year 2018 --baseline "$work/a.lua" --set backstop.eligible.none=true --county 532624 --json --quiet >"$work/over.json"
"$GUIZE" whatif --db "$db" --rules rules --year 2018 --scenario "$work/a.lua+$work/b.lua" --county 532624 --json --quiet >"$work/both.json"
is "values of --set lie over the baseline" "$(value over sides/1/totals/self_pay)" "$(value both sides/1/totals/self_pay)"

# Crossed groups add up, to their rows and to the whole.
"$GUIZE" whatif --db "$db" --rules rules --year 2018 --set basic.ratio.secondary=88% --by county,identity --json --quiet >"$work/cross.json"
"$GUIZE" whatif --db "$db" --rules rules --year 2018 --set basic.ratio.secondary=88% --by county --json --quiet >"$work/by.json"
is "crossed groups add up" "$(python3 -c 'import json,sys
cross, by = (json.load(open(p))["sides"] for p in sys.argv[1:])
good = all(sum(g["totals"][k] for g in s["groups"]) == s["totals"][k] for s in cross for k in ("cases", "self_pay", "total", "reimbursed"))
for c, b in zip(cross, by):
    for g in b["groups"]:
        for k in ("cases", "self_pay"):
            good = good and sum(x["totals"][k] for x in c["groups"] if x["group"] == g["group"]) == g["totals"][k]
print(good, len(cross[0]["groups"]) > len(by[0]["groups"]))' "$work/cross.json" "$work/by.json")" "True True"
is "a crossed group is what SQL makes of it" "$(python3 -c 'import json,sys
print([g["totals"]["self_pay"] for g in json.load(open(sys.argv[1]))["sides"][0]["groups"] if g["group"].startswith("532624") and g["across"] == "非救助对象"][0])' "$work/cross.json")" \
  "$(ask "SELECT sum(self_pay) FROM settlement $inside AND run_id = 1 AND NOT EXISTS (SELECT 1 FROM identity i WHERE i.person_id = person.person_id
    AND i.begins <= coalesce(discharge, settled) AND coalesce(i.ends, '9999') >= admission)")"

# The bands of the change hold every case and every person once, and their sums are the difference.
is "bands add up" "$(python3 -c 'import json,sys
s = json.load(open(sys.argv[1]))["sides"][1]
c, d = s["change"], s["distribution"]
print(sum(b["cases"] for b in d) == c["cases_less"] + c["cases_more"] + c["cases_same"], sum(b["sum"] for b in d) == c["more"] - c["less"],
      sum(b["persons"] for b in d) == c["persons_less"] + c["persons_more"] + c["persons_same"], sum(b["sum"] for b in d if b["from"] is None or b["from"] < 0) == -c["less"])' "$work/one.json")" "True True True True"
is "a band is what SQL makes of it" "$(python3 -c 'import json,sys
print([b["cases"] for b in json.load(open(sys.argv[1]))["sides"][1]["distribution"] if b["to"] == -10000][0])' "$work/one.json")" \
  "$(ask "SELECT count(*) FROM $pairs AND a.self_pay - b.self_pay > 10000 AND a.self_pay - b.self_pay <= 100000")"

# Another folder of rules stands as a side.
"$GUIZE" whatif --db "$db" --rules rules --year 2018 --scenario "$work/other" --json --quiet >"$work/folder.json"
is "a folder is a side" "$(value folder sides/1/totals/layers/basic)" "$(ask "SELECT sum(basic) FROM settlement WHERE run_id = 2")"
is "the parameter that the folder has of its own" "$(value folder sides/1/parameters/0/name) $(value folder sides/1/parameters/0/place_name) $(value folder sides/1/parameters/0/new)" "basic.ratio.secondary 麻栗坡县 88%"
is "and is held against the rules" "$(value folder sides/0/totals/layers/basic)" "$(ask "SELECT sum(basic) FROM settlement WHERE run_id = 1")"
is "targets of a folder are those of its run" "$(python3 -c 'import json,sys
t = [t for t in json.load(open(sys.argv[1]))["sides"][1]["targets"] if t["target"] == "actual_reimbursement" and t["county"] == "532624"][0]
print("%d|%d" % (t["part"], t["whole"]))' "$work/folder.json")" "$(ask "SELECT cast(numerator AS INTEGER), cast(denominator AS INTEGER) FROM target_value WHERE run_id = 2 AND target = 'actual_reimbursement' AND county = '532624' AND group_value = ''")"

# Cases that a scenario fails on are named and left out on both sides.
printf 'layer "temporary_aid" { pays = function(case) return case.total_cost > 2000000 and 0/0 or 0 end }\n' >"$work/fails.lua"
"$GUIZE" whatif --db "$db" --rules rules --year 2018 --scenario "$work/fails.lua" --json --quiet >"$work/fails.json"
large="FROM settlement JOIN cases USING (case_id) WHERE run_id = 1 AND status = 'ok' AND total_cost > 2000000"
is "failing cases are counted" "$(value fails excluded/cases)" "$(ask "SELECT count(*) FROM settlement JOIN cases USING (case_id) LEFT JOIN cases o ON o.case_id = cases.refund_of
    WHERE run_id = 1 AND status = 'ok' AND (cases.total_cost > 2000000 OR o.total_cost > 2000000)")"
is "they are named" "$(value fails excluded/reasons/0/first_case) $(value fails excluded/reasons/0/text | cut -c1-4)" "$(ask "SELECT min(case_id) $large") E310"
is "they are left out of the baseline too" "$(value fails sides/0/totals/total)" "$(value fails sides/1/totals/total)"
is "and of its targets" "$(python3 -c 'import json,sys
d = json.load(open(sys.argv[1]))["sides"]
print([t["whole"] for t in d[0]["targets"]] == [t["whole"] for t in d[1]["targets"]])' "$work/fails.json")" True

# What is wrong is said, and nothing is printed.
wrong() {
  "$GUIZE" whatif --db "$db" --rules rules --year 2018 --quiet "${@:4}" >"$work/out" 2>"$work/err"
  code=$?
  test $code = "$2" && grep -q "$3" "$work/err" && test ! -s "$work/out" && ok "$1" || bad "$1" "exit $code: $(head -c 200 "$work/err")"
}
is "the side of --set is what was set" "$(value one sides/1/name)" "basic.ratio.secondary=88%"
"$GUIZE" whatif --db "$db" --rules rules --year 2018 --county 532624 --set basic.ratio.secondary=88% --quiet | grep -q '^basic.ratio.secondary=88%$' && ok "and on the screen" || bad "and on the screen" "it is not"
printf 'at "532624"\nbasic.ratio.secondary = percent(90)\n' >"$work/first.lua"
printf 'at "532624"\nbasic.ratio.secondary = percent(80)\n' >"$work/second.lua"
for language in en zh; do
  test $language = en && twice="the later counts: basic.ratio.secondary" || twice="以后者为准：basic.ratio.secondary"
  "$GUIZE" --lang $language whatif --db "$db" --rules rules --year 2018 --county 532624 --scenario "$work/first.lua+$work/second.lua" --quiet --output "$work/twice.$language.md" >"$work/out"
  grep "$twice" "$work/out" | grep -q 'second.lua:2.*first.lua:2' && ok "what two scenarios set is told ($language)" || bad "what two scenarios set is told ($language)" "$(grep -i twice "$work/out")"
done
grep -q '两个方案都设定了 basic.ratio.secondary' "$work/twice.zh.md" && ok "and on the page" || bad "and on the page" "it is not"
"$GUIZE" whatif --db "$db" --rules rules --year 2018 --county 532624 --set basic.ratio.secondary=88% --by place --quiet --output "$work/place.md" >/dev/null
is "groups of the page count cases" "$(awk -F ' *[|] *' '/少付病例/ { on = 1 } on && $2 == "合计" { print $7; exit }' "$work/place.md" | tr -d ,)" "$(value one sides/1/change/cases_less)"
is "the page tells cases that are settled" "$(sed -n 's/^| 结算病例数 | \(.*\) |/\1/p' "$work/place.md" | tr -d ,)" "$(value one sides/0/totals/cases)"
is "and those that are read" "$(sed -n 's/^| 读入病例数 | \(.*\) |/\1/p' "$work/place.md" | tr -d ,)" "$(value one data/cases)"
wrong "nothing to try" 2 E644
wrong "a parameter that is not there" 3 "E201.*basic.ratoi" --set basic.ratoi.secondary=88%
wrong "a wrong unit" 3 E211 --set basic.ratio.secondary=88
grep -q 'write it as 88%' "$work/err" && ok "and the number is taken up" || bad "and the number is taken up" "$(cat "$work/err")"
wrong "a key is missing" 3 E211 --set basic.ratio=88%
grep -q 'township, primary, secondary, tertiary, provincial' "$work/err" && ok "and the keys are named" || bad "and the keys are named" "$(cat "$work/err")"
wrong "no such file" 4 E451 --scenario "$work/none.lua"
wrong "a grouping crossed with itself" 2 "E612" --set basic.ratio.secondary=88% --by level,level
wrong "a county without cases" 4 "E507" --set basic.ratio.secondary=88% --county 110101
wrong "a grouping that is not there" 2 "E612" --set basic.ratio.secondary=88% --by levle
printf 'at "999999"\nbasic.ratio.secondary = percent(88)\n' >"$work/c.lua"
wrong "a place that is not there" 3 E208 --scenario "$work/c.lua"
printf 'layer "new" { title = "新", pays = function() return 0 end }\n' >"$work/d.lua"
wrong "a scenario adds no names" 3 E280 --scenario "$work/d.lua"
printf 'layer "temporary_aid" { pays = function(case) return 1 end }\n' >"$work/e.lua"
"$GUIZE" whatif --db "$db" --rules rules --year 2018 --scenario "$work/e.lua" --json --quiet >"$work/layer.json"
test "$(value layer sides/1/totals/layers/temporary_aid)" != "$(value layer sides/0/totals/layers/temporary_aid)" && ok "a scenario replaces a layer" || bad "a scenario replaces a layer" "it pays as before"
