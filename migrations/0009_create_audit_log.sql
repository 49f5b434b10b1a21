-- Who did what, from where, with what outcome: one chain of records for each workspace, and one for what
-- belongs to none (under the nil UUID). `record` is the very text that was hashed, and holds the hash of the
-- record before it; the columns beside it are for searching, and are compared with it when a chain is verified.
--
-- What says something about a person lies in `audit_personal`; the record has its salted digest, so that a
-- row there can be erased and the chain stays whole. `audit_heads` is where each chain ends.
--
-- Only the relay writes here. Nothing references these tables: erasing a row checks nothing else.

create table audit_log (
  workspace_id  uuid        not null,
  sequence      bigint      not null constraint sequence_is_positive check (sequence > 0),
  record        text        not null,
  hash          bytea       not null constraint hash_is_sha256 check (octet_length(hash) = 32),
  previous_hash bytea,
  action        text        not null,
  outcome       text        not null
                            constraint outcome_is_known check (outcome in ('success', 'refused', 'failed')),
  actor_id      uuid,
  subject_type  text        not null,
  subject_id    text,
  request_id    text,
  data          jsonb       not null,
  occurred_at   timestamptz not null,

  primary key (workspace_id, sequence)
) with (
  autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_insert_threshold = 100000
);

create index audit_log_by_actor on audit_log (workspace_id, actor_id, sequence) where actor_id is not null;
create index audit_log_by_subject on audit_log (workspace_id, subject_id, sequence) where subject_id is not null;
create index audit_log_by_action on audit_log (workspace_id, action, sequence);
create index audit_log_by_outcome on audit_log (workspace_id, outcome, sequence) where outcome <> 'success';

create table audit_heads (
  workspace_id uuid   not null,
  sequence     bigint not null,
  hash         bytea  not null,

  primary key (workspace_id)
) with (fillfactor = 50);

create table audit_personal (
  workspace_id uuid   not null,
  sequence     bigint not null,
  salt         bytea  not null constraint salt_length check (octet_length(salt) = 16),
  personal     text   not null,

  primary key (workspace_id, sequence)
);
