#!/bin/bash
# Sweep, solve, levers and frontier against `guize whatif` at the same values, a stored run of edited rules (SQL), and
# brute force in Python over the points of a sweep. Documents are made first and looked at all at once by search.py.
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/small.bash
. tests/fault/process.bash
ok() { echo "ok $1"; }
bad() { echo "not ok $1 - $2"; }
is() { test "$2" = "$3" && ok "$1" || bad "$1" "expected $3, got $2"; }
work=${TMP:?}
db=$work/s.db
"$GUIZE" init "$db" >/dev/null && "$GUIZE" synth --db "$db" --cases 1500 --seed 5 --quiet || exit 1
base=(--db "$db" --rules rules --year 2018 --quiet)
here=("${base[@]}" --county 532624)
goal=actual_reimbursement
# document NAME EXIT COMMAND…: its document goes to NAME.json.
document() {
  "$GUIZE" "${@:3}" "${from[@]}" --json >"$work/$1.json" 2>"$work/err"
  code=$?
  test $code = "$2" || bad "the document $1" "exit $code: $(head -c 200 "$work/err")"
}
from=("${here[@]}")

# --- sweep ---
document sweep 0 sweep basic.ratio.secondary=70%..90%/10% --goal $goal
document one 0 sweep basic.ratio.secondary=70%..90%/10% --goal $goal --jobs 1
document two 0 sweep basic.ratio.secondary=70%..90%/10% --goal $goal --jobs 2
cmp -s "$work/one.json" "$work/two.json" && ok "one worker and two give the same bytes" || bad "one worker and two give the same bytes" "they differ"
for percent in 70 80 90; do document w$percent 0 whatif --set basic.ratio.secondary=$percent%; done
cp -R rules "$work/other"
sed -i 's/^jurisdiction.*/&\nbasic.ratio.secondary = percent(90)/' "$work/other/yunnan/wenshan/malipo.lua"
"$GUIZE" run --db "$db" --rules "$work/other" --year 2018 --county 532624 --quiet
sqlite3 "$db" "SELECT sum(basic), sum(assistance), sum(backstop), sum(self_pay) FROM settlement WHERE status = 'ok'" >"$work/stored"
"$GUIZE" sweep basic.ratio.secondary=70%..90%/10% "${here[@]}" --goal $goal --output "$work/out.json" >"$work/screen"
cmp -s "$work/out.json" "$work/sweep.json" && grep -q "^  *90% " "$work/screen" && ok "the document goes to a file, the table to the screen" || bad "the document goes to a file, the table to the screen" "they do not"
grep -q "▲" "$work/screen" && grep -q "█" "$work/screen" && ok "a sweep on the screen has a curve" || bad "a sweep on the screen has a curve" "$(head -c 200 "$work/screen")"
"$GUIZE" sweep basic.ratio.secondary=70%..90%/10% "${here[@]}" --format csv >"$work/sweep.csv"
is "a sweep as CSV" "$(cut -d, -f1 "$work/sweep.csv" | tr '\n' ' ')" "basic.ratio.secondary 70% 80% 90% "
document map 0 sweep basic.ratio.secondary=75%..85%/5% basic.deductible.secondary=300元..500元/100元 --goal $goal --goal self_pay_share=11%
document both 0 whatif --set basic.ratio.secondary=80% --set basic.deductible.secondary=500元
"$GUIZE" sweep basic.ratio.secondary=70%..85% basic.deductible.secondary=0元..500元 "${here[@]}" --goal $goal >"$work/screen"
grep -q "▒" "$work/screen" && grep -q "· not met" "$work/screen" && ok "two parameters on the screen are a map" || bad "two parameters on the screen are a map" "$(head -c 200 "$work/screen")"
printf 'at "532624"\nassistance.ratio.registered_poor = percent(70)\n' >"$work/a.lua"
document under 0 sweep basic.ratio.secondary=80%..81%/1% --baseline "$work/a.lua"
document over 0 whatif --baseline "$work/a.lua" --set basic.ratio.secondary=80%
document again 0 sweep basic.ratio.secondary=80%..90%/10% --set basic.ratio.secondary=75%
document fails 0 sweep assistance.ratio.none=0%..1%/1%
document failing 0 whatif --set assistance.ratio.none=1%
"$GUIZE" sweep assistance.ratio.none=0%..1%/1% "${here[@]}" >"$work/screen"
grep -q "case [0-9]*: E206" "$work/screen" && ok "the first case that fails is named" || bad "the first case that fails is named" "$(tail -n 3 "$work/screen")"

