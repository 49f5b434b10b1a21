-- People who were erased remained members, and invitations by people who are no longer admins could still be accepted.
-- Both end now, as they do since this version when they lose the role: with an event for the feed and the audit log.
--
-- Safe on live tables: it locks the rows that it changes, and only those. It reads the tables members and invitations
-- once; they have a row for each person in a workspace.

with ended as (
  update members m
     set removed_at = clock_timestamp(), updated_at = clock_timestamp()
    from users u
   where u.id = m.user_id
     and u.email = u.id || '@erased.invalid'
     and m.removed_at is null
  returning m.workspace_id, m.user_id, m.role
)
insert into outbox (id, kind, type, workspace_id, subject_type, subject_id, data)
select gen_random_uuid(), 'feed', 'member.removed', e.workspace_id, 'member', e.user_id,
       jsonb_build_object('changes', jsonb_build_object('role', jsonb_build_object('from', e.role, 'to', null)),
                          'cause', 'person_erased')
  from ended e;

with withdrawn as (
  delete from invitations i
   where not exists (
           select 1
             from members m
            where m.workspace_id = i.workspace_id
              and m.user_id = i.invited_by
              and m.role = 'admin'
              and m.removed_at is null)
  returning i.workspace_id, i.id, i.role, i.email
)
insert into outbox (id, kind, type, workspace_id, subject_type, subject_id, data, personal)
select gen_random_uuid(), 'feed', 'invitation.withdrawn', w.workspace_id, 'invitation', w.id,
       jsonb_build_object('role', w.role, 'cause', 'inviter_not_admin'),
       jsonb_build_object('email', w.email)
  from withdrawn w;
