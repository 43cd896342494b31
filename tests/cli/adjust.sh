#!/bin/bash
# Adjustments between stored runs (补差): a rate that changes from an earlier day. What is owed is counted by SQL over the
# stored runs; whatever is recorded, what was paid and adjusted must be the newest run, case by case and layer by layer.
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/small.bash
ok() { echo "ok $1"; }
bad() { echo "not ok $1 - $2"; }
is() { test "$2" = "$3" && ok "$1" || bad "$1" "expected $3, got $2"; }
work=${TMP:?}
db=$work/a.db
ask() { sqlite3 "$db" "$1"; }
adjust() { "$GUIZE" adjust "$@" --db "$db"; }
value() { python3 -c 'import json,sys
v = json.load(open(sys.argv[1]))
for key in sys.argv[2].split("/"):
    v = v[int(key)] if isinstance(v, list) else v[key]
print(v)' "$work/$1.json" "$2"; }
# wrong NAME EXIT TEXT WORDS…
wrong() {
  adjust "${@:4}" >"$work/out" 2>"$work/err"
  code=$?
  test $code = "$2" && grep -q "$3" "$work/err" && test ! -s "$work/out" && ok "$1" || bad "$1" "exit $code: $(head -c 300 "$work/out" "$work/err")"
}

"$GUIZE" init "$db" >/dev/null && "$GUIZE" synth --db "$db" --cases 2500 --seed 7 --quiet || exit 1
cp -R rules "$work/second" && cp -R rules "$work/third"
sed -i 's/^jurisdiction.*/&\nfrom "2018-03-01"\nbasic.ratio.secondary = percent(88)/' "$work/second/yunnan/wenshan/malipo.lua"
sed -i 's/^jurisdiction.*/&\nfrom "2018-02-01"\nbasic.ratio.secondary = percent(78)\nbasic.ratio.township = percent(97)/' "$work/third/yunnan/wenshan/malipo.lua"
for rules in rules "$work/second" "$work/third"; do "$GUIZE" run --db "$db" --rules "$rules" --year 2018 --quiet || exit 1; done
"$GUIZE" run --db "$db" --rules rules --year 2018 --county 532624 --quiet && "$GUIZE" run --db "$db" --rules rules --year 2017 --quiet
layers=$(ask "SELECT group_concat(name, ' ') FROM (SELECT name FROM run_layer WHERE run_id = 1 ORDER BY position)")

# due FROM TO: SQL of the differences of FROM and TO by person: county, person, a column a layer, net, cases.
due() {
  local columns='' any='0' net='0' layer
  for layer in $layers; do
    columns="$columns, sum(b.$layer - a.$layer) AS $layer"
    any="$any OR a.$layer <> b.$layer"
    net="$net + $layer"
  done
  echo "SELECT *, $net AS net FROM (SELECT p.county_code, c.person_id$columns, count(*) AS cases FROM settlement a JOIN settlement b ON b.case_id = a.case_id AND a.run_id = $1
    AND b.run_id = $2 JOIN cases c ON c.case_id = a.case_id JOIN person p USING (person_id) WHERE $any GROUP BY c.person_id)"
}
# unpaid BASE TO: how many amounts of TO are not what BASE gave and every adjustment since.
unpaid() {
  local sql='0' layer
  for layer in $layers; do
    sql="$sql + (b.$layer <> a.$layer + coalesce((SELECT sum(amount) FROM adjustment_row r WHERE r.case_id = a.case_id AND r.layer = '$layer'), 0))"
  done
  ask "SELECT sum($sql) FROM settlement a JOIN settlement b ON b.case_id = a.case_id WHERE a.run_id = $1 AND b.run_id = $2 AND a.status = 'ok' AND b.status = 'ok'"
}

# --- figures
adjust 1 2 --json >"$work/one.json" && ok "two runs" || bad "two runs" "exit $?"
is "the head of the document" "$(value one schema) $(value one year) $(value one data/hash) $(value one rules/hash) $(value one data/persons)" \
  "guize.adjust.v1 2018 $(ask "SELECT data_hash || ' ' || rules_hash FROM run WHERE run_id = 2") $(ask "SELECT count(DISTINCT person_id) FROM settlement JOIN cases USING (case_id) WHERE run_id = 2")"
for layer in $layers; do
  is "$layer owed and recovered" \
    "$(python3 -c 'import json,sys; print(*((f["owed"], f["recovered"]) for f in json.load(open(sys.argv[1]))["funds"] if f["layer"] == sys.argv[2]))' "$work/one.json" "$layer")" \
    "$(ask "SELECT '(' || coalesce(sum(max(0, $layer)), 0) || ', ' || coalesce(sum(max(0, -$layer)), 0) || ')' FROM ($(due 1 2))")"
