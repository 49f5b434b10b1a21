-- A service account is a user without an address and without a password: nobody can sign in to it, be invited
-- as it, or register under its address. Whoever has the one has the other.
--
-- Safe on a table in use: no row is looked at. The constraint holds for what is written from now on; 0012
-- looks at what is there. Queries that are running are waited for, and wait, for that moment.

alter table users
  alter column email drop not null,
  alter column password_hash drop not null,
  add constraint address_and_password_come_together
      check ((email is null) = (password_hash is null)) not valid;