# --- solve ---
text() { python3 -c 'import json, sys; d = json.load(open(sys.argv[1])); print(d["answer"]["text"], *[n["text"] for n in d["neighbours"]])' "$work/$1.json"; }
document solve 0 solve basic.ratio.secondary --goal $goal=90%
number=0
for value in $(text solve); do document solve$((number++)) 0 whatif --set "basic.ratio.secondary=$value"; done
document budget 0 solve basic.deductible.secondary --budget +1000元
number=0
for value in $(text budget); do document budget$((number++)) 0 whatif --set "basic.deductible.secondary=$value"; done
document layer 0 solve basic.ratio.secondary=60%..95%/1% --budget backstop=-100元
document none 1 solve basic.ratio.secondary=75%..76% --goal $goal=99%
document poor 1 solve basic.ratio.secondary --budget 1元
document already 0 solve basic.ratio.secondary --goal $goal=50%
printf 'layer "basic" { pays = function(case, p) local r = p.basic.ratio.secondary; return case.in_scope_cost * 3.6 * r * (1 - r) end }\n' >"$work/bump.lua"
document bump 0 solve basic.ratio.secondary=0%..100%/1% --scenario "$work/bump.lua" --budget basic=10万元
"$GUIZE" solve basic.ratio.secondary=75%..95%/1% "${here[@]}" --goal $goal=90% >"$work/screen"
grep -q "^→ " "$work/screen" && test "$(grep -c '^→\|^ *[0-9][0-9]%' "$work/screen")" = 3 && ok "the answer stands between its steps" || bad "the answer stands between its steps" "$(cat "$work/screen")"

# --- frontier ---
grid=(basic.ratio.secondary=75%..90%/5% supplementary.ratio.registered_poor=30%..60%/15%)
document frontier 0 frontier "${grid[@]}" --goal $goal=90% --goal self_pay_share=10%
document points 0 sweep "${grid[@]}" --goal $goal=90% --goal self_pay_share=10%
"$GUIZE" frontier basic.ratio.secondary=75%..76%/1% basic.ratio.tertiary=65%..66%/1% "${here[@]}" --goal $goal=99% >"$work/screen"
is "no combination meets: findings" "$? $(grep -c 'None of the 4' "$work/screen")" "1 1"

# --- no answer: how near one comes ---
document far 1 solve basic.ratio.secondary=70%..80% --goal $goal=99%
is "the nearest to the goal is the best that was tried" "$(python3 -c 'import json, sys
d = json.load(open(sys.argv[1]))
share = lambda x: x["figure"]["part"] / x["figure"]["whole"]
print(d["nearest"]["text"] == max(d["tried"], key=share)["text"])' "$work/far.json")" True
document poor 1 solve basic.ratio.secondary=70%..80% --budget 1元
is "the smallest spending" "$(python3 -c 'import json, sys
d = json.load(open(sys.argv[1]))
print(d["nearest"]["text"] == min(d["tried"], key=lambda x: x["totals"]["reimbursed"])["text"])' "$work/poor.json")" True
for language in en zh; do
  test $language = en && near="The nearest is basic.ratio.secondary = 80%" || near="最接近的是 basic.ratio.secondary = 80%"
  "$GUIZE" --lang $language solve basic.ratio.secondary=70%..80% "${here[@]}" --goal $goal=99% --output "$work/far.md" >"$work/screen"
  grep -q "$near" "$work/screen" && ok "the nearest is told ($language)" || bad "the nearest is told ($language)" "$(sed -n 5,7p "$work/screen")"
