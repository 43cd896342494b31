#!/bin/bash
# limit: 1800
# kill -9 of a run of 200,000 cases at random points, and on it goes with --resume: what is stored in the end equals an
# undisturbed run byte by byte, no process and no file is left over. GUIZE_KILLS=100 for the long trial (default 12).
set -u
rules=$PWD/rules
. tests/cli/small.bash
. tests/fault/process.bash
cd "$TMP" || exit 1
status=0
kills=${GUIZE_KILLS:-12}
RANDOM=20180101

ok() { echo "ok $1"; }
bad() { echo "not ok $1 - $2"; sed 's/^/# /' err | head -n 4; status=1; }

"$GUIZE" init base.db >out 2>err && "$GUIZE" synth --db base.db --seed 3 --cases 200000 >out 2>err || exit 1
without_registers base.db
cp base.db calm.db
begun=$(date +%s%N)
"$GUIZE" run --db calm.db --rules "$rules" --year 2018 >out 2>err || { bad "an undisturbed run" "exit $?"; exit 1; }
span=$((($(date +%s%N) - begun) / 1000000)) # ms
dump_run calm.db 1 | sha256sum >calm
ok "an undisturbed run"

# The children of $1, each as pid:start, so that a number used again is not mistaken.
named_children() {
  local one rest
  for one in $(children "$1"); do
    { read -r rest <"/proc/$one/stat"; } 2>/dev/null || continue
    set -- ${rest##*) }
    echo "$one:${20}"
  done
}
# Whether one of the processes named is still alive (a zombie is not).
alive() {
  local one rest
  for one in "$@"; do
    { read -r rest <"/proc/${one%:*}/stat"; } 2>/dev/null || continue
    set -- ${rest##*) }
    if [ "${20}" = "${one#*:}" ] && [ "$1" != Z ] && [ "$1" != X ]; then return 0; fi
  done
  return 1
}
gone() {
  local tries=0
  while alive "$@"; do
    [ $((tries += 1)) -gt 1500 ] && return 1
    sleep 0.02
  done
}

killed=0 rounds=0 resumed=0 left=0 unsound=0 wrong=0 workers=0 strays=0
new_round() { rm -f run.db* && cp base.db run.db && rounds=$((rounds + 1)) && started=; }

# Ends a round: the run is finished; it must be the only one, and equal.
judge() {
  runs=$(sqlite3 run.db "SELECT group_concat(run_id || status) FROM run")
  if [ "$runs" != 1finished ] || ! dump_run run.db 1 | sha256sum | cmp -s - calm; then
    wrong=$((wrong + 1))
    echo "# round $rounds after $killed kills: runs $runs" >&2
    dump_run run.db 1 >differs; dump_run calm.db 1 | diff - differs | head -n 4 >&2
  fi
  test "$(sqlite3 run.db "PRAGMA integrity_check")" = ok || unsound=$((unsound + 1))
  test "$(find . -name 'run.db?*' -o -name '*.new-*' | wc -l)" = 0 || strays=$((strays + 1))
}

# Starts or resumes: a run killed before it was in the register begins anew, one killed when all was stored is judged.
launch() {
  local words=(--year 2018) state=
  position=0
  if [ -n "$started" ]; then
    # As a reader sees the file: what is not committed is not there. A journal is left for guize to roll back.
    cp run.db look.db && { cp run.db-journal look.db-journal 2>/dev/null || true; }
    state=$(sqlite3 look.db "SELECT status || '|' || next_position FROM run ORDER BY run_id DESC LIMIT 1")
    test "$(sqlite3 look.db "PRAGMA quick_check")" = ok || unsound=$((unsound + 1))
    rm -f look.db*
    case $state in
      '') ;;
      finished*) judge; new_round ;;
      *) words=(--resume); position=${state#*|}; if [ "$position" -gt 0 ]; then resumed=$((resumed + 1)); fi ;;
    esac
  fi
  "$GUIZE" run --db run.db --rules "$rules" "${words[@]}" --jobs 2 >out 2>err &
  host=$!
  started=1
}

# Waits for the moment: one time in three when a piece more has been stored, whatever that takes; else any time of the
# whole run, soon after the start, or while a piece is being written.
moment() {
  local tries=0 wait kind=$((RANDOM % 4))
  if [ $((killed % 3)) = 0 ]; then
    stopped_when "$host" run.db "SELECT next_position > $position FROM run ORDER BY run_id DESC LIMIT 1"
    return
  fi
  case $kind in
    0 | 1) wait=$((RANDOM * 32768 + RANDOM)) && wait=$((wait % (span * 12 / 10))) ;;
    2) wait=$((RANDOM % 300)) ;;
    3)
      until [ "$(stat -c %s run.db-journal 2>/dev/null || echo 0)" -gt 500000 ] || ! kill -0 "$host" 2>/dev/null || [ $((tries += 1)) -gt 2000 ]; do sleep 0.005; done
      wait=$((RANDOM % 400))
      ;;
  esac
  sleep "$(printf '%d.%03d' $((wait / 1000)) $((wait % 1000)))"
}

new_round
while [ "$killed" -lt "$kills" ]; do
  launch
  moment
  mapfile -t found < <(named_children "$host")
  kill -KILL "$host" 2>/dev/null
  wait "$host" 2>/dev/null
  code=$?
  if [ "$code" = 137 ]; then
    killed=$((killed + 1))
    workers=$((workers + ${#found[@]}))
    test "${#found[@]}" = 0 || gone "${found[@]}" || left=$((left + 1))
  elif [ "$code" = 0 ]; then
    judge
    new_round
  else
    bad "kill $killed" "exit $code without being killed"
    new_round
  fi
done
if [ -n "$started" ]; then
  launch
  wait "$host"
  code=$?
  test "$code" = 0 || bad "the last resume" "exit $code"
  judge
fi
test "$wrong" = 0 && ok "$killed kills, $rounds runs, each equal to the undisturbed one" || bad "$killed kills, $rounds runs" "$wrong are not equal"
test "$unsound" = 0 && ok "the file is sound every time" || bad "the file is sound every time" "$unsound times it is not"
test "$left" = 0 && test "$workers" -gt "$kills" && ok "none of $workers workers is left" || bad "none of $workers workers is left" "after $left kills"
test "$strays" = 0 && ok "no file is left" || bad "no file is left" "$strays times"
test "$resumed" -gt $((kills / 8)) && ok "$resumed resumes went on from the middle" || bad "resumes go on from the middle" "$resumed of $kills"
"$GUIZE" verify 1 --db run.db >out 2>err && ok "the run verifies" || bad "the run verifies" "$(cat out)"
exit "$status"
