import type { BackfillCount, BackfillKey, BackfillRange } from "../backfill/backfill.ts";
import { type Sql, sql } from "../db/sql.ts";
import { tokenizerVersion } from "./document.ts";
import type { SearchDocument } from "./queries.ts";

interface Filled {
  /** The version of the tokenizer that wrote the row's document; null if there is none. */
  tokenizer: number | null;
}

export interface TicketText extends Filled {
  workspace_id: string;
  id: string;
  title: string;
  description: string | null;
  created_at: string;
}

export interface CommentText extends Filled {
  workspace_id: string;
  id: string;
  ticket_id: string;
  body: string;
  version: number;
  /** Of the ticket. */
  created_at: string;
}

export function listTicketTexts(range: BackfillRange): Sql<TicketText> {
  return sql<TicketText>`
    select t.workspace_id, t.id, t.title, t.description, t.created_at, d.tokenizer
      from (${ticketsIn(range, sql`t.title, t.description, t.created_at`)}) t
      left join search_documents d
        on d.workspace_id = t.workspace_id
       and d.ticket_id = t.id
       and d.comment_id is null
     order by t.workspace_id, t.id`;
}

export function listCommentTexts(range: BackfillRange): Sql<CommentText> {
  return sql<CommentText>`
    select c.workspace_id, c.id, c.ticket_id, c.body, c.version, t.created_at, d.tokenizer
      from (${commentsIn(range, sql`c.body, c.version`)}) c
      join tickets t
        on t.workspace_id = c.workspace_id
       and t.id = c.ticket_id
      left join search_documents d
        on d.workspace_id = c.workspace_id
       and d.ticket_id = c.ticket_id
       and d.comment_id = c.id
     order by c.workspace_id, c.id`;
}

/**
 * Writes the documents of tickets that have none of this version. Nothing is locked: a change of
 * the text meanwhile writes a document of this version, which stays.
 */
export function putTicketDocuments(documents: readonly SearchDocument[]): Sql {
  return sql`
    ${insertDocuments}
    select n.workspace_id, n.ticket_id, null, n.created_at, ${tokenizerVersion}::smallint, n.words
      from unnest(${column(documents, "workspace_id")}::uuid[],
                  ${column(documents, "ticket_id")}::uuid[],
                  ${column(documents, "created_at")}::timestamptz[],
                  ${column(documents, "words")}::text[]::tsvector[])
           as n (workspace_id, ticket_id, created_at, words)
    ${unlessNewer}`;
}

/**
 * The same for comments. One that was changed meanwhile is left out: that change has written or
 * deleted its document. The lock makes a deletion that starts now wait.
 */
export function putCommentDocuments(
  documents: readonly (SearchDocument & { comment_id: string; version: number })[],
): Sql {
  return sql`
    ${insertDocuments}
    select c.workspace_id, c.ticket_id, c.id, n.created_at, ${tokenizerVersion}::smallint, n.words
      from unnest(${column(documents, "workspace_id")}::uuid[],
                  ${column(documents, "comment_id")}::uuid[],
                  ${documents.map(({ version }) => version)}::integer[],
                  ${column(documents, "created_at")}::timestamptz[],
                  ${column(documents, "words")}::text[]::tsvector[])
           as n (workspace_id, id, version, created_at, words)
      join comments c
        on c.workspace_id = n.workspace_id
       and c.id = n.id
       and c.version = n.version
     where c.deleted_at is null
       for share of c
    ${unlessNewer}`;
}

export function countTickets(range: BackfillRange): Sql<BackfillCount> {
  return countRows(
    ticketsIn(range, sql`t.created_at`),
    sql`d.ticket_id = r.id and d.comment_id is null`,
  );
}

export function countComments(range: BackfillRange): Sql<BackfillCount> {
  return countRows(
    commentsIn(range, sql`c.version`),
    sql`d.ticket_id = r.ticket_id and d.comment_id = r.id`,
  );
}

function countRows(rows: Sql, isOfRow: Sql): Sql<BackfillCount> {
  return sql<BackfillCount>`
    select count(*)::integer as rows,
           (count(*) filter (where d.ticket_id is null))::integer as left,
           string_to_array(max((r.workspace_id::text || ' ' || r.id::text) collate "C"), ' ') as last
      from (${rows}) r
      left join search_documents d
        on d.workspace_id = r.workspace_id
       and ${isOfRow}
       and d.tokenizer >= ${tokenizerVersion}`;
}

function ticketsIn({ after, limit }: BackfillRange, columns: Sql): Sql {
  return sql`
    select t.workspace_id, t.id, ${columns}
      from tickets t
     where (t.workspace_id, t.id) > ${placeOf(after)}
     order by t.workspace_id, t.id
     limit ${limit}`;
}

function commentsIn({ after, limit }: BackfillRange, columns: Sql): Sql {
  return sql`
    select c.workspace_id, c.id, c.ticket_id, ${columns}
      from comments c
     where (c.workspace_id, c.id) > ${placeOf(after)}
       and c.deleted_at is null
     order by c.workspace_id, c.id
     limit ${limit}`;
}

const first = "00000000-0000-0000-0000-000000000000";

function placeOf([workspace_id = first, id = first]: BackfillKey = []): Sql {
  return sql`(${workspace_id}::uuid, ${id}::uuid)`;
}

const insertDocuments = sql`
    insert into search_documents as d (
      workspace_id, ticket_id, comment_id, created_at, tokenizer, words)`;

const unlessNewer = sql`
        on conflict (workspace_id, ticket_id, comment_id)
        do update set tokenizer = excluded.tokenizer, words = excluded.words
     where d.tokenizer < excluded.tokenizer`;

function column<Name extends string>(rows: readonly Record<Name, string>[], name: Name): string[] {
  return rows.map((row) => row[name]);
}
