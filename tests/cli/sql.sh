#!/bin/bash
# Questions in SQL at the prompt: names and ID numbers stay masked whatever way a statement takes to them.
set -u
cd "$TMP" || exit 1
. "$OLDPWD/tests/cli/small.bash"
status=0
unset GUIZE_DB GUIZE_RULES

ok() { echo "ok $1"; }
bad() { echo "not ok $1 - $2"; sed 's/^/# /' out | head -n 12; status=1; }
small_rules r
small_db d.db || exit 1

# ask SQL [OPTION…]: what the prompt says to it is in out.
ask() {
  printf '.mode csv\n.sql %s\n' "$1" | "$GUIZE" d.db --rules r "${@:2}" >out 2>&1
}

# hidden NAME SQL: the answer, or the refusal, names nobody and finds nobody by an ID number.
hidden() {
  ask "$2"
  if grep -qE '张三丰|李四娘|王五|990000[0-9]|^(1[123],)*1[123]$' out; then bad "$1" "shown"; else ok "$1"; fi
}

hidden "a whole table" "SELECT * FROM person"
hidden "the table of the file" "SELECT name, id_number FROM main.person"
hidden "an alias" "SELECT x FROM (SELECT name AS x FROM main.person)"
hidden "functions" "SELECT hex(name), quote(name), json_group_array(id_number) FROM main.person"
hidden "a name of WITH" "WITH person AS (SELECT name FROM main.person) SELECT name FROM person"
hidden "a comparison" "SELECT person_id FROM main.person WHERE id_number = '990000197001010011'"
hidden "a full join" "SELECT id_number FROM main.person FULL JOIN (SELECT 1 AS id_number) USING (id_number)"
hidden "a natural full join" "SELECT * FROM main.person NATURAL FULL JOIN (SELECT 1 AS name)"
hidden "a join by the number" "SELECT person_id FROM main.person JOIN (SELECT '990000197001010011' AS id_number) USING (id_number)"
hidden "a natural join by the number" "SELECT person_id FROM main.person NATURAL JOIN (SELECT '990000197001010011' AS id_number)"
hidden "a join in WITH" "WITH a AS (SELECT person_id FROM main.person NATURAL JOIN (SELECT '990000197001010011' AS id_number)) SELECT * FROM a"

# answers NAME SQL EXPECTED
answers() {
  ask "$2"
  if [ "$(tail -n +2 out | tr '\n' ' ')" = "$3 " ]; then ok "$1"; else bad "$1" "not $3"; fi
}

answers "joins by other columns are answered" "SELECT p.name FROM cases JOIN person p USING (person_id) JOIN hospital h USING (hospital_id) WHERE case_id = 103" "李*娘"
answers "a natural join of masked tables is answered" "SELECT name FROM person NATURAL JOIN cases WHERE case_id = 105" "王*"
answers "persons are counted" "SELECT count(*) FROM person" "3"
answers "a semicolon in front is nothing" "; SELECT 7" "7"
ask "SELECT name FROM person WHERE person_id = 13" --reveal
if grep -q '王五' out; then ok "--reveal shows names"; else bad "--reveal shows names" "masked"; fi
exit "$status"
