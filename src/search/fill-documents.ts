import { setImmediate } from "node:timers/promises";
import { defineBackfill } from "../backfill/backfill.ts";
import { tokenizerVersion, wordsOfComment, wordsOfTicket } from "./document.ts";
import {
  type CommentText,
  countComments,
  countTickets,
  listCommentTexts,
  listTicketTexts,
  putCommentDocuments,
  putTicketDocuments,
  type TicketText,
} from "./fill-queries.ts";

/** Until this has ended for the first time, a search also reads the tickets' column of before. */
export const documentsOfTickets = defineBackfill<TicketText>({
  name: "search_documents_of_tickets",
  version: tokenizerVersion,
  listNext: listTicketTexts,
  keyOf,
  countNext: countTickets,
  async write(tx, rows) {
    const documents = await tokenizeEach(rows, (ticket) => ({
      ...ticket,
      ticket_id: ticket.id,
      comment_id: null,
      words: wordsOfTicket(ticket),
    }));
    if (documents.length > 0) await tx.query(putTicketDocuments(documents));
  },
});

export const documentsOfComments = defineBackfill<CommentText>({
  name: "search_documents_of_comments",
  version: tokenizerVersion,
  listNext: listCommentTexts,
  keyOf,
  countNext: countComments,
  async write(tx, rows) {
    const documents = await tokenizeEach(rows, (comment) => ({
      ...comment,
      comment_id: comment.id,
      words: wordsOfComment(comment.workspace_id, comment.body),
    }));
    if (documents.length > 0) await tx.query(putCommentDocuments(documents));
  },
});

function keyOf({ workspace_id, id }: TicketText | CommentText): string[] {
  return [workspace_id, id];
}

/** A text may take 20 ms, and the process may serve requests beside: these get their turn between two. */
async function tokenizeEach<Row extends { tokenizer: number | null }, Document>(
  rows: readonly Row[],
  tokenize: (row: Row) => Document,
): Promise<Document[]> {
  const documents: Document[] = [];
  for (const row of rows) {
    if (row.tokenizer !== null && row.tokenizer >= tokenizerVersion) continue;
    documents.push(tokenize(row));
    await setImmediate();
  }
  return documents;
}
