-- slacky:no-transaction
-- A rare word was looked up in a list of all who have it, in any workspace, beside a list of all tickets of its own. An
-- entry of this index is a word behind the last eight digits of its workspace's id, and the digits alone for each
-- ticket. Words too long to be asked for are left out, as with the digits they might not fit into a tsvector.
-- What is indexed is written the same way in src/tickets/filter-queries.ts.
-- Built concurrently, so nobody who writes waits for it; the build waits for transactions that are under way.

create index concurrently if not exists tickets_by_word on tickets using gin ((
  replace(' '''' ' || case when octet_length(description) > 1000
                           then regexp_replace(strip(search)::text, '''(?:[^'']|''''){255,}''', '', 'g')
                           else strip(search)::text end,
          ' ''', ' ''' || right(workspace_id::text, 8))::tsvector))
  where deleted_at is null;
