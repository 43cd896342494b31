#!/bin/sh
# guize init and synth with the shipped schema: same seed same file, sound tables, refusals, stopping.
set -u
cd "$TMP" || exit 1
status=0

# try NAME COMMAND…: one line of the result.
try() {
  name=$1
  shift
  if "$@"; then echo "ok $name"; else echo "not ok $name - $(tail -n 3 out err | tr '\n' ' ')"; status=1; fi
}

# refused CODE EXIT COMMAND…: the command ends with EXIT and names CODE.
refused() {
  code=$1 exit=$2
  shift 2
  "$@" >out 2>err
  found=$?
  test "$found" = "$exit" && grep -q "error\[$code\]" err
}

make() { "$GUIZE" init "$1" >out 2>err && "$GUIZE" synth --db "$1" --seed "$2" --cases "$3" >out 2>err; }
ask() { sqlite3 "$1" "$2"; }
is() { test "$(ask "$1" "$2")" = "$3"; }

try "init and synth" make a.db 5 20000
try "the same again" make b.db 5 20000
try "the same seed gives the same file" cmp a.db b.db
try "another seed" make c.db 6 20000
differs() { ! cmp -s "$1" "$2"; }
try "gives another file" differs a.db c.db
try "exactly so many cases" is a.db "SELECT count(*) FROM cases" 20000
try "every rule of the tables holds" is a.db "PRAGMA integrity_check" ok
try "every reference holds" is a.db "PRAGMA foreign_key_check" ""
try "finished" is a.db "SELECT state FROM data_source" finished
try "nobody has these numbers" is a.db "SELECT count(*) FROM person WHERE id_number NOT LIKE '99%'" 0
try "a filled database is refused" refused E410 4 "$GUIZE" synth --db a.db --seed 5 --cases 10
try "an existing file is not made anew" refused E402 4 "$GUIZE" init a.db
try "a missing database is named" refused E401 4 "$GUIZE" synth --db aa.db --seed 1 --cases 10
try "with a near name" grep -q 'a\.db' err
echo "some words" >words.db
try "a text file is refused" refused E403 4 "$GUIZE" synth --db words.db --seed 1 --cases 10

"$GUIZE" init stop.db >out 2>err
"$GUIZE" synth --db stop.db --seed 1 --cases 50000000 >out 2>err &
child=$!
tries=0
until [ "$(stat -c %s stop.db)" -gt 4000000 ] || [ $((tries += 1)) -gt 3000 ]; do sleep 0.1; done
kill -INT "$child"
wait "$child"
found=$?
stopped() { test "$found" = 130 && is stop.db "PRAGMA quick_check" ok; }
try "stopping ends with 130 and a sound file" stopped
try "what was half made is said to be so" refused E410 4 "$GUIZE" synth --db stop.db --seed 1 --cases 10
try "and how much was due" grep -q 50000000 err
exit "$status"
