-- Who did what, from where, with what outcome: a chain of records for each workspace, and one for what
-- belongs to none (under the nil UUID). `record` is the text that was hashed, and includes the hash of the
-- record before it. The other columns are for searching, and are compared with it on verification.
--
-- Personal data is in `audit_personal`. The record has only its salted digest, so a row there can be
-- erased and the chain stays valid. `audit_heads` has the end of each chain.
--
-- Only the relay writes to these tables, and no foreign key refers to them.

create table audit_log (
  workspace_id  uuid        not null,
  sequence      bigint      not null,
  record        text        not null,
  hash          bytea       not null,
  previous_hash bytea,
  action        text        not null,
  outcome       text        not null,
  actor_id      uuid,
  subject_type  text        not null,
  subject_id    text,
  request_id    text,
  data          jsonb       not null,
  occurred_at   timestamptz not null,
  token         jsonb,

  constraint audit_log_pkey primary key (workspace_id, sequence),
  constraint hash_is_sha256 check (octet_length(hash) = 32),
  constraint outcome_is_known check (outcome = any (array['success', 'refused', 'failed'])),
  constraint sequence_is_positive check (sequence > 0)
) with (
  autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_insert_threshold = 100000
);

create index audit_log_by_action on audit_log (workspace_id, action, sequence);
create index audit_log_by_actor on audit_log (workspace_id, actor_id, sequence)
  where actor_id is not null;
create index audit_log_by_outcome on audit_log (workspace_id, outcome, sequence)
  where outcome <> 'success';
create index audit_log_by_subject on audit_log (workspace_id, subject_id, sequence)
  where subject_id is not null;
create index audit_log_by_time on audit_log (workspace_id, occurred_at, sequence);

create table audit_heads (
  workspace_id uuid   not null,
  sequence     bigint not null,
  hash         bytea  not null,

  constraint audit_heads_pkey primary key (workspace_id)
) with (
  fillfactor = 50
);

create table audit_personal (
  workspace_id uuid   not null,
  sequence     bigint not null,
  salt         bytea  not null,
  personal     text   not null,

  constraint audit_personal_pkey primary key (workspace_id, sequence),
  constraint salt_length check (octet_length(salt) = 16)
) with (
  autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_insert_threshold = 100000
);
