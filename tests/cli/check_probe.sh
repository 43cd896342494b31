#!/bin/bash
# guize check: what only a bill shows, the amounts that are tried, and the shipped rules.
set -u
cd "$TMP" || exit 1
. "$OLDPWD/tests/cli/small.bash"
. "$OLDPWD/tests/cli/check.bash"
status=0
unset GUIZE_DB GUIZE_RULES
clean_rules base

# --- the probe: a fen less, the bound, a fen more, and nothing else ---
spoilt() { echo "s/\"plain\"/\"strict\"/; s/^basic.base = .*/basic.base = count($1)/; s/^basic.deductible = .*/basic.deductible = yuan(0)/; s/^aid.gate = .*/aid.gate = yuan(0.50)/"; }
for fen in 49 50 51; do
  finds "W201 a bill of $fen fen fails beside the bound 0.50" "W201" $county "$(spoilt $fen)" "bill 0.$fen"
done
clean "a bill between the bounds is not tried" $county "$(spoilt 57)"
finds "W201 a level without a value" "W111 W201" $county 's/, provincial = percent(55)//' "'basic.ratio.provincial' has no value where it is read"
finds "W202 a layer that pays too much" "W202" model.lua 's/p.aid.ratio\[case.identity\]/& * 2/' "'aid' gives more than is still open"
finds "W204 a payment that falls" "W204" model.lua 's/p.basic.cap - year.basic)/&  - max(0, base - p.basic.cap) * p.basic.ratio[case.hospital_level]/' "by 'basic'"
finds "W205 a cliff at a gate" "W205" $county 's/^aid.gate = .*/aid.gate = yuan(3000)/' "self-pay 2999.99; bill "
grep -q "at 'aid.gate'" out && grep -q "malipo.lua,8,5," out && grep -q ",某县," out && ok "a cliff names the parameter, its line, the county" || bad "a cliff names the parameter, its line, the county" "it does not"
clean "a gate of less than a yuan" $county 's/^aid.gate = .*/aid.gate = yuan(1)/'
finds "W205 a cliff between the bounds is searched for" "W142 W205" model.lua 's/^    if bill.in_scope_left < p.aid.gate/    if case.in_scope_cost > 7654321 then return 0 end\n&/' "bill 76543.21, self-pay "
finds "W206 a layer that never pays" "W206" $prefecture 's/percent([5-7469]0), \(low\|dibao_d\|tekun\)/percent(0), \1/; s/^  dibao.*/dibao = percent(0), dibao_disabled = percent(0), tekun = percent(0),/; s/low_income = percent(40)/low_income = percent(0)/; s/registered_poor = percent(50)/registered_poor = percent(0)/' "'aid' (医疗救助) never pays for anybody"
finds "W207 an aided person who bears more" "W207" $prefecture 's/none = percent(0), registered_poor = percent(50)/none = percent(50), registered_poor = percent(20)/' "at 'aid.ratio.registered_poor'"

# --- the shipped rules ---
"$GUIZE" check "$OLDPWD/rules" >out 2>err
code=$?
test "$code" = 0 && grep -q '^0 findings' out && ok "the shipped rules" || bad "the shipped rules" "exit $code"
exit "$status"
