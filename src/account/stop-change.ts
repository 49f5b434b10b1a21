import { randomBytes } from "node:crypto";
import type { Origin } from "../auth/workspace-context.ts";
import { transaction } from "../db/transaction.ts";
import { recordEvent } from "../events/record.ts";
import type { Instance } from "../instance.ts";
import { mailEnabled } from "../mail/enqueue.ts";
import { lockAccount } from "../users/queries.ts";
import { deleteAddressChange, lockAddressChange } from "./address-queries.ts";
import { invalidToken } from "./invalid-token.ts";
import { moveAddress } from "./move-address.ts";
import { replaceCredentials } from "./reset-password.ts";
import { sendReset } from "./send.ts";
import { findAccountToken, useAccountToken, voidAccountTokens } from "./token-queries.ts";
import { hashAccountToken } from "./tokens.ts";

/**
 * Stops a change of address by the link that was mailed to the former one: a change that waits is
 * dropped, one that took effect is undone. The person who asked for it knew the password, so it no longer
 * works, all sessions end, and a link to choose a new one is mailed. Throws `invalid_account_token`.
 */
export async function stopAddressChange(
  instance: Instance,
  token: string,
  origin: Origin,
): Promise<void> {
  const { config, db } = instance;
  const hash = hashAccountToken(token);
  const found = await findAccountToken(db, hash, ["stop_change"]);
  if (!found) throw invalidToken();
  const { user_id } = found;
  const passwords = instance.passwords.from({
    address: origin.sender ?? "unknown",
    isKnown: false,
  });
  const unknown = randomBytes(32).toString("base64");
  const password_hash = await passwords.hashPassword(user_id, unknown);

  await transaction(db, async (tx) => {
    const account = await lockAccount(tx, user_id);
    const used = await useAccountToken(tx, hash);
    const change = await lockAddressChange(tx, user_id);
    if (!account || used?.email !== change?.former_email || !change) throw invalidToken();
    const former = { id: user_id, email: change.former_email };
    if (change.applied_at !== null) {
      await moveAddress(tx, { ...former, is_confirmed: true }, origin);
    }
    await tx.batch([deleteAddressChange(user_id), voidAccountTokens(user_id, ["stop_change"])]);
    const sessions_ended = await replaceCredentials(tx, { user_id, password_hash });
    const source = { workspace_id: null, actor: { id: user_id }, origin };
    const subject = { type: "user", id: user_id };
    const { email } = change;
    recordEvent(tx, source, {
      type: "user.address_changed",
      subject,
      data: { stage: "stopped" },
      personal: { changes: { email: { from: email, to: former.email } } },
    });
    recordEvent(tx, source, { type: "user.password_changed", subject, data: { sessions_ended } });
    if (mailEnabled(config)) sendReset(tx, config, former);
  });
}
