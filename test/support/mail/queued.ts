import { sql } from "../../../src/db/sql.ts";
import { answerResetRequests } from "../../../src/jobs/answer-reset-requests.ts";
import type { TestApi } from "../api.ts";

/** A mail in the queue. */
export interface QueuedMail {
  kind: string;
  user_id: string | null;
  subject: string;
  body_text: string;
}

/** An address at which no server answers: mails wait in the queue, where a test reads them. */
export const withMail = { smtpUrl: "smtp://127.0.0.1:1" };

/** The mails to an address that wait, oldest first. */
export async function mailsTo(api: TestApi, recipient: string): Promise<QueuedMail[]> {
  return await api.db.query(sql<QueuedMail>`
    select m.kind, m.user_id, m.subject, m.body_text
      from mails m
     where m.recipient = ${recipient}
     order by m.created_at, m.id`);
}

/** The token in the link of the latest mail of a kind to an address. */
export async function mailedToken(api: TestApi, recipient: string, kind: string): Promise<string> {
  const mail = (await mailsTo(api, recipient)).findLast((each) => each.kind === kind);
  const token = mail && /\/account\/\w+#(\S+)/.exec(mail.body_text)?.[1];
  if (!token) throw new Error(`No mail of the kind ${kind} with a link went to ${recipient}.`);
  return token;
}

/** Lets the job answer the waiting requests to reset a password. */
export async function answerResets(api: TestApi): Promise<void> {
  await answerResetRequests.run(api.instance, new AbortController().signal);
}
