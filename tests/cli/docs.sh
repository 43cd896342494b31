#!/bin/bash
# What the rules and the words of the language say of themselves, in two languages: all of it in Chinese where the
# messages are, nothing of one's own translated, and the same bytes for programs.
set -u
root=$PWD
cd "$TMP" || exit 1
. "$root/tests/cli/small.bash"
status=0
unset GUIZE_DB GUIZE_RULES GUIZE_LANG LANGUAGE LC_ALL LC_MESSAGES LC_CTYPE LANG

ok() { echo "ok $1"; }
bad() { echo "not ok $1 - $2"; sed 's/^/# /' found | head -n 6; status=1; }
export LC_ALL=C # of grep and sort; what is not ASCII is Chinese
small_rules r

# --- every name at the prompt ---
names() {
  sed -n 's/^parameter "\([^"]*\)".*/\1/p' "$root/rules/parameters.lua"
  sed -n 's/^ *\(layer\|accumulator\|target\|flag\) "\([a-z_]*\)".*/\2/p' "$root"/rules/{model,targets,flags}.lua
  sed -n 's/^  \([a-z_]*\) = { "[a-z]*",.*/\1/p' "$root/stdlib/docs.lua"
  printf '%s\n' basic goal hospital_level in_county 532625 case.total_cost
}
names | sort -u | sed 's/^/?/' >ask
GUIZE_LANG=zh "$GUIZE" --rules "$root/rules" <ask >zh.out 2>zh.err
GUIZE_LANG=en "$GUIZE" --rules "$root/rules" <ask >en.out 2>en.err
asked=$(wc -l <ask)
for language in zh en; do
  head -n 4 $language.err >found
  told=$(grep -c '^\(名称\|name\) ' $language.out)
  test ! -s $language.err && test "$asked" -gt 150 && test "$told" = "$asked" && ok "$language: a record of every name" || bad "$language: a record of every name" "$told of $asked"
done
# Two English words in a row are a sentence, where nothing is code.
sentences() { grep -v '^\(例\|用法\|类型\|项目\|参数\|  read\) ' "$1" | grep -E '(^|[^A-Za-z_.])[A-Za-z]{2,},? [a-z]{2,}( |[.,;:]|$)' >found; }
sentences zh.out && bad "?NAME in Chinese" "English is left" || ok "?NAME in Chinese"
sentences en.out && ok "?NAME in English" || bad "?NAME in English" "no sentence is found, so the test above says nothing"
grep '^[^ -~]' en.out >found && bad "labels in English" "some are not" || ok "labels in English"
: >found
grep -q '^类别 *参数$' zh.out && grep -q '^单位 *比例$' zh.out && grep -q '^类别 *层$' zh.out && ok "kinds and units" || bad "kinds and units" "they are not Chinese"
GUIZE_LANG=zh "$GUIZE" --rules "$root/rules" >found <<<'?basic.ratio'
grep -q '^说明 *政策范围内费用超过起付线的部分' found && grep -q '^中文名 *基本医保.报销比例$' found && ok "one of them" || bad "one of them" "it says something else"

# --- choices ---
GUIZE_LANG=zh "$GUIZE" --rules "$root/rules" >found <<<'?settlement_rules.year_by
settlement_rules.year_by'
grep -q '出院日 (discharge)、入院日 (admission)' found && grep -q '^值 *结算日 (settlement)$' found && ok "choices in Chinese" || bad "choices in Chinese" "they are not"
GUIZE_LANG=en "$GUIZE" --rules "$root/rules" >found <<<'settlement_rules.year_by'
grep -q '^value *settlement$' found && ok "choices in English" || bad "choices in English" "they are not"

