import { type Sql, sql } from "../db/sql.ts";

/**
 * Deletes what was not sent to somebody about a workspace that they leave: what waits, and what is dead
 * and could be tried again.
 */
export function deleteUnsentMails({
  workspace_id,
  user_id,
}: {
  workspace_id: string;
  user_id: string;
}): Sql {
  return sql`
    delete from mails m
     where m.workspace_id = ${workspace_id}
       and m.user_id = ${user_id}
       and m.state <> 'sent'`;
}

/** Deletes every mail of a person, and every mail to their address. */
export function deleteMailsOf({ id, email }: { id: string; email: string }): Sql {
  return sql`
    delete from mails m
     where m.user_id = ${id}
        or m.recipient = ${email}`;
}
