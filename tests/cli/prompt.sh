#!/bin/bash
# The prompt behind a pipe: a script that ends at the first error, with the number of its line; SQL that shows no name
# and changes nothing, whatever way is tried; and --reveal, which is recorded.
set -u
cd "$TMP" || exit 1
. "$OLDPWD/tests/cli/small.bash"
export HOME=$TMP
unset XDG_STATE_HOME GUIZE_DB GUIZE_RULES
status=0
small_rules r
small_db d.db || exit 1
before=$(sha256sum d.db)

ok() { echo "ok $1"; }
bad() { echo "not ok $1 - $2"; sed 's/^/# /' out err | head -n 8; status=1; }
run() { printf '%s\n' "$1" | "$GUIZE" prompt d.db --rules r --on 2018-07-01 "${@:2}" >out 2>err; }
# gives NAME EXIT TEXT SCRIPT…: the exit code, and a text in the output or the message
gives() {
  run "$4" "${@:5}"
  code=$?
  if [ "$code" != "$2" ]; then bad "$1" "exit $code"
  elif ! grep -qF -- "$3" out err; then bad "$1" "without “$3”"
  else ok "$1"; fi
}
gives "an expression" 0 "42" "40 + 2"
gives "a block over lines" 0 "44" $'for i = 1, 2 do\n  print(i * 22)\nend'
gives "the first error ends it with 3" 3 "input:2" $'1 + 1\nnothing_there\nprint("after")'
grep -q after out && bad "what follows is not run" "it is" || ok "what follows is not run"
gives "half a block" 3 "E642" "for i = 1, 2 do"
gives "a wrong command ends it with 3" 3 "E640" ".nothing"
gives "a parameter" 0 "plain" $'.county 532625\nbasic.mode'
gives "a change is laid over the rules" 0 "85%" $'.county 532625\nbasic.ratio.secondary = percent(85)\nbasic.ratio.secondary'
gives "a change out of range is refused" 3 "E" $'.county 532625\nbasic.deductible = yuan(999999)'
gives ".compare without a case" 3 ".compare 1001" $'.county 532625\nbasic.ratio.secondary = percent(85)\n.compare'
gives "a case" 0 "3,520.00" ".case 101"
gives "rules that are not there" 4 "E451" "1" --rules missing
# --- .once takes what a case says
run $'.case 101\n.explain'; cp out said
run $'.once case.txt\n.case 101\n.once explain.txt\n.explain\n.once case.json\n.case 101'
cat case.txt explain.txt | cmp -s - said && ok ".once takes .case and .explain" || bad ".once takes .case and .explain" "$(head -c 200 case.txt)"
[ "$(python3 -c 'import json; print(json.load(open("case.json"))["case"])')" = 101 ] && ok "and the document" || bad "and the document" "$(head -c 100 case.json)"
run $'.case 101\nbasic.ratio.secondary = percent(85)\n.compare'; cp out said
run $'.case 101\nbasic.ratio.secondary = percent(85)\n.once compare.txt\n.compare\n.case 101'
[ -s compare.txt ] && grep -q 'basic' compare.txt && tail -n "$(wc -l <compare.txt)" said | cmp -s - compare.txt && ok ".once takes .compare" || bad ".once takes .compare" "$(head -c 200 compare.txt)"
gives "a table of a case there is not" 3 "E644" $'.once case.csv\n.case 101'
[ ! -e case.csv ] && ok "and no file" || bad "and no file" "one"

printf '' | "$GUIZE" prompt d.db --rules r >out 2>err
[ $? = 2 ] && ok "no input at all" || bad "no input at all" "not 2"