done
grep -q '最接近的是取 80% 时' "$work/far.md" && ok "and on the page" || bad "and on the page" "$(head -c 300 "$work/far.md")"
"$GUIZE" sweep basic.ratio.secondary=80%..81%/2% --db "$db" --rules rules --year 2018 --county 532624 >/dev/null 2>"$work/err"; "$GUIZE" sweep basic.ratio.secondary=80%..80% --db "$db" --rules rules --year 2018 --county 532624 >"$work/screen" 2>"$work/err"
grep -q '1 point, ' "$work/err" && ok "one point is no points" || bad "one point is no points" "$(cat "$work/err")"
"$GUIZE" sweep basic.ratio.secondary=70%..90%/10% "${here[@]}" --goal $goal >"$work/screen"
is "bars that do not begin at 0 say so" "$(grep -c 'the bars begin at .*, not at 0' "$work/screen")" 2

# --- levers, by rules of a few lines: half a year at another deductible ---
small_rules "$work/small"
cat >>"$work/small/parameters.lua" <<'LUA'
parameter "aid.ratio" { unit = "ratio", title = "救助比例" }
parameter "aid.idle" { unit = "ratio", title = "不用" }
parameter "aid.fails" { unit = "count", title = "出错" }
parameter "aid.half" { unit = "yuan", title = "定额" }
parameter "goal.share" { unit = "ratio", title = "目标" }
aid.ratio = percent(0)
aid.idle = percent(5)
aid.fails = count(0)
goal.share = percent(90)
aid.half = yuan(100)
from "2018-07-01"
aid.half = yuan(200)
LUA
sed -i 's/^settlement { "basic" }/settlement { "basic", "aid" }/' "$work/small/model.lua"
cat >>"$work/small/model.lua" <<'LUA'
layer "aid" {
  title = "救助", fund = "610101",
  pays = function(case, p, year, bill)
    if p.aid.fails > 0 and case.hospital_level == "secondary" then error("this cannot be paid") end
    return bill.in_scope_left * p.aid.ratio + p.aid.half
  end,
}
LUA
cat >"$work/small/targets.lua" <<'LUA'
target "share" {
  title = "报销比例", over = "case", part = function(case, p, result) return result.reimbursed end,
  whole = function(case) return case.total_cost end, threshold = "goal.share", at_least = true,
}
target "measured" {
  title = "只测量", over = "case", part = function(case, p, result) return result.basic end, whole = function(case) return case.total_cost end,
}
LUA
from=(--db "$db" --rules "$work/small" --year 2018 --county 532625 --quiet)
document levers 0 levers --goal share
python3 -c 'import json, sys
for x in json.load(open(sys.argv[1]))["levers"]: print(x["name"], x["new"])' "$work/levers.json" >"$work/moves"
grep -E "^(aid.ratio|basic.deductible|basic.ratio.secondary) " "$work/moves" | while read -r name new; do document "lever_$name" 0 whatif --set "$name=$new"; done
printf 'at "532625"\nfrom("2017-01-01")\naid.half = yuan(120)\nfrom "2018-07-01"\naid.half = yuan(220)\n' >"$work/half.lua"
document lever_aid.half 0 whatif --scenario "$work/half.lua"
"$GUIZE" levers "${from[@]}" --goal share >"$work/screen"
grep -q "aid.fails = 1: rules fail on" "$work/screen" && grep -q "[0-9]  *do nothing" "$work/screen" && grep -q "this cannot be paid" "$work/screen" && ok "levers on the screen" || bad "levers on the screen" "$(tail -n 3 "$work/screen")"

