#!/bin/bash
# The ledgers of village, township, county and insurance compared: every kind of difference, counted by hand below; the
# worksheet out, corrected, and back, all or nothing; stale, masked and wrong worksheets.
set -u
cd "$TMP" || exit 1
export HOME=$TMP GUIZE_LANG=en
unset XDG_STATE_HOME GUIZE_DB GUIZE_RULES
status=0
ok() { echo "ok $1"; }
bad() { echo "not ok $1 - $2"; cat out err 2>/dev/null | sed 's/^/# /' | head -n 8; status=1; }
is() { test "$2" = "$3" && ok "$1" || bad "$1" "expected $3, got $2"; }
sql() { sqlite3 "${db:-l.db}" "$1"; }
run() { "$GUIZE" ledgers --db "${db:-l.db}" "$@" >out 2>err; }

"$GUIZE" init base.db >/dev/null && sqlite3 base.db <<'SQL' || exit 1
INSERT INTO division VALUES ('530000', '某省', 'province', NULL), ('532600', '某州', 'prefecture', '530000'), ('532625', '甲县', 'county', '532600'),
  ('532624', '乙县', 'county', '532600'), ('532625101', '一乡', 'township', '532625'), ('532625101001', '一村', 'village', '532625101'),
  ('532625101002', '二村', 'village', '532625101'), ('532624101', '乙乡', 'township', '532624');
INSERT INTO household (household_id, division_code) VALUES (1, '532625');
INSERT INTO person (person_id, household_id, county_code, name, id_number, birth, sex) VALUES (11, 1, '532625', '张三丰', '990000193601120036', '1936-01-12', 'male'), (12, 1, '532625', '钱七', '990000195707070013', '1957-07-07', 'male');
-- columns: id, tier, place, person, name, number, sex, birth, size, identity, cause, year, insured, contracted, disease
-- 1 张三丰: in all four, the same; the name with a blank, the place told less closely, an empty field that the system does not keep.
INSERT INTO ledger_entry VALUES (1, 'village', '532625101001', 11, '张三丰', '990000193601120036', 'male', '1936-01-12', 4, 'dibao', NULL, 2014, 1, 1, '高血压'),
  (2, 'township', '532625101', NULL, '张　三丰', '990000193601120036', 'male', '1936-01-12', 4, 'dibao', NULL, 2014, 1, 1, '高血压'),
  (3, 'county', '532625', NULL, '张三丰', '990000193601120036', 'male', '1936-01-12', 4, 'dibao', NULL, 2014, 1, 1, '高血压'),
  (4, 'insurance', '532625', NULL, '张三丰', '990000193601120036', 'male', '1936-01-12', NULL, NULL, NULL, NULL, 1, NULL, NULL),
-- 2 李四娘: missing in the county's and the insurance's.
  (5, 'village', '532625101001', NULL, '李四娘', '99000019750202002X', 'female', '1975-02-02', 3, 'registered_poor', 'illness', 2014, 1, 0, NULL),
  (6, 'township', '532625101', NULL, '李四娘', '99000019750202002X', 'female', '1975-02-02', 3, 'registered_poor', 'illness', 2014, 1, 0, NULL),
-- 3 王五: twice in the township's, the second with another size of the household.
  (7, 'village', '532625101002', NULL, '王五', '990000198003030033', 'male', '1980-03-03', 2, 'registered_poor', NULL, 2014, 1, 0, NULL),
  (8, 'township', '532625101', NULL, '王五', '990000198003030033', 'male', '1980-03-03', 2, 'registered_poor', NULL, 2014, 1, 0, NULL),
  (9, 'township', '532625101', NULL, '王五', '990000198003030033', 'male', '1980-03-03', 5, 'registered_poor', NULL, 2014, 1, 0, NULL),
  (10, 'county', '532625', NULL, '王五', '990000198003030033', 'male', '1980-03-03', 2, 'registered_poor', NULL, 2014, 1, 0, NULL),
  (11, 'insurance', '532625', NULL, '王五', '990000198003030033', 'male', '1980-03-03', NULL, NULL, NULL, NULL, 1, NULL, NULL),
