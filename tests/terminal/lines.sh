#!/bin/bash
# Lines at three widths: Chinese text typed, moved through, changed in the middle, wrapped at odd columns, searched,
# while the window changes its size. Traps T1, T3, T6, T12, T14 and T15 of libedit are named where they are tested.
. tests/terminal/terminal.bash

text="x = '起付线和报销比例以及封顶线在各县各不相同的县域内住院补偿政策和大病保险的封顶线'"
# Rows of the text behind "> " at a width; INSERTED stands in front of it.
rows() { python3 - "$1" "$2" <<'PY'
import sys, unicodedata
width, text, rows, cells = int(sys.argv[1]), "> " + sys.argv[2], [""], 0
for c in text:
    w = 2 if unicodedata.east_asian_width(c) in "WF" else 1
    if cells + w > width:
        rows.append("")
        cells = 0
    rows[-1] += c
    cells += w
print("\n".join(row.rstrip() for row in rows))
PY
}

for width in 41 60 100; do
  open "$width" 24
  prompt d.db --rules r --on 2018-07-01
  type_text "$text"
  shows "$width: Chinese text wraps, no character is cut (T14)" "$(rows $width "$text")"
  key C-a
  cursor "$width: C-a goes behind the prompt" 2
  shows "$width: C-a leaves the text whole (T1)" "$(rows $width "$text")"
  type_text a
  shows "$width: a letter in front shifts rows by an odd column (T1)" "$(rows $width "a$text")"
  key M-f
  key M-f
  shows "$width: word jumps leave the text whole (T1)" "$(rows $width "a$text")"
  key C-e
  type_text "！"
  shows "$width: a full-width sign at the end" "$(rows $width "a$text！")"
  key BSpace
  key C-a
  key C-d
  for _ in 1 2 3 4 5; do key Right; done
  type_text "“改”"
  shows "$width: signs of ambiguous width count one cell (T15)" "$(rows $width "x = '“改”${text#x = \'}")"
  key BSpace BSpace BSpace
  shows "$width: deleted again" "$(rows $width "$text")"
  key C-e
  narrow=$((width - 8))
  mux resize-window -t t -x $narrow -y 24
  shows "$width: the line survives a narrower window (T3, T6)" "$(rows $narrow "$text")"
  type_text " .. 'Z'"
  shows "$width: typing goes on after it (T3)" "$(rows $narrow "$text .. 'Z'")"
  mux resize-window -t t -x "$width" -y 24
  shows "$width: and a wider one (T6)" "$(rows "$width" "$text .. 'Z'")"
  key Enter
  enter "#x"
  sees "$width: the value has every byte" "118"
  key C-l
  gone "$width: C-l clears" "118"
  key C-r
  type_text "起付"
  sees "$width: C-r finds Chinese (bck)" "bck:起付"
  sees "$width: C-r shows the line" "起付线和报销"
  key C-g
  key C-c
  leave
done

# T12: what is typed is never in the colour of what was before: the prompt is plain.
open 60 12
prompt --rules r --on 2018-07-01
type_text "abc"
await "> abc"
case $(mux capture-pane -p -e -t t | grep '> abc') in
  *$'\033'*) bad "the prompt is plain (T12)" "an escape sequence" ;;
  *) ok "the prompt is plain (T12)" ;;
esac
key C-u
type_text "print(1000 + 337) --"
key -H e9 # the first byte of a character that does not come
key Enter
sees "Enter behind half a character counts" "1337"
leave
exit "$failed"
