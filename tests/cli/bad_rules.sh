#!/bin/bash
# limit: 1800
# What is wrong in rules: refused with one message that shows the place, the reason and the way out, and nothing is
# changed; or, inside a case, stored as failed with its reason and counted. Nothing is ever paid 0 for a mistake.
set -u
cd "$TMP" || exit 1
. "$OLDPWD/tests/cli/small.bash"
status=0
county=land/town/malipo.lua

ok() { echo "ok $1"; }
bad() { echo "not ok $1 - $2"; sed 's/^/# /' err | head -n 4; status=1; }

small_db base.db || exit 1
mkdir shown
number=0

# settle OPTIONS…: runs the rules in r over a copy of the database; sets `code`.
settle() {
  cp base.db s.db
  "$GUIZE" run --db s.db --rules r --year 2018 "$@" >out 2>err
  code=$?
}
unchanged() { cmp -s base.db s.db && test -z "$(ls s.db?* 2>/dev/null)"; }
keep_shown() { number=$((number + 1)); cp err "shown/$number"; cp "r/$1" "shown/$number.source"; }

# message FILE CODE TEXT HINT: why what stands in err is not that one message (nothing when it is). HINT -: none is due.
message() {
  test "$(grep -c 'error\[' err)" = 1 || { echo "not one message"; return; }
  head -n 1 err | grep -q "^r/$1:[0-9]*:[0-9]*: error\[$2\]: " || { echo "no file, line and column, or not $2"; return; }
  head -n 1 err | grep -qF -- "$3" || { echo "reason without: $3"; return; }
  sed -n 2p err | grep -q '^ *[0-9]* | .' || { echo "the line is not shown"; return; }
  sed -n 3p err | grep -q '^ *| *^^*$' || { echo "no carets"; return; }
  test "$4" = - && return
  test "$(sed -n 4p err | cut -c1-7)" = " hint: " || { echo "no advice"; return; }
  sed -n 4p err | grep -qF -- "$4" || { echo "advice without: $4"; return; }
  test "$(wc -l <err)" = 4 || echo "more than one message"
}

# judge NAME FILE CODE TEXT HINT: the last run was refused: exit 3, that message, nothing changed.
judge() {
  keep_shown "$2"
  why=$(message "$2" "$3" "$4" "$5")
  if [ "$code" != 3 ]; then bad "$1" "exit $code"
  elif ! unchanged; then bad "$1" "the database was changed"
  elif [ -n "$why" ]; then bad "$1" "$why"
  else ok "$1"; fi
}

# refused NAME FILE CODE TEXT HINT <STATEMENTS: with the statements added to FILE the rules are refused.
refused() {
  small_rules r
  cat >>"r/$2"
  settle
  judge "$@"
}

# --- names ---
refused "unknown parameter" $county E201 "unknown parameter 'basic.ratoi'" "basic.ratio" <<<'basic.ratoi.primary = percent(1)'
refused "unknown first part of a parameter" $county E201 "'basci'" "basic" <<<'basci.ratio.primary = percent(1)'
refused "unknown level" $county E203 "'secondry'" "secondary" <<<'basic.ratio.secondry = percent(1)'
refused "unknown level in a table" $county E203 "'secondry'" "secondary" <<<'basic.ratio = { secondry = percent(1) }'
refused "unknown choice" $county E203 "'strikt'" "strict" <<<'basic.mode = "strikt"'
refused "unknown enumeration" model.lua E203 "'hospital_levle'" "hospital_level" <<<'parameter "x.y" { title = "x", unit = "ratio", by = "hospital_levle" }'
refused "unknown unit" model.lua E228 "'rato'" "ratio" <<<'parameter "x.y" { title = "x", unit = "rato" }'
refused "unknown layer in the order" $county E233 "'basci'" "basic" <<<'settlement { "basci" }'
refused "unknown layer before which is added" model.lua E233 "'bsaic'" "basic" \
  <<<'accumulator "late" { per = "person", before = "bsaic", adds = function() return 0 end }'
refused "unknown field of a layer" $county E227 "'tytle'" "title" <<<'layer "basic" { tytle = "x", pays = function() return 0 end }'
refused "unknown field of a parameter" model.lua E227 "'unt'" "unit" <<<'parameter "x.y" { title = "x", unt = "ratio" }'
refused "unknown entity of a flag" model.lua E204 "'caes'" "case" \
  <<<'flag "f" { title = "f", over = "caes", when = function() return false end }'
