-- The same rules as one SQL statement over the snapshot: what is yearly by window functions.
-- Windows cannot take back what a cap has cut, nor follow a cap that changes with the identity, so the
-- database given has no persons with refunds or with two identities in the year (see subset.sql).
.bail on
.read snapshot.sql

-- Terms of the two pools by level and identity, then of each county and period, then what differs.
CREATE TEMP TABLE by_level (county INTEGER, period INTEGER, level INTEGER, deductible INTEGER, ratio INTEGER,
  PRIMARY KEY (county, period, level)) WITHOUT ROWID;
CREATE TEMP TABLE by_identity (county INTEGER, period INTEGER, identity INTEGER, cut INTEGER, points INTEGER,
  gate INTEGER, first INTEGER, second INTEGER, third INTEGER, upto1 INTEGER, upto2 INTEGER, serious_cap INTEGER,
  supplementary INTEGER, assistance INTEGER, assistance_cap INTEGER, backed INTEGER,
  PRIMARY KEY (county, period, identity)) WITHOUT ROWID;
CREATE TEMP TABLE by_county (county INTEGER, period INTEGER, points INTEGER, factor INTEGER, first INTEGER,
  absolute INTEGER, supplementary_cap INTEGER, supplementary_referred INTEGER, overrun INTEGER, area INTEGER,
  by_year INTEGER, PRIMARY KEY (county, period)) WITHOUT ROWID;

INSERT INTO by_county
SELECT c.column1, p.column1, 15, 100, 0, 0, 5000000, 0, 100, 2, 0
FROM (VALUES (532601), (532622), (532623), (532624), (532625), (532626), (532627), (532628)) c,
  (VALUES (0), (1)) p
UNION ALL VALUES (451029, 0, 0, 80, 0, 0, 3000000, 1, 100, 0, 0), (451029, 1, 0, 80, 0, 0, 3000000, 1, 100, 0, 0);

WITH levels (pool, level, deductible, ratio) AS (VALUES
  (53, 0, 20000, 90), (53, 1, 20000, 85), (53, 2, 40000, 75), (53, 3, 80000, 65), (53, 4, 120000, 60),
  (45, 0, 10000, 95), (45, 1, 10000, 95), (45, 2, 30000, 80), (45, 3, 60000, 70), (45, 4, 80000, 60))
INSERT INTO by_level SELECT county, period, level, deductible, ratio
FROM by_county JOIN levels ON pool = county / 10000;

WITH identities (pool, identity, points, gate, first, second, third, upto1, upto2, serious_cap, supplementary,
  assistance, assistance_cap, backed) AS (VALUES
  (53, 0, 0, 1000000, 60, 70, 80, 3000000, 10000000, 30000000, 0, 0, 0, 0),
  (53, 1, 5, 500000, 60, 70, 80, 3000000, 10000000, NULL, 30, 50, 3000000, 1),
  (53, 2, 5, 1000000, 60, 70, 80, 3000000, 10000000, 30000000, 20, 40, 2000000, 0),
  (53, 3, 5, 500000, 60, 70, 80, 3000000, 10000000, NULL, 30, 70, 3000000, 1),
  (53, 4, 5, 500000, 60, 70, 80, 3000000, 10000000, NULL, 30, 80, 4000000, 1),
  (53, 5, 5, 500000, 60, 70, 80, 3000000, 10000000, NULL, 30, 100, NULL, 1),
  (45, 0, 0, 800000, 55, 60, 70, 2000000, 5000000, 50000000, 0, 0, 0, 0),
  (45, 1, 0, 400000, 60, 65, 75, 2000000, 5000000, 50000000, 30, 50, 2000000, 1),
  (45, 2, 0, 800000, 55, 60, 70, 2000000, 5000000, 50000000, 0, 0, 0, 0),
  (45, 3, 0, 400000, 60, 65, 75, 2000000, 5000000, 50000000, 30, 90, 2000000, 1),
  (45, 4, 0, 400000, 60, 65, 75, 2000000, 5000000, 50000000, 30, 95, 3000000, 1),
  (45, 5, 0, 400000, 60, 65, 75, 2000000, 5000000, 50000000, 30, 100, 5000000, 1))
