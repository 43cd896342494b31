# The invented data of every entity, and beside them rows with texts that files spoil easily. Sourced, not run:
# `registers_db FILE [CASES]` makes them, `entities` lists the entities as the schema declares them: one that is added there
# is tested without being named here.

entities=$(sed -n 's/^entity "\([a-z_]*\)" {$/\1/p' "${BASH_SOURCE[0]%/*}"/../../stdlib/*.lua)

registers_data() {
  cat <<'SQL'
INSERT INTO doctor VALUES (9000001, 1, '赵一', 'licensed', 'bachelor', '1980-02-29', 1), (9000002, 1, '=1+1', 'assistant', NULL, NULL, 0), (9000003, 2, '''=钱"三", 四', 'none', 'secondary', '1899-12-31', 1);
INSERT INTO village_clinic SELECT 9000001, min(village_code), '卫生室 "甲", 乙', 79, 1, 0, 1, 0, 1, 'under_way', 1 FROM village;
INSERT INTO village_clinic SELECT 9000002, max(village_code), NULL, NULL, 0, 0, 0, 0, 0, 'not_needed', 0 FROM village;
INSERT INTO village_doctor SELECT 9000001, min(village_code), 9000001, '孙五', '990000193601120036', 'village_doctor', 'middle', '1936-01-12', 1 FROM village;
INSERT INTO village_doctor SELECT 9000002, min(village_code), NULL, '-周六', NULL, 'none', NULL, NULL, 0 FROM village;
INSERT INTO contract SELECT 9000000 + person_id, person_id, 2019, '2019-01-15', CASE WHEN person_id % 2 THEN '2019-03-01' END, 6000, 60, 9000002, 9000002 FROM person WHERE person_id < 30;
INSERT INTO visit SELECT 9000000 + person_id, person_id, '2018-06-01', 'telephone', 1, 0, NULL, NULL FROM person WHERE person_id < 30;
INSERT INTO ledger_entry SELECT 9000001, 'village', min(village_code), 1, '吴七', '990000199004240045', 'female', '1990-04-24', 4, 'registered_poor', 'illness', 2014, 1, 0, '高血压' || char(10) || '第二行' FROM village;
INSERT INTO ledger_entry SELECT 9000002, 'insurance', min(village_code), NULL, '郑　八', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '_x000D_ @"' || char(13) || char(10) || '+1' FROM village;
INSERT INTO ledger_entry SELECT 9000003, 'county', min(village_code), NULL, '="0012"', '护照E1234567', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '＝1，''''=2 &lt;&amp;' FROM village;
INSERT INTO survey VALUES (9000001, '532625', NULL, '2018-05-01', 1, NULL), (9000002, '532625', 2, '2018-05-01', 0, 1);
INSERT INTO cases SELECT 9000000 - case_id, person_id, hospital_id, kind, admission, discharge, settled, referral, diagnosis, -total_cost, -uncovered_cost,
  -over_limit_cost, -first_pay_cost, -in_scope_cost, -temporary_aid, -hospital_relief, -deposit, one_stop, case_id FROM cases WHERE case_id % 50 = 1 AND total_cost > 0;
SQL
}

registers_db() {
  rm -f "$1" "$1-journal"
  "$GUIZE" init "$1" >/dev/null && "$GUIZE" synth --db "$1" --cases "${2:-300}" --quiet && registers_data | sqlite3 -cmd 'PRAGMA foreign_keys = ON' -bail "$1"
}