# --- commands ---
"$GUIZE" params basic.ratio --rules "$root/rules" --lang zh >zh.out
sentences zh.out && bad "params in Chinese" "English is left" || ok "params in Chinese"
"$GUIZE" params basic.away --rules "$root/rules" --lang zh >found
grep -q '^  已转诊的州市外住院' found && grep -q '单独标准 (own_row) *选项' found && ok "params: doc, unit and choice" || bad "params: doc, unit and choice" "they are not Chinese"
"$GUIZE" params basic.away --rules "$root/rules" --lang en >found
sed -n '1,4!p' found | grep -q 全国 && bad "params in English" "全国 is left" || ok "params in English"
"$GUIZE" resolve basic.away --rules "$root/rules" --county 532625 --on 2018-06-30 --lang zh >found
grep -q '同统筹区内 (as_home)' found && ok "resolve: a choice" || bad "resolve: a choice" "it is not Chinese"
"$GUIZE" test "$root/rules" --coverage --lang zh >zh.out
grep -q '条件 *从未判断' zh.out && sed -n '/^位置/,$p' zh.out | cut -c1-70 >cut.out && ! grep -E ' (line|condition|parameter|never [a-z]+|flag [a-z_]+)( |$)' cut.out >found && ok "coverage in Chinese" ||
  bad "coverage in Chinese" "English is left"
"$GUIZE" doctor --lang zh >found
grep -q '^guize *正常 ' found && ! grep -E ' (ok|note|finding) ' found >&2 && ok "doctor's states" || bad "doctor's states" "they are not Chinese"
cp -r r other
sed -i 's/^basic.mode = .*//; $a basic.mode = "strict"' other/land/town/malipo.lua
"$GUIZE" diff r other --lang zh >found
grep -q 'basic.mode *值' found && ok "diff: the change" || bad "diff: the change" "it is not Chinese"

# --- explain ---
sed -i 's/"plain", "strict"/{ "plain", "照常" }, { "strict", "从严" }/' r/parameters.lua
sed -i 's/local pay = /local mode = p.basic.mode\n    local pay = /' r/model.lua
small_db d.db || exit 1
"$GUIZE" explain 101 --db d.db --rules r --year 2018 --lang zh >found
grep -q '照常 (plain)' found && ok "explain: a choice in Chinese" || bad "explain: a choice in Chinese" "it is not"
sed -i '/year_by/s/"settlement"/{ "settlement", "结算日" }/' r/parameters.lua
sed -i 's/= { "settlement", "结算日" }$/= "settlement"/' r/parameters.lua
printf '.case 101 4\n.explain 101 4\n' | GUIZE_LANG=zh "$GUIZE" --db d.db --rules r >found 2>&1
test "$(grep -c '年度 结算日 (settlement);' found)" = 2 && ok "the same at the prompt, twice" || bad "the same at the prompt, twice" "it is not"
"$GUIZE" explain 101 --db d.db --rules r --year 2018 --lang en >found
grep -q ' plain ' found && ! grep -q 照常 found && ok "explain: a choice in English" || bad "explain: a choice in English" "it is not"

# --- what is not ours ---
cat >>r/parameters.lua <<'LUA'
parameter "own.line" { unit = "yuan", title = "finding", doc = "My own words stay." }
LUA
GUIZE_LANG=zh "$GUIZE" --rules r <<<'?own.line' >found
grep -q '^说明 *My own words stay\.$' found && grep -q '^标题 *finding$' found && ok "one's own texts stay" || bad "one's own texts stay" "they do not"
for words in "params basic.away" "resolve basic.away --county 532625 --on 2018-06-30" "test $root/rules --coverage" "doctor"; do
  case $words in test*) where=() ;; *) where=(--rules "$root/rules") ;; esac
  # shellcheck disable=SC2086
  for language in zh en; do "$GUIZE" $words "${where[@]}" --format json --lang $language 2>/dev/null | grep -v MiB >$language.json; done
  diff zh.json en.json >found
  case $words in doctor) grep '"state"' zh.json | grep '[^ -~]' >found && bad "$words: states for programs" "they are Chinese" || ok "$words: states for programs" ;;
  *) test -s zh.json && cmp -s zh.json en.json && ok "${words%% *}: one JSON" || bad "${words%% *}: one JSON" "it differs" ;; esac
done
exit "$status"
