-- A new ticket's number is drawn in the last batch of its transaction. Its response is stored in the same batch, with
-- the number and the times in a column of their own.
-- Users are never deleted, so the foreign key to them protects nothing and costs each stored response a lookup. An
-- index of block ranges finds old rows as well as the former one, and costs an insert next to nothing. The table
-- holds one day of responses: the index is built in moments, and writes with a key wait for it.

alter table idempotency_keys add column assigned jsonb;
alter table idempotency_keys drop constraint idempotency_keys_user_id_fkey;
drop index idempotency_keys_by_age;
create index idempotency_keys_by_age on idempotency_keys using brin (created_at) with (pages_per_range = 16);
