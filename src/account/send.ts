import type { Config } from "../config.ts";
import type { Tx } from "../db/transaction.ts";
import { limits } from "../limits.ts";
import { enqueueMail } from "../mail/enqueue.ts";
import type { MailKind } from "../mail/kinds.ts";
import type { MailContent } from "../mail/mail.ts";
import { confirmationMail, resetMail } from "./mails.ts";
import { countRecentMails, insertAccountToken } from "./token-queries.ts";
import { accountLink, hashAccountToken, newAccountToken, type TokenPurpose } from "./tokens.ts";

/** Whose link it is, and the address that it is made for. */
export interface Addressee {
  id: string;
  email: string;
}

/** Stores a token, and returns it. The hash of one that nobody receives counts like any other. */
export function issueToken(
  tx: Tx,
  purpose: TokenPurpose,
  { id, email }: Addressee,
  { hours, is_mailed }: { hours: number; is_mailed: boolean },
): string {
  const token = newAccountToken(purpose);
  const hash = hashAccountToken(token);
  tx.defer(insertAccountToken({ hash, user_id: id, purpose, email, is_mailed, hours }));
  return token;
}

/** Puts an account mail into the queue, which forgets it when its link no longer works. */
export function mailAccount(
  tx: Tx,
  { id, email }: Addressee,
  mail: MailContent & { kind: MailKind; hours?: number },
): void {
  const { kind, hours, subject, body } = mail;
  const expires_at = hours === undefined ? undefined : new Date(Date.now() + hours * 3_600_000);
  enqueueMail(tx, { kind, user_id: id, recipient: email, subject, body, expires_at });
}

/** Mails a link that confirms the address of an account. */
export function sendConfirmation(
  tx: Tx,
  config: Pick<Config, "publicUrl">,
  addressee: Addressee,
): void {
  const hours = limits.confirmation_hours;
  const token = issueToken(tx, "confirm", addressee, { hours, is_mailed: true });
  const content = confirmationMail(accountLink(config, "confirm", token));
  mailAccount(tx, addressee, { kind: "confirm_address", hours, ...content });
}

/** Mails a link that resets the password of an account. */
export function sendReset(tx: Tx, config: Pick<Config, "publicUrl">, addressee: Addressee): void {
  const hours = limits.reset_hours;
  const token = issueToken(tx, "reset", addressee, { hours, is_mailed: true });
  const content = resetMail(accountLink(config, "reset", token));
  mailAccount(tx, addressee, { kind: "reset_password", hours, ...content });
}

/** Whether another mail with a link may go to the address in this hour. */
export async function mayMail(tx: Tx, email: string): Promise<boolean> {
  const [row] = await tx.query(countRecentMails(email));
  return (row?.count ?? 0) < limits.account_mails_per_hour;
}
