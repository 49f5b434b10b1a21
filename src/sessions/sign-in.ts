import type { PasswordMatch } from "../auth/passwords.ts";
import type { Origin } from "../auth/workspace-context.ts";
import { transaction } from "../db/transaction.ts";
import type { Instance } from "../instance.ts";
import { Problem } from "../problems.ts";
import { findSignInAccount, lockAccount, setPasswordHash } from "../users/queries.ts";
import type { Account } from "../users/user.ts";
import { type LiveSession, type SignedIn, signedIn } from "./signed-in.ts";
import { startSession } from "./start.ts";

/**
 * Signs a user in by e-mail address and password. Throws `invalid_credentials`, after the same work
 * for an address without an account as for a wrong password: one lookup, one comparison, one
 * record.
 */
export async function signIn(
  instance: Instance,
  { email, password }: { email: string; password: string },
  origin: Origin,
): Promise<SignedIn> {
  const { sender = "unknown" } = origin;
  const account = await findSignInAccount(instance.db, { email, network: sender });
  const isKnown = account?.is_known_network === true;
  const passwords = instance.passwords.from({ address: sender, isKnown });
  const match = account
    ? await passwords.matchPassword(account.user.id, password, account.password_hash)
    : await passwords.compareWithDummy(password);
  if (!account || match === "no") throw refuse(instance, account, origin);

  const live = await openSession({ ...instance, passwords }, account, { password, match }, origin);
  // The hash was replaced after the comparison, perhaps with a new password, so the comparison is
  // repeated.
  return live ? signedIn(instance, live) : await signIn(instance, { email, password }, origin);
}

/** Undefined if the hash is no longer the one that the password was compared with. */
async function openSession(
  { db, passwords }: Instance,
  { user, password_hash }: Account,
  { password, match }: { password: string; match: PasswordMatch },
  origin: Origin,
): Promise<LiveSession | undefined> {
  const new_hash =
    match === "outdated" ? await passwords.hashPassword(user.id, password) : undefined;
  return await transaction(db, async (tx) => {
    const locked = await lockAccount(tx, user.id);
    if (locked?.password_hash !== password_hash) return undefined;
    if (new_hash) await tx.query(setPasswordHash(user.id, new_hash));
    return await startSession(tx, user, origin);
  });
}

/** The account is recorded as the actor, so that its audit log shows the attempts. */
function refuse({ refusals }: Instance, account: Account | undefined, origin: Origin): Problem {
  refusals.note({
    action: "session.started",
    code: "invalid_credentials",
    outcome: "failed",
    workspace_id: null,
    actor_id: account?.user.id ?? null,
    origin,
  });
  return new Problem("invalid_credentials", "The email address or the password is wrong.");
}
