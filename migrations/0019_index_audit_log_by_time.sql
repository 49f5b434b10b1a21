-- slacky:no-transaction
-- A list of the audit log from one day to another looked at every record that was newer. With this index it
-- begins and ends near those days. Built beside the log in use: appending goes on.

create index concurrently if not exists audit_log_by_time
  on audit_log (workspace_id, occurred_at, sequence);
