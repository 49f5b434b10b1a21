import type { Queryable } from "../db/pool.ts";
import { join, type Sql, sql } from "../db/sql.ts";
import type { Tx } from "../db/transaction.ts";
import type { AgeRange } from "../http/page-by-age.ts";
import type { Comment, CommentKey } from "./comment.ts";

export async function findComment(db: Queryable, key: CommentKey): Promise<Comment | undefined> {
  const [comment] = await db.query(selectComment(key));
  return comment;
}

/** Holds the comment against any other change of it until the transaction ends. */
export async function lockComment(tx: Tx, key: CommentKey): Promise<Comment | undefined> {
  const [comment] = await tx.query(sql<Comment>`${selectComment(key)} for no key update`);
  return comment;
}

/** Oldest first. */
export async function listComments(
  db: Queryable,
  { workspace_id, ticket_id }: Omit<CommentKey, "id">,
  { after, limit }: AgeRange,
): Promise<Comment[]> {
  const behind = after
    ? sql`and (c.created_at, c.id) > (${after.created_at}::timestamptz, ${after.id}::uuid)`
    : sql``;
  return await db.query(sql<Comment>`
    select ${columns}
      from comments c
     where c.workspace_id = ${workspace_id}
       and c.ticket_id = ${ticket_id}
       and c.deleted_at is null
       ${behind}
     order by c.created_at, c.id
     limit ${limit}`);
}

export async function insertComment(
  tx: Tx,
  key: CommentKey,
  { author_id, body, body_html }: Pick<Comment, "author_id" | "body" | "body_html">,
): Promise<Comment> {
  const [comment] = await tx.query(sql<Comment>`
    insert into comments as c (workspace_id, id, ticket_id, author_id, body, body_html)
    values (${key.workspace_id}, ${key.id}, ${key.ticket_id}, ${author_id}, ${body}, ${body_html})
    returning ${columns}`);
  return present(comment, key);
}

export async function setCommentBody(
  tx: Tx,
  key: CommentKey,
  { body, body_html }: Pick<Comment, "body" | "body_html">,
): Promise<Comment> {
  const [comment] = await tx.query(
    changeComment(key, [
      sql`body = ${body}`,
      sql`body_html = ${body_html}`,
      sql`edited_at = clock_timestamp()`,
    ]),
  );
  return present(comment, key);
}

export async function setCommentDeleted(tx: Tx, key: CommentKey): Promise<Comment> {
  const [comment] = await tx.query(changeComment(key, [sql`deleted_at = clock_timestamp()`]));
  return present(comment, key);
}

function selectComment(key: CommentKey): Sql<Comment> {
  return sql<Comment>`
    select ${columns}
      from comments c
     where c.workspace_id = ${key.workspace_id}
       and c.ticket_id = ${key.ticket_id}
       and c.id = ${key.id}
       and c.deleted_at is null`;
}

function changeComment(key: CommentKey, changes: readonly Sql[]): Sql<Comment> {
  return sql<Comment>`
    update comments c
       set ${join(changes, ", ")}, version = c.version + 1, updated_at = clock_timestamp()
     where c.workspace_id = ${key.workspace_id}
       and c.id = ${key.id}
    returning ${columns}`;
}

function present(comment: Comment | undefined, key: CommentKey): Comment {
  if (!comment) throw new Error(`The comment ${key.id} has vanished while it was held.`);
  return comment;
}

const columns = sql`
  c.id, c.workspace_id, c.ticket_id, c.author_id, c.body, c.body_html, c.version,
  c.edited_at, c.created_at, c.updated_at`;