INSERT INTO by_identity SELECT c.county, c.period, i.identity, 0, i.points, i.gate, i.first, i.second, i.third,
  i.upto1, i.upto2, i.serious_cap, i.supplementary, i.assistance, i.assistance_cap, i.backed
FROM by_county c JOIN identities i ON i.pool = c.county / 10000;

UPDATE by_identity SET supplementary = 25, assistance_cap = 4000000 WHERE county = 532601 AND identity = 1;
UPDATE by_county SET absolute = 1 WHERE county = 532622;
UPDATE by_county SET by_year = 1 WHERE county = 532623;
UPDATE by_identity SET cut = CASE identity WHEN 1 THEN 50 ELSE 100 END WHERE county = 532624 AND identity IN (1, 5);
UPDATE by_identity SET assistance = CASE period WHEN 0 THEN 45 ELSE 55 END WHERE county = 532625 AND identity = 1;
UPDATE by_county SET supplementary_cap = 2000000 WHERE county = 532626;
UPDATE by_level SET deductible = 50000 WHERE county = 532626 AND level = 2;
UPDATE by_county SET points = 0, first = 20 WHERE county = 532627;
UPDATE by_county SET overrun = 10 WHERE county = 532628;

.print timed
.timer on
CREATE TEMP TABLE settled AS WITH
entitled AS (
  SELECT person_id, position, case_id, s.county, c.period, s.identity, chronic, unreferred,
    i.backed AND NOT chronic AND NOT unreferred AND place <= c.area AS backed, total_cost, in_scope_cost, temporary_aid,
    hospital_relief + CASE overrun WHEN 100 THEN 0
      ELSE (max(uncovered_cost * 100 - total_cost * overrun, 0) + 50) / 100 END AS relief,
    CASE WHEN chronic THEN (in_scope_cost * 80 + 50) / 100 ELSE
      (max(in_scope_cost * (100 - unreferred * c.first) - (deductible * (100 - cut) + 50) / 100 * 100, 0)
      * CASE WHEN unreferred THEN (min(100, ratio + i.points) - c.points) * factor / 100
          ELSE min(100, ratio + i.points) END + 5000) / 10000 END AS due
  FROM snapshot s
    JOIN by_county c ON c.county = s.county AND c.period = (s.settled >= 20180701)
    JOIN by_level l ON l.county = s.county AND l.period = c.period AND l.level = s.level
    JOIN by_identity i ON i.county = s.county AND i.period = c.period AND i.identity = s.identity),
outpatient AS (
  SELECT *, sum(due * chronic) OVER (PARTITION BY person_id ORDER BY position ROWS UNBOUNDED PRECEDING) AS out_sum
  FROM entitled),
capped AS (
  SELECT *, CASE WHEN chronic THEN min(out_sum, 500000) - min(out_sum - due, 500000) ELSE due END AS due1
  FROM outpatient),
basic_sum AS (
  SELECT person_id, position, case_id, county, period, identity, unreferred, backed, total_cost, in_scope_cost,
    temporary_aid, relief, due1,
    sum(due1) OVER (PARTITION BY person_id ORDER BY position ROWS UNBOUNDED PRECEDING) AS basic_sum FROM capped),
basic AS (
  SELECT *, min(basic_sum, 15000000) - min(basic_sum - due1, 15000000) AS basic FROM basic_sum),
base AS (
  SELECT person_id, position, case_id, county, period, identity, unreferred, backed, total_cost, temporary_aid, relief,
    basic, in_scope_cost - basic AS own,
    sum(in_scope_cost - basic) OVER (PARTITION BY person_id ORDER BY position ROWS UNBOUNDED PRECEDING) AS base
  FROM basic),
-- Above the gate, in bands from there on or, where bands are absolute, from nought.
over AS (
  SELECT b.*, i.first AS first, second, third, upto1, upto2, serious_cap, supplementary_cap, assistance, assistance_cap, by_year,
    CASE WHEN unreferred AND supplementary_referred THEN 0 ELSE supplementary END AS supplementary,
    max(base, gate) - gate * (1 - absolute) AS x, max(base - own, gate) - gate * (1 - absolute) AS y
  FROM base b JOIN by_county c USING (county, period) JOIN by_identity i USING (county, period, identity)),
