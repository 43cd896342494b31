#!/bin/bash
# The registers that guize synth makes: the figures that the two documents publish, asked of the tables by SQL; every
# entity has rows; what a second size changes and what it does not; references and rules of the tables hold.
set -u
root=$PWD
cd "$TMP" || exit 1
status=0

# is NAME DB SQL VALUE
is() {
  found=$(sqlite3 "$2" "$3" 2>&1)
  if [ "$found" = "$4" ]; then echo "ok $1"; else echo "not ok $1 - $found, not $4"; status=1; fi
}

make() {
  "$GUIZE" init "$1" >out 2>&1 && "$GUIZE" synth --db "$1" --seed "$2" --cases "$3" --quiet >out 2>&1 && return
  echo "not ok making $1 - $(tail -n 2 out | tr '\n' ' ')"
  exit 1
}

make full.db 1 200000
make small.db 1 6000
make again.db 1 6000
make other.db 2 6000

# --- Sound, whole, the same ---------------------------------------------------------------------------------------

if cmp -s small.db again.db; then echo "ok the same seed gives the same bytes"; else
  echo "not ok the same seed gives the same bytes - they differ"
  status=1
fi
dump() { sqlite3 "$1" "SELECT * FROM visit; SELECT * FROM village_doctor; SELECT * FROM ledger_entry"; }
if dump small.db | cmp -s - <(dump other.db); then
  echo "not ok another seed gives others - the same"
  status=1
else echo "ok another seed gives others"; fi
for db in full small other; do
  is "$db: the rules of the tables hold" $db.db "PRAGMA integrity_check" ok
  is "$db: references hold" $db.db "PRAGMA foreign_key_check" ""
  is "$db: the indexes are there" $db.db "SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND name LIKE 'ledger_entry_by%'" 2
  is "$db: all of it is said to be invented" $db.db "SELECT DISTINCT kind || state FROM data_source" synthfinished
done
tables=$(sed -n 's/^  table = "\(.*\)",$/\1/p' "$root/stdlib/schema.lua" "$root/stdlib/registers.lua")
test "$(echo "$tables" | wc -l)" -ge 22 || { echo "not ok the entities - only $(echo "$tables" | wc -l)"; status=1; }
for table in $tables; do
  is "$table has rows" small.db "SELECT count(*) > 0 FROM $table" 1
done
is "names of villages and clinics say that they are invented" full.db "SELECT count(*) FROM division WHERE level = 'village' AND
  name NOT LIKE '%（样例）'" 0
is "nobody has these numbers" full.db "SELECT count(*) FROM (SELECT id_number FROM village_doctor UNION ALL SELECT id_number FROM
  ledger_entry) WHERE id_number NOT LIKE '99%'" 0

# --- Places: at every size as published ---------------------------------------------------------------------------

