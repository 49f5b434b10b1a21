import { hash } from "node:crypto";
import { join, prepared, type Sql, sql } from "../db/sql.ts";
import { tokenizerVersion } from "../search/document.ts";
import {
  assignments,
  fieldColumns,
  insertColumns,
  storedFieldColumns,
  valuesOf,
} from "./fields/queries.ts";
import type { Ticket, TicketChanges, TicketKey } from "./ticket.ts";
import type { TicketRef } from "./ticket-ref.ts";

/** The key of the project of the ticket `t`. */
export const projectKeyOfTicket = sql`
  (select p.key
     from projects p
    where p.workspace_id = t.workspace_id
      and p.id = t.project_id)`;

/** The columns of a ticket as the API returns them. The table must have the alias `t`. */
export const columns = columnsWith(projectKeyOfTicket);

/** What `columns` reads, for a subquery in place of the table. */
export const storedColumns = sql`
  t.id, t.workspace_id, t.project_id, t.number, ${storedFieldColumns()},
  t.reporter_id, t.version, t.created_at, t.updated_at`;

export const externalIdIsUnique = "external_id_is_unique_in_workspace";

/** How strongly a ticket is locked: against deletion, against other changes, or against both. */
export type TicketLock = "for key share" | "for no key update" | "for update";

/** Includes the trash. */
export function findTicket(workspace_id: string, ref: TicketRef): Sql<Ticket> {
  return prepared(sql<Ticket>`
    select ${"id" in ref ? columns : columnsWith(sql`${ref.project_key}::text`)}
      from tickets t
     where t.workspace_id = ${workspace_id}
       and ${isNamed(workspace_id, ref)}`);
}

/** The ID of the ticket that a request names, as an expression; null if there is no such ticket. */
export function ticketIdOf(workspace_id: string, ref: TicketRef): Sql {
  if ("id" in ref) return sql`${ref.id}::uuid`;
  return sql`(
    select t.id
      from tickets t
     where t.workspace_id = ${workspace_id}
       and ${isNamed(workspace_id, ref)})`;
}

/** A locked ticket and when it was locked, which is the time of its changes. */
export type LockedTicketRow = Ticket & { locked_at: string };

/**
 * Locks the ticket until the transaction ends, so that what is checked is what is changed. Includes
 * the trash.
 */
export function lockTicketRow(key: TicketKey, lock: TicketLock): Sql<LockedTicketRow> {
  return prepared(sql<LockedTicketRow>`
    select ${columns}, clock_timestamp() as locked_at
      from tickets t
     where t.workspace_id = ${key.workspace_id}
       and t.id = ${key.id}
       ${lockClause(lock)}`);
}

export type LockedTicketRowInProject = LockedTicketRow & {
  project_key: string;
  project_workflow_id: string;
  project_archived_at: string | null;
};

/**
 * Locks the ticket's project against archiving, and then the ticket. Includes the trash. One
 * statement is enough, because a ticket never moves to another project.
 */
export function lockTicketRowInProject(
  workspace_id: string,
  ref: TicketRef,
  lock: TicketLock,
): Sql<LockedTicketRowInProject> {
  return prepared(sql`
    select ${columnsWith(sql`project.key`)}, clock_timestamp() as locked_at,
           project.key as project_key, project.workflow_id as project_workflow_id,
           project.archived_at as project_archived_at
      from (select p.id, p.key, p.workflow_id, p.archived_at
              from projects p
             where p.workspace_id = ${workspace_id}
               and ${isProjectOf(workspace_id, ref)}
               for key share) project
      join tickets t
        on t.workspace_id = ${workspace_id}
       and t.project_id = project.id
       and ${isNamedInProject(ref)}
       ${lockClause(lock)} of t`);
}

export function lockClause(lock: TicketLock): Sql {
  return {
    "for key share": sql`for key share`,
    "for no key update": sql`for no key update`,
    "for update": sql`for update`,
  }[lock];
}

type Assigned = "number" | "key" | "created_at" | "updated_at";

/** A ticket before it is inserted. The database assigns its number, key and times. */
export type NewTicket = Omit<Ticket, Assigned> & Record<Assigned, null>;

/**
 * Inserts the ticket, its words and the first row of its history, and assigns the number, in one
 * statement: the counter's row is locked last of all and `created_at` is taken after that, so that
 * tickets sort the same way by number and by time.
 */
export function insertTicket(
  ticket: NewTicket,
  { workflow_id, words }: { workflow_id: string; words: string },
): Sql<Ticket> {
  return prepared(sql<Ticket>`
    with counter as (
      update project_counters c
         set last_number = c.last_number + 1
       where c.workspace_id = ${ticket.workspace_id}
         and c.project_id = ${ticket.project_id}
      returning c.last_number, clock_timestamp() as now
    ), created as (
      insert into tickets as t (
        workspace_id, id, project_id, number, reporter_id, created_at, updated_at,
        ${insertColumns})
      select ${ticket.workspace_id}, ${ticket.id}, ${ticket.project_id}, counter.last_number,
             ${ticket.reporter_id}, counter.now, counter.now,
             ${valuesOf(ticket)}
        from counter
      returning ${columns}
    ), first_status as (
      insert into ticket_status_history (
        workspace_id, ticket_id, sequence, project_id, workflow_id, to_status, actor_id, changed_at)
      select created.workspace_id, created.id, 1, created.project_id, ${workflow_id},
             created.status, created.reporter_id, created.created_at
        from created
    ), document as (
      insert into search_documents (
        workspace_id, ticket_id, comment_id, created_at, tokenizer, words)
      select created.workspace_id, created.id, null, created.created_at,
             ${tokenizerVersion}::smallint, ${words}::tsvector
        from created
    )
    select created.* from created`);
}

