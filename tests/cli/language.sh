#!/bin/bash
# Messages in two languages: which one is chosen, that numbers, places and exits are the same in both, that what is
# stored is the same bytes, and that everything is translated.
set -u
cd "$TMP" || exit 1
. "$OLDPWD/tests/cli/small.bash"
status=0
unset GUIZE_DB GUIZE_RULES GUIZE_LANG LANGUAGE LC_ALL LC_MESSAGES LC_CTYPE LANG
county=land/town/malipo.lua

ok() { echo "ok $1"; }
bad() { echo "not ok $1 - $2"; sed 's/^/# /' err | head -n 6; status=1; }
small_rules r
small_db d.db || exit 1

# --- which language ---
# speaks LANGUAGE NAME VARIABLE=VALUE… -- WORDS…
speaks() {
  language=$1 name=$2
  shift 2
  variables=()
  while [ "$1" != -- ]; do variables+=("$1"); shift; done
  shift
  env "${variables[@]}" "$GUIZE" "$@" >out 2>err
  code=$?
  case $language in zh) wanted='^错误\[E610\]: 这里没有选项 --yaer$' ;; *) wanted='^error\[E610\]: there is no option --yaer here$' ;; esac
  test "$code" = 2 && grep -q "$wanted" err && ok "$name" || bad "$name" "exit $code, or the other language"
}
speaks en "nothing set" A=b -- run --yaer 1
speaks en "LC_ALL=C" LC_ALL=C -- run --yaer 1
speaks en "LC_ALL=C over LANG" LC_ALL=C LANG=zh_CN.UTF-8 -- run --yaer 1
speaks en "another language" LANG=de_DE.UTF-8 -- run --yaer 1
speaks zh "a Chinese locale that the system does not have" LANG=zh_CN.UTF-8 -- run --yaer 1
speaks zh "LC_MESSAGES" LC_MESSAGES=zh_CN.UTF-8 LANG=en_US.UTF-8 -- run --yaer 1
speaks zh "LC_ALL" LC_ALL=zh_CN.GB18030 LANG=en_US.UTF-8 -- run --yaer 1
speaks zh "Singapore" LANG=zh_SG -- run --yaer 1
speaks zh "GUIZE_LANG over the locale" GUIZE_LANG=zh LC_ALL=C -- run --yaer 1
speaks en "GUIZE_LANG=en" GUIZE_LANG=en LANG=zh_CN.UTF-8 -- run --yaer 1
speaks zh "--lang over all" GUIZE_LANG=en LC_ALL=C -- run --yaer 1 --lang zh
speaks zh "--lang=zh" LC_ALL=C -- run --lang=zh --yaer 1
speaks zh "--lang before the command" LC_ALL=C -- --lang zh run --yaer 1
speaks en "--lang en" LANG=zh_CN.UTF-8 -- --lang=en run --yaer 1
speaks en "the last --lang counts" LC_ALL=C -- --lang zh run --yaer 1 --lang en
"$GUIZE" runs --db d.db --lang fr >out 2>err
test $? = 2 && grep -q 'E612.*zh or en' err && ok "another --lang is refused" || bad "another --lang is refused" "it is not"

# --- where the catalogue is ---
mkdir -p bin no/where/alone share
cp "$GUIZE" no/where/alone/guize
cp "$GUIZE" bin/guize
cp -r "$(dirname "$GUIZE")/locale" share/locale
no/where/alone/guize run --yaer 1 --lang zh >out 2>err
grep -q '^error\[E610\]' err && ok "without a catalogue English" || bad "without a catalogue English" "it is not"
bin/guize run --yaer 1 --lang zh >out 2>err
grep -q '^错误\[E610\]' err && ok "the catalogue where it is installed" || bad "the catalogue where it is installed" "it is not found"
head -c 4000 share/locale/zh_CN/LC_MESSAGES/guize.mo >cut.mo
mv cut.mo share/locale/zh_CN/LC_MESSAGES/guize.mo
bin/guize run --yaer 1 --lang zh >out 2>err
test $? = 2 && grep -q 'E610' err && ok "a catalogue that is cut off" || bad "a catalogue that is cut off" "no message"

# --- help ---
han='[一-龥]'
"$GUIZE" help --lang zh >out 2>err
found=$(sed -n '/^命令$/,/^$/p' out | sed 1d | grep -v '^$\|fish|counties' | cut -c25- | grep -vc "$han")
test "$found" = 0 && grep -q '^  run 结算 *按规则结算' out && ok "help in Chinese" || bad "help in Chinese" "$found lines are not"
"$GUIZE" help --lang en >out 2>err
grep -q '^  run 结算 .*settle a year' out && ok "help in English" || bad "help in English" "it is not"
all=1
for command in $("$GUIZE" help | sed -n '/^commands$/,/^$/p' | awk 'NR > 1 && NF { print $1 }'); do
  "$GUIZE" help "$command" --lang zh >out 2>err
  grep '^  --' out | cut -c36- | grep -v "$han" >err && { bad "the options of $command in Chinese" "some are not"; all=0; }
