#!/bin/bash
# guize explain: the amounts of every case of a run, hand-worked steps, why nothing was paid, what cut or clamped, what
# earlier cases did, two sides, failures, formulas whose steps cannot be shown, and the page for a family.
set -u
rules=$PWD/rules oracle=$PWD/tests/oracle
. tests/cli/small.bash
cd "$TMP" || exit 1
status=0
unset GUIZE_DB GUIZE_RULES

ok() { echo "ok $1"; }
bad() { echo "not ok $1 - $2"; sed 's/^/# /' err | head -n 4; status=1; }
# explain WORDS…: output in out, in Chinese unless said otherwise, messages in err, exit code in code.
explain() {
  "$GUIZE" explain --lang zh "$@" >out 2>err
  code=$?
}
# all WORDS…: the same of all cases of a run, in English.
all() {
  "$GUIZE" explain --lang en --quiet "$@" >out 2>err
  code=$?
}
# shows NAME TEXT…: every text stands in a line of the output.
shows() {
  name=$1
  shift
  for text; do grep -qF -- "$text" out || { bad "$name" "without “$text”"; return; }; done
  ok "$name"
}
# refused NAME EXIT NUMBER TEXT WORDS…
refused() {
  name=$1 wanted=$2 number=$3 text=$4
  shift 4
  "$GUIZE" explain "$@" >out 2>err
  code=$?
  if [ "$code" != "$wanted" ] || [ -s out ]; then bad "$name" "exit $code"
  elif grep -qF "error[$number]" err && grep -qF -- "$text" err; then ok "$name"
  else bad "$name" "without $number “$text”"; fi
}

# --- a rule set with all that a formula can do ---
# Case 101: (4500 − 100) × 80% = 3520; 1480 open. Bands (gate 100, absolute): 500 × 10% + 980 × 50% = 540, and 12.5% of
# 1480 = 185: 725. Burden of the household 755: min(755, 255) × 50% = 127.50. 627.50 remain.
# Case 102: 1100 × 90% = 990; 210 × 10% + 210 × 3% = 27.30; a stay before: 5. 177.70 remain; burden 755 + 182.70 = 937.70.
# Case 103 of another member: 6900 × 80% = 5520; 50 + 990 + 2% of 2480 = 1089.60; 937.70 + 1390.40 = 2328.10.
small_rules q
small_db q.db || exit 1
cat >>q/parameters.lua <<'LUA'
parameter "aid.tiers" { title = "救助分段", unit = "tiers" }
parameter "aid.share" { title = "补助比例", unit = "ratio", by = { "hospital_level", "identity_kind" } }
source "某县救助办法第三条"
aid.tiers = tiers { threshold = yuan(100), threshold_kind = "gate", bounds = "absolute", marginal = true, { upto = yuan(500), ratio = percent(10) }, { ratio = percent(50) } }
aid.share = { secondary = { registered_poor = percent(12.5), none = assumed(percent(2)) }, township = { none = percent(1), registered_poor = percent(3) } }
field "heavy" { title = "大额", over = "case", of = function(case) return case.total_cost > yuan(3000) end }
LUA
cat >q/model.lua <<'LUA'
local low, m = math.min, math
local function kind_of(x) return type(x) end
local function eligible(case)
  if case.place ~= "in_county" then return true end
  return false
