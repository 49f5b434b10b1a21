import { sql } from "../../../src/db/sql.ts";
import { startApi, type TestApi } from "../../support/api.ts";
import { settleFeed } from "../../support/feed.ts";
import { givenWorld, type World } from "../../support/given.ts";

export interface GrowthProof {
  tickets: number;
  /** What each ticket adds to the tables and their indexes, without the outbox, which empties itself. */
  bytes_per_ticket: number;
  wal_bytes_per_ticket: number;
  /** What each record of the audit log takes, with its indexes, and what its personal values take. */
  bytes_per_record: number;
  personal_bytes_per_record: number;
  over_30_kb: number;
}

const paragraph =
  "The export of the monthly report fails with a timeout when the customer has more than ten thousand rows. ";
const browser = {
  "user-agent":
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36",
};
const WRITES = 7;

/** Writes each ticket seven times over HTTP, relays as a worker does, and measures what grew. */
export async function proveGrowth({ tickets }: { tickets: number }): Promise<GrowthProof> {
  const api = await startApi();
  try {
    const worlds: World[] = [];
    for (let n = 0; n < 5; n += 1) worlds.push(await givenWorld(api));
    await settleFeed(api.db);
    const before = await measure(api);
    for (let n = 0; n < tickets; n += 1) {
      await writeTicket(api, worlds[n % worlds.length] as World, n);
      if (n % 3 === 0) await settleFeed(api.db);
    }
    await settleFeed(api.db);
    const after = await measure(api);
    const perTicket = (name: keyof Size) => Math.round((after[name] - before[name]) / tickets);
    return {
      tickets,
      bytes_per_ticket: perTicket("tables"),
      wal_bytes_per_ticket: perTicket("wal"),
      bytes_per_record: Math.round(perTicket("audit") / WRITES),
      personal_bytes_per_record: Math.round(perTicket("personal") / WRITES),
      over_30_kb: perTicket("tables") > 30_000 ? 1 : 0,
    };
  } finally {
    await api.close();
  }
}

/** Creates it, moves it three times, edits it and comments on it twice. */
async function writeTicket(
  api: TestApi,
  { workspacePath, project, member, admin }: World,
  n: number,
) {
  const { body } = await api.post(
    member,
    `${workspacePath}/projects/${project.id}/tickets`,
    {
      title: `Export of report ${n} times out for customers with many rows`,
      description: paragraph.repeat(3),
      priority: "high",
      labels: ["export", "customer"],
      external_id: `crm-${n}`,
    },
    browser,
  );
  const path = `${workspacePath}/tickets/${body.id}`;
  for (const to of ["in_progress", "resolved", "closed"]) {
    await api.post(member, `${path}/transitions`, { to }, browser);
  }
  await api.patch(admin, path, { priority: "low" }, browser);
  await api.post(member, `${path}/comments`, { body: paragraph }, browser);
  await api.post(member, `${path}/comments`, { body: paragraph }, browser);
}

interface Size {
  tables: number;
  audit: number;
  personal: number;
  wal: number;
}

async function measure({ db }: TestApi): Promise<Size> {
  const [size] = await db.query(sql<Size>`
    select (select sum(pg_total_relation_size(c.oid))::bigint
              from pg_class c
             where c.relkind = 'r'
               and c.relnamespace = 'public'::regnamespace
               and c.relname <> 'outbox') as tables,
           pg_total_relation_size('audit_log') as audit,
           pg_total_relation_size('audit_personal') as personal,
           (pg_current_wal_insert_lsn() - '0/0')::bigint as wal`);
  if (!size) throw new Error("The sizes returned no row.");
  return size;
}
