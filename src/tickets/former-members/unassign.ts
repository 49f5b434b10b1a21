import { lockMembers } from "../../auth/queries.ts";
import type { Db } from "../../db/pool.ts";
import { type Tx, transaction } from "../../db/transaction.ts";
import { systemOrigin } from "../../events/record.ts";
import { setTicketsReleased } from "../../members/former-member-queries.ts";
import type { MemberKey } from "../../members/queries.ts";
import { changeTicket } from "../change.ts";
import { withoutAssignee } from "../claims/lose-assignee.ts";
import { toLockedTicket } from "../lock-ticket.ts";
import { lockTicketRow } from "../queries.ts";
import { recordTicketEvent } from "../record.ts";
import type { TicketKey } from "../ticket.ts";
import { listAssignedTickets } from "./queries.ts";

const BATCH = 100;

/**
 * Unassigns every ticket of a member who has left, each in a transaction of its own, then marks the
 * member as done. Ends early if the member has rejoined or `stopping` is aborted; the rest is left
 * for the next run.
 */
export async function unassignTicketsOf(
  db: Db,
  member: MemberKey,
  stopping: AbortSignal,
): Promise<void> {
  for (;;) {
    const tickets = await listAssignedTickets(db, member, BATCH);
    for (const ticket of tickets) {
      if (stopping.aborted) return;
      const hasLeft = await transaction(db, (tx) => unassignTicket(tx, member, ticket));
      if (!hasLeft) return;
    }
    if (tickets.length === 0) break;
  }
  await transaction(db, (tx) => markTicketsReleased(tx, member));
}

/** Unassigns one ticket if it is still the member's. Returns whether the member has left. */
async function unassignTicket(tx: Tx, member: MemberKey, key: TicketKey): Promise<boolean> {
  const { workspace_id, user_id } = member;
  const [[former], [row]] = await tx.batch([
    lockMembers(workspace_id, [user_id], "for share"),
    lockTicketRow(key, "for no key update"),
  ]);
  if (!former || former.removed_at === null) return false;
  if (row?.assignee_id !== user_id) return true;

  const locked = toLockedTicket(row);
  const released = changeTicket(tx, locked, await withoutAssignee(tx, locked));
  recordTicketEvent(tx, { workspace_id, actor: null, origin: systemOrigin }, "ticket.updated", {
    before: locked.ticket,
    after: released,
    cause: "assignee_removed",
  });
  return true;
}

/**
 * While the row is locked the member cannot rejoin, and only active members can be assigned
 * tickets.
 */
async function markTicketsReleased(tx: Tx, member: MemberKey): Promise<void> {
  const [locked] = await tx.query(
    lockMembers(member.workspace_id, [member.user_id], "for no key update"),
  );
  if (!locked || locked.removed_at === null) return;
  const left = await listAssignedTickets(tx, member, 1);
  if (left.length === 0) await tx.query(setTicketsReleased(member));
}
