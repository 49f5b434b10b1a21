-- slacky:no-transaction
-- A sign-in looks whether the account was signed in to from the same address before, in sessions that have ended, too.
-- The index that there is knows live ones alone. Built beside the table in use: signing in goes on.

create index concurrently if not exists sessions_of_user on sessions (user_id, created_at, id);
