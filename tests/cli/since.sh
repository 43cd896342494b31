#!/bin/bash
# run --since: whatever changed between two runs, what is stored equals a full run of the same data and rules in every
# table and in its hash; and only households on which something changed are evaluated again.
set -u
cd "$(dirname "$0")/../.." || exit 1
rules=$PWD/rules
. tests/cli/small.bash
cd "$TMP" || exit 1
status=0
ok() { echo "ok $1"; }
bad() { echo "not ok $1 - $2"; sed 's/^/# /' err 2>/dev/null | head -n 4; status=1; }
is() { test "$2" = "$3" && ok "$1" || bad "$1" "expected $3, got $2"; }
ask() { sqlite3 "$db" "$1"; }

# compared A B: how many rows one run has and the other has not, over every table of runs.
compared() {
  local table columns sum=0 more
  for table in $(ask "SELECT m.name FROM sqlite_schema m WHERE m.type = 'table' AND m.name <> 'run' AND EXISTS (SELECT 1 FROM pragma_table_info(m.name) WHERE name = 'run_id')"); do
    columns=$(ask "SELECT group_concat('\"' || name || '\"', ', ') FROM pragma_table_info('$table') WHERE name <> 'run_id'")
    more=$(ask "SELECT (SELECT count(*) FROM (SELECT $columns FROM $table WHERE run_id = $1 EXCEPT SELECT $columns FROM $table WHERE run_id = $2))
      + (SELECT count(*) FROM (SELECT $columns FROM $table WHERE run_id = $2 EXCEPT SELECT $columns FROM $table WHERE run_id = $1))")
    sum=$((sum + more))
  done
  more=$(ask "SELECT count(*) FROM (SELECT year, counties, status, rules_hash, engine, data_hash, cases_total, cases_done, cases_failed, next_position, result_hash FROM run WHERE run_id = $1
    EXCEPT SELECT year, counties, status, rules_hash, engine, data_hash, cases_total, cases_done, cases_failed, next_position, result_hash FROM run WHERE run_id = $2)")
  echo $((sum + more))
}

# What the run said: cases evaluated again, cases taken over.
again() { sed -n 's/^  evaluated again: .* \([0-9]*\) cases$/\1/p' out; }
over() { sed -n 's/^  taken over from .* \([0-9]*\) cases$/\1/p' out; }

# Settles again since a run (1) and in full, and compares. `more`: options of both.
more=()
jobs=2
since() {
  local base=${2:-1} new
  new=$(ask "SELECT max(run_id) + 1 FROM run")
  "$GUIZE" run --db "$db" --rules r --since "$base" --jobs $jobs "${more[@]}" >out 2>err
  code=$?
  "$GUIZE" run --db "$db" --rules r --year 2018 "${more[@]}" >full 2>fullerr
  local whole=$? differing
  differing=$(compared $new $((new + 1)))
  if [ "$code" = "$whole" ] && [ "$differing" = 0 ] && [ "$(ask "SELECT count(*) FROM settlement WHERE run_id = $new")" -gt 0 ]; then
    ok "$1: equal to a full run"
  else
    bad "$1: equal to a full run" "exits $code and $whole, $differing rows differ"
  fi
  cmp -s err fullerr && ok "$1: failures are told alike" || bad "$1: failures are told alike" "they are not"
  is "$1: cases of both add up" $(($(again) + $(over))) "$(ask "SELECT count(*) FROM settlement WHERE run_id = $new AND ifnull(reason, '') NOT GLOB 'E50*'")"
  jobs=$((3 - jobs))
}
fresh() { rm -rf t.db* r; cp base.db t.db; cp -R "$rules" r; db=t.db; }

# Cases of run ${2:-2} whose household is among those of a query on persons.
household="coalesce(p.household_id, -p.person_id - 1)"
of_households() {
  ask "SELECT count(*) FROM settlement s JOIN cases c USING (case_id) JOIN person p USING (person_id) WHERE s.run_id = ${2:-2} AND ifnull(reason, '') NOT GLOB 'E50*' AND $household IN
    (SELECT $household FROM person p WHERE p.person_id IN ($1))"
}

"$GUIZE" init base.db >out && "$GUIZE" synth --db base.db --cases 2500 --seed 11 --quiet || exit 1
"$GUIZE" run --db base.db --rules "$rules" --year 2018 --quiet || exit 1
db=base.db
case=$(ask "SELECT min(case_id) FROM cases JOIN settlement USING (case_id) WHERE refund_of IS NULL AND settled LIKE '2018-06%' AND case_id NOT IN (SELECT refund_of FROM cases WHERE refund_of IS NOT NULL)")
person=$(ask "SELECT person_id FROM cases WHERE case_id = $case")
all=$(ask "SELECT count(*) FROM settlement")

fresh
since "nothing changed"
is "nothing changed: nothing is evaluated" "$(again) $(over)" "0 $all"
is "the run says what it rests on" "$(ask "SELECT options FROM run WHERE run_id = 2")" "double-entry=full since=1"
"$GUIZE" verify 2 --db t.db >out 2>err && ok "and is verified" || bad "and is verified" "exit $?"

fresh
ask "UPDATE cases SET in_scope_cost = in_scope_cost + 10000, total_cost = total_cost + 10000 WHERE case_id = $case"
since "one case changed"
is "one case changed: its household is evaluated" "$(again)" "$(of_households $person)"
"$GUIZE" verify 2 --db t.db >out 2>err && ok "and is verified too" || bad "and is verified too" "exit $?"
is "the case differs from run 1" "$(ask "SELECT count(*) FROM settlement a JOIN settlement b USING (case_id) WHERE a.run_id = 1 AND b.run_id = 2 AND case_id = $case AND a.basic <> b.basic")" 1
"$GUIZE" run --db t.db --rules r --since 2 >out 2>err
is "a run since a run since" "$(again) $(compared 3 4)" "0 0"

fresh
ask "INSERT INTO cases (case_id, person_id, hospital_id, kind, admission, discharge, settled, referral, total_cost, uncovered_cost, over_limit_cost, first_pay_cost, in_scope_cost)
  SELECT (SELECT max(case_id) + 1 FROM cases), person_id, hospital_id, kind, '2018-01-02', '2018-01-04', '2018-01-04', referral, 300000, 0, 0, 0, 300000 FROM cases WHERE case_id = $case"
since "a case more"
is "a case more: its household is evaluated" "$(again)" "$(of_households $person)"

fresh
ask "DELETE FROM cases WHERE case_id = $case"
since "a case less"
is "a case less: its household is evaluated" "$(again)" "$(of_households $person)"

fresh
ask "DELETE FROM identity WHERE person_id = $person; INSERT INTO identity (person_id, kind, begins) VALUES ($person, 'tekun', '2015-01-01')"
since "an identity changed"
is "an identity changed: the household is evaluated" "$(again)" "$(of_households $person)"

# Somebody who has cases moves from one household to another, in another county.
fresh
other=$(ask "SELECT min(person_id) FROM cases JOIN person USING (person_id) WHERE settled LIKE '2018%' AND household_id IS NOT NULL AND county_code <> (SELECT county_code FROM person WHERE person_id = $person)")
left=$(ask "SELECT group_concat(person_id) FROM person WHERE household_id = (SELECT household_id FROM person WHERE person_id = $person)")
ask "UPDATE person SET household_id = (SELECT household_id FROM person WHERE person_id = $other), county_code = (SELECT county_code FROM person WHERE person_id = $other) WHERE person_id = $person"
since "a person moved"
is "a person moved: both households are evaluated" "$(again)" "$(of_households "$other,$left")"

# Rules: one county, a shared file, targets alone.
fresh
sed -i 's/^jurisdiction.*/&\nbasic.ratio.secondary = percent(88)/' r/yunnan/wenshan/malipo.lua
since "a county's rate"
is "a county's rate: the households of the county are evaluated" "$(again)" "$(of_households "SELECT person_id FROM person WHERE county_code = '532624'")"
test "$(again)" -lt $((all / 4)) && ok "and not the others" || bad "and not the others" "$(again) of $all"
is "it pays more" "$(ask "SELECT count(*) FROM (SELECT sum(basic) FILTER (WHERE run_id = 1) AS a, sum(basic) FILTER (WHERE run_id = 2) AS b FROM settlement) WHERE b > a")" 1

fresh
printf 'jurisdiction { code = "230822", name = "某县", within = "heilongjiang/jiamusi" }\n' >r/heilongjiang/jiamusi/other.lua
sed -i 's/tertiary = percent(65)/tertiary = percent(66)/' r/guangxi/baise/prefecture.lua
since "a prefecture's rate, and a county more"
is "a prefecture's rate: its counties are evaluated" "$(again)" "$(of_households "SELECT person_id FROM person WHERE county_code LIKE '4510%'")"
test "$(again)" -gt 0 && ok "and there are some" || bad "and there are some" "none"

fresh
sed -i '$a -- read again' r/model.lua
since "a shared file"
is "a shared file: all are evaluated" "$(over)" 0

fresh
sed -i '0,/title = "[^"]*"/s//title = "another title"/' r/targets.lua
cat >>r/targets.lua <<'LUA'
target "big_bills" {
  title = "大额病例的报销", over = "case", by = "hospital_level",
  where = function(case) return case.total_cost > yuan(20000) end,
  part = function(case, p, result) return result.reimbursed end,
  whole = function(case) return case.total_cost end,
}
LUA
cat >>r/flags.lua <<'LUA'
flag "again_soon" {
  title = "短期再住院", over = "case",
  when = function(case, p, history, result) return result.reimbursed > 0 and history:within(30).count > 1 end,
}
LUA
since "targets and flags alone"
is "targets and flags alone: nothing is evaluated" "$(again)" 0
is "and the new ones are worked out" "$(ask "SELECT sum(numerator) > 0 FROM target_value WHERE run_id = 2 AND target = 'big_bills'") $(ask "SELECT count(*) > 0 FROM flag_row WHERE run_id = 2 AND flag = 'again_soon'")" "1 1"

# A county that names something new: every result has a column more.
fresh
cat >>r/yunnan/wenshan/malipo.lua <<'LUA'
layer "county_gift" { title = "县级补充", fund = "999996", pays = function(case, p, year, bill) return bill.in_scope_left * 0.5 end }
settlement { "basic", "serious_illness", "county_gift" }
LUA
since "a layer more"
is "a layer more: all are evaluated" "$(over)" 0

# Something that is known everywhere, in a county's file.
fresh
printf 'accumulator "county_sum" { per = "person", adds = function(case) return case.in_scope_cost end }\n' >>r/yunnan/wenshan/malipo.lua
since "a sum more"
is "a sum more: all are evaluated" "$(over)" 0

# Everything is tried before anything is stored.
fresh
ask "UPDATE cases SET in_scope_cost = in_scope_cost + 10000, total_cost = total_cost + 10000 WHERE case_id = $case"
more=(--strict)
since "with --strict"
is "with --strict: nothing is counted twice" "$(sed -n 's/^  taken over from run 1: \(.*\) households.*/\1/p' out)" \
  "$(ask "SELECT count(DISTINCT $household) FROM settlement s JOIN cases c USING (case_id) JOIN person p USING (person_id) WHERE s.run_id = 2 AND $household <> (SELECT $household FROM person p WHERE person_id = $person)")"
more=()

# Failing rules and bad cases; then the bad case is mended.
fresh
printf 'layer "basic" { pays = function(case) if case.id %% 7 == 0 then return nil end return case.in_scope_cost * 0.5 end }\n' >>r/yunnan/wenshan/malipo.lua
more=(--keep-going)
"$GUIZE" run --db t.db --rules r --year 2018 --keep-going --quiet >out 2>err
ask "PRAGMA ignore_check_constraints = on; UPDATE cases SET total_cost = total_cost + 1 WHERE case_id = $case"
since "rules that fail and a bad case" 2
failed="SELECT person_id FROM settlement JOIN cases USING (case_id) WHERE run_id = 3 AND status = 'failed'"
is "rules that fail: their households are evaluated" "$(again)" "$(of_households "$failed" 3)"
test "$(ask "SELECT count(*) FROM settlement WHERE run_id = 3 AND status = 'failed'")" -gt 5 && ok "some fail" || bad "some fail" "none do"
is "the bad case is stored as such" "$(ask "SELECT substr(reason, 1, 4) FROM settlement WHERE run_id = 3 AND case_id = $case")" E501
ask "UPDATE cases SET total_cost = total_cost - 1 WHERE case_id = $case"
since "a bad case mended" 3
sed -i '$d' r/yunnan/wenshan/malipo.lua
since "the failing rule mended" 5
is "the failing rule mended: the county is evaluated" "$(again)" "$(of_households "SELECT person_id FROM person WHERE county_code = '532624'" 7)"
more=()

# --no-jit takes the same.
fresh
ask "UPDATE cases SET in_scope_cost = in_scope_cost + 10000, total_cost = total_cost + 10000 WHERE case_id = $case"
more=(--no-jit --double-entry off)
since "without the compiler"
is "without the compiler: the household is evaluated" "$(again)" "$(of_households $person)"
more=()

# A refund of a case of the year before; another case of that year decides what it paid.
small_rules small && small_db small.db || exit 1
sqlite3 small.db "INSERT INTO cases (case_id, person_id, hospital_id, admission, discharge, settled, total_cost, uncovered_cost, over_limit_cost, first_pay_cost, in_scope_cost, refund_of) VALUES
  (50, 13, 5, '2017-03-01', '2017-03-09', '2017-03-09', 11000000, 0, 0, 0, 11000000, NULL), (51, 13, 5, '2017-05-01', '2017-05-09', '2017-05-09', 3000000, 0, 0, 0, 3000000, NULL),
  (52, 13, 5, '2018-02-01', '2018-02-02', '2018-02-02', -3000000, 0, 0, 0, -3000000, 51)"
rm -rf r base.db t.db && cp -R small r && cp small.db base.db
sed -i 's/from "2018-01-01"/from "2016-01-01"/' r/parameters.lua r/land/town/malipo.lua
cat >r/targets.lua <<'LUA'
target "paid" { title = "报销", over = "case", part = function(case, p, result) return result.reimbursed end, whole = function(case) return case.total_cost end }
LUA
"$GUIZE" run --db base.db --rules r --year 2018 --quiet 2>err || bad "the refund is settled" "exit $?"
cp base.db t.db && db=t.db
is "the refund undoes what was left below the cap" "$(ask "SELECT basic FROM settlement WHERE case_id = 52")" "-1208000"
since "a refund of an earlier year"
is "a refund of an earlier year: nothing is evaluated" "$(again) $(over)" "0 6"
cp base.db t.db
ask "UPDATE cases SET in_scope_cost = 10000000, total_cost = 10000000 WHERE case_id = 50"
since "what an earlier year's case left changed"
is "its household is evaluated" "$(again)" 3
is "and the refund is another" "$(ask "SELECT basic FROM settlement WHERE case_id = 52 AND run_id = 2")" "-2008000"

# What cannot serve is refused, and nothing is stored.
refused() {
  "$GUIZE" run --db t.db --rules r "${@:4}" >out 2>err
  code=$?
  test $code = "$2" && grep -q "$3" err && test "$(ask "SELECT count(*) FROM run")" = 3 && ok "$1" || bad "$1" "exit $code"
}
refused "a run that is not there" 4 E420 --since 9
refused "another year" 4 E445 --since 1 --year 2017
refused "other counties" 4 E445 --since 1 --county 532625
refused "with --resume" 2 E447 --since 1 --resume
ask "UPDATE run SET status = 'running' WHERE run_id = 3"
refused "a run that is not finished" 4 E445 --since 3
"$GUIZE" run --db t.db --rules r --since 3 --lang zh >out 2>err
grep -q '不能沿用运行 3 的结果：它尚未完成' err && ok "it is said in Chinese" || bad "it is said in Chinese" "it is not"
ask "UPDATE run SET status = 'finished' WHERE run_id = 3; UPDATE settlement SET basic = basic + 1, self_pay = self_pay - 1 WHERE run_id = 1 AND case_id = 103"
refused "settlements that were changed" 4 E446 --since 1
ask "DELETE FROM settlement WHERE run_id = 2 AND case_id = 103"
refused "a settlement that is gone" 4 E446 --since 2
# Runs of older versions: no table, or no row.
cp base.db t.db
ask "DELETE FROM run_fingerprint"
since "a run without fingerprints"
is "a run without fingerprints: all are evaluated" "$(again) $(grep -c 'older version' out)" "6 1"
cp base.db t.db
ask "DROP TABLE run_fingerprint"
since "a database without the table"
is "a database without the table: all are evaluated" "$(over)" 0
exit $status
