import { randomUUIDv7 } from "node:crypto";
import type { Db, Queryable } from "../../../src/db/pool.ts";
import { json, type Sql, sql } from "../../../src/db/sql.ts";
import { transaction } from "../../../src/db/transaction.ts";
import { nextOf, type Transition, transitionFrom } from "./transition.ts";

interface Actor {
  role: string;
  removed_at: string | null;
}

interface Ticket {
  status: string;
  status_sequence: number;
  version: number;
  project_id: string;
  deleted_at: string | null;
}

/** The statements that the ORM sends, written by hand, one at a time as the ORM sends them. */
export async function transitionOneByOne(db: Db, transition: Transition): Promise<void> {
  await transaction(db, async (tx) => {
    const [actor] = await tx.query(lockActor(transition));
    const [ticket] = await tx.query(lockTicket(transition));
    const to = transitionFrom(actor, ticket);
    await tx.query(insertHistory(transition, ticket as Ticket, to));
    await tx.query(setStatus(transition, to));
    await tx.query(insertEvent(transition, ticket as Ticket, to));
  });
}

/** The same statements. Those that do not need each other's rows are sent together. */
export async function transitionInBatches(db: Db, transition: Transition): Promise<void> {
  await transaction(db, async (tx) => {
    const [[actor], [ticket]] = await tx.batch([lockActor(transition), lockTicket(transition)]);
    const to = transitionFrom(actor, ticket);
    await tx.batch([insertHistory(transition, ticket as Ticket, to), setStatus(transition, to)]);
    tx.beforeCommit(() => insertEvent(transition, ticket as Ticket, to));
  });
}

/** The whole command as one statement. Its conditions are the checks: a refused transition returns no row. */
export async function transitionInOneStatement(
  db: Db,
  transition: Transition,
  from: string,
): Promise<void> {
  const to = nextOf[from] ?? "";
  const rows = await db.query(sql<{ version: number }>`
    with actor as (
      select m.user_id
        from members m
       where m.workspace_id = ${transition.workspace_id} and m.user_id = ${transition.actor_id}
         and m.removed_at is null and m.role <> 'viewer'
         for share
    ), locked as (
      select t.workspace_id, t.id, t.project_id, t.status, t.status_sequence + 1 as sequence, actor.user_id
        from tickets t, actor
       where t.workspace_id = ${transition.workspace_id} and t.id = ${transition.ticket_id}
         and t.status = ${from} and t.deleted_at is null
         for no key update of t
    ), moved as (
      update tickets t
         set status = ${to}, status_sequence = locked.sequence, version = t.version + 1,
             updated_at = clock_timestamp()
        from locked
       where t.workspace_id = locked.workspace_id and t.id = locked.id
      returning t.version, locked.*
    ), recorded as (
      insert into ticket_status_history (
        workspace_id, ticket_id, sequence, project_id, workflow_id, from_status, to_status, actor_id)
      select moved.workspace_id, moved.id, moved.sequence, moved.project_id, ${transition.workflow_id},
             moved.status, ${to}, moved.user_id
        from moved
    ), event as (
      insert into outbox (id, kind, type, workspace_id, actor_id, subject_type, subject_id, ticket_id, data)
      select ${randomUUIDv7()}, 'feed', 'ticket.transitioned', moved.workspace_id, moved.user_id, 'ticket',
             moved.id, moved.id,
             jsonb_build_object('version', moved.version, 'from', moved.status, 'to', ${to}::text)
        from moved
    )
    select moved.version from moved`);
  if (rows.length === 0) throw new Error("Refused, and the path of locks would say why.");
}

export async function findStatus(
  db: Queryable,
  { workspace_id, ticket_id }: Transition,
): Promise<string> {
  const [ticket] = await db.query(sql<{ status: string }>`
    select t.status
      from tickets t
     where t.workspace_id = ${workspace_id} and t.id = ${ticket_id}`);
  return ticket?.status ?? "";
}

export async function listByHand(db: Queryable, workspace_id: string, limit: number) {
  return await db.query(sql`
    select t.workspace_id, t.id, t.project_id, t.number, t.title, t.description, t.status,
           t.status_sequence, t.priority, t.assignee_id, t.reporter_id, t.labels, t.version,
           t.created_at, t.updated_at, t.deleted_at, p.key as project_key,
           a.name as assignee, r.name as reporter, h.history
      from tickets t
      join projects p on p.workspace_id = t.workspace_id and p.id = t.project_id
      join users r on r.id = t.reporter_id
      left join users a on a.id = t.assignee_id
     cross join lateral (
             select json_agg(last.*) as history
               from (select s.sequence, s.from_status, s.to_status, s.changed_at
                       from ticket_status_history s
                      where s.workspace_id = t.workspace_id and s.ticket_id = t.id
                      order by s.sequence desc
                      limit 3) last) h
     where t.workspace_id = ${workspace_id}
       and t.deleted_at is null
     order by t.created_at desc, t.id desc
     limit ${limit}`);
}

function lockActor({ workspace_id, actor_id }: Transition): Sql<Actor> {
  return sql<Actor>`
    select m.role, m.removed_at
      from members m
     where m.workspace_id = ${workspace_id} and m.user_id = ${actor_id}
       for share`;
}

function lockTicket({ workspace_id, ticket_id }: Transition): Sql<Ticket> {
  return sql<Ticket>`
    select t.status, t.status_sequence, t.version, t.project_id, t.deleted_at
      from tickets t
     where t.workspace_id = ${workspace_id} and t.id = ${ticket_id}
       for no key update`;
}

function insertHistory(transition: Transition, ticket: Ticket, to: string): Sql {
  return sql`
    insert into ticket_status_history (
      workspace_id, ticket_id, sequence, project_id, workflow_id, from_status, to_status, actor_id)
    values (${transition.workspace_id}, ${transition.ticket_id}, ${ticket.status_sequence + 1}, ${ticket.project_id},
            ${transition.workflow_id}, ${ticket.status}, ${to}, ${transition.actor_id})`;
}

function setStatus({ workspace_id, ticket_id }: Transition, to: string): Sql<{ version: number }> {
  return sql<{ version: number }>`
    update tickets t
       set status = ${to}, status_sequence = t.status_sequence + 1, version = t.version + 1,
           updated_at = clock_timestamp()
     where t.workspace_id = ${workspace_id} and t.id = ${ticket_id}
    returning t.version`;
}

function insertEvent(transition: Transition, ticket: Ticket, to: string): Sql {
  const data = { version: ticket.version + 1, from: ticket.status, to };
  return sql`
    insert into outbox (id, kind, type, workspace_id, actor_id, subject_type, subject_id, ticket_id, data)
    values (${randomUUIDv7()}, 'feed', 'ticket.transitioned', ${transition.workspace_id}, ${transition.actor_id},
            'ticket', ${transition.ticket_id}, ${transition.ticket_id}, ${json(data)}::jsonb)`;
}
