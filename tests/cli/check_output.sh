#!/bin/bash
# guize check: what is accepted; places, days, formats, bad folders, Chinese names.
set -u
cd "$TMP" || exit 1
. "$OLDPWD/tests/cli/small.bash"
. "$OLDPWD/tests/cli/check.bash"
status=0
unset GUIZE_DB GUIZE_RULES
clean_rules base

# --- what is accepted ---

clean "an accepted cliff" $county "$gate"'; $aaccept "W205" { of = "aid.gate", why = "县文件如此规定" }'
"$GUIZE" check rules --verbose >out 2>err
grep -q '^rules/land/town/malipo.lua:8:5: accepted\[W205\]: ' out && grep -q '^ accepted: 县文件如此规定 (land/town/malipo.lua:9)$' out &&
  grep -qx '0 findings, 1 accepted' out && ok "--verbose shows what is accepted, and why" || bad "--verbose shows what is accepted, and why" "it does not"
"$GUIZE" check rules >out 2>err
! grep -q W205 out && grep -qx '0 findings, 1 accepted (--verbose shows them)' out && ok "without it they are counted" || bad "without it they are counted" "they are not"
clean "accepted by the layer" $county "$gate"'; $aaccept "W205" { of = "aid", why = "meant" }'
clean "accepted by the first part, in a list" $county "$gate"'; $aaccept "W205" { of = { "basic", "aid" }, why = "meant" }'
clean "accepted without a subject" $county "$gate"'; $aaccept "W205" { why = "meant" }'
finds "accepted by another subject" "W191 W205" $county "$gate"'; $aaccept "W205" { of = "aid.ga", why = "meant" }'
finds "accepted by another number" "W191 W205" $county "$gate"'; $aaccept "W204" { of = "aid.gate", why = "meant" }'
finds "W191 an acceptance of nothing" "W191" $county '$aaccept "W205" { of = "aid.gate", why = "meant" }' "malipo.lua,9,9,nothing is found here that this accepts: W205 of aid.gate"
check $county "$gate"'; $aaccept "W205" { of = "aid.gate", why = "meant" }'
sed -i "$gate" rules/land/town/maguan.lua
"$GUIZE" check rules --format csv --quiet >out 2>err
code=$?
test "$code" = 1 && test "$(tail -n +2 out | wc -l)" = 1 && grep -q maguan.lua out && ok "a county accepts for itself alone" || bad "a county accepts for itself alone" "exit $code"
echo 'accept "W205" { of = "aid.gate", why = "meant" }' >>rules/parameters.lua
sed -i '$d' rules/land/town/malipo.lua
"$GUIZE" check rules --quiet >out 2>err && ok "the root accepts for all" || bad "the root accepts for all" "exit $?"