end
layer "basic" {
  title = "基本医疗保险", fund = "390100",
  pays = function(case, p, year)
    local pay = (case.in_scope_cost - p.basic.deductible) * p.basic.ratio[case.hospital_level]
    if kind_of(pay) ~= "number" then return 0 end
    return low(pay, p.basic.cap - year.basic)
  end,
}
layer "tiered" { title = "分段救助", covers = "any", pays = function(case, p, year, bill)
  local who = case.identity
  local base = bill.self_pay
  if #string.format("%.2f", base) < 2 then return 0 end
  return p.aid.tiers:pay(base) + m.floor(base * p.aid.share[case.hospital_level][who])
end }
layer "family" { title = "家庭补助", covers = "any", pays = function(case, p, year, bill, history)
  local recent = history:within(365)
  local extra = recent.count >= 1 and yuan(5) or 0
  if year.family_burden <= yuan(500) then
    return 0
  end
  if not case.heavy then return extra end
  return m.min(bill.self_pay, year.family_burden - yuan(500)) * percent(50) + extra + year.times * 100
end }
layer "away" { title = "异地补助", covers = "any", pays = function(case)
  if not eligible(case) then return 0 end
  return case.total_cost
end }
accumulator "family_burden" { title = "家庭年内负担", per = "household", before = "family", adds = function(case, p, year, bill) return bill.self_pay end }
accumulator "times" { title = "年内次数", per = "person", unit = "count", adds = function() return 1 end }
settlement { "basic", "tiered", "family", "away" }
LUA
# 106: 100,000 yuan, so that the cap of 100,000 less 5,520 cuts (999,900 × 80%); 107 undoes 105; 108 has a cost that no hospital has.
sqlite3 q.db "INSERT INTO cases (case_id, person_id, hospital_id, admission, discharge, settled, total_cost, uncovered_cost, over_limit_cost, first_pay_cost, in_scope_cost, refund_of) VALUES
  (106, 12, 5, '2018-08-01', '2018-08-09', '2018-08-10', 100000000, 0, 0, 0, 100000000, NULL),
  (107, 13, 5, '2018-11-01', '2018-11-20', '2018-11-20', -2000000, -100000, 0, 0, -1900000, 105)"
"$GUIZE" run --db q.db --rules q --year 2018 --quiet 2>err || bad "the run" "exit $?"
test "$(sqlite3 q.db "SELECT group_concat(basic || ' ' || tiered || ' ' || family || ' ' || self_pay, ',') FROM settlement WHERE case_id < 104")" = \
  "352000 72500 12750 62750,99000 2730 500 17770,552000 108960 69520 69520" && ok "the amounts are those worked by hand" || bad "the amounts are those worked by hand" "others"
all --db q.db --run 1
test "$code" = 0 && grep -qx "run 1: 7 settlements explained, 0 differ from the stored ones, 0 failed, 0 without steps" out && ok "every case of the run" || bad "every case of the run" "$(cat out)"

explain 101 --db q.db --run 1
shows "names and numbers of a step" "pay = (符合政策范围 − 起付线) × 报销比例 = (4,500.00 − 100.00) × 80% = 3,520.00" "= min(3,520.00, 100,000.00 − 0.00) = 3,520.00"
shows "bands" "救助分段(尚由个人负担) = 分段(1,480.00) = 540.00" "500.00 × 10% = 50.00" "980.00 × 50% = 490.00"
shows "functions of math, local ones, and units in a formula" "540.00 + floor(1,480.00 × 12.5%) = 725.00" "min(755.00, 755.00 − 500.00) × 50% = 127.50"
shows "comparisons" "家庭年内负担 ≤ 500.00: 755.00 ≤ 500.00  否  model.lua:24" "此前365天内次数 ≥ 1: 0 ≥ 1  否"
grep -F "报销比例（二级）" out | grep -F "80%" | grep -F "自 2018-01-01" | grep -F "某县" | grep -qF "land/town/malipo.lua:3" && ok "a parameter with value, day, place, line" ||
  bad "a parameter with value, day, place, line" "$(grep -F '报销比例（二级）' out)"
