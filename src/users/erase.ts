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
import { deleteMailsOf, listInvitedRecipients } from "../mail/leave-queries.ts";
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
import { eraseAccount, findAccount, listKeysOfOthers } from "./queries.ts";
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

  const relayAll = async () => {
    while ((await relayBatch(db, eventSubscribers, { history: config.history })) > 0);
  };
  const addresses = new Set([user.email]);
  await relayAll();
  const before = await eraseFromAudit(owner, user, addresses);
  await overwriteAccount(instance, user, await listOwnAddresses(db, user, addresses));
  await relayAll();
  const meanwhile = await eraseFromAudit(owner, user, addresses);
  return { user, records: before + meanwhile };
}

/**
 * The addresses that mean the person, in every spelling that is stored, former ones included. Not a
 * former one that belongs to another account by now, whose invitations and mails are not the person's.
 */
async function listOwnAddresses(
  db: Db,
  user: User,
  addresses: ReadonlySet<string>,
): Promise<string[]> {
  const keys = keysOf(addresses);
  for (const { email_key } of await db.query(listKeysOfOthers(user.id, [...keys]))) {
    keys.delete(email_key);
  }
  const recipients = await db.query(listInvitedRecipients());
  const all = new Set([...addresses, ...recipients.map(({ recipient }) => recipient)]);
  return [...all].filter((email) => keys.has(emailKeyOf(email)));
}

function keysOf(addresses: Iterable<string>): Set<string> {
  return new Set(Array.from(addresses, emailKeyOf));
}

async function overwriteAccount(
  { db, passwords }: Instance,
  user: User,
  addresses: readonly string[],
): Promise<void> {
  const { id } = user;
  const password_hash = await passwords.hashPassword(id, randomBytes(32).toString("base64"));
  const overwrite = async (tx: Tx) => {
    if (!(await leaveAllWorkspaces(tx, user, addresses))) return false;
    await tx.batch([
      eraseAccount(id, password_hash),
      deleteSessionsOf(id),
      deleteNotificationSettings(id),
      deleteWatchesOf(id),
      deleteProjectWatchesOf(id),
      deleteSettingsOf(id),
      lockInbox(id),
      deleteNotificationsOf(id),
      deleteKeysAbout({ id, addresses }),
      deleteAccountTokensOf(id),
      deleteAddressChange(id),
      deleteResetRequestsFor(addresses),
      deleteMailsOf({ id, addresses }),
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
 * Returns how many records lost their personal data. Adds former addresses and other spellings to
 * `addresses`: in the end, the records that name them are erased.
 */
async function eraseFromAudit(
  owner: Queryable,
  user: User,
  addresses: Set<string>,
): Promise<number> {
  for (const former of await listFormerAddresses(owner, instanceChain, user)) addresses.add(former);
  const keys = keysOf(addresses);
  let records = 0;
  let chain = await findChainAfter(owner, undefined);
  while (chain !== undefined) {
    const invited = await listInvitedAddresses(owner, chain);
    const theirs = invited.filter((address) => keys.has(emailKeyOf(address)));
    records += await erasePersonal(owner, chain, { id: user.id, addresses: theirs });
    for (const spelling of theirs) addresses.add(spelling);
    chain = await findChainAfter(owner, chain);
  }
  return records;
}
