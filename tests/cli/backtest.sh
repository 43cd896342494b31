#!/bin/bash
# Backtests: the cases of a stored run under other rules. The second opinion is a run stored by those rules, and SQL
# over the two; on the small database the figures are worked out by hand.
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/small.bash
ok() { echo "ok $1"; }
bad() { echo "not ok $1 - $2"; }
is() { test "$2" = "$3" && ok "$1" || bad "$1" "expected $3, got $2"; }
work=${TMP:?}
db=$work/b.db
value() { python3 -c 'import json,sys
v = json.load(open(sys.argv[1]))
for key in sys.argv[2].split("/"):
    v = v[int(key)] if isinstance(v, list) else v[key]
print(v)' "$work/$1.json" "$2"; }
ask() { sqlite3 "$db" "$1"; }
# try NAME EXIT WORDS…: runs a backtest; what it prints goes to out and err.
try() {
  local name=$1 code=$2 got
  shift 2
  "$GUIZE" backtest --db "$db" --quiet "$@" >"$work/out" 2>"$work/err"
  got=$?
  test $got = "$code" && ok "$name" || bad "$name" "exit $got: $(head -c 300 "$work/out" "$work/err")"
}

"$GUIZE" init "$db" >/dev/null && "$GUIZE" synth --db "$db" --cases 2500 --seed 7 --quiet || exit 1
cp -R rules "$work/new"
sed -i 's/^jurisdiction.*/&\nfrom "2018-03-01"\nbasic.ratio.secondary = percent(88)\nbasic.ratio.township = percent(75)/' "$work/new/yunnan/wenshan/malipo.lua"
"$GUIZE" run --db "$db" --rules rules --year 2018 --quiet && "$GUIZE" run --db "$db" --rules "$work/new" --year 2018 --quiet || exit 1

# --- every figure counted by SQL in two stored runs
"$GUIZE" backtest --db "$db" --rules "$work/new" --against 1 --json --quiet >"$work/one.json" || bad "a backtest within its guard" "exit $?"
"$GUIZE" backtest --db "$db" --rules "$work/new" --against 1 --json --jobs 1 >"$work/two.json"
cmp -s "$work/one.json" "$work/two.json" && ok "one worker gives the same bytes" || bad "one worker gives the same bytes" "they differ"
layers=$(ask "SELECT group_concat(name, ' ') FROM run_layer WHERE run_id = 1")
differs="a.self_pay <> b.self_pay"
for layer in $layers; do
  differs="$differs OR a.$layer <> b.$layer"
  is "layer $layer before and after" "$(value one totals_before/layers/$layer) $(value one totals_after/layers/$layer)" \
    "$(ask "SELECT sum($layer) || ' ' || (SELECT sum($layer) FROM settlement WHERE run_id = 2) FROM settlement WHERE run_id = 1")"
done
pairs="settlement a JOIN settlement b ON b.case_id = a.case_id AND a.run_id = 1 AND b.run_id = 2 JOIN cases c ON c.case_id = a.case_id"
is "cases compared" "$(value one counts/compared)" "$(ask "SELECT count(*) FROM $pairs")"
is "cases changed" "$(value one counts/changed)" "$(ask "SELECT count(*) FROM $pairs WHERE $differs")"
test "$(value one counts/changed)" -gt 40 && ok "the change is felt" || bad "the change is felt" "too few cases"
is "cases that pay less, more, the same" "$(value one change/cases_less) $(value one change/cases_more) $(value one change/cases_same)" \
  "$(ask "SELECT sum(b.self_pay < a.self_pay) || ' ' || sum(b.self_pay > a.self_pay) || ' ' || sum(b.self_pay = a.self_pay) FROM $pairs")"
is "what they pay less and more" "$(value one change/less) $(value one change/more)" \
  "$(ask "SELECT sum(max(0, a.self_pay - b.self_pay)) || ' ' || sum(max(0, b.self_pay - a.self_pay)) FROM $pairs")"
is "persons that pay less, more, the same" "$(value one change/persons_less) $(value one change/persons_more) $(value one change/persons_same)" \
  "$(ask "SELECT sum(d < 0) || ' ' || sum(d > 0) || ' ' || sum(d = 0) FROM (SELECT sum(b.self_pay - a.self_pay) AS d FROM $pairs GROUP BY c.person_id)")"
is "self-pay after is that of the run by the new rules" "$(value one totals_after/self_pay)" "$(ask "SELECT sum(self_pay) FROM settlement WHERE run_id = 2")"
is "the ten largest changes" "$(python3 -c 'import json,sys; print(*("%d:%d:%d" % (c["case"], c["before"], c["after"]) for c in json.load(open(sys.argv[1]))["largest"]))' "$work/one.json")" \
  "$(ask "SELECT group_concat(t, ' ') FROM (SELECT a.case_id || ':' || a.self_pay || ':' || b.self_pay AS t FROM $pairs WHERE a.self_pay <> b.self_pay ORDER BY abs(b.self_pay - a.self_pay) DESC, a.case_id LIMIT 10)")"
is "the head of the document" "$(value one schema) $(value one year) $(value one data/hash) $(value one old_rules/hash)" \
  "guize.backtest.v1 2018 $(ask "SELECT data_hash || ' ' || rules_hash FROM run WHERE run_id = 1")"
is "the rules are those that run 2 was stored by" "$(value one rules/hash)" "$(ask "SELECT rules_hash FROM run WHERE run_id = 2")"
is "the rules themselves change nothing" "$("$GUIZE" backtest --db "$db" --rules rules --against 1 --max-change 0% --json --quiet >"$work/same.json"; echo $? "$(value same counts/changed)")" "0 0"

# --- the run's own rules with a scenario over them
printf 'at "532624"\nfrom "2018-03-01"\nbasic.ratio.secondary = percent(88)\nbasic.ratio.township = percent(75)\n' >"$work/a.lua"
(cd "$work" && "$GUIZE" backtest --db "$db" --scenario a.lua --against 1 --json --quiet >scenario.json)
is "a scenario over the run's own rules is the same change" "$(value scenario totals_after)" "$(value one totals_after)"
is "and the rules are the run's" "$(value scenario rules/hash)" "$(ask "SELECT rules_hash FROM run WHERE run_id = 1")"
(cd "$work" && "$GUIZE" backtest --db "$db" --rules "$OLDPWD/rules" --scenario a.lua --against 1 --json --quiet >both.json)
is "a scenario over a folder too" "$(value both totals_after)" "$(value one totals_after)"

changed=$(value one counts/changed) compared=$(value one counts/compared)
try "a share below what changes" 1 --rules "$work/new" --against 1 --max-change 0.5% --record
grep -q "not passed" "$work/out" && grep -q "not recorded" "$work/out" && ok "says that it did not pass and is not recorded" || bad "says so" "$(cat "$work/out")"
is "and nothing is recorded" "$(ask "SELECT count(*) FROM backtest")" 0

# --- recording
try "a backtest that passes is recorded" 0 --rules "$work/new" --against 1 --max-change 50% --record
is "as it came out" "$(ask "SELECT run_id, rules_hash, guard, passed, compared, changed, zero, failed, less, more, self_pay_after FROM backtest")" \
  "1|$(value one rules/hash)|50%|1|$compared|$changed|$(value one counts/zero)|0|$(value one change/less)|$(value one change/more)|$(value one totals_after/self_pay)"
(cd "$work" && "$GUIZE" backtest --db "$db" --scenario a.lua --against 1 --record --quiet >out)
is "with the scenario that lay over the rules" "$(ask "SELECT json_extract(scenario, '\$[0].text') FROM backtest WHERE backtest_id = 2")" "$(cat "$work/a.lua")"
is "the list of what was accepted" "$("$GUIZE" backtest --db "$db" --format csv | cut -d, -f1,2,5,6,7,8)" "backtest,run,scenario,guard,compared,changed
1,1,false,50%,$compared,$changed
2,1,true,,$compared,$changed"
cp "$db" "$work/old.db"
sqlite3 "$work/old.db" "DROP TABLE backtest; DROP TABLE adjustment_row; DROP TABLE adjustment"
is "an older database lists nothing" "$("$GUIZE" backtest --db "$work/old.db" --format csv | wc -l) $("$GUIZE" runs --db "$work/old.db" --format csv | wc -l)" "1 3"
"$GUIZE" backtest --db "$work/old.db" --rules rules --against 1 --quiet >"$work/out" && is "is compared without being changed" "$(sqlite3 "$work/old.db" "SELECT count(*) FROM sqlite_schema WHERE name = 'backtest'")" 0
"$GUIZE" backtest --db "$work/old.db" --rules rules --against 1 --record --quiet >"$work/out"
is "and gets the table when something is recorded" "$(sqlite3 "$work/old.db" "SELECT count(*) FROM backtest")" 1

# --- what is wrong is said
wrong() {
  "$GUIZE" backtest --db "$db" --quiet "${@:4}" >"$work/out" 2>"$work/err"
  code=$?
  test $code = "$2" && grep -q "$3" "$work/err" && test ! -s "$work/out" && ok "$1" || bad "$1" "exit $code: $(head -c 200 "$work/err")"
}
wrong "no run named" 2 E614 --rules rules --max-change 5%
wrong "no number of a run" 2 E612 --rules rules --against new
wrong "a run that is not there" 4 E420 --rules rules --against 9
wrong "a guard without a unit" 2 "E612.*500元" --rules rules --against 1 --max-change 500
wrong "a share above all" 2 E612 --rules rules --against 1 --max-change 101%
wrong "a negative amount" 2 E612 --rules rules --against 1 --max-change -5元
wrong "rules that are not there" 4 E451 --rules "$work/none" --against 1
wrong "a parameter that is not there" 3 "E201" --against 1 --set basic.ratoi=1
wrong "two sets of rules" 2 E612 --rules rules --scenario "$work/new" --against 1
mkdir "$work/part" && cp -R rules/* "$work/part" && rm "$work/part/yunnan/wenshan/malipo.lua"
wrong "rules without a county of the cases" 3 "E208.*532624" --rules "$work/part" --against 1

# --- small figures, by hand: deductible 100 to 1200 yuan. Stays of 1200 (township 90%) and 900 yuan get nothing any more;
# the others lose 1100 yuan at 80%.
db=$work/s.db
small_db "$db" && small_rules "$work/small" && "$GUIZE" run --db "$db" --rules "$work/small" --year 2018 --quiet || exit 1
cp -R "$work/small" "$work/dear" && sed -i 's/deductible = yuan(100)/deductible = yuan(1200)/' "$work/dear/land/town/malipo.lua"
"$GUIZE" backtest --db "$db" --rules "$work/dear" --against 1 --json --quiet >"$work/dear.json"
is "reimbursement that falls to zero" "$(value dear counts/zero) $(value dear counts/changed) $(value dear counts/compared)" "2 5 5"
is "what they pay more" "$(value dear change/more)" $((99000 + 72000 + 3 * 88000))
is "equal changes in the order of the cases" "$(python3 -c 'import json,sys; print(*(c["case"] for c in json.load(open(sys.argv[1]))["largest"]))' "$work/dear.json")" "102 101 103 105 104"
# Townships at 95%: stays 102 and 104, two of five, by 55 and 40 yuan.
try "a share that is just met" 0 --against 1 --set basic.ratio.township=95% --max-change 40%
try "a share that is just passed over" 1 --against 1 --set basic.ratio.township=95% --max-change 39.99%
try "an amount that is just met" 0 --against 1 --set basic.ratio.township=95% --max-change 55元
try "an amount that is just passed over" 1 --against 1 --set basic.ratio.township=95% --max-change 54.99元
grep -q "case 102" "$work/out" && ok "names the case" || bad "names the case" "$(cat "$work/out")"
try "an amount in units of ten thousand" 0 --against 1 --set basic.ratio.township=95% --max-change 0.01万元

# A rule that fails on the stays above 10,000 yuan.
cp -R "$work/small" "$work/fails" && sed -i 's|local pay|if case.in_scope_cost > yuan(10000) then return 0/0 end\n    local pay|' "$work/fails/model.lua"
try "a case that fails and did not" 1 --rules "$work/fails" --against 1 --max-change 100% --record
grep -q "E310" "$work/err" && grep -q "the first is 105" "$work/err" && grep -q "fails/model.lua:1" "$work/err" && ok "is named with its rule" || bad "is named with its rule" "$(cat "$work/err")"
is "and is not recorded" "$(ask "SELECT count(*) FROM backtest")" 0
"$GUIZE" run --db "$db" --rules "$work/fails" --year 2018 --quiet 2>/dev/null
try "a case that failed already is none" 0 --rules "$work/fails" --against 2
"$GUIZE" backtest --db "$db" --rules "$work/small" --against 2 --json --quiet >"$work/better.json"
is "nor one that fails no more" "$(value better counts/failed) $(value better counts/failing) $(value better counts/recovered) $(value better counts/compared)" "0 0 1 4"

# The cases have changed since: one is dearer, one is new, one is gone, one cannot be used.
ask "UPDATE cases SET total_cost = 600000, in_scope_cost = 550000 WHERE case_id = 101; DELETE FROM cases WHERE case_id = 102;
  INSERT INTO cases (case_id, person_id, hospital_id, admission, discharge, settled, total_cost, uncovered_cost, over_limit_cost, first_pay_cost, in_scope_cost)
    VALUES (106, 13, 6, '2018-07-10', '2018-07-12', '2018-07-12', 90000, 0, 0, 0, 90000)"
"$GUIZE" backtest --db "$db" --rules "$work/small" --against 1 --json --quiet >"$work/moved.json"
is "changed data are told" "$(value moved data_changed) $(value moved counts/missing) $(value moved counts/new) $(value moved counts/changed)" "True 1 1 1"
"$GUIZE" backtest --db "$db" --rules "$work/small" --against 1 | grep -q "have changed since run 1" && ok "also in words" || bad "also in words" "they are not"
ask "UPDATE cases SET hospital_id = 99 WHERE case_id = 105"
try "the answer as a page, also of one that says no" 1 --rules "$work/small" --against 1 --output "$work/page.html"
grep -q '</html>' "$work/page.html" && grep -q "^guard" "$work/out" && ok "with the verdict on the screen" || bad "with the verdict on the screen" "$(cat "$work/out")"
"$GUIZE" backtest --db "$db" --rules "$work/small" --against 1 --quiet --json | cmp -s - <("$GUIZE" backtest --db "$db" --rules "$work/small" --against 1 --quiet --output "$work/page.json" >/dev/null; cat "$work/page.json") && ok "a file of JSON is what --json prints" || bad "a file of JSON is what --json prints" "they differ"
wrong "an ending that is no report" 2 E680 --rules "$work/small" --against 1 --output "$work/page.db"
try "a case whose data cannot be used any more fails" 1 --rules "$work/small" --against 1
grep -q "the first is 105" "$work/err" && ok "and is named" || bad "and is named" "$(cat "$work/err")"
ask "UPDATE run SET status = 'running' WHERE run_id = 2"
wrong "a run that is not finished" 4 E421 --rules "$work/small" --against 2
