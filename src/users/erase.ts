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
 * The chains of workspaces are erased first, because their records can be found only while the
 * address exists. The instance's chain is erased with the account, in one transaction: it names the
 * former addresses, which a run that is repeated after a failure has to find again. Last, all are
 * erased again, for what was recorded meanwhile.
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
  const inWorkspaces = await eraseFromWorkspaces(owner, user, addresses);
  const own = await listOwnAddresses(db, user, addresses);
  const inInstance = await overwriteAccount(owner, instance, { user, own, addresses });
  await relayAll();
  const meanwhile =
    (await eraseFromWorkspaces(owner, user, addresses)) +
    (await eraseFromChain(owner, instanceChain, { user, addresses }));
  return { user, records: inWorkspaces + inInstance + meanwhile };
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

/** Returns how many records of the instance's chain lost their personal data. */
async function overwriteAccount(
  owner: Db,
  { passwords }: Instance,
  { user, own, addresses: known }: { user: User; own: readonly string[]; addresses: Set<string> },
): Promise<number> {
  const { id } = user;
  const password_hash = await passwords.hashPassword(id, randomBytes(32).toString("base64"));
  const overwrite = async (tx: Tx) => {
    if (!(await leaveAllWorkspaces(tx, user, own))) return undefined;
    await tx.batch([
      eraseAccount(id, password_hash),
      deleteSessionsOf(id),
      deleteNotificationSettings(id),
      deleteWatchesOf(id),
      deleteProjectWatchesOf(id),
      deleteSettingsOf(id),
      lockInbox(id),
      deleteNotificationsOf(id),
      deleteKeysAbout({ id, addresses: own }),
      deleteAccountTokensOf(id),
      deleteAddressChange(id),
      deleteResetRequestsFor(own),
      deleteMailsOf({ id, addresses: own }),
    ]);
    recordEvent(
      tx,
      { workspace_id: null, actor: null, origin: systemOrigin },
      { type: "user.erased", subject: { type: "user", id } },
    );
    return await eraseFromChain(tx, instanceChain, { user, addresses: known });
  };
  for (;;) {
    const records = await transaction(owner, overwrite);
    if (records !== undefined) return records;
  }
}

/**
 * Returns how many records lost their personal data. Adds former addresses and other spellings to
 * `addresses`: in the end, the records that name them are erased.
 */
async function eraseFromWorkspaces(
  owner: Queryable,
  user: User,
  addresses: Set<string>,
): Promise<number> {
  for (const former of await listFormerAddresses(owner, instanceChain, user)) addresses.add(former);
  let records = 0;
  let chain = await findChainAfter(owner, undefined);
  while (chain !== undefined) {
    if (chain !== instanceChain) {
      records += await eraseFromChain(owner, chain, { user, addresses });
    }
    chain = await findChainAfter(owner, chain);
  }
  return records;
}

/** Erases what one chain has of the person, and adds the spellings of their addresses in it. */
async function eraseFromChain(
  owner: Queryable,
  chain: string,
  { user, addresses }: { user: User; addresses: Set<string> },
): Promise<number> {
  const keys = keysOf(addresses);
  const invited = await listInvitedAddresses(owner, chain);
  const theirs = invited.filter((address) => keys.has(emailKeyOf(address)));
  for (const spelling of theirs) addresses.add(spelling);
  return await erasePersonal(owner, chain, { id: user.id, addresses: theirs });
}
