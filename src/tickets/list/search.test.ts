import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { givenTicket, givenWorld, type World } from "../../../test/support/given.ts";
import { withDedicatedConnection } from "../../db/dedicated-connection.ts";
import { createPool, type Db, type Queryable } from "../../db/pool.ts";
import { sql } from "../../db/sql.ts";
import { toListed } from "./listed.ts";
import { scanTickets, searchTickets, type TicketListing } from "./queries.ts";

let api: TestApi;
/** A connection that never scans a whole table, so that it uses the search index. */
let indexed: Db;
before(async () => {
  api = await startApi();
  await dropOtherIndexes();
  indexed = createPool(api.database.databaseUrl, { size: 1 });
  await indexed.query(sql`set enable_seqscan = off`);
});
after(async () => {
  await indexed.close();
  await api.close();
});

const all = 1_000_000;

function listingOf({ workspace }: World, q: string): TicketListing {
  return {
    workspace_id: workspace.id,
    filter: { q, deleted: false, excludes_archived: false },
    sort: { column: "created_at", descending: true },
    after: undefined,
    limit: all,
  };
}

async function find(db: Queryable, world: World, q: string): Promise<string[]> {
  const { rows } = toListed(await db.query(searchTickets(listingOf(world, q), all)));
  return rows.map(({ ticket }) => ticket.title);
}

/** Searches every ticket without the search index. */
async function lookThrough(world: World, q: string): Promise<string[]> {
  const { rows } = toListed(await api.db.query(scanTickets(listingOf(world, q), all)));
  return rows.map(({ ticket }) => ticket.title);
}

const word = fc.constantFrom(
  ...[
    "login",
    "page",
    "blank",
    "it's",
    "wi-fi",
    "a_b",
    "3.5",
    "-7",
    "\\",
    "''",
    "!(",
    "élan",
    "日本",
    "O'Brien's",
  ],
  ...["mail@example.com", "https://example.com/a(b)/it's?q='x'&y=!'z'", "/usr/o'brien", "b59d449e"],
);
const sentence = fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join(" "));
const part = fc.oneof(
  word,
  sentence.map((words) => `"${words}"`),
  fc.string({ maxLength: 6 }),
);
const question = fc
  .array(
    fc.tuple(fc.constantFrom("", "-", "or ", "or -"), part).map((pair) => pair.join("")),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  .map((parts) => parts.join(" ").replaceAll("\0", "").toWellFormed().slice(0, 200));

describe("the search index", () => {
  it("finds the same tickets as a scan of every ticket, for any query", async () => {
    const world = await givenWorld(api);
    const other = await givenWorld(api);
    for (const [nth, text] of fc.sample(sentence, { numRuns: 60, seed: 1 }).entries()) {
      const title = `${nth} ${text}`.slice(0, 200);
      await givenTicket(api, nth % 3 === 0 ? other : world, { title, description: text });
    }

    await fc.assert(
      fc.asyncProperty(question, async (q) => {
        assert.deepEqual(await find(indexed, world, q), await lookThrough(world, q));
      }),
      {
        numRuns: 400,
        endOnFailure: true,
        examples: [['-"login page"'], ["-login -wi-fi"], ["blank or -page"], ["!!"]],
      },
    );
  });

  it("reads only entries of the searched workspace and no other secondary index", async () => {
    const world = await givenWorld(api);
    const other = await givenWorld(api);
    await givenTicket(api, world, { title: "Heffalump seen" });
    for (const title of ["Heffalump", "Heffalump again"]) await givenTicket(api, other, { title });
    const before = await countRead();

    assert.deepEqual(await find(indexed, world, "heffalump"), ["Heffalump seen"]);

    const after = await countRead();
    assert.equal(after.tickets_by_word - before.tickets_by_word, 1);
    assert.equal(after.others - before.others, 1, "the ticket itself, by its id");
  });

  it("accepts words of any length and finds the other words of their ticket", async () => {
    const world = await givenWorld(api);
    for (const length of [300, 2_038, 2_039, 2_046, 2_047, 40_000]) {
      const description = `${"a".repeat(length)} o'${"b".repeat(length / 2)} Woozle`;
      await givenTicket(api, world, { title: String(length), description });
    }
    const longest = `${"c".repeat(190)}/'''''''''`;
    await givenTicket(api, world, { title: "as long as can be asked", description: longest });

    assert.equal((await find(indexed, world, "woozle")).length, 6);
    assert.deepEqual(await find(indexed, world, longest), ["as long as can be asked"]);
  });

  it("finds nothing for a workspace whose ID has the same ending", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world, { title: "Heffalump" });
    const id = `018f0000-0000-7000-8000-0000${world.workspace.id.slice(-8)}`;
    const namesake = { ...world, workspace: { ...world.workspace, id } };

    for (const q of ["heffalump", "-woozle"]) {
      assert.deepEqual(await find(indexed, namesake, q), []);
      assert.deepEqual(await find(indexed, world, q), ["Heffalump"]);
    }
  });

  it("is used for a workspace ID in capitals", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world, { title: "Heffalump" });
    const shouted = {
      ...world,
      workspace: { ...world.workspace, id: world.workspace.id.toUpperCase() },
    };

    assert.deepEqual(await find(indexed, shouted, "heffalump"), ["Heffalump"]);
  });
});

/** Drops the other secondary indexes, because with few tickets the planner may choose any of them. */
async function dropOtherIndexes(): Promise<void> {
  await withDedicatedConnection(api.database.databaseOwnerUrl, async (owner) => {
    const others = await owner.query(sql<{ name: string }>`
      select i.indexrelid::regclass::text as name
        from pg_index i
       where i.indrelid = 'tickets'::regclass
         and not i.indisunique
         and i.indexrelid <> 'tickets_by_word'::regclass`);
    for (const { name } of others) await owner.execute(`drop index ${name}`);
  });
}

/** Counts the index entries of tickets that were read so far. */
async function countRead() {
  await indexed.query(sql`select pg_stat_force_next_flush()`);
  const [row] = await indexed.query(sql<{ tickets_by_word: number; others: number }>`
    select sum(i.idx_tup_read) filter (where i.indexrelname = 'tickets_by_word')::integer as tickets_by_word,
           sum(i.idx_tup_read) filter (where i.indexrelname <> 'tickets_by_word')::integer as others
      from pg_stat_user_indexes i
     where i.relname = 'tickets'`);
  assert.ok(row);
  return row;
}