A="village_code LIKE '5326%'" B="village_code LIKE '451029%'" good="on_duty AND certificate <> 'none'"
undone="upgrade IN ('not_started', 'under_way')"
for db in full small other; do
  is "$db: 204 upgrades" $db.db "SELECT count(*) FROM village_clinic WHERE $A AND upgrade <> 'not_needed'" 204
  is "$db: 110 of them unfinished" $db.db "SELECT count(*) FROM village_clinic WHERE $A AND $undone" 110
  is "$db: 396 villages due in 2018" $db.db "SELECT count(*) FROM village WHERE $A AND leaves_year = 2018 AND poor" 396
  is "$db: 61 of them with an unfinished clinic" $db.db "SELECT count(*) FROM village JOIN village_clinic USING (village_code) WHERE
    leaves_year = 2018 AND $undone" 61
  is "$db: the same 61 are without a clinic at standard" $db.db "SELECT count(*) FROM village v WHERE leaves_year = 2018 AND NOT EXISTS
    (SELECT 1 FROM village_clinic c WHERE c.village_code = v.village_code AND area >= 80 AND equipped AND in_use AND
    consulting_room + treatment_room + public_health_room + pharmacy = 4)" 61
  is "$db: 4 clinics under area" $db.db "SELECT count(*) FROM village_clinic WHERE $A AND area < 80" 4
  is "$db: 广南县 lacks 52 village doctors, the other seven none" $db.db "SELECT group_concat(county || ':' || lacks) FROM (SELECT
    substr(village_code, 1, 6) AS county, sum(1 + (population >= 2000) - (SELECT count(*) FROM village_doctor d WHERE
    d.village_code = v.village_code AND $good)) AS lacks FROM village v WHERE $A GROUP BY 1 HAVING lacks <> 0)" 532627:52
  is "$db: and no village has more than its due" $db.db "SELECT count(*) FROM village v WHERE (SELECT count(*) FROM village_doctor d
    WHERE d.village_code = v.village_code AND $good) > 1 + (population >= 2000)" 0
  is "$db: 田林县: villages, clinics, doctors, clinics without" $db.db "SELECT (SELECT count(*) FROM village WHERE $B),
    (SELECT count(*) FROM village_clinic WHERE $B), (SELECT count(*) FROM village_doctor WHERE $B AND on_duty),
    (SELECT count(*) FROM village_clinic c WHERE $B AND NOT EXISTS (SELECT 1 FROM village_doctor d WHERE d.clinic_id = c.clinic_id
    AND $good))" "165|157|132|25"
  is "$db: doctors of its poor villages: licensed, college, 45, 60" $db.db "SELECT count(*), sum(certificate IN ('assistant',
    'licensed')), sum(education IN ('college', 'bachelor')), sum(birth <= '1973-12-31'), sum(birth <= '1958-12-31') FROM village_doctor
    JOIN village USING (village_code) WHERE $B AND poor AND on_duty" "68|2|4|25|2"
  is "$db: the same at the beginning of the year" $db.db "SELECT sum(birth <= '1973-01-01'), sum(birth <= '1958-01-01') FROM
    village_doctor JOIN village USING (village_code) WHERE $B AND poor" "25|2"
  is "$db: a window in every county hospital and township centre" $db.db "SELECT sum(tier = 'county'), sum(tier = 'township'),
    sum(EXISTS (SELECT 1 FROM service_window w WHERE w.hospital_id = h.hospital_id AND opened < '2018-01-01' AND closed IS NULL))
    FROM hospital h WHERE tier IN ('county', 'township')" "27|36|63"
  is "$db: six of eight counties have differing ledgers" $db.db "SELECT count(*), sum(wrong > 0) FROM (SELECT p.county_code, sum(n <> 4
    OR tiers <> 4 OR kinds > 1) AS wrong FROM person p JOIN (SELECT person_id, count(*) AS n, count(DISTINCT tier) AS tiers,
    count(DISTINCT said) AS kinds FROM (SELECT
    e.person_id, tier, e.name || '|' || e.birth || '|' || household_size || '|' || e.identity || '|' || coalesce(cause, '') || '|' ||
    insured || '|' || contracted AS said FROM ledger_entry e) GROUP BY 1) USING (person_id) WHERE p.county_code LIKE '5326%' GROUP BY 1)" "8|6"
done
is "villages are divisions with a township above" full.db "SELECT count(*) FROM village JOIN division d ON d.division_code = village_code
  LEFT JOIN division t ON t.division_code = d.parent_code WHERE d.level <> 'village' OR t.level IS NOT 'township'" 0
is "every household lives in a village of the register" full.db "SELECT count(*) FROM household LEFT JOIN village ON village_code =
  division_code WHERE village_code IS NULL" 0
is "the places are the same at every size" small.db "ATTACH 'full.db' AS f; SELECT count(*) FROM (SELECT * FROM village UNION ALL SELECT *
  FROM f.village) GROUP BY village_code HAVING count(*) <> 2" ""

# --- Persons: as published at 200,000 cases, in proportion at others ----------------------------------------------

poor="FROM person p WHERE EXISTS (SELECT 1 FROM identity i WHERE i.person_id = p.person_id AND begins <= '2018-12-31' AND
  (ends IS NULL OR ends >= '2018-12-31'))"
fee="FROM contract c JOIN person p USING (person_id) WHERE county_code LIKE '5326%' AND year = 2018"
is "73,000 contracts entered by the end of August" full.db "SELECT count(*) $fee AND entered <= '2018-08-31'" 73000
is "and none later" full.db "SELECT count(*) $fee AND entered > '2018-08-31'" 0
is "all of persons that are poor to the end of the year" full.db "SELECT count(*) $poor AND county_code LIKE '5326%' AND EXISTS
  (SELECT 1 FROM contract c WHERE c.person_id = p.person_id AND entered IS NOT NULL)" 73000