done
all_zero=$(for layer in $layers; do printf '%s = 0 AND ' "$layer"; done)1
is "persons and cases" "$(value one counts/persons) $(value one counts/cases) $(value one persons/owed_fen) $(value one persons/owing_fen)" \
  "$(ask "SELECT sum(NOT ($all_zero)) || ' ' || sum(cases) || ' ' || sum(max(0, net)) || ' ' || sum(max(0, -net)) FROM ($(due 1 2))")"
test "$(value one counts/persons)" -gt 20 && ok "the change is felt" || bad "the change is felt" "too few persons"
adjust 1 2 --output "$work/list.csv" >"$work/out"
yuan() { for layer in $layers net; do printf ", printf('%%.2f', %s / 100.0)" "$layer"; done; }
is "the list, a row a person" "$(tail -n +2 "$work/list.csv" | cut -d, -f1,3,6-)" \
  "$(sqlite3 -csv "$db" "SELECT county_code, person_id$(yuan), cases FROM ($(due 1 2)) WHERE NOT ($all_zero) ORDER BY county_code, person_id" | tr -d '"\r')"
adjust 1 2 --format csv | cmp -s - "$work/list.csv" && ok "the same bytes again, on the screen" || bad "the same bytes again" "they differ"
is "a column a layer" "$(head -1 "$work/list.csv")" "county_code,county,person,name,id_number,$(echo "$layers" | tr ' ' ,),net,cases"
adjust 1 2 --output "$work/list.json" >"$work/out" && is "a file named .json is JSON" "$(python3 -c 'import json,sys; print(len(json.load(open(sys.argv[1]))))' "$work/list.json")" "$(value one counts/persons)"
is "nothing is recorded without --record" "$(ask "SELECT (SELECT count(*) FROM adjustment) + (SELECT count(*) FROM adjustment_row)")" 0

# --- names
first=$(tail -n +2 "$work/list.csv" | head -1 | cut -d, -f3)
name=$(ask "SELECT name FROM person WHERE person_id = $first") number=$(ask "SELECT id_number FROM person WHERE person_id = $first")
grep -q "$name\|$number" "$work/list.csv" && bad "names and numbers are masked" "they are not" || ok "names and numbers are masked"
adjust 1 2 --reveal --excel --output "$work/pay.csv" >"$work/out" 2>"$work/err"
grep -q "$name" "$work/pay.csv" && grep -q "=\"\"$number\"\"" "$work/pay.csv" && grep -q recorded "$work/err" && ok "--reveal shows them as text, and says so" || bad "--reveal shows them" "$(head -2 "$work/pay.csv" "$work/err")"
test "$(head -c 3 "$work/pay.csv" | od -An -tx1 | tr -d ' ')" = efbbbf && ok "--excel is marked as UTF-8" || bad "--excel is marked" "it is not"

# --- recording, twice, and on
cp "$db" "$work/plain.db"
adjust 1 2 --record --output "$work/first.csv" >"$work/out" && cmp -s "$work/first.csv" "$work/list.csv" && ok "recorded, and listed as before" || bad "recorded" "$(cat "$work/out")"
is "what was paid and adjusted is run 2" "$(unpaid 1 2)" 0
is "the row of the adjustment" "$(ask "SELECT from_run, to_run, persons, cases, left_out, owed - recovered FROM adjustment")" \
  "$(ask "SELECT 1, 2, sum(NOT ($all_zero)), sum(cases), 0, sum(net) FROM ($(due 1 2))")"
adjust 1 2 --record >"$work/out" && grep -q "nothing is owed" "$work/out" && ok "the second time nothing is owed" || bad "the second time nothing is owed" "$(cat "$work/out")"
is "and nothing is recorded" "$(ask "SELECT count(*) FROM adjustment")" 1
adjust 1 2 --output "$work/empty.csv" >"$work/out" && is "a list without persons has its head" "$(cat "$work/empty.csv")" "$(head -1 "$work/list.csv")"
adjust 1 3 --format csv >"$work/chain.csv"
adjust 2 3 --format csv >"$work/step.csv"
cmp -s "$work/chain.csv" "$work/step.csv" && test "$(wc -l <"$work/chain.csv")" -gt 20 && ok "from run 1 or from run 2 to run 3 is the same" || bad "from run 1 or from run 2 to run 3 is the same" "it is not"
is "and it is what runs 2 and 3 differ by" "$(tail -n +2 "$work/chain.csv" | cut -d, -f1,3,6-)" \
  "$(sqlite3 -csv "$db" "SELECT county_code, person_id$(yuan), cases FROM ($(due 2 3)) WHERE NOT ($all_zero) ORDER BY county_code, person_id" | tr -d '"\r')"
