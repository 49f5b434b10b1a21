import pg from "pg";
import { type DedicatedConnection, inTransaction } from "./dedicated-connection.ts";
import { MigrationError } from "./migrations/migration-files.ts";
import type { Queryable } from "./pool.ts";
import { sql } from "./sql.ts";

type Privilege = "select" | "insert" | "update" | "delete";

/** The privileges of the pool's role on each table. */
export type Grants = Readonly<Record<string, readonly Privilege[]>>;

const appendOnly: Privilege[] = ["select", "insert"];
const updatable: Privilege[] = [...appendOnly, "update"];
const removable: Privilege[] = [...updatable, "delete"];

/**
 * Every table is listed here. `update` is also what allows a transaction to lock rows, even `for
 * share`.
 */
export const tableGrants: Grants = {
  users: updatable,
  sessions: removable,
  refresh_tokens: removable,
  user_notification_settings: removable,
  account_tokens: removable,
  address_changes: removable,
  password_reset_requests: removable,
  rate_limits: removable,
  workspaces: updatable,
  members: updatable,
  handles: appendOnly,
  invitations: removable,
  api_tokens: removable,
  workflows: appendOnly,
  workflow_statuses: appendOnly,
  workflow_transitions: appendOnly,
  projects: updatable,
  project_workflows: appendOnly,
  project_counters: updatable,
  tickets: updatable,
  ticket_status_history: appendOnly,
  ticket_due_events: [...appendOnly, "delete"],
  labels: removable,
  comments: updatable,
  watches: removable,
  project_watches: removable,
  notification_settings: removable,
  ticket_versions: updatable,
  comment_versions: updatable,
  search_documents: removable,
  outbox: [...appendOnly, "delete"],
  relay: ["select", "update"],
  event_heads: updatable,
  events: appendOnly,
  stream_tokens: [...appendOnly, "delete"],
  inboxes: updatable,
  notifications: removable,
  ticket_counts: updatable,
  feed_cursors: updatable,
  feed_skips: appendOnly,
  relay_blocked: removable,
  backfills: updatable,
  audit_log: appendOnly,
  audit_heads: updatable,
  audit_personal: appendOnly,
  idempotency_keys: removable,
  mails: removable,
  mail_bundles: removable,
  audit_checkpoints: ["select"],
  schema_migrations: ["select"],
};

/**
 * Throws MigrationError if the database has a table that is not listed, which the pool could not
 * use, or the list names a table that does not exist.
 */
export async function refuseUnlistedTables(connection: Queryable, grants: Grants): Promise<void> {
  const tables = (await listGrants(connection, "")).map(({ table_name }) => table_name);
  const faults = [
    ...tables
      .filter((table) => !Object.hasOwn(grants, table))
      .map((table) => `The table ${table} has no row in src/db/grants.ts.`),
    ...Object.keys(grants)
      .filter((table) => !tables.includes(table))
      .map((table) => `src/db/grants.ts names the table ${table}, which does not exist.`),
  ];
  if (faults.length > 0) throw new MigrationError(faults.join("\n"));
}

/**
 * Grants `role` the listed privileges and revokes all others. The owner needs no grants and gets
 * none.
 */
export async function applyGrants(
  owner: DedicatedConnection,
  role: string,
  grants: Grants,
): Promise<void> {
  if (await isCurrentRole(owner, role)) return;
  const wrong = await listWrongGrants(owner, role, grants);
  if (wrong.length === 0 && (await canUseSchema(owner, role))) return;

  const grantee = pg.escapeIdentifier(role);
  await inTransaction(owner, async () => {
    await owner.execute(`grant usage on schema public to ${grantee}`);
    for (const table of wrong) {
      const target = `public.${pg.escapeIdentifier(table)}`;
      await owner.execute(`revoke all on ${target} from ${grantee}`);
      await owner.execute(`grant ${grants[table]?.join(", ")} on ${target} to ${grantee}`);
    }
    // PostgreSQL only warns a role that does not own the table, so the result is checked.
    const left = await listWrongGrants(owner, role, grants);
    if (left.length > 0) {
      throw new MigrationError(
        `These tables are not owned by the role of DATABASE_OWNER_URL: ${left}.`,
      );
    }
  });
}

/**
 * Lists the tables whose rows the pool's role could change or delete although the list denies it:
 * because it owns them, is a superuser, or inherits from a role with the privilege.
 */
export async function listRewritableTables(
  db: Queryable,
  grants: Grants = tableGrants,
): Promise<string[]> {
  const denied = Object.entries(grants).flatMap(([table, granted]) =>
    (["update", "delete", "truncate"] as const)
      .filter((privilege) => !(granted as readonly string[]).includes(privilege))
      .map((privilege) => ({ table, privilege })),
  );
  const rows = await db.query(sql<{ table_name: string }>`
    select distinct denied.name as table_name
      from unnest(${denied.map(({ table }) => table)}::text[],
                  ${denied.map(({ privilege }) => privilege)}::text[]) as denied (name, privilege)
     where has_table_privilege(to_regclass('public.' || quote_ident(name)), privilege)
     order by table_name`);
  return rows.map(({ table_name }) => table_name);
}

async function listWrongGrants(owner: Queryable, role: string, grants: Grants): Promise<string[]> {
  return (await listGrants(owner, role))
    .filter(({ table_name, granted }) => granted !== [...(grants[table_name] ?? [])].sort().join())
    .map(({ table_name }) => table_name);
}

/**
 * All tables except those of extensions, each with the role's privileges, sorted and joined by
 * commas.
 */
async function listGrants(connection: Queryable, role: string) {
  return connection.query(sql<{ table_name: string; granted: string }>`
    select c.relname as table_name,
           -- In a Turkish locale, the lower case of INSERT has another letter.
           coalesce(lower(string_agg(a.privilege_type, ',' order by a.privilege_type) collate "C"),
                    '') as granted
      from pg_class c
      left join pg_roles r on r.rolname = ${role}
      left join lateral aclexplode(c.relacl) a on a.grantee = r.oid
     where c.relnamespace = 'public'::regnamespace
       and c.relkind in ('r', 'p')
       and (c.tableoid, c.oid) not in (select classid, objid from pg_depend where deptype = 'e')
     group by c.relname
     order by c.relname`);
}

async function canUseSchema(connection: Queryable, role: string): Promise<boolean> {
  const [row] = await connection.query(sql<{ may: boolean }>`
    select has_schema_privilege(${role}, 'public', 'usage') as may`);
  return row?.may === true;
}

async function isCurrentRole(connection: Queryable, role: string): Promise<boolean> {
  const [row] = await connection.query(sql<{ is_same: boolean }>`
    select current_user = ${role} as is_same`);
  return row?.is_same === true;
}
