import { isAddressConfirmed } from "../account/address-queries.ts";
import { passwordChangedMail } from "../account/mails.ts";
import { mailAccount } from "../account/send.ts";
import { authorizePrincipal } from "../auth/authorize.ts";
import type { Origin, SessionPrincipal } from "../auth/workspace-context.ts";
import { transaction } from "../db/transaction.ts";
import type { Instance } from "../instance.ts";
import { mailEnabled } from "../mail/enqueue.ts";
import { checkPassword } from "./password.ts";
import { findAccount, lockAccount } from "./queries.ts";
import { replacePassword } from "./set-password.ts";
import type { User } from "./user.ts";
import { refuseWrongPassword } from "./wrong-password.ts";

/**
 * Changes the user's password and ends their other sessions. Throws `invalid_request` for an unsafe
 * password, `wrong_password`.
 */
export async function changePassword(
  instance: Instance,
  principal: SessionPrincipal,
  {
    current_password,
    new_password,
    origin,
  }: { current_password: string; new_password: string; origin: Origin },
): Promise<User> {
  const { config, db, refusals } = instance;
  const passwords = instance.passwords.from({ address: origin.sender ?? "unknown", isKnown: true });
  const { user_id } = principal;
  const account = await findAccount(db, { id: user_id });
  if (!account) throw new Error(`The user ${user_id} has a session but no account.`);
  checkPassword(config, account.user, { pointer: "/new_password", password: new_password });
  const match = await passwords.matchPassword(user_id, current_password, account.password_hash);
  if (match === "no") {
    throw refuseWrongPassword(refusals, { action: "user.password_changed", user_id, origin });
  }

  const password_hash = await passwords.hashPassword(user_id, new_password);
  await transaction(db, async (tx) => {
    await lockAccount(tx, user_id);
    // If a concurrent request changed the password, it ended this session. If it only rehashed it,
    // the password is the same.
    await authorizePrincipal(tx, principal);
    await replacePassword(
      tx,
      { user_id, password_hash, keep_session_id: principal.session_id },
      { actor: { id: user_id }, origin },
    );
    // To a confirmed address only: otherwise anybody could have mails sent to somebody else's.
    if (mailEnabled(config) && (await isAddressConfirmed(tx, user_id))) {
      mailAccount(tx, account.user, { kind: "password_changed", ...passwordChangedMail() });
    }
  });
  return account.user;
}
