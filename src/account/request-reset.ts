import type { Config } from "../config.ts";
import type { Db } from "../db/pool.ts";
import { type Tx, transaction } from "../db/transaction.ts";
import { limits } from "../limits.ts";
import { mailEnabled } from "../mail/enqueue.ts";
import { insertResetRequest, lockAccountToMail, takeResetRequest } from "./reset-queries.ts";
import { mayMail, sendReset } from "./send.ts";

/**
 * Stores that somebody wants to reset the password of an address. It does not look for an account,
 * so that neither the response nor its timing reveals whether there is one: a job does.
 */
export async function requestReset(tx: Tx, email: string): Promise<void> {
  await tx.query(insertResetRequest(email));
}

/** Answers the waiting requests, each in a transaction of its own. */
export async function answerResetRequests(
  db: Db,
  config: Pick<Config, "publicUrl" | "smtpUrl">,
  stopping: AbortSignal,
): Promise<void> {
  for (let answered = 0; answered < limits.resets_per_run; answered += 1) {
    if (stopping.aborted) return;
    if (!(await transaction(db, (tx) => answerRequest(tx, config)))) return;
  }
}

/**
 * Takes one request, and mails a link if the address has an account and did not get too many links in
 * this hour. False if no request waits. Without a mail server, requests are only removed.
 */
async function answerRequest(
  tx: Tx,
  config: Pick<Config, "publicUrl" | "smtpUrl">,
): Promise<boolean> {
  const request = await takeResetRequest(tx);
  if (!request) return false;
  const account = mailEnabled(config) ? await lockAccountToMail(tx, request.email) : undefined;
  // To the address of the account, not to the spelling in the request.
  if (account && (await mayMail(tx, account.email))) sendReset(tx, config, account);
  return true;
}
