import type { WorkspaceContext } from "../auth/workspace-context.ts";
import { readKeysetPage } from "../contract/keyset-page.ts";
import type { Page } from "../contract/page.ts";
import type { Cursors } from "../db/cursor.ts";
import type { Queryable } from "../db/pool.ts";
import { Problem } from "../problems.ts";
import { readTicket } from "../tickets/read.ts";
import type { TicketRef } from "../tickets/ticket.ts";
import type { Comment } from "./comment.ts";
import { findComment, listComments } from "./queries.ts";

/** Throws `not_found`, also where the ticket is in the trash or the comment is another ticket's. */
export async function readComment(
  db: Queryable,
  context: WorkspaceContext,
  ref: TicketRef,
  id: string,
): Promise<Comment> {
  const ticket = await readTicket(db, context, ref);
  const { workspace_id } = context;
  const comment = await findComment(db, { workspace_id, ticket_id: ticket.id, id });
  if (!comment) throw noSuchComment();
  return comment;
}

/** A page of a ticket's comments, oldest first. Throws `not_found`. */
export async function readComments(
  db: Queryable,
  context: WorkspaceContext,
  ref: TicketRef,
  { cursors, ...page }: { cursors: Cursors; cursor?: string | undefined; limit: number },
): Promise<Page<Comment>> {
  const { workspace_id, id: ticket_id } = await readTicket(db, context, ref);
  const binding = ["comments", 1, workspace_id, ticket_id];
  return await readKeysetPage(cursors, { binding, ...page }, (range) =>
    listComments(db, { workspace_id, ticket_id }, range),
  );
}

export function noSuchComment(): Problem {
  return new Problem("not_found", "There is no such comment on this ticket.");
}
