#!/bin/bash
# What interrupts: Ctrl-C on a line, a block, an evaluation and SQL, Ctrl-Z and back, a worker that is killed, the end
# of the input; and the terminal as it was afterwards. Traps T2, T4 and T5 of libedit.
. tests/terminal/terminal.bash

same_terminal() { # NAME: stty says what it said before
  enter "stty -a | cmp - before && echo un'changed'"
  sees "$1" "unchanged"
  enter clear
  gone "$1 (screen)" "unchanged"
}
worker() { pgrep -P "$(pgrep -P "$(mux display -p -t t '#{pane_pid}')" -x guize)"; }

open 60 24
enter "stty -a >before; clear"
# T2: the signals stay ours: a neighbour in the process group gets one SIGINT for one Ctrl-C.
cat >wrapped <<'SH'
trap 'echo caught >>caught' INT
"$@"
SH
with="bash wrapped"
prompt d.db --rules r --on 2018-07-01
type_text "半句话"
await "半句话"
key C-c
sees "C-c drops a half-typed line" "半句话^C"
type_text "for i = 1, 3 do"
key Enter
sees "a block goes on" ">>"
type_text "  print(i)"
await "print(i)"
key C-c
sees "C-c drops a block" "print(i)^C"
enter "20 + 22"
sees "what follows is a new line" "42"
enter "x = 7"
await "> x = 7"
ready
enter "while true do end"
await "do end"
evaluating
key C-c
sees "C-c ends an evaluation (T4)" "E130"
sees "and says what is lost" "what you had given names to is gone"
enter "40 + 3"
sees "the next evaluation runs" "43"
ready
enter ".sql WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT count(*) FROM t"
await "FROM t) SELECT"
evaluating
key C-l
await "^L"
key C-c
await "^L^C"
enter "40 + 4"
sees "C-c ends SQL, and the next evaluation runs" "44"
type_text 终 # keys are taken: a C-d typed ahead of them would be lost, as in every program that edits lines
await "> 终"
key BSpace
key C-d
sees "C-d on an empty line leaves" "ended=0"
caught=$(wc -l <caught)
with=
if [ "$caught" = 3 ]; then bad "others in the group get one signal a C-c (T2)" "$caught"; else ok "others in the group are not signalled by us (T2: $caught of 4)"; fi
same_terminal "the terminal is as it was, left by C-d"

prompt d.db --rules r --on 2018-07-01
type_text "起付线 = 100"
for _ in 1 2 3; do key Left; done
await "起付线 = 100"
key C-z
sees "C-z stops" "Stopped"
same_terminal "C-z gives the terminal back (T5)"
enter fg
sees "fg brings the line back (T5)" "> 起付线 = 100"
type_text 5
shows "the cursor is where it was (T5)" "> 起付线 = 5100"
key Enter
enter "起付线 + 1"
sees "and the line is evaluated once" "5101"

enter "basic.cap = yuan(7)"
sees "a change is pending" "[pending: basic.cap=7.00]"
kill -9 "$(worker)"
enter "起付线"
sees "a killed worker is told" "signal 9"
enter "basic.cap"
sees "changes are kept" "everywhere (pending)"
enter "起付线"
sees "values are not" "unknown name '起付线'"
kill -9 "$(worker)"
key C-l
type_text "basic.rat"
key Tab
sees "completion starts a worker again" "> basic.ratio"
key Enter
sees "which is told at the next line" "the rule worker was lost"
type_text "half"
key Home
key C-d
shows "C-d within a line deletes" "> alf"
key C-c
enter ".nothing"
await "E640"
enter .quit # back to the shell, which said `ended` when it was stopped
same_terminal "the terminal is as it was, after errors"
exit "$failed"
