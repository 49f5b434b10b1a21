-- Vacuum comes after a share of a table's rows, a fifth unless told otherwise: of ten million tickets after two million
-- dead ones. Rows that were only inserted are frozen as they come, a hundred thousand at a time, and not all at once
-- when the table has grown by a fifth. Each statement locks its table for a moment, against nobody who reads or writes.

alter table tickets set (
  autovacuum_vacuum_scale_factor = 0.02,
  autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_insert_threshold = 100000,
  autovacuum_analyze_scale_factor = 0.02);

alter table ticket_status_history set (
  autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_insert_threshold = 100000);

alter table comments set (
  autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_insert_threshold = 100000);

alter table audit_personal set (
  autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_insert_threshold = 100000);
