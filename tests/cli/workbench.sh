#!/bin/bash
# The rule author's bench: tests in sheets, what tests reach, bounds, parameters, chains, comparison, definitions.
# Amounts are worked by hand from tests/cli/small.bash: (in scope - 100) x ratio, at most 100,000 a year.
set -u
cd "$TMP" || exit 1
root=$OLDPWD
. "$root/tests/cli/small.bash"
status=0
unset GUIZE_DB GUIZE_RULES GUIZE_LANG

ok() { echo "ok $1"; }
bad() { echo "not ok $1 - $2"; cat out err 2>/dev/null | head -n 12 | sed 's/^/# /'; status=1; }

# expect NAME EXIT TEXT WORDS…: guize WORDS… ends with EXIT and says TEXT somewhere.
expect() {
  name=$1 wanted=$2 text=$3
  shift 3
  "$GUIZE" "$@" >out 2>err
  code=$?
  if [ "$code" != "$wanted" ]; then bad "$name" "exit $code, not $wanted"
  elif [ "$text" ] && ! cat out err | grep -qF -- "$text"; then bad "$name" "without “$text”"
  else ok "$name"; fi
}
# has NAME TEXT: blanks are counted as one, since tables are aligned.
has() { if tr -s ' ' <out | grep -qF -- "$2"; then ok "$1"; else bad "$1" "without “$2”"; fi; }
lacks() { if grep -qF -- "$2" out; then bad "$1" "with “$2”"; else ok "$1"; fi; }

small_rules r
sheet=r/land/town/a.test.csv

# --- sheets ---

cat >$sheet <<'CSV'
test,county,in_scope_cost,hospital_level,settled,expect.basic,self_pay
one stay,532625,"10,000.00",secondary,2018-05-01,"7,920.00",2080
the cap of the year,532625,126000,secondary,2018-03-01,100000,26000.00
the cap of the year,,1000,township,2018/4/1,0,1000
CSV
expect "a sheet of tests" 0 "a.test.csv: 2 passed" test r
expect "each test with --verbose" 0 "ok r/land/town/a.test.csv:3 the cap of the year" test r --verbose
expect "the tests of a folder below" 0 "2 passed, 0 failed" test r/land/town
expect "one file of tests" 0 "2 passed, 0 failed" test r/land/town/a.test.csv
cp $sheet b.csv; mkdir r/other; printf 'test,county,in_scope_cost,self_pay\nx,532625,100,99\n' >r/other/b.test.csv
expect "other folders are left out" 0 "2 passed, 0 failed" test r/land
expect "a failure: expected, actual, difference" 1 "case 1 (line 2): self_pay: expected 99.00, got 100.00, difference 1.00" test r
rm -r r/other
(cd r/land && "$GUIZE" test town >../../out 2>../../err); has "from within the rules" "2 passed"
expect "no file of tests" 2 "E264" test r/land/town/malipo.lua

printf '\xef\xbb\xbf测试,区县,符合政策范围,医院等级,身份,结算日期,基本医疗保险,个人自付,备注\r\n"甲,""乙""",某县,"¥1,100.00",二级,建档立卡贫困人口 2018-01-01; 特困供养人员,2018年5月1日,800,300.00,"两行\r\n备注"\r\n\r\n' >$sheet
expect "Chinese headers and values, a mark of UTF-8, CRLF, quotes" 0 'a.test.csv:2 甲,"乙"' test r --verbose

# refused NAME TEXT HEADER ROW: a sheet with this row is refused with exit 3.
refused() {
  printf '%s\n%s\n' "$3" "$4" >$sheet
  expect "refused: $1" 3 "$2" test r
}
h=county,in_scope_cost,self_pay
refused "commas in wrong places" 'row 2, column “in_scope_cost”: “1,00.00” has its commas in the wrong places' $h '532625,"1,00.00",5'
refused "a third decimal" "has more than two decimals" $h 532625,1.005,5
refused "no amount" "is no amount in yuan" $h 532625,abc,5
refused "full-width digits" "is no amount in yuan" $h 532625,１００,5
refused "too large an amount" "is too large" $h 532625,99999999999999,5
refused "an unknown column, with the near one" "did you mean in_scope_cost?" county,in_scope_cots,self_pay 532625,100,5
refused "one thing in two columns" 'means the same as “in_scope_cost”' county,in_scope_cost,符合政策范围,self_pay 532625,1,1,5
refused "an unknown county" "is no county of these rules" $h 532652,100,5
refused "no county" "no column says the county" in_scope_cost,self_pay 100,5
refused "a day that is none" "is no day of the calendar" $h,settled 532625,100,5,2018-02-30
refused "a level that is none" "is no value of 医院等级" $h,医院等级 532625,100,5,二极
refused "nothing expected" "expects nothing" $h 532625,100,
refused "a cell without a header" "stands under no header" $h 532625,100,5,7
refused "a quote that is not closed" "E266" $h '532625,"100,5'
refused "a quote in mid-cell" "a quote within a cell" $h '532625,1"00,5'
printf 'county,\xb2\xa1\n' >$sheet
expect "refused: not UTF-8" 3 "E107" test r
small_db base.db
expect "a bad sheet keeps nobody from settling" 0 "" run --db base.db --rules r --year 2018 --quiet
rm $sheet
refuse_both() { printf 'county,in_scope_cost,民政临时救助,self_pay\n532625,100,5,5\n' >both.test.csv; }
refuse_both; cp -R "$root/rules" shipped; cp both.test.csv shipped/
expect "refused: a title of a field and of a layer" 3 "病例.民政临时救助" test shipped/both.test.csv
rm shipped/both.test.csv

