#!/bin/bash
# guize check: rules without a finding, and for every number of the text one spoiled so that exactly it is
# found; rules that do not load.
set -u
cd "$TMP" || exit 1
. "$OLDPWD/tests/cli/small.bash"
. "$OLDPWD/tests/cli/check.bash"
status=0
unset GUIZE_DB GUIZE_RULES
clean_rules base

"$GUIZE" check base >out 2>err
code=$?
test "$code" = 0 && grep -qx '0 findings' out && test ! -s err && ok "rules without a finding" || bad "rules without a finding" "exit $code"

# --- when values hold ---
finds "W101 a time without a value" "W101 W201" $county 's/^aid.gate = .*/from("2018-01-01", "2018-12-31")\n&\nfrom "2019-03-01"\n&/' "'aid.gate' has no value from 2019-01-01 to 2019-02-28"
clean "no time between two days that follow" $county 's/^aid.gate = .*/from("2018-01-01", "2018-12-31")\n&\nfrom "2019-01-01"\n&/'
finds "W102 a value that ends" "W102 W201" $county 's/^aid.gate = .*/from("2018-01-01", "2018-12-31")\n&/' "'aid.gate' ends on 2018-12-31"
finds "W103 another's value in between" "W103" $county 's/^basic.cap = .*/from("2018-01-01", "2018-12-31")\n&\nfrom "2019-03-01"\n&\nfrom "2018-01-01"/' "90000.00 of the country holds (parameters.lua:12)"
finds "W104 a value that falls back to a far one" "W104" $county 's/^basic.cap = .*/from("2018-01-01", "2018-12-31")\n&\nfrom "2018-01-01"/' "from then on 90000.00 of the country holds"
finds "W105 values that overlap" "W105" $county 's/^aid.gate = .*/from("2018-01-01", "2019-12-31")\n&\nfrom "2019-07-01"\n&/' "is given until 2019-12-31"
clean "a value for a time inside of another" $county 's/^aid.gate = .*/&\nfrom("2019-07-01", "2019-07-31")\n&/'
finds "W106 a key that was not renewed" "W106" $county '$afrom "2019-01-01"\nbasic.ratio = { township = percent(91), primary = percent(86), tertiary = percent(66), provincial = percent(56) }' "'basic.ratio.secondary' is the value from 2018-01-01 on; 4 of 4"
finds "W106 a value that was not renewed" "W106" $county '$afrom "2019-01-01"\nbasic.base = count(500000)\nbasic.cap = yuan(100000)\nbasic.deductible = yuan(100)\nfrom "2020-01-01"\nbasic.base = count(500000)\nbasic.cap = yuan(100000)' "'basic.deductible' is the value from 2019-01-01 on; 2 of 2"
clean "all renewed" $county '$afrom "2019-01-01"\nbasic.base = count(500000)\nbasic.cap = yuan(100000)\nbasic.deductible = yuan(100)'
finds "W107 a day that cannot be" "W107" $county '$afrom "2108-01-01"\naid.gate = yuan(0)' "malipo.lua,9,7,the day 2108-01-01 lies outside"
finds "W107 a day far from all others" "W107" $county '$afrom "2019-01-01"\nbasic.base = count(500000)\nfrom "2081-01-01"\naid.gate = yuan(0)' "2081-01-01 lies more than 20 years"

# --- beside the neighbours ---
finds "W111 a place without its neighbours' value" "W111" $county '/^basic.cap/d' "某县 has no 'basic.cap' of its own, 1 of its 1 neighbours have"
finds "W111 several keys are one finding" "W111 W201" $county '/^basic.ratio/d' "某县 has no 'basic.ratio' of its own (primary, provincial, secondary, tertiary, township), 1 of its 1"
finds "W112 a value far from those elsewhere" "W112" $county 's/^basic.cap = .*/basic.cap = yuan(9000)/' "'basic.cap' is 9000.00, far from that of the country: 90000.00"
clean "a value not so far" $county 's/^basic.cap = .*/basic.cap = yuan(30000)/'
finds "W113 a value far from its siblings" "W113" $county 's/percent(80)/percent(8)/' "'basic.ratio.secondary' is 8%, far from its siblings: township 90%"
few='s/^  dibao.*/  dibao = percent(0), dibao_disabled = percent(0), tekun = percent(0),/'
finds "W113 a share far from the only other" "W113" $prefecture "$few; s/low_income = percent(40)/low_income = percent(6)/" "'aid.ratio.low_income' is 6%, far from its siblings: registered_poor 50%"
clean "a share not so far from the only other" $prefecture "$few; s/low_income = percent(40)/low_income = percent(7)/"
finds "W114 a value out of order" "W114" $county 's/percent(80)/percent(58)/' "'basic.ratio.secondary' breaks the order"
clean "a value in order" $county 's/percent(80)/percent(70)/'

