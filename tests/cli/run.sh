#!/bin/bash
# Runs with the shipped rules: the same whatever the number of workers and the compiler; limited to counties; listed,
# verified, and shown as targets in three forms.
set -u
rules=$PWD/rules
. tests/cli/small.bash
cd "$TMP" || exit 1
status=0

ok() { echo "ok $1"; }
bad() { echo "not ok $1 - $2"; sed 's/^/# /' err | head -n 4; status=1; }
guize() {
  "$GUIZE" "$@" >out 2>err
  code=$?
}
ask() { sqlite3 d.db "$1"; }

"$GUIZE" init d.db >out 2>err && "$GUIZE" synth --db d.db --seed 7 --cases 12000 >out 2>err || exit 1

# --- the same run in every way ---
run=0
# again NAME OPTIONS…: one more run, equal to the first.
again() {
  name=$1
  shift
  run=$((run + 1))
  guize run --db d.db --rules "$rules" --year 2018 "$@"
  test "$code" = 0 || { bad "$name" "exit $code"; return; }
  dump_run d.db $run >dump.$run
  grep -v '^run ' out | sed 's/reading.*settling [0-9.]* s;//' >said.$run
  if ! cmp -s dump.1 dump.$run; then bad "$name" "$(cmp dump.1 dump.$run 2>&1; diff dump.1 dump.$run | head -n 2)"
  elif ! cmp -s said.1 said.$run; then bad "$name" "another summary"
  else ok "$name"; fi
}
again "one worker" --jobs 1
again "two workers" --jobs 2
again "seven workers" --jobs 7
again "without the compiler" --no-jit
again "without the compiler, one worker" --no-jit --jobs 1 --double-entry off
again "a sample of double entry" --double-entry sample
again "no double entry" --double-entry off
again "strictly" --strict
test "$(grep -c '|ok|' dump.1)" -gt 8000 && test "$(ask "SELECT count(*) FROM flag_row WHERE run_id = 1")" -gt 100 &&
  test "$(ask "SELECT count(*) FROM target_value WHERE run_id = 1")" -gt 100 && ok "there is something to compare" || bad "there is something to compare" "$(wc -l <dump.1)"
"$GUIZE" init e.db >out 2>err && "$GUIZE" synth --db e.db --seed 7 --cases 12000 >out 2>err
"$GUIZE" run --db e.db --rules "$rules" --year 2018 >out 2>err
dump_run e.db 1 | cmp -s - dump.1 && ok "the same in another database" || bad "the same in another database" "it differs"

