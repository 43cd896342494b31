-- The same rules as one SQL statement over the snapshot: what is yearly by window functions.
-- Windows cannot take back what a cap has cut, nor follow a cap that changes with the identity, so the
-- database given has no persons with refunds or with two identities in the year (see subset.sql).
.bail on
.read snapshot.sql
.read terms.sql

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
