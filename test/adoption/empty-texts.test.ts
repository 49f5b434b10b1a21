import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  type DedicatedConnection,
  withDedicatedConnection,
} from "../../src/db/dedicated-connection.ts";
import { sql } from "../../src/db/sql.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { relayAll } from "../support/feed.ts";
import { givenTicket, givenWorld } from "../support/given.ts";
import { readOldMigration } from "./old-migrations.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const asOwner = <T>(work: (owner: DedicatedConnection) => Promise<T>) =>
  withDedicatedConnection(api.database.databaseOwnerUrl, work);
const migrateAgain = async (owner: DedicatedConnection) =>
  owner.execute(await readOldMigration("0041_empty_texts_of_events.sql"));

describe("the migration that empties the texts of events", () => {
  it("empties them in every batch, leaves all else, and changes nothing the second time", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world, { description: "A description" });
    await relayAll(api.db);
    const { id } = world.workspace;
    const data = {
      key: "ENG-1",
      changes: { title: { from: null, to: "stays" }, description: { from: "SECRET", to: null } },
    };
    const comment = { key: "ENG-1", changes: { body: { from: null, to: "SECRET" } } };
    const { counts, emptied, before, after } = await asOwner(async (owner) => {
      await owner.query(sql`
        insert into events (workspace_id, sequence, id, type, subject_type, data, occurred_at)
        select ${id}, 1000 + n, gen_random_uuid(), 'ticket.updated', 'ticket',
               case n % 3 when 0 then ${JSON.stringify(data)}::jsonb
                          when 1 then ${JSON.stringify(comment)}::jsonb
                          else '{"name": "without changes"}' end,
               now()
          from generate_series(1, 10_001) n`);
      await migrateAgain(owner);
      const rows = () =>
        owner.query(sql<{ data: unknown; count: number }>`
          select e.data, count(*)::integer as count
            from events e
           where e.workspace_id = ${id} and e.sequence > 1000
           group by e.data
           order by count(*), e.data`);
      const versions = () =>
        owner.query(sql`select e.sequence, e.xmin::text from events e order by 1, 2`);
      const counts = await rows();
      const before = await versions();
      await migrateAgain(owner);
      const emptied = await owner.query(sql`
        select from events e where e.data::text like '%SECRET%'`);
      const after = await versions();
      // They do not match the schemas of their types, which is checked at the end.
      await owner.query(sql`delete from events where sequence > 1000`);
      return { counts, emptied, before, after };
    });

    assert.deepEqual(emptied, []);
    assert.deepEqual(
      new Map(counts.map(({ data, count }) => [JSON.stringify(data), count])),
      new Map([
        [
          '{"key":"ENG-1","changes":{"title":{"to":"stays","from":null},"description":{"changed":true}}}',
          3_333,
        ],
        ['{"key":"ENG-1","changes":{"body":{"changed":true}}}', 3_334],
        ['{"name":"without changes"}', 3_334],
      ]),
    );
    assert.deepEqual(after, before);
  });
});
