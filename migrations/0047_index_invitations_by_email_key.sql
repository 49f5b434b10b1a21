-- slacky:no-transaction
-- Built concurrently: reads the table twice and blocks nobody.
create index concurrently if not exists invitations_by_email_key on invitations (email_key, workspace_id);
