import pg from "pg";
import { type DedicatedConnection, inTransaction } from "./dedicated-connection.ts";
import { MigrationError } from "./migrations/migration-files.ts";
import type { Queryable } from "./pool.ts";
import { sql } from "./sql.ts";

type Privilege = "select" | "insert" | "update" | "delete";

/** What the pool's role may do, table by table. */
export type Grants = Readonly<Record<string, readonly Privilege[]>>;

const appendOnly: Privilege[] = ["select", "insert"];
const kept: Privilege[] = [...appendOnly, "update"];
const removable: Privilege[] = [...kept, "delete"];

/** Every table has a row here. `update` also lets a transaction lock rows, `for share` included. */
export const tableGrants: Grants = {
  users: kept,
  sessions: removable,
  refresh_tokens: removable,
  rate_limits: removable,
  workspaces: kept,
  members: kept,
  invitations: removable,
  api_tokens: removable,
  workflows: appendOnly,
  workflow_statuses: appendOnly,
  workflow_transitions: appendOnly,
  projects: kept,
  project_workflows: appendOnly,
  project_counters: kept,
  tickets: kept,
  ticket_status_history: appendOnly,
  labels: removable,
  comments: kept,
  outbox: [...appendOnly, "delete"],
  relay: ["select", "update"],
  event_heads: kept,
  events: appendOnly,
  stream_tokens: [...appendOnly, "delete"],
  ticket_counts: kept,
  audit_log: appendOnly,
  audit_heads: kept,
  audit_personal: appendOnly,
  idempotency_keys: removable,
  audit_checkpoints: ["select"],
  schema_migrations: ["select"],
};

/**
 * A table without a row would be out of the pool's reach, a row without a table is a slip of the
 * pen.
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
 * Gives `role` what the list says and takes the rest. The owner needs no grants, and is left alone.
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
    // A role that does not own the table is told so by a warning only.
    const left = await listWrongGrants(owner, role, grants);
    if (left.length > 0) {
      throw new MigrationError(
        `These tables belong to another role than DATABASE_OWNER_URL's: ${left}.`,
      );
    }
  });
}

/**
 * Names the tables whose rows the pool's role could change or delete although the list says
 * otherwise: because it owns them, is a superuser, or inherits from a role that may.
 */
export async function listRewritableTables(
  db: Queryable,
  grants: Grants = tableGrants,
): Promise<string[]> {
  const barred = Object.entries(grants).flatMap(([table, granted]) =>
    (["update", "delete", "truncate"] as const)
      .filter((privilege) => !(granted as readonly string[]).includes(privilege))
      .map((privilege) => ({ table, privilege })),
  );
  const rows = await db.query(sql<{ table_name: string }>`
    select distinct barred.name as table_name
      from unnest(${barred.map(({ table }) => table)}::text[],
                  ${barred.map(({ privilege }) => privilege)}::text[]) as barred (name, privilege)
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
 * All our tables with the role's privileges, sorted and joined; what an extension brings is not
 * ours.
 */
async function listGrants(connection: Queryable, role: string) {
  return connection.query(sql<{ table_name: string; granted: string }>`
    select c.relname as table_name,
           coalesce(lower(string_agg(a.privilege_type, ',' order by a.privilege_type)), '')
             as granted
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
