-- What the rules of the two pools say, as three tables: by county and period with the level of the hospital, with the
-- identity, and alone. Periods: 0 until 2018-06-30, 1 from then on. Read by cascade.sql and, as CSV, by duck.py.
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
