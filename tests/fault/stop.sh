#!/bin/bash
# limit: 2400
# What befalls a run from outside: a worker killed or stopped, signals, a full disk, changed rules or data, two runs at
# once, no right to start processes. Each is told, and what is stored in the end equals an undisturbed run.
set -u
if [ -z "${GUIZE_OWN_MOUNTS:-}" ] && [ "$(id -u)" = 0 ] && unshare -m true 2>/dev/null; then
  GUIZE_OWN_MOUNTS=1 exec unshare -m "$0" # what is mounted below goes away with the test
fi
rules=$PWD/rules
. tests/cli/small.bash
. tests/fault/process.bash
cd "$TMP" || exit 1
status=0

ok() { echo "ok $1"; }
bad() { echo "not ok $1 - $2"; sed 's/^/# /' err | head -n 4; status=1; }

cp -r "$rules" rules
"$GUIZE" init base.db >out 2>err && "$GUIZE" synth --db base.db --seed 11 --cases 60000 >out 2>err || exit 1
without_registers base.db
cp base.db calm.db
begun=$(date +%s%N)
"$GUIZE" run --db calm.db --rules rules --year 2018 >out 2>err || { bad "an undisturbed run" "exit $?"; exit 1; }
span=$((($(date +%s%N) - begun) / 1000000)) # ms
dump_run calm.db 1 | sha256sum >calm
ok "an undisturbed run"
pause() { sleep "$(printf '%d.%03d' $(($1 / 1000)) $(($1 % 1000)))"; } # ms

# Whether any of these processes is a worker that goes on living.
any_left() {
  local one tries
  for tries in $(seq 200); do
    for one in "$@"; do
      if grep -qs -- --worker "/proc/$one/cmdline"; then sleep 0.1; continue 2; fi
    done
    return 1
  done
  return 0
}

fresh() { rm -rf run.db* rules && cp base.db run.db && cp -r "$rules" rules; }
start() {
  "$GUIZE" run --db run.db --rules rules "$@" >out 2>err &
  host=$!
}
finish() {
  wait "$host"
  code=$?
}
equal() { dump_run run.db "${1:-1}" | sha256sum | cmp -s - calm; }
sound() { test "$(sqlite3 run.db 'PRAGMA integrity_check')" = ok && test "$(sqlite3 run.db 'SELECT count(*) FROM run')" = "${1:-1}"; }

# --- workers ---
for when in 2 7; do
  for which in 0 1 2 3 4; do
    fresh
    start --year 2018 --jobs 2
    workers_of "$host" 5 # one that reads the rules, two that settle, two that settle a second time
    pause $((span * when / 20))
    mapfile -t found < <(children "$host")
    test "${#found[@]}" -gt "$which" && kill -KILL "${found[$which]}"
    finish
    if [ "$code" = 0 ] && equal && sound; then ok "worker $which killed after $when twentieths"; else bad "worker $which killed after $when twentieths" "exit $code"; fi
  done
done
fresh
start --year 2018 --jobs 2
workers_of "$host" 5
for n in 0 1 2; do
  pause $((span / 8))
  mapfile -t found < <(children "$host")
  test "${#found[@]}" -gt $n && kill -KILL "${found[$n]}"
done
finish
test "$code" = 0 && equal && sound && ok "three workers killed" || bad "three workers killed" "exit $code"
for which in 0 1; do
  fresh
  start --year 2018 --jobs 2 --double-entry off
  workers_of "$host" 3
  pause $((span / 8))
  kill -STOP "${found[$which]}"
  finish
  test "$code" = 0 && equal && sound && ok "worker $which stopped is replaced" || bad "worker $which stopped is replaced" "exit $code"
  any_left "${found[@]}" && bad "and is not left" "it is there" || ok "and is not left"
done
fresh
start --year 2018 --jobs 2
while kill -0 "$host" 2>/dev/null; do
  mapfile -t found < <(children "$host")
  test "${#found[@]}" -gt 0 && kill -KILL "${found[@]}" 2>/dev/null
  sleep 0.1