grep -F "补助比例（二级、建档立卡贫困人口）" out | grep -qF "[1]" && shows "sources as notes" "[1] 某县救助办法第三条" || bad "sources as notes" "no number"
shows "fields with their titles" "医院等级" "人员身份" "大额" && shows "it adds up" "各层支付与个人自付之和等于总费用" "与运行 1 存储的结果一致"
shows "paid nothing, by which line and question" "未支付：规则在此返回 model.lua:31  if not eligible(case) then return 0 end" "← model.lua:4  if case.place ~= \"in_county\" then return true end return false"
grep -q "假定" out && bad "nothing is assumed" "it says so" || ok "nothing is assumed"
explain 103 --db q.db --run 1
shows "an accumulator of the household" "min(1,390.40, 2,328.10 − 500.00) × 50% = 695.20" "2018-02-10  病例 101  家庭其他成员" "2018-05-04  病例 102  家庭其他成员"
grep -F "合计 家庭年内负担" out | grep -q " 937.70$" && ok "the sum of what they added" || bad "the sum of what they added" "$(grep 合计 out)"
grep -F "补助比例（二级、非救助对象）" out | grep -q "假定$" && grep -F "分段救助  " out | grep -q "假定" && ok "an assumed value, and the layer that rests on it" || bad "an assumed value" "not marked"
explain 102 --db q.db --run 1
shows "an earlier case of the same person" "min(990.00, 100,000.00 − 3,520.00) = 990.00" "此前365天内次数 ≥ 1: 1 ≥ 1  是" "2018-02-10  病例 101"
explain 106 --db q.db --run 1
shows "cut by a cap" "受限额限制：封顶线 − 年内此前基本医疗保险支付 = 94,480.00，否则为 799,920.00"
explain 107 --db q.db --run 1
shows "a refund" "各层金额与病例 105 完全相反" "-15,120.00" && test "$code" = 0 && ok "a refund is no failure" || bad "a refund is no failure" "exit $code"
explain 101 --db q.db --run 1 --depth 1
test "$(grep -c '基本医疗保险' out)" = 1 && ! grep -q 'pay =' out && ! grep -q '用到的' out && ok "depth 1" || bad "depth 1" "more than the layers"
explain 101 --db q.db --run 1 --depth 2
grep -q 'pay =' out && ! grep -q '用到的' out && ok "depth 2" || bad "depth 2" "not the steps alone"
"$GUIZE" 解释 101 --db q.db --rules q --lang en >out 2>err && shows "in English" "self-pay" "parameters read" "model.lua:31"
LC_ALL=POSIX LANG=de_DE "$GUIZE" explain --lang zh 101 --db q.db --run 1 >again 2>err
explain 101 --db q.db --run 1
cmp -s out again && ok "the locale changes nothing" || bad "the locale changes nothing" "it does"

sed -i 's/"plain", "strict"/{ "plain", "一般" }, { "strict", "从严" }/; s/"any_time", "admission"/{ "any_time", "任一日" }, "admission"/' q/parameters.lua
explain 101 --db q.db --rules q
shows "a choice by its Chinese name" "身份 任一日 (any_time)"
"$GUIZE" explain 101 --db q.db --rules q --lang en >out 2>err
shows "in English by the name that rules write" "身份 any_time"

# --- json ---
explain 101 --db q.db --run 1 --json
python3 - <<'PY' >said 2>err && ok "json" || bad "json" "$(cat said)"
import json
tree = json.load(open("out"))
assert tree["schema"] == "guize.explain.v1" and tree["money"] == "fen" and tree["status"] == "ok" and tree["adds_up"] is True and tree["stored"]["agrees"] is True
layers = [p for p in tree["parts"] if p["kind"] == "layer"]
assert [p["amount"] for p in layers] == [352000, 72500, 12750, 0] and tree["self_pay"] == 62750
assert sum(p["amount"] for p in layers) + tree["self_pay"] == tree["total"] == 500000
ratio = [r for r in layers[0]["reads"]["parameters"] if r["name"] == "basic.ratio"][0]
assert (ratio["key"], ratio["value"], ratio["begins"], ratio["file"], ratio["line"], ratio["assumed"]) == ("secondary", 0.8, "2018-01-01", "land/town/malipo.lua", 3, False), ratio
assert all(p["shown"] == "steps" for p in tree["parts"])
PY

# --- what cannot be explained ---
refused "no such case" 4 E540 "from 101 to 107" 999 --db q.db --run 1
refused "a case that is no number" 2 E612 "x1" x1 --db q.db --run 1
refused "no case" 2 E611 "which case" --db q.db
refused "another year" 4 E541 "2017" 101 --db q.db --rules q --year 2017
refused "no such run" 4 E420 "run 9" 101 --db q.db --run 9
refused "a page of two sides" 2 E611 "--against" 101 --db q.db --rules q --against 1 --html
cp q.db bad.db
sqlite3 bad.db "PRAGMA ignore_check_constraints = 1; UPDATE cases SET total_cost = total_cost + 1 WHERE case_id = 104"
refused "unusable data" 4 E501 "case 104 cannot be settled" 104 --db bad.db --rules q
sqlite3 bad.db "UPDATE settlement SET basic = basic - 100, self_pay = self_pay + 100 WHERE case_id = 102"
explain 102 --db bad.db --run 1
shows "a stored row that was changed" "与运行 1 存储的结果不一致" "basic: stored 989.00, explained 990.00"
all --db bad.db --run 1
test "$code" = 1 && shows "and found among all" "the first that differs is case 102: basic: stored 989.00, explained 990.00"

