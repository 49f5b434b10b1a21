import { join, json, type Sql, type SqlValue, sql } from "../../db/sql.ts";
import { priorities } from "../enums.ts";
import type { Ticket, TicketChanges } from "../ticket.ts";
import { ticketFields } from "./ticket-fields.ts";

export type FieldName = Extract<keyof Ticket, keyof TicketChanges>;

/**
 * How a field is stored: its column, the expression that reads it from a ticket `t`, and the one
 * that writes it.
 */
interface FieldSql<Value> {
  column: Sql;
  read: Sql;
  write(value: Value): Sql;
}

/** Every field must have an entry, or this does not compile. */
const fieldSql: { readonly [Name in FieldName]: FieldSql<Ticket[Name]> } = {
  title: column(sql`title`),
  description: column(sql`description`),
  description_html: column(sql`description_html`),
  mentions: column(sql`mentions`, (user_ids) => sql`${user_ids}::uuid[]`),
  status: column(sql`status`),
  priority: {
    column: sql`priority`,
    read: sql`(${priorities}::text[])[t.priority + 1] as priority`,
    write: (priority) => sql`${priorities.indexOf(priority)}`,
  },
  assignee_id: column(sql`assignee_id`, (user_id) => sql`${user_id}::uuid`),
  due_on: column(sql`due_on`, (day) => sql`${day}::date`),
  labels: column(sql`labels`, (labels) => sql`${labels}::text[]`),
  resolution: column(sql`resolution`),
  lease_expires_at: column(sql`lease_expires_at`, toTime),
  returned_at: column(sql`returned_at`, toTime),
  external_id: column(sql`external_id`),
  metadata: {
    column: sql`metadata`,
    read: sql`t.metadata`,
    write: (metadata) => sql`${json(metadata)}::jsonb`,
  },
  claimed_at: column(sql`claimed_at`, toTime),
  deleted_at: column(sql`deleted_at`, toTime),
  deleted_by: {
    column: sql`deleted_by`,
    // A process of a version without this column may have restored the ticket.
    read: sql`case when t.deleted_at is not null then t.deleted_by end as deleted_by`,
    write: (user_id) => sql`${user_id}::uuid`,
  },
};
/**
 * In the order of the declaration. A new ticket has the same order, so that a replayed response is
 * identical to the byte.
 */
const names = Object.keys({ ...ticketFields, ...fieldSql }) as FieldName[];

/** The fields as the API returns them, or some of them. The table must have the alias `t`. */
export function fieldColumns(fields: readonly FieldName[] = names): Sql {
  return join(
    fields.map((name) => fieldSql[name].read),
    ", ",
  );
}

/** The same fields as they are stored, for a subquery that is read with `fieldColumns`. */
export function storedFieldColumns(fields: readonly FieldName[] = names): Sql {
  return join(
    fields.map((name) => sql`t.${fieldSql[name].column}`),
    ", ",
  );
}

/** The columns for an insert, in the order of `valuesOf`. */
export const insertColumns = join(
  names.map((name) => fieldSql[name].column),
  ", ",
);

export function valuesOf(ticket: Pick<Ticket, FieldName>): Sql {
  return join(
    names.map((name) => write(name, ticket[name])),
    ", ",
  );
}

/** One assignment per field that has a new value. */
export function assignments(changes: TicketChanges): Sql[] {
  return names.flatMap((name) => assignment(name, changes[name]));
}

function assignment<Name extends FieldName>(name: Name, value: Ticket[Name] | undefined): Sql[] {
  if (value === undefined) return [];
  return [sql`${fieldSql[name].column} = ${write(name, value)}`];
}

function write<Name extends FieldName>(name: Name, value: Ticket[Name]): Sql {
  return fieldSql[name].write(value);
}

function toTime(time: string | null): Sql {
  return sql`${time}::timestamptz`;
}

function column<Value extends SqlValue>(
  name: Sql,
  write: (value: Value) => Sql = (value) => sql`${value}`,
): FieldSql<Value> {
  return { column: name, read: sql`t.${name}`, write };
}
