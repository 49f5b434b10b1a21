import { authorizePrincipal } from "../auth/authorize.ts";
import type { Origin, SessionPrincipal } from "../auth/workspace-context.ts";
import { transaction } from "../db/transaction.ts";
import type { Instance } from "../instance.ts";
import { Problem } from "../problems.ts";
import { checkPassword } from "./password.ts";
import { findAccount, lockAccount } from "./queries.ts";
import { replacePassword } from "./set-password.ts";
import type { User } from "./user.ts";

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
  const { config, db } = instance;
  const passwords = instance.passwords.from({ address: origin.sender ?? "unknown", isKnown: true });
  const { user_id } = principal;
  const account = await findAccount(db, { id: user_id });
  if (!account) throw new Error(`The user ${user_id} has a session but no account.`);
  checkPassword(config, account.user, { pointer: "/new_password", password: new_password });
  const match = await passwords.matchPassword(user_id, current_password, account.password_hash);
  if (match === "no") throw refuse(instance, principal, origin);

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
  });
  return account.user;
}

/** Wrong passwords are recorded here as they are for signing in. */
function refuse({ refusals }: Instance, { user_id }: SessionPrincipal, origin: Origin): Problem {
  refusals.note({
    action: "user.password_changed",
    code: "wrong_password",
    outcome: "failed",
    workspace_id: null,
    actor_id: user_id,
    origin,
  });
  return new Problem("wrong_password", "The current password is wrong.", {
    errors: [{ pointer: "/current_password", detail: "The current password is wrong." }],
  });
}