-- 4 赵六: a wrong name, identity and day of birth; the 15 digits of the old kind.
  (12, 'village', '532625101001', NULL, '赵六', '990000196505050019', 'male', '1965-05-05', 1, 'tekun', NULL, 2013, 1, 1, NULL),
  (13, 'township', '532625101', NULL, '赵陆', '990000196505050019', 'male', '1965-05-06', 1, 'dibao', NULL, 2013, 1, 1, NULL),
  (14, 'county', '532625', NULL, '赵六', '990000196505050019', 'male', '1965-05-05', 1, 'tekun', NULL, 2013, 1, 1, NULL),
  (15, 'insurance', '532625', NULL, '赵六', '990000650505001', 'male', '1965-05-05', NULL, NULL, NULL, NULL, 1, NULL, NULL),
-- 5 钱七: the number mistyped in the insurance's and empty in the county's: matched by name and day of birth.
  (16, 'village', '532625101001', 12, '钱七', '990000195707070013', 'male', '1957-07-07', 1, 'tekun', NULL, 2013, 1, 1, NULL),
  (17, 'township', '532625101', 12, '钱七', '990000195707070013', 'male', '1957-07-07', 1, 'tekun', NULL, 2013, 1, 1, NULL),
  (18, 'county', '532625', NULL, '钱七', NULL, 'male', '1957-07-07', 1, 'tekun', NULL, 2013, 1, 1, NULL),
  (19, 'insurance', '532625', NULL, '钱七', '990000195707070031', 'male', '1957-07-07', NULL, NULL, NULL, NULL, 1, NULL, NULL),
-- 6 and 7, two of the name 孙八, born the same day, told apart by the village: the second is missing elsewhere.
  (20, 'village', '532625101001', NULL, '孙八', '990000199009090015', 'male', '1990-09-09', 1, NULL, NULL, NULL, NULL, NULL, NULL),
  (21, 'village', '532625101002', NULL, '孙八', '990000199009090031', 'male', '1990-09-09', 1, NULL, NULL, NULL, NULL, NULL, NULL),
  (22, 'township', '532625101', NULL, '孙八', '990000199009090015', 'male', '1990-09-09', 1, NULL, NULL, NULL, NULL, NULL, NULL),
  (23, 'county', '532625', NULL, '孙八', '990000199009090015', 'male', '1990-09-09', 1, NULL, NULL, NULL, NULL, NULL, NULL),
  (24, 'insurance', '532625', NULL, '孙八', '990000199009090015', 'male', '1990-09-09', 1, NULL, NULL, NULL, NULL, NULL, NULL),
-- 8 周九 of another county, which keeps the county's ledger alone; words in place of a number match nobody.
  (25, 'county', '532624', NULL, '周九', '无', 'female', '1988-08-08', 1, NULL, NULL, NULL, NULL, NULL, NULL),
  (26, 'county', '532624', NULL, '吴十', '无', 'male', '1977-07-07', 1, NULL, NULL, NULL, NULL, NULL, NULL);
SQL
cp base.db l.db

# --- the comparison, against figures counted by hand from the rows above
counted() { printf '%s' "$(awk -F, -v k="$1" -v w="$2" '$4 == k && $5 == w' out.csv | wc -l)"; }
run --format csv; is "differences are findings" $? 1
cp out out.csv
is "differences in all" "$(($(wc -l <out.csv) - 1))" 12
is "missing in the county's" "$(counted missing county)" 2
is "missing in the township's" "$(counted missing township)" 1
is "missing in the insurance's" "$(counted missing insurance)" 2
is "doubled in the township's" "$(counted doubled township)" 1
is "household_size differs" "$(counted differs household_size)" 1
is "name differs" "$(counted differs name)" 1
is "identity differs" "$(counted differs identity)" 1
is "birth differs" "$(counted differs birth)" 1
is "id_number differs" "$(counted differs id_number)" 2
grep -q '张' out.csv && bad "who is the same everywhere is not listed" "listed" || ok "who is the same everywhere is not listed"
grep -qE '李四娘|19750202|990000196505050019' out.csv && bad "names and numbers are masked" "they are not" || ok "names and numbers are masked"
grep -q '^532625,李\*娘,' out.csv && ok "a masked name" || bad "a masked name" "none"
grep -q '; the ID number says 1965-05-05' out.csv && ok "a reason with what the ID number says" || bad "a reason with what the ID number says" "none"
grep -q 'check digit or day wrong in insurance; matched by name and day of birth' out.csv && ok "a reason with the check digit" || bad "a reason with the check digit" "none"
grep -q 'somebody else has the same name and day of birth (entry 2[01])' out.csv && ok "namesakes are told" || bad "namesakes are told" "not"
run
for line in "532625 +甲县 +persons +— +7$" "532625 +甲县 +without a difference +— +2$" "532625 +甲县 +missing +county +2$" "532625 +甲县 +differs +id_number +2$" "532624 +乙县 +no such ledger +village +2$"; do
  grep -qE "$line" out && ok "summary: $line" || bad "summary: $line" "not so"
