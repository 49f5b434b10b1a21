import { withDedicatedConnection } from "../../src/db/dedicated-connection.ts";
import { sql } from "../../src/db/sql.ts";
import { listPlaces } from "../seed/queries.ts";
import { seedDatabase } from "../seed/seed.ts";
import { bigKey, claimKey, openFrom, queueKey } from "../seed/shape.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { type Calls, expectedRows } from "./expected-rows.ts";

/** With fewer rows, the planner rightly prefers a scan of the table to an index. */
const largeTable = 500_000;

/**
 * Fills a database with this many tickets and runs each operation. The statistics of the database then report
 * which indexes each operation used, and how many entries of each it read, foreign keys included. Neither may
 * grow with the data.
 */
export async function proveRows({ tickets }: { tickets: number }) {
  const api = await startApi();
  try {
    const { databaseOwnerUrl } = api.database;
    const workspaces = Math.max(20, Math.round(tickets / 1_000));
    await seedDatabase(databaseOwnerUrl, { tickets, workspaces }, { show() {} });
    if (tickets < largeTable) {
      for (const db of poolsOf(api)) await db.query(sql`set enable_seqscan = off`);
    }
    const calls = await callsOn(api);
    const found: Record<string, Record<string, number>> = {};
    for (const [operation, call] of Object.entries(calls)) {
      await call();
      found[operation] = await readEntries(api, databaseOwnerUrl, call);
    }
    const faults = differencesIn(found);
    return { operations: Object.keys(found).length, unexpected: faults.length, faults };
  } finally {
    await api.close();
  }
}

async function callsOn(api: TestApi): Promise<Record<string, () => Promise<void>>> {
  const { big, claims, queue } = await findProjects(api);
  const [me] = big.principals;
  if (!me) throw new Error("The seed has no member that may write.");
  const as = { token: api.instance.accessTokens.sign(me).token };
  const workspacePath = `/v1/workspaces/${big.workspace_id}`;
  const projectPath = (nth: number) =>
    `${workspacePath}/projects/${[queue, claims][nth]?.project_id}`;
  const list = `${workspacePath}/projects/${claims.project_id}/tickets`;
  // Each write gets a ticket of its own: how long the old versions of a row stay in its indexes depends on the
  // other transactions of the server.
  const first = openFrom(big.tickets);
  const ticket = (nth: number) => `${workspacePath}/tickets/BIG-${first + nth}`;
  const deep = await walk(api, as, `${list}?limit=100`);
  // One word occurs in a single ticket. The other occurs in the 21 tickets that are newer than that one.
  await api.post(as, list, { title: "Heffalump" });
  for (let made = 0; made < 21; made += 1) {
    await api.post(as, list, { title: "Woozle", assignee_id: me.user_id });
  }
  const column = "status=open&sort=queue&fields=card&limit=20";
  const { body } = await api.get(as, `${list}?${column}`);
  const next = body.next_cursor;
  const ids = body.data.map(({ id }: { id: string }) => `id=${id}`).join("&");
  return ofCalls({
    read: () => api.get(as, ticket(0)),
    newestPage: () => api.get(as, `${list}?limit=20`),
    newestPageByKey: () => api.get(as, `${workspacePath}/projects/${claimKey}/tickets?limit=20`),
    deepPage: () => api.get(as, `${list}?limit=20&cursor=${deep}`),
    ownPage: () => api.get(as, `${workspacePath}/tickets?assignee_id=me&limit=20`),
    ownOpenPage: () => api.get(as, `${workspacePath}/tickets?assignee_id=me&status=open&limit=20`),
    statusPage: () => api.get(as, `${list}?status=open&status=closed&limit=20`),
    cardsPage: () => api.get(as, `${list}?fields=card&limit=150`),
    columnPage: () => api.get(as, `${list}?${column}`),
    nextColumnPage: () => api.get(as, `${list}?${column}&cursor=${next}`),
    ticketsById: () => api.get(as, `${workspacePath}/tickets?fields=card&${ids}`),
    commonWord: () => api.get(as, `${workspacePath}/tickets?q=woozle&limit=20`),
    rareWord: () => api.get(as, `${workspacePath}/tickets?q=heffalump&limit=20`),
    counts: () =>
      api.get(as, `${workspacePath}/tickets/counts?group_by=status&project_id=${big.project_id}`),
    feed: () => api.get(as, `${workspacePath}/events?limit=20`),
    create: () => api.post(as, list, { title: "One more" }),
    edit: (nth) => api.patch(as, ticket(10 + nth), { title: "Another" }),
    comment: (nth) => api.post(as, `${ticket(20 + nth)}/comments`, { body: "Seen." }),
    transition: (nth) => api.post(as, `${ticket(30 + nth)}/transitions`, { to: "in_progress" }),
    // Each call uses another queue, because the entries of taken tickets precede the next one until a vacuum.
    claimNext: (nth) => api.post(as, `${projectPath(nth)}/claim-next`, {}),
  });
}

