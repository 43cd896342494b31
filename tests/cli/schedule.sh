#!/bin/bash
# guize schedule: every bill, bend, cliff and gap against a reckoning of the same rules in Python that knows nothing of
# halving; the same bills settled by `guize run` and by rule tests; what is refused.
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/small.bash
ok() { echo "ok $1"; }
bad() { echo "not ok $1 - $2"; }
is() { test "$2" = "$3" && ok "$1" || bad "$1" "expected $3, got $2"; }
work=${TMP:?}
rules=$work/rules
small_rules "$rules"
# A deductible by identity, two bands, a cap; then aid that opens only from a burden of 2,000 yuan on, for the poor.
cat >>"$rules/parameters.lua" <<'LUA'
parameter "fund.deductible" { unit = "yuan", title = "基金起付线", by = "identity_kind" }
parameter "fund.bound" { unit = "yuan", title = "分段界限" }
parameter "fund.low" { unit = "ratio", title = "低段比例" }
parameter "fund.high" { unit = "ratio", title = "高段比例" }
parameter "fund.cap" { unit = "yuan", title = "基金封顶线" }
parameter "aid.gate" { unit = "yuan", title = "救助门槛", by = "identity_kind" }
parameter "aid.ratio" { unit = "ratio", title = "救助比例", by = "identity_kind" }
from "2018-01-01"
fund.deductible = { none = yuan(1000), registered_poor = yuan(500), low_income = yuan(1000), dibao = yuan(500), dibao_disabled = yuan(500), tekun = yuan(0) }
fund.bound = yuan(30000)
fund.low = percent(80)
fund.high = percent(90)
fund.cap = yuan(60000)
aid.gate = { none = yuan(2000), registered_poor = yuan(2000), low_income = yuan(2000), dibao = yuan(2000), dibao_disabled = yuan(2000), tekun = yuan(2000) }
aid.ratio = { none = percent(0), registered_poor = percent(50), low_income = percent(0), dibao = percent(70), dibao_disabled = percent(70), tekun = percent(100) }
LUA
cat >"$rules/model.lua" <<'LUA'
layer "basic" {
  title = "基本医疗保险", fund = "390100",
  pays = function(case, p)
    local above = max(0, case.in_scope_cost - p.fund.deductible[case.identity])
    local pay = min(above, p.fund.bound) * p.fund.low + max(0, above - p.fund.bound) * p.fund.high
    return min(pay, p.fund.cap)
  end,
}
layer "aid" {
  title = "救助", fund = "610101", covers = "any",
  pays = function(case, p, year, bill)
    if bill.self_pay < p.aid.gate[case.identity] then return 0 end
    return bill.self_pay * p.aid.ratio[case.identity]
  end,
}
settlement { "basic", "aid" }
LUA
schedule() { "$GUIZE" schedule --rules "$rules" --county 532625 "$@"; }

# The second opinion, in whole numbers: fen, hundredths, half up.
cat >"$work/oracle.py" <<'PY'
import functools, json, random
D = dict(none=100000, registered_poor=50000, low_income=100000, dibao=50000, dibao_disabled=50000, tekun=0)
R = dict(none=0, registered_poor=50, low_income=0, dibao=70, dibao_disabled=70, tekun=100)
def half_up(hundredths): return (hundredths + 50) // 100
@functools.lru_cache(None)
def pays(who, bill, scope=100, low=80):
    in_scope = half_up(bill * scope)
    above = max(0, in_scope - D[who])
    basic = min(half_up(min(above, 3000000) * low + max(0, above - 3000000) * 90), 6000000)
    rest = bill - basic
    aid = half_up(rest * R[who]) if rest >= 200000 else 0
    return [basic, aid, rest - aid]
