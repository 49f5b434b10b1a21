import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { fillDocuments } from "../../../test/support/copies.ts";
import { givenTicket, givenWorld, type World } from "../../../test/support/given.ts";
import type { CursorKeys } from "../../db/cursor.ts";
import { withDedicatedConnection } from "../../db/dedicated-connection.ts";
import { createPool, type Db } from "../../db/pool.ts";
import { sql } from "../../db/sql.ts";
import { emptyQuery, parseSearch } from "../../search/query.ts";
import { toListed } from "./listed.ts";
import type { SearchListing } from "./listing.ts";
import { scanTickets } from "./queries.ts";
import { collectHits, walkDocuments } from "./search-queries.ts";

// Three ways to find the same tickets: by looking through all tickets, by walking along the documents in the order
// of the list, and by the index of words.

let api: TestApi;
/** A connection that uses the index of words, although there are so few documents. */
let indexed: Db;
let world: World;
before(async () => {
  api = await startApi();
  indexed = createPool(api.database.databaseUrl, { size: 1 });
  for (const setting of ["enable_seqscan", "enable_indexscan", "enable_indexonlyscan"]) {
    await indexed.query(sql`select set_config(${setting}, 'off', false)`);
  }
  world = await givenSearchableWorld();
});
after(async () => {
  await indexed.close();
  await api.close();
});

const all = 1_000;
const words = ["login", "page", "blank", "user.name", "-v", "日本", "C++", "élan", "it's"];
const sentence = fc
  .array(fc.constantFrom(...words), { minLength: 1, maxLength: 4 })
  .map((some) => some.join(" "));

/** Tickets with none to nine comments, among those of another workspace. */
async function givenSearchableWorld(): Promise<World> {
  const world = await givenWorld(api);
  const other = await givenWorld(api);
  const sentences = fc.sample(sentence, { numRuns: 400, seed: 7 });
  for (let nth = 0; nth < 40; nth += 1) {
    const { id } = await givenTicket(api, nth % 4 === 0 ? other : world, {
      title: sentences.pop() ?? "",
    });
    for (let n = 0; n < (nth * 7) % 10; n += 1) {
      await api.db.query(sql`
        insert into comments (workspace_id, id, ticket_id, author_id, body, body_html)
        select t.workspace_id, gen_random_uuid(), t.id, t.reporter_id, ${sentences.pop() ?? "page"}, ''
          from tickets t
         where t.id = ${id}`);
    }
  }
  await fillDocuments(api, world);
  await fillDocuments(api, other);
  return world;
}

function listingOf(q: string, changes: Partial<SearchListing> = {}): SearchListing {
  const workspace_id = world.workspace.id;
  return {
    workspace_id,
    filter: {
      search: {
        q,
        query: parseSearch(workspace_id, q) ?? emptyQuery,
        hasComments: true,
        hasOldColumn: false,
      },
      deleted: false,
      excludes_archived: false,
    },
    sort: { column: "created_at", descending: true },
    after: undefined,
    isCard: false,
    limit: all,
    ...changes,
  };
}

async function lookThrough(q: string, changes?: Partial<SearchListing>): Promise<string[]> {
  const { rows } = toListed(await api.db.query(scanTickets(listingOf(q, changes), all)));
  return rows.map(({ ticket }) => ticket.id);
}

/** Reads all pages, `examined` documents each. */
async function walk(q: string, examined: number, changes?: Partial<SearchListing>) {
  const found: string[] = [];
  let after: CursorKeys | undefined;
  do {
    const listing = listingOf(q, { ...changes, after });
    const { rows, edge } = toListed(await api.db.query(walkDocuments(listing, examined)));
    found.push(...rows.map(({ ticket }) => ticket.id));
    after = edge?.keys;
  } while (after);
  return found;
}

const question = fc
  .array(fc.tuple(fc.constantFrom("", "", "-"), fc.oneof(fc.constantFrom(...words), sentence)), {
    minLength: 1,
    maxLength: 3,
  })
  .map((parts) => parts.map(([minus, part]) => (minus ? `-"${part}"` : part)).join(" "))
  .filter((q) => parseSearch("", q)?.include !== undefined);

describe("the pages of a search", () => {
  it("have the same tickets, however they are found and whatever the query", async () => {
    await fc.assert(
      fc.asyncProperty(question, fc.constantFrom(3, 8, 400), async (q, examined) => {
        const expected = await lookThrough(q);
        assert.deepEqual(await walk(q, examined), expected, `${examined} a page`);
        const { rows } = toListed(await indexed.query(collectHits(listingOf(q), all)));
        assert.deepEqual(
          rows.map(({ ticket }) => ticket.id),
          expected,
        );
      }),
      { numRuns: 25, seed: 3, endOnFailure: true },
    );
  });

  it("have them from the oldest on, too", async () => {
    const changes = { sort: { column: "created_at", descending: false } } as const;
    const expected = await lookThrough("page", changes);

    assert.deepEqual(await walk("page", 3, changes), expected);
    assert.deepEqual(expected, (await lookThrough("page")).reverse());
    assert.ok(expected.length > 5);
  });

  it("have an edge and no rows where there are more hits than are collected", async () => {
    const { rows, edge } = toListed(await api.db.query(collectHits(listingOf("page"), 3)));

    assert.equal(rows.length, 0);
    assert.ok(edge);
  });

  it("read only entries of the searched workspace", async () => {
    const rare = await givenTicket(api, world, { title: "Heffalump seen" });
    const other = await givenWorld(api);
    for (const title of ["Heffalump", "Heffalump again"]) await givenTicket(api, other, { title });
    const before = await countRead();

    const { rows } = toListed(await indexed.query(collectHits(listingOf("heffalump"), all)));

    assert.deepEqual(
      rows.map(({ ticket }) => ticket.id),
      [rare.id],
    );
    assert.equal((await countRead()) - before, 1);
  });
});

/** Counts the entries of the index of words that were read so far. */
async function countRead(): Promise<number> {
  await indexed.query(sql`select pg_stat_force_next_flush()`);
  return await withDedicatedConnection(api.database.databaseOwnerUrl, async (owner) => {
    const [row] = await owner.query(sql<{ entries: number }>`
      select i.idx_tup_read::integer as entries
        from pg_stat_user_indexes i
       where i.indexrelname = 'search_documents_by_word'`);
    return row?.entries ?? 0;
  });
}
