import type { Scope } from "../auth/scope.ts";
import type { Tx } from "../db/transaction.ts";
import { type CommentRef, holdComment } from "./hold.ts";
import { setCommentDeleted } from "./queries.ts";
import { recordCommentEvent } from "./record.ts";

/** Deletes a comment, whose row stays. Throws what `holdComment` throws. */
export async function deleteComment(tx: Tx, scope: Scope, ref: CommentRef): Promise<void> {
  const { ticket, comment } = await holdComment(tx, scope, ref);
  const deleted = await setCommentDeleted(tx, comment);
  recordCommentEvent(tx, scope, "comment.deleted", { ticket, comment: deleted, changes: {} });
}
