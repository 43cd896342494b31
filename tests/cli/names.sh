#!/bin/bash
# Chinese names: a county written in Chinese gives what the same county in English gives, with and without the
# compiler; what is wrong in a Chinese script is told with its place, in the names that were used.
set -u
cd "$TMP" || exit 1
. "$OLDPWD/tests/cli/small.bash"
status=0
county=land/town/malipo.lua

ok() { echo "ok $1"; }
bad() { echo "not ok $1 - $2"; sed 's/^/# /' err | head -n 6; status=1; }

small_db base.db || exit 1

# named_rules DIR: the small rules, with Chinese names for what they declare.
named_rules() {
  small_rules "$1"
  sed -i -e 's/parameter "basic.ratio" {/& name = "基本医保.报销比例",/' -e 's/parameter "basic.deductible" {/& name = "基本医保.起付线",/' \
    -e 's/parameter "basic.cap" {/& name = "基本医保.年度限额",/' -e 's/parameter "basic.mode" {/& name = "基本医保.方式",/' \
    -e 's/choices = { "plain", "strict" }/choices = { { "plain", "普通" }, { "strict", "从严" } }/' "$1/parameters.lua"
  sed -i -e 's/layer "basic" {/& name = "基本医保",/' -e 's/accumulator "in_scope" {/& name = "范围内累计",/' "$1/model.lua"
}

chinese_county() {
  cat >"$1/$county" <<'LUA'
区划 { 代码 = "532625", 名称 = "某县", 上级 = "land/town" }
起 "2018-01-01"
基本医保.报销比例 = { 乡镇卫生院 = 百分之(90), 一级 = 百分之(85), 二级 = 百分之(80), 三级 = 百分之(65), 省级三级 = 百分之(55) }
LUA
  sed -n 's/^basic.deductible *= *yuan(\(.*\))$/基本医保.起付线 = 元(\1)/p; s/^basic.cap *= *yuan(\(.*\))$/基本医保.年度限额 = 元(\1)/p; s/^basic.mode *= *"plain"$/基本医保.方式 = "普通"/p' \
    "$2/$county" >>"$1/$county"
  cat >"$1/model.lua" <<'LUA'
层 "basic" {
  名称 = "基本医保", 标题 = "基本医疗保险", 基金 = "390100",
  支付 = function(病例, 参, 年)
    local 付 = (病例.符合政策范围 - 参.基本医保.起付线) * 参.基本医保.报销比例[病例.医院等级]
    return 最小(付, 参.基本医保.年度限额 - 年.基本医保)
  end,
}
累计 "in_scope" { 名称 = "范围内累计", 归属 = "个人", 累加 = function(病例) return 病例.符合政策范围 end }
顺序 { "基本医保" }
LUA
}

# sums RULES OPTIONS…: what the stays are paid by these rules.
sums() {
  cp base.db s.db
  "$GUIZE" run --db s.db --rules "$1" --year 2018 --quiet "${@:2}" >out 2>err || return 1
  sqlite3 s.db "SELECT case_id, status, basic, self_pay FROM settlement ORDER BY case_id"
}

small_rules english
named_rules r
chinese_county r english
grep -q '元(' "r/$county" || bad "the county in Chinese" "its amounts were not carried over"
expected=$(sums english)
test "$(sums r)" = "$expected" -a -n "$expected" && ok "in Chinese, the same payments" || bad "in Chinese, the same payments" "$(sums r | head -n 2)"
test -n "$expected" -a "$(sums r --no-jit --double-entry off)" = "$expected" && ok "in Chinese, without the compiler" || bad "in Chinese, without the compiler" "other payments"

# A register other than the cases: rows answer to the titles of their fields, and give Chinese values then.
sqlite3 base.db "INSERT INTO visit (visit_id, person_id, visited, kind, recorded, photo) VALUES (1, 11, '2018-02-01', 'home', 1, 0),
  (2, 11, '2018-05-01', 'telephone', 1, 0), (3, 12, '2017-12-31', 'clinic', 0, 1), (4, 13, '2018-06-01', 'home', 0, 1)"
cat >english/targets.lua <<'LUA'
target "visits" { title = "入户随访", over = "visit", by = "kind", where = function(row) return row.kind ~= "telephone" end,
  part = function(row) return row.recorded and row.visited >= date "2018-01-01" and 1 or 0 end, whole = function(row) return 1 end }
flag "no_photo" { title = "无照片", over = "visit", when = function(row) return row.kind == "home" and not row.photo end }
LUA
cat >r/targets.lua <<'LUA'
指标 "visits" { 标题 = "入户随访", 对象 = "随访", 按 = "随访方式", 条件 = function(行) return 行.随访方式 ~= "电话随访" end,
  分子 = function(行) return 行.有随访记录 and 行.随访日期 >= 日期 "2018-01-01" and 1 or 0 end, 分母 = function(行) return 1 end }
标记 "no_photo" { 标题 = "无照片", 对象 = "随访", 情形 = function(行) return 行.随访方式 == "入户随访" and not 行.有随访照片 end }
LUA
registers() {
  sums "$1" >/dev/null || return 1
  sqlite3 s.db "SELECT target, county, group_value, title, numerator, denominator FROM target_value ORDER BY 1, 2, 3; SELECT flag, row_id, reason FROM flag_row ORDER BY 1, 2"
}
expected=$(registers english)
test "$(registers r)" = "$expected" && grep -q 'visits|.*home|入户随访|1|2' <<<"$expected" && grep -q 'no_photo|1|无照片' <<<"$expected" && ok "targets and flags of a register" ||
  bad "targets and flags of a register" "$(registers r | head -n 3 | tr '\n' ' ') instead of $(head -n 3 <<<"$expected" | tr '\n' ' ')"
