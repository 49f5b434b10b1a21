import { type Tx, transaction } from "../../db/transaction.ts";
import { recordEvent, systemOrigin } from "../../events/record.ts";
import type { Instance } from "../../instance.ts";
import { limits } from "../../limits.ts";
import { accountMailKinds } from "../kinds.ts";
import type { Outcome } from "./outcome.ts";
import {
  type ClaimedMail,
  claimMail,
  clearBounces,
  countBounce,
  dropMail,
  setResult,
} from "./queries.ts";
import type { MailTransport } from "./transport.ts";

/** How long a process may take for a mail before another one tries it. */
const LEASE_SECONDS = 300;
/** How long a mail waits after its first failure, its second, and so on: seven attempts in 21 hours. */
export const retryDelays: readonly number[] = [60, 300, 1_800, 7_200, 21_600, 43_200];
export const attemptsOfMail = retryDelays.length + 1;

/**
 * Claims the next mail, sends it, and writes what became of it: three steps, so that a process that dies
 * between them loses no mail. The mail is then sent again after its lease, with the same Message-ID.
 * Returns undefined if no mail is due.
 */
export async function sendNextMail(
  { db }: Pick<Instance, "db">,
  transport: MailTransport,
  stopping: AbortSignal,
): Promise<Outcome["state"] | "dropped" | "server_fault" | undefined> {
  const mail = await transaction(db, (tx) =>
    claimMail(tx, { lease_seconds: LEASE_SECONDS, account_kinds: accountMailKinds }),
  );
  if (!mail) return undefined;
  if (mail.is_unwanted) {
    await transaction(db, (tx) => dropMail(tx, mail));
    return "dropped";
  }
  const outcome = unsendable(mail) ?? (await transport.send(mail, stopping));
  await transaction(db, (tx) => recordOutcome(tx, mail, outcome));
  if (outcome.state === "waiting" && outcome.isServerFault) return "server_fault";
  return outcome.state === "waiting" && isLastAttempt(mail) ? "dead" : outcome.state;
}

function unsendable({ is_expired, attempts, attempts_max }: ClaimedMail): Outcome | undefined {
  const dead = (error: string): Outcome => ({ state: "dead", error, isBounce: false });
  if (is_expired) return dead("It expired before it could be sent.");
  if (attempts > attempts_max) return dead("The process ended during every attempt to send it.");
  return undefined;
}

async function recordOutcome(tx: Tx, mail: ClaimedMail, outcome: Outcome): Promise<void> {
  const { id, kind, user_id, recipient, attempts } = mail;
  const state = outcome.state === "waiting" && isLastAttempt(mail) ? "dead" : outcome.state;
  const error = outcome.state === "sent" ? null : outcome.error;
  const isRecorded = await setResult(tx, {
    ...{ id, attempts, state, error, delay_seconds: delayOf(mail) },
    erase_body: state === "sent" || (state === "dead" && accountMailKinds.includes(kind)),
  });
  if (!isRecorded) return;
  if (outcome.state === "sent" && user_id !== null) tx.defer(clearBounces(user_id));
  if (outcome.state !== "dead" || !outcome.isBounce) return;
  if (user_id !== null) {
    tx.defer(countBounce({ user_id, recipient }, { bounces_max: limits.mail_bounces }));
  }
  recordEvent(
    tx,
    { workspace_id: null, actor: null, origin: systemOrigin },
    {
      type: "mail.bounced",
      subject: user_id === null ? { type: "mail", id } : { type: "user", id: user_id },
      data: {
        mail_id: id,
        kind,
        reply: /^.*?\b(5\d\d\b(?:[ -]5\.\d+\.\d+)?)/.exec(outcome.error)?.[1] ?? null,
      },
      // What concerns no account could not be erased with one.
      ...(user_id !== null && { personal: { email: recipient } }),
    },
  );
}

function isLastAttempt({ attempts, attempts_max }: ClaimedMail): boolean {
  return attempts >= attempts_max;
}

function delayOf({ attempts, attempts_max }: ClaimedMail): number {
  const left = attempts_max - attempts;
  return retryDelays[retryDelays.length - left] ?? 0;
}
