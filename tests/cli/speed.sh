#!/bin/bash
# What `speed` adds up over variants, against the same rules in files of their own, stored and counted with SQL.
cd "$(dirname "$0")/../.." || exit 1
ok() { echo "ok $1"; }
bad() { echo "not ok $1 - $2"; }
is() { test "$2" = "$3" && ok "$1" || bad "$1" "expected $3, got $2"; }
work=${TMP:?}
db=$work/s.db
"$GUIZE" init "$db" >/dev/null && "$GUIZE" synth --db "$db" --cases 3000 --seed 5 --quiet || exit 1
cp -R rules "$work/other"
# Every place of the rules that has the ratio says 60% now.
find "$work/other" -name '*.lua' ! -name '*.test.lua' -exec sed -i -E 's/(secondary *= *)percent\([0-9]+\)/\1percent(60)/' {} +
"$GUIZE" run --db "$db" --rules rules --year 2018 --quiet && "$GUIZE" run --db "$db" --rules "$work/other" --year 2018 --quiet || exit 1
speed() { "$GUIZE" speed --db "$db" --rules rules --year 2018 --set basic.ratio.secondary=85% --set basic.ratio.secondary=60% "$@" 2>&1; }
value() { sed -n "s/^$2 //p" "$work/$1.txt"; }
ask() { sqlite3 "$db" "$1"; }

# Three rounds: the rules alone, 85%, 60%.
speed --with variants --rounds 3 --jobs 1 >"$work/one.txt" && speed --with changes --rounds 3 --jobs 2 >"$work/two.txt" || bad "variants run" "exit $?"
for side in one two; do
  is "$side: cases" "$(value $side cases)" "$(ask "SELECT count(*) FROM settlement WHERE run_id = 2 AND status = 'ok'")"
  for layer in basic serious_illness supplementary assistance backstop self_pay; do
    is "$side: $layer" "$(value $side sum_$layer)" "$(ask "SELECT sum($layer) FROM settlement WHERE run_id = 2 AND status = 'ok'")"
  done
  is "$side: variants" "$(value $side variants)" 2
done
pairs="settlement a JOIN settlement b USING (case_id) WHERE a.run_id = 1 AND b.run_id = 2 AND a.status = 'ok' AND b.status = 'ok'"
is "who gains" "$(value two winners)" "$(ask "SELECT count(*) FROM $pairs AND b.self_pay < a.self_pay")"
is "who loses" "$(value two losers)" "$(ask "SELECT count(*) FROM $pairs AND b.self_pay > a.self_pay")"
test "$(value two losers)" -gt 100 && ok "the change is felt" || bad "the change is felt" "$(value two losers) losers"
grep -q '^best_variant_ns_per_case [0-9.]*$' "$work/one.txt" && ok "times are told" || bad "times are told" "$(cat "$work/one.txt")"

# Variants of nothing, marks of them, and values without variants are refused.
refused() {
  local said code
  said=$("$GUIZE" speed --db "$db" --rules rules --year 2018 "${@:3}" 2>&1)
  code=$?
  case "$code $said" in "2 "*"$2"*) ok "$1" ;; *) bad "$1" "exit $code: $said" ;; esac
}
refused "variants of nothing" E644 --with variants
refused "marks of variants" E612 --with variants --with marks --set basic.ratio.secondary=60%
refused "a value without variants" E612 --set basic.ratio.secondary=60%
refused "a word that is none" E612 --with what