adjust 2 3 --record >"$work/out"
is "paid and adjusted is run 3 now" "$(unpaid 1 3)" 0
is "also after asking from run 1 again" "$(adjust 1 3 --record | grep -c 'nothing to record') $(ask "SELECT count(*) FROM adjustment")" "1 2"
adjust 1 --format csv | cmp -s - "$work/list.csv" && adjust 2 --format csv | cmp -s - "$work/chain.csv" && ok "a recorded list is the same again" || bad "a recorded list is the same again" "it is not"
is "the recorded ones are listed" "$(adjust --format csv | cut -d, -f1-3)" "adjustment,from_run,to_run
1,1,2
2,2,3"
wrong "back to a run that is behind" 4 E434 1 2 --record
wrong "runs the wrong way round" 4 E434 2 1
"$GUIZE" run --db "$db" --rules rules --year 2018 --quiet && "$GUIZE" run --db "$db" --rules "$work/second" --year 2018 --quiet # runs 6 and 7
wrong "from a run that is not what was paid" 4 "E431.*run 6" 6 7 --record
adjust 3 6 --record >"$work/out"
is "back to the old rules by a run of its own" "$(unpaid 1 6)" 0
is "and what is owed in all is nothing" "$(ask "SELECT coalesce(sum(amount), 0) FROM adjustment_row")" 0
is "a run that gives what was paid may be named" "$(adjust 4 6 2>&1 | grep -c E430) $(adjust 6 7 --format csv | cmp - "$work/list.csv" && echo same)" "1 same"
adjust 6 7 --record --output "$work/none/list.csv" >"$work/out" 2>"$work/err"
is "a list that cannot be written is had again" "$? $(grep -c 'guize adjust 4 ' "$work/err") $(adjust 4 --format csv | cmp - "$work/list.csv" && echo same)" "5 1 same"

# --- what is wrong is said
db=$work/plain.db
wrong "a run and itself" 4 "E430.*same" 1 1
wrong "other counties" 4 "E430.*counties" 1 4
wrong "another year" 4 "E430.*years" 1 5
wrong "no such run" 4 E420 1 9
wrong "no number" 2 E612 1 two
wrong "no such adjustment" 4 E432 7
wrong "one run cannot be recorded" 2 E611 1 --record
ask "UPDATE run SET status = 'running' WHERE run_id = 3"
wrong "a run that is not finished" 4 E421 1 3
ask "UPDATE run SET status = 'finished' WHERE run_id = 3"

# --- nothing is half recorded
whole() { ask "SELECT (SELECT count(*) FROM adjustment) || ' ' || (SELECT count(*) FROM adjustment_row)"; }
ask "CREATE TRIGGER stop BEFORE INSERT ON adjustment_row WHEN NEW.case_id > 1000 BEGIN SELECT RAISE(ABORT, 'no'); END"
adjust 1 2 --record >"$work/out" 2>"$work/err"
is "a write that fails leaves nothing" "$? $(whole)" "4 0 0"
ask "DROP TRIGGER stop"
# A reader keeps the commit waiting while the rows are written already; then the writer is killed.
cat >"$work/hold.py" <<'PY'
import os, signal, sqlite3, subprocess, sys, time
db, guize = sys.argv[1:]
reader = sqlite3.connect(db, isolation_level=None)
reader.execute("BEGIN").execute("SELECT count(*) FROM run").fetchone()
writer = subprocess.Popen([guize, "adjust", "1", "2", "--db", db, "--record"], stdout=subprocess.DEVNULL)
end = time.monotonic() + 300
while not os.path.exists(db + "-journal") and writer.poll() is None and time.monotonic() < end:
    time.sleep(0.01)
time.sleep(0.3)
waiting = writer.poll() is None and os.path.exists(db + "-journal")
writer.send_signal(signal.SIGKILL)
writer.wait()
reader.execute("ROLLBACK")
print("killed while it wrote" if waiting else "not waiting")
PY
is "killed while it records" "$(python3 "$work/hold.py" "$db" "$GUIZE")" "killed while it wrote"
is "nothing of it is there" "$(whole) $(ask "PRAGMA integrity_check")" "0 0 ok"
adjust 1 2 --record --quiet >"$work/out1" 2>&1 &
adjust 1 2 --record --quiet >"$work/out2" 2>&1 &
adjust 1 2 --record --quiet >"$work/out3" 2>&1
wait
is "three at once pay once" "$(unpaid 1 2) $(ask "SELECT count(*) FROM adjustment")" "0 1"