# --- rules that fail, formulas without steps ---
cp -r q failing
sed -i 's/  if not eligible(case) then return 0 end/  local x = case.total_cost - case.deposit\n  do return x + case.nonsense end/' failing/model.lua
explain 101 --db q.db --rules failing
test "$code" = 1 && shows "a rule that fails" "failing/model.lua:32: 错误[E204]: " "总费用    5,000.00  total_cost" "3,520.00" || bad "a rule that fails" "exit $code"
cp -r q counting
sed -i 's/    local pay = /    local sum = 0 for i = 1, case.days do sum = sum + i end\n    local pay = /' counting/model.lua
explain 101 --db q.db --rules counting
shows "a loop over a field: the reads and the locals" "算式步骤无法显示" "sum              = 55" "counting/model.lua:10" "住院天数"
grep -q "^  基本医疗保险  *3,520.00" out && ok "and the amount of the settlement" || bad "and the amount of the settlement" "$(grep 基本 out)"
cp -r q endless
sed -i 's/    local pay = /    while case.total_cost > 0 do local x = 1 end\n    local pay = /' endless/model.lua
explain 101 --db q.db --rules endless
test "$code" = 1 && shows "a rule without an end" "E322" || bad "a rule without an end" "exit $code"

# --- a formula in Chinese reads as it is written ---
# Registered poor, secondary: (4500 − 100) × 85% = 3740.
cp -r q chinese
cat >chinese/model.lua <<'LUA'
层 "basic" {
  标题 = "基本医疗保险", 基金 = "390100",
  支付 = function(病例, 参数, 年度)
    local 基数 = 病例.符合政策范围 - 参数.basic.deductible
    local 比例 = 参数.basic.ratio[病例.医院等级]
    if 病例:具有("建档立卡") then 比例 = 最小(1, 比例 + 百分之(5)) end
    local 应付 = 四舍五入(最大(0, 基数) * 比例)
    if 应付 < 元(1) then return 0 end
    return 最小(应付, 参数.basic.cap - 年度.basic)
  end,
}
顺序 { "basic" }
LUA
explain 101 --db q.db --rules chinese
shows "a formula in Chinese" "比例 = min(1, 报销比例 + 5%) = min(1, 80% + 5%) = 85%" "应付 = round(max(0, 基数) × 比例) = round(max(0, 4,400.00) × 85%) = 3,740.00" \
  "应付 < 1.00: 3,740.00 < 1.00  否" "持有身份：建档立卡贫困人口"

# --- two sides ---
cp -r q dearer && sed -i 's/secondary = percent(80)/secondary = percent(75)/' dearer/land/town/malipo.lua
explain 101 --db q.db --rules q --against dearer
shows "the first parameter that differs" "最先不同的一层: 基本医疗保险" "最先不同的参数: 报销比例（二级）  basic.ratio" "80%  q/land/town/malipo.lua:3" "75%  dearer/land/town/malipo.lua:3" "-220.00"
explain 101 --db q.db --rules dearer --against 1
shows "rules against a run" "乙: run 1" "最先不同的参数: 报销比例（二级）"
cp -r q reworded && sed -i 's/- p.basic.deductible)/- 2 * p.basic.deductible)/' reworded/model.lua
explain 101 --db q.db --rules q --against reworded
shows "the line of the rule that differs" "规则条文不同" "q/model.lua:10" "reworded/model.lua:10"
explain 101 --db q.db --rules q --against 1
shows "no difference" "两侧各层金额相同"
explain 101 --db q.db --rules q --against dearer --json
grep -q '"schema": "guize.explain-compare.v1"' out && grep -q '"what": "parameter"' out && ok "two sides as json" || bad "two sides as json" "$(head -n 3 out)"

