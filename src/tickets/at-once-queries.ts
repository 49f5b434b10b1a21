import type { Unjudged } from "../auth/at-once.ts";
import { json, prepared, type Sql, sql } from "../db/sql.ts";
import { insertEventOf, type OutboxRow } from "../events/queries.ts";
import type { ExpectedVersion } from "../versions.ts";
import {
  columnsWith,
  isNamedInProject,
  isProjectOf,
  making,
  type UnnumberedTicket,
} from "./queries.ts";
import type { StepFrom } from "./step.ts";
import type { Resolution, Ticket, TicketRef } from "./ticket.ts";

// Commands as one statement each, which does nothing where anything is against it. A part that reads another
// runs behind it: so locks are taken in the order of every command, and the event's position is drawn last.

/** Makes a ticket where its project begins. `changes` are those of its event, but for the status. */
export function makeAtOnce(
  { workspace_id, isPermitted }: Unjudged,
  ticket: UnnumberedTicket,
  { event, changes }: { event: OutboxRow; changes: object },
): Sql<Ticket> {
  return prepared(sql<Ticket>`
    with project as (
      select p.workflow_id, w.initial_status
        from projects p
        join workflows w
          on w.workspace_id = ${workspace_id}
         and w.id = p.workflow_id
       where ${isPermitted}
         and ${isAssignable(workspace_id, ticket.assignee_id)}
         and p.workspace_id = ${workspace_id}
         and p.id = ${ticket.project_id}
         and p.archived_at is null
         for key share of p
    ), ${making(ticket, {
      workflow_id: sql`(select project.workflow_id from project)`,
      status: sql`(select project.initial_status from project)`,
      where: sql`exists (select 1 from project)`,
    })}, event as (
      ${insertEventOf(event, {
        ticket_id: sql`created.id`,
        data: sql`jsonb_build_object(
          'key', created.key,
          'status', created.status,
          'changes', ${json(changes)}::jsonb || jsonb_build_object(
            'status', jsonb_build_object('from', null, 'to', created.status)))`,
        from: sql`created`,
      })}
    )
    select created.* from created`);
}

/** What is wanted, the steps that lead there, and the event. */
interface Move {
  ref: TicketRef;
  expected: ExpectedVersion | undefined;
  to: string;
  reason: string | null;
  resolution: Resolution | null;
  steps: readonly StepFrom[];
  event: OutboxRow;
}

/** Moves a ticket that stands where one of the steps begins: holds it, judges it, writes and records. */
export function moveAtOnce(
  { workspace_id, actor, isPermitted }: Unjudged,
  { ref, expected, to, reason, resolution, steps, event }: Move,
): Sql<Ticket> {
  return prepared(sql<Ticket>`
    with project as (
      select p.id, p.key, p.workflow_id
        from projects p
       where ${isPermitted}
         and p.workspace_id = ${workspace_id}
         and ${isProjectOf(workspace_id, ref)}
         and p.archived_at is null
         for key share
    ), held as (
      select t.id, t.project_id, t.status, t.status_sequence, t.resolution, t.version, t.deleted_at,
             clock_timestamp() as now, project.key as project_key, project.workflow_id
        from project
        join tickets t
          on t.workspace_id = ${workspace_id}
         and t.project_id = project.id
         and ${isNamedInProject(ref)}
         for no key update of t
    ), judged as (
      select held.*, step.is_end
        from held
        join ${setOf(steps)} as step (workflow_id, "from", is_end)
          on step.workflow_id = held.workflow_id
         and step."from" = held.status
       where held.deleted_at is null
         and ${isExpected(expected)}
    ), appended as (
      insert into ticket_status_history (
        workspace_id, ticket_id, sequence, project_id, workflow_id,
        from_status, to_status, actor_id, reason)
      select ${workspace_id}, judged.id, judged.status_sequence + 1, judged.project_id,
             judged.workflow_id, judged.status, ${to}, ${actor.id}::uuid, ${reason}
        from judged
    ), moved as (
      update tickets t
         set status = ${to}, status_sequence = judged.status_sequence + 1,
             resolution = case when judged.is_end then coalesce(${resolution}, judged.resolution) end,
             version = t.version + 1, updated_at = judged.now
        from judged
       where t.workspace_id = ${workspace_id}
         and t.id = (select judged.id from judged)
      returning ${columnsWith(sql`judged.project_key`)}
    ), event as (
      ${insertEventOf(event, {
        ticket_id: sql`moved.id`,
        data: sql`jsonb_build_object(
          'key', moved.key,
          'project_id', moved.project_id,
          'version', moved.version,
          'status', moved.status,
          'changes', jsonb_build_object(
            'status', jsonb_build_object('from', judged.status, 'to', moved.status)
          ) || case
                 when judged.resolution is not distinct from moved.resolution then '{}'
                 else jsonb_build_object('resolution', jsonb_build_object(
                   'from', judged.resolution, 'to', moved.resolution))
               end)`,
        from: sql`moved join judged on judged.id = moved.id`,
      })}
    )
    select moved.* from moved`);
}

function setOf(steps: readonly StepFrom[]): Sql {
  return sql`unnest(
    ${steps.map(({ workflow_id }) => workflow_id)}::uuid[],
    ${steps.map(({ from }) => from)}::text[],
    ${steps.map(({ is_end }) => String(is_end))}::boolean[])`;
}

function isAssignable(workspace_id: string, assignee_id: string | null): Sql {
  if (assignee_id === null) return sql`true`;
  return sql`exists (
    select 1
      from members m
     where m.workspace_id = ${workspace_id}
       and m.user_id = ${assignee_id}
       and m.removed_at is null)`;
}

function isExpected(expected: ExpectedVersion | undefined): Sql {
  if (expected === undefined || expected === "any") return sql`true`;
  return sql`held.version = any(${expected}::integer[])`;
}
