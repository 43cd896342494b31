-- Takes the cases of persons out of a copy of the database whom cascade.sql cannot settle: with a refund,
-- or with more than one highest identity over their cases.
PRAGMA synchronous = OFF;
CREATE TEMP TABLE ranks (identity INTEGER PRIMARY KEY, kind TEXT UNIQUE);
INSERT INTO ranks VALUES (1, 'registered_poor'), (2, 'low_income'), (3, 'dibao'), (4, 'dibao_disabled'), (5, 'tekun');
CREATE TEMP TABLE beyond AS
SELECT person_id FROM cases WHERE refund_of IS NOT NULL
UNION
SELECT person_id FROM (
  SELECT c.person_id, (SELECT coalesce(max(r.identity), 0) FROM identity i JOIN ranks r ON r.kind = i.kind
    WHERE i.person_id = c.person_id AND i.begins <= c.discharge AND (i.ends IS NULL OR i.ends >= c.admission)) AS identity
  FROM cases c)
GROUP BY person_id HAVING min(identity) <> max(identity);
SELECT 'left_out ' || count(*) FROM beyond;
DELETE FROM cases WHERE person_id IN (SELECT person_id FROM beyond);
