-- The members that a comment or a description mentions, resolved when it was written. Texts of before
-- mention nobody.
--
-- Safe on a live table: a column with a constant default is added without a rewrite. The locks are
-- exclusive, and last only a moment.

alter table comments add column mentions uuid[] not null default '{}';
alter table tickets add column mentions uuid[] not null default '{}';
