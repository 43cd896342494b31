#!/bin/bash
# What-if at the prompt: the same figures as on the command line, by commands and by Lua, with the pending change over the
# rules; wrong questions; a question that is stopped.
cd "$(dirname "$0")/../.." || exit 1
ok() { echo "ok $1"; }
bad() { echo "not ok $1 - $2"; }
is() { test "$2" = "$3" && ok "$1" || bad "$1" "expected $3, got $2"; }
has() { grep -qF -- "$2" "$3" && ok "$1" || bad "$1" "no “$2” in: $(head -c 300 "$3")"; }
work=${TMP:?}
db=$work/p.db
"$GUIZE" init "$db" >/dev/null && "$GUIZE" synth --db "$db" --cases 3000 --seed 5 --quiet || exit 1
ask() { printf '%s\n' ".on 2018-12-31" ".county 532624" "$@" >"$work/in"; "$GUIZE" --lang en --rules rules "$db" <"$work/in" >"$work/out" 2>"$work/err"; }
number() { python3 -c 'import json,sys
v = json.load(open(sys.argv[1]))
for key in sys.argv[2].split("/"):
    v = v[int(key)] if isinstance(v, list) else v[key]
print(v)' "$work/$1.json" "$2"; }
direct() { "$GUIZE" "${@:2}" --db "$db" --rules rules --year 2018 --county 532624 --json --quiet >"$work/$1.json"; }

direct whatif whatif --set basic.ratio.secondary=88%
ask 'basic.ratio.secondary = percent(88)' 'w = whatif()' 'print(w.sides[2].totals.self_pay, w.sides[1].totals.self_pay)'
is "the pending change is the scenario" "$(tail -1 "$work/out")" "$(number whatif sides/1/totals/self_pay)  $(number whatif sides/0/totals/self_pay)"
ask 'basic.ratio.secondary = percent(88)' '.whatif --by level'
has ".whatif shows the pending change" "pending" "$work/out"
has "and its money" "$(python3 -c "print('{:,.2f}'.format($(number whatif sides/1/totals/self_pay) / 100))")" "$work/out"
ask 'print(whatif{set="basic.ratio.secondary=88%", by={"county,identity"}}.sides[2].totals.self_pay)'
is "options are given by name" "$(tail -1 "$work/out")" "$(number whatif sides/1/totals/self_pay)"

direct sweep sweep basic.ratio.secondary=70%..90%/10% --goal actual_reimbursement=90%
ask 's = sweep("basic.ratio.secondary=70%..90%/10%", { goal = "actual_reimbursement=90%" })' 'for _, one in ipairs(s.points) do print(one.totals.self_pay) end' 's'
for i in 0 1 2; do grep -qx "$(number sweep points/$i/totals/self_pay)" "$work/out" && ok "point $i of a sweep is read in Lua" || bad "point $i of a sweep is read in Lua" "$(head -5 "$work/out")"; done
has "a document shows itself later" "90%" "$work/out"
ask '.sweep basic.ratio.secondary=70%..90%/10% --goal actual_reimbursement=90%' ; cp "$work/out" "$work/command"
ask 'sweep("basic.ratio.secondary=70%..90%/10%", { goal = "actual_reimbursement=90%" })'
cmp -s "$work/command" "$work/out" && ok "command and function show the same" || bad "command and function show the same" "they differ"

direct solve solve basic.ratio.secondary=70%..95% --goal actual_reimbursement=89%
ask 'print(solve("basic.ratio.secondary=70%..95%", { goal = "actual_reimbursement=89%" }).answer.text)'
is "solve" "$(tail -1 "$work/out")" "$(number solve answer/text)"
ask 'backstop.eligible.none = true' 'print(solve("basic.ratio.secondary=70%..95%", { goal = "actual_reimbursement=89%" }).baseline.totals.self_pay)' ; under=$(tail -1 "$work/out")
ask 'print(solve("basic.ratio.secondary=70%..95%", { goal = "actual_reimbursement=89%" }).baseline.totals.self_pay)'
test "$under" -lt "$(tail -1 "$work/out")" && ok "the pending change lies under a search" || bad "the pending change lies under a search" "$under"
ask 'f = frontier("basic.ratio.secondary=75%..85%/5%", "basic.ratio.primary=80%..90%/5%", { goal = "actual_reimbursement=88%" })' 'print(#f.points)'
is "frontier" "$(tail -1 "$work/out")" 9
ask 'l = levers{goal="actual_reimbursement"}' 'print(#l.levers > 5, l.levers[1].per_tenth <= l.levers[2].per_tenth)'
is "levers are ranked" "$(tail -1 "$work/out")" "true  true"
ask 'd = schedule{upto="20000元", step="5000元"}' 'print(d.county, d.bills[#d.bills])'
is "schedule is of the place looked at" "$(tail -1 "$work/out")" "532624  2000000"

# --- answers in files, and as documents ---
ask 'basic.ratio.secondary = percent(88)' ".once $work/once.json" '.whatif' '.whatif --json'
is ".once catches the document of an answer" "$(number once sides/1/totals/self_pay)" "$(number whatif sides/1/totals/self_pay)"
sed '1,/^written to/d' "$work/out" >"$work/typed.json"
cmp -s "$work/typed.json" "$work/once.json" && ok "--json at the prompt is the document" || bad "--json at the prompt is the document" "$(head -c 200 "$work/typed.json")"
ask ".log $work/log" ".once $work/once.txt" '.sweep basic.ratio.secondary=70%..90%/10%' '.sweep basic.ratio.secondary=70%..90%/10%' ; sed '1,/^written to/d' "$work/out" >"$work/shown"
cmp -s "$work/shown" "$work/once.txt" && grep -q 90% "$work/shown" && ok ".once catches its tables, once" || bad ".once catches its tables, once" "$(head -c 200 "$work/once.txt")"
tail -n "$(wc -l <"$work/shown")" "$work/log" | cmp -s - "$work/shown" && ok ".log has them" || bad ".log has them" "$(tail -n 3 "$work/log")"
ask 's = sweep("basic.ratio.secondary=70%..90%/10%")' ".once $work/once.csv" 's' '.mode json' '.solve basic.ratio.secondary=70%..95% --goal actual_reimbursement=89%'
grep -q '^70%,' "$work/once.csv" && ok ".once catches what Lua shows" || bad ".once catches what Lua shows" "$(head -c 200 "$work/once.csv")"
grep -q '"schema": "guize.solve.v1"' "$work/out" && ok ".mode json gives documents" || bad ".mode json gives documents" "$(tail -n 3 "$work/out")"
ask ".once $work/no.tsv" '.levers --goal actual_reimbursement' ; grep -q E680 "$work/err" && test ! -e "$work/no.tsv" && ok "a table cannot hold an answer" || bad "a table cannot hold an answer" "$(head -c 200 "$work/err")"
for language in en zh; do
  test $language = en && today="today 75%" with="lie under this question: 88%" || { today="现行 75%"; with="计入作为试算基础的调整后：88%"; }
  printf '%s\n' '.on 2018-12-31' '.county 532624' 'basic.ratio.secondary = percent(88)' '.sweep basic.ratio.secondary=70%..90%/10%' ".report $work/under.$language.md" |
    "$GUIZE" --lang $language --rules rules "$db" >"$work/out" 2>/dev/null
  grep -q "$today" "$work/out" && grep -q "$with" "$work/out" && ok "today is what the rules say ($language)" || bad "today is what the rules say ($language)" "$(grep '^basic' "$work/out")"
done
grep -q '现行规则加上这些调整：basic.ratio.secondary = percent(88)' "$work/under.zh.md" && grep -q '比基准增减' "$work/under.zh.md" && ok "and the page says what it is compared with" || bad "and the page says what it is compared with" "$(head -c 300 "$work/under.zh.md")"
grep -q 'with these changes: basic.ratio.secondary' "$work/under.en.md" && ok "--lang before the file is the language of pages" || bad "--lang before the file is the language of pages" "$(head -c 200 "$work/under.en.md")"
ask '.whatif --set basic.ratio.secondary=85' ; grep -q 'write it as 85%' "$work/err" && ok "a plain number is advised as what it is" || bad "a plain number is advised as what it is" "$(head -c 300 "$work/err")"

wrong() { ask "${@:3}"; test -s "$work/err" && grep -q "$2" "$work/err" && ok "$1" || bad "$1" "$(head -c 200 "$work/err")"; }
wrong "a wrong parameter in Lua" "did you mean basic.ratio" 'sweep("basic.ratio.secondery=70%..80%")'
wrong "a wrong option" "E610.*gaol" 'solve("basic.ratio.secondary", {gaol = "actual_reimbursement"})'
wrong "a function is no word" E691 'sweep(print)'
wrong "a folder that is not there" "E645.*cannot be written" ".once $work/nowhere/x.json"
wrong "nothing to try" E644 '.whatif'
wrong "too few words" E611 '.sweep'
wrong "options of the command line have no meaning here" E610 '.sweep basic.ratio.secondary=70%..80% --db x.db'
printf '1\nsweep("basic.ratio.secondary=70%%..80%%")\n' | "$GUIZE" --lang en --rules rules >"$work/out" 2>"$work/err"
grep -q "E614.*no database" "$work/err" && ok "without a database" || bad "without a database" "$(head -c 200 "$work/err")"
