import { randomUUIDv7 } from "node:crypto";
import type { WorkspaceContext } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import { renderMarkdown } from "../markdown.ts";
import { type LockedTicket, lockTicket } from "../tickets/lock-ticket.ts";
import type { TicketRef } from "../tickets/ticket.ts";
import type { Comment } from "./comment.ts";
import { insertComment } from "./queries.ts";
import { recordCommentEvent } from "./record.ts";

/**
 * Comments on a ticket. The ticket is held against its deletion alone, so that a comment neither waits for
 * a transition nor lands in the trash. Throws `not_found`, `project_archived`.
 */
export async function createComment(
  tx: Tx,
  context: WorkspaceContext,
  ref: TicketRef,
  { body }: Pick<Comment, "body">,
): Promise<Comment> {
  const locked = await lockTicket(tx, context, ref, "for key share");
  return addComment(tx, context, locked, { body });
}

/** The same for a command that holds the ticket already, and has judged whether the actor may. */
export function addComment(
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
