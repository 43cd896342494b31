#!/bin/bash
# What is wrong with a database: one message, exit 4, nothing stored; a bad case is stored as failed with --keep-going.
set -u
cd "$TMP" || exit 1
. "$OLDPWD/tests/cli/small.bash"
status=0

ok() { echo "ok $1"; }
bad() { echo "not ok $1 - $2"; sed 's/^/# /' err | head -n 4; status=1; }
small_rules r
small_db base.db || exit 1

settle() {
  "$GUIZE" run --db "$@" --rules r --year 2018 >out 2>err
  code=$?
}
said() { test "$(grep -c 'error\[' err)" = 1 && head -n 1 err | grep -q "^error\[$1[0-9]*\]: " && grep -qF -- "$2" err && sed -n 2p err | grep -q '^ hint: .'; }

# refused NAME CODE TEXT FILE OPTIONS…: exit 4, one message with advice, the file as it was.
refused() {
  name=$1 wanted=$2 text=$3 file=$4
  shift 4
  before=$(sha256sum "$file" 2>&1)
  settle "$file" "$@"
  if [ "$code" != 4 ]; then bad "$name" "exit $code"
  elif ! said "$wanted" "$text"; then bad "$name" "not one message $wanted with “$text” and advice"
  elif [ "$(sha256sum "$file" 2>&1)" != "$before" ]; then bad "$name" "the file was changed"
  elif [ -n "$(find . -name "$(basename "$file")-*")" ]; then bad "$name" "a file was left beside it"
  else ok "$name"; fi
}

# --- the file ---
sqlite3 other.db "CREATE TABLE patients (x); CREATE TABLE bills (y)"
refused "a database of another program" E403 "patients" other.db
cp base.db mark.db && sqlite3 mark.db "PRAGMA application_id = 5"
refused "a database with another mark" E403 "another program" mark.db
cp base.db newer.db && sqlite3 newer.db "PRAGMA user_version = 99"
refused "a database of a newer version" E404 "99" newer.db
size=$(stat -c %s base.db)
cp base.db cut.db && truncate -s $((size / 2 / 4096 * 4096)) cut.db
refused "a file cut at a page" E405 "damaged" cut.db
cp base.db cut.db && truncate -s $((size - 100)) cut.db
refused "a file cut in a page" E405 "damaged" cut.db
cp base.db cut.db && truncate -s 50 cut.db
refused "a file of 50 bytes" E40 "cut.db" cut.db
cp base.db long.db && echo more >>long.db
refused "a file with something behind" E405 "damaged" long.db
cp base.db flip.db && printf '\377\377\377' | dd of=flip.db bs=1 seek=4096 conv=notrunc 2>/dev/null
refused "a page overwritten" E405 "damaged" flip.db
: >empty.db
refused "an empty file" E403 "empty" empty.db
echo "姓名,费用" >text.db
refused "a text file" E403 "not a database" text.db
refused "a missing file has a near name" E401 "base.db" bsae.db
test ! -e bsae.db && ok "and is not made" || bad "and is not made" "it is there"
refused "a file in a missing folder" E401 "nowhere" nowhere/base.db
mkdir folder.db
refused "a folder" E401 "folder.db" folder.db
cp base.db table.db && sqlite3 table.db "ALTER TABLE cases RENAME COLUMN deposit TO pledge"
refused "tables that were changed by hand" E423 "table.db" table.db
cp base.db table.db && sqlite3 table.db "DROP TABLE run"
refused "a table that is gone" E423 "table.db" table.db

# --- locks ---
# hold FILE SQL: another program holds the file until `release`.
hold() {
  mkfifo "$1.go"
  sqlite3 "$1" >"$1.held" 2>&1 <"$1.go" &
  exec 7>"$1.go"
  printf '%s\nSELECT 1 + 1;\n' "$2" >&7
  until grep -q '^2' "$1.held"; do sleep 0.05; done
}
release() {
  exec 7>&-
  wait
}
for how in "BEGIN EXCLUSIVE;" "BEGIN IMMEDIATE;" "BEGIN; SELECT count(*) FROM cases;"; do
  rm -f held.db* && cp base.db held.db
  hold held.db "$how"
  settle held.db
  release
  if [ "$code" = 4 ] && said E406 "in use" && cmp -s held.db base.db; then ok "held by: $how"; else bad "held by: $how" "exit $code"; fi