refused "unknown word" $county E201 "'layr'" "layer" <<<'layr "x" { pays = function() return 0 end }'
refused "a global name" $county E222 "'total'" "local" <<<'total = 5'
refused "a jurisdiction that lies elsewhere" land/town/other.lua E231 'land/twon' "" \
  <<<'jurisdiction { code = "532626", name = "他县", within = "land/twon" }'
refused "a jurisdiction twice" land/town/other.lua E231 "532625" "" <<<'jurisdiction { code = "532625", name = "他县", within = "land/town" }'
refused "a code of five digits" land/town/other.lua E231 "53262" "" <<<'jurisdiction { code = "53262", name = "他县", within = "land/town" }'
small_rules r
mkdir r/land/nowhere
echo 'jurisdiction { code = "532701", name = "他县", within = "land/nowhere" }' >r/land/nowhere/other.lua
settle
judge "a county in a prefecture without rules" land/nowhere/other.lua E231 "land/nowhere" "prefecture.lua"

# --- values ---
refused "95 for a ratio" $county E211 "95 is no value for 'basic.ratio'" "percent(95)" <<<$'from "2018-02-01"\nbasic.ratio.primary = 95'
refused "a bare number for money" $county E211 "5000 is no value for 'basic.cap'" "yuan(5000)" <<<$'from "2018-02-01"\nbasic.cap = 5000'
refused "a ratio above 100%" $county E212 "120%" "percent(95)" <<<$'from "2018-02-01"\nbasic.ratio.primary = percent(120)'
refused "a ratio below 0%" $county E212 "-5%" "percent(95)" <<<$'from "2018-02-01"\nbasic.ratio.primary = percent(-5)'
refused "a ratio that is no number" $county E210 "" "" <<<$'from "2018-02-01"\nbasic.ratio.primary = percent(0/0)'
refused "an amount out of range" $county E212 "basic.deductible" "5000" <<<$'from "2018-02-01"\nbasic.deductible = yuan(5001)'
refused "a day that does not exist" $county E215 "2018-02-30" "2018-07-01" <<<'from "2018-02-30"'
refused "a day in another form" $county E215 "2018/3/1" "2018-07-01" <<<'from "2018/3/1"'
refused "two values for one day" $county E230 "'basic.cap' is given twice" "from" <<<'basic.cap = yuan(7)'
refused "two layers for one day" model.lua E230 "'basic'" "from" <<<'layer "basic" { pays = function() return 0 end }'
refused "a value in no jurisdiction" land/town/other.lua E231 "no jurisdiction" "jurisdiction" <<<'basic.cap = yuan(7)'
refused "one value where there are several" $county E211 "'basic.ratio'" "basic.ratio" <<<$'from "2018-02-01"\nbasic.ratio = percent(80)'
refused "a cycle of accumulators" model.lua E234 "need one another" "" <<'LUA'
accumulator "hen" { per = "person", adds = function(case, p, year) return year.egg end }
accumulator "egg" { per = "person", adds = function(case, p, year) return year.hen end }
LUA

