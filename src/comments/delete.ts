import type { WorkspaceContext } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import { deleteDocument } from "../search/queries.ts";
import { type CommentRef, lockComment } from "./lock-comment.ts";
import { setCommentDeleted } from "./queries.ts";
import { recordCommentEvent } from "./record.ts";
import { emptyCommentVersions } from "./versions/queries.ts";

/**
 * Marks a comment as deleted. Neither its text nor the earlier ones nor its words stay in the
 * database. Throws what `lockComment` throws.
 */
export async function deleteComment(
  tx: Tx,
  context: WorkspaceContext,
  ref: CommentRef,
): Promise<void> {
  const { ticket, locked_at } = ref.ticket;
  const comment = await lockComment(tx, context, ref);
  const deleted = { ...comment, version: comment.version + 1, updated_at: locked_at };
  tx.defer(setCommentDeleted(deleted));
  tx.defer(emptyCommentVersions(deleted, { by: context.actor.id, at: locked_at }));
  tx.defer(deleteDocument({ ...deleted, comment_id: deleted.id }));
  recordCommentEvent(tx, context, "comment.deleted", { ticket, comment: deleted, changes: {} });
}
