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

/** The addresses of mails to people who may have no account, in every spelling. */
export function listInvitedRecipients(): Sql<{ recipient: string }> {
  return sql<{ recipient: string }>`
    select distinct m.recipient
      from mails m
     where m.user_id is null`;
}

/** Deletes every mail of a person, and every mail to their addresses. */
export function deleteMailsOf({
  id,
  addresses,
}: {
  id: string;
  addresses: readonly string[];
}): Sql {
  return sql`
    delete from mails m
     where m.user_id = ${id}
        or m.recipient = any(${addresses}::text[])`;
}