done
run --county 532624 --format csv; is "a county without a difference, but without ledgers" "$? $(wc -l <out)" "1 1"
GUIZE_LANG=zh "$GUIZE" 台账 --db l.db >out 2>err; grep -q '532625  *甲县  *缺漏  *县级台账' out && ok "in Chinese" || bad "in Chinese" "not"
"$GUIZE" init empty.db >/dev/null; db=empty.db run; is "no entry at all" "$? $(grep -c E574 err)" "4 1"

# --- the worksheet
run --county 532625 --output masked.csv; is "a masked worksheet is written" $? 0
grep -q '李四娘' masked.csv && bad "it is masked" "not" || ok "it is masked"
run --apply masked.csv; is "and refused when it comes back" "$? $(grep -c E573 err)" "4 1"
run --county 532625 --reveal --output sheet.csv; is "a worksheet" $? 0
grep -q 'recorded' err && grep -q -- '--reveal 20' .local/state/guize/history && ok "--reveal is recorded" || bad "--reveal is recorded" "not"
grep -q '李四娘' sheet.csv && ok "names in full" || bad "names in full" "not"
run --county 532625 --reveal --output sheet.csv; is "nothing is written over" "$? $(grep -c E528 err)" "4 1"
run --output sheet.txt; is "no such form" "$? $(grep -c E575 err)" "2 1"

# answer IN OUT [KIND WHERE VALUE ACTION]…: fills in 更正 and 处理 of the rows of a kind and ledger or field.
answer() {
  python3 - "$@" <<'PY'
import csv, sys
rows = list(csv.reader(open(sys.argv[1], encoding="utf-8-sig")))
head = rows[0]
kind, tier, field, value, action, ids = (head.index(t) for t in ("差异", "台账", "项目", "更正", "处理", "台账记录"))
asked = sys.argv[3:]
for k, w, v, a in zip(*[iter(asked)] * 4):
    where, _, entry = w.partition("#")
    found = [r for r in rows[1:] if r[kind] == k and where in (r[tier], r[field]) and (not entry or entry in r[ids].split())]
    assert found, (k, w)
    for r in found:
        r[value], r[action] = v, a
csv.writer(open(sys.argv[2], "w", encoding="utf-8", newline="")).writerows(rows)
PY
}
same() { cmp -s <(sqlite3 l.db .dump) <(sqlite3 "$1" .dump); }
cp l.db before.db
run --apply sheet.csv; is "a worksheet without answers changes nothing" "$? $(grep -c 'without an answer 12' out)" "0 1"
same before.db && ok "the database is as it was" || bad "the database is as it was" "not"

