#!/bin/bash
# Sweep, solve, levers and frontier against `guize whatif` at the same values, a stored run of edited rules (SQL), and
# brute force in Python over the points of a sweep.
# limit: 120
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/small.bash
ok() { echo "ok $1"; }
bad() { echo "not ok $1 - $2"; }
is() { test "$2" = "$3" && ok "$1" || bad "$1" "expected $3, got $2"; }
work=${TMP:?}
db=$work/s.db
"$GUIZE" init "$db" >/dev/null && "$GUIZE" synth --db "$db" --cases 1200 --seed 5 --quiet || exit 1
base=(--db "$db" --rules rules --year 2018 --quiet)
here=("${base[@]}" --county 532624)

# value FILE PATH: a value of a document; get FILE EXPRESSION: what Python makes of the document d.
value() { python3 -c 'import json,sys
v = json.load(open(sys.argv[1]))
for key in sys.argv[2].split("/"):
    v = v[int(key)] if isinstance(v, list) else v[key]
print(v)' "$work/$1.json" "$2"; }
get() { python3 -c 'import json,sys
d = json.load(open(sys.argv[1]))
'"$2" "$work/$1.json"; }

# --- sweep ---
goal=actual_reimbursement
"$GUIZE" sweep basic.ratio.secondary=70%..90%/5% "${here[@]}" --goal $goal --json >"$work/sweep.json" || bad "a sweep" "exit $?"
"$GUIZE" sweep basic.ratio.secondary=70%..90%/5% "${here[@]}" --goal $goal --json --jobs 1 >"$work/one.json"
"$GUIZE" sweep basic.ratio.secondary=70%..90%/5% "${here[@]}" --goal $goal --json --jobs 2 >"$work/two.json"
cmp -s "$work/one.json" "$work/two.json" && ok "one worker and two give the same bytes" || bad "one worker and two give the same bytes" "they differ"
is "the values of a sweep" "$(get sweep 'print(d["parameters"][0]["values"], d["parameters"][0]["numbers"])')" "['70%', '75%', '80%', '85%', '90%'] [0.7, 0.75, 0.8, 0.85, 0.9]"
number=0
for percent in 70 75 80 85 90; do
  "$GUIZE" whatif "${here[@]}" --set basic.ratio.secondary=$percent% --json >"$work/w$percent.json"
  is "the point $percent% is what whatif makes of it" "$(get sweep 'p = d["points"]['$number']; g = p["goals"][0]
print(p["totals"], g["part"], g["whole"], g["met"], p["cost"])')" \
    "$(get w$percent 's = d["sides"][1]; t = [t for t in s["targets"] if t["target"] == "'$goal'"][0]
print(s["totals"], t["part"], t["whole"], t["met"], s["totals"]["reimbursed"] - d["sides"][0]["totals"]["reimbursed"])')"
  number=$((number + 1))
done
is "the place of the goal" "$(value sweep goals/0/county_name)" 麻栗坡县
cp -R rules "$work/other"
sed -i 's/^jurisdiction.*/&\nbasic.ratio.secondary = percent(85)/' "$work/other/yunnan/wenshan/malipo.lua"
"$GUIZE" run --db "$db" --rules "$work/other" --year 2018 --quiet
for sum in basic assistance backstop self_pay; do
  is "85%: $sum as a stored run of edited rules has it" "$(get sweep 't = d["points"][3]["totals"]; print(t["layers"].get("'$sum'", t["self_pay"]))')" \
    "$(sqlite3 "$db" "SELECT sum($sum) FROM settlement JOIN cases USING (case_id) JOIN person USING (person_id) WHERE status = 'ok' AND county_code = '532624'")"
done
"$GUIZE" sweep basic.ratio.secondary=70%..90%/5% "${here[@]}" --goal $goal >"$work/screen"
grep -q "^  *85% " "$work/screen" && grep -q "▲" "$work/screen" && grep -q "█" "$work/screen" && ok "a sweep on the screen has a curve" || bad "a sweep on the screen has a curve" "$(head -c 200 "$work/screen")"
is "no line of it is wider than 80 cells" "$(LC_ALL=C.UTF-8 python3 -c 'import sys,unicodedata
print([l for l in open(sys.argv[1]).read().split("\n") if "│" in l and sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in l) > 80])' "$work/screen")" "[]"
"$GUIZE" sweep basic.ratio.secondary=70%..90%/5% "${here[@]}" --format csv >"$work/sweep.csv"
is "a sweep as CSV" "$(cut -d, -f1 "$work/sweep.csv" | tr '\n' ' ')" "basic.ratio.secondary 70% 75% 80% 85% 90% "
"$GUIZE" sweep basic.ratio.secondary=70%..90%/5% "${here[@]}" --goal $goal --output "$work/out.json" >"$work/out"
cmp -s "$work/out.json" "$work/sweep.json" && grep -q "85%" "$work/out" && ok "the document goes to a file, the table to the screen" || bad "the document goes to a file, the table to the screen" "they do not"

"$GUIZE" sweep basic.ratio.secondary=75%..85%/5% basic.deductible.secondary=300元..500元/100元 "${here[@]}" --goal $goal --goal self_pay_share=11% --json >"$work/map.json"
"$GUIZE" whatif "${here[@]}" --set basic.ratio.secondary=80% --set basic.deductible.secondary=500元 --json >"$work/both.json"
is "two parameters: every combination" "$(get map 'print([p["at"] for p in d["points"]])')" "[[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2], [2, 0], [2, 1], [2, 2]]"
is "two parameters at once are what whatif makes of them" "$(value map points/5/totals)" "$(value both sides/1/totals)"
is "a threshold that was typed" "$(value map goals/1/threshold)" 0.11
"$GUIZE" sweep basic.ratio.secondary=70%..85% basic.deductible.secondary=0元..500元 "${here[@]}" --goal $goal >"$work/screen"
grep -q "▒" "$work/screen" && grep -q "· not met" "$work/screen" && ok "two parameters on the screen are a map" || bad "two parameters on the screen are a map" "$(head -c 200 "$work/screen")"

# What lies under everything.
printf 'at "532624"\nassistance.ratio.registered_poor = percent(70)\n' >"$work/a.lua"
"$GUIZE" sweep basic.ratio.secondary=80%..81%/1% "${here[@]}" --baseline "$work/a.lua" --json >"$work/under.json"
"$GUIZE" whatif "${here[@]}" --baseline "$work/a.lua" --set basic.ratio.secondary=80% --json >"$work/over.json"
is "a scenario under a sweep: the baseline" "$(value under baseline/totals)" "$(value over sides/0/totals)"
is "a scenario under a sweep: a point" "$(value under points/0/totals)" "$(value over sides/1/totals)"

# A point on which rules fail: the others are compared over all cases, this one over those that are left on both sides.
"$GUIZE" sweep assistance.ratio.none=0%..1%/1% "${here[@]}" --json >"$work/fails.json"
"$GUIZE" whatif "${here[@]}" --set assistance.ratio.none=1% --json >"$work/failing.json"
test "$(value fails points/1/totals/failed)" -gt 10 && ok "failing cases are counted at their point" || bad "failing cases are counted at their point" "$(value fails points/1/totals/failed)"
is "they are left out there" "$(get fails 'p = d["points"][1]; print(p["totals"]["cases"], p["totals"]["reimbursed"], p["cost"])')" \
  "$(get failing 's = d["sides"]; print(s[1]["totals"]["cases"], s[1]["totals"]["reimbursed"], s[1]["totals"]["reimbursed"] - s[0]["totals"]["reimbursed"])')"
is "and at no other point" "$(get fails 'print(d["points"][0]["totals"] == d["baseline"]["totals"])')" True
"$GUIZE" sweep assistance.ratio.none=0%..1%/1% "${here[@]}" >"$work/screen"
grep -q "case [0-9]*: E206" "$work/screen" && ok "the first of them is named" || bad "the first of them is named" "$(tail -n 3 "$work/screen")"

# --- solve ---
"$GUIZE" solve basic.ratio.secondary "${here[@]}" --goal $goal=90% --json >"$work/solve.json"
is "solve finds" "$(value solve verdict)" found
answer=$(value solve answer/text)
for side in "answer True" "neighbours/0 False" "neighbours/1 True"; do
  place=${side% *}
  text=$(value solve "$place/text")
  "$GUIZE" whatif "${here[@]}" --set "basic.ratio.secondary=$text" --json >"$work/at.json"
  is "at $text the goal is met: ${side#* }" "$(get at 't = [t for t in d["sides"][1]["targets"] if t["target"] == "'$goal'"][0]
print(t["part"], t["whole"], t["part"] >= 0.9 * t["whole"])')" "$(get solve 'f = d'"$(echo "/$place" | sed 's,/\([a-z]*\),["\1"],; s,/\([0-9]\),[\1],')"'["figure"]; print(f["part"], f["whole"], f["met"])')"
  is "$text: met or not" "$(value solve "$place/figure/met")" "${side#* }"
done
is "the steps beside it are a hundredth of a point away" "$(get solve 'a = d["answer"]["value"]; print([round((n["value"] - a) * 10000) for n in d["neighbours"]])')" "[-1, 1]"
"$GUIZE" solve basic.deductible.secondary "${here[@]}" --budget +5000元 --json >"$work/budget.json"
is "a budget: the most generous amount is found" "$(value budget verdict)" found
for place in answer neighbours/0; do
  "$GUIZE" whatif "${here[@]}" --set "basic.deductible.secondary=$(value budget $place/text)" --json >"$work/at.json"
  is "a budget: $place as whatif has it" "$(get at 's = d["sides"]; print(s[1]["totals"]["reimbursed"] - s[0]["totals"]["reimbursed"] <= 500000)')" "$(value budget $place/figure/met)"
done
is "a yuan less is beyond it" "$(value budget answer/figure/met) $(value budget neighbours/0/figure/met)" "True False"
"$GUIZE" solve basic.ratio.secondary=60%..95%/1% "${here[@]}" --budget backstop=-100元 --json >"$work/layer.json"
is "a budget of one layer" "$(get layer 'a = d["answer"]; print(a["totals"]["layers"]["backstop"] == a["figure"]["part"] <= d["budget"]["amount"] < d["baseline"]["totals"]["layers"]["backstop"])')" True
"$GUIZE" solve basic.ratio.secondary=75%..76% "${here[@]}" --goal $goal=99% --json >"$work/none.json"
is "no value: findings" "$?" 1
is "no value: the ends are told" "$(get none 'print(d["verdict"], d["answer"], d["tried"][0]["text"], d["tried"][-1]["text"])')" "none None 75% 76%"
"$GUIZE" solve basic.ratio.secondary "${here[@]}" --budget 1元 --json >"$work/none.json"
is "a budget below the minimum" "$? $(value none verdict)" "1 none"
is "met already" "$("$GUIZE" solve basic.ratio.secondary "${here[@]}" --goal $goal=50% --json | python3 -c 'import json,sys; print(json.load(sys.stdin)["verdict"])')" "met already"
printf 'layer "basic" { pays = function(case, p) local r = p.basic.ratio.secondary; return case.in_scope_cost * 3.6 * r * (1 - r) end }\n' >"$work/bump.lua"
"$GUIZE" solve basic.ratio.secondary=0%..100%/1% "${here[@]}" --scenario "$work/bump.lua" --budget basic=50万元 --json >"$work/bump.json"
is "what runs up and down is said to" "$(value bump verdict)" "not monotonic"
"$GUIZE" solve basic.ratio.secondary=75%..95%/1% "${here[@]}" --goal $goal=90% >"$work/screen"
grep -q "^→ " "$work/screen" && test "$(grep -c '^→\|^ *[0-9][0-9]%' "$work/screen")" = 3 && ok "the answer stands between its steps" || bad "the answer stands between its steps" "$(cat "$work/screen")"

# --- frontier ---
grid=(basic.ratio.secondary=75%..90%/5% supplementary.ratio.registered_poor=30%..60%/15%)
"$GUIZE" frontier "${grid[@]}" "${here[@]}" --goal $goal=90% --goal self_pay_share=10% --json >"$work/frontier.json"
is "a frontier that meets the goals" "$?" 0
"$GUIZE" sweep "${grid[@]}" "${here[@]}" --goal $goal=90% --goal self_pay_share=10% --json >"$work/points.json"
cat >"$work/brute.py" <<'PY'
import json, sys
from fractions import Fraction as F
points = json.load(open(sys.argv[1]))["points"]
base = json.load(open(sys.argv[1]))["baseline"]["totals"]["reimbursed"]
rows = [(p["totals"]["reimbursed"] - base, F(int(p["goals"][0]["part"]), int(p["goals"][0]["whole"])),
         -F(int(p["goals"][1]["part"]), int(p["goals"][1]["whole"]))) for p in points]
meets = [a >= F(9, 10) and b >= -F(1, 10) for _, a, b in rows]
def better(q, p): return q[0] <= p[0] and q[1] >= p[1] and q[2] >= p[2] and q != p
best = [not any(better(q, p) for q in rows) for p in rows]
good = [(r[0], i) for i, r in enumerate(rows) if meets[i]]
print(meets, best, min(good)[1] if good else None, sum(meets))
PY
is "the frontier is that of brute force" "$(get frontier 'p = d["points"]; print([x["meets"] for x in p], [x["frontier"] for x in p], d["cheapest"], sum(x["meets"] for x in p))')" "$(python3 "$work/brute.py" "$work/points.json")"
test "$(value frontier cheapest)" != None && ok "there is a cheapest" || bad "there is a cheapest" "none"
"$GUIZE" frontier basic.ratio.secondary=75%..76%/1% basic.ratio.tertiary=65%..66%/1% "${here[@]}" --goal $goal=99% >"$work/screen"
is "no combination meets: findings" "$? $(grep -c 'None of the 4' "$work/screen")" "1 1"

# --- levers, by rules of a few lines ---
small_rules "$work/small"
cat >>"$work/small/parameters.lua" <<'LUA'
parameter "aid.ratio" { unit = "ratio", title = "救助比例" }
parameter "aid.idle" { unit = "ratio", title = "不用" }
parameter "aid.fails" { unit = "count", title = "出错" }
parameter "goal.share" { unit = "ratio", title = "目标" }
aid.ratio = percent(0)
aid.idle = percent(5)
aid.fails = count(0)
goal.share = percent(90)
LUA
cat >>"$work/small/model.lua" <<'LUA'
layer "aid" {
  title = "救助", fund = "610101",
  pays = function(case, p, year, bill)
    if p.aid.fails > 0 and case.hospital_level == "secondary" then error("this cannot be paid") end
    return bill.in_scope_left * p.aid.ratio
  end,
}
settlement { "basic", "aid" }
LUA
sed -i '0,/^settlement { "basic" }/{/^settlement { "basic" }/d}' "$work/small/model.lua"
cat >"$work/small/targets.lua" <<'LUA'
target "share" {
  title = "报销比例", over = "case", part = function(case, p, result) return result.reimbursed end,
  whole = function(case) return case.total_cost end, threshold = "goal.share", at_least = true,
}
LUA
few=(--db "$db" --rules "$work/small" --year 2018 --county 532625 --quiet)
"$GUIZE" levers "${few[@]}" --goal share --json >"$work/levers.json" || bad "levers" "exit $?"
is "levers are ranked by what a tenth of a point costs" "$(get levers 'l = [x["per_tenth"] for x in d["levers"] if x["per_tenth"] is not None]; print(len(l) > 5, l == sorted(l))')" "True True"
is "what a tenth costs is the cost over the points" "$(get levers 'print(all(abs(x["per_tenth"] - x["cost"] * 0.001 / x["moved"]) <= 0.6 for x in d["levers"] if x["per_tenth"] is not None))')" True
is "what does nothing is counted" "$(get levers 'c = d["counts"]; print(c["nothing"], c["unread"], any(x["name"] == "aid.idle" for x in d["levers"]))')" "1 2 False"
is "where rules fail is named" "$(get levers 'print([(x["name"], x["failed"] > 10) for x in d["levers"] if x["per_tenth"] is None])')" "[('aid.fails', True)]"
for lever in aid.ratio basic.deductible basic.ratio.secondary; do
  "$GUIZE" whatif "${few[@]}" --set "$lever=$(get levers 'print([x["new"] for x in d["levers"] if x["name"] == "'$lever'"][0])')" --json >"$work/moved.json"
  is "the lever $lever is what whatif makes of it" "$(get levers 'x = [x for x in d["levers"] if x["name"] == "'$lever'"][0]; print(x["cost"], x["self_pay"], round(x["moved"], 12))')" \
    "$(get moved 's = d["sides"]; f = [[t["part"] / t["whole"] for t in x["targets"] if t["target"] == "share"][0] for x in s]
print(s[1]["totals"]["reimbursed"] - s[0]["totals"]["reimbursed"], s[1]["totals"]["self_pay"] - s[0]["totals"]["self_pay"], round(f[1] - f[0], 12))')"
done
"$GUIZE" levers "${few[@]}" --goal share >"$work/screen"
grep -q "aid.fails = 1: rules fail on" "$work/screen" && grep -q "1 do nothing" "$work/screen" && ok "levers on the screen" || bad "levers on the screen" "$(tail -n 3 "$work/screen")"
# Where counties and days differ, every value moves from its own: 马关县 has 45% and from July on 55%.
"$GUIZE" levers --db "$db" --rules rules --year 2018 --county 532625 --quiet --goal share --json >/dev/null 2>"$work/err"
is "a goal that is not there" "$? $(grep -o E655 "$work/err")" "2 E655"

# --- what is wrong is said, and nothing is printed ---
wrong() {
  "$GUIZE" "${@:4}" "${here[@]}" >"$work/out" 2>"$work/err"
  code=$?
  test $code = "$2" && grep -qE "$3" "$work/err" && test ! -s "$work/out" && ok "$1" || bad "$1" "exit $code: $(head -c 200 "$work/err")"
}
wrong "a parameter that is not there" 3 "E261" sweep basic.ratoi.secondary=1%..2%
grep -q "did you mean basic.ratio" "$work/err" && ok "its near name" || bad "its near name" "$(cat "$work/err")"
wrong "a parameter that is no number" 2 E650 sweep basic.away=1..2
wrong "a key is missing" 2 E651 sweep basic.ratio=70%..80%
grep -q "basic.ratio.secondary" "$work/err" && ok "the keys are listed" || bad "the keys are listed" "$(cat "$work/err")"
wrong "a name of several" 2 E651 sweep basic=70%..80%
wrong "a ratio without %" 2 "E652" sweep basic.ratio.secondary=70..90
grep -q "write 70%" "$work/err" && ok "the sign is asked for" || bad "the sign is asked for" "$(cat "$work/err")"
wrong "an amount without 元" 2 E652 sweep basic.deductible.secondary=0..500
wrong "no range" 2 E653 sweep basic.ratio.secondary=70%
wrong "a range that runs backwards" 2 E653 sweep basic.ratio.secondary=90%..70%
wrong "a step of nothing" 2 E653 sweep basic.ratio.secondary=70%..90%/0%
wrong "a range that contains no second value" 2 E653 sweep basic.ratio.secondary=70%..72%/5%
wrong "a range outside of what may be" 2 E654 sweep basic.ratio.secondary=90%..110%
wrong "a goal that is not there" 2 E655 sweep basic.ratio.secondary=70%..90% --goal actual_reimbursment
wrong "a goal that has no threshold" 2 E656 solve basic.ratio.secondary --goal spending_basic
wrong "too many points" 2 E657 sweep basic.ratio.secondary=0%..100%/0.01%
wrong "nothing to solve for" 2 E658 solve basic.ratio.secondary
wrong "no goal" 2 E658 levers
wrong "a budget that is none" 2 E659 solve basic.ratio.secondary --budget 5
wrong "a budget of no layer" 2 E659 solve basic.ratio.secondary --budget basc=5万元
wrong "a parameter that a scenario sets" 2 E660 sweep basic.ratio.secondary=70%..90% --set basic.ratio.secondary=80%
wrong "a parameter twice" 2 E661 sweep basic.ratio.secondary=70%..90% 基本医保.报销比例.二级=70%..90%

# Ctrl-C: 130, and nothing half printed.
"$GUIZE" sweep basic.ratio.secondary=0%..100%/0.1% "${base[@]}" --goal $goal >"$work/out" 2>"$work/err" &
pid=$!
for _ in $(seq 50); do sleep 0.1; test -d /proc/$pid && test "$(ls /proc/$pid/task/*/children 2>/dev/null | wc -l)" -gt 0 && test "$(cat /proc/$pid/task/*/children)" && break; done
kill -INT $pid
wait $pid
is "Ctrl-C" "$? $(wc -c <"$work/out")" "130 0"
