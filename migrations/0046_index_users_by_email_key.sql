-- slacky:no-transaction
-- Built concurrently: reads the table twice and blocks nobody.
create unique index concurrently if not exists email_key_is_unique on users (email_key);