serious_due AS (
  SELECT person_id, position, case_id, unreferred, backed, by_year, total_cost, temporary_aid, relief, basic, own,
    serious_cap, supplementary, supplementary_cap, assistance, assistance_cap,
    CASE WHEN x = y THEN 0 ELSE ((min(x, upto1) - min(y, upto1)) * first
    + (max(min(x, upto2) - upto1, 0) - max(min(y, upto2) - upto1, 0)) * second
    + (max(x - upto2, 0) - max(y - upto2, 0)) * third + 50) / 100 END AS serious_due FROM over),
serious_sum AS (
  SELECT *, sum(serious_due) OVER (PARTITION BY person_id ORDER BY position ROWS UNBOUNDED PRECEDING) AS serious_sum
  FROM serious_due),
serious AS (
  SELECT *, CASE WHEN serious_cap IS NULL THEN serious_due
    ELSE min(serious_sum, serious_cap) - min(serious_sum - serious_due, serious_cap) END AS serious_illness
  FROM serious_sum),
supplementary_due AS (
  SELECT person_id, position, case_id, unreferred, backed, by_year, total_cost, temporary_aid, relief, basic,
    serious_illness, own - serious_illness AS own, supplementary_cap, assistance, assistance_cap,
    ((own - serious_illness) * supplementary + 50) / 100 AS supplementary_due FROM serious),
supplementary_sum AS (
  SELECT *, sum(supplementary_due) OVER (PARTITION BY person_id ORDER BY position ROWS UNBOUNDED PRECEDING)
    AS supplementary_sum FROM supplementary_due),
supplementary AS (
  SELECT *, min(supplementary_sum, supplementary_cap)
    - min(supplementary_sum - supplementary_due, supplementary_cap) AS supplementary FROM supplementary_sum),
assistance_due AS (
  SELECT person_id, position, case_id, backed, by_year, total_cost, temporary_aid, relief, basic, serious_illness,
    supplementary, assistance_cap,
    CASE WHEN unreferred THEN 0 ELSE ((own - supplementary) * assistance + 50) / 100 END AS assistance_due
  FROM supplementary),
assistance_sum AS (
  SELECT *, sum(assistance_due) OVER (PARTITION BY person_id ORDER BY position ROWS UNBOUNDED PRECEDING)
    AS assistance_sum FROM assistance_due),
assistance AS (
  SELECT *, CASE WHEN assistance_cap IS NULL THEN assistance_due
    ELSE min(assistance_sum, assistance_cap) - min(assistance_sum - assistance_due, assistance_cap) END AS assistance
  FROM assistance_sum),
aided AS (
  SELECT *, total_cost - basic - serious_illness - supplementary - assistance AS left1 FROM assistance),
relieved AS (
  SELECT *, min(temporary_aid, left1) AS aid, left1 - min(temporary_aid, left1) AS left2 FROM aided),
above AS (
  SELECT person_id, position, case_id, by_year, basic, serious_illness, supplementary, assistance, aid,
    min(left2, relief) AS hospital, left2 - min(left2, relief) AS left3,
    CASE WHEN backed THEN left2 - min(left2, relief) - total_cost * 10 / 100 ELSE 0 END AS above FROM relieved),
above_sum AS (
  SELECT *, sum(above) OVER (PARTITION BY person_id ORDER BY position ROWS UNBOUNDED PRECEDING) AS above_sum FROM above),
-- By the year: the highest that the sum has been, less the highest before.
backstop AS (
  SELECT *, CASE WHEN NOT by_year THEN max(0, above)
    ELSE max(0, max(above_sum) OVER (PARTITION BY person_id ORDER BY position ROWS UNBOUNDED PRECEDING))
      - max(0, coalesce(max(above_sum) OVER (PARTITION BY person_id ORDER BY position
          ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)) END AS backstop FROM above_sum)
SELECT case_id, basic, serious_illness, supplementary, assistance, aid AS temporary_aid, hospital AS hospital_borne,
  backstop, left3 - backstop AS self_pay FROM backstop;
.timer off
.mode line
SELECT count(*) AS cases, sum(basic) AS sum_basic, sum(serious_illness) AS sum_serious_illness,
  sum(supplementary) AS sum_supplementary, sum(assistance) AS sum_assistance,
  sum(temporary_aid) AS sum_temporary_aid, sum(hospital_borne) AS sum_hospital_borne,
  sum(backstop) AS sum_backstop, sum(self_pay) AS sum_self_pay FROM settled;
