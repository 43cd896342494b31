#!/bin/bash
# Tables on a terminal (a pseudo terminal of 41, 60 and 100 cells), in a pipe, and as files for spreadsheets.
set -u
cd "$TMP" || exit 1
. "$OLDPWD/tests/cli/small.bash"
status=0
unset GUIZE_DB GUIZE_RULES GUIZE_WIDTH COLUMNS

ok() { echo "ok $1"; }
bad() { echo "not ok $1 - $2"; sed 's/^/# /' out | head -n 12; status=1; }
small_rules r
small_db d.db || exit 1
for _ in 1 2 3; do "$GUIZE" run --db d.db --rules r --year 2018 --quiet || exit 1; done
sqlite3 d.db "UPDATE run SET counties = '文山市、砚山县、西畴县、麻栗坡县、马关县、丘北县、广南县、富宁县' WHERE run_id = 2"

# terminal CELLS COMMAND…: runs it in a pseudo terminal that wide; what it wrote is in out.
terminal() {
  python3 - "$@" >out <<'PY'
import fcntl, os, pty, struct, sys, termios
pid, fd = pty.fork()
if pid == 0:
    os.environ["TERM"] = "xterm"
    os.read(0, 1)  # until the size is set
    os.execvp(sys.argv[2], sys.argv[2:])
fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 40, int(sys.argv[1]), 0, 0))
attributes = termios.tcgetattr(fd)
attributes[3] &= ~(termios.ECHO | termios.ICANON)
termios.tcsetattr(fd, termios.TCSANOW, attributes)
os.write(fd, b"x")
data = b""
while True:
    try:
        piece = os.read(fd, 65536)
    except OSError:
        break
    if not piece:
        break
    data += piece
_, result = os.waitpid(pid, 0)
sys.stdout.buffer.write(data.replace(b"\r\n", b"\n"))
sys.exit(os.waitstatus_to_exitcode(result))
PY
}

# widest: cells of the widest line of the table in out (its footer may be longer).
widest() {
  python3 - <<'PY'
import unicodedata
def cells(line): return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)
lines = []
for line in open("out", encoding="utf-8").read().split("\n"):
    if "--format" in line or line.startswith(("columns", "some ", "隐藏", "部分")): break
    lines.append(line)
print(max(map(cells, lines)))
PY
}

for width in 41 60 100; do
  terminal "$width" "$GUIZE" runs --db d.db || bad "runs at $width cells" "exit $?"
  found=$(widest)
  test "$found" -le "$width" && ok "runs fits into $width cells" || bad "runs fits into $width cells" "$found"
  grep -q '^columns not shown\|^some texts' out && grep -q -- '--format' out && ok "at $width cells a last line says what is hidden" ||
    bad "at $width cells a last line says what is hidden" "it does not"
  terminal "$width" "$GUIZE" runs --db d.db --lang zh || bad "runs in Chinese at $width cells" "exit $?"
  found=$(widest)
  test "$found" -le "$width" && grep -q '^运行' out && ok "in Chinese at $width cells" || bad "in Chinese at $width cells" "$found"
  grep -q '文山市.*…' out && ok "a long text is shortened at $width cells" || bad "a long text is shortened at $width cells" "it is not"
done

# What tells two texts from each other may stand at their ends: titles of targets begin alike.
cp -R r like
for one in '实际报销比例' '个人自付比例'; do
  echo "target \"t$((n = ${n:-0} + 1))\" { title = \"建档立卡贫困患者在各级医院住院的$one\", over = \"case\", part = function() return 1 end, whole = function() return 2 end }"
done >>like/model.lua
"$GUIZE" run --db d.db --rules like --year 2018 --quiet && terminal 60 "$GUIZE" targets 4 --db d.db --lang zh
grep -q '….*销比例' out && grep -q '….*付比例' out && ok "shortened texts that begin alike keep their ends" || bad "shortened texts that begin alike keep their ends" "they read alike"
terminal 0 "$GUIZE" runs --db d.db
found=$(widest)
test "$found" -le 80 && test "$found" -gt 41 && ok "a terminal without a width counts as 80" || bad "a terminal without a width counts as 80" "$found"
terminal 200 "$GUIZE" runs --db d.db
! grep -q -- '--format' out && grep -q '富宁县' out && ok "what fits is whole" || bad "what fits is whole" "it is not"
terminal 100 "$GUIZE" runs --db d.db --width 60
found=$(widest)
test "$found" -le 60 && ok "--width over the terminal" || bad "--width over the terminal" "$found"

"$GUIZE" runs --db d.db >out
! grep -q -- '…\|--format' out && grep -q '富宁县' out && ok "everything in a pipe" || bad "everything in a pipe" "it is not"
"$GUIZE" runs --db d.db --width 41 >out
found=$(widest)
test "$found" -le 41 && ok "--width in a pipe" || bad "--width in a pipe" "$found"

sqlite3 d.db "CREATE TABLE keep AS SELECT 1" "DELETE FROM run WHERE run_id <> 2" 2>/dev/null || true
if [ "$(sqlite3 d.db "SELECT count(*) FROM run")" = 1 ]; then
  terminal 41 "$GUIZE" runs --db d.db
  grep -q '^counties *文山市、.*富宁县$' out && ok "one wide row is shown as a record" || bad "one wide row is shown as a record" "it is not"
fi

for format in table record csv tsv json jsonl md; do
  "$GUIZE" runs --db d.db --format "$format" >out 2>err && test -s out && ok "runs --format $format" || bad "runs --format $format" "exit $?"
done
"$GUIZE" runs --db d.db --json >out && python3 -c 'import json; assert json.load(open("out"))[0]["year"] == 2018' && ok "--json" || bad "--json" "no list of objects"
"$GUIZE" runs --db d.db --excel >out && test "$(head -c 3 out | od -An -tx1)" = " ef bb bf" && grep -q "$(printf '\r')$" out && ok "--excel" || bad "--excel" "no BOM, or no CRLF"
exit "$status"
