import { open } from "node:fs/promises";
import { join } from "node:path";
import { withDedicatedConnection } from "../../../src/db/dedicated-connection.ts";
import { type Sql, sql } from "../../../src/db/sql.ts";
import { runSlacky } from "../../support/command.ts";
import type { OwnPostgres } from "../../support/postgres/own-postgres.ts";
import type { Host } from "../server.ts";
import { runProgram } from "./tools.ts";

export function urlsOf(server: OwnPostgres) {
  return { databaseUrl: server.url("slacky_app"), databaseOwnerUrl: server.url("slacky_owner") };
}

export async function asSuperuser<Row>(server: OwnPostgres, statement: Sql<Row>): Promise<Row> {
  const [row] = await withDedicatedConnection(server.url("postgres"), (superuser) =>
    superuser.query(statement),
  );
  if (!row) throw new Error("The statement returned no row.");
  return row;
}

export async function countRows(
  server: OwnPostgres,
): Promise<{ tickets: number; history: number }> {
  return await asSuperuser(
    server,
    sql<{ tickets: number; history: number }>`
      select (select count(*)::integer from tickets) as tickets,
             (select count(*)::integer from ticket_status_history) as history`,
  );
}

/** Compares every B-tree with its table by amcheck: how many it has left out, and how many are bad. */
export async function checkIndexes(
  server: OwnPostgres,
): Promise<{ indexes_missed: number; indexes_bad: number }> {
  const { count } = await asSuperuser(
    server,
    sql<{ count: number }>`
      select count(*)::integer as count
        from pg_index i
        join pg_class c on c.oid = i.indexrelid
        join pg_am a on a.oid = c.relam
       where a.amname = 'btree'
         and c.relnamespace = 'public'::regnamespace`,
  );
  const options = ["--install-missing", "--heapallindexed", "--parent-check", "--verbose"];
  const address = ["-h", "127.0.0.1", "-p", String(server.port), "-U", "postgres", "slacky"];
  try {
    const output = await runProgram("pg_amcheck", [...options, ...address]);
    const checked = output.match(/checking btree index "slacky\.public\./g)?.length ?? 0;
    return { indexes_missed: count - checked, indexes_bad: 0 };
  } catch (error) {
    const found = /btree index "slacky\.public\.(\w+)":\n\s+ERROR/.exec((error as Error).message);
    if (!found) throw error;
    return { indexes_missed: 0, indexes_bad: 1 };
  }
}

/** The faults that `slacky doctor` and `slacky audit verify` report. */
export async function findFaults({ dataDir, database }: Host): Promise<string[]> {
  const env = {
    SLACKY_DATA_DIR: dataDir,
    DATABASE_URL: database?.databaseUrl,
    DATABASE_OWNER_URL: database?.databaseOwnerUrl,
  };
  const faults: string[] = [];
  for (const command of [["doctor"], ["audit", "verify"]]) {
    const { code, stdout, stderr } = await runSlacky(command, env);
    const reported = (stdout + stderr).split("\n").filter((line) => line.startsWith("✘"));
    if (code !== 0) faults.push(...(reported.length > 0 ? reported : [`${command}: ${stderr}`]));
  }
  return faults;
}

/** Changes a byte of a key in a leaf of an index, in a cluster without checksums, and starts it again. */
export async function flipByteInIndex(server: OwnPostgres): Promise<void> {
  const { path } = await asSuperuser(
    server,
    sql<{ path: string }>`select pg_relation_filepath('tickets_pkey') as path`,
  );
  await server.stop();
  await runProgram("pg_checksums", ["--disable", "-D", server.cluster]);
  const file = await open(join(server.cluster, path), "r+");
  try {
    const byte = Buffer.alloc(1);
    await file.read(byte, 0, 1, FIRST_LEAF + LAST_BYTE_OF_KEY);
    byte.writeUInt8(byte.readUInt8() ^ 1);
    await file.write(byte, 0, 1, FIRST_LEAF + LAST_BYTE_OF_KEY);
  } finally {
    await file.close();
  }
  await server.restart();
}

const PAGE = 8_192;
/** The first page of an index is about the index itself. */
const FIRST_LEAF = PAGE;
/** Keys are written from the end of the page, before its 16 bytes about its neighbours. */
const LAST_BYTE_OF_KEY = PAGE - 16 - 1;

/** Changes one record of the audit log, as nobody but the owner of the files could. */
export async function forgeRecord(server: OwnPostgres): Promise<void> {
  await withDedicatedConnection(server.url("postgres"), (superuser) =>
    superuser.execute(
      "update audit_log set hashed_data = replace(hashed_data::text, 'A ticket', 'A Ticket')::json where action = 'ticket.created'",
    ),
  );
}
