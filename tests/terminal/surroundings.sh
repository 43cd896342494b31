#!/bin/bash
# Terminals and locales that are not what they should be: TERM dumb, unset, unknown; a locale that is not installed,
# or is not UTF-8; keys of vi; a history that cannot be written; rules that are not there. Traps T7, T8, T16 and T17.
. tests/terminal/terminal.bash
history=$HOME/.local/state/guize/history

value="值 = '起付线' .. 1"
try() { # NAME: Chinese goes in, is evaluated, comes out
  enter "$value"
  enter "值"
  sees "$1" "起付线1"
}
open 80 24
for terminal in "env TERM=dumb" "env -u TERM" "env TERM=no-such"; do
  with=$terminal
  prompt --rules r --on 2018-07-01
  try "$terminal (T16)"
  if screen | grep -q '200[4hl~]'; then bad "$terminal: no escape sequences" "some"; else ok "$terminal: no escape sequences"; fi
  case $terminal in
    *such) sees "an unknown terminal is said in one line (T16)" "“no-such” (TERM) is not known" ;;
  esac
  gone "libedit says nothing of its own (T16)" "No entry"
  key C-c
  leave
done

rm -f "$history"
with="env LC_ALL=zh_CN.UTF-8"
prompt --rules r --on 2018-07-01
try "a locale that may not be installed (T7)"
leave
entries=$(wc -l <"$history")
with="env LC_ALL=C"
prompt --rules r --on 2018-07-01
sees "the locale C is told (T7)" "the locale C is not UTF-8"
key Up
key Up
key Up
shows "the history comes back in it (T8)" "> $value"
key C-c
try "Chinese in the locale C (T7)"
leave
[ "$(grep -c 起付线 "$history")" = 2 ] && [ "$(wc -l <"$history")" = $((entries + 3)) ] && ok "the history is whole (T8)" || bad "the history is whole (T8)" "$(cat "$history")"
with="env LC_ALL=zh_CN.GB18030"
prompt --rules r --on 2018-07-01
try "a locale of another encoding (T7)"
leave

echo "bind -v" >"$HOME/.editrc"
with=
prompt --rules r --on 2018-07-01
type_text "一二三"
await "一二三"
key Escape
type_text "0x"
shows "vi keys by .editrc (T17)" "> 二三"
paste "贴"
shows "pasting works with them (T10, T17)" "> 贴二三"
key C-c
type_text ".comp"
key Tab
shows "and so does Tab (T17)" "> .compare"
leave
rm "$HOME/.editrc"

with="env XDG_STATE_HOME=/proc/none"
prompt --rules r --on 2018-07-01
try "a history that cannot be written"
[ "$(screen | grep -c E456)" = 1 ] && ok "is told once" || bad "is told once" "not once"
leave
with=
mkdir -p empty
: >empty/parameters.lua
prompt --rules empty --on 2018-07-01
try "a folder with empty rules"
leave
prompt --rules missing --on 2018-07-01
sees "no folder of rules is told" "E451"
try "and the prompt works"
enter ".rules r"
enter "basic.mode"
sees "rules are loaded later" "plain"
leave
exit "$failed"