# --- an older database
db=$work/old.db
cp "$work/plain.db" "$db" && ask "DROP TABLE adjustment_row; DROP TABLE adjustment; DROP TABLE backtest"
adjust 1 2 --format csv | cmp -s - "$work/list.csv" && is "an older database is only read" "$(ask "SELECT count(*) FROM sqlite_schema WHERE name = 'adjustment'") $(adjust --format csv | wc -l)" "0 1"
adjust 1 2 --record >"$work/out" && is "until something is recorded" "$(unpaid 1 2)" 0

# --- cases that cannot be compared, on the small database: case 105 fails in run 2, 102 is refunded by 107 (paid in run 1
# already), 103 by 108, which came only after run 1; 104 is gone after run 2. The new rate is 95% for townships from March, 90%
# at county hospitals.
db=$work/s.db layers=basic
small_rules "$work/small" && small_db "$db"
refund="INSERT INTO cases (case_id, person_id, hospital_id, admission, discharge, settled, total_cost, uncovered_cost, over_limit_cost, first_pay_cost, in_scope_cost, refund_of) VALUES"
ask "$refund (107, 11, 6, '2018-05-01', '2018-05-04', '2018-05-20', -120000, 0, 0, 0, -120000, 102)"
"$GUIZE" run --db "$db" --rules "$work/small" --year 2018 --quiet
cp -R "$work/small" "$work/late"
sed -i 's|local pay|if case.in_scope_cost > yuan(10000) then return 0/0 end\n    local pay|' "$work/late/model.lua"
printf 'from "2018-03-01"\nbasic.ratio.township = percent(95)\nbasic.ratio.secondary = percent(90)\n' >>"$work/late/land/town/malipo.lua"
ask "$refund (108, 12, 5, '2018-06-01', '2018-06-09', '2018-07-10', -800000, 0, -100000, 0, -700000, 103)"
"$GUIZE" run --db "$db" --rules "$work/late" --year 2018 --quiet 2>/dev/null
ask "DELETE FROM cases WHERE case_id = 104"
adjust 1 2 >"$work/out"
adjust 1 2 --json >"$work/left.json"
is "what is left out, and why" "$(python3 -c 'import json,sys
for r in json.load(open(sys.argv[1]))["left_out"]: print(r["kind"], r["run"], r["first_case"], r["cases"], r["text"][:4])' "$work/left.json")" "gone 2 104 1 
failed 2 105 1 E310
only 2 108 1 
refund 0 103 1 "
is "cases 102 and 107 cancel out: nobody is owed anything" "$(value left counts/persons) $(value left counts/cases) $(value left counts/left_out)" "0 2 4"
grep -q "failed in run 2: E310" "$work/out" && grep -q "the first is 103" "$work/out" && grep -q "different cases" "$work/out" && ok "said in words" || bad "said in words" "$(cat "$work/out")"
adjust 1 2 --quiet 2>&1 | grep -q "left out.* 4 cases" && adjust 1 2 --format csv 2>&1 >/dev/null | grep -q "left out.* 4 cases" && ok "also where only a list is asked for" || bad "also where only a list is asked for" "nothing is said"
adjust 1 2 --lang zh | grep -q "在运行 2 中出错：E310.*首例为 105" && ok "and in Chinese" || bad "and in Chinese" "$(adjust 1 2 --lang zh)"
adjust 1 2 --record >"$work/out"
is "refund and refunded are recorded" "$(ask "SELECT case_id, layer, amount FROM adjustment_row ORDER BY 1")" "102|basic|5500
107|basic|-5500"
# In run 3 the rule no longer fails: the stay that was left out is owed from what run 1 paid, 18900 yuan at 80% to 90%.
sed -i '/yuan(10000)/d' "$work/late/model.lua"
"$GUIZE" run --db "$db" --rules "$work/late" --year 2018 --quiet
adjust 1 3 --json >"$work/third.json"
is "what was left out is owed later" "$(value third funds/0/owed) $(value third funds/0/recovered) $(value third counts/cases)" "189000 0 1"
adjust 1 3 --output "$work/page.html" >"$work/out" && grep -q '1890.00\|1,890.00' "$work/page.html" && grep -q '</html>' "$work/page.html" && ok "the sums as a page" || bad "the sums as a page" "$(head -c 200 "$work/out")"
adjust 1 3 --output "$work/page.xlsx" --quiet && is "a workbook is one" "$(head -c 2 "$work/page.xlsx")" PK
adjust 1 3 --record --output "$work/nowhere/page.html" 2>"$work/err"
is "what cannot be written is not recorded" "$? $(grep -c E455 "$work/err") $(sqlite3 "$db" "SELECT count(*) FROM adjustment WHERE to_run = 3")" "5 1 0"
exit 0
