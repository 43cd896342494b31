#!/bin/bash
# The first five minutes of a newcomer and of a policy officer, as they see them on a screen of 100 columns; the
# transcripts stand beside (newcomer.txt, officer.txt). After a change that is meant: WRITE=1 with this script.
. tests/terminal/terminal.bash
cp -r "$HOUSE/rules" rules
export PATH=$TMP/bin:$PATH
mkdir bin
ln -s "$GUIZE" bin/guize

# step LINE [PROMPT]: types a line, and waits until a prompt stands below what it gave.
step() {
  enter "$1"
  until_true answered "$1" "${2:-\$}" || bad "$1" "does not come to an end"
}
# Whether the line typed has been answered: the last row is a prompt, and one with the line is above it. Both are asked of
# one picture of the screen: between two, the line may just have been typed.
answered() {
  local now
  now=$(mux capture-pane -p -J -S - -t t | sed 's/ *$//') # which leaves out empty rows at the end
  [[ $'\n'$now == *$'\n'[\$\>]" ${1:0:60}"*$'\n'"$2" ]]
}
transcript() { # NAME: everything since the beginning, against the file of that name
  mux capture-pane -p -J -S - -t t | sed 's/ *$//' | awk 'NF { for (; empty > 0; empty--) print ""; print; next } { empty++ }' |
    sed "s#$TMP#TMP#g" >"$1.txt"
  [ "${WRITE:-}" = 1 ] && cp "$1.txt" "$HOUSE/tests/terminal/$1.txt"
  if diff "$HOUSE/tests/terminal/$1.txt" "$1.txt" >difference; then ok "first minutes: $1"
  else echo "not ok first minutes: $1 - not as in $1.txt"; sed 's/^/# /' difference | head -n 30; failed=1; fi
}

open 100 50
step "guize init demo.db"
step "guize synth --db demo.db --seed 1 --cases 2000 --quiet"
step "guize run --db demo.db --rules rules --year 2018 --quiet"
step "guize explain 11 --db demo.db --run 1 --depth 1 --lang en"
step "guize test rules | grep -o '0 failed'"
step "guize rnu --db demo.db"
step "echo \$?"
transcript newcomer

open 100 50
step "guize prompt demo.db --on 2018-07-01" ">"
step ".county 532625" ">"
step "basic.ratio.secondary" ">"
step "。病例 11" ">"
step "basic.ratio.township = percent(95)" ">"
step "basic.ratio.secondary = percent(85)" ">"
step ".对比" ">"
step ".test rules/mine.test.lua" ">"
step ".save higher.lua" ">"
step ".undo" ">"
step ".退出"
step "guize test rules | grep -o '0 failed'"
transcript officer
exit "$failed"