# --- texts ---
refused "a full-width sign" $county E105 "＝" "=" <<<'basic.cap ＝ yuan(7)'
refused "full-width brackets" $county E105 "（" "(" <<<'basic.cap = yuan（7）'
refused "full-width quotes" $county E105 "“" '"' <<<'basic.mode = “plain”'
refused "a full-width number" $county E105 "７" "7" <<<'basic.cap = yuan(７)'
refused "an ideographic space" $county E105 "U+3000" "space" <<<'basic.cap　= yuan(7)'
refused "a hidden character" $county E106 "U+200B" "delete" <<<$'basic.cap\u200b = yuan(7)'
refused "a sign that turns the line around" $county E106 "U+202E" "delete" <<<$'-- \u202e'
refused "a number that divides without a rest" $county E109 "LL" "plain number" <<<'basic.cap = yuan(95LL)'
refused "a syntax error" $county E300 "near '='" "" <<<'basic.cap = = 5'
refused "a bare percentage" $county E300 "near '55%'" "percent(55)" <<<'basic.cap = 55%  -- as published'
refused "a bare percentage in a table" $county E300 "near '80%'" "百分之(80)" <<<'basic.ratio = { secondary = 80%
}'
refused "a file that ends too early" $county E300 "'end' expected" "" <<<'if true then'
iconv -f UTF-8 -t GB18030 <<<'source "住院报销比例"' | refused "a file in GB18030" $county E107 "not UTF-8" "iconv -f GB18030 -t UTF-8"
# binary NAME: exit 3, the file is named with advice, nothing changed; its bytes are not shown.
binary() {
  settle
  if [ "$code" = 3 ] && unchanged && grep -q "^r/$county:[0-9]*:[0-9]*: error\[E10[68]\]: " err && grep -q '^ hint: ' err && [ "$(grep -c 'error\[' err)" = 1 ] &&
    ! grep -qP '[\x00-\x08\x0b-\x1f]' err; then ok "$1"; else bad "$1" "exit $code"; fi
}
small_rules r
printf '\033LJ\002\000compiled' >r/$county
binary "compiled code"
small_rules r
printf '# a comment of a shell\n\033LJ\002\000compiled' >r/$county
binary "compiled code behind a first line"
small_rules r
printf 'basic.mode = "pla\000in"\n' >>r/$county
binary "a NUL"
small_rules r
printf 'basic.mode = "pla\033in"\n' >>r/$county
binary "an escape"
refused "ten thousand brackets" $county E300 "levels" "" <<<"local x = $(printf '(%.0s' {1..10000})1$(printf ')%.0s' {1..10000})"
small_rules r
head -c 5000000 /dev/zero | tr '\0' '-' >r/land/town/large.lua
settle
test "$code" != 0 && unchanged && grep -q 'error\[' err && ok "a file of 5 MB" || bad "a file of 5 MB" "exit $code"
small_rules r
sed -i 's/$/\r/' r/$county
printf '\xef\xbb\xbf' | cat - r/$county >r/new && mv r/new r/$county
settle
test "$code" = 0 && ok "the ends of lines of Windows and a mark of the byte order are no mistake" ||
  bad "the ends of lines of Windows and a mark of the byte order are no mistake" "exit $code"

# --- what a script may not reach ---
for name in io os ffi debug require package module load loadstring loadfile dofile getfenv setfenv getmetatable setmetatable \
  rawget rawset rawequal coroutine collectgarbage jit newproxy pcall xpcall next print _G; do
  refused "no $name" $county E201 "'$name'" "" <<<"local x = $name"
done
refused "no string.dump" $county E202 "'string.dump'" "" <<<'local x = string.dump'
refused "no dump behind a text" $county E202 "'string.dump'" "" <<<'local x = ("x"):dump()'
refused "no math.random" $county E202 "'math.random'" "" <<<'local x = math.random()'
refused "no table.foreach" $county E202 "'table.foreach'" "" <<<'local x = table.foreach'
refused "nothing is added to string" $county E306 "string" "" <<<'string.x = 1'
refused "nothing is added to math" $county E306 "math" "" <<<'math.floor = nil'
refused "recursion through gsub" $county E308 "gsub" "" <<<'local function f() ("a"):gsub("a", f) end f()'
refused "recursion without an end at load" $county "E32[01]" "" "" <<<'local function f() return 1 + f() end local x = f()'
refused "nested coroutines" $county E201 "'coroutine'" "" <<<'local function f() coroutine.wrap(f)() end f()'
refused "a loop without an end at load" $county "E32[23]" "" "loop" <<<'while true do end'
refused "memory eaten at load" $county "E32[023]" "" "" <<<'local t = {} while true do t[#t + 1] = {} end'
refused "a text of a thousand million at load" $county E320 "memory" "grows" <<<'local s = ("x"):rep(1e9)'
refused "a pattern without an end at load" $county "E32[23]" "" "" <<<'local s = ("a"):rep(100000):find(("a*"):rep(50) .. "b")'

# --- inside a case ---
# spoil PRE BODY: from June on the layer is a function with BODY; PRE stands above it.
spoil() {
  small_rules r
  printf '%s\n' 'from "2018-06-01"' "$1" "layer \"basic\" { title = \"基本医疗保险\", pays = function(case, p, year, bill, history)" \
    "  $2" 'end }' >>r/model.lua
  line=$(grep -n '^layer' r/model.lua | tail -n 1 | cut -d: -f1)
}
ask() { sqlite3 s.db "$1"; }

