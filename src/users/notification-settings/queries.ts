import { join, type Sql, sql } from "../../db/sql.ts";
import type { NotificationSettings, NotificationSettingsPatch } from "./schemas.ts";

const columns = sql`s.time_zone, s.digest_hour, s.digest`;

/** A person's settings. No row if they never changed any. */
export function findNotificationSettings(user_id: string): Sql<NotificationSettings> {
  return sql<NotificationSettings>`
    select ${columns}
      from user_notification_settings s
     where s.user_id = ${user_id}`;
}

/** The name as PostgreSQL spells it. Reads the files of all time zones. No row if it has none. */
export function findTimeZone(name: string): Sql<{ name: string }> {
  return sql<{ name: string }>`
    select z.name
      from pg_timezone_names z
     where lower(z.name) = lower(${name})`;
}

/** Creates the settings if there are none yet. */
export function insertNotificationSettings(user_id: string): Sql {
  return sql`
    insert into user_notification_settings (user_id)
    values (${user_id})
        on conflict (user_id) do nothing`;
}

/** Changes the settings that the patch names, at least one. */
export function setNotificationSettings(
  user_id: string,
  { time_zone, digest_hour, digest }: NotificationSettingsPatch,
): Sql<NotificationSettings> {
  const changes = [
    ...(time_zone !== undefined ? [sql`time_zone = ${time_zone}`] : []),
    ...(digest_hour !== undefined ? [sql`digest_hour = ${digest_hour}`] : []),
    ...(digest !== undefined ? [sql`digest = ${digest}`] : []),
  ];
  return sql<NotificationSettings>`
    update user_notification_settings s
       set ${join(changes, ", ")}
     where s.user_id = ${user_id}
    returning ${columns}`;
}

export function deleteNotificationSettings(user_id: string): Sql {
  return sql`
    delete from user_notification_settings s
     where s.user_id = ${user_id}`;
}
