import type { Db } from "../../db/pool.ts";
import { transaction } from "../../db/transaction.ts";
import { findMember } from "../../members/queries.ts";
import { notificationReasons } from "../../notifications/reasons.ts";
import { lockSettings, setSettings } from "../../notifications/settings/queries.ts";
import { leaveUnlessMuted } from "../../watches/queries.ts";
import type { Unsubscription } from "./token.ts";

/**
 * Turns off mail for a reason or for all of them, or leaves a ticket, as the person could do themselves.
 * Doing it again changes nothing.
 */
export async function unsubscribe(
  db: Db,
  { user_id, workspace_id, target }: Unsubscription,
): Promise<void> {
  const key = { workspace_id, user_id };
  await transaction(db, async (tx) => {
    if (!(await findMember(tx, key))) return;
    if (target.kind === "ticket") {
      // Having left a ticket that they muted, they would be notified of mentions again.
      tx.defer(leaveUnlessMuted({ ...key, ticket_id: target.ticket_id }));
      return;
    }
    const { muted, reasons } = await lockSettings(tx, key);
    const changed = { ...reasons };
    for (const reason of target.kind === "reason" ? [target.reason] : notificationReasons) {
      changed[reason] = { ...changed[reason], mail: "off" };
    }
    tx.defer(setSettings(key, { muted, reasons: changed }));
  });
}