/** Finds the big project and the two queues of the same workspace. */
async function findProjects({ db }: TestApi) {
  const places = await listPlaces(db, { largest: 10, members: 1 });
  const named = (key: string) => {
    const place = places.find((one) => one.key === key);
    if (!place) throw new Error(`The seed has no project ${key}.`);
    return place;
  };
  return { big: named(bigKey), claims: named(claimKey), queue: named(queueKey) };
}

/** Returns the cursor after four pages. */
async function walk(api: TestApi, as: { token: string }, path: string): Promise<string> {
  let cursor = "";
  for (let page = 0; page < 4; page += 1) {
    const { body } = await api.get(as, `${path}${cursor && `&cursor=${cursor}`}`);
    cursor = body.next_cursor;
  }
  return cursor;
}

function ofCalls(calls: Calls): Record<string, () => Promise<void>> {
  return Object.fromEntries(
    Object.entries(calls).map(([operation, call]) => {
      let nth = 0;
      return [
        operation,
        async () => {
          const { status, body } = await call(nth);
          nth += 1;
          if (status >= 300) throw new Error(`${operation}: ${status} ${JSON.stringify(body)}`);
        },
      ];
    }),
  );
}

/** Counts what one call reads: index entries, and the rows of tables that it scanned. */
async function readEntries(
  api: TestApi,
  ownerUrl: string,
  call: () => Promise<void>,
): Promise<Record<string, number>> {
  await flush(api);
  const before = await countEntries(ownerUrl);
  await call();
  await flush(api);
  const after = await countEntries(ownerUrl);
  const read = [...after].map(([name, entries]) => [name, entries - (before.get(name) ?? 0)]);
  return Object.fromEntries(read.filter(([, entries]) => entries !== 0));
}

/** Makes the shared connection report its statistics now, which it would otherwise delay by a second. */
async function flush(api: TestApi): Promise<void> {
  for (const db of poolsOf(api)) await db.query(sql`select pg_stat_force_next_flush()`);
}

/**
 * Counts large tables by index and the others as a whole, because the planner's choice among the indexes of a
 * small table is arbitrary. Tables that always have a handful of rows are left out.
 */
async function countEntries(ownerUrl: string): Promise<Map<string, number>> {
  const rows = await withDedicatedConnection(ownerUrl, (session) =>
    session.query(sql<{ name: string; entries: string }>`
      select case when i.relname = any(${large}::text[]) then i.indexrelname else i.relname end as name,
             sum(i.idx_tup_read)::text as entries
        from pg_stat_user_indexes i
       where not (i.relname = any(${small}::text[]))
       group by 1
       union all
      select 'all of ' || t.relname, t.seq_tup_read::text
        from pg_stat_user_tables t
       where not (t.relname = any(${small}::text[]))`),
  );
  return new Map(rows.map(({ name, entries }) => [name, Number(entries)]));
}

const large = ["tickets", "ticket_status_history", "comments", "search_documents", "events"];
const small = [
  "relay",
  "workflows",
  "workflow_statuses",
  "workflow_transitions",
  "schema_migrations",
];

function differencesIn(found: Record<string, Record<string, number>>): string[] {
  return Object.entries(found).flatMap(([operation, read]) => {
    const expected: Record<string, number> = expectedRows[operation as keyof Calls] ?? {};
    return [...new Set([...Object.keys(read), ...Object.keys(expected)])]
      .filter((name) => read[name] !== expected[name])
      .map((name) => `${operation} read ${read[name] ?? 0} of ${name}, not ${expected[name] ?? 0}`);
  });
}

/** Writes and reads have a pool each. */
function poolsOf({ db, instance }: TestApi) {
  return [db, instance.reads];
}
