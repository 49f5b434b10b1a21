-- The index of 0026 takes its place. Locks tickets for a moment, and reads nothing.

drop index tickets_by_text;
