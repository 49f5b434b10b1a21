import type { z } from "zod";
import { openPage, type PageRange, sealPage } from "../contract/keyset-page.ts";
import type { Page } from "../contract/page.ts";
import type { Cursors } from "../db/cursor.ts";
import type { PageRow } from "../db/first-rows.ts";
import type { Sql } from "../db/sql.ts";
import { Problem } from "../problems.ts";
import type { Ticket } from "../tickets/ticket.ts";
import type { TicketRef } from "../tickets/ticket-ref.ts";
import type { Comment } from "./comment.ts";
import { listComments } from "./queries.ts";
import type { CommentsQuery } from "./schemas.ts";

interface CommentsRequest {
  workspace_id: string;
  cursors: Cursors;
  query: {
    cursor?: string | undefined;
    limit: number;
    sort: z.output<typeof CommentsQuery>["sort"];
  };
}

/**
 * The rows of a page of a ticket's comments. Throws `invalid_request` for a cursor of another list,
 * or of the same one in the other order.
 */
export function commentsQuery(request: CommentsRequest, ticket: TicketRef): Sql<PageRow<Comment>> {
  const isNewestFirst = request.query.sort === "-created_at";
  return listComments(request.workspace_id, ticket, { ...rangeOf(request), isNewestFirst });
}

/**
 * The page with these rows. A cursor is valid for the ticket it was made for, whether that is named
 * by ID or by key.
 */
export function toCommentPage(
  { workspace_id, cursors, query }: CommentsRequest,
  { id }: Ticket,
  rows: readonly PageRow<Comment>[],
): Page<Comment> {
  return sealPage(cursors, { binding: bindingOf(workspace_id, query), owner: id, ...query }, rows);
}

/** Returns the comment. Throws `not_found`. */
export function requireComment(comment: Comment | undefined): Comment {
  if (!comment) throw noSuchComment();
  return comment;
}

export function noSuchComment(): Problem {
  return new Problem("not_found", "This ticket has no such comment.");
}

function rangeOf({ workspace_id, cursors, query }: CommentsRequest): PageRange {
  return openPage(cursors, { binding: bindingOf(workspace_id, query), ...query });
}

function bindingOf(workspace_id: string, { sort }: CommentsRequest["query"]): unknown[] {
  return ["comments", 2, workspace_id, ...(sort === "created_at" ? [] : [sort])];
}
