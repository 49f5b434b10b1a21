import type { Queryable } from "../db/pool.ts";
import { json, type Sql, sql } from "../db/sql.ts";
import type { Ticket } from "../tickets/ticket.ts";
import type { Secret } from "./secret.ts";

// All of these run on the connection of the owner: the server's role may change neither events nor mails
// that were sent. None of them has an index, because they are used once in a while.

type OfTicket = Pick<Ticket, "workspace_id" | "id">;

/** A comment whose text, or the HTML of it, has the secret. */
export interface FoundComment {
  id: string;
  author_id: string;
  body: string;
  body_html: string;
  version: number;
}

/** Locks the comments of a locked ticket that have the secret, in the order of their IDs. */
export function lockCommentsWith(
  { workspace_id, id }: OfTicket,
  { texts, escaped }: Secret,
): Sql<FoundComment> {
  return sql<FoundComment>`
    select c.id, c.author_id, c.body, c.body_html, c.version
      from comments c
     where c.workspace_id = ${workspace_id}
       and c.ticket_id = ${id}
       and c.deleted_at is null
       and ${contains(sql`c.body || ' ' || c.body_html`, [...texts, ...escaped])}
     order by c.id
       for no key update`;
}

export function setCommentText(
  { workspace_id }: OfTicket,
  comment: Omit<FoundComment, "author_id">,
  at: string,
): Sql {
  return sql`
    update comments c
       set body = ${comment.body}, body_html = ${comment.body_html}, version = ${comment.version},
           edited_at = ${at}::timestamptz, updated_at = ${at}::timestamptz
     where c.workspace_id = ${workspace_id}
       and c.id = ${comment.id}`;
}

/** A stored version of the ticket, or of a comment. */
export interface FoundVersion {
  version: number;
  title: string | null;
  description: string | null;
  comment_id: string | null;
  body: string | null;
}

export function listVersionsWith(
  { workspace_id, id }: OfTicket,
  secret: Secret,
): Sql<FoundVersion> {
  return sql<FoundVersion>`
    select v.version, v.title, v.description, null::uuid as comment_id, null as body
      from ticket_versions v
     where v.workspace_id = ${workspace_id}
       and v.ticket_id = ${id}
       and ${contains(sql`concat_ws(' ', v.title, v.description)`, secret.texts)}
     union all
    select v.version, null, null, v.comment_id, v.body
      from comment_versions v
      join comments c
        on c.workspace_id = ${workspace_id}
       and c.id = v.comment_id
       and c.ticket_id = ${id}
     where v.workspace_id = ${workspace_id}
       and ${contains(sql`v.body`, secret.texts)}`;
}

export function setVersionTexts(
  { workspace_id, id }: OfTicket,
  { version, title, description, comment_id, body }: FoundVersion,
): Sql {
  if (comment_id === null) {
    return sql`
      update ticket_versions v
         set title = ${title}, description = ${description}
       where v.workspace_id = ${workspace_id}
         and v.ticket_id = ${id}
         and v.version = ${version}`;
  }
  return sql`
    update comment_versions v
       set body = ${body}
     where v.workspace_id = ${workspace_id}
       and v.comment_id = ${comment_id}
       and v.version = ${version}`;
}

/** A stored response that names the ticket. */
export interface FoundResponse {
  user_id: string;
  key: string;
  body: string | null;
  assigned: unknown;
}

/** The stored responses that name the ticket, whatever their texts are. */
export function listResponsesAbout({ id }: OfTicket): Sql<FoundResponse> {
  return sql<FoundResponse>`
    select k.user_id, k.key, k.body, k.assigned
      from idempotency_keys k
     where strpos(k.body, ${id}) > 0`;
}

export function setResponse({ user_id, key, body, assigned }: FoundResponse): Sql {
  return sql`
    update idempotency_keys k
       set body = ${body}, assigned = ${assigned === null ? null : json(assigned)}::jsonb
     where k.user_id = ${user_id}
       and k.key = ${key}`;
}

/** A mail, from the moment it was composed. */
export interface FoundMail {
  id: string;
  subject: string;
  body_text: string | null;
  body_html: string | null;
}

export function listMailsWith({ workspace_id }: OfTicket, { lines }: Secret): Sql<FoundMail> {
  return sql<FoundMail>`
    select m.id, m.subject, m.body_text, m.body_html
      from mails m
     where m.workspace_id = ${workspace_id}
       and ${contains(sql`concat_ws(' ', m.subject, m.body_text, m.body_html)`, lines)}`;
}

export function setMailTexts(
  { workspace_id }: OfTicket,
  { id, subject, body_text, body_html }: FoundMail,
): Sql {
  return sql`
    update mails m
       set subject = ${subject}, body_text = ${body_text}, body_html = ${body_html}
     where m.workspace_id = ${workspace_id}
       and m.id = ${id}`;
}

/** An event of the ticket, in the feed or on its way there. */
export interface FoundEvent {
  is_waiting: boolean;
  place: string;
  data: unknown;
}

export function listEventsOf({ workspace_id, id }: OfTicket): Sql<FoundEvent> {
  return sql<FoundEvent>`
    select false as is_waiting, e.sequence::text as place, e.data
      from events e
     where e.workspace_id = ${workspace_id}
       and e.ticket_id = ${id}
     union all
    select true, o.position::text, o.data
      from outbox o
     where o.workspace_id = ${workspace_id}
       and o.ticket_id = ${id}`;
}

export function setEventData(
  { workspace_id }: OfTicket,
  { is_waiting, place, data }: FoundEvent,
): Sql {
  if (is_waiting) {
    return sql`
      update outbox o
         set data = ${json(data)}::jsonb
       where o.workspace_id = ${workspace_id}
         and o.position = ${place}::bigint`;
  }
  return sql`
    update events e
       set data = ${json(data)}::jsonb
     where e.workspace_id = ${workspace_id}
       and e.sequence = ${place}::bigint`;
}

/** How many rows about the ticket have the secret where it cannot be taken out. */
export async function countWhatStays(
  db: Queryable,
  { workspace_id, id }: OfTicket,
  { texts }: Secret,
): Promise<{ fields: number; reasons: number; records: number }> {
  const inJson = texts.map((text) => JSON.stringify(text).slice(1, -1));
  const [counts] = await db.query(sql<{ fields: number; reasons: number; records: number }>`
    select (select count(*)::integer
              from tickets t
             where t.workspace_id = ${workspace_id}
               and t.id = ${id}
               and ${contains(
                 sql`concat_ws(' ', t.external_id, t.metadata, array_to_string(t.labels, ' '))`,
                 [...texts, ...inJson],
               )}) as fields,
           (select count(*)::integer
              from ticket_status_history h
             where h.workspace_id = ${workspace_id}
               and h.ticket_id = ${id}
               and ${contains(sql`h.reason`, texts)}) as reasons,
           (select count(*)::integer
              from audit_log a
             where a.workspace_id = ${workspace_id}
               and ${contains(sql`coalesce(a.record, a.hashed_data::text)`, inJson)}) as records`);
  if (!counts) throw new Error("A count returned no row.");
  return counts;
}

/** Takes what the planner has seen of these texts out of its statistics. */
export const analyzeTexts: readonly Sql[] = [
  sql`analyze tickets, ticket_versions, comments, comment_versions, search_documents`,
  sql`analyze idempotency_keys, mails, events, outbox`,
];

function contains(text: Sql, needles: readonly string[]): Sql {
  return sql`exists (
    select 1
      from unnest(${[...needles]}::text[]) as needle (text)
     where strpos(${text}, needle.text) > 0)`;
}