# Parts add up, for every case; a refund is the exact negative of what it undoes.
layers=$(ask "SELECT group_concat('coalesce(s.\"' || name || '\", 0)', ' + ') FROM run_layer WHERE run_id = 1")
broken=$(ask "SELECT count(*) FROM settlement s JOIN cases USING (case_id) WHERE run_id = 1 AND $layers + s.self_pay <> total_cost")
test "$broken" = 0 && ok "the parts of every case add up" || bad "the parts of every case add up" "$broken do not"
broken=$(ask "SELECT count(*) FROM settlement r JOIN cases c ON c.case_id = r.case_id JOIN settlement o ON o.case_id = c.refund_of AND o.run_id = 1
  WHERE r.run_id = 1 AND r.self_pay + o.self_pay <> 0")
refunds=$(ask "SELECT count(*) FROM settlement JOIN cases USING (case_id) WHERE run_id = 1 AND refund_of IS NOT NULL")
test "$broken" = 0 && test "$refunds" -gt 10 && ok "$refunds refunds undo their originals" || bad "refunds undo their originals" "$broken of $refunds do not"

# --- counties ---
part() { sqlite3 d.db "SELECT s.case_id, s.self_pay, s.status FROM settlement s JOIN cases USING (case_id) JOIN person USING (person_id)
  WHERE run_id = $1 AND county_code IN ($2) ORDER BY 1"; }
guize run --db d.db --rules "$rules" --year 2018 --county 532625
run=$((run + 1))
test "$code" = 0 && test "$(part $run "'532625'")" = "$(part 1 "'532625'")" && test "$(part $run "'532625'" | wc -l)" -gt 100 &&
  test "$(ask "SELECT count(*) FROM settlement WHERE run_id = $run")" = "$(part $run "'532625'" | wc -l)" && ok "one county is settled as in the whole" ||
  bad "one county is settled as in the whole" "exit $code"
one=$run
guize run --db d.db --rules "$rules" --year 2018 --county 451029 --county 532628 --jobs 2
run=$((run + 1))
test "$code" = 0 && test "$(part $run "'451029', '532628'")" = "$(part 1 "'451029', '532628'")" &&
  test "$(ask "SELECT count(*) FROM settlement WHERE run_id = $run")" = "$(part $run "'451029', '532628'" | wc -l)" && ok "two counties of two provinces" ||
  bad "two counties of two provinces" "exit $code"
guize run --db d.db --rules "$rules" --year 2018 --county 532625 --county 532625
run=$((run + 1))
test "$code" = 0 && test "$(part $run "'532625'")" = "$(part 1 "'532625'")" && ok "a county named twice counts once" || bad "a county named twice counts once" "exit $code"

# --- runs ---
guize runs --db d.db
test "$code" = 0 && test "$(grep -c ' finished ' out)" = $((run + 1)) && grep -q 532625 out && ok "runs lists them all" || bad "runs lists them all" "exit $code"
guize runs --db d.db --format csv
test "$code" = 0 && test "$(wc -l <out)" = $((run + 1)) && head -n 1 out | grep -q '^run_id,year,' && ok "runs as csv" || bad "runs as csv" "exit $code"
guize runs --db d.db --format json
test "$(python3 -c 'import json, sys; print(sum(int(r["cases_done"]) > 0 for r in json.load(open("out"))))' 2>>err)" = $run && ok "runs as json" || bad "runs as json" "$(head -c 100 out)"

# --- verify ---
verified() { # NAME EXIT TEXT RUN
  guize verify "$4" --db d.db
  test "$code" = "$2" && grep -qF -- "$3" out && ok "$1" || bad "$1" "exit $code: $(head -n 1 out)"
}
before=$(sha256sum d.db)
verified "a run verifies" 0 "agree" 1
verified "a run of one county verifies" 0 "agree" $one
guize verify 1 --db d.db --jobs 1 --no-jit
test "$code" = 0 && ok "and without the compiler" || bad "and without the compiler" "exit $code"
test "$(sha256sum d.db)" = "$before" && ok "verify changes nothing" || bad "verify changes nothing" "the file differs"

case_id=$(ask "SELECT case_id FROM settlement WHERE run_id = 1 AND self_pay > 0 LIMIT 1 OFFSET 500")
# tampered NAME TEXT STATEMENT UNDO: verify finds what STATEMENT changes, and agrees again after UNDO.
tampered() {
  ask "PRAGMA foreign_keys = 0; $3"
  verified "$1 is found" 1 "$2" 1
  ask "PRAGMA foreign_keys = 0; $4"
}
ask "CREATE TABLE kept AS SELECT * FROM settlement WHERE run_id = 1 AND case_id = $case_id; CREATE TABLE kept_case AS SELECT * FROM cases WHERE case_id = $case_id"
tampered "an amount of one fen" "$case_id" "UPDATE settlement SET self_pay = self_pay + 1 WHERE run_id = 1 AND case_id = $case_id" \
  "UPDATE settlement SET self_pay = self_pay - 1 WHERE run_id = 1 AND case_id = $case_id"
tampered "a fen moved between layers" "$case_id" "UPDATE settlement SET basic = basic + 1, self_pay = self_pay - 1 WHERE run_id = 1 AND case_id = $case_id" \
  "UPDATE settlement SET basic = basic - 1, self_pay = self_pay + 1 WHERE run_id = 1 AND case_id = $case_id"
tampered "an amount taken out" "$case_id" "UPDATE settlement SET basic = NULL WHERE run_id = 1 AND case_id = $case_id" \
  "DELETE FROM settlement WHERE run_id = 1 AND case_id = $case_id; INSERT INTO settlement SELECT * FROM kept"
tampered "a failed case" "$case_id" "UPDATE settlement SET status = 'failed', reason = 'x' WHERE run_id = 1 AND case_id = $case_id" \
  "UPDATE settlement SET status = 'ok', reason = NULL WHERE run_id = 1 AND case_id = $case_id"
tampered "a settlement taken out" "$case_id" "DELETE FROM settlement WHERE run_id = 1 AND case_id = $case_id" "INSERT INTO settlement SELECT * FROM kept"
tampered "a settlement too many" "differ" "INSERT INTO settlement (run_id, case_id, self_pay, status) VALUES (1, 999999999, 0, 'ok')" \
  "DELETE FROM settlement WHERE case_id = 999999999"
tampered "a mark of an assumed value" "$case_id" "UPDATE settlement SET assumed = assumed + 1 WHERE run_id = 1 AND case_id = $case_id" \
  "UPDATE settlement SET assumed = assumed - 1 WHERE run_id = 1 AND case_id = $case_id"
tampered "another hash of the result" "record" "UPDATE run SET result_hash = replace(result_hash, substr(result_hash, 1, 4), 'beef') WHERE run_id = 1" \
  "UPDATE run SET result_hash = (SELECT result_hash FROM run WHERE run_id = 2) WHERE run_id = 1"
tampered "a figure of a target" "record" "UPDATE target_value SET numerator = numerator + 1 WHERE run_id = 1 AND target = 'actual_reimbursement' AND county = '532625'" \
  "UPDATE target_value SET numerator = numerator - 1 WHERE run_id = 1 AND target = 'actual_reimbursement' AND county = '532625'"
flagged=$(ask "SELECT row_id FROM flag_row WHERE run_id = 1 LIMIT 1")
tampered "a flag" "record" "UPDATE flag_row SET reason = 'x' WHERE run_id = 1 AND row_id = $flagged" \
  "DELETE FROM flag_row WHERE run_id = 1 AND row_id = $flagged; INSERT INTO flag_row SELECT 1, flag, entity, row_id, county, reason FROM flag_row WHERE run_id = 2 AND row_id = $flagged"
tampered "a remark in the stored rules" "record" "UPDATE run_rules SET text = text || '-- x' WHERE run_id = 1 AND path = 'model.lua'" \
  "UPDATE run_rules SET text = (SELECT text FROM run_rules WHERE run_id = 2 AND path = 'model.lua') WHERE run_id = 1 AND path = 'model.lua'"
tampered "a parameter of the record" "record" "UPDATE run_parameter SET value = '1%' WHERE run_id = 1 AND rowid = (SELECT min(rowid) FROM run_parameter WHERE run_id = 1)" \
  "UPDATE run_parameter SET value = (SELECT o.value FROM run_parameter o WHERE o.run_id = 2 AND o.rowid = (SELECT min(rowid) FROM run_parameter WHERE run_id = 2)) WHERE run_id = 1 AND rowid = (SELECT min(rowid) FROM run_parameter WHERE run_id = 1)"
tampered "a change of a case" "changed" "UPDATE cases SET total_cost = total_cost + 100, in_scope_cost = in_scope_cost + 100 WHERE case_id = $case_id" \
  "DELETE FROM cases WHERE case_id = $case_id; INSERT INTO cases SELECT * FROM kept_case"
tampered "a new case" "changed" "INSERT INTO cases SELECT 999999998, person_id, hospital_id, kind, admission, discharge, settled, referral, diagnosis, total_cost,
  uncovered_cost, over_limit_cost, first_pay_cost, in_scope_cost, temporary_aid, hospital_relief, deposit, one_stop, NULL FROM cases WHERE case_id = $case_id" \
  "DELETE FROM cases WHERE case_id = 999999998"
tampered "a change of an identity" "changed" "UPDATE identity SET begins = '2018-12-30', ends = NULL WHERE person_id IN (SELECT person_id FROM identity LIMIT 20)" \
  "SELECT 1"
ask "DELETE FROM identity" && sqlite3 e.db "SELECT quote(identity_id), quote(person_id), quote(kind), quote(begins), quote(ends) FROM identity" |
  awk -F'|' 'BEGIN { print "BEGIN;" } { print "INSERT INTO identity VALUES (" $1 "," $2 "," $3 "," $4 "," $5 ");" } END { print "COMMIT;" }' | sqlite3 d.db
ask "UPDATE person SET name = '某某' WHERE person_id IN (SELECT person_id FROM cases LIMIT 5)"
verified "everything put back, and a name that no rule reads" 0 "agree" 1

# --- targets ---
guize targets 1 --db d.db
cp out table
test "$code" = 0 && grep -q '马关县' table && grep -q '文山壮族苗族自治州' table && ok "targets as a table" || bad "targets as a table" "exit $code"
if python3 - table >why 2>&1 <<'PY'; then ok "the columns of the table are aligned by display width"; else bad "the columns of the table are aligned by display width" "$(tail -n 1 why)"; fi
import sys, unicodedata
def cells(text):
    out = []
    for c in text:
        if unicodedata.combining(c) or unicodedata.category(c) in ("Mn", "Cf"):
            continue
        out += [c, ""] if unicodedata.east_asian_width(c) in "WF" else [c]
    return out
lines = open(sys.argv[1], encoding="utf-8").read().split("\n")
rules = [i for i, line in enumerate(lines) if line.startswith("--")]
gaps = [i for i, c in enumerate(lines[rules[0]]) if c == " "]
width, rows = len(lines[rules[0]]), 0
for i in range(rules[0] - 1, len(lines)):
    line = lines[i]
    if not line.strip():
        break
    row = cells(line)
    rows += 1
    assert len(row) <= width, f"{len(row)} cells of {width}: {line}"
    row += [" "] * (width - len(row))
    for gap in gaps:
        assert row[gap] == " ", f"cell {gap} is {row[gap]!r}: {line}"
    if line.startswith("--"):
        assert line == lines[rules[0]], line
assert rows > 50, rows
PY
guize targets 1 --db d.db --format csv && cp out targets.csv
guize targets 1 --db d.db --format json && cp out targets.json
if python3 - >why 2>&1 <<'PY'; then ok "csv and json have the same figures, and those of the database"; else bad "csv and json have the same figures, and those of the database" "$(tail -n 1 why)"; fi
import csv, json, sqlite3
rows = list(csv.DictReader(open("targets.csv", encoding="utf-8")))
objects = json.load(open("targets.json", encoding="utf-8"))
assert len(rows) == len(objects) > 50, (len(rows), len(objects))
for row, o in zip(rows, objects):
    assert set(row) == set(o), set(row) ^ set(o)
    for key, text in row.items():
        value = o[key]
        if value is None: assert text == "", (key, text)
        elif isinstance(value, bool): assert text == str(value).lower(), (key, text)
        elif isinstance(value, (int, float)): assert abs(float(text) - value) < 1e-9, (key, text, value)
        else: assert text == value, (key, text, value)
def places(found): return {(row["title"], row["county"]) for row in found}
stored = sqlite3.connect("d.db").execute("SELECT title, county, group_value FROM target_value WHERE run_id = 1").fetchall()
assert places(rows) <= {(t, c) for t, c, g in stored}
for o in objects:
    assert o["met"] in (True, False, None), o["met"]
    assert o["value"] is None or isinstance(o["value"], (int, float)), o["value"]
PY
guize targets 1 --db d.db --county 532625
test "$code" = 0 && grep -q 马关县 out && ! grep -q 田林县 out && ok "targets of one county" || bad "targets of one county" "exit $code"
guize targets 1 --db d.db --county 999999
test "$code" = 4 && grep -q county err && grep -q '^ hint: .*马关县' err && ok "targets of an unknown county" || bad "targets of an unknown county" "exit $code"
guize targets $one --db d.db
test "$code" = 0 && grep -q 马关县 out && ! grep -q 田林县 out && ok "targets of a run of one county" || bad "targets of a run of one county" "exit $code"
grep -q '\*' table && grep -q assumed table && ok "assumed values are marked" || bad "assumed values are marked" "no mark"

guize run --db d.db --rules "$rules" --year 2031
test "$code" = 4 && grep -q 2031 err && grep -q '^ hint: .*2018\|^ hint: .*2019' err && test "$(ask "SELECT max(run_id) FROM run")" = $run && ok "a year without cases" ||
  bad "a year without cases" "exit $code"
test "$(ask "PRAGMA integrity_check")" = ok && ok "the file is sound" || bad "the file is sound" "it is not"
exit "$status"
