import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { asOwner } from "../../../test/support/audit.ts";
import { relayAll } from "../../../test/support/feed.ts";
import { givenWorld, type World } from "../../../test/support/given.ts";
import { textDigest } from "../../../test/support/outbox.ts";
import { readStream } from "../../../test/support/stream.ts";
import { sql } from "../../db/sql.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const changed = { changed: true };

/** Writes a password in every text that the API takes, and edits or deletes each of them. */
async function writeAndRedact(world: World, password: string): Promise<void> {
  const { member, workspacePath, project } = world;
  const text = `It is ${password}.`;
  const { body: ticket } = await api.post(
    member,
    `${workspacePath}/projects/${project.id}/tickets`,
    { title: "A ticket", description: text },
  );
  const path = `${workspacePath}/tickets/${ticket.id}`;
  const comment = async (body: string) =>
    `${path}/comments/${(await api.post(member, `${path}/comments`, { body })).body.id}`;
  await api.delete(member, await comment(text));
  await api.patch(member, await comment(text), { body: "redacted" });
  await api.patch(member, path, { description: "redacted" });
  await api.post(member, `${path}/transitions`, {
    to: "in_progress",
    comment: text,
    reason: "The reason stays.",
    fields: { description: text, title: "The title stays", metadata: { build: 1 } },
  });
  await api.post(member, `${workspacePath}/tickets/bulk`, {
    operations: [
      { op: "update", ticket: ticket.id, description: "redacted", external_id: "stays" },
      { op: "comment", ticket: ticket.id, body: text },
    ],
  });
}

describe("a text that was edited or deleted", () => {
  it("is neither in the outbox nor in a page or stream of the feed, which say only that it changed", async () => {
    const world = await givenWorld(api);
    await writeAndRedact(world, "SECRET-1");
    const waiting = await api.db.query(sql`
      select data from outbox where workspace_id = ${world.workspace.id}`);
    await relayAll(api.db);

    const path = `${world.workspacePath}/events?after=0`;
    const { body: page } = await api.get(world.viewer, `${path}&limit=100`);
    const stream = await readStream(api.url + path, {
      accept: "text/event-stream",
      authorization: `Bearer ${world.viewer.token}`,
    });
    await stream.until(page.data.length);
    await stream.cancel();

    assert.doesNotMatch(JSON.stringify(waiting), /SECRET/);
    const shown = JSON.stringify([page, stream.messages]);
    assert.doesNotMatch(shown, /SECRET|sha256|"length"/);
    const changes = page.data
      .map(({ data }: { data: { changes?: object } }) => data.changes)
      .filter((each: object) => each && ("description" in each || "body" in each));
    assert.deepEqual(
      changes.map(({ description, body }: Record<string, unknown>) => description ?? body),
      Array(changes.length).fill(changed),
    );
    assert.equal(changes.length, 9);
    for (const kept of ["The reason stays.", "The title stays", '"external_id":{', '"build":1']) {
      assert.ok(shown.includes(kept), kept);
    }
  });

  it("has its digests in the audit log, for admins, and the chain verifies", async () => {
    const world = await givenWorld(api);
    await writeAndRedact(world, "SECRET-2");
    await relayAll(api.db);

    const { body: audit } = await api.get(
      world.admin,
      `${world.workspacePath}/audit?action=ticket.updated`,
    );
    const { body: verified } = await api.get(world.admin, `${world.workspacePath}/audit/verify`);
    const records = await api.db.query(sql`
      select a::text as record from audit_log a where a.workspace_id = ${world.workspace.id}`);

    assert.deepEqual(audit.data.at(-1).data.changes, {
      description: { from: textDigest("It is SECRET-2."), to: textDigest("redacted") },
    });
    assert.equal(verified.ok, true);
    assert.doesNotMatch(JSON.stringify(records), /SECRET/);
  });

  it("does not reach the feed or the audit log if a process of an earlier version recorded it", async () => {
    const world = await givenWorld(api);
    const body = { from: "SECRET-3", to: "redacted 🎈" };
    await writeAndRedact(world, "SECRET-3");
    await asOwner(
      api,
      sql`
        update outbox
           set data = jsonb_set(data, '{changes,body}', ${JSON.stringify(body)}::jsonb)
         where workspace_id = ${world.workspace.id} and type = 'comment.edited'`,
    );
    await relayAll(api.db);

    const { body: page } = await api.get(world.viewer, `${world.workspacePath}/events?limit=100`);
    const { body: audit } = await api.get(
      world.admin,
      `${world.workspacePath}/audit?action=comment.edited`,
    );

    assert.doesNotMatch(JSON.stringify([page, audit]), /SECRET|redacted/);
    assert.deepEqual(audit.data[0].data.changes.body, {
      from: textDigest(body.from),
      to: textDigest(body.to),
    });
  });
});