is "2,190 of them at 6,000 cases" small.db "SELECT count(*) $fee AND entered <= '2018-08-31'" 2190
is "the fee is not paid in full in any of the eight" full.db "SELECT count(*) FROM (SELECT sum(fee_paid) AS paid, sum(fee_due) AS due
  $fee GROUP BY county_code HAVING paid < due)" 8
is "95 to 99 of 100 have a contract in each of the eight" full.db "SELECT count(*) FROM (SELECT 1.0 * sum(EXISTS (SELECT 1 FROM contract c
  WHERE c.person_id = p.person_id)) / count(*) AS share $poor AND county_code LIKE '5326%' GROUP BY county_code HAVING share BETWEEN
  0.95 AND 0.995)" 8
for db in full small other; do
  is "$db: 田林县: all contracted, entered, paid" $db.db "SELECT count(*) = sum(EXISTS (SELECT 1 FROM contract c WHERE c.person_id =
    p.person_id AND entered IS NOT NULL AND fee_paid = fee_due)) $poor AND county_code = '451029'" 1
  is "$db: 田林县: the three insurances at 100%, subsidy 110 yuan" $db.db "SELECT DISTINCT (SELECT group_concat(kind || paid || '/' ||
    subsidy) FROM (SELECT * FROM enrolment e WHERE e.person_id = p.person_id AND year = 2018 ORDER BY enrolment_id)) $poor AND
    county_code = '451029'" "basic1/11000,serious_illness1/0,health_poverty1/12000"
  is "$db: 田林县: somebody called on everyone" $db.db "SELECT count(*) = sum(EXISTS (SELECT 1 FROM visit v WHERE v.person_id =
    p.person_id)) $poor AND county_code = '451029'" 1
  is "$db: 田林县: over 60% of the chronically ill have a contract, by disease" $db.db "SELECT min(10 * with_contract > 6 * managed)
    FROM (SELECT count(*) AS managed, sum(EXISTS (SELECT 1 FROM contract k WHERE k.person_id = c.person_id)) AS with_contract FROM
    chronic c JOIN person p USING (person_id) WHERE county_code = '451029' AND managed_until IS NULL GROUP BY disease)" 1
done
is "and not everybody" full.db "SELECT count(*) FROM (SELECT disease FROM chronic c JOIN person p USING (person_id) WHERE county_code =
  '451029' AND NOT EXISTS (SELECT 1 FROM contract k WHERE k.person_id = c.person_id) GROUP BY 1)" 4
is "who has a contract has a doctor of the township" full.db "SELECT count(*) FROM contract c JOIN person p USING (person_id) LEFT JOIN
  doctor d USING (doctor_id) LEFT JOIN hospital h USING (hospital_id) WHERE tier IS NOT 'township' OR division_code <> county_code" 0
is "village doctors visit their own village" full.db "SELECT count(*) FROM visit JOIN person USING (person_id) JOIN household h USING
  (household_id) JOIN village_doctor d USING (village_doctor_id) WHERE d.village_code <> h.division_code" 0
is "poverty by illness falls by 1% a year, but in one county" full.db "SELECT group_concat(b.division_code) FROM poverty_count a JOIN
  poverty_count b ON a.division_code = b.division_code AND a.cause = b.cause AND b.year = a.year + 1 WHERE a.cause = 'illness' AND
  b.year = 2018 AND (a.households - b.households) * 100 < a.households" 532628
is "treated: those with a stay for the disease" full.db "SELECT count(*) > 5000, sum(NOT EXISTS (SELECT 1 FROM cases c WHERE
  c.person_id = s.person_id AND c.diagnosis = s.disease_code AND c.admission = s.treated AND c.hospital_id = s.hospital_id)) FROM
  serious_illness s WHERE treated IS NOT NULL" "1|0"
is "some wait for treatment" full.db "SELECT count(*) BETWEEN 300 AND 2000 FROM serious_illness WHERE treated IS NULL" 1
exit "$status"
