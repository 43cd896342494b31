#!/bin/bash
# Import of XLSX: cells of every kind, made by another program (openpyxl) and by hand; what is refused.
set -u
cd "$TMP" || exit 1
status=0
unset GUIZE_DB GUIZE_RULES
export GUIZE_LANG=en

ok() { echo "ok $1"; }
bad() { echo "not ok $1 - $2"; sed 's/^/# /' out | head -n 8; status=1; }
"$GUIZE" init base.db >/dev/null && sqlite3 base.db "INSERT INTO division VALUES ('530000', '某省', 'province', NULL), ('532600', '某州', 'prefecture', '530000'), ('532625', '某县', 'county', '532600');
  INSERT INTO hospital VALUES (5, '某县医院', 'secondary', '532625', 'county', 1); INSERT INTO person VALUES (11, NULL, '532625', '张三丰', NULL, '1970-01-01', 'male')" || exit 1
takes() { # NAME FILE SQL EXPECTED
  cp base.db x.db; rm -f ./*.refused*
  "$GUIZE" import "$2" --db x.db >out 2>&1 || { bad "$1" "exit $?"; return; }
  local found; found=$(sqlite3 x.db "$3")
  [ "$found" = "$4" ] && ok "$1" || bad "$1" "$found"
}
refuses() { # NAME FILE WORDS
  cp base.db x.db; rm -f ./*.refused*
  timeout 200 "$GUIZE" import "$2" --db x.db >out 2>&1
  local code=$?
  [ $code = 4 ] && grep -qF -- "$3" out && cmp -s base.db x.db && ok "$1" || bad "$1" "exit $code"
}

python3 - <<'PY' || exit 1
import datetime, zipfile, sys
for path in ("/usr/lib/python3/dist-packages",):
    if path not in sys.path: sys.path.append(path)
import openpyxl
person = ["人员编号", "参保县", "姓名", "证件号码", "出生日期", "性别"]
case = ["病例编号", "人员编号", "机构编号", "入院日期", "出院日期", "结算日期", "总费用", "全自费", "超限价", "先行自付", "符合政策范围", "一站式结算"]

def book(name, *rows, more=None):
    b = openpyxl.Workbook(); s = b.active; s.title = "名单"
    for row in rows: s.append(row)
    if more: more(b, s)
    b.save(name)

day = datetime.date(2018, 7, 1)
book("good.xlsx", ["某县花名册"], person, [21, 532625, "李 四", "11010519491231002X", day, "男"], ["22", "532625", " 王五", None, "2018年7月2日", 2],
     [23, 532625, "_x0041_&<>\n二", None, datetime.datetime(2018, 7, 3, 13, 45), "女"], [None] * 6, more=lambda b, s: b.create_sheet("别的").append(["x"]))
book("case.xlsx", case, [1, 11, 5, day, day, day, 1234.5, 0.1 + 0.2, 0, 0, 1234.2, True], [2, 11, 5, 20180701, "2018/7/1", day, 8, 1.1, 2.2, 3.3, 1.4, "否"])
book("fen.xlsx", case, [1, 11, 5, day, day, day, 1234.567, 0, 0, 0, 1234.567, True])
book("serial.xlsx", person, [21, 532625, "甲", None, 43282, "男"])
book("ruined.xlsx", person, [21, 532625, "甲", 110105194912310028, day, "男"])
book("ruined2.xlsx", person, [21, 532625, "甲", 4.40981e17, day, "男"])
book("formula.xlsx", person, [21, 532625, "=A1&B1", None, day, "男"])
book("error.xlsx", person, [21, 532625, "甲", None, "#N/A", "男"], more=lambda b, s: setattr(s["E2"], "data_type", "e"))
book("merged.xlsx", person, [21, 532625, "甲", None, day, "男"], [22, 532625, None, None, day, "男"], more=lambda b, s: s.merge_cells("C2:C3"))
book("title.xlsx", ["某县花名册"], person, [21, 532625, "甲", None, day, "男"], more=lambda b, s: s.merge_cells("A1:F1"))
book("extra.xlsx", person, [21, 532625, "甲", None, day, "男", "多"])
book("wide.xlsx", person, [21, 532625, "甲", None, day, "男"], more=lambda b, s: s.cell(2, 300, "x"))
book("truth.xlsx", person, [21, 532625, True, None, day, "男"])
book("nineteen.xlsx", person, [21, 532625, "甲", None, datetime.date(1904, 1, 2), "男"], more=lambda b, s: setattr(b, "epoch", openpyxl.utils.datetime.CALENDAR_MAC_1904))
book("hidden.xlsx", person, [21, 532625, "甲", None, day, "男"], more=lambda b, s: (b.create_sheet("封面", 0).append(["x"]), setattr(b["封面"], "sheet_state", "hidden")))
book("nothing.xlsx")

def change(source, target, part, edit):
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.namelist():
            data = old.read(item)
            if item == part: data = edit(data)
            if data is not None: new.writestr(item, data)
sheet = "xl/worksheets/sheet1.xml"
import re
texts = []
def share(data):
    def put(found):
        texts.append(found.group(2).decode())
        return b'<c r="%s" t="s"><v>%d</v></c>' % (found.group(1), len(texts) - 1)
    return re.sub(rb'<c r="(\w+)" t="inlineStr"><is><t[^>]*>(.*?)</t></is></c>', put, data, flags=re.S)
change("good.xlsx", "inline.xlsx", sheet, share)
rich = lambda t: "<si><r><t>%s</t></r><r><rPr><b/></rPr><t xml:space=\"preserve\">%s</t></r><rPh><t>拼音</t></rPh></si>" % (t[:0] if "&" in t else t[:1], t if "&" in t else t[1:])
with zipfile.ZipFile("inline.xlsx", "a") as new:
    new.writestr("xl/sharedStrings.xml", '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' + "".join(map(rich, texts)) + "</sst>")
import os
os.rename("inline.xlsx", "shared.xlsx")
change("good.xlsx", "dtd.xlsx", sheet, lambda d: b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + d)
change("good.xlsx", "cutxml.xlsx", sheet, lambda d: d[:len(d) // 2])
change("good.xlsx", "nosheet.xlsx", sheet, lambda d: None)
change("shared.xlsx", "text.xlsx", "xl/sharedStrings.xml", lambda d: b"<sst><si><t>a</t></si></sst>")
change("good.xlsx", "place.xlsx", sheet, lambda d: d.replace(b'r="A3"', b'r="??"'))
change("good.xlsx", "long.xlsx", sheet, lambda d: d.replace(b"</sheetData>", b'<row r="9"><c r="A9" t="inlineStr"><is><t>' + b"x" * 2000000 + b"</t></is></c></row></sheetData>"))
change("shared.xlsx", "bomb.xlsx", "xl/sharedStrings.xml", lambda d: None)
with zipfile.ZipFile("bomb.xlsx", "a", zipfile.ZIP_DEFLATED, compresslevel=1) as bomb, bomb.open("xl/sharedStrings.xml", "w") as part:
    part.write(b"<sst>")
    for _ in range(400): part.write(b" " * (1 << 20))
data = open("good.xlsx", "rb").read()
open("cut.xlsx", "wb").write(data[:len(data) // 2])
middle = data.index(b"xl/worksheets/sheet1.xml") + 60
open("flip.xlsx", "wb").write(data[:middle] + bytes([data[middle] ^ 0xFF]) + data[middle + 1:])
open("old.xls", "wb").write(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + b"\0" * 600)
with zipfile.ZipFile("zip.xlsx", "w") as z: z.writestr("a.txt", "a")
PY

people='21|532625|李 四|11010519491231002X|2018-07-01|male;22|532625|王五||2018-07-02|female;23|532625|A&<>
二||2018-07-03|female'
every="SELECT group_concat(person_id || '|' || county_code || '|' || name || '|' || coalesce(id_number, '') || '|' || birth || '|' || sex, ';') FROM person WHERE person_id > 20"
takes "cells of every kind" good.xlsx "$every" "$people"
takes "shared texts, in pieces" shared.xlsx "$every" "$people"
takes "cells of every kind again" good.xlsx "$every" "$people"
grep -q 'sheets that were not read: 别的' out && grep -q 'sheet: 名单' out && grep -q 'rows above the header: 1' out && grep -q 'times of day left off: 出生日期 1' out && ok "what is passed over is told" || bad "what is passed over is told" "no"
takes "amounts as a spreadsheet keeps them, 0.30000000000000004 too" case.xlsx "SELECT group_concat(total_cost || ' ' || uncovered_cost || ' ' || in_scope_cost || ' ' || one_stop || ' ' || admission || ' ' || discharge, ';') FROM cases" \
  '123450 30 123420 1 2018-07-01 2018-07-01;800 110 140 0 2018-07-01 2018-07-01'
takes "title cells merged above the header" title.xlsx "SELECT name FROM person WHERE person_id = 21" 甲
takes "days counted from 1904" nineteen.xlsx "SELECT birth FROM person WHERE person_id = 21" 1904-01-02
takes "a hidden sheet in front" hidden.xlsx "SELECT name FROM person WHERE person_id = 21" 甲
refuses "three decimals" fen.xlsx 'fen.xlsx:2: 总费用、符合政策范围: no whole number of fen'
refuses "a serial number that is no date cell" serial.xlsx 'serial.xlsx:2: 出生日期: a number, not a date'
refuses "an id of 18 digits in a number cell" ruined.xlsx 'ruined.xlsx:2: 证件号码: a number cell keeps 15 digits'
refuses "an id as 4.40981E+17" ruined2.xlsx 'ruined2.xlsx:2: 证件号码: a number cell keeps 15 digits'
refuses "a truth value as a name" truth.xlsx 'truth.xlsx:2: 姓名: TRUE or FALSE where none is due'
refuses "a formula that was never computed" formula.xlsx 'formula.xlsx:2: 姓名: an error of the spreadsheet'
refuses "an error of a formula" error.xlsx 'error.xlsx:2: 出生日期: an error of the spreadsheet'
refuses "merged cells among the rows" merged.xlsx 'C2:C3'
refuses "a cell without a header" extra.xlsx 'extra.xlsx:2: cell 7 has a value'
refuses "too many columns" wide.xlsx 'more than 256 columns'
refuses "an empty sheet" nothing.xlsx 'there is nothing in it'
for file in dtd cutxml nosheet text place long bomb cut flip zip; do refuses "a broken file: $file" $file.xlsx 'E518'; done
refuses "an old or locked file" old.xls 'old .xls file, or has a password'
cp good.xlsx named.csv; takes "the form is told by its bytes" named.csv "SELECT count(*) FROM person" 4
exit $status
