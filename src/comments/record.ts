import type { WorkspaceContext } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import type { EventData, EventType } from "../events/catalogue/event-types.ts";
import { recordEvent } from "../events/record.ts";
import type { Ticket } from "../tickets/ticket.ts";
import type { Comment } from "./comment.ts";

/**
 * Records what a command did to a comment. Its HTML is left out, because it follows from the text.
 */
export function recordCommentEvent(
  tx: Tx,
  context: WorkspaceContext,
  type: Extract<EventType, `comment.${string}`>,
  { ticket, comment, changes, mentions }: CommentChange,
): void {
  recordEvent(tx, context, {
    type,
    subject: { type: "comment", id: comment.id },
    ticket_id: ticket.id,
    data: {
      key: ticket.key,
      project_id: ticket.project_id,
      author_id: comment.author_id,
      version: comment.version,
      changes,
      ...(mentions && { mentions }),
    },
  });
}

interface CommentChange {
  ticket: Ticket;
  comment: Comment;
  changes: EventData<"comment.edited">["changes"];
  /** Those who are mentioned for the first time. */
  mentions?: string[] | undefined;
}
