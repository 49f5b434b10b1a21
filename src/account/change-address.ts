import { authorizePrincipal } from "../auth/authorize.ts";
import type { Origin, SessionPrincipal } from "../auth/workspace-context.ts";
import { type Tx, transaction } from "../db/transaction.ts";
import { type EventDraft, recordEvent } from "../events/record.ts";
import type { Instance } from "../instance.ts";
import { limits } from "../limits.ts";
import { mailEnabled } from "../mail/enqueue.ts";
import { Problem } from "../problems.ts";
import { findAccount, lockAccount } from "../users/queries.ts";
import type { User } from "../users/user.ts";
import { refuseWrongPassword } from "../users/wrong-password.ts";
import {
  type AddressChange,
  isAddressTaken,
  lockAddressChange,
  putAddressChange,
} from "./address-queries.ts";
import { addressInUseMail, formerAddressMail, newAddressMail } from "./mails.ts";
import { moveAddress } from "./move-address.ts";
import { issueToken, mailAccount, mayMail } from "./send.ts";
import { countRecentChanges, voidAccountTokens } from "./token-queries.ts";
import { accountLink } from "./tokens.ts";

const DAY_SECONDS = 86_400;

/** The address of the account after the request, and the one that it waits for. */
export interface AddressState {
  email: string;
  pending_email_change: { email: string; expires_at: string } | null;
}

/**
 * Asks to change the address of the user's account. It takes effect once the new address is
 * confirmed, and the former one can stop it for seven days. Whether the new one has an account shows
 * only in the mail to it. Without a mail server nobody confirms anything, so it takes effect at once.
 * Throws `wrong_password`, `address_changed_recently`, `rate_limited`, and `email_taken` if it takes
 * effect at once.
 */
export async function changeAddress(
  instance: Instance,
  principal: SessionPrincipal,
  { email, current_password, origin }: { email: string; current_password: string; origin: Origin },
): Promise<AddressState> {
  const { config, db, refusals } = instance;
  const { user_id } = principal;
  const passwords = instance.passwords.from({ address: origin.sender ?? "unknown", isKnown: true });
  const account = await findAccount(db, { id: user_id });
  if (!account) throw new Error(`The user ${user_id} has a session but no account.`);
  const match = await passwords.matchPassword(user_id, current_password, account.password_hash);
  if (match === "no") {
    throw refuseWrongPassword(refusals, { action: "user.address_changed", user_id, origin });
  }

  return await transaction(db, async (tx) => {
    const { user } = (await lockAccount(tx, user_id)) ?? account;
    // A concurrent change of the password ended this session, unless it was made in it.
    await authorizePrincipal(tx, principal);
    refuseRecentChange(await lockAddressChange(tx, user_id));
    if (email === user.email) return { email, pending_email_change: null };
    const draft = { type: "user.address_changed", subject: { type: "user", id: user_id } } as const;
    const personal = { changes: { email: { from: user.email, to: email } } };
    const record = (stage: EventDraft<"user.address_changed">["data"]["stage"]) =>
      recordEvent(
        tx,
        { workspace_id: null, actor: { id: user_id }, origin },
        { ...draft, data: { stage }, personal },
      );
    if (mailEnabled(config)) {
      record("requested");
      return await requestChange(tx, config, { user, email });
    }
    record("applied");
    return await applyNow(tx, { user, email, origin });
  });
}

/** The statements are the same whether or not the new address has an account. */
async function requestChange(
  tx: Tx,
  config: Instance["config"],
  { user, email }: { user: User; email: string },
): Promise<AddressState> {
  const { id } = user;
  const [row] = await tx.query(countRecentChanges(id));
  if ((row?.count ?? 0) >= limits.address_changes_per_day) {
    throw new Problem(
      "rate_limited",
      `You can ask for ${limits.address_changes_per_day} changes of your address in a day.`,
      { retry_after: DAY_SECONDS },
    );
  }
  const isTaken = await isAddressTaken(tx, email, { except: id });
  const isAllowed = await mayMail(tx, email);
  const [, [change]] = await tx.batch([
    voidAccountTokens(id, ["change_address"]),
    putAddressChange({ user_id: id, email, former_email: user.email }),
  ]);
  if (!change) throw new Error("The stored change of address was not returned.");

  const hours = limits.confirmation_hours;
  const stopHours = limits.address_change_days * 24;
  const added = { id, email };
  const token = issueToken(tx, "change_address", added, { hours, is_mailed: isAllowed });
  const stop = issueToken(tx, "stop_change", user, { hours: stopHours, is_mailed: true });
  const content = isTaken
    ? addressInUseMail()
    : newAddressMail(accountLink(config, "confirm", token));
  // The response does not say so: it would reveal what else was mailed to the address.
  if (isAllowed) mailAccount(tx, added, { kind: "change_address", hours, ...content });
  const notice = formerAddressMail(accountLink(config, "confirm", stop), { to: email });
  mailAccount(tx, user, { kind: "address_changing", hours: stopHours, ...notice });
  return { email: user.email, pending_email_change: { email, expires_at: change.expires_at } };
}

async function applyNow(
  tx: Tx,
  { user, email, origin }: { user: User; email: string; origin: Origin },
): Promise<AddressState> {
  if (await isAddressTaken(tx, email, { except: user.id })) {
    throw new Problem("email_taken", "Another account has this email address.");
  }
  await moveAddress(tx, { id: user.id, email, is_confirmed: false }, origin);
  await tx.query(voidAccountTokens(user.id, ["confirm", "reset", "change_address"]));
  return { email, pending_email_change: null };
}

/** Otherwise a second change would take from the owner of the former address the right to stop it. */
function refuseRecentChange(change: AddressChange | undefined): void {
  if (!change?.applied_at) return;
  throw new Problem(
    "address_changed_recently",
    `The address was changed less than ${limits.address_change_days} days ago, and the former one can still stop that. Change it again after that.`,
    { changed_at: change.applied_at, possible_after: change.expires_at },
  );
}
