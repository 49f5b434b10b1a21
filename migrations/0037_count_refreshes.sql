-- How often a session was refreshed, and up to which refresh the client is known to have received the
-- response: it has sent a request with the access token. Until then, the spent refresh token returns its
-- successor again for a day, because a lost response must not end the session.
--
-- Tokens that exist have the generation 0, which counts as received, so for them nothing changes.
--
-- Safe on a live table: columns with a constant default are added without a rewrite.

alter table refresh_tokens add column generation integer not null default 0;
alter table sessions add column received_generation integer not null default 0;
