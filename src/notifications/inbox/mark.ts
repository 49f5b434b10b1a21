import type { Principal } from "../../auth/workspace-context.ts";
import type { Sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import { Problem } from "../../problems.ts";
import {
  findNotice,
  lockInbox,
  type NotificationKey,
  setAllRead,
  setArchived,
  setArchivedTo,
  setReadTo,
} from "./mark-queries.ts";
import { inboxScope } from "./visible-queries.ts";

/** Changes one notification, under the lock on its inbox. Does nothing if there is none. */
export function markTicket<Key extends NotificationKey>(
  tx: Tx,
  key: Key,
  mark: (key: Key) => Sql,
): void {
  tx.defer(lockInbox(key.user_id));
  tx.defer(mark(key));
}

/**
 * Archives a ticket under the same lock. With `read_to`, an event after it keeps the ticket in the inbox,
 * unread from there: the person has not seen it.
 */
export function archiveTicket(
  tx: Tx,
  key: Extract<NotificationKey, { ticket_id: string }>,
  read_to: number | undefined,
): void {
  if (read_to === undefined) {
    markTicket(tx, key, setArchived);
  } else {
    markTicket(tx, key, () => setReadTo(key, read_to));
    tx.defer(setArchivedTo(key, read_to));
  }
}

/** The same for a notice. Throws `not_found`. */
export async function markNotice(
  tx: Tx,
  principal: Principal,
  notification_id: string,
  mark: (key: { user_id: string; notification_id: string }) => Sql,
): Promise<void> {
  tx.defer(lockInbox(principal.user_id));
  const [notice] = await tx.query(findNotice(inboxScope(principal), notification_id));
  if (!notice) {
    const detail =
      "You have no such notice. The notification of a ticket is changed at …/tickets/:ticket_id/notification.";
    throw new Problem("not_found", detail);
  }
  tx.defer(mark({ user_id: principal.user_id, notification_id }));
}

/** Marks what the person has seen as read, in one workspace or in all, and returns how much it was. */
export async function markAllRead(
  tx: Tx,
  principal: Principal,
  { workspace_id, changed_until }: { workspace_id?: string | undefined; changed_until: string },
): Promise<{ marked: number }> {
  tx.defer(lockInbox(principal.user_id));
  const scope = inboxScope(principal, workspace_id);
  return { marked: await setAllRead(tx, scope, changed_until) };
}