all=(缺漏 县级台账#5 "" 新增 缺漏 医保系统#5 "" add 重复 乡镇台账 8 删除 不一致 姓名 赵六 "" 不一致 人员身份类别 特困供养人员 更正
  不一致 出生日期 1965年5月5日 "" 不一致 证件号码#12 990000196505050019 "" 不一致 证件号码#16 990000195707070013 "" 不一致 家庭人口 2 ""
  缺漏 乡镇台账#21 "" 保留 缺漏 县级台账#21 "" keep)
answer sheet.csv done.csv "${all[@]}"
run --apply done.csv --dry-run; is "a dry run" "$? $(grep -c 'nothing was stored' out)" "0 1"
same before.db && ok "it stores nothing" || bad "it stores nothing" "not"
run --apply done.csv; is "the corrected worksheet is applied" $? 0
grep -q '8 values corrected, 1 entries deleted, 2 added; kept 2, applied before 0, without an answer 1' out && ok "what it did" || bad "what it did" "otherwise"
is "a name" "$(sql "SELECT name || identity || birth FROM ledger_entry WHERE ledger_entry_id = 13")" "赵六tekun1965-05-05"
is "the doubled entry is gone" "$(sql "SELECT group_concat(ledger_entry_id) FROM ledger_entry WHERE name = '王五'")" "7,8,10,11"
is "an added entry" "$(sql "SELECT tier, division_code, name, id_number, household_size FROM ledger_entry WHERE ledger_entry_id = 27")" "county|532625101001|李四娘|99000019750202002X|3"
is "the insurance's does not get what it does not keep" "$(sql "SELECT coalesce(identity, '-') || id_number FROM ledger_entry WHERE ledger_entry_id = 15")" "-990000196505050019"
is "the history has old and new" "$(sql "SELECT how, entity, row_key, field, old, new, reason FROM change_log WHERE field = 'name' AND row_key = '13'")" \
  "ledgers|ledger_entry|13|name|赵陆|赵六|done.csv:$(grep -n '姓名' done.csv | sed -n 2p | cut -d: -f1)"
is "and what was deleted" "$(sql "SELECT old || coalesce(new, '-') FROM change_log WHERE row_key = '9' AND field = 'household_size'")" "5-"
is "a history row a value" "$(sql "SELECT count(*) FROM change_log WHERE row_key IN ('13', '15', '18', '19')")" "8"
is "with the right number the entries are the person's" "$(sql "SELECT group_concat(ledger_entry_id) FROM ledger_entry WHERE person_id = 12")" "16,17,18,19"
run --format csv --county 532625; is "what is left: the second of two of one name" "$(($(wc -l <out) - 1))" 3
cp l.db after.db
run --apply done.csv; is "applied twice" "$? $(grep -c '0 values corrected, 0 entries deleted, 0 added; kept 2, applied before 9' out)" "0 1"
same after.db && ok "nothing is changed twice" || bad "nothing is changed twice" "changed"

# --- all or nothing
cp before.db l.db
# wrong NAME TEXT [KIND WHERE VALUE ACTION]…: a right row and a wrong one: both are refused, with the line and column of the wrong one.
wrong() {
  answer sheet.csv wrong.csv 不一致 姓名 赵六 "" "${@:3}"
  run --apply wrong.csv
  local code=$?
  if [ $code != 4 ] || ! grep -q E572 err; then bad "$1" "exit $code"
  elif ! grep -qE -- "^[0-9]+: $2" err; then bad "$1" "without $2"
  elif ! same before.db; then bad "$1" "the database was changed"
  else ok "$1"; fi
}
wrong "a day that is none" "更正: .*no day of the calendar" 不一致 出生日期 1965-02-30 ""
wrong "an identity that is none" "更正: .*no value of" 不一致 人员身份类别 贵族 ""
wrong "a wrong check digit" "更正: .*check digit" 不一致 证件号码#12 990000196505050018 ""
wrong "a number that a spreadsheet has spoilt" "更正: .*spreadsheet" 不一致 证件号码#12 9.90E+17 ""
wrong "a word that is no action" "处理: none of keep" 缺漏 县级台账#5 "" 随便
wrong "a value and keep" "更正: a value, where" 不一致 出生日期 1965-05-05 保留
wrong "correct without a value" "更正: the right value is missing" 不一致 出生日期 "" 更正
wrong "a field is not deleted" "处理: a field that differs" 不一致 出生日期 "" 删除
wrong "what is missing is not corrected" "更正: a value is for" 缺漏 县级台账#5 李四 新增
wrong "doubled: which one is kept?" "更正: the entries differ" 重复 乡镇台账 "" 删除
wrong "doubled: a number that is none of them" "更正: none of the numbers" 重复 乡镇台账 7 删除
wrong "doubled is not added" "处理: of doubled" 重复 乡镇台账 "" 新增
wrong "one row deletes the person, another adds an entry" "处理: another row deletes" 缺漏 县级台账#5 "" 新增 缺漏 医保系统#5 "" 删除
sed 's/,h[0-9a-f]\{16\},/,h0000000000000000,/' done.csv >stale.csv
run --apply stale.csv; is "stamps of something else" "$? $(grep -c '校验码: the ledgers have changed' err)" "4 9"
sql "UPDATE ledger_entry SET birth = '1965-05-07' WHERE ledger_entry_id = 13"; cp l.db before.db
run --apply done.csv; is "stale: one entry was changed since" "$? $(grep -c '校验码' err) $(grep -c E572 err)" "4 1 1"
same before.db && ok "and nothing was changed" || bad "and nothing was changed" "changed"
printf '姓名,性别\n张三,男\n' >other.csv
run --apply other.csv; is "a file that is no worksheet" "$? $(grep -c E571 err)" "4 1"
: >none.csv; run --apply none.csv; is "an empty file" "$? $(grep -c E571 err)" "4 1"
run --apply missing.csv; is "no such file" "$? $(grep -c E451 err)" "4 1"
run --apply done.csv --output x.csv; is "options that do not go together" "$? $(grep -c E575 err)" "2 1"

# --- through a spreadsheet program: XLSX, and GB18030 as it saves plain CSV
cp base.db l.db
run --county 532625 --reveal --output sheet.xlsx; is "a worksheet as XLSX" $? 0
/usr/bin/python3 - <<'PY' && ok "it opens, numbers of persons are texts" || bad "it opens, numbers of persons are texts" "not"
import openpyxl
book = openpyxl.load_workbook("sheet.xlsx")
rows = list(book.active.iter_rows())
head = [c.value for c in rows[0]]
kind, field, value, number = (head.index(t) for t in ("差异", "项目", "更正", "证件号码"))
assert len(rows) == 13 and all(isinstance(r[number].value, str) for r in rows[1:])
for r in rows[1:]:
    if r[kind].value == "不一致" and r[field].value == "出生日期":
        import datetime
        r[value].value = datetime.date(1965, 5, 5)
    if r[kind].value == "不一致" and r[field].value == "家庭人口":
        r[value].value = 2
book.save("back.xlsx")
PY
run --apply back.xlsx; is "XLSX comes back" "$? $(sql "SELECT birth FROM ledger_entry WHERE ledger_entry_id = 13") $(sql "SELECT household_size FROM ledger_entry WHERE ledger_entry_id = 9")" "0 1965-05-05 2"
answer sheet.csv gb.utf8.csv 不一致 姓名 赵六 "" && iconv -f UTF-8 -t GB18030 gb.utf8.csv >gb.csv
run --apply gb.csv --encoding gb18030; is "GB18030 comes back" "$? $(sql "SELECT name FROM ledger_entry WHERE ledger_entry_id = 13")" "0 赵六"

# --- invented ledgers: once the ID numbers are corrected, what is missing or doubled is what SQL counts by the person's number, as targets do
db=demo.db
"$GUIZE" init demo.db >/dev/null && "$GUIZE" synth --db demo.db --cases 3000 --quiet || exit 1
run --reveal --output demo.csv
python3 - <<'PY'
import csv
rows = list(csv.reader(open("demo.csv", encoding="utf-8-sig")))
field, value, first = (rows[0].index(t) for t in ("项目", "更正", "村级台账"))
for r in rows[1:]:
    if r[field] == "证件号码":
        numbers = [n.strip('="') for n in r[first:first + 4] if n]
        r[value] = max(numbers, key=numbers.count)
csv.writer(open("demo.done.csv", "w", encoding="utf-8", newline="")).writerows(rows)
PY
run --apply demo.done.csv; is "the numbers are corrected" "$? $(sql "SELECT count(*) FROM ledger_entry WHERE person_id IS NULL")" "0 0"
run --format csv; cp out out.csv
is "missing, by the persons' numbers" "$(grep -c ',missing,' out.csv)" "$(sql "SELECT sum(4 - n) FROM (SELECT count(DISTINCT tier) AS n FROM ledger_entry GROUP BY person_id)")"
is "doubled, by the persons' numbers" "$(grep -c ',doubled,' out.csv)" "$(sql "SELECT count(*) FROM (SELECT 1 FROM ledger_entry GROUP BY person_id, tier HAVING count(*) > 1)")"
is "names, by the persons' numbers" "$(grep -c ',differs,name,' out.csv)" "$(sql "SELECT count(*) FROM (SELECT 1 FROM ledger_entry GROUP BY person_id HAVING count(DISTINCT name) > 1)")"
test "$(grep -c ',missing,' out.csv)" -gt 5 && ok "there are some" || bad "there are some" "none"
exit $status
