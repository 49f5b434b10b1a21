-- An address is unique by its key: the folded local part and the domain as DNS has it. The worker fills it for existing
-- rows; until then, and for an account whose key another one has, addresses are compared in lower case as before.
-- Adds columns only, which locks both tables for a moment and reads no rows.

alter table users
  add column email_key text collate "C",
  add column email_collides boolean not null default false;

alter table invitations
  add column email_key text collate "C";
