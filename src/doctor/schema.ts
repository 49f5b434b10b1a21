import type { Config } from "../config.ts";
import { listRewritableTables } from "../db/grants.ts";
import { migrate } from "../db/migrations/migrate.ts";
import type { Queryable } from "../db/pool.ts";
import { roleSettings } from "../db/role-settings.ts";
import { type CheckResult, fault, good, warning } from "./finding.ts";
import { findSettings, listInvalidIndexes } from "./queries.ts";

export async function checkMigrations({ databaseUrl }: Pick<Config, "databaseUrl">) {
  const [first, ...others] = await migrate({ databaseUrl, dryRun: true });
  if (!first) return good("The schema is this version's.");
  return fault(
    `The schema lacks ${others.length + 1} of this version's migrations, from ${first} on. ` +
      "Run `slacky migrate`, then this again: the tables were not looked at.",
  );
}

export async function checkRoleSettings(db: Queryable): Promise<CheckResult> {
  const present = await findSettings(db, Object.keys(roleSettings));
  const wrong = Object.entries(roleSettings)
    .filter(([name, value]) => present.get(name) !== value)
    .map(([name, value]) => `${name} is ${present.get(name)}, not ${value}`);
  if (wrong.length === 0) return good("They are those of `slacky migrate`, the time zone is UTC.");
  return fault(
    `${wrong.join("; ")}. Run \`slacky migrate\`; behind PgBouncer, RECONNECT there afterwards.`,
  );
}

export async function checkAppendOnly(db: Queryable): Promise<CheckResult> {
  const tables = await listRewritableTables(db);
  if (tables.length === 0) return good("The server's role can only add to what is past.");
  return warning(
    `DATABASE_URL's role may change what is only ever added to (${tables.join(", ")}). Let it be ` +
      "another role than the one that owns the tables, which is DATABASE_OWNER_URL's.",
  );
}

export async function checkIndexes(db: Queryable): Promise<CheckResult> {
  const names = await listInvalidIndexes(db);
  if (names.length === 0) return good("All are valid.");
  return fault(
    `Not valid: ${names.join(", ")}. They serve no query, and the unique ones keep no promise. As the ` +
      "owner, `reindex index concurrently` each, or drop it if its name ends in _ccnew or _ccold.",
  );
}
