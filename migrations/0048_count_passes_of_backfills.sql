-- Only the first pass over the tickets lets a search read their old column of words: later passes, for a few rows that
-- were missed, must not make every search slow. Locks a small table for a moment.

alter table backfills add column passes integer not null default 1;
