import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { relayAll } from "../../../test/support/feed.ts";
import { givenTicket, givenWorld, type World } from "../../../test/support/given.ts";
import type { Ticket } from "../../tickets/ticket.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

/** A ticket with one event for each title, between those of another ticket. */
async function givenActivity(world: World, titles: readonly string[]): Promise<Ticket> {
  const ticket = await givenTicket(api, world);
  const other = await givenTicket(api, world);
  for (const title of titles) {
    for (const { id } of [ticket, other]) {
      await api.patch(world.member, `${world.workspacePath}/tickets/${id}`, { title });
    }
  }
  await relayAll(api.db);
  return ticket;
}

interface Event {
  sequence: number;
  ticket_id: string;
}

describe("the events of a ticket", () => {
  it("are read oldest or newest first, page by page, without those of other tickets", async () => {
    const world = await givenWorld(api);
    const ticket = await givenActivity(world, ["one", "two", "three", "four"]);
    const read = async (query: string): Promise<Event[]> => {
      const path = `${world.workspacePath}/tickets/${ticket.key}/events?${query}`;
      const { status, body } = await api.get(world.viewer, path);
      assert.equal(status, 200, JSON.stringify(body));
      return body.data;
    };
    const oldestFirst = await read("limit=100");
    assert.equal(oldestFirst.length, 5);
    assert.ok(oldestFirst.every(({ ticket_id }) => ticket_id === ticket.id));

    const newestFirst: Event[] = [];
    for (let before = ""; ; before = `&before=${newestFirst.at(-1)?.sequence}`) {
      const page = await read(`limit=2&sort=-sequence${before}`);
      if (page.length === 0) break;
      newestFirst.push(...page);
    }
    assert.deepEqual(newestFirst, oldestFirst.toReversed());

    const [first, second, third, fourth] = oldestFirst.map(({ sequence }) => sequence);
    const between = await read(`after=${first}&before=${fourth}&sort=-sequence`);
    assert.deepEqual(
      between.map(({ sequence }) => sequence),
      [third, second],
    );
    assert.deepEqual(await read(`before=${first}`), []);
    const { body } = await api.get(
      world.viewer,
      `${world.workspacePath}/tickets/${ticket.key}/events?sort=type&before=x`,
    );
    assert.deepEqual(
      body.errors.map(({ pointer }: { pointer: string }) => pointer),
      ["/query/before", "/query/sort"],
    );
  });
});
