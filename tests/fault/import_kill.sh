#!/bin/bash
# An import that is killed, stopped, or runs out of room leaves all of a file or nothing; a file that grows is refused
# or taken exactly; the question about the encoding is asked on a terminal alone.
set -u
cd "$TMP" || exit 1
status=0
unset GUIZE_DB GUIZE_RULES
export GUIZE_LANG=en
rows=${IMPORT_ROWS:-20000}

ok() { echo "ok $1"; }
bad() { echo "not ok $1 - $2"; sed 's/^/# /' out | head -n 8; status=1; }
"$GUIZE" init base.db >/dev/null && sqlite3 base.db "INSERT INTO division VALUES ('530000', '某省', 'province', NULL), ('532600', '某州', 'prefecture', '530000'), ('532625', '某县', 'county', '532600')" || exit 1
awk -v n="$rows" 'BEGIN { print "人员编号,参保地区划,姓名,出生日期,性别"; for (i = 1; i <= n; i++) printf "%d,532625,张%d,19%02d-%02d-%02d,%s\n", i, i, i % 100, i % 12 + 1, i % 28 + 1, i % 2 ? "男" : "女" }' >people.csv
state() { sqlite3 "$1" "PRAGMA integrity_check; PRAGMA foreign_key_check; SELECT count(*) FROM person; SELECT count(*) FROM sqlite_schema WHERE name = 'import_file'" | tr '\n' ' '; }
empty="ok 0 0 "; full="ok $rows 1 "

begin=$(date +%s%N); cp base.db whole.db; "$GUIZE" import people.csv --db whole.db --quiet || exit 1
took=$((($(date +%s%N) - begin) / 1000000))
[ "$(state whole.db)" = "$full" ] && ok "undisturbed" || bad "undisturbed" "$(state whole.db)"

# hold FILE SQL: another program has the file until `release`.
hold() {
  rm -f go held; mkfifo go
  sqlite3 "$1" >held 2>&1 <go & holder=$!
  exec 7>go
  printf '%s\nSELECT 1 + 1;\n' "$2" >&7
  until grep -q '^2' held; do sleep 0.02; done
}
release() { exec 7>&-; wait $holder; }

wrong=; nothing=0; all=0
for i in $(seq 1 20); do
  cp base.db k.db; rm -f k.db-journal
  # five times a reader keeps the commit waiting, and the kill meets the writing; the others are spread over the whole
  [ $i -gt 5 ] || hold k.db "BEGIN; SELECT count(*) FROM person;"
  "$GUIZE" import people.csv --db k.db --quiet >out 2>&1 7>&- & pid=$!
  if [ $i -le 5 ]; then until [ -e k.db-journal ] || ! kill -0 $pid 2>/dev/null; do sleep 0.0$i; done
  else sleep "$(awk -v t="$took" -v i="$i" 'BEGIN { printf "%.3f", t / 1000 * i / 19 }')"; fi
  kill -9 $pid 2>/dev/null; wait $pid 2>/dev/null
  [ $i -gt 5 ] || release
  "$GUIZE" import --db k.db >out 2>&1 || { wrong+=" list:$?"; } # a journal is rolled back when it is opened
  case $(state k.db) in "$empty") nothing=$((nothing + 1)) ;; "$full") all=$((all + 1)) ;; *) wrong+=" $(state k.db)" ;; esac
  "$GUIZE" import people.csv --db k.db --quiet --yes >out 2>&1 || wrong+=" again:$?"
  [ "$(state k.db)" = "$full" ] || wrong+=" $(state k.db)"
done
[ -z "$wrong" ] && [ $((nothing + all)) = 20 ] && [ $nothing -gt 3 ] && ok "killed 20 times: $nothing times nothing, $all times all" || bad "killed 20 times" "$nothing $all$wrong"

cp base.db s.db; "$GUIZE" import people.csv --db s.db >out 2>&1 & pid=$!
sleep 0.15; kill -INT $pid 2>/dev/null; wait $pid; code=$?
{ [ $code = 130 ] && [ "$(state s.db)" = "$empty" ] && grep -q 'nothing of “people.csv” was imported' out; } || { [ $code = 0 ] && [ "$(state s.db)" = "$full" ]; } && ok "interrupted" || bad "interrupted" "$code $(state s.db)"

