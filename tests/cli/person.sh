#!/bin/bash
# Looking up persons, households and villages at the prompt, masked; correcting a field there and by `guize correct`: what is
# refused, the history that is kept, and that a later run and what-if take the change up while stored runs stay.
set -u
cd "$TMP" || exit 1
. "$OLDPWD/tests/cli/small.bash"
export HOME=$TMP GUIZE_LANG=en
unset XDG_STATE_HOME GUIZE_DB GUIZE_RULES
status=0
ok() { echo "ok $1"; }
bad() { echo "not ok $1 - $2"; cat out err 2>/dev/null | sed 's/^/# /' | head -n 12; status=1; }
is() { test "$2" = "$3" && ok "$1" || bad "$1" "expected $3, got $2"; }
sql() { sqlite3 d.db "$1"; }
run() { printf '%s\n' "$1" | "$GUIZE" prompt d.db --rules r --on 2018-07-01 "${@:2}" >out 2>err; }
correct() { "$GUIZE" correct "$@" --db d.db >out 2>err; }
# shows NAME TEXT SCRIPT [OPTIONS]; lacks the same: the script succeeds, and its output has the text, or has it not.
shows() { run "$3" "${@:4}" && grep -qE -- "$2" out && ok "$1" || bad "$1" "without “$2”"; }
lacks() { run "$3" "${@:4}" && ! grep -qE -- "$2" out && ok "$1" || bad "$1" "with “$2”"; }

small_rules r
small_db d.db || exit 1
sqlite3 d.db <<'SQL'
UPDATE person SET id_number = '990000193601120036', birth = '1936-01-12' WHERE person_id = 11;
UPDATE person SET id_number = '99000019750202002X' WHERE person_id = 12;
INSERT INTO person VALUES (14, 2, '532625', '王五', NULL, '1990-01-01', 'female');
INSERT INTO division VALUES ('532625101', '某乡', 'township', '532625'), ('532625101001', '某村', 'village', '532625101'), ('532625101002', '无名村', 'village', '532625101');
INSERT INTO village VALUES ('532625101001', 1500, 1, 2018);
INSERT INTO village_clinic (clinic_id, village_code, name, area) VALUES (31, '532625101001', '某村卫生室', 79);
INSERT INTO village_doctor (village_doctor_id, village_code, name) VALUES (41, '532625101001', '赵医生');
INSERT INTO household (household_id, division_code) VALUES (3, '532625101001');
INSERT INTO doctor (doctor_id, hospital_id, name) VALUES (7, 6, '钱医生');
INSERT INTO contract VALUES (51, 11, 2018, '2018-01-15', NULL, 12345, 0, 7, NULL);
INSERT INTO visit (visit_id, person_id, visited, kind) VALUES (61, 11, '2018-06-02', 'telephone');
INSERT INTO chronic VALUES (71, 11, 'diabetes', '2017-01-03', NULL);
INSERT INTO disease (disease_code, name) VALUES ('I63', '脑卒中');
INSERT INTO serious_illness (serious_illness_id, person_id, disease_code, registered) VALUES (81, 11, 'I63', '2018-02-04');
INSERT INTO health_file (person_id, file, doctor) VALUES (11, 1, 1);
INSERT INTO ledger_entry (ledger_entry_id, tier, division_code, person_id, name, id_number) VALUES (91, 'village', '532625101001', 11, '张三丰', '990000193601120036'),
  (92, 'county', '532625', NULL, '张三峰', '990000193601120036'), (93, 'county', '532625', NULL, '别人', '99000019750202002X');
SQL
"$GUIZE" run --db d.db --rules r --year 2018 --quiet && sql "INSERT INTO flag_row VALUES (1, 'long_stay', 'case', 101, '532625', '住院过长'), (1, 'no_visit', 'person', 11, '532625', '没有随访'),
  (1, 'no_visit', 'person', 12, '532625', '别人的'), (1, 'small_clinic', 'village_clinic', 31, '532625', '面积不足')" || exit 1

# --- looking up
for who in 11 张三丰 990000193601120036; do shows "by $who" "^person_id +11$" ".person $who"; done
shows "an ID number with a small x" "^person_id +12$" ".person 99000019750202002x"
lacks "masked" "张三|990000193601120036|19360112|钱医生|张三峰" ".person 11"
shows "with the mask" "张\*丰" ".person 11"
shows "with --reveal in full" "990000193601120036" ".person 11" --reveal
grep -q -- '--reveal 20' .local/state/guize/history && ok "which is recorded" || bad "which is recorded" "not"
run ".person 11"
# what each register says of the person, in the order of the columns
for line in "identity:1 +建档立卡贫困人口 +2016-01-01" "case:101 +5 某县医院 +普通住院 +2018-02-01 +2018-02-10 +5,000.00 +4,500.00 +3,520.00 +1,480.00" \
  "contract:51 +2018 +2018-01-15 +— +123.45 +0.00 +7 " "visit:61 +2018-06-02 +电话随访" "chronic:71 +糖尿病 +2017-01-03" "serious_illness:81 +I63 脑卒中 +2018-02-04" \
  "health_file:— +是 +否 +是" "ledger_entry:91 +村级台账" "ledger_entry:92 +县级台账" "flag:long_stay +case +101 +住院过长" "flag:no_visit +person +11 +没有随访"; do
  grep -qE "^ *${line#*:}" out && ok "${line%%:*}" || bad "${line%%:*}" "without ${line#*:}"