done
rm -f held.db* && cp base.db held.db
hold held.db "BEGIN EXCLUSIVE;"
(sleep 1; echo "COMMIT;" >&7) &
settle held.db
test "$code" = 0 && ok "a lock of a second is waited for" || bad "a lock of a second is waited for" "exit $code"
release

# --- permissions; root may write everywhere, so a lesser user tries ---
lesser() {
  if [ "$(id -u)" = 0 ]; then setpriv --reuid 65534 --regid 65534 --clear-groups "$@"; else "$@"; fi
}
open=$(mktemp -d /tmp/guize-open.XXXXXX)
trap 'chmod -R u+rwx "$open" 2>/dev/null; rm -rf "$open"' EXIT
chmod 755 "$open"
cp "$GUIZE" "$open/guize" && cp -r r base.db "$open" && chmod -R a+rX "$open" && chmod a+x "$open/guize"
if lesser "$open/guize" version >out 2>err; then
  # closed NAME: as a lesser user, in the folder as it is now.
  closed() {
    (cd "$open" && lesser ./guize run --db base.db --rules r --year 2018) >out 2>err
    code=$?
    if [ "$code" = 4 ] && said E407 "base.db" && cmp -s base.db "$open/base.db"; then ok "$1"; else bad "$1" "exit $code"; fi
  }
  test "$(id -u)" = 0 || chmod 444 "$open/base.db"
  closed "a file that may not be written"
  test "$(id -u)" = 0 && chown 65534 "$open/base.db"
  chmod 644 "$open/base.db"
  chmod 555 "$open"
  closed "a folder that may not be written"
  (cd "$open" && lesser ./guize runs --db base.db) >out 2>err && ok "reading works there" || bad "reading works there" "exit $?"
  chmod 755 "$open"
  chmod 000 "$open/base.db"
  (cd "$open" && lesser ./guize runs --db base.db) >out 2>err
  code=$?
  test "$code" = 4 && grep -q 'error\[E40' err && ok "a file that may not be read" || bad "a file that may not be read" "exit $code"
else
  echo "ok permissions # SKIP no other user can run the program"
fi

# --- counties ---
refused "a county that nobody is insured in" E507 "532625" base.db --county 999999
cp base.db county.db && sqlite3 county.db "INSERT INTO division VALUES ('532626', '他县', 'county', '532600'); UPDATE person SET county_code = '532626' WHERE person_id = 13"
cp county.db county.before
settle county.db
{ [ "$code" = 3 ] || [ "$code" = 4 ]; } && said E208 532626 && cmp -s county.db county.before && ok "a county without rules" ||
  bad "a county without rules" "exit $code, $(sqlite3 county.db "SELECT count(*) FROM run") runs stored"
settle county.db --county 532625
test "$code" = 0 && ok "the others can be settled" || bad "the others can be settled" "exit $code"

# --- cases ---
columns="case_id, person_id, hospital_id, admission, discharge, settled, total_cost, uncovered_cost, over_limit_cost, first_pay_cost, in_scope_cost, refund_of"
refund() { echo "INSERT INTO cases ($columns) VALUES ($1, $2, 5, '2018-02-01', '2018-02-10', '2018-03-10', -500000, -20000, 0, -30000, -450000, $3);"; }