done
finish
all=$(sqlite3 run.db "SELECT count(*) FROM settlement WHERE status = 'failed'")
if [ "$code" != 0 ] && [ "$code" != 70 ] && [ "${all:-0}" = 0 ] && grep -q 'error\[' err && [ "$(sqlite3 run.db 'PRAGMA integrity_check')" = ok ]; then
  ok "workers killed again and again end the run, and no case is blamed"
else
  bad "workers killed again and again end the run, and no case is blamed" "exit $code, $all cases failed"
fi
"$GUIZE" run --db run.db --rules rules --resume >out 2>err || { grep -q E421 err && "$GUIZE" run --db run.db --rules rules --year 2018 >out 2>err; }
code=$?
test "$code" = 0 && equal && ok "and it can go on" || bad "and it can go on" "exit $code"

# --- signals ---
for signal in INT TERM; do
  for when in 1 8 12 16; do
    fresh
    start --year 2018
    listens "$host"
    pause $((span * when / 20))
    mapfile -t found < <(children "$host")
    kill -$signal "$host" 2>/dev/null
    finish
    stored=$(sqlite3 run.db "SELECT count(*) FROM settlement")
    name="SIG$signal after $when twentieths"
    if [ "$code" = 0 ] && equal; then ok "$name: it was done"; continue; fi
    if [ "$code" != 130 ]; then bad "$name" "exit $code"; continue; fi
    if any_left "${found[@]}"; then bad "$name" "a worker is left"; continue; fi
    if [ "$(grep -c 'error\[E130\]' err)" != 1 ]; then bad "$name" "not told"; continue; fi
    if [ "$stored" != 0 ] && ! grep -q '^ hint: .*--resume' err; then bad "$name" "no way to go on is told"; continue; fi
    "$GUIZE" run --db run.db --rules rules --resume >out 2>err || { grep -q E421 err && "$GUIZE" run --db run.db --rules rules --year 2018 >out 2>err; }
    code=$?
    if [ "$code" = 0 ] && equal && sound; then ok "$name: $stored were stored, and on it went"; else bad "$name: resume" "exit $code"; fi
  done
done
fresh
start --year 2018
listens "$host"
pause $((span / 2))
kill -INT "$host" 2>/dev/null
kill -INT "$host" 2>/dev/null
finish
{ [ "$code" = 130 ] || [ "$code" = 0 ]; } && test "$(sqlite3 run.db 'PRAGMA integrity_check')" = ok && ok "two signals end at once" || bad "two signals end at once" "exit $code"
for part in 1 2 3; do # until it is met while it runs
  fresh
  start --year 2018 --jobs 2
  workers_of "$host" 5
  kill -HUP "$host" 2>/dev/null
  finish 2>/dev/null
  test "$code" = 0 || break
done
"$GUIZE" run --db run.db --rules rules --resume >out 2>err || { grep -q E421 err && "$GUIZE" run --db run.db --rules rules --year 2018 >out 2>err; }
again=$?
test "$code" -gt 128 && test "$again" = 0 && equal && ! any_left "${found[@]}" && ok "the terminal goes away" || bad "the terminal goes away" "exit $code, then $again"

