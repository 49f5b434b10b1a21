-- Which API token an act was done by, {id, name}; null for whatever no token did.
--
-- Safe on tables in use: columns without a default are added without looking at a row, so that each table is
-- locked for a moment only. A server of the version before goes on beside this one; what it relays meanwhile
-- is recorded without the token.

alter table outbox add column token jsonb;
alter table audit_log add column token jsonb;
