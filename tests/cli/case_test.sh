#!/bin/bash
# A case at the prompt written as a rule test: what is written passes, wherever the pending changes belong.
set -u
cd "$TMP" || exit 1
. "$OLDPWD/tests/cli/small.bash"
status=0
unset GUIZE_DB GUIZE_RULES

ok() { echo "ok $1"; }
bad() { echo "not ok $1 - $2"; sed 's/^/# /' out | head -n 12; status=1; }
small_rules r
cat >r/land/town/other.lua <<'LUA'
jurisdiction { code = "532626", name = "邻县", within = "land/town" }
LUA
small_db d.db || exit 1

# written NAME EXPECTED LINE…: types the lines and `.test`; the test passes and its changes are as expected.
written() {
  rm -f r/mine.test.lua
  { printf '%s\n' "${@:3}"; echo ".case 103"; echo ".test r/mine.test.lua"; } | "$GUIZE" d.db --rules r >out 2>&1 || { bad "$1" "exit $?"; return; }
  "$GUIZE" test r/mine.test.lua --rules r >out 2>&1 || { bad "$1" "the test fails"; return; }
  cp r/mine.test.lua out
  if [ "$(sed -n '/with = /,/  end,/{/function/d;/  end,/d;s/^ *//p}' out | tr '\n' ' ')" = "$2" ]; then ok "$1"; else bad "$1" "other changes"; fi
}

written "a case as the rules have it" ""
written "a change everywhere" "basic.ratio.secondary = percent(50) " "basic.ratio.secondary = percent(50)"
written "the nearest of three changes" "basic.ratio.secondary = percent(30) " "basic.ratio.secondary = percent(50)" ".county 532600" \
  "basic.ratio.secondary = percent(40)" ".county 532625" "basic.ratio.secondary = percent(30)"
written "a change for another county" "" ".county 532626" "basic.ratio.secondary = percent(50)"
written "changes further up and here" "basic.deductible = yuan(7) basic.ratio.secondary = percent(40) " ".county 532600" \
  "basic.ratio.secondary = percent(40)" ".county 532625" "basic.deductible = yuan(7)"
exit "$status"
