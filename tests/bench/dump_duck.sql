-- The snapshot and what the rules say, as CSV files in the working folder, for duck.py.
.bail on
.read snapshot.sql
.read terms.sql
.mode csv
.headers on
.once snapshot.csv
SELECT position, person_id, settled, county, identity, level, place, chronic, unreferred, total_cost, uncovered_cost,
  in_scope_cost, temporary_aid, hospital_relief FROM snapshot ORDER BY position;
.once by_level.csv
SELECT * FROM by_level;
.once by_identity.csv
SELECT * FROM by_identity;
.once by_county.csv
SELECT * FROM by_county;
