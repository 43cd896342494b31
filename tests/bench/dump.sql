-- The snapshot as lines of tab-separated numbers for cascade.lua; a refund names the place of its original.
.bail on
.read snapshot.sql
CREATE INDEX temp.snapshot_case ON snapshot (case_id);
.mode tabs
SELECT s.person_id, s.settled, s.county, s.identity, s.level, s.place, s.chronic, s.unreferred,
  s.total_cost, s.uncovered_cost, s.in_scope_cost, s.temporary_aid, s.hospital_relief,
  coalesce((SELECT o.position FROM snapshot o WHERE o.case_id = s.refund_of), 0)
FROM snapshot s ORDER BY s.position;