# spoilt NAME CASE CODE TEXT SQL: CASE is refused; with --keep-going it alone is stored as failed.
spoilt() {
  rm -f case.db && cp base.db case.db
  sqlite3 case.db "PRAGMA ignore_check_constraints = 1; PRAGMA foreign_keys = 0; $5"
  refused "$1" "$3" "case $2: " case.db
  grep -qF -- "$4" err || bad "$1: the reason" "without “$4”"
  settle case.db --keep-going
  failed=$(sqlite3 case.db "SELECT group_concat(case_id || coalesce(self_pay, '-') || coalesce(basic, '-') || substr(reason, 1, 4)) FROM settlement WHERE status = 'failed'")
  counted=$(sqlite3 case.db "SELECT status || cases_failed || (cases_done = cases_total) || (cases_done = (SELECT count(*) FROM settlement)) FROM run")
  if [ "$code" = 1 ] && [ "$failed" = "$2--$3" ] && [ "$counted" = finished111 ] && grep -q ', 1 failed' out && grep -q "1 case .*first.* $2" err; then
    ok "$1, kept going"
  else
    bad "$1, kept going" "exit $code, failed: $failed, run: $counted"
  fi
}
spoilt "costs that do not add up" 103 E501 "add up" "UPDATE cases SET total_cost = total_cost + 1 WHERE case_id = 103"
spoilt "an unknown person" 103 E503 "99" "UPDATE cases SET person_id = 99 WHERE case_id = 103"
spoilt "an unknown hospital" 103 E503 "98" "UPDATE cases SET hospital_id = 98 WHERE case_id = 103"
spoilt "an amount below nothing" 103 E502 "below 0" "UPDATE cases SET in_scope_cost = -1, total_cost = 99999 WHERE case_id = 103"
spoilt "an amount beyond all bounds" 103 E502 "bounds" "UPDATE cases SET total_cost = 9000000000000000, in_scope_cost = 9000000000000000 - 100000 WHERE case_id = 103"
spoilt "a day that does not exist" 103 E505 "no day" "UPDATE cases SET settled = '2018-02-30' WHERE case_id = 103"
spoilt "days of another form" 103 E505 "no day" "UPDATE cases SET admission = '2018/06/01', discharge = '2018/06/09', settled = '2018/06/10' WHERE case_id = 103"
spoilt "discharged before admitted" 103 E505 "before" "UPDATE cases SET discharge = '2018-05-01' WHERE case_id = 103"
spoilt "an unknown kind" 103 E506 "enumeration" "UPDATE cases SET kind = 'stay' WHERE case_id = 103"
spoilt "a refund without its original" 201 E504 "refunds" "$(refund 201 11 999)"
spoilt "a refund of another household" 201 E504 "refunds" "$(refund 201 13 101)"
spoilt "a refund of another person" 201 E504 "another person" "$(refund 201 12 101)"
spoilt "a refund twice" 202 E504 "already" "$(refund 201 11 101)$(refund 202 11 101)"
spoilt "a refund that is not exact" 201 E504 "amounts" "$(refund 201 11 101) UPDATE cases SET total_cost = -400000, in_scope_cost = -350000 WHERE case_id = 201"
spoilt "a refund of itself" 201 E504 "" "$(refund 201 11 201)"
spoilt "a negative row that refunds nothing" 201 E502 "below 0" "$(refund 201 11 NULL)"
spoilt "a refund above nothing" 201 E502 "above 0" "$(refund 201 11 101) UPDATE cases SET total_cost = 500000, uncovered_cost = 20000, first_pay_cost = 30000, in_scope_cost = 450000 WHERE case_id = 201"

# A register that cannot be read right is not read half.
rm -f case.db && cp base.db case.db && sqlite3 case.db "PRAGMA ignore_check_constraints = 1; UPDATE identity SET kind = 'king'"
refused "an identity of an unknown kind" E513 "11" case.db
rm -f case.db && cp base.db case.db && sqlite3 case.db "PRAGMA ignore_check_constraints = 1; UPDATE identity SET begins = '2018'"
refused "an identity without a day" E5 "identity" case.db
rm -f case.db && cp base.db case.db && sqlite3 case.db "PRAGMA ignore_check_constraints = 1; UPDATE hospital SET level = 'huge' WHERE hospital_id = 5"
refused "a hospital of an unknown level" E512 "5" case.db
! grep -qE '张三丰|李四娘|王五|99000019' out err && ok "nobody is named" || bad "nobody is named" "names in the messages"
exit "$status"
