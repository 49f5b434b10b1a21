import { randomUUIDv7 } from "node:crypto";
import type { WorkspaceContext } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import { renderMarkdown } from "../markdown.ts";
import type { LockedTicket } from "../tickets/lock-ticket.ts";
import type { Comment } from "./comment.ts";
import { insertComment } from "./queries.ts";
import { recordCommentEvent } from "./record.ts";

/**
 * Comments on a ticket. It is enough that the ticket is locked against its deletion (`for key share`), so that a
 * comment neither waits for a transition nor lands in the trash.
 */
export function createComment(
  tx: Tx,
  context: WorkspaceContext,
  { ticket, locked_at }: LockedTicket,
  { body }: Pick<Comment, "body">,
): Comment {
  const { workspace_id, actor } = context;
  const comment: Comment = {
    id: randomUUIDv7(),
    workspace_id,
    ticket_id: ticket.id,
    author_id: actor.id,
    body,
    body_html: renderMarkdown(body),
    version: 1,
    edited_at: null,
    created_at: locked_at,
    updated_at: locked_at,
  };
  tx.defer(insertComment(comment));
  recordCommentEvent(tx, context, "comment.created", {
    ticket,
    comment,
    changes: { body: { from: null, to: body } },
  });
  return comment;
}
