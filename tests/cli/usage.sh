#!/bin/bash
# The command line: what is typed wrong is explained with exit 2, what is asked for goes to standard output, and an
# output that cannot be written is noticed.
set -u
cd "$TMP" || exit 1
. "$OLDPWD/tests/cli/small.bash"
status=0
unset GUIZE_DB GUIZE_RULES

ok() { echo "ok $1"; }
bad() { echo "not ok $1 - $2"; sed 's/^/# /' err | head -n 4; status=1; }
small_rules r
small_db base.db || exit 1
base=$(sha256sum base.db)

# wrong NAME EXIT TEXT WORDS…: one message on standard error that holds TEXT, nothing on standard output.
wrong() {
  name=$1 wanted=$2 text=$3
  shift 3
  "$GUIZE" "$@" >out 2>err
  code=$?
  if [ "$code" != "$wanted" ]; then bad "$name" "exit $code"
  elif [ -s out ]; then bad "$name" "something on standard output"
  elif ! grep -qF -- "$text" err; then bad "$name" "without “$text”"
  elif [ "$(wc -l <err)" -gt 2 ]; then bad "$name" "more than one message"
  else ok "$name"; fi
}
wrong "no command" 2 "guize help"
wrong "an unknown command has a near name" 2 "run" rnu
wrong "help on an unknown command" 2 "verify" help verfy
wrong "help on an unknown topic" 2 "exit" help exti
wrong "help on a number that is not there" 2 "E998" help E998
wrong "an unknown option of the program" 2 "guize help" --databse
wrong "an unknown option has a near name" 2 "--year" run --yaer 2018
wrong "an option of another command" 2 "--seed" run --seed 1
wrong "a short option" 2 "-y" run -y
wrong "an option without its value" 2 "YEAR" run --year
wrong "a value where none is due" 2 "--strict" run --strict=1
wrong "a word where none is due" 2 "guize help run" run now
wrong "a year of two digits" 2 "18" run --year 18
wrong "a year that is no number" 2 "2018x" run --year 2018x
wrong "no workers" 2 "0" run --jobs 0
wrong "too many workers" 2 "65" run --jobs 65
wrong "half a worker" 2 "1.5" run --jobs 1.5
wrong "a number beyond all numbers" 2 "99999999999999999999" run --jobs 99999999999999999999
wrong "an unknown way of double entry" 2 "sample" run --double-entry no
wrong "an unknown format" 2 "csv" runs --format xml --db base.db
wrong "a county that is no code" 2 "马关" run --county 马关
wrong "no database" 2 "--db" run --year 2018
wrong "no year" 2 "--year" run --db base.db
wrong "no run" 2 "RUN" targets --db base.db
wrong "a run that is no number" 2 "one" verify one --db base.db
wrong "a run that is not there" 4 "run" verify 7 --db base.db
wrong "targets of a run that is not there" 4 "run" targets 7 --db base.db
wrong "no name for the new database" 2 "DB" init
wrong "a folder of rules that is not there" 4 "did you mean" run --db base.db --rules rr --year 2018
wrong "a file for the folder of rules" 4 "base.db" run --db base.db --rules base.db --year 2018
mkdir none
wrong "a folder without rules" 3 "--rules" run --db base.db --rules none --year 2018
wrong "nothing to go on with" 4 "no interrupted run" run --db base.db --rules r --resume
test "$(sha256sum base.db)" = "$base" && ok "nothing was stored by mistakes" || bad "nothing was stored by mistakes" "changed"

# --- help ---
"$GUIZE" help >help 2>err
all=1
for word in init 建库 synth 样例 run 结算 runs 运行 verify 复核 targets 考核 test 自测 check 检查 doctor 体检 completion 补全 help 帮助 version 版本; do
  grep -qw -- "$word" help || { bad "help lists $word" "it is not there"; all=0; }
