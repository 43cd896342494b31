#!/bin/sh
# Settles 100,000 generated cases with guize and with the oracle and compares them to the fen: the
# shipped rules of three places, 田林县 with rules that change in July, 马关县 in other
# readings, 佳木斯市 with layers of its own.
# Needs GUIZE (the program) and TMP (a fresh folder); CASES is 100000 unless given.
# limit: 1800
set -u
here=$(dirname "$0")
rules=${RULES:-$here/../../rules}
db=$TMP/oracle.db
export PYTHONDONTWRITEBYTECODE=1

# complain WHAT: says with the last words of the command that it went wrong.
complain() {
  printf 'not ok %s - %s\n' "$1" "$(tail -n 3 "$TMP/out" | tr '\n' ' ')"
  bad=1
}

stop() {
  complain "$1"
  exit 1
}

# copy_with NAME FILE: a copy of the rules in TMP/NAME, with one county's file made longer.
copy_with() {
  cp -R "$rules" "$TMP/$1" && find "$TMP/$1" -name '*.test.lua' -exec rm -f {} + &&
    cat "$here/rules_$1/$(basename "$2")" >>"$TMP/$1/$2"
}

# settle NAME RULES YEAR COUNTY…: a run, and the oracle's verdict on it.
settle() {
  name=$1 folder=$2 year=$3
  shift 3
  "$GUIZE" run --db "$db" --rules "$folder" --year "$year" --quiet "$@" >"$TMP/out" 2>&1
  status=$?
  # Cases without a rule are stored as failed, which is a finding and no fault.
  test "$status" -le 1 || { complain "$name $year runs (exit $status)"; return; }
  python3 "$here/oracle.py" "$db" "$name" >"$TMP/verdict" 2>"$TMP/out" ||
    { complain "$name $year oracle"; return; }
  cat "$TMP/verdict"
  ! grep -q '^not ok' "$TMP/verdict" || bad=1
}

# The verdict of the oracle's own arithmetic against amounts worked by hand.
python3 "$here/vectors.py" >"$TMP/verdict" 2>"$TMP/out" || stop "vectors"
cat "$TMP/verdict"
! grep -q '^not ok' "$TMP/verdict"
bad=$?

"$GUIZE" init "$db" >"$TMP/out" 2>&1 || stop "init"
python3 "$here/generate.py" "$db" "${CASES:-100000}" >"$TMP/out" 2>&1 || stop "generate"
copy_with midyear guangxi/baise/tianlin.lua || stop "copy of the rules"
copy_with layers heilongjiang/jiamusi/prefecture.lua || stop "copy of the rules"
copy_with readings yunnan/wenshan/maguan.lua || stop "copy of the rules"

settle published "$rules" 2017
settle published "$rules" 2018
settle published "$rules" 2019
settle midyear "$TMP/midyear" 2018 --county 451029
settle readings "$TMP/readings" 2018 --county 532625
settle layers "$TMP/layers" 2018 --county 230800
exit "$bad"
