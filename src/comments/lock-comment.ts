import type { WorkspaceContext } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import { type LockedTicket, lockTicket } from "../tickets/lock-ticket.ts";
import type { TicketRef } from "../tickets/ticket.ts";
import { checkVersion, type ExpectedVersion } from "../versions.ts";
import type { Comment } from "./comment.ts";
import { lockCommentRow } from "./queries.ts";
import { noSuchComment } from "./read.ts";

/** Which comment of which ticket, and the version that a change of it may meet. */
export interface CommentRef {
  ticket: TicketRef;
  id: string;
  expected?: ExpectedVersion | undefined;
}

/**
 * Holds a comment for a change by its author, or by who may change any: first the ticket against its
 * deletion, then the comment. Throws `not_found`, `project_archived`, `forbidden`, `version_mismatch`.
 */
export async function lockComment(
  tx: Tx,
  context: WorkspaceContext,
  ref: CommentRef,
): Promise<LockedTicket & { comment: Comment }> {
  const { workspace_id, actor } = context;
  const { ticket, locked_at } = await lockTicket(tx, context, ref.ticket, "for key share");
  const comment = await lockCommentRow(tx, { workspace_id, ticket_id: ticket.id, id: ref.id });
  if (!comment) throw noSuchComment();
  if (comment.author_id !== actor.id) actor.require("comment:edit_any");
  checkVersion(comment, ref.expected);
  return { ticket, locked_at, comment };
}
