# A prefecture of one county, three persons and five stays, and rules of a few lines for it: what the tests of
# bad input spoil. Sourced, not run. `small_rules DIR` and `small_db FILE` make them.

small_rules() {
  rm -rf "$1"
  mkdir -p "$1/land/town"
  cat >"$1/parameters.lua" <<'LUA'
parameter "settlement_rules.year_by" { unit = "choice", title = "年度", choices = { "settlement", "discharge", "admission" } }
parameter "settlement_rules.rates_by" { unit = "choice", title = "标准", choices = { "settlement", "discharge", "admission" } }
parameter "settlement_rules.identity_by" { unit = "choice", title = "身份", choices = { "any_time", "admission", "discharge", "settlement" } }
parameter "basic.ratio" { unit = "ratio", title = "报销比例", by = "hospital_level" }
parameter "basic.deductible" { unit = "yuan", title = "起付线", max = yuan(5000) }
parameter "basic.cap" { unit = "yuan", title = "封顶线" }
parameter "basic.mode" { unit = "choice", title = "方式", choices = { "plain", "strict" } }
from "2018-01-01"
settlement_rules.year_by = "settlement"
settlement_rules.rates_by = "settlement"
settlement_rules.identity_by = "any_time"
LUA
  cat >"$1/model.lua" <<'LUA'
layer "basic" {
  title = "基本医疗保险", fund = "390100",
  pays = function(case, p, year)
    local pay = (case.in_scope_cost - p.basic.deductible) * p.basic.ratio[case.hospital_level]
    return min(pay, p.basic.cap - year.basic)
  end,
}
accumulator "in_scope" { per = "person", adds = function(case) return case.in_scope_cost end }
settlement { "basic" }
LUA
  cat >"$1/land/province.lua" <<'LUA'
jurisdiction { code = "530000", name = "某省" }
LUA
  cat >"$1/land/town/prefecture.lua" <<'LUA'
jurisdiction { code = "532600", name = "某州", within = "land" }
LUA
  cat >"$1/land/town/county.lua.part" <<'LUA'
jurisdiction { code = "532625", name = "某县", within = "land/town" }
from "2018-01-01"
basic.ratio = { township = percent(90), primary = percent(85), secondary = percent(80), tertiary = percent(65), provincial = percent(55) }
basic.deductible = yuan(100)
basic.cap = yuan(100000)
basic.mode = "plain"
LUA
  mv "$1/land/town/county.lua.part" "$1/land/town/malipo.lua"
}

# The statements that fill an empty database; money is in fen.
small_data() {
  cat <<'SQL'
INSERT INTO division (division_code, name, level, parent_code) VALUES
  ('530000', '某省', 'province', NULL), ('532600', '某州', 'prefecture', '530000'), ('532625', '某县', 'county', '532600');
INSERT INTO household (household_id, division_code, registered_year) VALUES (1, '532625', 2014), (2, '532625', NULL);
INSERT INTO person (person_id, household_id, county_code, name, id_number, birth, sex) VALUES
  (11, 1, '532625', '张三丰', '990000197001010011', '1970-01-01', 'male'),
  (12, 1, '532625', '李四娘', '990000197502020022', '1975-02-02', 'female'),
  (13, 2, '532625', '王五', '990000198003030033', '1980-03-03', 'male');
INSERT INTO identity (identity_id, person_id, kind, begins, ends) VALUES (1, 11, 'registered_poor', '2016-01-01', NULL);
INSERT INTO hospital (hospital_id, name, level, division_code, tier) VALUES
  (5, '某县医院', 'secondary', '532625', 'county'), (6, '某乡卫生院', 'township', '532625', 'township');
INSERT INTO cases (case_id, person_id, hospital_id, admission, discharge, settled, total_cost, uncovered_cost, over_limit_cost, first_pay_cost, in_scope_cost) VALUES
  (101, 11, 5, '2018-02-01', '2018-02-10', '2018-02-10', 500000, 20000, 0, 30000, 450000),
  (102, 11, 6, '2018-05-01', '2018-05-04', '2018-05-04', 120000, 0, 0, 0, 120000),
  (103, 12, 5, '2018-06-01', '2018-06-09', '2018-06-10', 800000, 0, 100000, 0, 700000),
  (104, 13, 6, '2018-07-01', '2018-07-03', '2018-07-03', 90000, 0, 0, 0, 90000),
  (105, 13, 5, '2018-11-01', '2018-11-20', '2018-11-20', 2000000, 100000, 0, 0, 1900000);
SQL
}

small_db() {
  rm -f "$1" "$1-journal"
  "$GUIZE" init "$1" >/dev/null || return 1
  small_data | sqlite3 "$1"
}

# without_registers FILE: takes the registers of persons out of invented data; what is about runs of cases alone is
# done several times faster on the smaller file.
without_registers() {
  sqlite3 "$1" "DELETE FROM visit; DELETE FROM ledger_entry; DELETE FROM enrolment; DELETE FROM contract; DELETE FROM health_file;
    DELETE FROM chronic; DELETE FROM serious_illness; DELETE FROM home_bed; DELETE FROM survey; VACUUM"
}

# dump_run FILE RUN: what a run has stored, without its number and the clock; equal runs give equal bytes.
dump_run() {
  local columns
  columns=$(sqlite3 "$1" "SELECT group_concat('\"' || name || '\"', ', ') FROM pragma_table_info('settlement') WHERE name <> 'run_id'")
  sqlite3 "$1" "SELECT $columns FROM settlement WHERE run_id = $2 ORDER BY case_id;" \
    "SELECT flag, entity, row_id, county, reason FROM flag_row WHERE run_id = $2 ORDER BY 1, 2, 3;" \
    "SELECT target, position, county, county_name, rows, group_name, group_value, title, unit, numerator, denominator, threshold, at_least, met,
       assumed_numerator, threshold_assumed FROM target_value WHERE run_id = $2 ORDER BY 1, 3, 6, 7;" \
    "SELECT jurisdiction, name, key, begins, ends, value, unit, source, file, line, assumed FROM run_parameter WHERE run_id = $2 ORDER BY 1, 2, 3, 4;" \
    "SELECT position, name, title, fund, reimburses FROM run_layer WHERE run_id = $2 ORDER BY 1;" \
    "SELECT path, text FROM run_rules WHERE run_id = $2 ORDER BY 1;" \
    "SELECT year, counties, status, rules_hash, engine, data_hash, cases_total, cases_done, cases_failed, next_position, result_hash FROM run WHERE run_id = $2;"
}
