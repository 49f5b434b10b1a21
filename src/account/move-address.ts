import type { Origin } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import { withdrawInvitationsOfMember } from "../members/invitations/withdraw.ts";
import { setAddress } from "./address-queries.ts";

/**
 * Gives a locked account another address, which is free. Invitations to it from workspaces that the
 * person is in already are withdrawn.
 */
export async function moveAddress(
  tx: Tx,
  account: { id: string; email: string; is_confirmed: boolean },
  origin: Origin,
): Promise<void> {
  await setAddress(tx, account);
  await withdrawInvitationsOfMember(tx, account, origin);
}
