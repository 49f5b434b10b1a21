import type { WorkspaceContext } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import type { LockedTicket } from "../tickets/lock-ticket.ts";
import { checkVersion, type ExpectedVersion } from "../versions.ts";
import type { Comment } from "./comment.ts";
import { lockCommentRow } from "./queries.ts";
import { noSuchComment } from "./read.ts";

/** A comment of a locked ticket, and the version that a change expects. */
export interface CommentRef {
  ticket: LockedTicket;
  id: string;
  expected?: ExpectedVersion | undefined;
}

/**
 * Locks a comment for a change by its author, or by an actor who may change any. Its ticket must be
 * locked against deletion. Throws `not_found`, `forbidden`, `version_mismatch`.
 */
export async function lockComment(
  tx: Tx,
  { workspace_id, actor }: WorkspaceContext,
  { ticket: { ticket }, id, expected }: CommentRef,
): Promise<Comment> {
  const comment = await lockCommentRow(tx, { workspace_id, ticket_id: ticket.id, id });
  if (!comment) throw noSuchComment();
  if (comment.author_id !== actor.id) actor.require("comment:edit_any");
  checkVersion(comment, expected);
  return comment;
}