cp base.db d.db; (ulimit -f 200; trap '' XFSZ; "$GUIZE" import people.csv --db d.db --quiet >out 2>&1); code=$?
[ $code != 0 ] && [ "$(state d.db)" = "$empty" ] && grep -q E408 out && ok "no room for the database" || bad "no room for the database" "$code $(state d.db)"
sed 's/,男$/,不明/' people.csv >refused.csv
cp base.db d.db; (ulimit -f 200; trap '' XFSZ; "$GUIZE" import refused.csv --db d.db --quiet >out 2>&1); code=$?
[ $code != 0 ] && [ "$(state d.db)" = "$empty" ] && ! ls refused.csv.refused* >/dev/null 2>&1 && ok "no room for the refused rows" || bad "no room for the refused rows" "$code $(ls)"

cp base.db l.db; hold l.db "BEGIN EXCLUSIVE;"
"$GUIZE" import people.csv --db l.db --quiet >out 2>&1; code=$?
[ $code = 4 ] && grep -q E406 out && ok "a database that is in use" || bad "a database that is in use" "$code"
release; [ "$(state l.db)" = "$empty" ] && ok "nothing was stored there" || bad "nothing was stored there" "$(state l.db)"
chmod 400 l.db; if [ "$(id -u)" != 0 ]; then "$GUIZE" import people.csv --db l.db --quiet >out 2>&1; [ $? = 4 ] && ok "a database that may not be written" || bad "a database that may not be written" "it is"; fi

# a file that somebody goes on writing: refused, or exactly what it held when it was read
cp people.csv grow.csv; (i=$rows; while [ -e grow.csv ]; do i=$((i + 1)); echo "$i,532625,李,1980-01-01,男" >>grow.csv; done) 2>/dev/null & writer=$!
wrong=; refused=0
for i in 1 2 3 4 5 6; do
  cp base.db g.db; "$GUIZE" import grow.csv --db g.db >out 2>&1; code=$?
  count=$(sqlite3 g.db "SELECT count(*), max(person_id) FROM person")
  if [ $code = 4 ] && [ "$count" = "0|" ] && grep -q 'is being written' out; then refused=$((refused + 1));
  elif [ $code != 0 ] || [ "${count%|*}" != "${count#*|}" ]; then wrong+=" $code:$count"; fi
done
kill $writer; wait $writer 2>/dev/null; rm -f grow.csv
[ -z "$wrong" ] && ok "a file that grows (refused $refused times of 6)" || bad "a file that grows" "$wrong"

# the one question
printf 'person_id,county_code,name,birth,sex\n11,532625,%s,1936-1-12,1\n' 女 | iconv -f UTF-8 -t GB18030 >both.csv
ask() {
  cp base.db q.db
  python3 - "$1" >out <<'PY'
import os, pty, sys
pid, fd = pty.fork()
if pid == 0:
    os.execv(os.environ["GUIZE"], ["guize", "import", "both.csv", "--db", "q.db"])
data, answered = b"", False
while True:
    try:
        piece = os.read(fd, 65536)
    except OSError:
        break
    if not piece:
        break
    data += piece
    if b"1 or 2?" in data and not answered:
        os.write(fd, sys.argv[1].encode() + b"\n")
        answered = True
_, result = os.waitpid(pid, 0)
sys.stdout.buffer.write(data)
sys.exit(os.waitstatus_to_exitcode(result))
PY
}
ask 2 && [ "$(sqlite3 q.db 'SELECT name FROM person')" = 女 ] && grep -q 'GB18030  女' out && ok "asked on a terminal: GB18030" || bad "asked on a terminal: GB18030" "$?"
ask 1 && [ "$(sqlite3 q.db 'SELECT name FROM person')" = Ů ] && ok "asked on a terminal: UTF-8" || bad "asked on a terminal: UTF-8" "$?"
ask x; [ $? = 4 ] && [ "$(state q.db)" = "$empty" ] && ok "asked on a terminal: no answer" || bad "asked on a terminal: no answer" "$?"
exit $status
