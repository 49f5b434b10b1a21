-- Which of the notices that an API token is about to expire was written last: the one seven days before,
-- or the one a day before. Adding a column that may be null rewrites nothing. It locks `api_tokens` for
-- the moment that it takes to check the constraint on a table that has a few rows for each workspace.

alter table api_tokens
  add column expiry_noticed_days smallint,
  add constraint expiry_noticed_days_is_known check (expiry_noticed_days in (1, 7));
