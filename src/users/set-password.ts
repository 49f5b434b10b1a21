import { deleteWaitingAddressChange } from "../account/address-queries.ts";
import { voidAccountTokens } from "../account/token-queries.ts";
import type { Origin } from "../auth/workspace-context.ts";
import { type Tx, transaction } from "../db/transaction.ts";
import { recordEvent, systemOrigin } from "../events/record.ts";
import type { Instance } from "../instance.ts";
import { Problem } from "../problems.ts";
import { endSessions } from "../sessions/queries.ts";
import { checkPassword } from "./password.ts";
import { findAccount, lockAccount, setPasswordHash } from "./queries.ts";
import type { User } from "./user.ts";

/**
 * Sets an account's password and ends all its sessions, for the operator. Throws `not_found`, and
 * `invalid_request` for an unsafe password.
 */
export async function setPassword(
  { config, db, passwords }: Instance,
  { email, password }: { email: string; password: string },
): Promise<User> {
  const account = await findAccount(db, { email });
  if (!account) throw new Problem("not_found", `No account has the email address ${email}.`);
  const { user } = account;
  checkPassword(config, user, { pointer: "/password", password });
  const password_hash = await passwords.hashPassword(user.id, password);
  await transaction(db, async (tx) => {
    await lockAccount(tx, user.id);
    await replacePassword(
      tx,
      { user_id: user.id, password_hash, keep_session_id: null },
      { actor: null, origin: systemOrigin },
    );
  });
  return user;
}

/**
 * Replaces the password of a locked account. A concurrent sign-in with the old password waits and
 * is checked against the new one. What somebody with the old one may have started is over too: links
 * to reset it, and a change of address that waits.
 */
export async function replacePassword(
  tx: Tx,
  change: { user_id: string; password_hash: string; keep_session_id: string | null },
  source: { actor: { id: string } | null; origin: Origin },
): Promise<void> {
  const { user_id, password_hash, keep_session_id } = change;
  const [, ended] = await tx.batch([
    setPasswordHash(user_id, password_hash),
    endSessions({ user_id, except: keep_session_id }),
    voidAccountTokens(user_id, ["reset", "change_address"]),
    deleteWaitingAddressChange(user_id),
  ]);
  recordEvent(
    tx,
    { workspace_id: null, ...source },
    {
      type: "user.password_changed",
      subject: { type: "user", id: user_id },
      data: { sessions_ended: ended.length },
    },
  );
}
