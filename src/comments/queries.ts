import type { PageRange } from "../contract/keyset-page.ts";
import { bytesOfText, firstRowsWithin, type PageRow } from "../db/first-rows.ts";
import { prepared, type Sql, sql } from "../db/sql.ts";
import type { Tx } from "../db/transaction.ts";
import { tokenizerVersion } from "../search/document.ts";
import type { SearchDocument } from "../search/queries.ts";
import { ticketIdOf } from "../tickets/queries.ts";
import type { TicketRef } from "../tickets/ticket-ref.ts";
import type { Comment, CommentKey } from "./comment.ts";

export function findComment(workspace_id: string, ticket: TicketRef, id: string): Sql<Comment> {
  return prepared(sql<Comment>`
    select ${columns}
      from comments c
     where c.workspace_id = ${workspace_id}
       and c.ticket_id = ${ticketIdOf(workspace_id, ticket)}
       and c.id = ${id}
       and c.deleted_at is null`);
}

/** Locks the comment against other changes until the transaction ends. */
export async function lockCommentRow(tx: Tx, key: CommentKey): Promise<Comment | undefined> {
  const [comment] = await tx.query(
    prepared(sql<Comment>`
    select ${columns}
      from comments c
     where c.workspace_id = ${key.workspace_id}
       and c.ticket_id = ${key.ticket_id}
       and c.id = ${key.id}
       and c.deleted_at is null
       for no key update`),
  );
  return comment;
}

/** In the order of their age, within the bytes of a page. */
export function listComments(
  workspace_id: string,
  ticket: TicketRef,
  { after, limit, isNewestFirst }: PageRange & { isNewestFirst: boolean },
): Sql<PageRow<Comment>> {
  const [beyond, direction] = isNewestFirst ? [sql`<`, sql`desc`] : [sql`>`, sql`asc`];
  const isBeyond = after
    ? sql`
       and (c.created_at, c.id) ${beyond} (${after.created_at}::timestamptz, ${after.id}::uuid)`
    : sql``;
  const range = sql<Comment>`
    select ${columns}
      from comments c
     where c.workspace_id = ${workspace_id}
       and c.ticket_id = ${ticketIdOf(workspace_id, ticket)}
       and c.deleted_at is null
       ${isBeyond}
     order by c.created_at ${direction}, c.id ${direction}`;
  const bytes = sql`${bytesOfText(sql`r.body`)} + ${bytesOfText(sql`r.body_html`)}`;
  return prepared(firstRowsWithin(range, { limit, bytes }));
}

/**
 * Inserts a comment with its words, in one statement: a second one takes 40 µs more.
 */
export function insertComment(comment: Comment, document: SearchDocument): Sql {
  return prepared(sql`
    with created as (
      insert into comments as c (
        workspace_id, id, ticket_id, author_id, body, body_html, mentions, created_at, updated_at)
      values (
        ${comment.workspace_id}, ${comment.id}, ${comment.ticket_id}, ${comment.author_id},
        ${comment.body}, ${comment.body_html}, ${comment.mentions}::uuid[],
        ${comment.created_at}::timestamptz, ${comment.updated_at}::timestamptz)
      returning c.workspace_id, c.ticket_id, c.id
    )
    insert into search_documents (
      workspace_id, ticket_id, comment_id, created_at, tokenizer, words)
    select created.workspace_id, created.ticket_id, created.id,
           ${document.created_at}::timestamptz, ${tokenizerVersion}::smallint,
           ${document.words}::tsvector
      from created`);
}

/** Updates the text of a locked comment, and when it was changed. */
export function updateComment(comment: Comment): Sql {
  return prepared(sql`
    update comments c
       set body = ${comment.body}, body_html = ${comment.body_html}, mentions = ${comment.mentions}::uuid[],
           version = ${comment.version},
           edited_at = ${comment.edited_at}::timestamptz,
           updated_at = ${comment.updated_at}::timestamptz
     where c.workspace_id = ${comment.workspace_id}
       and c.id = ${comment.id}`);
}

/** Marks a locked comment as deleted. Its text does not stay. */
export function setCommentDeleted({ workspace_id, id, version, updated_at }: Comment): Sql {
  return prepared(sql`
    update comments c
       set body = '', body_html = '', version = ${version},
           deleted_at = ${updated_at}::timestamptz, updated_at = ${updated_at}::timestamptz
     where c.workspace_id = ${workspace_id}
       and c.id = ${id}`);
}

const columns = sql`
  c.id, c.workspace_id, c.ticket_id, c.author_id, c.body, c.body_html, c.mentions, c.version,
  c.edited_at, c.created_at, c.updated_at`;
