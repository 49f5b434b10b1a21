import { randomBytes } from "node:crypto";
import { deleteAddressChange } from "../account/address-queries.ts";
import { deleteResetRequestsFor } from "../account/reset-queries.ts";
import { deleteAccountTokensOf } from "../account/token-queries.ts";
import {
  erasePersonal,
  findChainAfter,
  listFormerAddresses,
  listInvitedAddresses,
} from "../audit/queries.ts";
import { instanceChain } from "../audit/record.ts";
import type { Db, Queryable } from "../db/pool.ts";
import { type Tx, transaction } from "../db/transaction.ts";
import { eventSubscribers } from "../event-subscribers.ts";
import { recordEvent, systemOrigin } from "../events/record.ts";
import { relayBatch } from "../events/relay/relay.ts";
import { deleteKeysAbout } from "../idempotency/queries.ts";
import type { Instance } from "../instance.ts";
import { deleteMailsOf } from "../mail/leave-queries.ts";
import { leaveAllWorkspaces, requireOtherAdmins } from "../members/leave-all.ts";
import { deleteNotificationsOf } from "../notifications/erasure-queries.ts";
import { lockInbox } from "../notifications/inbox/mark-queries.ts";
import { deleteSettingsOf } from "../notifications/settings/queries.ts";
import { Problem } from "../problems.ts";
import { deleteSessionsOf } from "../sessions/queries.ts";
import { emailKeyOf } from "../text/email-address.ts";
import { deleteProjectWatchesOf } from "../watches/project-queries.ts";
import { deleteWatchesOf } from "../watches/queries.ts";
import { deleteNotificationSettings } from "./notification-settings/queries.ts";
import { eraseAccount, findAccount } from "./queries.ts";
import type { User } from "./user.ts";

/**
 * Erases a person, for the operator: name, address and password of the account, sessions,
 * memberships, what they watch, their inbox, invitations by and to them, settings of notifications, mails, links
 * of account mails, a change of their address, responses stored under idempotency keys, and the
 * personal data of the audit log. What they did remains, under their ID. `owner` is a pool of the
 * role that owns the tables. Throws `not_found`, and `last_admin` before anything is erased.
 *
 * The audit log is erased first, because its records can be found only while the address exists,
 * and again last, for what was recorded meanwhile.
 */
export async function eraseUser(
  instance: Instance,
  owner: Db,
  { email }: { email: string },
): Promise<{ user: User; records: number }> {
  const { config, db } = instance;
  const account = await findAccount(db, { email });
  if (!account) throw new Problem("not_found", `No account has the email address ${email}.`);
  const { user } = account;
  await requireOtherAdmins(db, user);

  const keys = new Set([emailKeyOf(user.email)]);
  const before = await eraseFromAudit(owner, user, keys);
  await overwriteAccount(instance, user);
  while ((await relayBatch(db, eventSubscribers, { history: config.history })) > 0);
  const meanwhile = await eraseFromAudit(owner, user, keys);
  return { user, records: before + meanwhile };
}

async function overwriteAccount({ db, passwords }: Instance, user: User): Promise<void> {
  const { id, email } = user;
  const password_hash = await passwords.hashPassword(id, randomBytes(32).toString("base64"));
  const overwrite = async (tx: Tx) => {
    if (!(await leaveAllWorkspaces(tx, user))) return false;
    await tx.batch([
      eraseAccount(id, password_hash),
      deleteSessionsOf(id),
      deleteNotificationSettings(id),
      deleteWatchesOf(id),
      deleteProjectWatchesOf(id),
      deleteSettingsOf(id),
      lockInbox(id),
      deleteNotificationsOf(id),
      deleteKeysAbout({ id, email }),
      deleteAccountTokensOf(id),
      deleteAddressChange(id),
      deleteResetRequestsFor(email),
      deleteMailsOf({ id, email }),
    ]);
    recordEvent(
      tx,
      { workspace_id: null, actor: null, origin: systemOrigin },
      { type: "user.erased", subject: { type: "user", id } },
    );
    return true;
  };
  while (!(await transaction(db, overwrite)));
}

/**
 * Returns how many records lost their personal data. Adds the keys of former addresses to `keys`: in the
 * end, the records that name them are erased.
 */
async function eraseFromAudit(owner: Queryable, user: User, keys: Set<string>): Promise<number> {
  for (const former of await listFormerAddresses(owner, instanceChain, user)) {
    keys.add(emailKeyOf(former));
  }
  let records = 0;
  let chain = await findChainAfter(owner, undefined);
  while (chain !== undefined) {
    const invited = await listInvitedAddresses(owner, chain);
    const addresses = invited.filter((address) => keys.has(emailKeyOf(address)));
    records += await erasePersonal(owner, chain, { id: user.id, addresses });
    chain = await findChainAfter(owner, chain);
  }
  return records;
}
