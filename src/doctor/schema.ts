import type { Config } from "../config.ts";
import { listRewritableTables } from "../db/grants.ts";
import { migrate } from "../db/migrate.ts";
import type { Queryable } from "../db/pool.ts";
import { roleSettings } from "../db/role-settings.ts";
import { fault, good, type Judgement, warning } from "./finding.ts";
import { countOutbox, findOldestWait, findSettings, listInvalidIndexes } from "./queries.ts";

const waitSecondsMax = 60;
const countMax = 1_000_000;

export async function judgeMigrations({ databaseUrl }: Pick<Config, "databaseUrl">) {
  const [first, ...others] = await migrate({ databaseUrl, dryRun: true });
  if (!first) return good("The schema is this version's.");
  return fault(
    `The schema lacks ${others.length + 1} of this version's migrations, from ${first} on. ` +
      "Run `slacky migrate`, then this again: the tables were not looked at.",
  );
}

export async function judgeRoleSettings(db: Queryable): Promise<Judgement> {
  const present = await findSettings(db, Object.keys(roleSettings));
  const wrong = Object.entries(roleSettings)
    .filter(([name, value]) => present.get(name) !== value)
    .map(([name, value]) => `${name} is ${present.get(name)}, not ${value}`);
  if (wrong.length === 0) return good("They are those of `slacky migrate`, the time zone is UTC.");
  return fault(
    `${wrong.join("; ")}. Run \`slacky migrate\`; behind PgBouncer, RECONNECT there afterwards.`,
  );
}

export async function judgeAppendOnly(db: Queryable): Promise<Judgement> {
  const tables = await listRewritableTables(db);
  if (tables.length === 0) return good("The server's role can only add to what is past.");
  return warning(
    `DATABASE_URL's role may change what is only ever added to (${tables.join(", ")}). Let it be ` +
      "another role than the one that owns the tables, which is DATABASE_OWNER_URL's.",
  );
}

export async function judgeIndexes(db: Queryable): Promise<Judgement> {
  const names = await listInvalidIndexes(db);
  if (names.length === 0) return good("All are valid.");
  return fault(
    `Not valid: ${names.join(", ")}. They serve no query, and the unique ones keep no promise. As the ` +
      "owner, `reindex index concurrently` each, or drop it if its name ends in _ccnew or _ccold.",
  );
}

/** Events leave the outbox within a second where a worker runs. */
export async function judgeOutbox(db: Queryable): Promise<Judgement> {
  const waitedSeconds = await findOldestWait(db);
  if (waitedSeconds === undefined) return good("No event waits to be relayed.");
  const counted = await countOutbox(db, countMax);
  const events = `${counted === countMax ? "At least " : ""}${counted.toLocaleString("en")}`;
  const sentence = `Events that wait to be relayed: ${events}, the oldest for ${Math.round(waitedSeconds)} s`;
  return waitedSeconds <= waitSecondsMax
    ? good(`${sentence}.`)
    : warning(
        `${sentence}. Run \`slacky start\` or \`slacky worker\`; if one runs, its log says why.`,
      );
}
