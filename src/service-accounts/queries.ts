import type { z } from "zod";
import type { PageRange } from "../contract/keyset-page.ts";
import type { Queryable } from "../db/pool.ts";
import { type Sql, sql } from "../db/sql.ts";
import { limits } from "../limits.ts";
import type { ServiceAccount as ServiceAccountSchema } from "./schemas.ts";

/** A service account as the API returns it. */
export type ServiceAccount = z.output<typeof ServiceAccountSchema>;

/** Identifies a service account. */
export type AccountKey = Pick<ServiceAccount, "workspace_id" | "user_id">;

const columns = sql`m.workspace_id, m.user_id, m.handle, u.name, m.role, m.created_at`;

/** Undefined also for a person and for an account that was removed. */
export async function findServiceAccount(
  db: Queryable,
  key: AccountKey,
): Promise<ServiceAccount | undefined> {
  const [account] = await db.query(sql<ServiceAccount>`
    select ${columns}
      from members m
      join users u on u.id = m.user_id
     where m.workspace_id = ${key.workspace_id}
       and m.user_id = ${key.user_id}
       and m.kind = 'service'
       and m.removed_at is null`);
  return account;
}

/** Active accounts, oldest first. */
export async function listServiceAccounts(
  db: Queryable,
  workspace_id: string,
  { after, limit }: PageRange,
): Promise<(ServiceAccount & { id: string })[]> {
  const younger = after
    ? sql`and (m.created_at, m.user_id) > (${after.created_at}::timestamptz, ${after.id}::uuid)`
    : sql``;
  return await db.query(sql<ServiceAccount & { id: string }>`
    select ${columns}, m.user_id as id
      from members m
      join users u on u.id = m.user_id
     where m.workspace_id = ${workspace_id}
       and m.kind = 'service'
       and m.removed_at is null
       ${younger}
     order by m.created_at, m.user_id
     limit ${limit}`);
}

/** How many there are, counted up to the limit. */
export function countServiceAccounts(workspace_id: string): Sql<{ count: number }> {
  return sql<{ count: number }>`
    select count(*)::integer as count
      from (select
              from members m
             where m.workspace_id = ${workspace_id}
               and m.kind = 'service'
               and m.removed_at is null
             limit ${limits.service_accounts_of_workspace}) counted`;
}