# stored TEXT: why cases 103 to 105 are not stored as failed for the reason TEXT with its place, and the others as they were.
stored() {
  test "$code" = 1 || { echo "exit $code"; return; }
  test "$(ask "SELECT group_concat(case_id || ':' || basic || ':' || self_pay) FROM settlement WHERE status = 'ok'")" = \
    "101:352000:148000,102:99000:21000" || { echo "the sound cases are not as they were"; return; }
  test "$(ask "SELECT count(*) FROM settlement WHERE status = 'failed' AND case_id IN (103, 104, 105) AND self_pay IS NULL AND
    basic IS NULL")" = 3 || { echo "not three failed cases without amounts"; return; }
  test "$(ask "SELECT count(*) FROM settlement WHERE status = 'failed' AND instr(reason, '$1') > 0")" = 3 ||
    { echo "reason: $(ask "SELECT group_concat(reason) FROM settlement")"; return; }
  test "$(ask "SELECT count(*) FROM settlement WHERE reason LIKE '%(model.lua:_%)%'")" = 3 ||
    { echo "reason without its place: $(ask "SELECT max(reason) FROM settlement")"; return; }
  test "$(ask "SELECT count(*) FROM settlement WHERE reason LIKE '%stdlib/%' OR reason LIKE '%E735%'")" = 0 ||
    { echo "reason of our own: $(ask "SELECT max(reason) FROM settlement")"; return; }
  test "$(ask "SELECT status || cases_done || cases_failed FROM run")" = finished53 || { echo "run: $(ask "SELECT status FROM run")"; return; }
  grep -q '5 cases, 3 failed' out || { echo "not in the summary"; return; }
  grep -q '3 cases .*first.* 103' err || echo "the summary does not count the reason"
}

# failing NAME CODE TEXT HINT BODY [PRE]: cases 103 to 105 fail; with --strict nothing is stored.
failing() {
  spoil "${6:-}" "$5"
  settle
  why=$(stored "${3//\'/\'\'}")
  test -n "$why" && bad "$1" "$why" || ok "$1"
  settle --strict
  judge "$1, strictly" model.lua "$2" "$3" "$4"
}
failing "a layer gives NaN" E310 "NaN" "finite" "return 0 / 0"
failing "a layer gives infinity" E310 "infinity" "finite" "return 1 / 0"
failing "a layer gives a text" E310 '"100"' "finite" "return '100'"
failing "a layer gives nothing" E310 "nothing" "finite" ""
failing "a layer gives a truth" E310 "true" "finite" "return true"
failing "a layer gives a table" E310 "table" "finite" "return {}"
failing "a misspelt field of the case" E204 "'in_scope_cots'" "in_scope_cost" "return case.in_scope_cots"
failing "a misspelt layer of the year" E204 "'basci'" "basic" "return year.basci"
failing "a misspelt part of the bill" E204 "'self_apy'" "self_pay" "return bill.self_apy"
failing "a misspelt parameter" E201 "'basic.capp'" "basic.cap" "return p.basic.capp"
failing "a misspelt level" E203 "'secondry'" "secondary" "return p.basic.ratio.secondry"
failing "a misspelt identity" E203 "'dibaoo'" "dibao" "return case:holds('dibaoo') and 1 or 0"
failing "a misspelt identity at the end" E203 "'dibaoo'" "dibao" "return case:holds('dibaoo')"
failing "a misspelt sum of the history" E204 "'cuont'" "count" "return history:within(30).cuont"
failing "an unknown name" E201 "'incope'" "" "return incope"
failing "calculating with a text" E303 "hospital_level" "" "return case.hospital_level * 5"
failing "comparing a text" E302 "compare" "" "if case.hospital_level > 3 then return 1 end return 0"
failing "calculating with nothing" E303 "nil" "" "local x return x * 5"
failing "the least of nothing" "E3[01][0-9]" "function" "" "return min(p.basic.cap, nil)"
failing "the floor of a text" "E3[01][0-9]" "function" "" "return floor('a')"
failing "rounding nothing" "E3[01][0-9]" "nil" "" "return round(nil)"
failing "a day that does not exist, in a formula" E215 "2018-02-30" "" "return date '2018-02-30'"
failing "a ratio above 100%, in a formula" E212 "200%" "" "return percent(200)"
failing "calculating with the case" E303 "" "" "return case + 1"
failing "the length of the case" "E30[0-9]" "length" "" "return #case"
failing "the case as a text" "E30[0-9]" "joined" "" "return case .. ''"
failing "calling the case" "E3[01][0-9]" "call" "" "return case()"
failing "a helper that fails" E204 "'nope'" "" "return helper(case)" "local function helper(c) return c.nope end"
failing "an error of the rule's own" "E301" "没有这样的参保人" "-" "error('没有这样的参保人')"
failing "an error of a table" "E301" "a table" "-" "error({})"
failing "an error of the case" "E301" "raised" "-" "error(case)"
failing "a forged fault" "E301" "a table" "-" "error({ is_fault = true, code = 'E000', message = 'boo', file = '/etc/passwd', line = 1, exit = 0 })"
failing "an empty forged fault" "E301" "a table" "-" "error({ is_fault = true })"
failing "an error that is not UTF-8" "E301" "" "-" "error('\\255\\254')"
failing "an error of a million letters" "E301" "xxxx" "-" "error(('x'):rep(1e6))"
failing "an error of a thousand Chinese letters" "E301" "药药" "-" "error(('药'):rep(1000))"
failing "recursion without an end" "E32[01]" "" "" "local function f(n) return 1 + f(n + 1) end return f(1)"
failing "recursion through sort" "E[23]2[0-9]" "" "" \
  "local function f() local t = { 3, 2, 1 } table.sort(t, function(a, b) f() return a < b end) end f() return 0"
