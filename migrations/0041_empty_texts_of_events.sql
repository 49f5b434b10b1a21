-- slacky:no-transaction
-- Takes the texts of descriptions and comments out of the feed: what somebody edited away or deleted was still read
-- there. From now on an event says only {"changed": true} of them. The audit log is not touched: it never had the
-- texts, only their digests, which its chain of hashes contains.
--
-- Safe on a live table of any size: it reads events by key, 5,000 at a time, and commits after each. So no row stays
-- locked and vacuum is held back for no longer than that takes. Only a job that prunes the same events waits for it.
-- Stopped in the middle, it starts again from the beginning and changes only what is left. Restart all processes
-- together with it: a worker of an earlier version puts texts into the feed. Events that still wait in the outbox lose
-- their texts when they are relayed.

do $$
declare
  done_to events%rowtype;
  batch_end events%rowtype;
begin
  done_to.workspace_id := '00000000-0000-0000-0000-000000000000';
  done_to.sequence := 0;
  loop
    select e.workspace_id, e.sequence
      into batch_end.workspace_id, batch_end.sequence
      from (select n.workspace_id, n.sequence
              from events n
             where (n.workspace_id, n.sequence) > (done_to.workspace_id, done_to.sequence)
             order by n.workspace_id, n.sequence
             limit 5000) e
     order by e.workspace_id desc, e.sequence desc
     limit 1;
    exit when batch_end.sequence is null;

    update events e
       set data = jsonb_set(
             e.data, '{changes}',
             (e.data -> 'changes')
               || case when e.data -> 'changes' ? 'description'
                       then '{"description": {"changed": true}}'::jsonb else '{}' end
               || case when e.data -> 'changes' ? 'body'
                       then '{"body": {"changed": true}}'::jsonb else '{}' end)
     where (e.workspace_id, e.sequence) > (done_to.workspace_id, done_to.sequence)
       and (e.workspace_id, e.sequence) <= (batch_end.workspace_id, batch_end.sequence)
       and (e.data #> '{changes,description}' <> '{"changed": true}'
            or e.data #> '{changes,body}' <> '{"changed": true}');

    commit;
    done_to := batch_end;
  end loop;
end $$;