# --- bands ---
finds "W121 a band that is never reached" "W121" $prefecture 's/over_threshold/absolute/; s/threshold = yuan(10000)/threshold = yuan(30000)/' "the band 0.00 to 30000.00 of 'serious.tiers'"
clean "a band reached by a fen" $prefecture 's/over_threshold/absolute/; s/threshold = yuan(10000)/threshold = yuan(29999.99)/'
finds "W122 a ratio that falls" "W122" $prefecture 's/percent(70) }/percent(50) }/' "prefecture.lua,7,25,the ratio of 'serious.tiers' falls from 60% to 50% at 30000.00"
finds "W123 a band behind the cap" "W123" $prefecture 's/serious.cap = .*/serious.cap = yuan(60000)/' "the bands below pay 60000.00, the cap is 60000.00"
clean "a band before the cap by a fen" $prefecture 's/serious.cap = .*/serious.cap = yuan(60000.01)/'

# --- what nothing reads ---
finds "W131 a parameter that nothing reads" "W131" parameters.lua '$aparameter "aid.limit" { unit = "yuan", title = "限额" }' "no formula reads 'aid.limit'"
finds "W132 a layer in no settlement" "W132" model.lua '$alayer "more" { pays = function(case) return case.temporary_aid end }' "the layer 'more'"
finds "W133 an accumulator that nothing reads" "W133" model.lua '$aaccumulator "stays" { per = "person", adds = function() return 1 end }' "'stays'"
clean "an accumulator that is read" model.lua '$aaccumulator "stays" { per = "person", adds = function() return 1 end }\nflag "many" { title = "多次", over = "case", when = function(case, p, history, result) return case.stays and false end }'

# --- the text ---
finds "W141 a local name that hides a word" "W141" model.lua 's/^    local base = /    local days = 1\n&/' "model.lua,4,11,the local name 'days' hides the word"
finds "W141 an argument that hides parameters" "W141" model.lua 's/pays = function(case, p, year)$/pays = function(case, p, serious)/; s/year.basic/serious.basic/' "the local name 'serious' hides the parameters 'serious.…'"
clean "a local name for the parameters themselves" model.lua 's/^    local base = /    local a, basic = 1, p.basic\n&/'
finds "W142 a ratio in a formula" "W142" model.lua 's/p.aid.ratio\[case.identity\]/& * 0.95/' "the number 0.95 stands in a formula"
finds "W142 money in a formula" "W142" model.lua 's/p.aid.gate then/p.aid.gate + yuan(0.5) then/' "the number yuan(0.5)"
clean "dust, small counts and comments" model.lua 's/^    local base = /    local a = floor(case.age + 0.000001) + 10 -- not 0.95\n&/'

# --- rules that do not load: exit 3, the error as always ---
# refused NAME NUMBER FILE SED
refused() {
  rm -rf rules
  cp -r base rules
  sed -i "$4" "rules/$3"
  "$GUIZE" check rules >out 2>err
  code=$?
  test "$code" = 3 && test ! -s out && grep -q "rules/$3:[0-9:]*: error\[$2\]" err && ok "$1" || bad "$1" "exit $code"
}
refused "an unknown number is not accepted" E250 $county '$aaccept "W250" { why = "meant" }'
refused "an acceptance needs a reason" E227 $county '$aaccept "W205" { of = "aid" }'
refused "an empty reason is none" E251 $county '$aaccept "W205" { of = "aid", why = " " }'
refused "what is accepted has a name" E251 $county '$aaccept "W205" { of = { 7 }, why = "meant" }'
refused "an acceptance has no other fields" E227 $county '$aaccept "W205" { off = "aid", why = "meant" }'
refused "two declarations of one name" E229 parameters.lua '$aparameter "aid.gate" { unit = "yuan", title = "又一" }'
refused "two values for one day" E230 $county '$aaid.gate = yuan(1)'
refused "a first day behind the last" E215 $county '$afrom("2019-01-01", "2018-01-01")'
refused "a text that is no Lua" E300 $county '$aaid.gate = = 1'

exit "$status"
