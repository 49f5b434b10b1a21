import type { Config } from "../config.ts";
import { sessionSettings } from "../db/connection/session-settings.ts";
import { listRewritableTables } from "../db/grants.ts";
import { migrate } from "../db/migrations/migrate.ts";
import type { Queryable } from "../db/pool.ts";
import { type CheckResult, fault, good, warning } from "./finding.ts";
import { findSettings, listInvalidIndexes } from "./queries.ts";

export async function checkMigrations({ databaseUrl }: Pick<Config, "databaseUrl">) {
  const [first, ...others] = await migrate({ databaseUrl, dryRun: true });
  if (!first) return good("The schema has every migration of this version.");
  return fault(
    `The schema lacks ${others.length + 1} migrations of this version, starting with ${first}. ` +
      "Run `slacky migrate`, then `slacky doctor` again: the tables were not checked.",
  );
}

export async function checkRoleSettings(db: Queryable): Promise<CheckResult> {
  const present = await findSettings(db, Object.keys(sessionSettings));
  const wrong = Object.entries(sessionSettings)
    .filter(([name, value]) => present.get(name) !== value)
    .map(([name, value]) => `${name} is ${present.get(name)}, not ${value}`);
  if (wrong.length === 0) return good("They are as `slacky migrate` sets them.");
  return fault(
    `${wrong.join("; ")}. Run \`slacky migrate\`; behind PgBouncer, RECONNECT there afterwards.`,
  );
}

export async function checkAppendOnly(db: Queryable): Promise<CheckResult> {
  const tables = await listRewritableTables(db);
  if (tables.length === 0)
    return good("The server's role can only insert into the append-only tables.");
  return warning(
    `The role of DATABASE_URL can change append-only tables (${tables.join(", ")}). Use ` +
      "a role that does not own the tables, and set the owner in DATABASE_OWNER_URL.",
  );
}

export async function checkIndexes(db: Queryable): Promise<CheckResult> {
  const names = await listInvalidIndexes(db);
  if (names.length === 0) return good("All indexes are valid.");
  return fault(
    `Invalid: ${names.join(", ")}. Queries do not use them, and unique ones are not enforced. As the ` +
      "owner, run `reindex index concurrently` on each, or drop it if its name ends in _ccnew or _ccold.",
  );
}