# --- coverage ---

cat >>r/model.lua <<'LUA'
flag "dear" {
  title = "偏高", over = "case",
  when = function(case)
    if case.total_cost > yuan(6000) then
      return "超"
    end
  end,
}
LUA
cat >r/a.test.lua <<'LUA'
test "one stay" { county = "532625", cases = { { in_scope_cost = yuan(1100), hospital_level = "secondary" } }, expect = { { basic = yuan(800) } } }
LUA
expect "coverage by tests" 0 "1 passed, 0 failed" test r --coverage
# two statements of the layer and one of the accumulator of 3 + 2; none of 2 ways; 3 settings, deductible, cap, 1 of 5 ratios, not the mode
has "statements, ways, values" "3/5 60.0% 0/2 0.0%"
has "values that were read" "6/11 54.5%"
has "a formula that never ran" "r/model.lua:13 line flag dear to line 14"
has "a condition" "case.total_cost > yuan(6000)"
has "a parameter" "basic.mode"
has "keys of a parameter" "basic.ratio: township, primary, tertiary, provincial"
expect "coverage as rows" 0 '"kind": "parameter"' test r --coverage --json
small_db c.db
"$GUIZE" run --db c.db --rules r --year 2018 --quiet
expect "coverage by the cases of a run" 0 "run 1: all its 5 cases" test --coverage --db c.db --run 1
has "a run goes both ways" "2/2 100.0%"
has "what no case was at" "basic.ratio: primary, tertiary, provincial"

# --- suggest ---

expect "bounds that no test reaches" 0 "2 bounds: the tests reach 1; 1 new tests" test r --suggest --output r/bounds.test.lua
cp r/bounds.test.lua out
# 100,000 / 80% + 100 = 125,100
has "the stay at a cap" "in_scope_cost = yuan(125100.00)"
has "a fen above it" "in_scope_cost = yuan(125100.01)"
has "its amounts" "{ basic = yuan(100000.00), self_pay = yuan(25100.00) },"
has "marked as computed" "to be confirmed against the document"
expect "a file that is there stays" 4 "E263" test r --suggest --output r/bounds.test.lua
expect "what was suggested runs" 0 "2 passed, 0 failed" test r
expect "and reaches the bounds" 0 "the tests reach 2; 0 new" test r --suggest --output second.lua
rm r/bounds.test.lua r/a.test.lua
"$GUIZE" test r --suggest >out 2>err
has "at a deductible" "in_scope_cost = yuan(100.00)"
has "a fen above a deductible: 0.8 fen" "{ basic = yuan(0.01), self_pay = yuan(100.00) },"

# --- params, resolve ---

expect "a parameter" 0 "basic.ratio.secondary" params basic.ratio --rules r
has "who reads it" "layer basic"
has "its place" "r/land/town/malipo.lua:3"
expect "by its title" 0 "80%" params 报销比例 --rules r
expect "by a part of the title" 0 "basic.deductible" params 起付 --rules r
expect "by the beginning" 0 "basic.cap" params basic. --rules r
expect "the key alone" 0 "secondary" params basic.ratio.二级 --rules r
lacks "and no other key" "tertiary"
expect "a typing error" 3 "did you mean basic.ratio?" params basic.ratoi --rules r
expect "in force there and then" 0 "100000.00" params basic.cap --rules r --county 532625 --on 2018-05-01
expect "nothing before it began" 0 "basic.cap 封顶线: no value" params basic.cap --rules r --county 532625 --on 2017-12-31
expect "as CSV" 0 "basic.cap,封顶线,100000.00,yuan,某县,2018-01-01,,false,r/land/town/malipo.lua:5,,basic" params basic.cap --rules r --format csv

printf '\nfrom("2018-03-01", "2018-06-30")\nbasic.cap = yuan(9000)\nbasic.deductible = yuan(7)\n' >>r/land/town/prefecture.lua
cat >>r/land/town/malipo.lua <<'LUA'
from("2017-01-01", "2017-06-30")
basic.deductible = yuan(50)
LUA
expect "the chain" 0 "" resolve basic.cap --county 532625 --on 2018-05-01 --rules r --format csv
has "the nearest answers" "basic.cap,某县,has,100000.00,2018-01-01,,false,r/land/town/malipo.lua:5,"
has "others are hidden" "basic.cap,某州,masked,9000.00,2018-03-01,2018-06-30"
has "and some have none" "basic.cap,某省,none,"
expect "the chain before it began" 0 "basic.cap,某县,later,100000.00" resolve basic.cap --county 532625 --on 2017-12-31 --rules r --format csv
expect "a value that has ended" 0 "basic.deductible,某县,ended,50.00,2017-01-01,2017-06-30" resolve basic.deductible --county 532625 --on 2017-12-31 --rules r --format csv
expect "the chain of a layer" 0 "basic,全国,has,基本医疗保险" resolve 基本医疗保险 --county 532625 --on 2018-05-01 --rules r --format csv
expect "the chain of the order" 0 "settlement,全国,has,basic" resolve settlement --county 532625 --on 2018-05-01 --rules r --format csv
expect "the Chinese name" 0 "→" 溯源 basic.cap --county 532625 --on 2018-05-01 --rules r
expect "without a day" 2 "--on" resolve basic.cap --county 532625 --rules r
expect "a county that is none" 3 "E208" resolve basic.cap --county 532652 --on 2018-05-01 --rules r

