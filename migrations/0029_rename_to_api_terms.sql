-- Tables and columns take the words of the API (docs/decisions/0026): a workflow's steps become transitions, stream
-- passes become stream tokens, and the address of a session becomes an IP address.
--
-- Renames change the catalogue only and lock each table for a moment. The primary key of stream_tokens is built anew, on
-- the rows of the last minutes; its workspace may be null from now on, for streams of more than one workspace.
--
-- A process of an earlier version answers 500 to sign-ins and to what needs a workflow until it is restarted: restart all
-- processes together with this migration.

alter table workflow_steps rename to workflow_transitions;
alter table workflow_transitions rename constraint workflow_steps_pkey to workflow_transitions_pkey;
alter table workflow_transitions
  rename constraint step_ends_in_the_workflow to transition_ends_in_the_workflow;
alter table workflow_transitions
  rename constraint step_starts_in_the_workflow to transition_starts_in_the_workflow;
alter table workflow_transitions
  rename constraint step_leads_elsewhere to transition_leads_elsewhere;
alter table ticket_status_history
  rename constraint step_is_in_the_workflow to transition_is_in_the_workflow;
alter table ticket_status_history
  rename constraint step_starts_where_the_last_ended to transition_starts_where_the_last_ended;

alter table stream_passes rename to stream_tokens;
alter table stream_tokens rename column token_id to api_token_id;
alter table stream_tokens drop constraint stream_passes_pkey;
alter table stream_tokens alter column workspace_id drop not null;
alter table stream_tokens add primary key (hash);
alter table stream_tokens
  rename constraint stream_passes_workspace_id_token_id_fkey
  to stream_tokens_workspace_id_api_token_id_fkey;
alter table stream_tokens
  rename constraint stream_passes_workspace_id_user_id_fkey
  to stream_tokens_workspace_id_user_id_fkey;
alter table stream_tokens add foreign key (user_id) references users (id);
alter table stream_tokens
  add constraint api_token_has_a_workspace check (api_token_id is null or workspace_id is not null);
alter index stream_passes_by_expiry rename to stream_tokens_by_expiry;
alter index stream_passes_by_token rename to stream_tokens_by_api_token;

alter table sessions rename column address to ip_address;
