# A terminal for tests: tmux on a socket of its own, waited for by looking at its screen, never by the clock. Sourced.
# Everything runs in the folder TMP with rules `r` and cases `d.db` of tests/cli/small.bash. `open WIDTH HEIGHT`, then:
#   type_text TEXT…    as typed        key NAME…   as tmux names keys      paste TEXT   in brackets, as terminals do
#   sees NAME TEXT     ok as soon as TEXT is on the screen (one row)       shows NAME ROWS   … as rows, one below another
#   cursor NAME X      ok as soon as the cursor is in column X             gone NAME TEXT    … is no longer on the screen
set -u
HOUSE=$PWD
cd "$TMP" || exit 1
. "$HOUSE/tests/cli/small.bash"
export HOME=$TMP TERM=screen-256color LC_ALL=C.UTF-8 EDITOR=true
unset XDG_STATE_HOME GUIZE_DB GUIZE_RULES GUIZE_LANG LANG VISUAL TMUX GUIZE_WIDTH
PATIENCE=${TERMINAL_PATIENCE:-60} # seconds until a text must be there; a loaded machine needs them
failed=0
opened=0 # terminals so far: each has a socket of its own, since a server that ends would take the next one along

mux() { tmux -L "guize-$$-$opened" -f /dev/null "$@"; }
ok() { echo "ok $1"; }
bad() { echo "not ok $1 - $2"; screen | sed 's/^/# |/'; failed=1; }
screen() { mux capture-pane -p -t t 2>/dev/null | awk '{ sub(/ +$/, ""); row[NR] = $0 } END { while (NR > 0 && row[NR] == "") NR--; for (i = 1; i <= NR; i++) print row[i] }'; }
trap 'mux kill-server 2>/dev/null' EXIT

if ! command -v tmux >/dev/null; then
  echo "ok a terminal # SKIP no tmux"
  exit 0
fi

# open WIDTH HEIGHT: a fresh terminal with a shell whose prompt is "$ ".
open() {
  mux kill-server 2>/dev/null
  opened=$((opened + 1))
  mux new-session -d -s t -x "$1" -y "$2" "PS1='\$ ' exec bash --norc --noprofile -i"
  mux set -g status off
  await '$' && return
  echo "not ok a terminal - does not come up"
  exit 1
}

type_text() { mux send-keys -t t -l -- "$*"; }
key() { mux send-keys -t t "$@"; }
enter() { type_text "$*"; key Enter; }
paste() { mux set-buffer -- "$1" && mux paste-buffer -p -t t; }

# until_true COMMAND…: again and again until it succeeds; fails when PATIENCE is over.
until_true() {
  local end=$((SECONDS + PATIENCE))
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || return 1
    read -rt 0.02 <> <(:) # lets others run
  done
  return 0 # not what the last `read` said
}

on_screen() { screen | grep -qF -- "$1"; }
off_screen() { ! on_screen "$1"; }
rows_on_screen() { local now; now=$(screen); [[ $'\n'$now$'\n' == *$'\n'"$1"$'\n'* ]]; }
cursor_in() { [ "$(mux display -p -t t '#{cursor_x}')" = "$1" ]; }
await() { until_true on_screen "$1"; }
# ready: an empty line waits for keys; what is pasted before comes without its brackets.
ready() { until_true last_row ">" || bad "ready" "no empty line"; }
# evaluating: the line has been taken and is at work: the terminal is not in the hands of the editor any more. To be asked
# behind `ready` and a line that does not end by itself.
evaluating() { until_true lines_whole || bad "evaluating" "no line was taken"; }
lines_whole() { stty -a -F "$(mux display -p -t t '#{pane_tty}')" | grep -q '[; ]icanon'; }
only_row() { [ "$(screen)" = "$1" ]; }
last_row() { [ "$(screen | tail -n 1)" = "$1" ]; }
sees() { if await "$2"; then ok "$1"; else bad "$1" "without “$2”"; fi; }
gone() { if until_true off_screen "$2"; then ok "$1"; else bad "$1" "still “$2”"; fi; }
shows() { if until_true rows_on_screen "$2"; then ok "$1"; else bad "$1" "not these rows: $2"; fi; }
cursor() { if until_true cursor_in "$2"; then ok "$1"; else bad "$1" "not in column $2 but $(mux display -p -t t '#{cursor_x}')"; fi; }

# prompt WORDS…: starts guize and waits until it takes keys; what is set in front comes through `with`.
prompt() {
  enter clear # or what an earlier prompt has left would be taken for this one
  until_true only_row '$' || bad "the prompt" "no empty screen before it"
  enter "clear; $with $GUIZE prompt $*; echo ended=\$?"
  await "2018-07-01" && until_true rows_on_screen ">" || bad "the prompt" "does not come up"
}
with=
# leave: back at the shell.
leave() {
  key C-c
  enter .quit
  await "ended=" || bad "leaving" "no shell"
}

small_rules r
[ -e d.db ] || small_db d.db || exit 1
