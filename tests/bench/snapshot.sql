-- The cases of 2018 and what the rules ask of them, joined and in order, as the temporary table
-- snapshot; with them the earlier cases of whoever gets money of an earlier year back.
-- Read by cascade.sql and by the dump for cascade.lua; making it is not timed.
PRAGMA temp_store = MEMORY;
PRAGMA cache_size = -262144;

CREATE TEMP TABLE wanted AS
SELECT case_id FROM cases
WHERE settled BETWEEN '2018-01-01' AND '2018-12-31' OR person_id IN (
  SELECT o.person_id FROM cases r JOIN cases o ON o.case_id = r.refund_of
  WHERE r.refund_of IS NOT NULL AND r.settled BETWEEN '2018-01-01' AND '2018-12-31'
    AND o.settled < '2018-01-01') AND settled < '2018-01-01';

CREATE TEMP TABLE ranks (identity INTEGER PRIMARY KEY, kind TEXT UNIQUE);
INSERT INTO ranks VALUES (1, 'registered_poor'), (2, 'low_income'), (3, 'dibao'),
  (4, 'dibao_disabled'), (5, 'tekun');

-- One number for the day of settlement; position: the place in the order of settling.
CREATE TEMP TABLE snapshot AS
SELECT row_number() OVER (ORDER BY person_id, settled, case_id) AS position, * FROM (
  SELECT c.case_id, c.person_id, CAST(replace(c.settled, '-', '') AS INTEGER) AS settled,
    CAST(p.county_code AS INTEGER) AS county,
    (SELECT coalesce(max(r.identity), 0) FROM identity i JOIN ranks r ON r.kind = i.kind
     WHERE i.person_id = c.person_id AND i.begins <= c.discharge
       AND (i.ends IS NULL OR i.ends >= c.admission)) AS identity,
    CASE h.level WHEN 'township' THEN 0 WHEN 'primary' THEN 1 WHEN 'secondary' THEN 2
      WHEN 'tertiary' THEN 3 ELSE 4 END AS level,
    CASE WHEN substr(h.division_code, 1, 6) = substr(p.county_code, 1, 6) THEN 0
      WHEN substr(h.division_code, 1, 4) = substr(p.county_code, 1, 4) THEN 1
      WHEN substr(h.division_code, 1, 2) = substr(p.county_code, 1, 2) THEN 2 ELSE 3 END AS place,
    c.kind = 'chronic_outpatient' AS chronic,
    c.referral = 'none' AND substr(h.division_code, 1, 6) <> substr(p.county_code, 1, 6)
      AS unreferred,
    c.total_cost, c.uncovered_cost, c.in_scope_cost, c.temporary_aid, c.hospital_relief, c.refund_of
  FROM wanted JOIN cases c USING (case_id) JOIN person p USING (person_id)
    JOIN hospital h USING (hospital_id))
ORDER BY position;
