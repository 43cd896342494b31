#!/bin/bash
# A correction at a terminal is asked about: no, Ctrl-C and Ctrl-D change nothing, yes does.
. tests/terminal/terminal.bash

birth() { sqlite3 -cmd ".timeout 5000" d.db "SELECT birth FROM person WHERE person_id = 11"; }
same() { if [ "$2" = "$3" ]; then ok "$1"; else bad "$1" "$2"; fi; }
# cleared: nothing of the last question is there to be taken for the next.
cleared() { key C-l; until_true off_screen "y/n>" || bad "C-l clears" "not"; ready; }
open 100 40
prompt d.db --rules r --on 2018-07-01
enter ".person 11"
sees "a person, masked" "张*丰"
sees "what the person has no row of" "nothing in: "
ready
cleared
enter ".set birth 1970-01-09"
sees "old and new" "1970-01-01 → 1970-01-09"
await "y/n>"
enter "n"
sees "no" "E568"
ready
cleared
enter ".set birth 1970-01-09"
await "y/n>"
key C-c
sees "Ctrl-C is no" "E568"
ready
same "nothing was changed" "$(birth)" "1970-01-01"
cleared
enter ".改为 出生日期 1970-01-09 户口簿"
await "y/n>"
enter "y"
sees "yes" "changed; stored runs stay as they are"
ready
same "it is changed" "$(birth)" "1970-01-09"
key C-l
enter ".history"
sees "the history of the row" "户口簿"
key C-l
type_text ".correct per"
key Tab
sees "Tab completes an entity" ".correct person"
key C-u
enter ".quit"
await '$'
enter "$GUIZE correct person 11 birth=1970-01-10 --db d.db"
await "y or n"
enter "n"
sees "the command asks too" "E568"
enter "$GUIZE correct person 11 birth=1970-01-10 --db d.db"
until_true eval '[ "$(screen | grep -c "y or n")" = 2 ]'
enter "y"
until_true eval '[ "$(birth)" = 1970-01-10 ]' && ok "and takes yes" || bad "and takes yes" "$(birth)"
exit $failed
