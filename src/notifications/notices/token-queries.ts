import { sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";

/** An API token that is about to expire, and the people who are to know. */
export interface ExpiringToken {
  workspace_id: string;
  id: string;
  name: string;
  user_id: string;
  account_name: string;
  expires_at: string;
  /** Which of the two thresholds it has passed. */
  days: number;
  recipients: string[];
}

/**
 * Locks and marks the next tokens that have passed a threshold for which they are not marked yet, of
 * those that live longer than that. A token that another transaction has locked is left to it.
 * Recipients are the admins and, as long as they are a member, the person who created the token.
 */
export async function takeExpiringTokens(
  tx: Tx,
  { first, second, limit }: { first: number; second: number; limit: number },
): Promise<ExpiringToken[]> {
  return await tx.query(sql<ExpiringToken>`
    with expiring as (
      select t.workspace_id, t.id,
             case when t.expires_at <= now() + ${second}::integer * interval '1 day'
                  then ${second}::integer
                  else ${first}::integer end as days
        from api_tokens t
       where least(t.revoked_at, t.expires_at)
             between now() and now() + ${first}::integer * interval '1 day'
         and t.revoked_at is null
         and case when t.expires_at <= now() + ${second}::integer * interval '1 day'
                  then t.expiry_noticed_days is distinct from ${second}::integer
                       and t.expires_at - t.created_at > ${second}::integer * interval '1 day'
                  else t.expiry_noticed_days is null
                       and t.expires_at - t.created_at > ${first}::integer * interval '1 day' end
       order by least(t.revoked_at, t.expires_at)
       limit ${limit}
         for no key update skip locked
    ), marked as (
      update api_tokens t
         set expiry_noticed_days = e.days
        from expiring e
       where t.workspace_id = e.workspace_id
         and t.id = e.id
      returning t.workspace_id, t.id, t.name, t.user_id, t.created_by, t.expires_at, e.days
    )
    select t.workspace_id, t.id, t.name, t.user_id, u.name as account_name, t.expires_at, t.days,
           array(select m.user_id
                   from members m
                  where m.workspace_id = t.workspace_id
                    and m.removed_at is null
                    and m.kind = 'person'
                    and (m.role = 'admin' or m.user_id = t.created_by)) as recipients
      from marked t
      join users u on u.id = t.user_id`);
}