failing "a loop without an end" E322 "come to an end" "loop" "while true do end"
failing "memory eaten" "E32[02]" "" "" "local t = {} while true do t[#t + 1] = {} end"
failing "a text of a thousand million" E320 "memory" "grows" "return #(('x'):rep(1e9))"
failing "a pattern without an end" "E32[0-9]" "" "" "return (('a'):rep(100000):find(('a*'):rep(50) .. 'b')) or 0"

# The reason of a case is one clean line.
spoil "" 'error("a\27[31mred\nnewline\0end")'
settle
control=$(ask "SELECT count(*) FROM settlement WHERE reason GLOB '*[' || char(1) || '-' || char(31) || ']*'")
test "$code" = 1 && test "$control" = 0 && ! grep -q "$(printf '\033')" err && ok "no control characters in a reason" ||
  bad "no control characters in a reason" "exit $code, $control reasons with them"

# --- changes and memory ---
# A rule that changes what is not its own is refused when it is loaded.
changing() {
  spoil "${4:-}" "$3"
  settle
  judge "$1" model.lua "$2" "" ""
}
changing "changing a parameter" E224 "p.basic.cap = 0 return 0"
changing "changing the case" E224 "case.total_cost = 0 return 0"
changing "changing the bill" E224 "bill.self_pay = 0 return 0"
changing "changing the year" E224 "year.basic = 0 return 0"
changing "changing an outer variable" E223 "memory = memory + 1 return memory" "local memory = 0"
changing "changing an outer table" E224 "memory[1] = 1 return 0" "local memory = {}"
changing "changing a global" E222 "memory = 1 return 0"