done
test "$all" = 1 && ok "help lists every command by both names"
for command in init synth run runs verify targets test check doctor completion help; do
  "$GUIZE" help "$command" >out 2>err && "$GUIZE" "$command" --help >again 2>err && cmp -s out again && grep -q "guize $command" out && ok "help $command" ||
    bad "help $command" "exit $?, or not the same as $command --help"
done
"$GUIZE" help run >out
all=1
for option in db rules year county jobs strict double-entry resume since no-jit keep-going quiet; do
  grep -q -- "--$option" out || { bad "help run shows --$option" "it is not there"; all=0; }
done
test "$all" = 1 && ok "help run shows every option"
"$GUIZE" help E203 >out 2>err && grep -q '^E203: ' out && test "$(wc -l <out)" = 2 && ok "help on a number" || bad "help on a number" "$(cat out)"
"$GUIZE" help e203 --lang zh >out 2>err && grep -q '^E203: 取值' out && ok "help on a number in Chinese" || bad "help on a number in Chinese" "$(cat out)"
LC_ALL=zh_CN.UTF-8 "$GUIZE" help exit >out 2>err && grep -q '完成' out && ok "help follows the language" || bad "help follows the language" "$(cat out)"
for topic in exit environment files errors man 退出码; do
  "$GUIZE" help "$topic" >out 2>err && test "$(wc -l <out)" -gt 4 && ok "help $topic" || bad "help $topic" "exit $?"
done
for words in --help -h help 帮助; do
  "$GUIZE" $words >out 2>err && cmp -s out help && ok "guize $words" || bad "guize $words" "not the help"
done
"$GUIZE" --version >out 2>err && "$GUIZE" version >again && cmp -s out again && grep -q '^guize [0-9]' out && ok "version" || bad "version" "$(cat out)"

# --- Chinese names of commands ---
"$GUIZE" 建库 zh.db >out 2>err && small_data | sqlite3 zh.db && "$GUIZE" 结算 --db zh.db --rules r --year 2018 >out 2>err &&
  "$GUIZE" 运行 --db zh.db >out 2>err && grep -q finished out && "$GUIZE" 复核 1 --db zh.db >out 2>err && ok "commands in Chinese" ||
  bad "commands in Chinese" "exit $?"

# --- where the output goes ---
"$GUIZE" help 2>err | head -n 1 >out
test ! -s err && test "$(wc -l <out)" = 1 && ok "help into head is quiet" || bad "help into head is quiet" "$(cat err)"
for _ in $(seq 2000); do echo "INSERT INTO run (year, status) VALUES (2018, 'failed');"; done | sqlite3 zh.db "BEGIN" ".read /dev/stdin" "COMMIT"
"$GUIZE" runs --db zh.db 2>err | head -n 1 >out
test ! -s err && ok "a long list into head is quiet" || bad "a long list into head is quiet" "$(cat err)"
# full NAME WORDS…: an output that takes nothing is an error with a message.
full() {
  name=$1
  shift
  "$GUIZE" "$@" >/dev/full 2>err
  code=$?
  test "$code" = 5 && grep -q 'error\[E601\]' err && ok "$name" || bad "$name" "exit $code"
}
full "help to a full device" help
full "help run to a full device" help run
full "version to a full device" version
full "runs to a full device" runs --db base.db
full "runs in json to a full device" runs --db base.db --format json
cp base.db full.db
full "run to a full device" run --db full.db --rules r --year 2018
test "$(sqlite3 full.db "SELECT status FROM run")" = finished && ok "and the run is stored all the same" || bad "and the run is stored all the same" "it is not"
wanted=$(sqlite3 full.db "SELECT result_hash FROM run")
"$GUIZE" runs --db base.db >&- 2>err
code=$?
test "$code" = 5 && ok "a closed output is noticed" || bad "a closed output is noticed" "exit $code"
# No descriptor of ours may take the number of a closed one: what is printed would go into it.
for closed in '<&-' '>&-' '2>&-' '<&- >&- 2>&-'; do
  cp base.db closed.db
  (eval "exec $closed"; exec "$GUIZE" run --db closed.db --rules r --year 2018) >/dev/null 2>err
  found=$(sqlite3 closed.db "PRAGMA integrity_check; SELECT status, result_hash FROM run" | tr '\n' ' ')
  test "$found" = "ok finished|$wanted " && ok "run with $closed" || bad "run with $closed" "$found"
