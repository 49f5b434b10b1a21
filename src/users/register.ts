import { mayMail, sendConfirmation } from "../account/send.ts";
import type { Origin } from "../auth/workspace-context.ts";
import { transaction } from "../db/transaction.ts";
import type { Instance } from "../instance.ts";
import { mailEnabled } from "../mail/enqueue.ts";
import { hasInvitation } from "../members/me-queries.ts";
import { Problem } from "../problems.ts";
import { type SignedIn, signedIn } from "../sessions/signed-in.ts";
import { startSession } from "../sessions/start.ts";
import { type AccountDraft, addAccount, prepareAccount } from "./create.ts";

/**
 * Creates an account for a visitor, if REGISTRATION allows it, and signs them in. Throws
 * `registration_closed`, `invalid_request` for an unsafe password, `email_taken`.
 */
export async function registerUser(
  instance: Instance,
  draft: AccountDraft,
  origin: Origin,
): Promise<SignedIn> {
  await requireRegistrationAllowed(instance, draft.email);
  const passwords = instance.passwords.from({
    address: origin.sender ?? "unknown",
    isKnown: false,
  });
  const account = await prepareAccount({ ...instance, passwords }, draft);
  const started = await transaction(instance.db, async (tx) => {
    const user = await addAccount(tx, account, { actor: account, origin });
    if (mailEnabled(instance.config) && (await mayMail(tx, user.email))) {
      sendConfirmation(tx, instance.config, user);
    }
    return await startSession(tx, user, origin);
  });
  return signedIn(instance, started);
}

async function requireRegistrationAllowed({ config, db }: Instance, email: string): Promise<void> {
  if (config.registration === "open") return;
  if (config.registration === "invited" && (await hasInvitation(db, email))) return;
  throw new Problem(
    "registration_closed",
    config.registration === "invited"
      ? "This server accepts registrations only from invited email addresses."
      : "This server does not accept registrations. Ask its operator for an account.",
  );
}