# --- names: every way that is thought of shows none
hidden() {
  run ".sql $1"
  if grep -qE '张三丰|李四娘|王五|19700101001|970010100|19750202|1980030300' out err; then bad "masked: $1" "a name or number"; else ok "masked: $1"; fi
}
hidden "SELECT * FROM person"
hidden "SELECT * FROM main.person"
hidden "SELECT * FROM MAIN.Person"
hidden "SELECT * FROM temp.person"
hidden "SELECT name FROM (SELECT * FROM main.person)"
hidden "WITH person AS (SELECT * FROM main.person) SELECT * FROM person"
hidden "WITH person(name) AS (SELECT id_number FROM main.person) SELECT name FROM person"
hidden "WITH doctor AS (SELECT * FROM main.person) SELECT * FROM doctor"
hidden "SELECT (SELECT group_concat(name || id_number) FROM main.person)"
hidden "SELECT quote(name), hex(id_number), json_group_array(name) FROM person"
hidden "SELECT * FROM \"结算明细\""
hidden "SELECT guize_mask(0, 11), guize_mask(1, 11), guize_mask(2, 11)"
hidden "SELECT p.name FROM cases c JOIN main.person p USING (person_id)"
hidden "SELECT name FROM main.person UNION ALL SELECT id_number FROM main.person"
hidden "SELECT name FROM person WHERE id_number GLOB '*1970*'"
run ".sql SELECT count(*) FROM main.person WHERE name = '张三丰' OR id_number LIKE '%19700101%'"
grep -qx ' *0' out && ok "nobody is found by name" || bad "nobody is found by name" "found"
run ".sql SELECT name, id_number FROM person WHERE person_id = 11"
grep -q '张\*丰  990000\*\*\*\*\*\*\*\*\*\*\*\*$' out && ok "masked names and numbers are shown" || bad "masked names and numbers are shown" "otherwise"

# --- only SELECT
refused() { gives "refused: $1" 3 "E649" ".sql $1"; }
refused "ATTACH 'x.db' AS x"
refused "PRAGMA user_version"
refused "PRAGMA writable_schema = 1"
refused "INSERT INTO household (household_id) VALUES (9)"
refused "UPDATE person SET name = 'x'"
refused "DELETE FROM person"
refused "DROP VIEW person"
refused "CREATE TEMP TABLE t AS SELECT * FROM main.person"
refused "INSERT INTO temp.person VALUES (1)"
refused "VACUUM INTO 'copy.db'"
refused "SELECT load_extension('x')"
refused "SELECT 1; DELETE FROM person"
refused "BEGIN"
refused "SELECT hex(zeroblob(100000000))"
[ "$(sha256sum d.db)" = "$before" ] && ok "the database is as it was" || bad "the database is as it was" "changed"
[ -e copy.db ] || [ -e x.db ] && bad "no file was made" "there is one" || ok "no file was made"

gives "--reveal is said" 0 "this is recorded" ".sql SELECT name FROM person WHERE person_id = 11" --reveal
grep -q 张三丰 out && ok "--reveal shows names" || bad "--reveal shows names" "not"
grep -q -- '--reveal 20' .local/state/guize/history && ok "--reveal is in the history" || bad "--reveal is in the history" "not"

gives "?. asks about a command" 0 "ask the database" "?.sql"

# kept NAME FILE COMMAND…: the commands are refused because of the file, and leave it as it is.
kept() {
  local was
  was=$(sha256sum "$2")
  printf '%s\n' "${@:3}" | "$GUIZE" d.db --rules r >out 2>&1
  if [ $? = 3 ] && grep -q E645 out && [ "$(sha256sum "$2")" = "$was" ]; then ok "$1"; else bad "$1" "not refused"; fi
}
head -c 1200000 /dev/zero >large.lua
cp d.db other.db
kept ".save over a large file" large.lua "basic.ratio.secondary = percent(50)" ".save large.lua"
kept ".log onto a rule file" r/model.lua ".log r/model.lua" "1"
kept ".log onto a database" other.db ".log other.db" "1"
kept ".once over what came meanwhile" r/model.lua ".once new.txt" ".log new.txt" ".log off" ".sql SELECT 1"
for part in 1 2; do printf '.log kept\n%s\n' "$part" | "$GUIZE" --rules r >out 2>&1; done
if [ "$(grep -c '^> [12]$' kept)" = 2 ] && [ "$(stat -c %a kept)" = 600 ]; then ok "a transcript is gone on with"; else bad "a transcript is gone on with" "not"; fi
exit "$status"
