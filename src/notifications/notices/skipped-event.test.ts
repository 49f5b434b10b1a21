import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { noticesOf, relayAll } from "../../../test/support/feed.ts";
import { givenMember, givenTicket, givenWorld, type World } from "../../../test/support/given.ts";
import { withDedicatedConnection } from "../../db/dedicated-connection.ts";
import { sql } from "../../db/sql.ts";
import { consumePage, type FeedConsumer } from "../../events/consume/consume.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

/** A consumer that can process no event with one of these sequences. */
function givenConsumer(name: string, ...broken: number[]): FeedConsumer {
  return {
    name,
    async consume(_tx, _workspace_id, events) {
      if (events.some(({ sequence }) => broken.includes(sequence))) {
        throw new Error("The secret cause.");
      }
      return undefined;
    },
  };
}

async function consumeAll(consumer: FeedConsumer, { workspace }: World): Promise<void> {
  for (let page = 0; page < 30; page += 1) await consumePage(api.db, consumer, workspace.id);
}

async function givenFeed(): Promise<World> {
  const world = await givenWorld(api);
  for (let n = 0; n < 4; n += 1) await givenTicket(api, world);
  await relayAll(api.db);
  return world;
}

describe("the notice of an event that a consumer has skipped", () => {
  it("goes to the admins of the workspace, without the cause", async () => {
    const world = await givenFeed();
    const other = await givenMember(api, world.workspace, "admin");
    const former = await givenMember(api, world.workspace, "admin");
    await api.delete(world.admin, `${world.workspacePath}/members/${former.id}`);

    await consumeAll(givenConsumer("counts", 2), world);

    for (const admin of [world.admin, other]) {
      const [noticed, ...more] = await noticesOf(api, admin);
      assert.deepEqual(more, []);
      const { text, ...notice } = noticed?.notice ?? {};
      assert.deepEqual(
        { ...noticed, notice },
        {
          workspace_id: world.workspace.id,
          actor_id: null,
          notice: { type: "event_skipped", consumer: "counts", sequence: 2 },
        },
      );
      assert.match(String(text), /the event 2 .* counts/);
      assert.doesNotMatch(String(text), /secret/);
    }
    for (const nobody of [former, world.member, world.viewer]) {
      assert.deepEqual(await noticesOf(api, nobody), []);
    }
  });

  it("is written once a day for each consumer, however many events it skips", async () => {
    const world = await givenFeed();

    await consumeAll(givenConsumer("counts", 1, 3), world);
    await consumeAll(givenConsumer("notifications", 3), world);
    const ofToday = await noticesOf(api, world.admin);
    await api.db.query(sql`
      update feed_cursors c
         set sequence = 3
       where c.workspace_id = ${world.workspace.id}
         and c.consumer = 'counts'`);
    await ageSkips(world);
    await consumeAll(givenConsumer("counts", 4), world);

    const skipped = (list: typeof ofToday) =>
      list.map(({ notice }) => [notice.consumer, notice.sequence]);
    assert.deepEqual(skipped(ofToday), [
      ["counts", 1],
      ["notifications", 3],
    ]);
    assert.deepEqual(skipped(await noticesOf(api, world.admin)).at(-1), ["counts", 4]);
  });
});

/** The pool's role may not change what was skipped, so its owner lets a day pass. */
async function ageSkips({ workspace }: World): Promise<void> {
  await withDedicatedConnection(api.database.databaseOwnerUrl, (owner) =>
    owner.query(sql`
      update feed_skips s
         set skipped_at = s.skipped_at - interval '25 hours'
       where s.workspace_id = ${workspace.id}`),
  );
}