is "its groups add up" "$(awk '/^ *[0-9]+  [a-z]/ { sum += $1 } END { print sum }' "$work/screen")" "$(sed -n 's/^Of \([0-9]*\) values.*/\1/p' "$work/screen")"
"$GUIZE" params --rules "$work/small" --county 532625 --on 2018-12-31 --json | python3 -c 'import json, sys; print(len({x["parameter"] for x in json.load(sys.stdin)}))' >"$work/held"
"$GUIZE" levers "${from[@]}" --goal share --output "$work/levers.md" >/dev/null && grep -q '^| 合计 | '"$(cat "$work/held")"' |' "$work/levers.md" && ok "and on the page" || bad "and on the page" "$(grep '合计' "$work/levers.md")"

python3 tests/cli/search.py "$work"

# --- what is wrong is said, and nothing is printed ---
wrong() {
  "$GUIZE" "${@:4}" "${from[@]}" >"$work/out" 2>"$work/err"
  code=$?
  test $code = "$2" && grep -qE "$3" "$work/err" && test ! -s "$work/out" && ok "$1" || bad "$1" "exit $code: $(head -c 200 "$work/err")"
}
hint() { grep -q "$2" "$work/err" && ok "$1" || bad "$1" "$(cat "$work/err")"; }
wrong "a parameter that is not there" 3 E261 sweep basic.ratoi.secondary=1%..2%
hint "its near name" "did you mean basic.ratio"
wrong "a parameter that is no number" 2 E650 sweep basic.mode=1..2
wrong "a key is missing" 2 E651 sweep basic.ratio=70%..80%
hint "the keys are listed" basic.ratio.secondary
wrong "a name of several" 2 E651 sweep basic=70%..80%
wrong "a ratio without %" 2 E652 sweep basic.ratio.secondary=70..90
hint "the sign is asked for" "write it as 70%"
wrong "an amount without 元" 2 E652 sweep basic.deductible=0..500
wrong "no range" 2 E653 sweep basic.ratio.secondary=70%
wrong "a range that runs backwards" 2 E653 sweep basic.ratio.secondary=90%..70%
wrong "a step of nothing" 2 E653 sweep basic.ratio.secondary=70%..90%/0%
wrong "a range that contains no second value" 2 E653 sweep basic.ratio.secondary=70%..72%/5%
wrong "a range outside of what may be" 2 E654 sweep basic.ratio.secondary=90%..110%
wrong "a goal that is not there" 2 E655 sweep basic.ratio.secondary=70%..90% --goal shaer
hint "the near goal" "did you mean share"
wrong "a goal that has no threshold" 2 E656 solve basic.ratio.secondary --goal measured
wrong "too many points" 2 E657 sweep basic.ratio.secondary=0%..100%/0.01%
wrong "nothing to solve for" 2 E658 solve basic.ratio.secondary
wrong "no goal" 2 E658 levers
wrong "a goal that no share can reach" 2 "E686.*190%" solve basic.ratio.secondary --goal share=190%
hint "and what could be" "at most 100%"
wrong "a budget below nothing" 2 "E659.*less than nothing" solve basic.ratio.secondary --budget -100亿元
wrong "a budget that is none" 2 E659 solve basic.ratio.secondary --budget 5
wrong "a budget of no layer" 2 E659 solve basic.ratio.secondary --budget basc=5万元
wrong "a parameter twice" 2 E661 sweep basic.ratio.secondary=70%..90% basic.ratio.二级=70%..90%

# Ctrl-C: 130, and nothing half printed. The line of progress is not there, so the workers tell that it has begun.
"$GUIZE" sweep basic.ratio.secondary=0%..100%/0.1% supplementary.ratio.registered_poor=0%..1%/1% "${base[@]}" --jobs 2 --goal $goal >"$work/out" 2>"$work/err" &
pid=$!
workers_of $pid 3
kill -INT $pid
wait $pid
is "Ctrl-C" "$? $(wc -c <"$work/out")" "130 0"
