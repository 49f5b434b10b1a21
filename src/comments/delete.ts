import type { Scope } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import { type CommentRef, holdComment } from "./lock-comment.ts";
import { setCommentDeleted } from "./queries.ts";
import { recordCommentEvent } from "./record.ts";

/** Deletes a comment, whose row stays. Throws what `holdComment` throws. */
export async function deleteComment(tx: Tx, scope: Scope, ref: CommentRef): Promise<void> {
  const { ticket, comment, held_at } = await holdComment(tx, scope, ref);
  const deleted = { ...comment, version: comment.version + 1, updated_at: held_at };
  tx.write(setCommentDeleted(deleted));
  recordCommentEvent(tx, scope, "comment.deleted", { ticket, comment: deleted, changes: {} });
}
