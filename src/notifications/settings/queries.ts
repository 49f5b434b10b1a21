import type { Queryable } from "../../db/pool.ts";
import { json, type Sql, sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import type { StoredSettings } from "./channels.ts";

/** Whose settings, and where. */
export interface SettingsKey {
  workspace_id: string;
  user_id: string;
}

export async function findSettings(
  db: Queryable,
  { workspace_id, user_id }: SettingsKey,
): Promise<StoredSettings | undefined> {
  const [settings] = await db.query(sql<StoredSettings>`
    select s.muted, s.reasons
      from notification_settings s
     where s.workspace_id = ${workspace_id}
       and s.user_id = ${user_id}`);
  return settings;
}

/** Locks the settings for a change, and creates the row if there is none. */
export async function lockSettings(
  tx: Tx,
  { workspace_id, user_id }: SettingsKey,
): Promise<StoredSettings> {
  const [settings] = await tx.query(sql<StoredSettings>`
    insert into notification_settings as s (workspace_id, user_id)
    values (${workspace_id}, ${user_id})
        on conflict (workspace_id, user_id) do update
       set updated_at = clock_timestamp()
    returning s.muted, s.reasons`);
  if (!settings) throw new Error("The locked settings were not returned.");
  return settings;
}

export function setSettings(
  { workspace_id, user_id }: SettingsKey,
  { muted, reasons }: StoredSettings,
): Sql {
  return sql`
    update notification_settings s
       set muted = ${muted}, reasons = ${json(reasons)}::jsonb
     where s.workspace_id = ${workspace_id}
       and s.user_id = ${user_id}`;
}

/** Deletes somebody's settings in every workspace that they are or were a member of. */
export function deleteSettingsOf(user_id: string): Sql {
  return sql`
    delete from notification_settings s
     where s.workspace_id in (select m.workspace_id from members m where m.user_id = ${user_id})
       and s.user_id = ${user_id}`;
}
