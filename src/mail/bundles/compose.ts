import type { Config } from "../../config.ts";
import type { Tx } from "../../db/transaction.ts";
import { type NotificationReason, reasonBit, reasonsOf } from "../../notifications/reasons.ts";
import { effectiveSettings } from "../../notifications/settings/channels.ts";
import { findSettings } from "../../notifications/settings/queries.ts";
import { enqueueMail, mailEnabled } from "../enqueue.ts";
import { domainOf } from "../send/sender.ts";
import { createUnsubscribeToken } from "../unsubscribe/token.ts";
import { type MailedTicket, ticketMail, ticketsMail } from "./content.ts";
import {
  type BundleKey,
  deleteBundle,
  insertBundle,
  listItems,
  listNewComments,
  lockRecipient,
  setMailedTo,
} from "./queries.ts";

/** Mails about tickets, between which somebody has a pause. */
const kinds = ["ticket", "tickets"] as const;
const PAUSE_SECONDS = 600;
/** So many tickets have a mail each; more of them share one. */
const MAILS_MAX = 3;
const ITEMS_MAX = 50;
const COMMENTS_MAX = 3;
/** A weekly digest, and a day. What is older was not mailed because nobody could be reached. */
const DAYS_MAX = 8;

type ComposeConfig = Pick<Config, "smtpUrl" | "mailFrom" | "publicUrl" | "slackySecret">;

/**
 * Composes what a bundle that is due has: from what is unread now and was not mailed yet. The mails, the
 * notes on what was mailed and the end of the bundle are one transaction, so each item is mailed once.
 * Without a mail server, the bundle only ends. Returns how many mails were composed.
 */
export async function composeBundle(
  tx: Tx,
  config: ComposeConfig,
  key: BundleKey,
): Promise<number> {
  if (!mailEnabled(config)) return Number(await deleteBundle(tx, key)) * 0;
  const recipient = await lockRecipient(tx, key, { kinds, pause_seconds: PAUSE_SECONDS });
  if (!(await deleteBundle(tx, key)) || !recipient) return 0;
  if (recipient.wait_seconds > 0) {
    tx.defer(insertBundle(key, recipient.wait_seconds));
    return 0;
  }
  const wanted = await findWantedReasons(tx, key);
  const mask = wanted.reduce((bits, reason) => bits | reasonBit(reason), 0);
  const items = await listItems(tx, key, { mask, days: DAYS_MAX, limit: ITEMS_MAX });
  if (items.length === 0) return 0;
  const comments = await listNewComments(tx, key, { items, limit: COMMENTS_MAX });
  const tickets = items.map(
    (item): MailedTicket => ({
      ...item,
      url: `${config.publicUrl}/go/${key.workspace_id}/${item.key}`,
      why: reasonsOf(item.reasons & mask),
      comments: comments.filter(({ ticket_id }) => ticket_id === item.ticket_id),
    }),
  );
  const mails = enqueueMails(tx, config, { key, recipient, tickets });
  tx.defer(setMailedTo(key.workspace_id, items));
  // The rest comes with the next mail.
  if (items.length === ITEMS_MAX) tx.defer(insertBundle(key, PAUSE_SECONDS));
  return mails;
}

/** For which reasons this bundle mails; a digest has what is mailed at once as well, if it is left over. */
async function findWantedReasons(tx: Tx, key: BundleKey): Promise<NotificationReason[]> {
  const { muted, reasons } = effectiveSettings(await findSettings(tx, key));
  if (muted) return [];
  return reasonsOf(~0).filter((reason) => {
    const { mail } = reasons[reason];
    return mail === "now" || (mail === "digest" && key.pace === "digest");
  });
}

function enqueueMails(
  tx: Tx,
  config: ComposeConfig,
  {
    key: { workspace_id, user_id },
    recipient: { email, workspace_name },
    tickets,
  }: {
    key: BundleKey;
    recipient: { email: string; workspace_name: string };
    tickets: MailedTicket[];
  },
): number {
  const common = { user_id, workspace_id, recipient: email };
  const listId = config.mailFrom ? `<${workspace_id}.${domainOf(config.mailFrom)}>` : "";
  const unsubscribeUrl = (target: Parameters<typeof createUnsubscribeToken>[1]["target"]) =>
    `${config.publicUrl}/v1/unsubscribe/${createUnsubscribeToken(config.slackySecret, { user_id, workspace_id, target })}`;
  const headersFor = (url: string) => ({
    "List-Id": listId,
    "List-Unsubscribe": `<${url}>`,
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
  });
  if (tickets.length > MAILS_MAX) {
    const url = unsubscribeUrl({ kind: "workspace" });
    const content = ticketsMail(tickets, { workspace_name, unsubscribe_url: url });
    enqueueMail(tx, { ...common, ...content, kind: "tickets", headers: headersFor(url) });
    return 1;
  }
  for (const ticket of tickets) {
    const [reason = "watching"] = ticket.why;
    const url = unsubscribeUrl({ kind: "reason", reason });
    const content = ticketMail(ticket, {
      workspace_name,
      unsubscribe_url: url,
      leave_url: unsubscribeUrl({ kind: "ticket", ticket_id: ticket.ticket_id }),
    });
    enqueueMail(tx, {
      ...common,
      ...content,
      kind: "ticket",
      headers: headersFor(url),
      reference: ticket.ticket_id,
    });
  }
  return tickets.length;
}