# Whatever way round it tries: it is not paid, and the program is not at fault (exit 70).
never() {
  for options in "" "--no-jit --double-entry off" "--double-entry off"; do
    spoil "${3:-}" "$2"
    test -n "${4:-}" && sed -i "1i $4" r/model.lua
    # shellcheck disable=SC2086
    settle $options
    paid=$(ask "SELECT count(*) FROM settlement WHERE case_id > 102 AND status = 'ok'" 2>/dev/null)
    if { [ "$code" = 1 ] || [ "$code" = 3 ]; } && [ "${paid:-0}" = 0 ]; then ok "$1${options:+ ($options)}"
    else bad "$1${options:+ ($options)}" "exit $code, ${paid:-0} cases paid by it"; fi
  done
}
never "an outer table by insert" "table.insert(memory, 1) return #memory" "local memory = {}"
never "an outer table by remove" "table.remove(memory) return #memory" "local memory = { 1, 2, 3, 4 }"
never "an outer table by sort" "table.sort(memory) return memory[1]" "local memory = { 3, 2, 1 }"
never "an outer iterator of gmatch" "return tonumber(it())" 'local it = ("1 2 3 4 5 6 7 8"):gmatch("%d")'
never "an outer iterator of pairs" "local k, v = it() return v" "local it = pairs({ 1, 2, 3, 4, 5, 6, 7, 8 })"
never "a function in a table that remembers" "return M.f()" "local M, n = {}, 0 function M.f() n = n + 1 return n end"
never "a function in a table of tables that remembers" "return M.a.f()" "local M, n = { a = {} }, 0 function M.a.f() n = n + 1 return n end"
never "the bill by a detour" "local t = bill if case.id < 0 then t = {} end t.in_scope_left = 1e9 return 1e8"
never "the year by a detour" "local t = year if case.id < 0 then t = {} end t.basic = -1e9 return 50"
never "the case by a detour" "local t = case if case.id < 0 then t = {} end t.total_cost = 77 return 50"
never "a parameter by a detour" "local t = p.basic if case.id < 0 then t = {} end t.cap = 77 return 50"
never "a parameter by insert" "table.insert(p.basic, 1) return 50"
never "the case by insert" "table.insert(case, 5) return 50"
never "an address by format" "return tonumber(string.format('%s', p):match('0x(%x+)'), 16) % 1000"
never "an address by %p" "return tonumber(string.format('%p', p):match('0x(%x+)'), 16) % 1000"
never "the fields of a case one by one" "local n = 0 for k, v in pairs(case) do n = n + 1 end return n"
tiers='parameter "x.tiers" { title = "x", unit = "tiers" } from "2018-01-01" x.tiers = tiers { bounds = "absolute", marginal = true, { ratio = percent(50) } } from "2017-01-01"'
never "memory behind tiers" "return p.x.tiers.above[100000] > 1 and 1 or 2" "" "$tiers"
never "memory far behind tiers" "return p.x.tiers.above[1e9] > 1 and 1 or 2" "" "$tiers"
never "a pointer into tiers" "return (p.x.tiers.above + 1000)[0] > 1 and 1 or 2" "" "$tiers"
never "writing into tiers" "local t = p.x.tiers.ratio if case.id < 0 then t = {} end t[0] = 1 return 0" "" "$tiers"
never "inserting into tiers" "table.insert(p.x.tiers.ratio, 1, 1) return 1" "" "$tiers"

# An assumed value is a value like any other.
spoil "" "local n = 0 for level, ratio in pairs(p.basic.ratio) do n = n + 1 end return n"
sed -i 's/tertiary = percent(65)/tertiary = assumed(percent(65))/' r/$county
settle
test "$(ask "SELECT basic FROM settlement WHERE case_id = 103")" = 5 && ok "pairs meets assumed values too" ||
  bad "pairs meets assumed values too" "$(ask "SELECT basic FROM settlement WHERE case_id = 103") of 5"

# --- what was shown ---
# Carets stand under the very characters that the column names, counted in cells.
if python3 - <<'PY' >carets; then ok "carets stand under the place"; else echo "not ok carets stand under the place - $(head -n 1 carets)"; status=1; fi
import glob, re, sys, unicodedata
wrong = 0
def cells(text):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
for path in glob.glob("shown/*[0-9]"):
    lines = open(path, encoding="utf-8", errors="replace").read().split("\n")
    head = re.match(r".*?:(\d+):(\d+): error", lines[0])
    if not head or len(lines) < 3 or " | " not in lines[1] or "^" not in lines[2] or "…" in lines[1][:10]:
        continue
    line, column = int(head[1]), int(head[2])
    source = open(path + ".source", encoding="utf-8", errors="surrogateescape").read().split("\n")
    text = source[line - 1] if line <= len(source) else ""
    shown, carets = lines[1].split(" | ", 1)[1], lines[2].split(" | ", 1)[1]
    if re.fullmatch(r"[ -~\u4e00-\u9fff\uff01-\uff5e]*", text) and shown != text[:len(shown)]:
        print(f"{path}: line {line} is {text!r}, shown {shown!r}"); wrong += 1
    elif len(carets) - len(carets.lstrip()) != cells(shown[:column - 1]):
        print(f"{path}: column {column}, carets after {len(carets) - len(carets.lstrip())} cells of {shown!r}"); wrong += 1
sys.exit(1 if wrong else 0)
PY
! grep -rlE '张三丰|李四娘|王五|99000019' shown out err >/dev/null && ok "nobody is named" || bad "nobody is named" "names in the messages"
exit "$status"
