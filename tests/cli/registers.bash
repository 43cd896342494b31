# A few rows of every entity, with texts that files spoil easily. Sourced, not run: `registers_db FILE` makes them,
# `entities` lists the entities in the order of what they refer to.

entities="division household person identity hospital case enrolment doctor village village_clinic village_doctor contract visit
  chronic disease serious_illness health_file home_bed service_window ledger_entry poverty_count survey"

registers_data() {
  cat <<'SQL'
INSERT INTO village (village_code, population, poor, leaves_year) SELECT division_code, 1500 + rowid, 1, 2018 FROM division WHERE level = 'village' ORDER BY division_code LIMIT 3;
INSERT INTO enrolment SELECT person_id, person_id, 2018, 'basic', 18000, 9001, 1 FROM person WHERE person_id < 40;
INSERT INTO doctor VALUES (1, 1, '赵一', 'licensed', 'bachelor', '1980-02-29', 1), (2, 1, '=1+1', 'assistant', NULL, NULL, 0), (3, 2, '''=钱"三", 四', 'none', 'secondary', '1899-12-31', 1);
INSERT INTO village_clinic SELECT 1, min(village_code), '卫生室 "甲", 乙', 79, 1, 0, 1, 0, 1, 'under_way', 1 FROM village;
INSERT INTO village_clinic SELECT 2, max(village_code), NULL, NULL, 0, 0, 0, 0, 0, 'not_needed', 0 FROM village;
INSERT INTO village_doctor SELECT 1, min(village_code), 1, '孙五', '990000193601120036', 'village_doctor', 'middle', '1936-01-12', 1 FROM village;
INSERT INTO village_doctor SELECT 2, min(village_code), NULL, '-周六', NULL, 'none', NULL, NULL, 0 FROM village;
INSERT INTO contract SELECT person_id, person_id, 2018, '2018-01-15', CASE WHEN person_id % 2 THEN '2018-03-01' END, 6000, 60, 1, 1 FROM person WHERE person_id < 30;
INSERT INTO contract SELECT 1000000 + person_id, person_id, 2019, '2019-01-15', NULL, 0, 0, NULL, NULL FROM person WHERE person_id < 30;
INSERT INTO visit SELECT person_id, person_id, '2018-06-01', 'telephone', 1, 0, NULL, 2 FROM person WHERE person_id < 30;
INSERT INTO chronic SELECT person_id, person_id, 'diabetes', '2017-01-01', CASE WHEN person_id % 2 THEN '2018-12-31' END FROM person WHERE person_id < 30;
INSERT INTO serious_illness SELECT person_id, person_id, (SELECT min(disease_code) FROM disease), '2018-02-01', NULL, NULL FROM person WHERE person_id < 9;
INSERT INTO health_file SELECT person_id, NULL, 1, 0, 1, 0, 1 FROM person WHERE person_id < 30;
INSERT INTO home_bed SELECT person_id, person_id, 'elderly', '2018-02-01', NULL, 1 FROM person WHERE person_id < 9;
INSERT INTO service_window VALUES (1, 1, '2018-01-01', NULL, 1), (2, 2, '2017-01-01', '2018-01-01', 0);
INSERT INTO ledger_entry SELECT 1, 'village', min(village_code), 1, '吴七', '99000019900424004' || '5', 'female', '1990-04-24', 4, 'registered_poor', 'illness', 2014, 1, 0, '高血压' || char(10) || '第二行' FROM village;
INSERT INTO ledger_entry SELECT 2, 'insurance', min(village_code), NULL, '郑　八', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '_x000D_ @"' || char(13) || char(10) || '+1' FROM village;
INSERT INTO ledger_entry SELECT 3, 'county', min(village_code), NULL, '="0012"', '护照E1234567', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '＝1，''''=2 &lt;&amp;' FROM village;
INSERT INTO poverty_count VALUES (1, '532625', 2017, 'illness', 100, 345, 3), (2, '532625', 2018, 'illness', 90, 300, 0);
INSERT INTO survey VALUES (1, '532625', NULL, '2018-05-01', 1, NULL), (2, '532625', 2, '2018-05-01', 0, 1);

INSERT INTO cases SELECT 9000000 - case_id, person_id, hospital_id, kind, admission, discharge, settled, referral, diagnosis, -total_cost, -uncovered_cost,
  -over_limit_cost, -first_pay_cost, -in_scope_cost, -temporary_aid, -hospital_relief, -deposit, one_stop, case_id FROM cases WHERE case_id % 50 = 1 AND total_cost > 0;
SQL
}

registers_db() {
  rm -f "$1" "$1-journal"
  "$GUIZE" init "$1" >/dev/null && "$GUIZE" synth --db "$1" --cases "${2:-300}" --quiet && registers_data | sqlite3 -cmd 'PRAGMA foreign_keys = ON' -bail "$1"
}
