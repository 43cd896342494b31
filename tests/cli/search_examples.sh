#!/bin/bash
# The searches of examples/ print what stands beside them, and the commands of their page work.
cd "$(dirname "$0")/../.." || exit 1
ok() { echo "ok $1"; }
bad() { echo "not ok $1 - $2"; }
folder=examples/search
$folder/run >"${TMP:?}/out" 2>"$TMP/err" && ok "it runs" || bad "it runs" "$(head -c 200 "$TMP/err")"
diff "$folder/expected.txt" "$TMP/out" >"$TMP/diff" && ok "and prints what it should" || bad "and prints what it should" "$(head -c 400 "$TMP/diff")"
grep -c '^\$ guize' "$TMP/out" | grep -qx 7 && ok "of every kind" || bad "of every kind" "$(grep '^\$' "$TMP/out")"
cd "$TMP" && ln -s "$OLDPWD/rules" rules
grep '^    build/guize' "$OLDPWD/$folder/README.md" | sed 's/20000/2000/' >commands
while read -r _ words; do
  "$GUIZE" $words >out 2>err
  test $? -le 1 && ok "guize $words" || bad "guize $words" "exit $?: $(head -c 200 err)"
done <commands
