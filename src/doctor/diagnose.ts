import type { Config } from "../config.ts";
import { type DedicatedConnection, withDedicatedConnection } from "../db/dedicated-connection.ts";
import { messageOf } from "../db/failures.ts";
import { checkAddresses } from "./addresses.ts";
import { checkAdmins } from "./admins.ts";
import { checkBackfills } from "./backfills.ts";
import { checkProxies } from "./environment.ts";
import { checkCounts, checkRelay, checkSkips } from "./feed.ts";
import { type CheckResult, type Finding, fault, good } from "./finding.ts";
import { checkMailServer, checkMails } from "./mail.ts";
import { checkDeadRows, checkOutbox } from "./outbox.ts";
import { checkReplicas } from "./replicas.ts";
import { checkRetention } from "./retention.ts";
import { checkAppendOnly, checkIndexes, checkMigrations, checkRoleSettings } from "./schema.ts";
import {
  checkClock,
  checkConnections,
  checkEncoding,
  checkSetting,
  checkVersion,
} from "./server.ts";
import { checkCollation, checkReplicationRole, checkTls, checkWritable } from "./session.ts";
import { checkLeases, checkMemberReferences, checkTicketStatuses } from "./tickets.ts";

type Check = (db: DedicatedConnection) => Promise<CheckResult>;

/** What a process that starts has to say, because requests fail or data are at risk. */
const startupChecks: Record<string, Check> = {
  database_version: checkVersion,
  database_encoding: checkEncoding,
  database_collation: checkCollation,
  database_writable: checkWritable,
  fsync: checkSetting("fsync"),
  full_page_writes: checkSetting("full_page_writes"),
  synchronous_commit: checkSetting("synchronous_commit"),
  session_replication_role: checkReplicationRole,
};

/** The checks of any database, in this order. */
const serverChecks: Record<string, Check> = {
  ...startupChecks,
  data_checksums: checkSetting("data_checksums"),
  clocks: checkClock,
  role_settings: checkRoleSettings,
};

/** The checks of a database with this version's schema. */
const schemaChecks: Record<string, Check> = {
  append_only_tables: checkAppendOnly,
  indexes: checkIndexes,
  workspace_admins: checkAdmins,
  ticket_statuses: checkTicketStatuses,
  member_references: (db) => checkMemberReferences(db),
  leases: checkLeases,
  outbox: checkOutbox,
  outbox_dead_rows: checkDeadRows,
  relay: checkRelay,
  consumers: checkSkips,
  ticket_counts: checkCounts,
  backfills: (db) => checkBackfills(db),
  mails: checkMails,
  email_addresses: checkAddresses,
};

/**
 * Checks an installation without changing anything, and reports finding by finding. Throws only if
 * the database cannot be reached as the server's role.
 */
export async function diagnose(config: Config, report: (finding: Finding) => void): Promise<void> {
  const run = async (check: string, inspect: () => CheckResult | Promise<CheckResult>) => {
    const result = await attempt(inspect);
    report({ check, ...result });
    return result;
  };

  await run("proxies", () => checkProxies(config));
  await run("mail_server", () => checkMailServer(config));
  await withDedicatedConnection(config.databaseUrl, async (db) => {
    await run("database", () => good("It responds."));
    const { databaseOwnerUrl } = config;
    if (databaseOwnerUrl) await run("database_owner", () => checkOwner(databaseOwnerUrl));
    await run("database_tls", () => checkTls(config)(db));
    for (const [check, inspect] of Object.entries(serverChecks))
      await run(check, () => inspect(db));
    await run("connections", () => checkConnections(config)(db));
    const migrations = await run("migrations", () => checkMigrations(config));
    if (migrations.verdict !== "good") return;
    await run("replicas", () => checkReplicas(config)(db));
    await run("retention", () => checkRetention(config, db));
    for (const [check, inspect] of Object.entries(schemaChecks))
      await run(check, () => inspect(db));
  });
}

/** Reports what is wrong with the server and its settings, by the same checks. */
export async function diagnoseServer(
  db: DedicatedConnection,
  report: (finding: Finding) => void,
): Promise<void> {
  for (const [check, inspect] of Object.entries(startupChecks)) {
    const result = await attempt(() => inspect(db));
    if (result.verdict !== "good") report({ check, ...result });
  }
}

/** A check that fails to run is a fault, and the later checks still run. */
async function attempt(inspect: () => CheckResult | Promise<CheckResult>): Promise<CheckResult> {
  try {
    return await inspect();
  } catch (error) {
    return fault(messageOf(error));
  }
}

async function checkOwner(databaseOwnerUrl: string): Promise<CheckResult> {
  await withDedicatedConnection(databaseOwnerUrl, async () => {});
  return good("It responds to the role that owns the schema.");
}