done
grep -qE '别人的|  93 ' out && bad "nothing of others" "there is" || ok "nothing of others"
grep -q '^case (run 1)$' out && ok "the run is named" || bad "the run is named" "not"
shows "a household with its members" "^ +12 " ".household 1"
lacks "masked too" "张三丰|李四娘" ".household 1"
shows "a village: clinic" "某村卫生室" ".village 532625101001"
shows "a village: its flags" "small_clinic +village_clinic +31 +面积不足" ".village 532625101001"
shows "a village: households" "^household$" ".village 532625101001"
lacks "a village: no name" "赵医生" ".village 532625101001"
shows "a village that is only named" "无名村" ".行政村 532625101002"
run ".person 王五"; is "two of one name" "$? $(grep -c 'person 13, 14' err) $(grep -c 王五 err)" "3 1 0"
run ".person 99"; is "nobody" "$? $(grep -c E570 err)" "3 1"
run ".village 1"; is "no village" "$? $(grep -c E565 err)" "3 1"
run $'.once all.csv\n.person 11' && is "all registers in a file" "$(grep -c '^"*contract"*,' all.csv) $(grep -c 张三 all.csv)" "8 0"

# Titles where Chinese is read, names for programs.
cp -R r titled
echo 'flag "small_clinic" { title = "卫生室过小", over = "village_clinic", when = function(clinic) return clinic.area < 80 and "面积不足" end }' >titled/flags.lua
shows "flags and entities have titles in Chinese" "^卫生室过小 +村卫生室 +31 +面积不足" ".village 532625101001" --lang zh --rules titled
lacks "and no English name" "small_clinic|village_clinic" ".village 532625101001" --lang zh --rules titled
run $'.once zh.txt\n.village 532625101001' --lang zh --rules titled; is "nor does a text for people" "$(grep -cE 'village|clinic' zh.txt) $(grep -c 村卫生室 zh.txt | sed 's/[1-9][0-9]*/some/')" "0 some"
run $'.once zh.json\n.village 532625101001' --lang zh --rules titled; is "a document keeps names" "$(grep -c small_clinic zh.json)" 1

# --- correcting
before=$(sha256sum d.db)
run $'.person 11\n.set birth 1936-01-13'; is "a script without --yes" "$? $(grep -c E568 err)" "3 1"
correct person 11 birth=1936-01-13 </dev/null; is "a command without --yes" "$? $(grep -c E568 err)" "2 1"
# refuses NAME NUMBER TEXT WORDS…: refused with that number and text.
refuses() {
  correct "${@:4}" --yes
  local code=$?
  grep -q "$2" err && grep -qE -- "$3" err && [ $code != 0 ] && ok "$1" || bad "$1" "exit $code"
}
refuses "a day that is none" E567 "no day of the calendar" person 11 birth=1936-02-30
refuses "a wrong check digit" E567 "check digit" person 11 id_number=990000193601120037
refuses "masked with stars" E567 "masked" person 11 name='张*丰'
refuses "no value of an enumeration" E567 "“不明” is none.*\$" person 11 sex=不明
grep -q '男, 女' err && ok "its values are told" || bad "its values are told" "not"
refuses "out of range" E567 "less than 2000" household 1 registered_year=1900
refuses "not empty" E567 "may not be empty" person 11 name=
refuses "a reference to nothing" E567 "household .*“77”" person 11 household_id=77
refuses "a rule of the table" E567 "sum of its four parts" case 101 total_cost=5001
refuses "no whole fen" E567 "fen" case 101 total_cost=5000.001
refuses "the key" E566 "key of its row" person 11 person_id=12
refuses "no such field" E566 "did you mean birth" person 11 brith=1936-01-13
refuses "no such entity" E566 "did you mean person" persn 11 birth=1936-01-13
refuses "no such row" E565 "“99”" person 99 birth=1936-01-13
refuses "no field at all" E611 "FIELD=VALUE" person 11 1936-01-13
refuses "one wrong of two" E567 "calendar" person 11 sex=女 birth=1936-02-30
run ".set birth 1936-01-13" --yes; is "nothing was looked at" "$? $(grep -c E644 err)" "3 1"
correct person 11 sex=男 --yes; is "what stands there already" "$? $(grep -c 'nothing was changed' out)" "0 1"
is "none of it has changed the database" "$(sha256sum d.db)" "$before"

