import type { Origin } from "../auth/workspace-context.ts";
import { type Tx, transaction } from "../db/transaction.ts";
import { recordEvent } from "../events/record.ts";
import type { Instance } from "../instance.ts";
import { mailEnabled } from "../mail/enqueue.ts";
import { endSessions } from "../sessions/queries.ts";
import { checkPassword } from "../users/password.ts";
import { findAccount, lockAccount, setPasswordHash } from "../users/queries.ts";
import { deleteWaitingAddressChange, setAddressConfirmed } from "./address-queries.ts";
import { invalidToken } from "./invalid-token.ts";
import { passwordChangedMail } from "./mails.ts";
import { mailAccount } from "./send.ts";
import { findAccountToken, useAccountToken, voidAccountTokens } from "./token-queries.ts";
import { hashAccountToken } from "./tokens.ts";

/**
 * Sets a new password for the person who has the link, ends all sessions and signs nobody in. Nothing that
 * was set up before remains: other links, and a change of address that waits. So an account that
 * somebody else created under the address is lost for them. Throws `invalid_account_token`, and
 * `invalid_request` for an unsafe password, after which the link still works.
 */
export async function resetPassword(
  instance: Instance,
  { token, password }: { token: string; password: string },
  origin: Origin,
): Promise<void> {
  const { config, db } = instance;
  const hash = hashAccountToken(token);
  const found = await findAccountToken(db, hash, ["reset"]);
  const account = found && (await findAccount(db, { id: found.user_id }));
  if (!account) throw invalidToken();
  const { user } = account;
  checkPassword(config, user, { pointer: "/password", password });
  const passwords = instance.passwords.from({
    address: origin.sender ?? "unknown",
    isKnown: false,
  });
  const password_hash = await passwords.hashPassword(user.id, password);

  await transaction(db, async (tx) => {
    const locked = await lockAccount(tx, user.id);
    const used = await useAccountToken(tx, hash);
    if (!locked || used?.email !== locked.user.email) throw invalidToken();
    const sessions_ended = await replaceCredentials(tx, { user_id: user.id, password_hash });
    const source = { workspace_id: null, actor: { id: user.id }, origin };
    const subject = { type: "user", id: user.id };
    recordEvent(tx, source, { type: "user.password_reset", subject, data: { sessions_ended } });
    if (used.is_mailed && (await tx.query(setAddressConfirmed(user.id))).length > 0) {
      recordEvent(tx, source, { type: "user.address_confirmed", subject });
    }
    if (mailEnabled(config)) {
      mailAccount(tx, locked.user, { kind: "password_changed", ...passwordChangedMail() });
    }
  });
}

/**
 * Replaces the password of a locked account, and ends whatever the former one gave access to. A change
 * of address that took effect can still be stopped: somebody who reads the new mailbox must not end that.
 */
export async function replaceCredentials(
  tx: Tx,
  { user_id, password_hash }: { user_id: string; password_hash: string },
): Promise<number> {
  const [, ended] = await tx.batch([
    setPasswordHash(user_id, password_hash),
    endSessions({ user_id, except: null }),
    voidAccountTokens(user_id, ["confirm", "reset", "change_address"]),
    deleteWaitingAddressChange(user_id),
  ]);
  return ended.length;
}
