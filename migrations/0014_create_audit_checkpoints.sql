-- Where the audit log was pruned. The records of a chain up to `sequence` were deleted, this time from
-- `pruned_from` on; the last of them had this hash, which the next record refers to. Signed with
-- SLACKY_SECRET, which is not in the database, so deleted records cannot be passed off as pruned ones.
--
-- Only the role that owns the tables prunes.

create table audit_checkpoints (
  workspace_id  uuid        not null,
  sequence      bigint      not null,
  hash          bytea       not null,
  pruned_from   bigint      not null,
  pruned_before timestamptz not null,
  signed_at     timestamptz not null,
  signature     bytea       not null,

  constraint audit_checkpoints_pkey primary key (workspace_id, sequence),
  constraint hash_is_sha256 check (octet_length(hash) = 32),
  constraint pruned_from_the_first check (pruned_from >= 1 and pruned_from <= sequence)
);
