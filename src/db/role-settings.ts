import pg from "pg";
import { sessionSettings } from "./connection/session-settings.ts";
import { type DedicatedConnection, withDedicatedConnection } from "./dedicated-connection.ts";
import { type Sql, sql } from "./sql.ts";

/**
 * Stores those session settings that are missing for this connection's role in this database. They
 * are stored because a pooler rejects settings in the connection parameters, and shares sessions
 * that it opens itself.
 */
export async function applyRoleSettings(connection: DedicatedConnection): Promise<void> {
  const present = await findRoleSettings(connection);
  const missing = Object.entries(sessionSettings).filter(
    ([name, value]) => present.get(name) !== value,
  );
  if (missing.length === 0) return;

  const database = pg.escapeIdentifier(await currentDatabase(connection));
  const changes = missing.map(([name, value]) => {
    const setting = `${name} = ${pg.escapeLiteral(value)}`;
    return `alter role current_user in database ${database} set ${setting}`;
  });
  // One script is one transaction.
  await connection.execute(changes.join(";"));
}

/**
 * The same settings for one transaction of another role, which may have none and whose locks would
 * make others wait.
 */
export function applyRoleSettingsLocally(): Sql {
  return sql`
    select set_config(s.name, s.value, true)
      from unnest(${Object.keys(sessionSettings)}::text[],
                  ${Object.values(sessionSettings)}::text[]) as s (name, value)`;
}

/**
 * A URL for the pool's role at the owner's address, which leads to the server itself. A pooler
 * would later give the connection that stores the settings to others, and that session began
 * without them. If the role cannot connect there, returns `databaseUrl`.
 */
export async function bypassPooler({
  databaseUrl,
  databaseOwnerUrl,
}: {
  databaseUrl: string;
  databaseOwnerUrl: string;
}): Promise<string> {
  const { username, password } = new URL(databaseUrl);
  const direct = Object.assign(new URL(databaseOwnerUrl), { username, password }).href;
  const canConnect = await withDedicatedConnection(direct, async () => true).catch(() => false);
  return canConnect ? direct : databaseUrl;
}

/** PostgreSQL stores them as `name=value`, some names with capitals (`TimeZone`). */
async function findRoleSettings(connection: DedicatedConnection): Promise<Map<string, string>> {
  const rows = await connection.query(sql<{ name: string; value: string }>`
    select lower(split_part(setting, '=', 1) collate "C") as name,
           substr(setting, strpos(setting, '=') + 1) as value
      from pg_db_role_setting s
      join pg_database d on d.oid = s.setdatabase
      join pg_roles r on r.oid = s.setrole
     cross join unnest(s.setconfig) as setting
     where d.datname = current_database()
       and r.rolname = current_user`);
  return new Map(rows.map(({ name, value }) => [name, value]));
}

async function currentDatabase(connection: DedicatedConnection): Promise<string> {
  const rows = await connection.query(sql<{ name: string }>`select current_database() as name`);
  return rows.map(({ name }) => name).join();
}
