-- Where the audit log was pruned. The records of a chain up to `sequence` were deleted, from `pruned_from` on by
-- this pruning, and the last of them had this hash, which the next record follows. Signed with SLACKY_SECRET,
-- which is not in the database: whoever can only write here cannot make deleted records pass for pruned ones.
--
-- Only the role that owns the tables prunes, so the server's own only reads. A new table, empty: nothing waits.

create table audit_checkpoints (
  workspace_id  uuid        not null,
  sequence      bigint      not null,
  hash          bytea       not null constraint hash_is_sha256 check (octet_length(hash) = 32),
  pruned_from   bigint      not null constraint pruned_from_the_first check (pruned_from between 1 and sequence),
  pruned_before timestamptz not null,
  signed_at     timestamptz not null,
  signature     bytea       not null,

  primary key (workspace_id, sequence)
);
