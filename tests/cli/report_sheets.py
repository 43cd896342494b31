#!/usr/bin/python3
"""Reads a workbook of `guize report` with openpyxl and holds it against the document: report_sheets.py WHATIF.json BOOK.xlsx
(/usr/bin/python3, for which Debian packs openpyxl.)"""
import json
import sys
from decimal import Decimal

import openpyxl

document, book = json.load(open(sys.argv[1], encoding="utf-8")), openpyxl.load_workbook(sys.argv[2])
status = 0


def ask(name, good, found=""):
    global status
    if not good:
        status = 1
    print("ok " + name if good else "not ok %s - %s" % (name, found))


def rows(name):
    sheet = book[name]
    head = [cell.value for cell in sheet[2]]
    return sheet, head, [[cell for cell in row] for row in sheet.iter_rows(min_row=3)]


def fen(value):
    return int((Decimal(repr(value)) * 100).to_integral_value())


before, after = document["sides"]
sheet, head, money = rows("各项支出与个人自付")
wanted = [(l["title"], before["totals"]["layers"][l["name"]], after["totals"]["layers"][l["name"]]) for l in document["layers"]]
wanted += [(title, before["totals"][key], after["totals"][key]) for title, key in (("实际报销", "reimbursed"), ("个人自付", "self_pay"), ("医疗总费用", "total"))]
found = [(r[0].value, fen(r[1].value), fen(r[2].value)) for r in money]
ask("sums are those of the document to the fen", found == wanted, found[:3])
ask("differences too", [fen(r[3].value) for r in money] == [b - a for _, a, b in wanted], "they differ")
ask("sums are numbers with two decimals", all(isinstance(r[1].value, (int, float)) and r[1].number_format == "#,##0.00" for r in money), money[0][1].number_format)
ask("changes show their sign", money[0][3].number_format.startswith("+"), money[0][3].number_format)

sheet, head, cases = rows("自付变化最大的病例")
ids = [r[0].value for r in cases]
ask("numbers of cases are text, whole", ids == [str(c["case"]) for c in after["largest"]], ids)
ask("and keep being text", all(r[0].number_format == "@" and r[0].data_type == "s" for r in cases), cases[0][0].number_format)

sheet, head, moved = rows("有变化的指标")
at = {t["target"] + t["county"]: t for t in after["targets"]}
ratio = {(t["title"], t["county_name"]): t["part"] / t["whole"] for t in after["targets"] if t["whole"]}
column = head.index("调整后")
ask("shares are numbers shown as percentages", all(abs(r[column].value - ratio[r[0].value, r[1].value]) < 1e-12 and "0.00%" in r[column].number_format for r in moved), head)
ask("what moved is there", len(moved) == sum(1 for a, b in zip(before["targets"], after["targets"]) if a["part"] != b["part"]), len(moved))

sheet, head, groups = rows("分组对照")
ask("groups add up to the total", all(sum(fen(r[i].value) for r in groups[:-1]) == fen(groups[-1][i].value) for i in (2, 3, 4)) and groups[-1][0].value == "合计", groups[-1][0].value)

frozen = {s.title: s.freeze_panes for s in book.worksheets}
ask("heads and names are frozen", all(frozen[n] and frozen[n].endswith("3") and frozen[n] != "A3" for n in ("各项支出与个人自付", "有变化的指标", "分组对照", "依据")), frozen)
ask("heads are repeated in print, on A4", all(s.print_title_rows == "$1:$2" and s.page_setup.paperSize in (9, "9") for s in book.worksheets if s.freeze_panes), "not all")
charts = book["图表"]._charts
ask("charts are native", len(charts) >= 5 and all(c.series for c in charts), len(charts))
ask("charts show cells of the tables", all(c.series[0].val.numRef.f.split("!")[0].strip("'") in book.sheetnames for c in charts), "not all")
narrow = []
for s in book.worksheets:
    for row in s.iter_rows(min_row=2):
        for cell in row:
            if isinstance(cell.value, (int, float)):
                width = s.column_dimensions[cell.column_letter].width
                shown = ("{:,.2f}" if "0.00" in cell.number_format else "{:,}").format(cell.value)
                if "%" in cell.number_format:
                    shown = "{:.2%}".format(cell.value)
                if width < len(shown) + 1:
                    narrow.append((s.title, cell.coordinate, width, shown))
            elif isinstance(cell.value, str) and not cell.alignment.wrap_text:
                width = s.column_dimensions[cell.column_letter].width
                if width < sum(2 if ord(c) > 0x2E7F else 1 for c in cell.value):
                    narrow.append((s.title, cell.coordinate, width, cell.value))
ask("columns are wide enough for numbers and Chinese", not narrow, narrow[:3])
basis = {r[0].value: r[1].value for r in book["依据"].iter_rows(min_row=3) if r[0].value}
ask("the basis names rules and data by hash", basis.get("规则指纹") == document["rules"]["hash"] and basis.get("数据指纹") == document["data"]["hash"], basis)
ask("assumed values stand there", all(any(a["title"] == k for k in basis) for a in document["assumed"]), list(basis))
ask("its day is of the document, not of the clock", book.properties.created.isoformat().startswith("2018-12-31"), book.properties.created)
sys.exit(status)