# --- the page ---
sqlite3 q.db "UPDATE person SET name = '张<b>丰' WHERE person_id = 11; UPDATE hospital SET name = '某&\"县\" 医院' WHERE hospital_id = 5"
explain 101 --db q.db --run 1 --html --output page.html
test "$code" = 0 && test ! -s out && python3 - <<'PY' >said 2>err && ok "the page is well formed" || bad "the page is well formed" "$(cat err)"
from html.parser import HTMLParser
text = open("page.html", encoding="utf-8").read()
void, stack, seen = {"meta", "br", "!doctype"}, [], []
class Check(HTMLParser):
  def handle_starttag(self, tag, attributes):
    seen.append(tag)
    assert not any(name in ("src", "href") or name.startswith("on") for name, _ in attributes), tag
    if tag not in void: stack.append(tag)
  def handle_endtag(self, tag):
    assert stack.pop() == tag, tag
Check().feed(text)
assert not stack and text.startswith("<!DOCTYPE html>") and "script" not in seen and "b" not in seen and "http" not in text.replace("http-equiv", "")
assert "@page{size:A4" in text and seen.count("table") == 3
PY
cp page.html out
shows "the page says who paid and what remains" "您家需要支付" "627.50 元" "占总费用的 12.55%" "基本医疗保险" "某县救助办法第三条" "没有用到暂定的标准"
shows "names are masked and escaped" "<td>张***丰</td>" "990000********0011" "某&amp;&quot;县&quot; 医院"
grep -qF "张<b>丰" page.html || grep -qF 990000197001010011 page.html && bad "nothing is shown whole" "it is" || ok "nothing is shown whole"
explain 101 --db q.db --run 1 --text --reveal
shows "--reveal" "张<b>丰" "990000197001010011" "请妥善保管"
XDG_STATE_HOME=$PWD/state "$GUIZE" explain 101 --db q.db --run 1 --text --reveal >out 2>err
grep -q 'this is recorded' err && grep -q -- '--reveal 20.* q.db' state/guize/history && ok "--reveal is recorded" || bad "--reveal is recorded" "not"
explain 103 --db q.db --run 1 --text
shows "assumed values on the page" "李*娘" "补助比例（二级、非救助对象）：2%" "含暂定标准"
explain 106 --db q.db --run 1 --text
shows "a cap on the page" "已达到限额：封顶线"
explain 107 --db q.db --run 1 --text
shows "a refund on the page" "这是一笔退费，冲销病例 105"
explain 101 --db q.db --rules failing --text
shows "a failure on the page" "暂时无法结算" && ! grep -q E204 out && ok "without the words of the program" || bad "without the words of the program" "$(cat out)"
explain 101 --db q.db --run 1 --html --lang en
shows "the page in English" "Your family pays" 'lang="en"'

# --- the shipped rules, every case; and the readings and layers of the oracle ---
"$GUIZE" init d.db >out 2>err && "$GUIZE" synth --db d.db --seed 3 --cases 3000 --quiet >out 2>err || exit 1
"$GUIZE" run --db d.db --rules "$rules" --year 2018 --quiet >out 2>err
wanted=$(sqlite3 d.db "SELECT count(*) FROM settlement")
all --db d.db --run 1
test "$wanted" -gt 2500 && grep -qx "run 1: $wanted settlements explained, 0 differ from the stored ones, 0 failed, 0 without steps" out && ok "all $wanted cases of the demo" ||
  bad "all cases of the demo" "$(cat out)"
# other NAME FILE COUNTY: the shipped rules with statements of the oracle appended, over its own cases.
"$GUIZE" init o.db >out 2>err && PYTHONDONTWRITEBYTECODE=1 python3 "$oracle/generate.py" o.db 1500 >out 2>err || exit 1
run=0
other() {
  run=$((run + 1))
  cp -R "$rules" "$1" && cat "$oracle/rules_$1/$(basename "$2")" >>"$1/$2"
  "$GUIZE" run --db o.db --rules "$1" --year 2018 --county "$3" --quiet >out 2>err
  all --db o.db --run $run
  test "$code" = 0 && grep -q " 0 differ" out && test "$(sqlite3 o.db "SELECT count(*) FROM settlement WHERE run_id = $run")" -gt 200 && ok "$1: $(cut -d' ' -f3,4 out)" || bad "$1" "$(cat out)"
}
other midyear guangxi/baise/tianlin.lua 451029
other readings yunnan/wenshan/maguan.lua 532625
other layers heilongjiang/jiamusi/prefecture.lua 230800
exit "$status"
