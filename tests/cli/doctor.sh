#!/bin/bash
# `guize doctor` tells what is wrong with the machine, the rules and the database, and changes nothing.
set -u
cd "$TMP" || exit 1
. "$OLDPWD/tests/cli/small.bash"
status=0
unset GUIZE_DB GUIZE_RULES XDG_STATE_HOME
export HOME=$TMP LC_ALL=C.UTF-8 TERM=xterm

ok() { echo "ok $1"; }
bad() { echo "not ok $1 - $2"; sed 's/^/# /' out err 2>/dev/null | head -n 12; status=1; }
small_rules r
small_db base.db || exit 1
before=$(sha256sum base.db; find . | LC_ALL=C sort)

# facts WORDS…: a line "fact state value" for each fact, from the CSV that is for programs, into the file lines.
facts() {
  "$GUIZE" doctor --format csv "$@" >out 2>err
  code=$?
  sed '1d; s/\r$//; s/^\([^,]*\),\([^,]*\),/\1 \2 /' out >lines
}
# tells NAME EXIT PATTERN WORDS…: a line of the facts, and the exit code.
tells() {
  local name=$1 expected=$2 pattern=$3
  shift 3
  facts "$@"
  if [ "$code" != "$expected" ]; then bad "$name" "exit $code"
  elif ! grep -q -- "$pattern" lines; then bad "$name" "no line like '$pattern'"
  else ok "$name"; fi
}
tells "rules and database that are well" 0 "^rules ok .*r: 7 parameters. 1 layers. 3 jurisdictions" --rules r --db base.db
tells "the database is sound" 0 "^database ok .*base.db: sound. form 1. 5 cases. journal" --rules r --db base.db
tells "the worker is fenced in" 0 "^fence ok"
tells "the compiler passes its self-test" 0 "^compiler ok"
for part in guize sqlite libedit jansson libseccomp libsodium libc luajit; do
  tells "a version of $part" 0 "^$part ok .*[0-9]\.[0-9]"
done
tells "no database is a note" 0 "^database note"
tells "no rules are a note" 0 "^rules note"
tells "no terminal is a note" 0 "^terminal note"
facts --rules r --db base.db
test "$(sha256sum base.db; find . ! -name lines ! -name out ! -name err | LC_ALL=C sort)" = "$before" && ok "nothing was changed" || bad "nothing was changed" "it was"

# --- findings ---
tells "a database that is not there" 1 "^database finding .*E401" --db none.db
head -c 5000 base.db >cut.db
tells "a database that was cut short" 1 "^database finding .*E405" --db cut.db
echo text >text.db
tells "a file that is no database" 1 "^database finding .*E403" --db text.db
tells "a folder that is not there" 1 "^rules finding .*E451" --rules none
cp -r r wrong && echo 'basic.ration = 1' >>wrong/land/town/malipo.lua
tells "rules that do not load, with their place" 1 "^rules finding .*wrong/land/town/malipo.lua:[0-9]*: E201" --rules wrong
LC_ALL=xx_XX.UTF-8 tells "a locale that is not there" 1 "^locale finding .*xx_XX" --rules r 2>/dev/null
LC_ALL=C tells "a locale that is no UTF-8" 0 "^locale note" --rules r
XDG_STATE_HOME=$TMP/text.db tells "a folder of state that cannot be written" 1 "^state finding" --rules r
XDG_STATE_HOME=$TMP/deep/er tells "a folder of state that can be made" 0 "^state ok .*deep/er/guize (can be made)" --rules r
(ulimit -n 8; "$GUIZE" doctor --format csv --rules r >out 2>err)
test $? = 1 && grep -q '^worker,finding,E750' out && ok "no worker can be started" || bad "no worker can be started" "see above"

# --- forms ---
"$GUIZE" doctor --rules r >out 2>err
test "$(grep -c '|$' out)" = 3 && grep -q '^  规则医保报|$' out && grep -q '…' out && ok "the bars of the width test" || bad "the bars of the width test" "not three"
"$GUIZE" doctor --json --rules r >out 2>err && python3 -c '
import json
facts = json.load(open("out"))
assert all(set(fact) >= {"fact", "state", "value"} for fact in facts) and len(facts) > 12' 2>>err && ok "as JSON" || bad "as JSON" "see above"
"$GUIZE" 体检 --rules r >out 2>err && ok "its Chinese name" || bad "its Chinese name" "exit $?"
"$GUIZE" doctor >/dev/full 2>err
test $? = 5 && ok "to a full device" || bad "to a full device" "exit"

# --- in a terminal ---
if command -v tmux >/dev/null; then
  server=guize-doctor-$$
  trap 'tmux -L $server kill-server 2>/dev/null' EXIT
  # A terminal has a second to answer; on a machine that gives it none it is asked again.
  for _ in 1 2 3 4 5; do
    tmux -f /dev/null -L $server new-session -d -x 91 -y 30 "env TERM=xterm '$GUIZE' doctor --rules r --format csv; tmux -L $server wait-for -S done; cat" 2>err
    tmux -L $server wait-for done
    tmux -L $server capture-pane -p -S -40 >out
    tmux -L $server kill-server
    grep -q '^drawing,note' out || break
  done
  grep -q '^width,ok,91 columns' out && ok "the width of a terminal" || bad "the width of a terminal" "not told"
  grep -q '^drawing,ok' out && ok "the terminal was asked how wide it draws" || bad "the terminal was asked how wide it draws" "no fact"
  test "$(head -n 1 out)" = "fact,state,value,advice" && ok "asking leaves nothing on the screen" || bad "asking leaves nothing on the screen" "$(head -n 1 out)"
  grep -q '^terminal,ok,TERM is xterm' out && ok "the kind of a terminal" || bad "the kind of a terminal" "not told"
else
  ok "a terminal # SKIP no tmux"
fi

# --- a terminal of our own, which tells its cursor's column as it is told to ---
cat >terminal.py <<'PY'
import os, pty, sys
guize, answers = sys.argv[1], sys.argv[2].split()
child, fd = pty.fork()
if child == 0:
    os.execv(guize, [guize, "doctor", "--rules", "r", "--format", "csv"])
heard = b""
while True:
    try:
        part = os.read(fd, 4096)
    except OSError:
        break
    if not part:
        break
    heard += part
    while heard.count(b"\x1b[6n") and answers:
        heard = heard.replace(b"\x1b[6n", b"", 1)
        os.write(fd, b"\x1b[1;%sR" % answers.pop(0).encode())
print(heard.decode().replace("\r\n", "\n"))
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
PY
# draws NAME EXIT PATTERN COLUMNS: where the cursor stands behind two Chinese characters, then behind four ambiguous ones.
draws() {
  for _ in 1 2 3 4 5; do # as above
    python3 terminal.py "$GUIZE" "$4" >out 2>err
    code=$?
    if [ -z "$4" ] || ! grep -q '^drawing,note' out; then break; fi
  done
  if [ $code = "$2" ] && grep -q "$3" out; then ok "$1"; else bad "$1" "exit $code"; fi
}
draws "a terminal that draws as we count" 0 '^drawing,ok' "5 5"
draws "ambiguous characters drawn wide" 1 '^drawing,finding,.* take 8 columns' "5 9"
draws "Chinese drawn as bytes" 1 '^drawing,finding,.* take 6 columns' "7 5"
draws "a terminal that does not tell" 0 '^drawing,note' ""
exit $status
