-- What was stored under the words of before takes those of the API (docs/decisions/0026): the field `steps` of
-- workflow.created in the feed, and the scope workspace:update of API tokens.
--
-- Safe on live tables: only the rows that change are locked. Reads the whole table events once. The audit log is not
-- touched, because its records are hashed: those of workflow.created from before keep the field `steps`.

update events
   set data = data - 'steps' || jsonb_build_object('transitions', data -> 'steps')
 where type = 'workflow.created'
   and data ? 'steps';

update outbox
   set data = data - 'steps' || jsonb_build_object('transitions', data -> 'steps')
 where type = 'workflow.created'
   and data ? 'steps';

update api_tokens
   set scopes = array_replace(scopes, 'workspace:update', 'workspace:edit')
 where 'workspace:update' = any(scopes);
