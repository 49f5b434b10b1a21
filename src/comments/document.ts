import { wordsOfComment } from "../search/document.ts";
import type { SearchDocument } from "../search/queries.ts";
import type { Ticket } from "../tickets/ticket.ts";
import type { Comment, CommentKey } from "./comment.ts";

/** The words of a comment, as a search finds them. */
export function documentOf(
  { created_at }: Pick<Ticket, "created_at">,
  { workspace_id, ticket_id, id, body }: CommentKey & Pick<Comment, "body">,
): SearchDocument {
  const words = wordsOfComment(workspace_id, body);
  return { workspace_id, ticket_id, comment_id: id, created_at, words };
}
