-- GIN keeps what is new in a list of up to 4 MB, which every search reads from end to end, until one write merges all
-- of it. At 128 kB a search reads little and no write merges much; the index takes what is there at the next write.
-- Locks the two indexes for a moment against other changes of themselves, and nobody who reads or writes.

alter index tickets_by_word set (gin_pending_list_limit = 128);
alter index tickets_by_label set (gin_pending_list_limit = 128);
