import { randomUUIDv7 } from "node:crypto";
import { isAddressTaken } from "../account/address-queries.ts";
import type { Origin } from "../auth/workspace-context.ts";
import { type Tx, transaction } from "../db/transaction.ts";
import { recordEvent, systemOrigin } from "../events/record.ts";
import type { Instance } from "../instance.ts";
import { faultSentence, Problem } from "../problems.ts";
import { checkPassword } from "./password.ts";
import { insertUser } from "./queries.ts";
import { RegisterBody } from "./schemas.ts";
import type { User } from "./user.ts";

export interface AccountDraft {
  name: string;
  email: string;
  password: string;
}

/** A validated account with its password hashed, which is too slow to do in a transaction. */
export type PreparedAccount = Omit<User, "created_at"> & { password_hash: string };

/**
 * Creates an account for the operator, whatever REGISTRATION says. Throws `invalid_request`,
 * `email_taken`.
 */
export async function createUser(instance: Instance, draft: AccountDraft): Promise<User> {
  const account = await prepareAccount(instance, validateDraft(draft));
  return await transaction(instance.db, (tx) =>
    addAccount(tx, account, { actor: null, origin: systemOrigin }),
  );
}

/**
 * Checks an account and hashes its password. Throws `invalid_request` for an unsafe password, and
 * `email_taken` before any time is spent on hashing.
 */
export async function prepareAccount(
  { config, db, passwords }: Instance,
  { name, email, password }: AccountDraft,
): Promise<PreparedAccount> {
  checkPassword(config, { name, email }, { pointer: "/password", password });
  if (await isAddressTaken(db, email)) throw emailTaken();
  const id = randomUUIDv7();
  return { id, name, email, password_hash: await passwords.hashPassword(id, password) };
}

/**
 * Inserts an account. `actor` is null for the operator; users create their own. Throws
 * `email_taken`.
 */
export async function addAccount(
  tx: Tx,
  account: PreparedAccount,
  { actor, origin }: { actor: { id: string } | null; origin: Origin },
): Promise<User> {
  if (await isAddressTaken(tx, account.email)) throw emailTaken();
  const user = await insertUser(tx, account);
  recordEvent(
    tx,
    { workspace_id: null, actor, origin },
    { type: "user.registered", subject: { type: "user", id: user.id } },
  );
  return user;
}

function validateDraft(draft: AccountDraft): AccountDraft {
  const { data, error } = RegisterBody.safeParse(draft);
  if (data) return data;
  const errors = error.issues.map(({ path, message }) => ({
    pointer: `/${path.join("/")}`,
    detail: message,
  }));
  throw new Problem("invalid_request", errors.map(faultSentence).join(" "), { errors });
}

function emailTaken(): Problem {
  return new Problem("email_taken", "An account with this email address exists. Sign in instead.");
}