rm english/targets.lua

# refuse NAME FILE SED CODE REASON HINT: after `sed` on a file of the rules, the one message that is due.
refuse() {
  rm -rf r
  named_rules r
  chinese_county r english
  cp "r/$2" before.lua
  sed -i "$3" "r/$2"
  cmp -s before.lua "r/$2" && { bad "$1" "nothing was spoiled"; return; }
  sums r >/dev/null && { bad "$1" "accepted"; return; }
  head -n 1 err | grep -q "^r/$2:[0-9]*:[0-9]*: error\[$4\]: " || { bad "$1" "no place, or not $4"; return; }
  head -n 1 err | grep -qF -- "$5" || { bad "$1" "reason without: $5"; return; }
  test "$6" = - || sed -n 4p err | grep -qF -- " hint: $6" || { bad "$1" "advice without: $6"; return; }
  ok "$1"
}

refuse "an unknown Chinese parameter" $county 's/^基本医保.起付线/基本医保.起付限/' E201 "unknown parameter '基本医保.起付限'" "did you mean 基本医保.起付线?"
refuse "an unknown first part" $county 's/^基本医保.起付线/基本医疗.起付线/' E201 "unknown name '基本医疗'" "did you mean 基本医保?"
refuse "half English" $county 's/^基本医保.起付线/基本医保.deductible/' E274 "half English and half Chinese" "write basic.deductible or 基本医保.起付线"
refuse "half Chinese" $county 's/^基本医保.起付线/basic.起付线/' E274 "'basic.起付线' is half" "write basic.deductible or 基本医保.起付线"
refuse "an unknown key" $county 's/二级 =/二极 =/' E203 "there is no '二极' in 医院等级" "did you mean"
refuse "an unknown choice" $county '$a 基本医保.方式 = "严格"' E203 "'严格' is no choice of '基本医保.方式'" "choose one of: 普通, 从严"
refuse "an unknown word" $county 's/百分之(90)/百分只(90)/' E201 "unknown name '百分只'" "did you mean 百分之?"
refuse "a plain number" $county 's/百分之(90)/90/' E211 "90 is no value for '基本医保.报销比例'" "write it as 百分之(90)"
refuse "an unknown field of a declaration" model.lua 's/ 基金 =/ 基全 =/' E227 "layer has no field '基全'" "did you mean 基金?"
refuse "an unknown field of a case" model.lua 's/病例.符合政策范围 -/病例.符合政策 -/' E204 "a case has no field '符合政策'" "did you mean 符合政策范围?"
refuse "an unknown layer in the order" model.lua 's/^顺序.*/顺序 { "基本医疗" }/' E233 "names a layer '基本医疗'" "did you mean 基本医保?"
refuse "a full-width bracket" $county 's/百分之(90)/百分之（90）/' E105 "full-width sign “（”" "write the half-width sign ("
refuse "a sign for money" $county 's/元(/￥(/' E105 "full-width sign “￥”" "an amount of money is written yuan(12.34) or 元(12.34)"
refuse "a sign between the parts of a name" $county 's/^基本医保.起付线/基本医保·起付线/' E105 "“·”" "between the parts of a name stands"
refuse "an English field and a Chinese value" model.lua 's/return 最小/if 病例.hospital_level == "二级" then 付 = 0 end return 最小/' E275 "'hospital_level' is never \"二级\"" 'write hospital_level == "secondary"'
refuse "a Chinese field and an English value" model.lua 's/return 最小/if 病例.医院级别 ~= "secondary" then 付 = 0 end return 最小/' E275 "'医院级别' is never \"secondary\"" 'write 医院级别 == "二级"'
refuse "one name for two parameters" parameters.lua 's/name = "基本医保.年度限额"/name = "基本医保.起付线"/' E271 "the name '基本医保.起付线' of this parameter is taken by the parameter 'basic.deductible' (parameters.lua:5)" "give one of the two another name"
refuse "a name that is the first part of others" parameters.lua 's/name = "基本医保.年度限额"/name = "基本医保.起付线.年度"/' E271 "which can have no parts" -
refuse "a word of the language as a name" parameters.lua 's/name = "基本医保.年度限额"/name = "层.年度限额"/' E271 "the word 'layer' of the rule language" -
refuse "an English name written in Chinese" parameters.lua 's/"basic.cap" { name = "基本医保.年度限额",/"基本医保.起付线" {/' E271 "is taken by the parameter 'basic.deductible'" -
refuse "one name for a layer and an accumulator" model.lua 's/名称 = "范围内累计"/名称 = "基本医保"/' E271 "is taken by the layer 'basic' (model.lua:" -
refuse "a name with a sign" parameters.lua 's/name = "基本医保.年度限额"/name = "基本医保.年度（限额）"/' E270 "cannot be the Chinese name of a parameter" "write Chinese words with a full stop between"
refuse "an English word as Chinese name" model.lua 's/名称 = "基本医保"/名称 = "basic_two"/' E270 "cannot be the Chinese name of a layer" -
refuse "a field in two spellings" model.lua 's/标题 = "基本医疗保险"/标题 = "甲", title = "乙"/' E273 "'标题' and 'title' are the same field" "write one of the two"
refuse "two values of one name" parameters.lua '1i enumeration "kind_of" { title = "甲", { "a", "一样" }, { "b", "一样" } }' E271 "two values of the enumeration 'kind_of' are called '一样'" -
exit "$status"