done
test "$all" = 1 && ok "the options of every command in Chinese"

# --- the same mistake in both languages ---
# twin NAME: runs the rules in r in both languages; numbers, places, source and carets must be equal, and both whole.
twin() {
  cp d.db twin.db
  LC_ALL=C "$GUIZE" run --db twin.db --rules r --year 2018 --lang en >out 2>english
  english_code=$?
  cp d.db twin.db
  LC_ALL=C "$GUIZE" run --db twin.db --rules r --year 2018 --lang zh >out 2>err
  code=$?
  if [ "$code" != "$english_code" ] || [ "$code" = 0 ]; then bad "$1" "exit $english_code and $code"
  elif [ "$(sed -n 's/^\(.*\): error\(\[E[0-9]*\]\): .*/\1\2/p' english)" != "$(sed -n 's/^\(.*\): 错误\(\[E[0-9]*\]\): .*/\1\2/p' err)" ]; then bad "$1" "another place or number"
  elif ! cmp -s <(grep '^ *[0-9]* | ' english) <(grep '^ *[0-9]* | ' err); then bad "$1" "other source or carets"
  elif [ "$(wc -l <english)" != "$(wc -l <err)" ]; then bad "$1" "more or fewer lines"
  elif sed -n '1p' err | sed 's/^.*错误//' | grep -qv "$han"; then bad "$1" "the message is not Chinese"
  elif grep '^ 提示' err | grep -qv "$han.*$han.*$han"; then bad "$1" "the hint is not Chinese"
  else ok "$1"; fi
}
# mistake NAME LINE: appends a line to the county.
mistake() {
  small_rules r
  echo "$2" >>r/$county
  twin "$1"
}
mistake "an unknown parameter" 'basic.deductibel = yuan(1)'
mistake "a wrong unit" 'basic.cap = percent(10)'
mistake "a bare number" 'basic.cap = 100'
mistake "a ratio beyond all" 'basic.ratio.primary = percent(150)'
mistake "twice on a day" 'basic.cap = yuan(5)'
mistake "a full-width sign" 'basic.cap ＝ yuan(5)'
mistake "an unknown choice" 'basic.mode = "plian"'
mistake "no such day" 'from "2018-02-30"'
mistake "an unknown name" 'local x = yaun(5)'
mistake "no syntax" 'basic.cap = = yuan(5)'
mistake "not in the list" 'basic.ratio.quaternary = percent(5)'
mistake "a hidden character" "basic.cap = yuan(5)$(printf '\xe2\x80\x8b')"
small_rules r
sed -i 's/^basic.cap.*//' r/$county
cp d.db failed.db
for language in en zh; do
  cp d.db $language.db
  "$GUIZE" run --db $language.db --rules r --year 2018 --lang $language >out 2>err
  code=$?
  test "$code" = 1 || bad "cases that fail" "exit $code"
  cp err $language.err
done
grep -q "^r/.*error\[E206\]: .*the parameter 'basic.cap' has no value" en.err && grep -q '错误\[E206\]: .*例出错.*：参数 “basic.cap” 没有适用于某县' zh.err &&
  ok "cases that fail are told in both" || bad "cases that fail are told in both" "they are not"

# --- what is stored ---
stored() {
  sqlite3 "$1" "SELECT * FROM settlement ORDER BY case_id" "SELECT rules_hash, result_hash, data_hash, options, status FROM run" "SELECT * FROM flag_row" "SELECT * FROM target_value" "SELECT * FROM sqlite_schema"
}
stored en.db >en.dump
stored zh.db >zh.dump
grep -q "E206 the parameter 'basic.cap' has no value" en.dump && cmp -s en.dump zh.dump && ok "what is stored is the same in both" ||
  bad "what is stored is the same in both" "$(diff en.dump zh.dump | head -n 2)"
"$GUIZE" verify 1 --db zh.db --lang en >out 2>err && ok "a run of one language verified in the other" || bad "a run of one language verified in the other" "exit $?"

# --- outputs ---
"$GUIZE" verify 1 --db en.db --lang zh >out 2>err && grep -q "^运行 1：5 例结算与保存的结果一致" out && ok "verify in Chinese" || bad "verify in Chinese" "it is not"
for format in csv tsv json jsonl; do
  "$GUIZE" runs --db en.db --format $format --lang en >english && "$GUIZE" runs --db en.db --format $format --lang zh >out && cmp -s english out &&
    ok "$format is of no language" || bad "$format is of no language" "it differs"
done
"$GUIZE" runs --db en.db --lang zh >out && head -n 1 out | grep -q '^运行  年度' && grep -q 已完成 out && ok "a table in Chinese" || bad "a table in Chinese" "it is not"
"$GUIZE" runs --db en.db --lang en >out && ! grep -q "$han" out && ok "a table in English" || bad "a table in English" "it is not"
exit "$status"
