-- The index of 0039 takes the place, and the name, of the one before it. Locks sessions for a moment, and reads nothing.

drop index sessions_by_user;
alter index sessions_of_user rename to sessions_by_user;
