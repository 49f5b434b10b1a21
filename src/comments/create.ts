import { randomUUIDv7 } from "node:crypto";
import type { WorkspaceContext } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import { newlyMentioned } from "../mentions/texts.ts";
import type { LockedTicket } from "../tickets/lock-ticket.ts";
import type { Comment } from "./comment.ts";
import { documentOf } from "./document.ts";
import { insertComment } from "./queries.ts";
import { recordCommentEvent } from "./record.ts";

/**
 * Adds a comment to a ticket that is locked at least against deletion (`for key share`), so that
 * the comment neither waits for a transition nor is added to a deleted ticket.
 */
export function createComment(
  tx: Tx,
  context: WorkspaceContext,
  { ticket, locked_at }: LockedTicket,
  { body }: Pick<Comment, "body">,
): Comment {
  const { workspace_id, actor } = context;
  const { html, mentions } = context.texts.render(body);
  const comment: Comment = {
    id: randomUUIDv7(),
    workspace_id,
    ticket_id: ticket.id,
    author_id: actor.id,
    body,
    body_html: html,
    mentions,
    version: 1,
    edited_at: null,
    created_at: locked_at,
    updated_at: locked_at,
  };
  tx.defer(insertComment(comment, documentOf(ticket, comment)));
  recordCommentEvent(tx, context, "comment.created", {
    ticket,
    comment,
    changes: { body: { from: null, to: body } },
    mentions: newlyMentioned([], mentions),
  });
  return comment;
}
