#!/bin/bash
# README tells the truth: every command of "A session" gives the lines shown below it, and the prompt of "The prompt"
# takes every line shown there.
set -u
root=$PWD status=0
cd "$TMP" || exit 1
unset GUIZE_DB GUIZE_RULES GUIZE_WIDTH COLUMNS
export GUIZE_LANG=en PATH="$(dirname "$GUIZE"):$PATH"
ln -s "$root/rules" shipped
cp -RL shipped rules

ok() { echo "ok $1"; }
bad() { echo "not ok $1 - $2"; diff shown out | head -n 6 | sed 's/^/# /'; status=1; }
# block TITLE: the first block of code below a heading.
block() { awk -v title="## $1" '$0 == title { found = 1 } found && /^```/ { if (inside) exit; inside = 1; next } inside' "$root/README.md"; }

# said: runs the command read last and compares.
said() {
  test "$command" || return
  bash -c "$command" >out 2>&1
  cmp -s shown out && ok "$command" || bad "$command" "another output"
}
command=
block "A session" >session
while IFS= read -r line; do
  case $line in
    '$ '*) said; command=${line#\$ }; : >shown ;;
    *) printf '%s\n' "$line" >>shown ;;
  esac
done <session
said
test "$(grep -c '^\$' session)" -gt 8 && ok "the session is there" || bad "the session is there" "it is not"

block "The prompt" >prompt
start=$(sed -n 's/^\$ //p' prompt)
sed -n 's/^> //p' prompt | sed 's/   .*//; s|rules/yunnan/wenshan/maguan.test.lua|a.test.lua|; s/^\.save trial.lua/.save saved.lua/' >lines
: >shown
bash -c "$start" <lines >out 2>err && test ! -s err && test -s saved.lua && ok "the prompt takes the lines of README" || bad "the prompt takes the lines of README" "$(head -n 1 err)"
place=$(sed -n 's/.* · \(.* 5[0-9]*\)\]$/\1/p' prompt)
test "$place" && grep -q "^case 75  ${place% *}  2018-07-29" out && ok "the case is one of that county" || bad "the case is one of that county" "it is not"
also=$(sed -n 's/.*also //p' prompt)
"$GUIZE" prompt county.db --county 532625 --eval "$also" >out 2>&1 && grep -q 'assistance.ratio.registered_poor' out && ok "the Chinese name is that name" || bad "the Chinese name is that name" "$(head -n 1 out)"
"$GUIZE" test a.test.lua >out 2>&1 && grep -q '^1 passed, 0 failed' out && ok "the test written is run where it stands" || bad "the test written is run where it stands" "$(head -n 1 out)"
exit "$status"
