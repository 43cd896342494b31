#!/bin/bash
# What is pasted, and what is typed ahead of it: one line, a block, one taller than the screen, tabs, more than 4 KB;
# the history of blocks; completion. Traps T8 to T11 of libedit, and T13, which is accepted.
. tests/terminal/terminal.bash

open 60 20
prompt d.db --rules r --on 2018-07-01
paste "词 = '粘贴'"
shows "one line waits for Enter (T10)" "> 词 = '粘贴'"
key Enter
ready
paste $'for i = 1, 2 do\n\tprint(i, "县")\nend\n部分'
shows "whole lines are evaluated, the rest waits; a tab is a blank (T10)" $'>> end\n1  县\n2  县\n> 部分'
key C-u
ready
key Up
shows "a block is one entry of the history" $'> for i = 1, 2 do\n print(i, "县")\nend'
key C-c
key C-l
gone "the screen is clear" "县"
block='do local s = 0'
for i in $(seq 40); do block+=$'\n'"  s = s + $i -- 第${i}行"; done
paste "$block"$'\n  print(s)\nend\n'
sees "a block taller than the screen (T11)" "820"
ready
key Up
sees "comes back as one" "print(s)"
key C-c
ready
key C-l
big=$(printf '报销比例%.0s' $(seq 500))
paste "大 = '$big'"
await "例'"
key Enter
key C-l
enter "#大"
sees "more than 4 KB on one line (T10)" "6000"
ready
paste $'> 1 + 100\n>> 100 + 2\n'
sees "prompts that are pasted along are left away" "102"
ready
paste $'x\033[31my'
sees "escape sequences in it are no keys" "x[31my"
key C-u
type_text "a👩‍👩‍👧b" # T13: joined characters are measured as their parts; the line stays whole
key BSpace
key BSpace
key C-u
type_text "1 + 200"
key Enter
sees "joined characters do no lasting harm (T13)" "201"

# completion
completes() { # NAME TYPED ROW
  key C-u
  key C-l
  type_text "$2"
  await "> $2"
  key Tab
  shows "$1" "$3"
}
completes "a command" ".comp" "> .compare"
completes "a command in Chinese" ".病" "> .病例"
completes "behind a full-width stop" "。帮" "> 。帮助"
completes "help behind a full-width question mark" "？basic.ra" "> ？basic.ratio"
completes "a parameter" "basic.ded" "> basic.deductible"
completes "a value of an enumeration" "basic.ratio.se" "> basic.ratio.secondary"
completes "behind p." "p.basic.ra" "> p.basic.ratio"
completes "a choice behind a quote" 'basic.mode = "st' '> basic.mode = "strict'
completes "a field" "case.in_sc" "> case.in_scope_cost"
completes "an amount" "bill.self" "> bill.self_pay"
completes "a file" ".save r/par" "> .save r/parameters.lua"
completes "a folder" ".rules r/la" "> .rules r/land/"
completes "a format" ".mode js" "> .mode json"
completes "a county by code" ".county 53262" "> .county 532625"
completes "a county by name" ".区划 某县" "> .区划 某县"
completes "a case" ".case 10" $'101  2018-02-10 某县医院\n102  2018-05-04 某乡卫生院\n103  2018-06-10 某县医院\n104  2018-07-03 某乡卫生院\n105  2018-11-20 某县医院\n> .case 10'
completes "a topic of help" ".help basic.m" "> .help basic.mode"
key C-u
leave

# The history: kept, private, one entry a block, shared by two prompts, bounded (T9).
file=$HOME/.local/state/guize/history
[ "$(stat -c %a "$file")" = 600 ] && ok "the history is private (T9)" || bad "the history is private (T9)" "$(stat -c %a "$file")"
grep -qF '"for i = 1, 2 do\n print(i, \"县\")\nend"' "$file" && ok "a block is one line of its file" || bad "a block is one line of its file" "not there"
prompt d.db --rules r --on 2018-07-01
enter "1001"
await "1001"
XDG_STATE_HOME= "$GUIZE" prompt --rules r --reveal --on 2018-07-01 --eval 1 >/dev/null 2>&1
enter "1002"
sees "another prompt meanwhile" "1002"
leave
[ "$(tail -n 4 "$file" | cut -c 1-12 | tr '\n' ' ')" = '"1001" "-- --reveal "1002" ".quit" ' ] && ok "two prompts keep both their lines (T9)" || bad "two prompts keep both their lines (T9)" "$(tail -n 4 "$file")"
exit "$failed"