# --- diff ---

small_rules a
cat >a/land/town/xichou.lua <<'LUA'
jurisdiction { code = "532623", name = "乙县", within = "land/town" }
basic.cap = yuan(50000)
LUA
printf 'from "2018-01-01"\nbasic.mode = "plain"\nbasic.cap = yuan(1)\n' >>a/land/town/prefecture.lua
sed -i '/basic.mode/d' a/land/town/malipo.lua
rm -rf b; cp -R a b
expect "the same rules" 0 "the rules say the same" diff a b
sed -i 's/ - p.basic.deductible/\n      -    p.basic.deductible -- less\n  /; s/^from/\n&/' b/model.lua b/land/town/malipo.lua
expect "another form of the same" 0 "the rules say the same" diff a b
sed -i 's/basic.mode = "plain"/basic.mode = "strict"/; s/yuan(1)/yuan(2)/' b/land/town/prefecture.lua
expect "a change of the prefecture" 1 "" diff a b --format csv
has "reaches its counties" "basic.mode,value,2018-01-01,,plain,strict,532625 532623,a/land/town/prefecture.lua:3,b/land/town/prefecture.lua:3"
lacks "not those with a value of their own" "basic.cap"
sed -i 's/basic.deductible = yuan(100)/basic.deductible = assumed(yuan(100))\nfrom "2018-07-01"\nbasic.deductible = yuan(120)/' b/land/town/malipo.lua
sed -i 's/return min(pay/return max(pay/' b/model.lua
"$GUIZE" diff a b --format csv >out 2>err
has "what is only assumed now" "basic.deductible,assumed,2018-01-01,2018-07-01,published,assumed,532625,"
has "from a day on" "basic.deductible,value,2018-07-01,,100.00,120.00,532625,"
has "a formula" "layer basic,formula,,,\"return min(pay, p.basic.cap - year.basic)\",\"return max(pay, p.basic.cap - year.basic)\",532625 532623,a/model.lua:5,b/model.lua:7"
rm b/land/town/xichou.lua
cp -R "$root/rules" large && sed -i 's/percent(55)/percent(70)/' large/yunnan/wenshan/maguan.lua
expect "large sets of rules" 1 "assistance.ratio.registered_poor" diff "$root/rules" large
expect "a county that is gone" 1 "county land/town/xichou" diff a b
expect "a stored run on one side" 0 "the rules say the same" diff run:1 run:1 --db c.db
expect "a run that is not there" 4 "E420" diff run:7 a --db c.db
expect "a run without its database" 2 "--db" diff run:1 a

# --- defs ---

expect "definitions" 0 "wrote d/guize.d.lua" defs d --rules r
cp d/guize.d.lua out
has "a class of parameters" "---@field ratio table<guize.hospital_level, number> 报销比例 · ratio"
has "a field of a case" "---@field in_scope_cost number 符合政策范围 · fen"
for word in percent yuan layer accumulator target flag parameter jurisdiction from source settlement test tiers assumed date; do
  grep -q "^$word = nil" out || bad "the word $word is defined" "it is not"
done
expect "they may be written again" 0 "wrote d/.luarc.json" 定义 d --rules r
if command -v python3 >/dev/null; then
  python3 -c 'import json; json.load(open("d/.luarc.json"))' 2>err && ok "the settings are JSON" || bad "the settings are JSON" "no"
fi
echo '{}' >d/.luarc.json
cp d/guize.d.lua before; rm d/guize.d.lua
expect "a file of another stays" 4 "E263" defs d --rules r
test ! -e d/guize.d.lua && ok "and nothing is written beside it" || bad "and nothing is written beside it" "it was"
expect "unless told so" 0 "wrote d/.luarc.json" defs d --rules r --yes
cmp -s before d/guize.d.lua && ok "the same each time" || bad "the same each time" "differs"
if command -v luacheck >/dev/null; then
  "$GUIZE" defs checked --rules "$root/rules" >out 2>err
  here=$PWD
  (cd "$root" && luacheck rules --config "$here/checked/.luacheckrc" --no-color -q) >out 2>err && ok "the shipped rules pass luacheck" || bad "the shipped rules pass luacheck" "no"
else
  echo "ok the shipped rules pass luacheck # SKIP no luacheck"
fi
exit $status
