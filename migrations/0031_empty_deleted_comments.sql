-- Deleted comments lose their text, as those do that are deleted from now on: what somebody has deleted
-- must not be in the database any more. No command reads or locks the row of a deleted comment, so the
-- update makes nobody wait. The validation reads all comments under a lock that only excludes other
-- changes of the schema.

alter table comments validate constraint body_length;

update comments
   set body = '', body_html = ''
 where deleted_at is not null
   and body <> '';
