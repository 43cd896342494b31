#!/bin/bash
# Control characters in names and values of rules are shown as text, never sent to the screen.
set -u
cd "$TMP" || exit 1
. "$OLDPWD/tests/cli/small.bash"
status=0
unset GUIZE_DB GUIZE_RULES

ok() { echo "ok $1"; }
bad() { echo "not ok $1 - $2"; cat -v out | sed 's/^/# /' | head -n 12; status=1; }
small_rules r
sed -i 's/title = "方式", choices = { "plain", "strict" }/title = "方\\27[31m式", choices = { "plain", "strict\\27[32m" }/' r/parameters.lua
sed -i 's/title = "基本医疗保险"/title = "基本\\27[35m医疗"/' r/model.lua
sed -i 's/name = "某县"/name = "某\\27[34m县"/' r/land/town/malipo.lua
small_db d.db || exit 1

# plain NAME COMMAND…: runs it; what it says shows an escape as \x1b and sends none.
plain() {
  "${@:2}" >out 2>&1
  if grep -q $'\x1b' out; then bad "$1" "sent"; elif grep -q 'x1b' out; then ok "$1"; else bad "$1" "not shown"; fi
}

printf '%s\n' '.county 532625' 'basic.mode' 'basic.mode = "strict\27[32m"' .pending '.case 101' .compare '?basic.mode' 'print("a\27[36mb")' >typed
prompt() { "$GUIZE" d.db --rules r <typed; }
plain "the prompt" prompt
grep -q '^pending: basic.mode = strict.x1b' out && ok "a pending change" || bad "a pending change" "not shown"
plain "a run" "$GUIZE" run --db d.db --rules r --year 2018
plain "an explanation" "$GUIZE" explain 101 --db d.db --rules r
plain "parameters" "$GUIZE" params --rules r
printf '.mode tsv\n.sql SELECT 1 AS a, 2 AS b\n.last\n' | "$GUIZE" d.db --rules r >out 2>&1
if [ "$(grep -c $'^1\t2$' out)" = 2 ]; then ok "tabs of a table stay"; else bad "tabs of a table stay" "gone"; fi
exit "$status"
