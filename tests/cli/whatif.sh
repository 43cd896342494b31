#!/bin/bash
# What-if against stored runs: the same cases settled by edited rules and stored are the second opinion; every sum, every
# winner and loser is counted there with SQL.
# limit: 90
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

# Scenario files stack; the baseline lies under every side.
printf 'at "532624"\nbasic.ratio.secondary = percent(88)\n' >"$work/a.lua"
printf 'at "532624"\nbackstop.eligible.none = true\n' >"$work/b.lua"
"$GUIZE" whatif --db "$db" --rules rules --year 2018 --scenario "$work/a.lua" --scenario "$work/a.lua+$work/b.lua" --json --quiet >"$work/stack.json"
is "a scenario file is the same as --set" "$(value stack sides/1/totals/layers/assistance)" "$(ask "SELECT sum(assistance) FROM settlement WHERE run_id = 2")"
test "$(value stack sides/2/totals/self_pay)" -lt "$(value stack sides/1/totals/self_pay)" && ok "two scenarios do more than one" || bad "two scenarios do more than one" "they do not"
"$GUIZE" whatif --db "$db" --rules rules --year 2018 --baseline "$work/a.lua" --scenario "$work/b.lua" --json --quiet >"$work/base.json"
is "the baseline is a side of its own" "$(value base sides/0/totals/self_pay)" "$(value stack sides/1/totals/self_pay)"
is "and lies under the others" "$(value base sides/1/totals/self_pay)" "$(value stack sides/2/totals/self_pay)"

# What is wrong is said, and nothing is printed.
wrong() {
  "$GUIZE" whatif --db "$db" --rules rules --year 2018 --quiet "${@:4}" >"$work/out" 2>"$work/err"
  code=$?
  test $code = "$2" && grep -q "$3" "$work/err" && test ! -s "$work/out" && ok "$1" || bad "$1" "exit $code: $(head -c 200 "$work/err")"
}
wrong "nothing to try" 2 E644
wrong "a parameter that is not there" 3 "E201.*basic.ratoi" --set basic.ratoi.secondary=88%
wrong "a wrong unit" 3 E211 --set basic.ratio.secondary=88
wrong "no such file" 4 E451 --scenario "$work/none.lua"
wrong "a grouping that is not there" 2 "E612" --set basic.ratio.secondary=88% --by levle
printf 'at "999999"\nbasic.ratio.secondary = percent(88)\n' >"$work/c.lua"
wrong "a place that is not there" 3 E208 --scenario "$work/c.lua"
printf 'layer "new" { title = "新", pays = function() return 0 end }\n' >"$work/d.lua"
wrong "a scenario adds no names" 3 E280 --scenario "$work/d.lua"
printf 'layer "temporary_aid" { pays = function(case) return 1 end }\n' >"$work/e.lua"
"$GUIZE" whatif --db "$db" --rules rules --year 2018 --scenario "$work/e.lua" --json --quiet >"$work/layer.json"
test "$(value layer sides/1/totals/layers/temporary_aid)" != "$(value layer sides/0/totals/layers/temporary_aid)" && ok "a scenario replaces a layer" || bad "a scenario replaces a layer" "it pays as before"
