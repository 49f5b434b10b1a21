import type { BackfillCount, BackfillRange } from "../../backfill/backfill.ts";
import { type Sql, sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import type { InvitationKey } from "../invitations/invitation-queries.ts";

export interface InvitationWithoutKey extends InvitationKey {
  email: string;
  email_key: string | null;
}

/** The next invitations, whether or not they have a key. */
export function listInvitationsToFill({ after, limit }: BackfillRange): Sql<InvitationWithoutKey> {
  return sql<InvitationWithoutKey>`
    select i.workspace_id, i.id, i.email, i.email_key
      from invitations i
     ${afterInvitation(after)}
     order by i.workspace_id, i.id
     limit ${limit}`;
}

export function countInvitationsToFill({ after, limit }: BackfillRange): Sql<BackfillCount> {
  return sql<BackfillCount>`
    with next as materialized (
      select i.workspace_id, i.id, i.email_key
        from invitations i
       ${afterInvitation(after)}
       order by i.workspace_id, i.id
       limit ${limit}
    )
    select count(*)::integer as rows,
           (count(*) filter (where n.email_key is null))::integer as left,
           max(array[n.workspace_id::text, n.id::text]) as last
      from next n`;
}

export async function setInvitationKeys(
  tx: Tx,
  invitations: readonly (InvitationKey & { key: string })[],
): Promise<void> {
  await tx.query(sql`
    update invitations i
       set email_key = x.key
      from unnest(${invitations.map(({ workspace_id }) => workspace_id)}::uuid[],
                  ${invitations.map(({ id }) => id)}::uuid[],
                  ${invitations.map(({ key }) => key)}::text[]) as x (workspace_id, id, key)
     where i.workspace_id = x.workspace_id
       and i.id = x.id`);
}

function afterInvitation(after: BackfillRange["after"]): Sql {
  if (!after) return sql``;
  const [workspace_id = "", id = ""] = after;
  return sql`where (i.workspace_id, i.id) > (${workspace_id}::uuid, ${id}::uuid)`;
}