# --- rules and data that change meanwhile ---
# broken: an interrupted run in run.db, with something stored.
broken() {
  local tries
  for tries in 1 2 3; do
    fresh
    start --year 2018
    stopped_when "$host" run.db "SELECT count(*) FROM settlement"
    kill -INT "$host" 2>/dev/null
    kill -CONT "$host" 2>/dev/null
    finish
    if [ "$code" = 130 ] && [ "$(sqlite3 run.db "SELECT count(*) FROM settlement")" -gt 0 ]; then return; fi
  done
  bad "an interrupted run" "there is none to try with"
}
refused() { # NAME TEXT
  before=$(sha256sum run.db)
  "$GUIZE" run --db run.db --rules rules --resume >out 2>err
  code=$?
  test "$code" = 4 && grep -q "error\[E424\].*$2" err && grep -q '^ hint: ' err && test "$(sha256sum run.db)" = "$before" && ok "$1" || bad "$1" "exit $code"
}
broken
echo "-- a remark" >>rules/yunnan/wenshan/maguan.lua
refused "changed rules refuse to go on" "rules"
cp "$rules/yunnan/wenshan/maguan.lua" rules/yunnan/wenshan/maguan.lua
echo "-- one more file" >rules/yunnan/wenshan/more.lua
refused "a file more refuses to go on" "rules"
rm rules/yunnan/wenshan/more.lua
case_id=$(sqlite3 run.db "SELECT max(case_id) FROM cases WHERE settled LIKE '2018%' AND refund_of IS NULL AND case_id NOT IN (SELECT refund_of FROM cases WHERE refund_of IS NOT NULL)")
sqlite3 run.db "UPDATE cases SET uncovered_cost = uncovered_cost + 1, total_cost = total_cost + 1 WHERE case_id = $case_id"
refused "a changed case refuses to go on" "cases"
sqlite3 run.db "UPDATE cases SET uncovered_cost = uncovered_cost - 1, total_cost = total_cost - 1 WHERE case_id = $case_id"
sqlite3 run.db "UPDATE run SET engine = 'guize 0.0.0'"
refused "another version refuses to go on" "version"
sqlite3 run.db "UPDATE run SET engine = (SELECT 'guize ' || '$("$GUIZE" version | cut -d' ' -f2)')"
"$GUIZE" run --db run.db --rules rules --resume >out 2>err
code=$?
test "$code" = 0 && equal && sound && ok "with all put back it goes on" || bad "with all put back it goes on" "exit $code"
fresh
start --year 2018 --jobs 2
workers_of "$host" 5 # those that settle are started when the rules have been read
echo "this is no rule any more" >>rules/yunnan/wenshan/maguan.lua
rm -f rules/model.lua
test "${#found[@]}" = 0 || kill -KILL "${found[0]}"
finish
test "$code" = 0 && equal && ok "a run goes by the rules it has read, in new workers too" || bad "a run goes by the rules it has read, in new workers too" "exit $code"

# --- two at once ---
fresh
"$GUIZE" run --db run.db --rules rules --year 2018 >out1 2>err1 &
one=$!
"$GUIZE" run --db run.db --rules rules --year 2018 >out2 2>err2 &
two=$!
wait $one
first=$?
wait $two
second=$?
cat err1 err2 >err
fine=1
for run in 1 2; do
  state=$(sqlite3 run.db "SELECT status FROM run WHERE run_id = $run")
  case $state in
    finished) equal $run || fine=0 ;;
    '') ;;
    *) { [ "$first" = 4 ] || [ "$second" = 4 ]; } || fine=0 ;;
  esac
done
{ [ "$first" = 0 ] || [ "$second" = 0 ]; } && { [ "$first" = 0 ] || [ "$first" = 4 ]; } && { [ "$second" = 0 ] || [ "$second" = 4 ]; } && [ $fine = 1 ] &&
  [ "$(sqlite3 run.db 'PRAGMA integrity_check')" = ok ] && ok "two runs at once ($first, $second)" || bad "two runs at once" "exits $first and $second"
broken
"$GUIZE" run --db run.db --rules rules --resume >out1 2>err1 &
one=$!
"$GUIZE" run --db run.db --rules rules --resume >out2 2>err2 &
two=$!
wait $one
first=$?
wait $two
second=$?
cat err1 err2 >err
{ [ "$first" = 0 ] || [ "$second" = 0 ]; } && equal && sound && { [ "$first" = 0 ] || [ "$first" = 4 ]; } && { [ "$second" = 0 ] || [ "$second" = 4 ]; } &&
  ok "two resumes of one run at once ($first, $second)" || bad "two resumes of one run at once" "exits $first and $second"

