import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { contextOf, givenMember, givenTicket, givenWorld } from "../../test/support/given.ts";
import { lockTicket, untilBlocked } from "../../test/support/locks.ts";
import { sql } from "../db/sql.ts";
import { transaction } from "../db/transaction.ts";
import { labelTicket } from "./label.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

describe("the trash", () => {
  it("hides a deleted ticket and restores it unchanged except for its version", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world, { status: "in_progress", labels: ["bug"] });
    const path = `${world.workspacePath}/tickets/ENG-1`;

    const deleted = await api.delete(world.member, path);
    const listed = await api.get(world.viewer, `${world.workspacePath}/tickets?deleted=true`);
    const missing = await api.get(world.member, path);
    const again = await api.delete(world.member, path);
    const restored = await api.post(world.member, `${path}/restore`);

    assert.deepEqual([deleted.status, deleted.body], [204, ""]);
    assert.deepEqual([missing.status, again.status], [404, 404]);
    assert.deepEqual(
      listed.body.data.map(({ deleted_by }: { deleted_by: string }) => deleted_by),
      [world.member.id],
    );
    const { updated_at } = restored.body;
    assert.deepEqual(restored.body, { ...ticket, version: ticket.version + 2, updated_at });
    assert.equal(restored.headers.get("etag"), '"4"');
  });

  it("answers a restore of a ticket that is not in it with the unchanged ticket", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    const { status, body } = await api.post(
      world.member,
      `${world.workspacePath}/tickets/ENG-1/restore`,
    );
    assert.equal(status, 200);
    assert.deepEqual(body, ticket);
  });

  it("restores a ticket without its assignee if the assignee has left", async () => {
    const world = await givenWorld(api);
    const leaver = await givenMember(api, world.workspace, "member");
    await api.post(world.member, `${world.workspacePath}/projects/${world.project.id}/tickets`, {
      title: "t",
      assignee_id: leaver.id,
    });
    const path = `${world.workspacePath}/tickets/ENG-1`;
    await api.delete(world.member, path);
    await api.delete(world.admin, `${world.workspacePath}/members/${leaver.id}`);

    const { body } = await api.post(world.member, `${path}/restore`);

    assert.equal(body.assignee_id, null);
  });

  it("answers 404 to every change of a deleted ticket and says how to restore it", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world);
    const path = `${world.workspacePath}/tickets/ENG-1`;
    await api.delete(world.member, path);

    const replies = [
      await api.patch(world.member, path, { title: "x" }),
      await api.post(world.member, `${path}/transitions`, { to: "in_progress" }),
      await api.put(world.member, `${path}/labels/x`),
      await api.get(world.member, `${path}/history`),
      await api.get(world.member, `${path}/transitions`),
    ];

    assert.deepEqual(
      replies.map(({ status }) => status),
      [404, 404, 404, 404, 404],
    );
    for (const { body } of replies)
      assert.match(body.detail, /^This ticket is deleted\. Restore it first: /);
  });

  it("is closed to viewers: they can neither delete nor restore tickets", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world);
    const path = `${world.workspacePath}/tickets/ENG-1`;
    const deleted = await api.delete(world.viewer, path);
    const restored = await api.post(world.viewer, `${path}/restore`);
    assert.equal(deleted.body.required_permission, "ticket:delete");
    assert.equal(restored.body.required_permission, "ticket:restore");
  });

  it("cannot be used in an archived project, whose tickets can be read but not changed", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world);
    const path = `${world.workspacePath}/tickets/ENG-1`;
    await api.delete(world.admin, `${world.workspacePath}/projects/${world.project.id}`);

    const replies = [
      await api.patch(world.member, path, { title: "x" }),
      await api.post(world.member, `${path}/transitions`, { to: "in_progress" }),
      await api.put(world.member, `${path}/labels/x`),
      await api.delete(world.member, path),
      await api.post(world.member, `${path}/restore`),
    ];

    assert.deepEqual(
      replies.map(({ status, body }) => [status, body.code]),
      Array(5).fill([409, "project_archived"]),
    );
    assert.equal((await api.get(world.member, path)).status, 200);
    assert.deepEqual((await api.get(world.member, `${path}/transitions`)).body, { data: [] });
  });
});

