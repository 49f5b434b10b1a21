import { sql } from "../../../src/db/sql.ts";
import { transaction } from "../../../src/db/transaction.ts";
import { enqueueMail } from "../../../src/mail/enqueue.ts";
import type { MailDraft } from "../../../src/mail/mail.ts";
import type { TestApi } from "../api.ts";

/** What the configuration needs, besides the address of a server, to send mail. */
export const mailFrom = { name: "Slacky", address: "slacky@example.com" };

/** A mail that waits to be sent. */
export async function givenMail(
  { db }: Pick<TestApi, "db">,
  draft: Partial<MailDraft> = {},
): Promise<string> {
  return await transaction(db, async (tx) =>
    enqueueMail(tx, {
      kind: "ticket",
      user_id: null,
      recipient: "ada@example.com",
      subject: "ENG-1 Fix the login",
      body: [{ type: "paragraph", text: "Ada commented." }],
      ...draft,
    }),
  );
}

/** A mail that the server has refused for good, and that an operator could let be tried again. */
export async function givenDeadMail(
  api: Pick<TestApi, "db">,
  draft: Partial<MailDraft> = {},
): Promise<string> {
  const id = await givenMail(api, draft);
  await transaction(api.db, (tx) =>
    tx.query(sql`
      update mails set state = 'dead', ended_at = clock_timestamp() where id = ${id}`),
  );
  return id;
}

export interface StoredMail {
  id: string;
  kind: string;
  user_id: string | null;
  recipient: string;
  subject: string;
  state: string;
  attempts: number;
  attempts_max: number;
  last_error: string | null;
  body_text: string | null;
  body_html: string | null;
  headers: Record<string, string>;
  reference: string | null;
  /** In how many seconds it is tried next. */
  waits_seconds: number;
}

/** All mails of the queue, oldest first. */
export async function readMails({ db }: Pick<TestApi, "db">): Promise<StoredMail[]> {
  return await db.query(sql<StoredMail>`
    select m.id, m.kind, m.user_id, m.recipient, m.subject, m.state, m.attempts, m.attempts_max,
           m.last_error, m.body_text, m.body_html, m.headers, m.reference,
           round(extract(epoch from m.next_at - clock_timestamp()))::integer as waits_seconds
      from mails m
     order by m.created_at, m.id`);
}

export async function readMail(api: Pick<TestApi, "db">, id: string): Promise<StoredMail> {
  const mail = (await readMails(api)).find((each) => each.id === id);
  if (!mail) throw new Error(`There is no mail ${id}.`);
  return mail;
}

/** Lets the time pass for which waiting mails wait. */
export async function letMailsBeDue({ db }: Pick<TestApi, "db">): Promise<void> {
  await transaction(db, (tx) =>
    tx.query(sql`
      update mails set next_at = clock_timestamp() - interval '1 second' where state = 'waiting'`),
  );
}