done
cp base.db quiet.db
"$GUIZE" run --db quiet.db --rules r --year 2018 --quiet >out 2>err
code=$?
test "$code" = 0 && test ! -s out && test ! -s err && ok "--quiet says nothing" || bad "--quiet says nothing" "exit $code"
cp base.db quiet.db
"$GUIZE" run --db quiet.db --rules r --year 2018 >out 2>err
test ! -s err && ! grep -q "$(printf '\r')" out && ok "no progress in a pipe" || bad "no progress in a pipe" "$(cat err)"

# --- paths ---
# named NAME PATH: a database of that name is made, settled and read.
named() {
  "$GUIZE" init "$2" >out 2>err && test -f "$PWD/$2" && small_data | sqlite3 "$PWD/$2" && "$GUIZE" run --db "$2" --rules r --year 2018 >out 2>err &&
    "$GUIZE" runs --db "$2" >out 2>err && grep -q finished out && ok "$1" || bad "$1" "exit $?"
}
mkdir "文 件夹"
named "a path with spaces and Chinese" "文 件夹/数据 库.db"
named "a name with a dash at its head" "./-x.db"
named "a name that looks like an address" "file:x.db"
named "a name that means memory to SQLite" ":memory:"
named "a name with a question mark" "x.db?mode=memory"
named "a name with quotes" "x'y\".db"
test ! -e x.db && ok "no other file was made" || bad "no other file was made" "x.db"
ln -s ../base.db "文 件夹/link.db"
"$GUIZE" runs --db "文 件夹/link.db" >out 2>err && ok "a link to a database" || bad "a link to a database" "exit $?"
cp -r r "规 则"
cp base.db rules.db
"$GUIZE" run --db rules.db --rules "规 则/" --year 2018 >out 2>err && ok "a folder of rules with spaces and Chinese" || bad "a folder of rules with spaces and Chinese" "exit $?"
cp base.db rules.db
GUIZE_DB=rules.db GUIZE_RULES=r "$GUIZE" run --year 2018 >out 2>err && GUIZE_DB=nothing.db "$GUIZE" runs --db rules.db >out 2>err &&
  ok "the variables, and options over them" || bad "the variables, and options over them" "exit $?"
for locale in C POSIX de_DE.UTF-8 zh_CN.GB18030; do
  cp base.db locale.db
  LC_ALL=$locale LANG=$locale "$GUIZE" run --db locale.db --rules r --year 2018 >out 2>err
  code=$?
  test "$code" = 0 && test "$(sqlite3 locale.db "SELECT result_hash FROM run")" = "$wanted" && grep -q 'self-pay\|个人自付' out && ok "the locale $locale changes nothing" ||
    bad "the locale $locale changes nothing" "exit $code"
done
"$GUIZE" targets 1 --db rules.db --county 马关县 >out 2>err
test $? = 2 && grep -q 'completion counties' err && ok "a name in place of a code gets the way to the codes" || bad "a name in place of a code gets the way to the codes" "it does not"
"$GUIZE" help | awk '/^commands$/ { list = 1; next } !NF { list = 0 } list && !/^  [a-z]+ [^ ]+ [^ ]+$/ && substr($0, 1, 2) == "  "' >out
test "$(awk '/^ {25}[a-z]/' out | wc -l)" -le 1 && ! grep -q 'runs write' out && ok "help keeps its column" || bad "help keeps its column" "it does not"
exit "$status"
