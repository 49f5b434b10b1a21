import type { Origin } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import { type EventSource, recordEvent } from "../events/record.ts";
import { Problem } from "../problems.ts";
import { lockAccount } from "../users/queries.ts";
import type { User } from "../users/user.ts";
import {
  isAddressTaken,
  lockAddressChange,
  setAddressChangeApplied,
  setAddressConfirmed,
} from "./address-queries.ts";
import { invalidToken } from "./invalid-token.ts";
import { moveAddress } from "./move-address.ts";
import {
  type AccountToken,
  findAccountToken,
  useAccountToken,
  voidAccountTokens,
} from "./token-queries.ts";
import { hashAccountToken } from "./tokens.ts";

/**
 * Confirms an address by the link that was mailed to it: that of an account, or a new one, which takes
 * effect now. Throws `invalid_account_token`, and `email_taken` if another account has the new address
 * in the meantime.
 */
export async function confirmAddress(
  tx: Tx,
  token: string,
  origin: Origin,
): Promise<{ email: string }> {
  const hash = hashAccountToken(token);
  const found = await findAccountToken(tx, hash, ["confirm", "change_address"]);
  const account = found && (await lockAccount(tx, found.user_id));
  if (!account) throw invalidToken();
  const used = await useAccountToken(tx, hash);
  if (!used) throw invalidToken();
  const { user } = account;
  const source = { workspace_id: null, actor: { id: user.id }, origin };
  if (used.purpose === "change_address") await applyChange(tx, { user, used, source });
  else if (used.email !== user.email) throw invalidToken();
  await confirmOwn(tx, user.id, source);
  return { email: used.email };
}

/** Gives a locked account its new address. Links to the former one no longer work, but to stop it. */
async function applyChange(
  tx: Tx,
  { user, used, source }: { user: User; used: AccountToken; source: EventSource },
): Promise<void> {
  const { id } = user;
  const change = await lockAddressChange(tx, id);
  if (!change || change.applied_at !== null || change.email !== used.email) throw invalidToken();
  if (await isAddressTaken(tx, change.email, { except: id })) {
    throw new Problem("email_taken", "Another account has this email address by now.");
  }
  await moveAddress(tx, { id, email: change.email, is_confirmed: false }, source.origin);
  await tx.batch([setAddressChangeApplied(id), voidAccountTokens(id, ["confirm", "reset"])]);
  recordEvent(tx, source, {
    type: "user.address_changed",
    subject: { type: "user", id },
    data: { stage: "applied" },
    personal: { changes: { email: { from: user.email, to: change.email } } },
  });
}

async function confirmOwn(tx: Tx, id: string, source: EventSource): Promise<void> {
  const [confirmed] = await tx.query(setAddressConfirmed(id));
  await tx.query(voidAccountTokens(id, ["confirm"]));
  if (!confirmed) return;
  recordEvent(tx, source, { type: "user.address_confirmed", subject: { type: "user", id } });
}
