import type { WorkspaceContext } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import { newlyMentioned } from "../mentions/texts.ts";
import { putDocument } from "../search/queries.ts";
import type { Comment } from "./comment.ts";
import { documentOf } from "./document.ts";
import { type CommentRef, lockComment } from "./lock-comment.ts";
import { updateComment } from "./queries.ts";
import { recordCommentEvent } from "./record.ts";
import { keepCommentVersion } from "./versions/queries.ts";

/**
 * Changes the text of a comment, and keeps the text that it replaces; does nothing if it is the same.
 * Throws what `lockComment` throws.
 */
export async function editComment(
  tx: Tx,
  context: WorkspaceContext,
  ref: CommentRef,
  patch: { body?: string | undefined },
): Promise<Comment> {
  const { ticket, locked_at } = ref.ticket;
  const comment = await lockComment(tx, context, ref);
  const { body = comment.body } = patch;
  if (body === comment.body) return comment;
  const { html, mentions } = context.texts.render(body);
  const edited: Comment = {
    ...comment,
    body,
    body_html: html,
    mentions,
    version: comment.version + 1,
    edited_at: locked_at,
    updated_at: locked_at,
  };
  tx.defer(keepCommentVersion(comment, { by: context.actor.id, at: locked_at }));
  tx.defer(updateComment(edited));
  tx.defer(putDocument(documentOf(ticket, edited)));
  recordCommentEvent(tx, context, "comment.edited", {
    ticket,
    comment: edited,
    changes: { body: { from: comment.body, to: body } },
    mentions: newlyMentioned(comment.mentions, mentions),
  });
  return edited;
}
