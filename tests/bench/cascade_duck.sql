-- The rules of cascade.sql as a view of DuckDB over the tables snapshot, by_level, by_identity and by_county (duck.py);
-- persons with refunds or two identities are left out here as there. Sums of 64 bits, as they are fastest.
CREATE VIEW settled AS WITH
entitled AS (
  SELECT person_id, position, s.county, c.period, s.identity, chronic, unreferred,
    i.backed AND NOT chronic AND NOT unreferred AND place <= c.area AS backed, total_cost, in_scope_cost, temporary_aid,
    hospital_relief + CASE overrun WHEN 100 THEN 0
      ELSE (greatest(uncovered_cost * 100 - total_cost * overrun, 0) + 50) // 100 END AS relief,
    CASE WHEN chronic THEN (in_scope_cost * 80 + 50) // 100 ELSE
      (greatest(in_scope_cost * (100 - unreferred * c.first) - (deductible * (100 - cut) + 50) // 100 * 100, 0)
      * CASE WHEN unreferred THEN (least(100, ratio + i.points) - c.points) * factor // 100
          ELSE least(100, ratio + i.points) END + 5000) // 10000 END AS due
  FROM snapshot s
    JOIN by_county c ON c.county = s.county AND c.period = (s.settled >= 20180701)
    JOIN by_level l ON l.county = s.county AND l.period = c.period AND l.level = s.level
    JOIN by_identity i ON i.county = s.county AND i.period = c.period AND i.identity = s.identity),
outpatient AS (
  SELECT *, sum(due * chronic) OVER so_far::BIGINT AS out_sum
  FROM entitled
  WINDOW so_far AS (PARTITION BY person_id ORDER BY position ROWS UNBOUNDED PRECEDING)),
capped AS (
  SELECT *, CASE WHEN chronic THEN least(out_sum, 500000) - least(out_sum - due, 500000) ELSE due END AS due1
  FROM outpatient),
basic_sum AS (
  SELECT person_id, position, county, period, identity, unreferred, backed, total_cost, in_scope_cost,
    temporary_aid, relief, due1,
    sum(due1) OVER so_far::BIGINT AS basic_sum FROM capped
  WINDOW so_far AS (PARTITION BY person_id ORDER BY position ROWS UNBOUNDED PRECEDING)),
basic AS (
  SELECT *, least(basic_sum, 15000000) - least(basic_sum - due1, 15000000) AS basic FROM basic_sum),
base AS (
  SELECT person_id, position, county, period, identity, unreferred, backed, total_cost, temporary_aid, relief,
    basic, in_scope_cost - basic AS own,
    sum(in_scope_cost - basic) OVER so_far::BIGINT AS base
  FROM basic
  WINDOW so_far AS (PARTITION BY person_id ORDER BY position ROWS UNBOUNDED PRECEDING)),
-- Above the gate, in bands from there on or, where bands are absolute, from nought.
over AS (
  SELECT b.*, i.first AS first, second, third, upto1, upto2, serious_cap, supplementary_cap, assistance, assistance_cap, by_year,
    CASE WHEN unreferred AND supplementary_referred THEN 0 ELSE supplementary END AS supplementary,
    greatest(base, gate) - gate * (1 - absolute) AS x, greatest(base - own, gate) - gate * (1 - absolute) AS y
  FROM base b JOIN by_county c USING (county, period) JOIN by_identity i USING (county, period, identity)),
serious_due AS (
  SELECT person_id, position, unreferred, backed, by_year, total_cost, temporary_aid, relief, basic, own,
    serious_cap, supplementary, supplementary_cap, assistance, assistance_cap,
    CASE WHEN x = y THEN 0 ELSE ((least(x, upto1) - least(y, upto1)) * first
    + (greatest(least(x, upto2) - upto1, 0) - greatest(least(y, upto2) - upto1, 0)) * second
    + (greatest(x - upto2, 0) - greatest(y - upto2, 0)) * third + 50) // 100 END AS serious_due FROM over),
serious_sum AS (
  SELECT *, sum(serious_due) OVER so_far::BIGINT AS serious_sum
  FROM serious_due
  WINDOW so_far AS (PARTITION BY person_id ORDER BY position ROWS UNBOUNDED PRECEDING)),
serious AS (
  SELECT *, CASE WHEN serious_cap IS NULL THEN serious_due
    ELSE least(serious_sum, serious_cap) - least(serious_sum - serious_due, serious_cap) END AS serious_illness
  FROM serious_sum),
supplementary_due AS (
  SELECT person_id, position, unreferred, backed, by_year, total_cost, temporary_aid, relief, basic,
    serious_illness, own - serious_illness AS own, supplementary_cap, assistance, assistance_cap,
    ((own - serious_illness) * supplementary + 50) // 100 AS supplementary_due FROM serious),
supplementary_sum AS (
  SELECT *, sum(supplementary_due) OVER so_far::BIGINT
    AS supplementary_sum FROM supplementary_due
  WINDOW so_far AS (PARTITION BY person_id ORDER BY position ROWS UNBOUNDED PRECEDING)),
supplementary AS (
  SELECT *, least(supplementary_sum, supplementary_cap)
    - least(supplementary_sum - supplementary_due, supplementary_cap) AS supplementary FROM supplementary_sum),
assistance_due AS (
  SELECT person_id, position, backed, by_year, total_cost, temporary_aid, relief, basic, serious_illness,
    supplementary, assistance_cap,
    CASE WHEN unreferred THEN 0 ELSE ((own - supplementary) * assistance + 50) // 100 END AS assistance_due
  FROM supplementary),
assistance_sum AS (
  SELECT *, sum(assistance_due) OVER so_far::BIGINT
    AS assistance_sum FROM assistance_due
  WINDOW so_far AS (PARTITION BY person_id ORDER BY position ROWS UNBOUNDED PRECEDING)),
assistance AS (
  SELECT *, CASE WHEN assistance_cap IS NULL THEN assistance_due
    ELSE least(assistance_sum, assistance_cap) - least(assistance_sum - assistance_due, assistance_cap) END AS assistance
  FROM assistance_sum),
aided AS (
  SELECT *, total_cost - basic - serious_illness - supplementary - assistance AS left1 FROM assistance),
relieved AS (
  SELECT *, least(temporary_aid, left1) AS aid, left1 - least(temporary_aid, left1) AS left2 FROM aided),
above AS (
  SELECT person_id, position, by_year, basic, serious_illness, supplementary, assistance, aid,
    least(left2, relief) AS hospital, left2 - least(left2, relief) AS left3,
    CASE WHEN backed THEN left2 - least(left2, relief) - total_cost * 10 // 100 ELSE 0 END AS above FROM relieved),
above_sum AS (
  SELECT *, sum(above) OVER so_far::BIGINT AS above_sum FROM above
  WINDOW so_far AS (PARTITION BY person_id ORDER BY position ROWS UNBOUNDED PRECEDING)),
-- By the year: the highest that the sum has been, less the highest before.
backstop AS (
  SELECT *, CASE WHEN NOT by_year THEN greatest(0, above)
    ELSE greatest(0, max(above_sum) OVER so_far)
      - greatest(0, coalesce(max(above_sum) OVER until_then, 0)) END AS backstop FROM above_sum
  WINDOW so_far AS (PARTITION BY person_id ORDER BY position ROWS UNBOUNDED PRECEDING),
    until_then AS (PARTITION BY person_id ORDER BY position ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING))
SELECT position, basic, serious_illness, supplementary, assistance, aid AS temporary_aid, hospital AS hospital_borne,
  backstop, left3 - backstop AS self_pay FROM backstop;
