import { json, type Sql, sql } from "../db/sql.ts";

/** A mail as it is put into the queue. */
export interface NewMail {
  id: string;
  kind: string;
  user_id: string | null;
  workspace_id: string | null;
  recipient: string;
  subject: string;
  body_text: string;
  body_html: string;
  headers: Readonly<Record<string, string>>;
  reference: string | null;
  expires_at: Date | null;
}

export function insertMail(mail: NewMail): Sql {
  return sql`
    insert into mails (id, kind, user_id, workspace_id, recipient, subject, body_text, body_html,
                       headers, reference, expires_at)
    values (${mail.id}, ${mail.kind}, ${mail.user_id}, ${mail.workspace_id}, ${mail.recipient},
            ${mail.subject}, ${mail.body_text}, ${mail.body_html}, ${json(mail.headers)}::jsonb,
            ${mail.reference}, ${mail.expires_at})`;
}