# --- a full disk ---
# full NAME ROOM…: the run ends with exit 4 and says so; with room it goes on exactly.
judge_full() {
  local name=$1
  if [ "$code" != 4 ] || ! grep -q 'error\[E408\]' err || ! grep -q '^ hint: ' err; then bad "$name" "exit $code"; return; fi
  if [ "$(sqlite3 "$2" 'PRAGMA integrity_check')" != ok ]; then bad "$name" "the file is damaged"; return; fi
  ok "$name"
}
fresh
size=$(($(stat -c %s base.db) / 1024))
growth=$(($(stat -c %s calm.db) / 1024 - size))
for more in $((growth / 50)) $((growth / 3)) $((growth * 9 / 10)); do
  fresh
  (ulimit -f $((size + more)); exec "$GUIZE" run --db run.db --rules rules --year 2018) >out 2>err
  code=$?
  judge_full "a file may grow by $more KiB" run.db
  "$GUIZE" run --db run.db --rules rules --resume >out 2>err || { grep -q E421 err && "$GUIZE" run --db run.db --rules rules --year 2018 >out 2>err; }
  code=$?
  test "$code" = 0 && equal && sound && ok "and with room it goes on" || bad "and with room it goes on" "exit $code"
done
mkdir small
if mount -t tmpfs -o size=$((size + growth / 2))k small small 2>/dev/null; then
  fresh
  cp base.db small/run.db
  "$GUIZE" run --db small/run.db --rules rules --year 2018 >out 2>err
  code=$?
  judge_full "a full disk" small/run.db
  mount -o remount,size=500m small
  "$GUIZE" run --db small/run.db --rules rules --resume >out 2>err || { grep -q E421 err && "$GUIZE" run --db small/run.db --rules rules --year 2018 >out 2>err; }
  code=$?
  cp small/run.db run.db
  test "$code" = 0 && equal && sound && ok "and with room it goes on, on that disk" || bad "and with room it goes on, on that disk" "exit $code"
  test "$(ls small)" = run.db && ok "and nothing is left there" || bad "and nothing is left there" "$(ls small)"
  umount small
else
  echo "ok a full disk # SKIP nothing can be mounted here"
fi

# --- no right to start a worker ---
rm -f run.db*
small_rules few
small_db small.db
cp small.db few.db
"$GUIZE" run --db few.db --rules few --year 2018 >out 2>err
dump_run few.db 1 >few.calm
# However few files may be open: the run is whole, or it is told why not and nothing is stored.
told=0
for files in 3 4 5 6 7 8 10 12 16 17 18 19 20 24; do
  rm -f few.db* && cp small.db few.db
  (ulimit -n $files; exec "$GUIZE" run --db few.db --rules few --year 2018 --jobs 2) >out 2>err
  code=$?
  if grep -q 'cannot start the rule worker' err; then told=$((told + 1)); fi
  if [ "$code" = 0 ] && dump_run few.db 1 | cmp -s - few.calm; then ok "$files open files are enough"
  elif [ "$files" = 3 ] && [ "$code" -gt 0 ] && cmp -s small.db few.db; then ok "$files open files are too few"
  elif { [ "$code" = 5 ] || [ "$code" = 4 ]; } && [ "$(grep -c 'error\[' err)" = 1 ] && [ "$(sqlite3 few.db "SELECT count(*) FROM settlement")" = 0 ]; then ok "$files open files are too few, and it is told"
  else bad "$files open files" "exit $code"; fi
done
test "$told" -gt 3 && ok "the rule worker is named $told times" || bad "the rule worker is named" "$told times"
open=$(mktemp -d /tmp/guize-open.XXXXXX)
trap 'rm -rf "$open"' EXIT
chmod 755 "$open"
cp "$GUIZE" "$open/guize" && cp -r few "$open/rules" && cp small.db "$open/base.db" && chmod -R a+rwX "$open" && chmod a+x "$open/guize"
limited() { # COMMAND…: with no right to start a process, as a lesser user when root runs the test
  if [ "$(id -u)" = 0 ]; then setpriv --reuid 65534 --regid 65534 --clear-groups bash -c 'ulimit -u 1; exec "$@"' limited "$@"; else bash -c 'ulimit -u 1; exec "$@"' limited "$@"; fi
}
if (cd "$open" && limited ./guize version) >out 2>err; then
  (cd "$open" && limited ./guize run --db base.db --rules rules --year 2018) >out 2>err
  code=$?
  test "$code" = 5 && grep -q 'cannot start the rule worker' err && grep -q '^ hint: ' err && cmp -s small.db "$open/base.db" && ok "no right to start processes" ||
    bad "no right to start processes" "exit $code"
else
  echo "ok no right to start processes # SKIP no other user can run the program"
fi
exit "$status"