describe("labels", () => {
  it("can be added and removed one by one, and raise the version only if something changes", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world);
    const labels = `${world.workspacePath}/tickets/ENG-1/labels`;

    const put = async (name: string) => (await api.put(world.member, `${labels}/${name}`)).body;
    const drop = async (name: string) => (await api.delete(world.member, `${labels}/${name}`)).body;

    assert.deepEqual((await put("web")).labels, ["web"]);
    assert.deepEqual((await put("bug")).labels, ["bug", "web"]);
    assert.equal((await put("bug")).version, 3);
    assert.deepEqual((await drop("web")).labels, ["bug"]);
    assert.equal((await drop("web")).version, 4);
    assert.deepEqual((await put(encodeURIComponent("needs 100% é/ok"))).labels, [
      "bug",
      "needs 100% é/ok",
    ]);
  });

  it("are rejected if they are too long, blank or too many", async () => {
    const world = await givenWorld(api);
    const fifty = Array.from({ length: 50 }, (_, n) => `label-${n}`);
    await givenTicket(api, world, { labels: fifty });
    const labels = `${world.workspacePath}/tickets/ENG-1/labels`;

    const long = await api.put(world.member, `${labels}/${"x".repeat(51)}`);
    const blank = await api.put(world.member, `${labels}/%20`);
    const more = await api.put(world.member, `${labels}/one-more`);

    assert.deepEqual([long.status, long.body.errors[0].pointer], [400, "/path/name"]);
    assert.equal(blank.status, 400);
    assert.deepEqual([more.status, more.body.code], [422, "too_many_labels"]);
  });

  it("that a URL cannot end with, or that are invisible, are rejected wherever they are given", async () => {
    const { member, project, workspacePath } = await givenWorld(api);
    const ticket = (
      await api.post(member, `${workspacePath}/projects/${project.id}/tickets`, {
        title: "T",
        labels: ["...", "a/b", ".a"],
      })
    ).body;
    const bulk = async (operation: object) =>
      (await api.post(member, `${workspacePath}/tickets/bulk`, { operations: [operation] })).body;

    assert.deepEqual(ticket.labels, ["...", ".a", "a/b"]);
    for (const label of [".", "..", " .. ", "a/..", "\u200b", "\u3164", "a\u2028b"]) {
      const created = await api.post(member, `${workspacePath}/projects/${project.id}/tickets`, {
        title: "T",
        labels: ["bug", label],
      });
      const last = encodeURIComponent(label);
      const put = await api.put(member, `${workspacePath}/tickets/ENG-1/labels/${last}`);
      const labeled = await bulk({ op: "label", ticket: "ENG-1", label });
      const made = await bulk({
        op: "create",
        project_id: project.id,
        title: "T",
        labels: [label],
      });

      assert.equal(created.status, 400, label);
      assert.equal(created.body.errors[0].pointer, "/labels/1");
      assert.equal(labeled.errors[0].pointer, "/operations/0/label");
      assert.equal(made.errors[0].pointer, "/operations/0/labels/0");
      // `fetch` normalizes labels made of dots out of the path, so that it requests another path.
      if (!/^\.+$/.test(label)) assert.equal(put.status, 400, label);
    }
  });

  it("that are no longer allowed can still be removed by a bulk operation", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world, { labels: ["bug"] });
    await api.db.query(sql`
      update tickets
         set labels = '{..,bug}'
       where workspace_id = ${world.workspace.id}
         and id = ${ticket.id}`);

    const operations = [{ op: "unlabel", ticket: "ENG-1", label: ".." }];
    await api.post(world.member, `${world.workspacePath}/tickets/bulk`, { operations });
    const read = await api.get(world.member, `${world.workspacePath}/tickets/ENG-1`);

    assert.deepEqual(read.body.labels, ["bug"]);
  });

  it("wait for a concurrent label and keep both", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);

    let late!: ReturnType<TestApi["put"]>;
    await transaction(api.db, async (rival) => {
      await labelTicket(rival, contextOf(world, world.admin), await lockTicket(rival, ticket), {
        label: "rival",
      });
      late = api.put(world.member, `${world.workspacePath}/tickets/ENG-1/labels/late`);
      await untilBlocked(api.db);
    });

    assert.deepEqual((await late).body.labels, ["late", "rival"]);
  });
});
