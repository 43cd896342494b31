#!/bin/sh
# kill -9 while invented data are written, early and among the registers: the file stays sound, the unfinished state is told,
# nothing is left over but, at times, a journal that was not in use yet; SQLite writes over it.
set -u
cd "$TMP" || exit 1
status=0
rounds=${ROUNDS:-8}
for round in $(seq "$rounds"); do
  rm -f kill.db kill.db-journal
  "$GUIZE" init kill.db >/dev/null || exit 1
  "$GUIZE" synth --db kill.db --seed "$round" --cases 50000000 >out 2>err &
  child=$!
  size=$((round * 3500000))
  tries=0
  until [ "$(stat -c %s kill.db)" -gt "$size" ] || [ $((tries += 1)) -gt 6000 ]; do sleep 0.05; done
  kill -KILL "$child"
  wait "$child" 2>/dev/null
  "$GUIZE" synth --db kill.db --seed 1 --cases 10 >out 2>err
  code=$?
  if [ "$code" = 4 ] && grep -q 'error\[E410\].*50000000' err &&
    [ "$(sqlite3 kill.db 'PRAGMA integrity_check')" = ok ] &&
    [ "$(sqlite3 kill.db 'PRAGMA foreign_key_check' | wc -l)" = 0 ] &&
    [ "$(find . -name 'kill.db*' ! -name '*-journal' | wc -l)" = 1 ]; then
    echo "ok killed at $size bytes"
  else
    echo "not ok killed at $size bytes - exit $code, $(tr '\n' ' ' <err)"
    status=1
  fi
done

# The cases are written, the registers are being filled: killed and interrupted there.
for signal in KILL INT; do
  rm -f late.db late.db-journal
  "$GUIZE" init late.db >/dev/null || exit 1
  "$GUIZE" synth --db late.db --seed 1 --cases 150000 >out 2>err &
  child=$!
  tries=0
  until [ "$(stat -c %s late.db)" -gt 60000000 ] || [ $((tries += 1)) -gt 6000 ]; do sleep 0.05; done
  kill -$signal "$child"
  wait "$child" 2>/dev/null
  code=$?
  [ "$signal" = INT ] && wanted=130 || wanted=137
  "$GUIZE" synth --db late.db --seed 1 --cases 10 >out 2>err
  found=$(sqlite3 late.db "SELECT count(*) = 150000 FROM cases; SELECT count(*) > 0 FROM contract; SELECT count(DISTINCT person_id) <
    (SELECT count(*) FROM person) / 2 - 1000 FROM ledger_entry; PRAGMA integrity_check; PRAGMA foreign_key_check" | tr '\n' ' ')
  if [ "$code" = "$wanted" ] && grep -q 'error\[E410\].*150000' err && [ "$found" = "1 1 1 ok " ]; then
    echo "ok $signal among the registers"
  else
    echo "not ok $signal among the registers - exit $code, $found $(tr '\n' ' ' <err)"
    status=1
  fi
done
exit "$status"
