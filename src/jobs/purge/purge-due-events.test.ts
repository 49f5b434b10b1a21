import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { givenTicket, givenWorld } from "../../../test/support/given.ts";
import { sql } from "../../db/sql.ts";
import { purgeDueEventsAt } from "./purge-due-events.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

describe("the purge of recorded due dates", () => {
  it("deletes those whose date was more than thirty days ago, batch by batch", async () => {
    const world = await givenWorld(api);
    const { id } = await givenTicket(api, world);
    await api.db.query(sql`
      insert into ticket_due_events (workspace_id, ticket_id, due_on, kind)
      select ${world.workspace.id}, ${id}, date '2030-06-10' - n, 'today'
        from generate_series(-1, 2500) n`);

    await purgeDueEventsAt(
      new Date("2030-06-10T23:00:00Z"),
      api.instance,
      new AbortController().signal,
    );

    const [left] = await api.db.query(sql`
      select count(*)::integer as rows, min(e.due_on) as oldest
        from ticket_due_events e
       where e.workspace_id = ${world.workspace.id}`);
    assert.deepEqual(left, { rows: 32, oldest: "2030-05-11" });
  });
});
