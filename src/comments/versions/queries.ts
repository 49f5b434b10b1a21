import type { VersionRange } from "../../contract/version-page.ts";
import { bytesOfText, firstRowsWithin, type PageRow } from "../../db/first-rows.ts";
import { prepared, type Sql, sql } from "../../db/sql.ts";
import { ticketIdOf } from "../../tickets/queries.ts";
import type { TicketRef } from "../../tickets/ticket-ref.ts";
import type { Edit } from "../../tickets/versions/queries.ts";
import type { CommentKey } from "../comment.ts";
import type { CommentVersion } from "./version.ts";

/** Keeps the text that an edit is about to replace. Must run before the update of the comment. */
export function keepCommentVersion({ workspace_id, id }: CommentKey, { by, at }: Edit): Sql {
  return prepared(sql`
    insert into comment_versions (workspace_id, comment_id, version, body, edited_by, edited_at)
    select c.workspace_id, c.id, c.version, c.body, ${by}::uuid, ${at}::timestamptz
      from comments c
     where c.workspace_id = ${workspace_id}
       and c.id = ${id}`);
}

/**
 * The texts that a comment has and had, newest first, within the bytes of a page. Each was written
 * by the edit that replaced the version before it.
 */
export function listCommentVersions(
  workspace_id: string,
  ticket: TicketRef,
  id: string,
  { before, limit }: VersionRange,
): Sql<PageRow<CommentVersion>> {
  const range = sql<CommentVersion>`
    select c.id as comment_id, texts.version, texts.is_current, texts.body,
           case when texts.version = 1 then c.author_id else earlier.edited_by end as written_by,
           case when texts.version = 1 then c.created_at else earlier.edited_at end as written_at,
           texts.redacted_at, texts.redacted_by
      from comments c
     cross join lateral (
           select c.version, true as is_current, c.body,
                  null::timestamptz as redacted_at, null::uuid as redacted_by
            union all
           (select v.version, false, v.body, v.redacted_at, v.redacted_by
              from comment_versions v
             where v.workspace_id = ${workspace_id}
               and v.comment_id = c.id
               and v.version < coalesce(${before}::integer, c.version)
             order by v.version desc
             limit 101)) texts
      left join comment_versions earlier
        on earlier.workspace_id = ${workspace_id}
       and earlier.comment_id = c.id
       and earlier.version = texts.version - 1
     where c.workspace_id = ${workspace_id}
       and c.ticket_id = ${ticketIdOf(workspace_id, ticket)}
       and c.id = ${id}
       and c.deleted_at is null
       and texts.version < coalesce(${before}::integer, c.version + 1)
     order by texts.version desc`;
  return prepared(firstRowsWithin(range, { limit, bytes: bytesOfText(sql`r.body`) }));
}

/** A stored version, and who wrote its text, if that is known. */
export interface LockedCommentVersion {
  written_by: string | null;
  redacted_at: string | null;
}

/** Locks an earlier version of a locked comment, so that it is redacted once. */
export function lockCommentVersion(
  { workspace_id, id }: CommentKey,
  version: number,
): Sql<LockedCommentVersion> {
  return sql<LockedCommentVersion>`
    select v.redacted_at,
           (select earlier.edited_by
              from comment_versions earlier
             where earlier.workspace_id = ${workspace_id}
               and earlier.comment_id = ${id}
               and earlier.version = v.version - 1) as written_by
      from comment_versions v
     where v.workspace_id = ${workspace_id}
       and v.comment_id = ${id}
       and v.version = ${version}
       for no key update of v`;
}

/** Empties a locked version. */
export function emptyCommentVersion(
  { workspace_id, id }: CommentKey,
  version: number,
  { by, at }: Edit,
): Sql {
  return sql`
    update comment_versions v
       set body = null, redacted_at = ${at}::timestamptz, redacted_by = ${by}::uuid
     where v.workspace_id = ${workspace_id}
       and v.comment_id = ${id}
       and v.version = ${version}`;
}

/** Empties all earlier versions of a comment that is being deleted. */
export function emptyCommentVersions({ workspace_id, id }: CommentKey, { by, at }: Edit): Sql {
  return prepared(sql`
    update comment_versions v
       set body = null, redacted_at = ${at}::timestamptz, redacted_by = ${by}::uuid
     where v.workspace_id = ${workspace_id}
       and v.comment_id = ${id}
       and v.redacted_at is null`);
}
