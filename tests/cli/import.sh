#!/bin/bash
# Import: what headers, amounts, days, flags and ids may look like; what is refused, with row, column and reason;
# nothing half done. Expected values are written out here, in fen.
set -u
cd "$TMP" || exit 1
status=0
unset GUIZE_DB GUIZE_RULES
export GUIZE_LANG=en

ok() { echo "ok $1"; }
bad() { echo "not ok $1 - $2"; sed 's/^/# /' out | head -n 8; status=1; }
sql() { sqlite3 empty.db "$@"; }
fresh() { rm -f ./*.refused*.csv; cp base.db empty.db; }
# takes NAME FILE [OPTIONS] -- SQL EXPECTED: the file is imported, and the database then says EXPECTED.
takes() {
  local name=$1 file=$2; shift 2; local more=()
  while [ "$1" != -- ]; do more+=("$1"); shift; done
  fresh
  "$GUIZE" import "$file" --db empty.db "${more[@]}" >out 2>&1 || { bad "$name" "exit $?"; return; }
  local found; found=$(sql "$2")
  [ "$found" = "$3" ] && ok "$name" || bad "$name" "$found"
}
# refuses NAME FILE EXIT WORDS [OPTIONS]: the exit code, the words of the message, and an unchanged database.
refuses() {
  local name=$1 file=$2 code=$3 words=$4 found; shift 4
  fresh
  timeout 200 "$GUIZE" import "$file" --db empty.db "$@" >out 2>&1 </dev/null
  found=$?
  [ "$found" = "$code" ] || { bad "$name" "exit $found"; return; }
  grep -qF -- "$words" out || { bad "$name" "no “$words”"; return; }
  cmp -s base.db empty.db || { bad "$name" "the database was changed"; return; }
  [ -e empty.db-journal ] && { bad "$name" "a journal is left"; return; }
  ok "$name"
}
# row NAME COLUMN CELL REASON: a person's row with one cell spoilt is refused for that cell.
person="人员编号,参保县,姓名,证件号码,出生日期,性别"
row() {
  local cells=(11 532625 张三丰 990000193601120036 1936-01-12 男)
  cells[$2]=$3
  (IFS=,; printf '%s\n%s\n' "$person" "${cells[*]}") >row.csv
  refuses "$1" row.csv 4 "$4"
  head -n 1 row.csv.refused.csv | grep -q '拒收行,拒收列,拒收原因,人员编号' && sed -n 2p row.csv.refused.csv | grep -q '^2,' && grep -qF -- "$3" row.csv.refused.csv ||
    bad "$1: the file of refused rows" "the row is not in it"
}

"$GUIZE" init base.db >/dev/null && sqlite3 base.db "INSERT INTO division VALUES ('530000', '某省', 'province', NULL), ('532600', '某州', 'prefecture', '530000'), ('532625', '某县', 'county', '532600');
  INSERT INTO hospital VALUES (5, '某县医院', 'secondary', '532625', 'county', 1);" || exit 1

# --- headers and the entity
printf '\xef\xbb\xbf%s\r\n11,532625,张三丰,990000193601120036,1936-1-12,男\r\n' "$person" >p.csv
takes "Chinese titles, a mark in front, CR LF" p.csv -- "SELECT * FROM person" "11||532625|张三丰|990000193601120036|1936-01-12|male"
printf 'person_id,county_code,name,id_number,birth,sex\n11,532625,张三丰,990000193601120036,19360112,1\n' >p.csv
takes "English names, a national code of a value" p.csv -- "SELECT birth || sex FROM person" "1936-01-12male"
printf 'psn_no\tinsu_admdvs\tpsn_name\tcertno\tbrdy\tgend\n11\t532625\t张三丰\t\t1936/01/12\tmale\n' >p.tsv
takes "national names of fields, tabs" p.tsv -- "SELECT name || coalesce(id_number, '-') FROM person" "张三丰-"
printf '人员ID,参保地,患者姓名,*身份证号,出生年月日,性别\n11,532625,张三丰,９９００００１９３６０１１２００３６,1936年1月12日,男\n' >p.csv
takes "aliases, a star, full-width digits" p.csv -- "SELECT id_number || birth FROM person" "9900001936011200361936-01-12"
printf '某县人员名单\n\n%s\n11,532625,张三丰,,1936.1.12,女\n,,,,,\n' "$person" >p.csv
takes "a title above the header, an empty row" p.csv -- "SELECT birth || sex FROM person" "1936-01-12female"
grep -q 'rows above the header: 2' out && grep -q 'empty rows: 1' out && ok "what is passed over is told" || bad "what is passed over is told" "it is not"
printf '%s,住址\n11,532625,张三丰,,1936-1-12,男,某村\n' "$person" >u.csv
refuses "an unknown column is named" u.csv 4 'columns that person (人员) does not have: 7 “住址”'
printf '人员编号,参保县,姓名,证件号玛,出生日期,性别\n' >u.csv
refuses "an unknown column is named with a near name" u.csv 4 '4 “证件号玛” (证件号码'
printf '人员编号,参保县,姓名,出生日期\n11,532625,张三丰,1936-1-12\n' >u.csv
refuses "a missing column is named" u.csv 4 '性别 (sex)' --entity person
printf '%s,身份证号\n11,532625,张三丰,,1936-1-12,男,\n' "$person" >u.csv
refuses "two columns for one field" u.csv 4 'both mean 证件号码 (id_number)'
printf '人员编号\n11\n' >u.csv
refuses "an entity of that name is not there" u.csv 2 'there is no entity' --entity 医生档案
refuses "an entity with a near name" u.csv 2 'did you mean person' --entity persn
printf '人员编号,年度\n1,2018\n' >u.csv
refuses "an entity that is not clear is asked for" u.csv 2 'say which with --entity'
printf 'a,b\n1,2\n' >u.csv
refuses "no header that is known" u.csv 4 'no header is known'
refuses "an empty file" /dev/null 4 'no plain file'
: >u.csv
refuses "a file without a byte" u.csv 4 'there is nothing in it'

# --- amounts: the same in fen, or refused
case_head="病例编号,人员编号,机构编号,入院日期,出院日期,结算日期,总费用,全自费,超限价,先行自付,符合政策范围"
"$GUIZE" import p.csv --db base.db --quiet || exit 1
money() { # money TEXT FEN
  printf '%s\n1,11,5,2018-1-1,2018-1-2,2018-1-2,"%s",0,0,0,"%s"\n' "$case_head" "$1" "$1" >c.csv
  takes "amount $1" c.csv -- "SELECT total_cost FROM cases" "$2"
}
money 1234.5 123450; money 1,234.50 123450; money 1234.50元 123450; money ￥1234.5 123450; money １２３４．５ 123450
money 1.2万元 1200000; money 0.123456万 123456; money 1234.500 123450; money ' 7 ' 700; money 90071992547409.93 9007199254740993; money 3亿元 30000000000
for text in 1234.567 1,23.50 12,3456 1.2345678万元 1e3 -1234.50元x '(1,234.50)' 1234.5.6 十元 0x10 NaN 99999999999999999999 1.234.5 .5 5. 1e309 Inf +5 5。5 92233720368547758.08 ''; do
  printf '%s\n1,11,5,2018-1-1,2018-1-2,2018-1-2,"%s",0,0,0,1\n' "$case_head" "$text" >c.csv
  refuses "amount “$text”" c.csv 4 "c.csv:2: 总费用:"
done
sed 's/总费用/总费用（万元）/; s/"",0/"0.12345",0/; s/,1$/,1234.5/' c.csv >w.csv
takes "an amount in ten thousands by its header" w.csv -- "SELECT total_cost || ' ' || in_scope_cost FROM cases" "123450 123450"
printf '%s\n1,11,5,2018-1-1,2018-1-2,2018-1-2,100,0,0,0,99\n' "$case_head" >c.csv
refuses "amounts that do not add up: the check of the table" c.csv 4 'c.csv:2: 总费用、全自费、超限价、先行自付、符合政策范围: 总费用不等于四项之和'
printf '%s\n1,12,5,2018-1-1,2018-1-2,2018-1-2,1,0,0,0,1\n' "$case_head" >c.csv
refuses "a person that is not there" c.csv 4 'c.csv:2: 人员编号: there is no such row of person (人员); import that first'

# --- days, flags, ids, texts
cp base.db with.db; "$GUIZE" init new.db >/dev/null; sqlite3 base.db "DELETE FROM person"; sqlite3 base.db "DROP TABLE import_file; VACUUM"
for text in 2018-2-30 2018-13-1 18-1-1 2018年1月 1/2/2018 43282 2018-1-1x '2018-01-01 25' 20180230 0000-01-01 2018-1/1; do row "day $text" 4 "$text" "row.csv:2: 出生日期:"; done
row "a day with a formula in front" 4 "=1+1" "出生日期"
row "Excel's short form of a number" 3 4.40981E+17 "row.csv:2: 证件号码: shortened by a spreadsheet"
row "a wrong check digit" 3 990000193601120037 "row.csv:2: 证件号码: no identity number: the check digit"
row "a day in the number that is none" 3 990000193602300035 "no identity number"
row "one digit too few" 3 99000019360112003 "18 digits"
row "a masked name" 2 '张*丰' "row.csv:2: 姓名: masked with stars"
row "a control character" 2 $'张\x1b丰' "row.csv:2: 姓名: a control character"
row "a sex that is unknown" 5 不明 "row.csv:2: 性别: no value of “性别”"
row "a number with zeros in front" 0 0011 "row.csv:2: 人员编号: a number does not begin with 0"
row "a number with a point" 0 11.0 "row.csv:2: 人员编号:"
row "an empty name" 2 "" "row.csv:2: 姓名: empty, but every row needs it"
row "a county that is not there" 1 532626 "row.csv:2: 参保地区划: there is no such row of division"
printf '%s\n11,532625,"  张三丰　",11010519491231002x,1949-12-31 00:00:00,男\n12,532625,"O""Neil, 
Ann",,"2018-07-01 13:45",女\n' "$person" >p.csv
takes "quotation marks, a line break, blanks, x of an id, times" p.csv -- "SELECT group_concat(person_id || name || coalesce(id_number, '') || birth, ';') FROM person" '11张三丰11010519491231002X1949-12-31;12O"Neil, 
Ann2018-07-01'
grep -q 'times of day left off: 出生日期 1' out && grep -q 'blanks around texts left off: 姓名 1' out && ok "what is left off is told" || bad "what is left off is told" "it is not"
printf '机构编号,机构名称,医院等级,机构所在县,机构层级,公立\n6,甲,一级,532625,县级,否\n7,乙,secondary,532625,county,√\n8,丙,三级,532625,县级,\n9,丁,三级,532625,县级,无\n' >h.csv
takes "flags" h.csv -- "SELECT group_concat(public, '') FROM hospital WHERE hospital_id > 5" 0110
grep -q 'empty cells that took the default: 公立 1' out && ok "a default is told" || bad "a default is told" "it is not"
sed -i 's/√/二/' h.csv
refuses "a flag that is none" h.csv 4 'h.csv:3: 公立: neither yes nor no'

# A count is a whole number, in the digits people write.
count() { printf '区划代码,户籍人口\n532625,"%s"\n' "$1" >v.csv; }
for text in 1500 1,500 １５００ 1500.0 1500人 ' 1500 '; do count "$text"; takes "count $text" v.csv --entity village -- "SELECT population, typeof(population) FROM village" '1500|integer'; done
for text in 1e3 0x10 nan 1.5 1,50 99999999999999999999 千 -5 1000001 ''; do count "$text"; refuses "count “$text”" v.csv 4 'v.csv:2: 户籍人口:' --entity village; done

# A ledger is taken as it is written, numbers of persons too: what is wrong there, the comparison of ledgers finds.
ledger() { printf '台账记录编号,台账层级,所在区划,姓名,证件号码\n1,村级台账,532625,张三丰,%s\n' "$1" >l.csv; }
for number in 990000193601120037 99000019360112003 990000193602300035; do
  ledger $number
  takes "a ledger's number $number" l.csv -- "SELECT id_number FROM ledger_entry" $number
  grep -q 'identity numbers that cannot be right, taken as written: 证件号码 1' out && ok "which is told" || bad "which is told" "it is not"
done
"$GUIZE" correct ledger_entry 1 id_number=990000193601120037 --db empty.db --yes >out 2>&1; [ $? = 4 ] && grep -q 'the check digit or the day in it is wrong' out && ok "but not by a correction" || bad "but not by a correction" "it is"
ledger 990000193601120036; takes "a right one" l.csv -- "SELECT id_number FROM ledger_entry" 990000193601120036
grep -q 'cannot be right' out && bad "which is not told" "it is" || ok "which is not told"
ledger 9.90000193601120E+17; refuses "one that a spreadsheet has shortened" l.csv 4 'l.csv:2: 证件号码: shortened by a spreadsheet'

# --- what a CSV file can be broken in
p() { printf '%s\n' "$person"; }
{ p; printf '11,532625,"张三丰,,1936-1-12,男\n'; } >b.csv; refuses "a quotation mark that is not closed" b.csv 4 'b.csv:2: error[E517]: cell 3: the quotation mark is not closed'
{ p; printf '11,532625,"张"三丰,,1936-1-12,男\n'; } >b.csv; refuses "text behind a closing mark" b.csv 4 'b.csv:2: error[E517]: cell 3: text behind'
{ p; printf '11,532625,张"三丰,,1936-1-12,男\n'; } >b.csv; refuses "a lone mark inside" b.csv 4 'b.csv:2: 姓名: a quotation mark inside the cell'
{ p; printf '11,532625,张\0丰,,1936-1-12,男\n'; } >b.csv; refuses "a byte of zero" b.csv 4 'b.csv:2: error[E517]: cell 3: a byte of zero'
{ p; printf '11,532625,'; head -c 70000 /dev/zero | tr '\0' x; printf ',,1936-1-12,男\n'; } >b.csv; refuses "a cell that is too long" b.csv 4 'cell 3: longer than 65,536 bytes'
{ p; printf '11,532625,"'; head -c 70000 /dev/zero | tr '\0' x; } >b.csv; refuses "a mark that swallows the rest" b.csv 4 'is its quotation mark closed?'
{ p; printf '11,532625,张三丰'; for cell in {1..30}; do printf ','; head -c 40000 /dev/zero | tr '\0' x; done; printf '\n'; } >b.csv; refuses "a row that is too long" b.csv 4 'the row is longer than 1,048,576 bytes'
truncate -s 3G b.csv; refuses "a file that is too large" b.csv 4 'has more than 2147483648 bytes'; rm b.csv
{ p; head -c 300 /dev/zero | tr '\0' ,; } >b.csv; refuses "too many columns" b.csv 4 'more than 256 columns'
{ p; printf '11,532625,张三丰,,1936-1-1'; } >b.csv; refuses "a row that was cut" b.csv 4 'b.csv:2: 5 cells where the header has 6'
{ p; printf '11,532625,张三丰,,1936-1-12,男,某村\n'; } >b.csv; refuses "a cell without a header" b.csv 4 'b.csv:2: cell 7 has a value'
{ p; printf '11,532625,张三丰,,1936-1-12,男'; } >b.csv; takes "a last line without an end" b.csv -- "SELECT count(*) FROM person" 1
grep -q 'the last line has no end' out && ok "a last line without an end is told" || bad "a last line without an end is told" "it is not"
{ p; printf '11,532625,张三丰,,1936-1-12,男\r12,532625,李四,,1936-1-12,男\r'; } >b.csv; takes "lines that end with CR alone" b.csv -- "SELECT count(*) FROM person" 2
{ p; printf '11,532625,张三丰,,1936-1-12,男\n'; printf '11,532625,张三丰,,1936-1-12,男\n'; } >b.csv; takes "a row twice, the same" b.csv -- "SELECT count(*) FROM person" 1
grep -q 'new 1, changed 0, the same 1, refused 0' out && ok "the same row is counted" || bad "the same row is counted" "it is not"
{ p; printf '11,532625,张三丰,,1936-1-12,男\n11,532625,张四丰,,1936-1-12,男\n'; } >b.csv; refuses "a key twice, not the same" b.csv 4 'b.csv:3: 姓名: a row with this key is there already, and differs'
mkdir folder; refuses "a folder" folder 4 'is a folder'
mkfifo pipe; sleep 600 >pipe & pid=$!
refuses "a pipe that never ends" pipe 4 'no plain file'
kill $pid 2>/dev/null; refuses "a pipe without a writer" pipe 4 'no plain file'
refuses "a file that is not there" nothing.csv 4 'there is no'

# --- names of files
{ p; printf '11,532625,张三丰,,1936-1-12,男\n'; } >utf8.csv
for name in 'file:p.csv' ' 人 员 名单.csv' "it's \"x\".csv" ./-p.csv; do cp utf8.csv "$name"; takes "a file called $name" "$name" -- "SELECT count(*) FROM person" 1; done
ln -s utf8.csv link.csv; takes "a link" link.csv -- "SELECT count(*) FROM person" 1
ln -s nowhere.csv dead.csv; refuses "a link that leads nowhere" dead.csv 4 'there is no'
ln -s loop.csv loop.csv; refuses "a link to itself" loop.csv 4 'cannot read'
cp base.db 'file:d.db'; "$GUIZE" import utf8.csv --db 'file:d.db' --quiet && [ "$(sqlite3 './file:d.db' 'SELECT count(*) FROM person')" = 1 ] && ok "a database called file:" || bad "a database called file:" "no"
fresh; LC_ALL=C "$GUIZE" import utf8.csv --db empty.db --quiet && [ "$(sql 'SELECT name FROM person')" = 张三丰 ] && ok "another locale" || bad "another locale" "no"

# --- encodings
iconv -f UTF-8 -t GB18030 utf8.csv >gb.csv
takes "GB18030 by its header" gb.csv -- "SELECT name FROM person" 张三丰
grep -q 'read as GB18030' out && ok "the encoding is told" || bad "the encoding is told" "it is not"
takes "GB18030 declared" gb.csv --encoding gb18030 -- "SELECT name FROM person" 张三丰
refuses "GB18030 declared as UTF-8" gb.csv 4 'cannot be read as UTF-8' --encoding utf-8
iconv -f UTF-8 -t UTF-16 utf8.csv >u16.csv; refuses "UTF-16" u16.csv 4 'is UTF-16'
iconv -f UTF-8 -t UTF-16LE utf8.csv >u16.csv; refuses "UTF-16 without a mark" u16.csv 4 'error['
printf 'person_id,county_code,name,id_number,birth,sex\n11,532625,%s,,1936-1-12,1\n' 女 | iconv -f UTF-8 -t GB18030 >both.csv
refuses "a file that reads both ways" both.csv 4 'can be read as UTF-8 and as GB18030'
takes "the same, declared" both.csv --encoding gb18030 -- "SELECT name FROM person" 女
printf '%s\n11,532625,%s,,1936-1-12,1\n' "$person" 女 | iconv -f UTF-8 -t GB18030 >both.csv
takes "a header tells the encoding" both.csv -- "SELECT name FROM person" 女
head -c 70 gb.csv >cut.csv; printf '\xd5' >>cut.csv; refuses "a character that was cut" cut.csv 4 'cannot be read'
# Bytes that GB18030 does not have, and a first byte in front of a comma, a quotation mark or the end of a line: refused, and
# nothing is swallowed. Second bytes are \ ] ` and {, four-byte forms have digits; none of them is what it looks like.
gb() { iconv -f UTF-8 -t GB18030; }
for bytes in '\x80,' '\xff,' '\xb0,' '\xb0",' '\xb0\n'; do
  { p | gb; printf "11,532625,a$bytes,1936-1-12,1\n12,532625,b,,1936-1-12,1\n"; } >b.csv
  refuses "GB18030 with $bytes" b.csv 4 'b.csv:2: error[E516]: byte 12 of the line cannot be read as GB18030'
  refuses "declared, with $bytes" b.csv 4 'b.csv:2: error[E516]: byte 12 of the line cannot be read as GB18030' --encoding gb18030
done
for bytes in '\x82\x35\x90\x37' '\x84\x31\x82\x36'; do { p | gb; printf "11,532625,$bytes,,1936-1-12,1\n"; } >b.csv; refuses "a character that GB18030 does not have: $bytes" b.csv 4 'b.csv:2: error[E516]'; done
{ p; printf '11,532625,"乗乚乣亄",,1936-1-12,男\n12,532625,㐀𠮷,,1936-1-12,女\n'; } | gb >b.csv
takes "second bytes that look like signs" b.csv -- "SELECT group_concat(name) FROM person" 乗乚乣亄,㐀𠮷
{ p | gb; printf '11,532625,\xa8\xbc\xfe\x59\xa6\xd9,,1936-1-12,1\n'; } >b.csv
takes "three characters as the edition of 2005 has them" b.csv -- "SELECT hex(name) FROM person" E1B8BFE9BEB4EFB890
awk -v head="$person" 'BEGIN { print head; for (i = 1; i <= 30000; i++) printf "%d,532625,%s张㐀%s三,,1936-1-12,男\n", i + 10, substr("aaaaaa", 1, i % 7), substr("bbbb", 1, i % 5) }' | gb >b.csv
takes "no character is lost between two pieces of a file" b.csv --quiet -- "SELECT count(*), count(DISTINCT name), sum(length(name)) FROM person" "$(awk 'BEGIN { for (i = 1; i <= 30000; i++) n += 3 + i % 7 + i % 5; print "30000|35|" n }')"
{ cat utf8.csv; printf '12,532625,\xd5\xc5\xc8\xfd,,1936-1-12,1\n'; } >mixed.csv; refuses "two encodings in one file" mixed.csv 4 'mixed.csv:3: error[E516]'

printf '%s\n11,532625,张%s,,1936-1-12,男\n' "$person" $'\ue001' >pua.csv
takes "a character of the private-use area" pua.csv -- "SELECT hex(name) FROM person" E5BCA0EE8081
grep -q 'private-use area): 姓名 1' out && ok "which is told" || bad "which is told" "no"

# --- a map
cat >m.map <<'MAP'
# 旧系统
entity: person
号码 = person_id
县 = county_code
名字 = 姓名
生日 = birth
性别: M = male
sex: F = 女
* = skip
MAP
printf '号码,县,名字,生日,性别,备注\n11,532625,张三丰,1936-1-12,M,x\n12,532625,李四,1936-1-12,F,y\n' >o.csv
takes "a map of headers and words" o.csv --map m.map -- "SELECT group_concat(name || sex) FROM person" 张三丰male,李四female
grep -q 'columns passed over: 备注' out && ok "columns passed over are told" || bad "columns passed over are told" "they are not"
printf '号码 person_id\n' >bad.map; refuses "a map with a line that says nothing" o.csv 2 'bad.map:1: error[E524]' --map bad.map
printf 'entity: person\n号码 = nummer\n' >bad.map; refuses "a map with an unknown field" o.csv 2 'bad.map:2: error[E524]: person (人员) has no field “nummer”' --map bad.map
printf '证件号码,年度,签约日期\n990000193601120036,2018,2018-1-5\n' >k.csv; printf 'entity: contract\n证件号码 = person_id by 身份证号\n' >k.map
cp base.db plain.db; "$GUIZE" import utf8.csv --db base.db --quiet; sqlite3 base.db "UPDATE person SET id_number = '990000193601120036'"
takes "a reference by the number of a person; rows that are numbered" k.csv --map k.map -- "SELECT contract_id || ' ' || person_id FROM contract" '1 11'
sed -i 's/990000193601120036/990000199004240045/' k.csv; refuses "nobody has the number" k.csv 4 'k.csv:2: 证件号码: no row of person (人员) has this value' --map k.map
cp plain.db base.db

# --- insert, update, replace; again; dry; the good rows
{ p; printf '11,532625,张三丰,990000193601120036,1936-1-12,男\n12,532625,李四,,1990-4-24,女\n'; } >one.csv
fresh; "$GUIZE" import one.csv --db empty.db --dry-run >out 2>&1 && grep -q 'new 2' out && cmp -s base.db empty.db && ok "a dry run stores nothing" || bad "a dry run stores nothing" "it does"
"$GUIZE" import one.csv --db empty.db --quiet; cp empty.db one.db
"$GUIZE" import one.csv --db empty.db >out 2>&1; [ $? = 4 ] && grep -q 'error\[E523\]: “one.csv” was imported before' out && ok "the same file again" || bad "the same file again" "taken"
"$GUIZE" import one.csv --db empty.db --yes >out 2>&1 && grep -q 'new 0, changed 0, the same 2, refused 0' out && ok "the same file again, asked for" || bad "the same file again, asked for" "no"
printf '人员编号,参保县,姓名,出生日期,性别,证件号码\n12,532625,,1990-4-25,女,\n' >two.csv
"$GUIZE" import two.csv --db empty.db --mode update >out 2>&1 && [ "$(sql "SELECT name || birth FROM person WHERE person_id = 12")" = 李四1990-04-25 ] && grep -q 'changed 1' out && ok "update leaves what is empty" || bad "update leaves what is empty" "$(sql 'SELECT * FROM person')"
printf '%s\n11,532625,张三,,1936-1-12,男\n13,532625,王五,,1936-1-12,男\n12,532625,李四,,1990-4-25,女\n' "$person" >three.csv
"$GUIZE" import three.csv --db empty.db --mode replace >out 2>&1 && grep -q 'new 1, changed 1, the same 1' out && [ "$(sql "SELECT name || coalesce(id_number, '-') FROM person WHERE person_id = 11")" = 张三- ] && ok "replace adds and empties" || bad "replace adds and empties" "$(sql 'SELECT * FROM person')"
printf '%s\n19,532625,张三,,1936-1-12,男\n' "$person" >four.csv
"$GUIZE" import four.csv --db empty.db --mode update >out 2>&1; [ $? = 4 ] && grep -q 'four.csv:2: 人员编号: there is no row with this key' out && ok "update of what is not there" || bad "update of what is not there" "taken"
printf '%s\n20,532625,张三,,1936-1-12,男\n21,532625,,,1936-1-12,男\n' "$person" >five.csv; printf 'mine\n' >five.csv.refused.csv
"$GUIZE" import five.csv --db empty.db --good-rows >out 2>&1; code=$?
[ $code = 1 ] && [ "$(sql "SELECT count(*) FROM person WHERE person_id > 19")" = 1 ] && grep -q 'the good rows alone were imported' out && ok "the good rows alone" || bad "the good rows alone" "exit $code"
[ "$(cat five.csv.refused.csv)" = mine ] && grep -q '^3,姓名,' five.csv.refused-2.csv && [ "$(stat -c %a five.csv.refused-2.csv)" = 600 ] && ok "no file is written over" || bad "no file is written over" "it is"
sed -i 's/,532625,,/,532625,赵六,/' five.csv.refused-2.csv
"$GUIZE" import five.csv.refused-2.csv --db empty.db >out 2>&1 && [ "$(sql "SELECT name FROM person WHERE person_id = 21")" = 赵六 ] && ok "corrected rows are sent back" || bad "corrected rows are sent back" "no"
"$GUIZE" import --db empty.db --format csv >out; grep -q ',five.csv,person,insert,UTF-8,2,1,0,0,1,' out && ok "the imports are listed" || bad "the imports are listed" "no"

# --- several files, rows that refer to later ones
printf '区划代码,区划名称,区划级别,上级区划代码\n532625102203,某村,村级,532625102000\n532625102000,某乡,乡镇级,532625000000\n532625000000,某县,县级,532600\n' >d.csv
printf '家庭编号,所在区划\n1,532625102203\n' >f.csv
fresh; "$GUIZE" import f.csv d.csv --db empty.db >out 2>&1 && [ "$(sql "SELECT count(*) FROM household JOIN division USING (division_code)")" = 1 ] && ok "rows and files in the wrong order" || bad "rows and files in the wrong order" "exit $?"
sed -i '$d' d.csv; refuses "a chain that leads nowhere" d.csv 4 'nor in this file'
fresh; "$GUIZE" import f.csv d.csv --db empty.db --dry-run >out 2>&1; grep -q 'not tried any more: 1' out && ok "the first file that fails ends it" || bad "the first file that fails ends it" "no"

# --- what messages show
{ p; printf '11,532625,秘密名,990000193601120037,1936-1-12,男\n'; } >s.csv
refuses "no name or number in a message" s.csv 4 's.csv:2'
grep -q '秘密名\|990000193601120037' out && bad "messages are without names and numbers" "they are not" || ok "messages are without names and numbers"
grep -q '=""990000193601120037""' s.csv.refused.csv && ok "the refused row has its text" || bad "the refused row has its text" "no"
GUIZE_LANG=zh "$GUIZE" import s.csv --db empty.db >out 2>&1; grep -q '校验码' out && ok "reasons in Chinese" || bad "reasons in Chinese" "no"
exit $status
