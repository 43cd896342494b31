#!/bin/bash
# The commands of the prompt as a policy officer uses them: look, change, compare, undo, save, test; results in files
# and transcripts; rules that change on the disk. And --reveal, which leaves a trace wherever it is used.
. tests/terminal/terminal.bash

same() { if [ "$2" = "$3" ]; then ok "$1"; else bad "$1" "$2"; fi; }
open 90 50
cat >my-editor <<'SH'
#!/bin/sh
echo "21 * 2" >"$1"
SH
chmod +x my-editor
with="env EDITOR=./my-editor"
prompt d.db --rules r --on 2018-07-01
enter "basic.cap = yuan(7)"
await "pending: basic.cap"
enter ".compare"
sees ".compare without a case says what to do" ".compare 1001 compares case 1001"
enter ".reset"
enter ".undo"
sees ".undo takes a .reset back" "the last change is taken back; 1 pending"
enter ".undo"
sees ".undo takes a change back" "the last change is taken back; 0 pending"
key C-l
enter ".log transcript"
enter "。病例 101"
sees ".case, in Chinese, with a full-width stop" "基本医疗保险"
sees "the place of the case is looked at" "某县 532625"
enter "bill.basic"
sees "amounts of the case have names" "352000"
enter "basic.ratio.secondary"
sees "a parameter: value" "value      80%"
sees "a parameter: from" "from       2018-01-01"
sees "a parameter: position" "land/town/malipo.lua:3"
enter "_ * 2"
sees "_ is the last value" "1.6"
enter "basic.ratio.secondary = percent(85)"
sees "assigned to, it is pending" "pending: basic.ratio.secondary = 85% (before: 80%)"
key C-l
enter ".compare"
sees ".compare: rules and pending" "3,520.00      3,740.00"
enter ".save mine.lua"
sees ".save" "1 change saved in mine.lua"
same "the scenario" "$(tail -n 2 mine.lua)" $'at "land/town/malipo"\nbasic.ratio.secondary = percent(85)'
enter ".test r/mine.test.lua"
sees ".test" "added to r/mine.test.lua"
enter ".reset"
enter ".once f.csv"
enter "basic.ratio"
sees ".once" "written to f.csv"
same "its file" "$(sed -n 3p f.csv | cut -d, -f1-4)" "basic.ratio.primary,报销比例（一级）,85%,2018-01-01"
key C-l
enter ".once f.csv"
sees ".once writes over nothing" "E645"
enter ".last"
sees ".last shows it again" "basic.ratio.provincial"
enter ".mode md"
enter "basic.ratio"
sees ".mode" "| basic.ratio.township |"
enter ".mode auto"
key C-l
enter ".timer"
enter "1"
sees ".timer" " ms"
enter ".timer off"
enter ".edit"
sees ".edit runs what the editor left" "42"
echo "-- changed" >>r/model.lua
enter ""
sees "changed rules are told, not loaded" ".reload loads them again"
enter ".重载"
sees ".reload" "r loaded again"
enter ".sql SELECT name, id_number FROM person WHERE person_id = 11"
sees ".sql is masked" "张*丰  990000************"
enter ".exlpain"
sees "a wrong command has a near one" "did you mean .explain?"
enter ".log off"
await "the transcript is closed"
leave
grep -qF '> basic.ratio.secondary = percent(85)' transcript && ok "the transcript has what was typed" || bad "the transcript has what was typed" "not"
grep -qF '3,740.00' transcript && ok "and what was answered" || bad "and what was answered" "not"
"$GUIZE" test r >out 2>&1 && ok "guize test passes what .test wrote" || bad "guize test passes what .test wrote" "$(tail -n 3 out)"

with=
prompt d.db --rules r --on 2018-07-01 --reveal
sees "--reveal is told" "this is recorded"
enter ".sql SELECT name FROM person WHERE person_id = 11"
sees "--reveal shows names" "张三丰"
enter ".log second"
await "a transcript is kept"
leave
grep -q -- '--reveal' second && ok "--reveal stands in the transcript" || bad "--reveal stands in the transcript" "not"
grep -q -- '"-- --reveal 20.*d.db"' "$HOME/.local/state/guize/history" && ok "--reveal stands in the history" || bad "--reveal stands in the history" "not"
exit "$failed"
