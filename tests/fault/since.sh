#!/bin/bash
# limit: 1200
# run --since that is killed, interrupted, or loses a worker: it goes on with --resume, taking over from the same run, and
# what is stored in the end equals a full run.
set -u
rules=$PWD/rules
. tests/cli/small.bash
. tests/fault/process.bash
cd "$TMP" || exit 1
status=0
ok() { echo "ok $1"; }
bad() { echo "not ok $1 - $2"; sed 's/^/# /' err | head -n 4; status=1; }
ask() { sqlite3 run.db "$1"; }

# Run 1 stands in base.db, before one household in fifty was changed; what a full run makes of the change in calm.db.
"$GUIZE" init base.db >out 2>err && "$GUIZE" synth --db base.db --seed 5 --cases 100000 >out 2>err && without_registers base.db &&
  "$GUIZE" run --db base.db --rules "$rules" --year 2018 --quiet >out 2>err || exit 1
sqlite3 base.db "UPDATE cases SET in_scope_cost = in_scope_cost + 5000, total_cost = total_cost + 5000 WHERE refund_of IS NULL AND case_id NOT IN
  (SELECT refund_of FROM cases WHERE refund_of IS NOT NULL) AND person_id IN (SELECT person_id FROM person WHERE ifnull(household_id, person_id) % 50 = 3)"
cp base.db calm.db
"$GUIZE" run --db calm.db --rules "$rules" --year 2018 --quiet >out 2>err || exit 1
{ dump_run calm.db 2; sqlite3 calm.db "SELECT results, hex(households) FROM run_fingerprint WHERE run_id = 2"; } | sha256sum >calm
fresh() { rm -f run.db*; cp base.db run.db; }
equal() { { dump_run run.db 2; ask "SELECT results, hex(households) FROM run_fingerprint WHERE run_id = 2"; } | sha256sum | cmp -s - calm; }
position="SELECT ifnull(max(next_position), -1) FROM run WHERE run_id = 2 AND status = 'running'"
rest() { ask "$position"; }
start() { "$GUIZE" run --db run.db --rules "$rules" "$@" >out 2>err & host=$!; }

fresh
begun=$(date +%s%N)
"$GUIZE" run --db run.db --rules "$rules" --since 1 >out 2>err
span=$((($(date +%s%N) - begun) / 1000000)) # ms
equal && ok "an undisturbed run" || bad "an undisturbed run" "it differs"
grep -q '^  taken over from run 1' out && ok "most is taken over" || bad "most is taken over" "$(head -n 3 out)"

# in_the_middle SIGNAL: a run since run 1 that was ended when a part of it was stored.
in_the_middle() {
  local try
  for try in 1 2 3 4 5 6; do
    fresh
    start --since 1 --jobs 1
    stopped_when $host run.db "$position"
    kill -"$1" $host 2>/dev/null
    kill -CONT $host 2>/dev/null
    wait $host
    code=$?
    test "$(rest)" -gt 0 && return 0
  done
  return 1
}
goes_on() {
  "$GUIZE" run --db run.db --rules "$rules" --resume >out 2>err || { bad "$1 and goes on" "exit $?"; return; }
  grep -q '^  taken over from run 1' out && equal && ok "$1 and goes on to what a full run stores" || bad "$1 and goes on" "it differs"
}
for signal in INT KILL; do
  in_the_middle $signal && ok "stopped by $signal in the middle" || { bad "stopped by $signal in the middle" "exit $code"; continue; }
  test $signal = KILL || { test $code = 130 && grep -q -- '--resume' err && ok "it says how to go on" || bad "it says how to go on" "exit $code"; }
  goes_on "stopped by $signal"
done
# Before anything of it was stored.
fresh
start --since 1
sleep "$(printf '0.%03d' $((span < 1800 ? span / 2 : 900)))"
kill -KILL $host 2>/dev/null
wait $host 2>/dev/null
case $(rest) in
  -1) "$GUIZE" run --db run.db --rules "$rules" --since 1 >out 2>err ;;
  *) "$GUIZE" run --db run.db --rules "$rules" --resume >out 2>err ;;
esac
equal && ok "killed early, and begun again" || bad "killed early, and begun again" "it differs"

# The run that it rests on is gone: it is refused, and what is stored stays.
in_the_middle KILL
stored=$(ask "SELECT count(*) FROM settlement WHERE run_id = 2")
cp run.db kept.db
ask "PRAGMA foreign_keys = on; DELETE FROM settlement WHERE run_id = 1; DELETE FROM run WHERE run_id = 1"
"$GUIZE" run --db run.db --rules "$rules" --resume >out 2>err
code=$?
test $code = 4 && grep -q E420 err && test "$stored" -gt 0 && test "$(ask "SELECT count(*) FROM settlement")" = "$stored" && ok "without the run it rests on it stays as it is" ||
  bad "without the run it rests on it stays as it is" "exit $code, $stored were stored"
mv kept.db run.db
goes_on "with that run it is there"

# A worker that is lost: its range is evaluated whole.
lost=0
for which in 0 1 2 3; do # the first has read the rules, the others settle
  fresh
  start --since 1 --jobs 2
  workers_of $host 4 && kill -KILL "${found[$which]}" 2>/dev/null && lost=$((lost + 1))
  wait $host || bad "worker $which lost" "exit $?"
  equal && ok "worker $which lost" || bad "worker $which lost" "it differs"
done
test $lost -gt 0 && ok "$lost workers were lost" || bad "workers were lost" "none"
exit $status