def check(what, good): print(("ok " if good else "not ok ") + what + ("" if good else " - python says otherwise"))
def judge(d, name, upto, **how):
    lines, who = {l["identity"]: l for l in d["lines"]}, [i["name"] for i in d["identities"]]
    wrong = [(w, b) for w in who for i, b in enumerate(d["bills"])
             if [lines[w]["layers"]["basic"][i], lines[w]["layers"]["aid"][i], lines[w]["self_pay"][i]] != pays(w, b, **how)]
    check(name + ": every layer of every bill", not wrong and len(d["bills"]) > 10)
    random.seed(5)
    off = [(s, b) for s in d["slopes"] for b in [random.randint(s["from"], s["to"]) for _ in range(50)] + [s["to"]]
           if abs(pays(s["identity"], s["from"], **how)[2] + s["share"] * (b - s["from"]) - pays(s["identity"], b, **how)[2]) > 4]
    check(name + ": the pieces are straight", not off)
    for w in who:
        mine = sorted([s for s in d["slopes"] if s["identity"] == w], key=lambda s: s["from"])
        check("%s: the pieces of %s cover all bills" % (name, w), mine[0]["from"] == 0 and mine[-1]["to"] == upto and
              all(a["to"] in (b["from"], b["from"] - 1) for a, b in zip(mine, mine[1:])))
        found = {c["bill"]: (c["before"], c["after"]) for c in d["cliffs"] if c["identity"] == w}
        tens = range(0, upto + 1, 1000) # without a cliff nobody pays less for ten yuan more, or more than those: then look at each fen
        true = {b: (pays(w, b - 1, **how)[2], pays(w, b, **how)[2]) for y in tens
                if not -3 < pays(w, y + 1000, **how)[2] - pays(w, y, **how)[2] < 1003 for b in range(y + 1, y + 1001)
                if abs(pays(w, b, **how)[2] - pays(w, b - 1, **how)[2]) > 100 and b <= upto}
        check("%s: the cliffs of %s" % (name, w), found == true)
        gaps = {g["identity"]: g for g in d["gap"]}
        if w != "none":
            most = max(abs(pays("none", b, **how)[2] - pays(w, b, **how)[2]) for b in list(tens) + d["bills"])
            g = gaps[w]
            check("%s: the gap of %s" % (name, w), abs(abs(g["gap"]) - most) <= 2 and pays("none", g["bill"], **how)[2] - pays(w, g["bill"], **how)[2] == g["gap"])
