#!/bin/bash
# The scenarios of examples/ do what is written beside them, and every one of them is run.
cd "$(dirname "$0")/../.." || exit 1
ok() { echo "ok $1"; }
bad() { echo "not ok $1 - $2"; }
folder=examples/scenarios
$folder/run >"${TMP:?}/out" 2>"$TMP/err"
for file in "$folder"/*.lua; do
  name=$(basename "$file" .lua)
  want=$(grep "^$name " $folder/expected.txt) got=$(grep "^$name " "$TMP/out")
  test "$want" && test "$want" = "$got" && ok "$name" || bad "$name" "expected $want, got $got $(head -c 200 "$TMP/err")"
  grep -q "\`$name.lua\`" $folder/README.md && ok "$name is explained" || bad "$name is explained" "it does not stand in README.md"
done
test "$(wc -l <$folder/expected.txt)" = "$(wc -l <"$TMP/out")" && ok "nothing else is printed" || bad "nothing else is printed" "it is"
# Its commands work as they are written, but for the name of the program.
cd "$TMP" && ln -s "$OLDPWD/rules" rules && ln -s "$OLDPWD/examples" examples
grep '^    build/guize' "$OLDPWD/$folder/README.md" | sed 's/20000/2000/' >commands
while read -r _ words; do
  "$GUIZE" $words >out 2>err && ok "guize $words" || bad "guize $words" "exit $?: $(head -c 200 err)"
done <commands
