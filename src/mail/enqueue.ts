import { randomUUIDv7 } from "node:crypto";
import type { Config } from "../config.ts";
import type { Tx } from "../db/transaction.ts";
import { limits } from "../limits.ts";
import type { MailDraft } from "./mail.ts";
import { insertMail } from "./queries.ts";
import { renderHtml, renderText, toMailLine } from "./render.ts";

/** Whether this installation sends mail. Without a mail server, nothing is composed either. */
export function mailEnabled({ smtpUrl }: Pick<Config, "smtpUrl">): boolean {
  return smtpUrl !== undefined;
}

/**
 * Puts a mail into the queue. It is sent once the transaction is committed, and not at all if it is
 * rolled back. Returns the mail's ID, which is also its Message-ID in every attempt to send it.
 */
export function enqueueMail(tx: Tx, draft: MailDraft): string {
  const { kind, user_id, recipient, headers = {} } = draft;
  const id = randomUUIDv7();
  tx.defer(
    insertMail({
      id,
      kind,
      user_id,
      workspace_id: draft.workspace_id ?? null,
      recipient,
      subject: subjectOf(draft.subject),
      body_text: renderText(draft.body),
      body_html: renderHtml(draft.body),
      headers,
      reference: draft.reference ?? null,
      expires_at: draft.expires_at ?? null,
    }),
  );
  return id;
}

function subjectOf(text: string): string {
  const characters = [...toMailLine(text)];
  if (characters.length <= limits.mail_subject) return characters.join("");
  return `${characters.slice(0, limits.mail_subject - 1).join("")}…`;
}
