# Two counties with a few rows in every register, for the tests of the programme's figures: 田林县 (451029) has the
# persons, 广南县 (532627) the villages. Sourced, not run. `programme_db FILE` makes it; every figure that is made of it
# is worked out beside the check.

programme_data() {
  cat <<'SQL'
INSERT INTO division (division_code, name, level, parent_code) VALUES
  ('450000', '广西', 'province', NULL), ('451000', '百色市', 'prefecture', '450000'), ('451029', '田林县', 'county', '451000'),
  ('530000', '云南省', 'province', NULL), ('532600', '文山州', 'prefecture', '530000'), ('532627', '广南县', 'county', '532600'),
  ('532627100', '某镇', 'township', '532627'),
  ('532627100201', '一村', 'village', '532627100'), ('532627100202', '二村', 'village', '532627100'),
  ('532627100203', '三村', 'village', '532627100'), ('532627100204', '四村', 'village', '532627100'), ('532627100205', '五村', 'village', '532627100');

-- Households: 1 to 4 poor by illness at the end of 2017, of which 1 left poverty in 2018; 5 left in 2016; 6 is poor by another cause.
INSERT INTO household (household_id, division_code, registered_year, cause, out_of_poverty_year) VALUES
  (1, '451029', 2014, 'illness', 2018), (2, '451029', 2014, 'illness', NULL), (3, '451029', 2015, 'illness', NULL), (4, '451029', 2014, 'illness', NULL),
  (5, '451029', 2014, 'illness', 2016), (6, '451029', 2014, 'skill', NULL);

-- Persons 1 to 8 hold an identity at the end of 2018; 9 lost it in June; 10 never had one; 11 is poor, in the other county.
INSERT INTO person (person_id, household_id, county_code, name, id_number, birth, sex) VALUES
  (1, 1, '451029', '张三丰', '990000194001010011', '1940-01-01', 'male'), (2, 1, '451029', '李四娘', '990000195002020022', '1950-02-02', 'female'),
  (3, 2, '451029', '王五', '990000198003030033', '1980-03-03', 'male'), (4, 2, '451029', '赵六', '990000198004040044', '1980-04-04', 'male'),
  (5, 3, '451029', '钱七', '990000198105050055', '1981-05-05', 'male'), (6, 3, '451029', '孙八', '990000198206060066', '1982-06-06', 'female'),
  (7, 4, '451029', '周九', '990000198307070077', '1983-07-07', 'male'), (8, 4, '451029', '吴十', '990000198408080088', '1984-08-08', 'male'),
  (9, 5, '451029', '郑甲', '990000198509090099', '1985-09-09', 'male'), (10, 6, '451029', '冯乙', '990000193010100010', '1930-10-10', 'female'),
  (11, NULL, '532627', '陈丙', '990000197511110011', '1975-11-11', 'male');
INSERT INTO identity (person_id, kind, begins, ends)
  SELECT person_id, CASE person_id WHEN 8 THEN 'dibao' ELSE 'registered_poor' END, '2016-01-01', CASE person_id WHEN 9 THEN '2018-06-30' END FROM person WHERE person_id <> 10;

INSERT INTO hospital (hospital_id, name, level, division_code, tier, public) VALUES
  (1, '县人民医院', 'secondary', '451029', 'county', 1), (2, '县中医院', 'secondary', '451029', 'county', 1), (3, '甲乡卫生院', 'township', '451029', 'township', 1),
  (4, '乙乡卫生院', 'township', '451029', 'township', 1), (5, '民营医院', 'secondary', '451029', 'county', 0), (6, '市医院', 'tertiary', '451000', 'prefecture', 1),
  (7, '丙乡卫生院', 'township', '532627', 'township', 1);

-- Cases 1 to 3 are those of the rule tests of 田林县, each of a person of his own; 4 to 6 one person's of 广南县 within a month.
INSERT INTO cases (case_id, person_id, hospital_id, admission, discharge, settled, referral, diagnosis, total_cost, uncovered_cost, over_limit_cost,
    first_pay_cost, in_scope_cost, deposit, one_stop) VALUES
  (1, 5, 3, '2018-05-01', '2018-05-03', '2018-05-03', 'none', 'I10', 300000, 0, 0, 0, 300000, 0, 1),
  (2, 6, 1, '2018-05-01', '2018-05-09', '2018-05-09', 'none', 'I10', 1050000, 50000, 0, 0, 1000000, 50000, 0),
  (3, 7, 6, '2018-06-01', '2018-06-09', '2018-06-09', 'none', 'I10', 2000000, 0, 0, 0, 2000000, 0, 1),
  (4, 11, 7, '2018-03-01', '2018-03-03', '2018-03-03', 'none', 'J06', 100000, 0, 0, 0, 100000, 0, 1),
  (5, 11, 7, '2018-03-05', '2018-03-07', '2018-03-07', 'none', 'I10', 100000, 0, 0, 0, 100000, 0, 1),
  (6, 11, 7, '2018-03-10', '2018-03-26', '2018-03-26', 'none', 'I10', 100000, 0, 0, 0, 100000, 0, 1);

INSERT INTO service_window (hospital_id, opened, closed) VALUES
  (1, '2017-01-01', NULL), (1, '2018-01-01', NULL), (2, '2017-01-01', '2018-06-30'), (3, '2018-05-01', NULL), (4, '2019-01-01', NULL), (5, '2017-01-01', NULL);

INSERT INTO enrolment (person_id, year, kind, premium, subsidy, paid)
  SELECT person_id, CASE person_id WHEN 8 THEN 2017 ELSE 2018 END, 'basic', 18000, CASE person_id WHEN 6 THEN 6000 ELSE 11000 END, person_id <> 7 FROM person WHERE person_id IN (1, 2, 3, 4, 5, 6, 7, 8, 10);
INSERT INTO enrolment (person_id, year, kind, paid) SELECT person_id, 2018, 'serious_illness', 1 FROM person WHERE person_id <= 4;
INSERT INTO enrolment (person_id, year, kind, paid) SELECT person_id, 2018, 'health_poverty', 1 FROM person WHERE person_id <= 8;

INSERT INTO contract (person_id, year, signed, entered, fee_due, fee_paid) VALUES
  (1, 2018, '2018-02-01', '2018-03-01', 6000, 6000), (2, 2018, '2018-02-01', '2018-03-15', 6000, 6000), (3, 2018, '2018-02-01', '2018-08-31', 6000, 3000),
  (4, 2018, '2018-02-01', '2019-01-05', 6000, 0), (5, 2018, '2018-02-01', NULL, 6000, 0), (6, 2018, '2018-02-01', NULL, 6000, 0),
  (7, 2017, '2017-02-01', '2017-03-01', 6000, 6000), (9, 2018, '2018-02-01', '2018-03-01', 6000, 6000), (10, 2018, '2018-02-01', '2018-03-01', 6000, 6000);

INSERT INTO visit (person_id, visited, kind, recorded, photo) VALUES
  (1, '2018-01-01', 'home', 1, 1), (1, '2018-06-30', 'home', 1, 1), (1, '2018-07-01', 'home', 1, 1), (1, '2018-12-31', 'home', 1, 1),
  (2, '2018-01-10', 'home', 1, 0), (2, '2018-02-10', 'home', 1, 0), (2, '2018-03-10', 'home', 1, 0), (2, '2018-03-31', 'home', 1, 0),
  (3, '2018-01-10', 'home', 1, 0), (3, '2018-04-10', 'home', 1, 0), (3, '2018-09-30', 'home', 1, 0),
  (4, '2017-02-10', 'home', 1, 1), (4, '2017-05-10', 'home', 1, 1), (4, '2017-08-10', 'home', 1, 1), (4, '2017-11-10', 'home', 1, 1),
  (10, '2018-04-10', 'telephone', 0, 0);

INSERT INTO chronic (person_id, disease, managed_since, managed_until) VALUES
  (1, 'hypertension', '2017-01-01', NULL), (2, 'hypertension', '2017-01-01', NULL), (3, 'hypertension', '2017-01-01', NULL), (7, 'hypertension', '2017-01-01', NULL),
  (10, 'hypertension', '2017-01-01', NULL), (1, 'diabetes', '2017-01-01', NULL), (8, 'diabetes', '2018-12-31', NULL), (2, 'diabetes', '2016-01-01', '2017-12-31');

INSERT INTO disease (disease_code, name, serious) VALUES ('C15', '食管癌', 1), ('C16', '胃癌', 1), ('I10', '原发性高血压', 0);
INSERT INTO serious_illness (person_id, disease_code, registered, treated) VALUES
  (1, 'C15', '2018-01-01', '2018-02-01'), (2, 'C15', '2018-01-01', NULL), (3, 'C15', '2018-01-01', '2019-01-01'), (5, 'C16', '2018-01-01', '2018-12-31'), (4, 'I10', '2018-01-01', NULL);

INSERT INTO health_file (person_id, file, prescription, doctor, guarantees, insurance) VALUES
  (1, 1, 1, 1, 1, 1), (2, 1, 1, 1, 1, 1), (3, 1, 1, 1, 1, 1), (4, 1, 1, 1, 1, 1), (5, 1, 0, 1, 1, 1), (6, 1, 1, 1, 0, 0), (7, 1, 0, 0, 0, 0), (10, 1, 1, 1, 1, 1);

INSERT INTO poverty_count (division_code, year, cause, households, persons) VALUES
  ('451029', 2016, 'illness', 1200, 4000), ('451029', 2017, 'illness', 1000, 3500), ('451029', 2018, 'illness', 985, 3400), ('451029', 2018, 'skill', 500, 1800);

INSERT INTO survey (division_code, asked, known, satisfied) VALUES
  ('451029', '2018-05-01', 1, 1), ('451029', '2018-05-01', 1, 1), ('451029', '2018-05-01', 1, 0), ('451029', '2018-05-01', 0, 0), ('451029', '2018-05-01', NULL, 1),
  ('451029', '2017-05-01', 0, 0);

INSERT INTO home_bed (person_id, kind, opened, closed) VALUES
  (1, 'bed', '2018-02-01', NULL), (2, 'elderly', '2016-01-01', '2017-12-31'), (3, 'chronic', '2017-01-01', '2018-01-01'), (4, 'bed', '2019-01-01', NULL);

INSERT INTO village (village_code, population, poor, leaves_year) VALUES
  ('532627100201', 1999, 0, 2018), ('532627100202', 2000, 1, 2018), ('532627100203', 3000, 1, 2019), ('532627100204', 500, 0, 2018), ('532627100205', 2500, 0, NULL);
INSERT INTO village_clinic (clinic_id, village_code, area, consulting_room, treatment_room, public_health_room, pharmacy, equipped, upgrade, in_use) VALUES
  (1, '532627100201', 80, 1, 1, 1, 1, 1, 'not_needed', 1), (2, '532627100202', 79, 1, 1, 1, 1, 1, 'not_started', 1),
  (3, '532627100203', 100, 1, 1, 1, 0, 1, 'under_way', 1), (5, '532627100205', 120, 1, 1, 1, 1, 1, 'finished', 1);
INSERT INTO village_doctor (village_doctor_id, village_code, clinic_id, name, certificate, education, birth, on_duty) VALUES
  (1, '532627100201', 1, '甲一', 'village_doctor', 'secondary', '1990-01-01', 1), (2, '532627100201', NULL, '甲二', 'village_doctor', 'secondary', '1990-01-01', 1),
  (3, '532627100202', NULL, '乙一', 'licensed', 'college', '1973-12-31', 1), (4, '532627100202', 2, '乙二', 'none', 'primary', '1955-01-01', 1),
  (5, '532627100203', 3, '丙一', 'licensed', 'college', '1980-01-01', 0), (6, '532627100204', NULL, '丁一', 'village_doctor', 'secondary', '1960-01-01', 1),
  (7, '532627100205', 5, '戊一', 'assistant', 'secondary', '1985-01-01', 1), (8, '532627100205', 5, '戊二', 'village_doctor', 'middle', '1985-01-01', 1);

-- 1: the same in all four; 2: not in the insurance system; 3: the county says dibao; 4: the same, and twice in the village's; one entry is matched to nobody.
INSERT INTO ledger_entry (tier, division_code, person_id, name, sex, identity, insured)
  SELECT t, '451029', person_id, name, sex, CASE WHEN person_id = 3 AND t = 'county' THEN 'dibao' ELSE 'registered_poor' END, CASE t WHEN 'village' THEN NULL ELSE 1 END
  FROM person, (SELECT 'village' t UNION ALL SELECT 'township' UNION ALL SELECT 'county' UNION ALL SELECT 'insurance')
  WHERE person_id <= 4 AND NOT (person_id = 2 AND t = 'insurance');
INSERT INTO ledger_entry (tier, division_code, person_id, name, identity) VALUES ('village', '451029', 4, '赵六', 'registered_poor'), ('village', '451029', NULL, '某人', 'registered_poor');
SQL
}

programme_db() {
  rm -f "$1" "$1-journal"
  "$GUIZE" init "$1" >/dev/null || return 1
  programme_data | sqlite3 -bail "$1"
}
