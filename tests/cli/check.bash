# What the tests of `guize check` share: a small set of rules without a finding, and what is spoiled of it.
# Sourced, not run, behind small.bash.

ok() { echo "ok $1"; }
bad() { echo "not ok $1 - $2"; sed 's/^/# /' out err 2>/dev/null | head -n 12; status=1; }

# Two counties: basic insurance, serious illness by bands, aid behind a gate that is nought.
clean_rules() {
  small_rules "$1"
  cat >>"$1/parameters.lua" <<'LUA'
basic.cap = yuan(90000)
parameter "basic.base" { unit = "count", title = "基数" }
parameter "serious.threshold" { unit = "yuan", title = "大病起付线" }
parameter "serious.cap" { unit = "yuan", title = "大病封顶线" }
parameter "serious.tiers" { unit = "tiers", title = "大病分段" }
parameter "aid.ratio" { unit = "ratio", title = "救助比例", by = "identity_kind" }
parameter "aid.gate" { unit = "yuan", title = "救助门槛" }
LUA
  cat >"$1/model.lua" <<'LUA'
layer "basic" {
  title = "基本医疗保险", fund = "390100",
  pays = function(case, p, year)
    local base = max(0, case.in_scope_cost - p.basic.deductible)
    if p.basic.mode == "strict" and base == p.basic.base then error("a bill that cannot be") end
    return min(base * p.basic.ratio[case.hospital_level], p.basic.cap - year.basic)
  end,
}
layer "serious" {
  title = "大病保险", fund = "390200",
  pays = function(case, p, year, bill)
    local pay = p.serious.tiers:pay(bill.in_scope_left, p.serious.threshold)
    return min(pay, p.serious.cap - year.serious)
  end,
}
layer "aid" {
  title = "医疗救助", fund = "610101",
  pays = function(case, p, year, bill)
    if bill.in_scope_left < p.aid.gate then return 0 end
    return bill.in_scope_left * p.aid.ratio[case.identity]
  end,
}
settlement { "basic", "serious", "aid" }
LUA
  cat >"$1/land/town/prefecture.lua" <<'LUA'
jurisdiction { code = "532600", name = "某州", within = "land" }
from "2018-01-01"
serious.threshold = yuan(10000)
serious.cap = yuan(200000)
serious.tiers = tiers { bounds = "over_threshold", marginal = true,
  { upto = yuan(30000), ratio = percent(60) },
  { upto = yuan(90000), ratio = percent(70) },
  { ratio = percent(80) },
}
aid.ratio = {
  none = percent(0), registered_poor = percent(50), low_income = percent(40),
  dibao = percent(60), dibao_disabled = percent(70), tekun = percent(90),
}
LUA
  cat >>"$1/land/town/malipo.lua" <<'LUA'
basic.base = count(500000)
aid.gate = yuan(0)
LUA
  sed 's/532625/532624/; s/某县/邻县/' "$1/land/town/malipo.lua" >"$1/land/town/maguan.lua"
}
county=land/town/malipo.lua
prefecture=land/town/prefecture.lua
gate='s/^aid.gate = .*/aid.gate = yuan(3000)/' # a cliff for everybody who is aided

# check NAME FILE SED…: the clean rules with FILE changed, checked as CSV into `out`; the exit code in `code`.
check() {
  rm -rf "rules"
  cp -r base "rules"
  sed -i "$2" "rules/$1"
  "$GUIZE" check rules --format csv --quiet >out 2>err
  code=$?
}
numbers() { tail -n +2 out | cut -d, -f1 | sort -u | tr '\n' ' '; }

# finds NAME NUMBERS FILE SED [TEXT]: exactly these numbers are found (and a row with TEXT); exit 1.
finds() {
  check "$3" "$4"
  if [ "$code" != 1 ]; then bad "$1" "exit $code"
  elif [ "$(numbers)" != "$2 " ]; then bad "$1" "found $(numbers)"
  elif ! grep -qF -- "${5:-${2%% *}}" out; then bad "$1" "without “${5:-}”"
  else ok "$1"; fi
}
# clean NAME FILE SED: nothing is found; exit 0.
clean() {
  check "$2" "$3"
  if [ "$code" = 0 ] && [ -z "$(numbers)" ]; then ok "$1"; else bad "$1" "exit $code, found $(numbers)"; fi
}