PY
oracle() { (cd "$work" && python3 -c "from oracle import *
d = json.load(open('$1.json'))
$2"); }

schedule --upto 10万元 --step 1000元 --json >"$work/all.json" || bad "a schedule" "exit $?"
oracle all 'judge(d, "all", 10000000)
def pieces(w): return [(s["from"], s["to"], round(s["share"], 9)) for s in d["slopes"] if s["identity"] == w]
# By hand: 1,000 are deducted; 30,000 at 80% give 24,000, and 40,000 more at 90% reach the cap of 60,000.
check("by hand: bends of none", pieces("none") == [(0, 100000, 1), (100000, 3100000, 0.2), (3100000, 7100000, 0.1), (7100000, 10000000, 1)])
# 500 + 20% of 7,500 are 2,000 yuan: half a fen earlier rounding gets there; behind it half of all that.
c = [c for c in d["cliffs"] if c["identity"] == "registered_poor"]
check("by hand: the cliff of the poor", len(c) == 1 and c[0]["kind"] == "drop" and abs(c[0]["bill"] - 800000) < 4 and c[0]["layer"] == "aid" and c[0]["before"] - c[0]["after"] == 100000 - 1 + (c[0]["before"] - 199999))
check("the parameter at the cliff", c[0]["parameter"]["name"] == "aid.gate.registered_poor" and c[0]["parameter"]["value"] == "2000.00")
check("by hand: shares of the poor", [p[2] for p in pieces("registered_poor")] == [1, 0.2, 0.1, 0.05, 0.5])
check("what changes at a bend", [s["parameter"]["name"] if s["parameter"] else s["layer"] for s in d["slopes"] if s["identity"] == "none"] == [None, "fund.deductible.none", "basic", "fund.cap"])
check("the head", d["schema"] == "guize.schedule.v1" and d["money"] == "fen" and d["county"] == "532625" and d["case"]["hospital_level"] == "secondary" and "data" not in d)
check("a bill of 0", all(l["self_pay"][0] == 0 for l in d["lines"]) and d["bills"][0] == 0 and d["bills"][-1] == 10000000)'

# An in-scope share, odd bounds, a step that does not divide, one identity.
schedule --upto 99999.99 --step 777.77 --case in_scope=85% --case identity=建档立卡 --case identity=none --json >"$work/odd.json"
oracle odd 'judge(d, "odd", 9999999, scope=85)
check("only those asked for, none first", [i["name"] for i in d["identities"]] == ["none", "registered_poor"])'

# A scenario stands beside the rules as they are.
schedule --upto 10万元 --step 1000元 --set fund.low=90% --json >"$work/two.json"
oracle two 'judge(d, "with --set", 10000000, low=90)
old = d["before"]; old["identities"], old["bills"] = d["identities"], d["bills"]
judge(old, "before", 10000000)'
printf 'at "532625"\nfund.low = percent(90)\n' >"$work/a.lua"
schedule --upto 10万元 --step 1000元 --scenario "$work/a.lua" --json >"$work/file.json"
cmp -s "$work/two.json" "$work/file.json" && ok "a scenario file is the same as --set" || bad "a scenario file is the same as --set" "they differ"
schedule --upto 10万元 --step 1000元 --set fund.low=90% --no-jit --json | cmp -s - "$work/two.json" && ok "without the compiler the same bytes" || bad "without the compiler the same bytes" "they differ"

# Huge bills; the same on a table, in a file.
schedule --upto 1亿元 --json >"$work/huge.json"
oracle huge 'check("huge bills", d["bills"][-1] == 10**10 and d["lines"][0]["self_pay"][-1] == 10**10 - 6000000 and [s["from"] for s in d["slopes"] if s["identity"] == "none"] == [0, 100000, 3100000, 7100000])'
schedule --upto 10万元 --step 1万元 --json >"$work/doc" && schedule --upto 10万元 --step 1万元 --output "$work/table2.json" >"$work/table" && cmp -s "$work/doc" "$work/table2.json" && ok "a file has the document" || bad "a file has the document" "it has not"
is "a table row" "$(grep '^ *50,000 ' "$work/table" | tr -s ' ' | cut -d' ' -f2,3,4)" "50,000 8,900.00 4,225.00"
schedule --upto 10万元 --step 1万元 --format csv >"$work/table.csv"
is "a row of CSV" "$(grep '^50000' "$work/table.csv" | cut -d, -f1-3)" "50000.00,8900.00,4225.00"
is "as many rows as steps" "$(wc -l <"$work/table.csv" | tr -d ' ')" 12
is "lines fit on 80 cells" "$(schedule --lang zh --width 80 | python3 -c 'import sys, unicodedata
print(max(sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in l.rstrip("\n")) for l in sys.stdin if not l.startswith("  ")) <= 80)')" True

# Whole yuan are rounding, not cliffs; a leap of a hundred yuan stays one.
sed -i 's/    return min(pay, p.fund.cap)/    return floor(min(pay, p.fund.cap) \/ 100) * 100 + (case.in_scope_cost >= 5000000 and 10000 or 0)/' "$rules/model.lua"
schedule --upto 10万元 --case identity=none --json >"$work/round.json"
oracle round 'check("rounding to a yuan is no cliff", [(c["bill"], c["kind"]) for c in d["cliffs"]] == [(5000000, "drop")])
check("and bends are seen through it", len(d["slopes"]) == 5 and all(abs(s["from"] - x) < 2000 for s, x in zip(d["slopes"], [0, 100000, 3100000, 5000000, 7100000])))'

# --- the same bills by other ways ---
small_rules "$rules"
small_db "$work/w.db"
sqlite3 "$work/w.db" "DELETE FROM cases; DELETE FROM identity; INSERT INTO identity (identity_id, person_id, kind, begins) VALUES (1, 11, 'registered_poor', '2016-01-01');
  INSERT INTO cases (case_id, person_id, hospital_id, admission, discharge, settled, total_cost, uncovered_cost, over_limit_cost, first_pay_cost, in_scope_cost) VALUES
  (1, 11, 5, '2018-12-31', '2018-12-31', '2018-12-31', 1234567, 123457, 0, 0, 1111110), (2, 13, 5, '2018-12-31', '2018-12-31', '2018-12-31', 20000000, 2000000, 0, 0, 18000000);"
"$GUIZE" run --db "$work/w.db" --rules "$rules" --year 2018 --quiet || bad "a run" "exit $?"
schedule --on 2018-12-31 --upto 200000 --step 12345.67 --case in_scope=90% --json >"$work/run.json"
oracle run 'print("\n".join(str(l["self_pay"][d["bills"].index(b)]) for w, b in (("registered_poor", 1234567), ("none", 20000000)) for l in d["lines"] if l["identity"] == w))' >"$work/mine"
is "the same as a stored run" "$(paste -sd' ' "$work/mine")" "$(sqlite3 "$work/w.db" "SELECT group_concat(self_pay, ' ') FROM (SELECT self_pay FROM settlement ORDER BY case_id)")"
# The shipped rules, by a rule test that holds what the schedule says.
"$GUIZE" schedule --rules rules --county 532625 --on 2018-12-31 --case level=tertiary --case 就医地点=县外州市内 --case first_pay=10% --json >"$work/shipped.json"
oracle shipped 'print("test \"schedule\" { county = \"yunnan/wenshan/maguan\", cases = {")
rows = [(l["identity"], b, l["self_pay"][i]) for l in d["lines"] for i, b in enumerate(d["bills"]) if i and i % 4 == 0]
for n, (w, b, p) in enumerate(rows):
    first = (b * 10 + 50) // 100
    print("{ household = \"%d\", identity = \"%s\", hospital_level = \"tertiary\", hospital_tier = \"county\", place = \"in_prefecture\", referral = \"referred_within\", settled = \"2018-12-31\", first_pay_cost = yuan(%d.%02d), in_scope_cost = yuan(%d.%02d) }," % (n, w, first // 100, first % 100, (b - first) // 100, (b - first) % 100))
print("}, expect = {")
for w, b, p in rows: print("{ self_pay = yuan(%d.%02d) }," % (p // 100, p % 100))
print("} }")' >"$work/shipped.test.lua"
test "$(grep -c self_pay "$work/shipped.test.lua")" -gt 20 && "$GUIZE" test "$work/shipped.test.lua" --rules rules >"$work/out" 2>&1 && ok "the same as a rule test of the shipped rules" || bad "the same as a rule test of the shipped rules" "$(head -c 300 "$work/out" "$work/shipped.test.lua")"

# --- what is refused ---
wrong() {
  schedule "${@:4}" >"$work/out" 2>"$work/err"
  code=$?
  test $code = "$2" && grep -q "$3" "$work/err" && test ! -s "$work/out" && ok "$1" || bad "$1" "exit $code: $(head -c 200 "$work/err")"
}
wrong "an unknown field" 2 "E670.*hospital_levle" --case hospital_levle=tertiary
grep -q "hospital_level?" "$work/err" && ok "the near name of a field" || bad "the near name of a field" "$(cat "$work/err")"
wrong "an unknown value" 2 "E670.*tertiry" --case hospital_level=tertiry
grep -q "tertiary" "$work/err" && ok "the near name of a value" || bad "the near name of a value" "$(cat "$work/err")"
wrong "an unknown identity" 2 "E670.*identity" --case identity=poor
wrong "the total cost" 2 "E670.*grows" --case total_cost=100
wrong "a field twice" 2 "E670.*twice" --case age=4 --case age=5
wrong "an age" 2 "E670.*age" --case age=old
wrong "parts above the whole" 2 "E670.*100%" --case in_scope=60% --case first_pay=50%
wrong "a share above 1" 2 "E670" --case in_scope=130%
wrong "no amount" 2 E671 --upto viel
wrong "an amount of 0" 2 E671 --upto 0
wrong "an amount below 0" 2 E671 --upto=-5
wrong "a step of 0" 2 E671 --step 0元
wrong "a bound not above the step" 2 E672 --upto 1000 --step 1000
wrong "a bound without end" 2 E672 --upto 2亿
wrong "too many steps" 2 E672 --upto 20万 --step 1元
wrong "a scenario of an unknown parameter" 3 "E201.*basic.ratoi" --set basic.ratoi.secondary=85%
"$GUIZE" schedule --rules "$rules" 2>"$work/err" >"$work/out"
is "no county" "$? $(grep -o 'E614' "$work/err")" "2 E614"
"$GUIZE" schedule --rules "$rules" --county 999999 2>"$work/err" >"$work/out"
is "an unknown county" "$? $(grep -o 'E252' "$work/err")" "2 E252"
wrong "a day without values" 3 E206 --on 2010-01-01
wrong "Chinese messages" 2 "没有可在此指定的字段" --case hospital_levle=tertiary --lang zh

# Bills that fail in the middle are left out and said; the rest stands.
sed -i 's/^  pays = function(case, p, year)/&\n    if case.total_cost > 300000 and case.total_cost < 400000 then error("no table for this") end/' "$rules/model.lua"
schedule --upto 10000 --step 500 --case identity=none --json >"$work/hole.json"
oracle hole 'l = d["lines"][0]["self_pay"]
check("failing bills are null", [b for b, s in zip(d["bills"], l) if s is None and b % 50000 == 0] == [350000] and "no table" in d["fault"]["message"])
check("and the pieces stop there", [(s["from"], s["to"]) for s in d["slopes"] if s["to"] > 200000][0][1] == 300000)'
schedule --upto 10000 --step 500 --case identity=none >"$work/out" && grep -q "no table for this" "$work/out" && grep -q '3,500 *—' "$work/out" && ok "the screen says so" || bad "the screen says so" "$(tail -3 "$work/out")"

# The day that nobody named is told, and one that was is not.
for language in en zh; do
  test $language = en && said="No day was named" || said="未指定日期"
  schedule --lang $language --upto 10000 --step 5000 --output "$work/day.$language.md" >"$work/out" && sed -n 2p "$work/out" | grep -q "$said.*--on" && ok "a day that was found is told ($language)" || bad "a day that was found is told ($language)" "$(head -2 "$work/out")"
  schedule --lang $language --upto 10000 --step 5000 --on 2018-06-30 >"$work/out" && ! grep -q "$said" "$work/out" && ok "a day that was named is not ($language)" || bad "a day that was named is not ($language)" "$(head -2 "$work/out")"
done
grep -q "没有指定日期，$(schedule --upto 10000 --step 5000 --json | sed -n 's/^ "day": "\(.*\)",/\1/p') 是规则最后一次变动之日" "$work/day.zh.md" && ok "and on the page" || bad "and on the page" "$(head -c 300 "$work/day.zh.md")"

# The example shows what its folder says.
examples/schedule/run >"$work/example" 2>&1
cmp -s "$work/example" examples/schedule/expected && ok "the example" || bad "the example" "$(diff "$work/example" examples/schedule/expected | head -5)"
for number in 88,799.94 14,999.99 9,000.00 18,553.45 14,880.45; do
  grep -q -- "$number" examples/schedule/README.md && grep -q -- "$number" examples/schedule/expected && ok "$number in the text is in the example" || bad "$number in the text is in the example" "it is not"
done
