import { randomUUIDv7 } from "node:crypto";
import type { Scope } from "../auth/scope.ts";
import type { Tx } from "../db/transaction.ts";
import { renderMarkdown } from "../markdown.ts";
import { holdTicket } from "../tickets/hold.ts";
import type { Ticket, TicketRef } from "../tickets/ticket.ts";
import type { Comment } from "./comment.ts";
import { insertComment } from "./queries.ts";
import { recordCommentEvent } from "./record.ts";

/**
 * Comments on a ticket. The ticket is held against its deletion alone, so that a comment neither waits for
 * a transition nor lands in the trash. Throws `not_found`, `project_archived`.
 */
export async function createComment(
  tx: Tx,
  scope: Scope,
  ref: TicketRef,
  { body }: Pick<Comment, "body">,
): Promise<Comment> {
  const { ticket } = await holdTicket(tx, scope, ref, "for key share");
  return await addComment(tx, scope, ticket, { body });
}

/** The same for a command that holds the ticket already, and has judged whether the actor may. */
export async function addComment(
  tx: Tx,
  scope: Scope,
  ticket: Ticket,
  { body }: Pick<Comment, "body">,
): Promise<Comment> {
  const { workspace_id, actor } = scope;
  const comment = await insertComment(
    tx,
    { workspace_id, ticket_id: ticket.id, id: randomUUIDv7() },
    { author_id: actor.id, body, body_html: renderMarkdown(body) },
  );
  recordCommentEvent(tx, scope, "comment.created", {
    ticket,
    comment,
    changes: { body: { from: null, to: body } },
  });
  return comment;
}
