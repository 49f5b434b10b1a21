import type { Config } from "../config.ts";
import { withSession } from "../db/dedicated-connection.ts";
import { messageOf } from "../db/failures.ts";
import type { Queryable } from "../db/pool.ts";
import { judgeProxies } from "./environment.ts";
import { type Finding, fault, good, type Judgement } from "./finding.ts";
import { judgeDeadRows, judgeOutbox } from "./outbox.ts";
import { judgeRetention } from "./retention.ts";
import { judgeAppendOnly, judgeIndexes, judgeMigrations, judgeRoleSettings } from "./schema.ts";
import { judgeClock, judgeConnections, judgeEncoding, judgeGuard, judgeVersion } from "./server.ts";
import { judgeTicketStatuses } from "./tickets.ts";

type Look = (db: Queryable) => Promise<Judgement>;

/** What is asked of any database, in this order. */
const ofServer: Record<string, Look> = {
  database_version: judgeVersion,
  database_encoding: judgeEncoding,
  fsync: judgeGuard("fsync"),
  full_page_writes: judgeGuard("full_page_writes"),
  synchronous_commit: judgeGuard("synchronous_commit"),
  data_checksums: judgeGuard("data_checksums"),
  clocks: judgeClock,
  connections: judgeConnections,
  role_settings: judgeRoleSettings,
};

/** What is asked of one whose schema is this version's. */
const ofSchema: Record<string, Look> = {
  append_only_tables: judgeAppendOnly,
  indexes: judgeIndexes,
  ticket_statuses: judgeTicketStatuses,
  outbox: judgeOutbox,
  outbox_dead_rows: judgeDeadRows,
};

/**
 * Looks at what an installation rests on, changes nothing, and reports finding by finding. Throws only
 * where the database cannot be reached as the role of the server.
 */
export async function diagnose(config: Config, report: (finding: Finding) => void): Promise<void> {
  const judge = async (check: string, look: () => Judgement | Promise<Judgement>) => {
    const judgement = await attempt(look);
    report({ check, ...judgement });
    return judgement;
  };

  await judge("proxies", () => judgeProxies(config));
  await withSession(config.databaseUrl, async (db) => {
    await judge("database", () => good("It answers."));
    const { databaseOwnerUrl } = config;
    if (databaseOwnerUrl) await judge("database_owner", () => judgeOwner(databaseOwnerUrl));
    for (const [check, look] of Object.entries(ofServer)) await judge(check, () => look(db));
    const migrations = await judge("migrations", () => judgeMigrations(config));
    if (migrations.verdict !== "good") return;
    await judge("retention", () => judgeRetention(config, db));
    for (const [check, look] of Object.entries(ofSchema)) await judge(check, () => look(db));
  });
}

/** What cannot be looked at is a fault, and hides nothing that comes after it. */
async function attempt(look: () => Judgement | Promise<Judgement>): Promise<Judgement> {
  try {
    return await look();
  } catch (error) {
    return fault(messageOf(error));
  }
}

async function judgeOwner(databaseOwnerUrl: string): Promise<Judgement> {
  await withSession(databaseOwnerUrl, async () => {});
  return good("It answers as the role that owns the schema.");
}
