import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemBinaries } from "../../../dev/postgres/binaries.ts";
import { withDedicatedConnection } from "../../../src/db/dedicated-connection.ts";
import { migrate } from "../../../src/db/migrations/migrate.ts";
import { sql } from "../../../src/db/sql.ts";
import { until } from "../../support/locks.ts";
import {
  clusterIn,
  makeServerFolder,
  type OwnPostgres,
  runCluster,
  startOwnPostgres,
} from "../../support/postgres/own-postgres.ts";
import { untilOnRecord } from "../on-record.ts";
import { type Client, end, givenHost, type Host, ready, signedIn, start } from "../server.ts";
import {
  asSuperuser,
  checkIndexes,
  countRows,
  findFaults,
  flipByteInIndex,
  forgeRecord,
  urlsOf,
} from "./checks.ts";
import {
  countPresent,
  createTicket,
  epochOfStream,
  type Feed,
  readFeed,
  type Written,
  writeTickets,
} from "./tickets.ts";
import { type BackupTool, makeBackupFolder, openTool, type ToolName } from "./tools.ts";

/** What was written before the database was lost. */
interface Past {
  host: Host;
  client: Client;
  /** Acknowledged before the moment, and after it. */
  before: Written[];
  after: Written[];
  moment: string;
  feed: Feed;
}

const binaries = () => systemBinaries(15);

/**
 * Makes a base backup while tickets are written, notes a moment, writes more, destroys the cluster,
 * restores it to the moment, and starts Slacky on it. The control starts the base backup as it is.
 */
export async function proveRestore({
  tool: name,
  tickets,
  isControl = false,
}: {
  tool: ToolName;
  tickets: number;
  isControl?: boolean;
}) {
  const dataDir = mkdtempSync(join(tmpdir(), "slacky-restored-"));
  const backups = makeBackupFolder();
  const folder = makeServerFolder();
  chmodSync(dataDir, 0o711);
  try {
    const tool = openTool(name, backups);
    const past = await writeAndLose(tool, { dataDir, tickets });
    const settings = await tool.restore(clusterIn(folder), isControl ? undefined : past.moment);
    // `slacky doctor` finds a fault where it is off.
    const restored = await runCluster(folder, { ...settings, fsync: "on" }, binaries());
    try {
      return await checkRestored(restored, past);
    } finally {
      await restored.close();
    }
  } finally {
    for (const one of [dataDir, backups, folder]) rmSync(one, { recursive: true, force: true });
  }
}

async function writeAndLose(
  tool: BackupTool,
  { dataDir, tickets }: { dataDir: string; tickets: number },
): Promise<Past> {
  const { settings, hba } = tool;
  const primary = await startOwnPostgres({ settings, hba, binaries: binaries() });
  const host = { ...(await givenHost(dataDir)), database: urlsOf(primary) };
  await migrate(host.database);
  const server = start(host);
  try {
    const client = await signedIn(host);
    const first = writeTickets(client, tickets);
    await until(() => first.written.length >= tickets / 4);
    await tool.backUp(primary);
    const before = await first.done;
    const { moment } = await asSuperuser(
      primary,
      sql<{ moment: string }>`select clock_timestamp()::text as moment`,
    );
    const after = await writeTickets(client, tickets).done;
    await untilOnRecord(client, [...before, ...after].flatMap(eventsOf), { readyAt: Date.now() });
    const feed = await readFeed(client);
    await archiveEverything(primary);
    return { host, client, before, after, moment, feed };
  } finally {
    await primary.kill();
    await end(server);
    await primary.close();
  }
}

/** Ends the current file of the log, and waits until it is archived. */
async function archiveEverything(primary: OwnPostgres): Promise<void> {
  const { file } = await asSuperuser(
    primary,
    sql<{ file: string }>`select pg_walfile_name(pg_switch_wal()) as file`,
  );
  await until(async () => {
    const { is_there } = await asSuperuser(
      primary,
      sql<{ is_there: boolean | null }>`
        select last_archived_wal >= ${file} as is_there from pg_stat_archiver`,
    );
    return is_there === true;
  });
}

async function checkRestored(restored: OwnPostgres, past: Past) {
  await until(async () => {
    const { is_over } = await asSuperuser(
      restored,
      sql<{ is_over: boolean }>`select not pg_is_in_recovery() as is_over`,
    );
    return is_over;
  });
  const rows = await countRows(restored);
  const indexes = await checkIndexes(restored);
  await skipTicketNumbers(restored);
  const host = { ...past.host, database: urlsOf(restored) };
  const server = start(host);
  try {
    await ready(host);
    const counts = {
      ...(await countTickets(past, rows)),
      ...indexes,
      ...(await continueFrom(past)),
      faults: (await findFaults(host)).length,
    };
    await end(server);
    return { ...counts, ...(await findDamage(restored, host)) };
  } finally {
    await end(server);
  }
}

async function countTickets({ client, before, after }: Past, rows: Rows) {
  const present = await countPresent(client, before);
  const later = await countPresent(client, after);
  return {
    lost: before.length - present,
    from_later: later,
    unknown_tickets: rows.tickets - present - later,
    // Of each ticket, its creation and its transition.
    history_rows_wrong: rows.history - 2 * rows.tickets,
  };
}

type Rows = Awaited<ReturnType<typeof countRows>>;

/** The step of docs/backups.md that gives no number of a lost ticket to another one. */
async function skipTicketNumbers(restored: OwnPostgres): Promise<void> {
  await withDedicatedConnection(restored.url("slacky_owner"), (owner) =>
    owner.execute("update project_counters set last_number = last_number + 10000"),
  );
}

/** Repeats requests of the past, writes more, and compares the feed with that of the past. */
async function continueFrom({ client, before, after, feed }: Past) {
  const [kept, lost] = [before[0] as Written, after[0] as Written];
  const epochForClient = await epochOfStream(client, feed);
  const replayed = await createTicket(client, kept.key);
  const created = await createTicket(client, lost.key);
  const more = await writeTickets(client, 20).done;
  const writes = [...before, ...more].flatMap(eventsOf);
  const { late_in_feed, late_in_audit, twice } = await untilOnRecord(client, writes, {
    readyAt: Date.now(),
  });
  const { epoch, events } = await readFeed(client);
  const lostNumbers = new Set(after.map(({ number }) => number));
  return {
    new_epoch: Number(epoch !== feed.epoch),
    client_must_start_again: Number(epochForClient !== feed.epoch),
    replayed: Number(replayed.status === 201 && replayed.body.id === kept.id),
    created_again: Number(created.status === 201 && created.body.id !== lost.id),
    ...{ late_in_feed, late_in_audit, twice },
    event_numbers_given_again: [...events].filter(([sequence, id]) => {
      const known = feed.events.get(sequence);
      return known !== undefined && known !== id;
    }).length,
    ticket_numbers_given_again: more.filter(({ number }) => lostNumbers.has(number)).length,
  };
}

/** The controls of the checks: each damage must be found by the check that is for it. */
async function findDamage(restored: OwnPostgres, host: Host) {
  await forgeRecord(restored);
  const faults = await findFaults(host);
  await flipByteInIndex(restored);
  const { indexes_bad } = await checkIndexes(restored);
  return {
    forged_record_found: faults.filter((fault) => /hash/.test(fault)).length,
    flipped_byte_found: indexes_bad,
  };
}

/** By the names that the feed and the audit log use. */
function eventsOf({ id }: Written): string[] {
  return [`ticket.created ${id}`, `ticket.transitioned ${id}`];
}