dump_run d.db 1 >run1
shows "a field at the prompt" "birth \(出生日期\) 1936-01-12 → 1936-01-13" $'.person 张三丰\n.set 出生日期 1936年1月13日 户口簿 原件' --yes
is "it is stored" "$(sql "SELECT birth FROM person WHERE person_id = 11")" "1936-01-13"
is "its history" "$(sql "SELECT who, how, entity, row_key, field, old, new, reason FROM change_log")" "$(id -un)$(getent passwd "$(id -u)" | cut -d: -f5 | cut -d, -f1 | sed "s/^$(id -un)\$//; s/..*/ (&)/")|prompt|person|11|birth|1936-01-12|1936-01-13|户口簿 原件"
is "with the time" "$(sql "SELECT count(*) FROM change_log WHERE julianday('now') - julianday(made_at) BETWEEN -0.01 AND 0.01")" 1
correct 人员 11 姓名=张三峰 性别=女 家庭编号=空 --yes --reason 更名; is "several fields, Chinese titles, emptied" "$? $(sql "SELECT name, sex, coalesce(household_id, '-') FROM person WHERE person_id = 11")" "0 张三峰|female|-"
correct person 11 household_id=1 --yes
shows "a case as well" "1936-01-12 +1936-01-13 +户口簿 原件" ".history person 11"
lacks "the history is masked" "张三峰|张三丰" ".history person 11"
shows "in full with --reveal" "张三丰 +张三峰" ".history person 11" --reveal
shows "of what was looked at" "张\*丰 +张\*峰" $'.person 11\n.历史'
shows "SQL does not see what stood there" "^ *5 +0$" ".sql SELECT count(*) AS n, count(old) + count(new) AS seen FROM change_log"
run ".sql SELECT old FROM change_log NATURAL JOIN (SELECT '张三丰' AS old)"; is "nor finds it by guessing" "$? $(grep -c E649 err)" "3 1"
"$GUIZE" correct --db d.db --format csv >out; is "all corrections as a list" "$(grep -c ',person,11,' out) $(grep -c 张三 out)" "5 0"
sql "DELETE FROM change_log" 2>/dev/null; sql "UPDATE change_log SET who = 'nobody'" 2>/dev/null
is "the history is neither deleted nor changed" "$(sql "SELECT count(*) FROM change_log WHERE who <> 'nobody'")" 5
dump_run d.db 1 | cmp -s - run1 && ok "the stored run is as it was" || bad "the stored run is as it was" "changed"

# --- what follows: a later run takes it up; what-if at the same prompt as well
# 101 is 4,500.00 in scope: (4,500 - 100) * 80% = 3,520. With 4,000.00 it is 3,120, and the patient pays 5,000 - 3,120 = 1,880.
shows "fields that depend on each other, at the prompt" "first_pay_cost .* 300.00 → 800.00" $'.case 101\n.set in_scope_cost=4000 first_pay_cost=800元 发票' --yes
"$GUIZE" run --db d.db --rules r --since 1 >out 2>err; is "run --since" "$? $(sql "SELECT basic, self_pay FROM settlement WHERE run_id = 2 AND case_id = 101")" "0 312000|188000"
grep -qE 'evaluated again: .* 3 cases' out && ok "the household alone is evaluated again" || bad "the household alone is evaluated again" "otherwise"
"$GUIZE" run --db d.db --rules r --year 2018 --quiet
cmp -s <(dump_run d.db 2) <(dump_run d.db 3) && ok "as a full run" || bad "as a full run" "not"
dump_run d.db 1 | cmp -s - run1 && ok "the first run is as it was" || bad "the first run is as it was" "changed"
shows "the person with the newest run" "101 .* 3,120.00 +1,880.00" ".person 11"
# Totals of self-pay: by SQL over the run before, and after 103 (7,000.00 in scope, 80% above 100) has lost 1,000.00 of it: 800.00 more.
was=$(sql "SELECT printf('%,.2f', sum(self_pay) / 100.0) FROM settlement WHERE run_id = 3")
now=$(sql "SELECT printf('%,.2f', (sum(self_pay) + 80000) / 100.0) FROM settlement WHERE run_id = 3")
run $'.county 532625\n.mode csv\nbasic.mode = "strict"\n.whatif\n.correct case 103 in_scope_cost=6000 uncovered_cost=1000\n.whatif' --yes
is "what-if reads anew" "$(grep '^self-pay,' out | cut -d, -f3 | paste -sd ' ')" "${was//,/} ${now//,/}"

# --- another writer
python3 - <<'PY' &
import os, sqlite3, time
c = sqlite3.connect("d.db", isolation_level=None); c.execute("BEGIN IMMEDIATE"); open("locked", "w").close()
while os.path.exists("locked"): time.sleep(0.05)
PY
while [ ! -e locked ]; do sleep 0.1; done
correct person 12 sex=男 --yes; is "a database that is being written" "$? $(grep -c E406 err)" "4 1"
rm locked
wait
is "nothing is half done" "$(sql "SELECT sex FROM person WHERE person_id = 12")" female
chmod 400 d.db
[ -w d.db ] && ok "a database that may not be written # SKIP root may" || { correct person 12 sex=男 --yes; is "a database that may not be written" $? 4; }
chmod 600 d.db
exit $status
