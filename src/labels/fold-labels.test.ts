import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { fillAll } from "../../test/support/feed.ts";
import { givenTicket, givenWorld, type World } from "../../test/support/given.ts";
import { outboxEvents } from "../../test/support/outbox.ts";
import { countLeft } from "../backfill/count-left.ts";
import { withDedicatedConnection } from "../db/dedicated-connection.ts";
import { sql } from "../db/sql.ts";
import { checkBackfills } from "../doctor/backfills.ts";
import { replaceLabels } from "../jobs/replace-labels.ts";
import type { Ticket } from "../tickets/ticket.ts";
import { foldLabels } from "./fold-labels.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

/** Makes labels as an earlier version stored them, the first name first, each with a ticket of its own. */
async function givenOldLabels(names: readonly string[]): Promise<World> {
  const world = await givenWorld(api);
  const { id } = world.workspace;
  for (const name of names) {
    await givenTicket(api, world);
    await api.db.query(sql`
      insert into labels (workspace_id, name) values (${id}, ${name})`);
    await api.db.query(sql`
      update tickets
         set labels = array[${name}]
       where workspace_id = ${id}
         and number = (select max(t.number) from tickets t where t.workspace_id = ${id})`);
  }
  await withDedicatedConnection(api.database.databaseOwnerUrl, (owner) =>
    owner.execute("update backfills set finished_at = finished_at - interval '1 hour'"),
  );
  return world;
}

const labelsOfTickets = async ({ workspacePath, viewer }: World): Promise<string[][]> => {
  const { body } = await api.get(viewer, `${workspacePath}/tickets?sort=created_at`);
  return body.data.map(({ labels }: Ticket) => labels);
};
const list = async ({ workspacePath, viewer }: World) =>
  (await api.get(viewer, `${workspacePath}/labels`)).body.data;
const labeled = async ({ workspacePath, viewer }: World, label: string) =>
  (await api.get(viewer, `${workspacePath}/tickets?label=${encodeURIComponent(label)}`)).body.data
    .length;
const runJob = () => replaceLabels.run(api.instance, new AbortController().signal);

describe("labels of an earlier version", () => {
  it("that fold to the same are merged into the oldest, and each ticket gets a version and an event", async () => {
    const world = await givenOldLabels(["Bug", "bug", "BUG", "web"]);

    assert.match((await checkBackfills(api.db)).detail, /labels 4/);
    assert.equal(await countLeft(api.db, foldLabels, { limit: 1 }), 4);
    await fillAll(api.db, foldLabels);
    assert.match((await checkBackfills(api.db)).detail, /labels 2/);
    await runJob();

    assert.deepEqual(await labelsOfTickets(world), [["Bug"], ["Bug"], ["Bug"], ["web"]]);
    const events = await outboxEvents(api, world, "ticket.labeled");
    assert.deepEqual(
      events
        .map(({ actor_id, data: { key, label, cause, version } }) =>
          [actor_id, key, label, cause, version].join(),
        )
        .sort(),
      [",ENG-2,Bug,label_renamed,2", ",ENG-3,Bug,label_renamed,2"],
    );
    assert.deepEqual(await list(world), [
      { name: "Bug", ticket_count: 3 },
      { name: "web", ticket_count: 1 },
    ]);
    assert.equal((await checkBackfills(api.db)).verdict, "good");
  });

  it("are brought into NFC", async () => {
    const world = await givenOldLabels(["cafe\u0301", "tu\u0308r", "tür"]);

    await fillAll(api.db, foldLabels);
    await runJob();

    assert.deepEqual(await labelsOfTickets(world), [["café"], ["tür"], ["tür"]]);
    assert.deepEqual(
      (await list(world)).map(({ name }: { name: string }) => name),
      ["café", "tür"],
    );
  });

  it("work before they are filled: found, added, removed, listed and renamed", async () => {
    const world = await givenOldLabels(["Bug", "web", "old"]);
    const path = `${world.workspacePath}/tickets/ENG-1/labels`;

    assert.equal(await labeled(world, "Bug"), 1);
    assert.deepEqual((await api.put(world.member, `${path}/web`)).body.labels, ["Bug", "web"]);
    assert.deepEqual((await api.delete(world.member, `${path}/bug`)).body.labels, ["web"]);
    assert.deepEqual(await list(world), [
      { name: "Bug", ticket_count: 0 },
      { name: "old", ticket_count: 1 },
      { name: "web", ticket_count: 2 },
    ]);
    const prefixed = await api.get(world.viewer, `${world.workspacePath}/labels?prefix=B`);
    assert.equal(prefixed.body.data.length, 1);
    const renamed = await api.patch(world.member, `${world.workspacePath}/labels/old`, {
      name: "new",
    });
    assert.deepEqual(renamed.body, { name: "new", ticket_count: 1 });
    await fillAll(api.db, foldLabels);
    assert.equal((await checkBackfills(api.db)).verdict, "good");
  });

  it("that are older than a new label of another spelling take its place", async () => {
    const world = await givenOldLabels(["Bug"]);
    await api.post(world.member, `${world.workspacePath}/projects/${world.project.id}/tickets`, {
      title: "T",
      labels: ["bug"],
    });

    await fillAll(api.db, foldLabels);
    await runJob();

    assert.deepEqual(await labelsOfTickets(world), [["Bug"], ["Bug"]]);
    assert.equal(await labeled(world, "bug"), 2);
  });
});