/**
 * What the database assigned to a new ticket, as the API returns it: an expression for a JSON
 * object. That includes the metadata, because `jsonb` reorders the names of an object.
 */
export function assignedToTicket({ workspace_id, id }: TicketKey, project: { key: string }): Sql {
  const timestamp = sql`'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'`;
  return sql`
    (select jsonb_build_object(
              'number', t.number,
              'key', ${project.key} || '-' || t.number,
              'created_at', to_char(t.created_at at time zone 'utc', ${timestamp}),
              'updated_at', to_char(t.updated_at at time zone 'utc', ${timestamp}),
              'metadata', t.metadata)
       from tickets t
      where t.workspace_id = ${workspace_id}
        and t.id = ${id})`;
}

/** The ticket's key, for its event: an expression for a JSON object. */
export function keyOfTicket({ workspace_id, id }: TicketKey, project: { key: string }): Sql {
  return sql`
    (select jsonb_build_object('key', ${project.key} || '-' || t.number)
       from tickets t
      where t.workspace_id = ${workspace_id}
        and t.id = ${id})`;
}

/** Updates the given fields of a locked ticket. */
export function updateTicket(key: TicketKey, changes: TicketChanges, at: string): Sql {
  const fields = assignments(changes);
  const set = [
    ...fields,
    ...sequenceOf(changes),
    ...(hasOtherText(changes) ? [sql`search = null`, sql`texts_since = t.version + 1`] : []),
    sql`version = t.version + 1`,
    sql`updated_at = ${at}::timestamptz`,
  ];
  const statement = sql`
    update tickets t
       set ${join(set, ", ")}
     where t.workspace_id = ${key.workspace_id}
       and t.id = ${key.id}`;
  // Only few of the many combinations of fields are frequent. A claim is.
  const isFrequent = fields.length <= 3 || changes.claimed_at !== undefined;
  return isFrequent ? prepared(statement) : statement;
}

/**
 * Locks external IDs, whether or not a ticket has them, until the transaction ends. In one order,
 * so that two commands cannot deadlock in the unique index.
 */
export function lockExternalIds(workspace_id: string, external_ids: readonly string[]): Sql {
  const numbers = new Set(
    external_ids.map((external_id) => {
      const name = `slacky.external-id.v1 ${workspace_id} ${external_id}`;
      return hash("sha256", name, "buffer").readBigInt64BE();
    }),
  );
  const inOrder = [...numbers].sort((a, b) => (a < b ? -1 : 1)).map(String);
  return sql`
    select pg_advisory_xact_lock(n.number)
      from unnest(${inOrder}::bigint[]) as n (number)`;
}

/** Finds another ticket of the workspace with this external ID. Includes the trash. */
export function findByExternalId(workspace_id: string, external_id: string): Sql<{ id: string }> {
  return sql<{ id: string }>`
    select t.id
      from tickets t
     where t.workspace_id = ${workspace_id}
       and t.external_id = ${external_id}`;
}

/** Whether the words of the ticket change. */
export function hasOtherText({ title, description }: TicketChanges): boolean {
  return title !== undefined || description !== undefined;
}

/** The same with this expression for the key of the project. */
export function columnsWith(projectKey: Sql): Sql {
  return sql`
  t.id, t.workspace_id, t.project_id, t.number, ${projectKey} || '-' || t.number as key,
  ${fieldColumns()},
  t.reporter_id, t.version, t.created_at, t.updated_at`;
}

function isNamed(workspace_id: string, ref: TicketRef): Sql {
  if ("id" in ref) return sql`t.id = ${ref.id}`;
  return sql`(t.project_id, t.number) = (
    (select p.id
       from projects p
      where p.workspace_id = ${workspace_id}
        and p.key = ${ref.project_key}),
    ${ref.number}::integer)`;
}

/** The same condition within the ticket's project. */
function isNamedInProject(ref: TicketRef): Sql {
  return "id" in ref ? sql`t.id = ${ref.id}` : sql`t.number = ${ref.number}::integer`;
}

function isProjectOf(workspace_id: string, ref: TicketRef): Sql {
  if ("project_key" in ref) return sql`p.key = ${ref.project_key}`;
  return sql`p.id = (
    select t.project_id
      from tickets t
     where t.workspace_id = ${workspace_id}
       and t.id = ${ref.id})`;
}

/** A new status has the sequence of its history row, which was inserted before. */
function sequenceOf({ status }: TicketChanges): Sql[] {
  return status === undefined ? [] : [sql`status_sequence = t.status_sequence + 1`];
}
