import { randomUUIDv7 } from "node:crypto";
import type { Tx } from "../db/transaction.ts";
import { insertNoticeRows } from "./notice-queries.ts";

/** What a notice says. `text` is a sentence for a person; the other fields are for programs. */
export interface Notice {
  type: string;
  text: string;
  [field: string]: unknown;
}

/** A notice for one person. */
export interface NoticeDraft {
  user_id: string;
  /**
   * Only a member of this workspace sees the notice. Null if it belongs to the person alone, such as
   * the notice of a removal or of an invitation, and is to stay visible whatever they are a member of.
   */
  workspace_id: string | null;
  /** Who caused it. Null if Slacky itself did. */
  actor_id?: string | null;
  notice: Notice;
}

/** Puts a notice into somebody's inbox, with the transaction's next batch. */
export function insertNotice(tx: Tx, draft: NoticeDraft): void {
  insertNotices(tx, [draft]);
}

/**
 * The same for several people, in one statement. It locks their inboxes, in the order of their IDs, so
 * call it after all other locks.
 */
export function insertNotices(tx: Tx, drafts: readonly NoticeDraft[]): void {
  if (drafts.length === 0) return;
  // An inbox shows what is written at the same time in the order of IDs, which those of a millisecond lack.
  const ids = drafts.map(() => randomUUIDv7()).sort();
  const rows = drafts.map((draft, at) => ({ actor_id: null, ...draft, id: ids[at] as string }));
  tx.defer(insertNoticeRows(rows));
}