# --- places, days, formats ---
check $county "$gate"
"$GUIZE" check rules --county 532625 --quiet --format csv >out 2>err
test $? = 1 && test "$(numbers)" = "W205 " && ok "the county with the cliff" || bad "the county with the cliff" "$(numbers)"
"$GUIZE" check rules --county 532624 --quiet >out 2>err && test ! -s out && ok "the county without it" || bad "the county without it" "exit $?"
"$GUIZE" check rules --county 999999 >out 2>err
test $? = 2 && grep -q 'error\[E252\].*999999' err && ok "a county without rules" || bad "a county without rules" "no message"
sed -i 's/^aid.gate = .*/aid.gate = yuan(0)\nfrom "2019-01-01"\naid.gate = yuan(3000)/' rules/land/town/malipo.lua
"$GUIZE" check rules --on 2018-12-31 --quiet >out 2>err && test ! -s out && ok "the day before the cliff" || bad "the day before the cliff" "exit $?"
"$GUIZE" check rules --on 2019-01-01 --quiet >out 2>err
test $? = 1 && grep -q '^W205 a cliff: 1$' out && ok "the day of the cliff" || bad "the day of the cliff" "none"
echo 'accept "W205" { of = "aid.gate", why = "meant" }' >>rules/land/town/malipo.lua
"$GUIZE" check rules --on 2018-12-31 --quiet >out 2>err && test ! -s out && ok "what a day does not show is not missed" || bad "what a day does not show is not missed" "exit $?"
sed -i '$d' rules/land/town/malipo.lua
"$GUIZE" check rules --on 2019-02-30 >out 2>err
test $? = 2 && ok "a day that is none" || bad "a day that is none" "exit $?"
"$GUIZE" check rules --json >out 2>err
test $? = 1 && python3 - out <<'PY' && ok "json" || bad "json" "not what was wanted"
import json, sys
row, = json.load(open(sys.argv[1]))
sys.exit(not (row["number"] == "W205" and row["parameter"] == "aid.gate" and row["counties"] == "某县" and row["line"] == 10 and row["self_pay"] - row["self_pay2"] > 1))
PY
"$GUIZE" 检查 rules >again 2>err
test $? = 1 && "$GUIZE" check --rules rules 2>err | cmp -s - again && GUIZE_RULES=rules "$GUIZE" check rules 2>err | cmp -s - again && ok "its Chinese name, --rules, the variable" || bad "its Chinese name, --rules, the variable" "not the same"
grep -q '^ hint: .*concerns 某县; ' again && grep -q '^ 10 | aid.gate = yuan(3000)$' again && grep -q '^    |     ^^^^$' again && ok "the line and a caret" || bad "the line and a caret" "$(cat again)"
"$GUIZE" check nowhere >out 2>err
test $? = 4 && ok "a folder that is not there" || bad "a folder that is not there" "exit $?"
mkdir -p none
"$GUIZE" check none >out 2>err
test $? = 3 && ok "a folder without rules" || bad "a folder without rules" "exit $?"
"$GUIZE" check rules more >out 2>err
test $? = 2 && ok "a word too many" || bad "a word too many" "exit $?"
# The same gate in Chinese: the parameter is read, its line is found, and it is accepted by its Chinese name.
rm -rf rules
cp -r base rules
sed -i 's/title = "救助门槛"/title = "救助门槛", name = "救助.门槛"/' rules/parameters.lua
sed -i 's/p.aid.gate/p.救助.门槛/' rules/model.lua
sed -i 's/^aid.gate = .*/救助.门槛 = 元(3000)/' rules/land/town/malipo.lua
"$GUIZE" check rules --format csv --quiet >out 2>err
test $? = 1 && test "$(numbers)" = "W205 " && grep -q 'malipo.lua,8,4,' out && ok "Chinese names of parameters" || bad "Chinese names of parameters" "$(numbers)"
echo '认可 "W205" { of = "救助.门槛", 理由 = "县文件如此规定" }' >>rules/land/town/malipo.lua
"$GUIZE" check rules --quiet >out 2>err && test ! -s out && ok "accepted in Chinese" || bad "accepted in Chinese" "exit $?"
cp -r base "规 则"
mkdir "规 则/land/town/县"
mv "规 则/land/town/malipo.lua" "规 则/land/town/麻栗坡.lua"
sed -i "$gate"'; s/within = "land.town"/within = "land\/town"/; $aaccept "W204" { why = "\\27[31m红" }' "规 则/land/town/麻栗坡.lua"
"$GUIZE" check "规 则/" >out 2>err
test $? = 1 && grep -q '^规 则/land/town/麻栗坡.lua:8:5: finding\[W205\]' out && ok "Chinese names of folders and files" || bad "Chinese names of folders and files" "not found"
sed -i 's/W204/W205/' "规 则/land/town/麻栗坡.lua"
"$GUIZE" check "规 则" --verbose >out 2>err
test $? = 0 && grep -q 'accepted: .x1b\[31m红' out && ok "control characters are shown, not sent" || bad "control characters are shown, not sent" "exit $?"

exit "$status"
