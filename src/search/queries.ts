import { prepared, type Sql, sql } from "../db/sql.ts";
import { tokenizerVersion } from "./document.ts";

/** A ticket's own text, or one of its comments. */
export interface DocumentKey {
  workspace_id: string;
  ticket_id: string;
  /** Null for the ticket's own text. */
  comment_id: string | null;
}

/** What a search finds: the words of a text, in the text form of `tsvector`. */
export interface SearchDocument extends DocumentKey {
  /** When the ticket was created, also for a comment: the order of a list. */
  created_at: string;
  words: string;
}

/** Writes the words of a text, which is locked, over those of its earlier version. */
export function putDocument(document: SearchDocument): Sql {
  return prepared(sql`
    insert into search_documents (
      workspace_id, ticket_id, comment_id, created_at, tokenizer, words)
    values (
      ${document.workspace_id}, ${document.ticket_id}, ${document.comment_id}::uuid,
      ${document.created_at}::timestamptz, ${tokenizerVersion}::smallint,
      ${document.words}::tsvector)
        on conflict (workspace_id, ticket_id, comment_id)
        do update set tokenizer = excluded.tokenizer, words = excluded.words`);
}

export function deleteDocument({ workspace_id, ticket_id, comment_id }: DocumentKey): Sql {
  return prepared(sql`
    delete from search_documents d
     where d.workspace_id = ${workspace_id}
       and d.ticket_id = ${ticket_id}
       and d.comment_id = ${comment_id}::uuid`);
}
