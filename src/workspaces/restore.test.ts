import assert from "node:assert/strict";
import { randomUUIDv7 } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { asOwner } from "../../test/support/audit.ts";
import { lockContext } from "../../test/support/context.ts";
import { settleFeed } from "../../test/support/feed.ts";
import {
  givenMember,
  givenServiceAccount,
  givenTicket,
  givenWorld,
  type World,
} from "../../test/support/given.ts";
import { untilBlocked } from "../../test/support/locks.ts";
import { outboxEvents } from "../../test/support/outbox.ts";
import type { Reply } from "../../test/support/reply.ts";
import { readStream } from "../../test/support/stream.ts";
import { verifyChain } from "../audit/verify.ts";
import { sql } from "../db/sql.ts";
import { transaction } from "../db/transaction.ts";
import { deleteWorkspace } from "./delete.ts";
import { restoreWorkspaceFor } from "./restore.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const restore = ({ workspacePath }: World, as: { token: string } | undefined) =>
  api.post(as, `${workspacePath}/restore`);

async function givenDeleted(): Promise<World> {
  const world = await givenWorld(api);
  await api.delete(world.admin, world.workspacePath);
  return world;
}

/** Moves the deletion into the past. */
const deletedDaysAgo = ({ workspace }: World, days: number) =>
  asOwner(
    api,
    sql`update workspaces
           set deleted_at = clock_timestamp() - ${days} * interval '1 day'
         where id = ${workspace.id}`,
  );

describe("restoring a workspace", () => {
  it("makes it as it was, for all its members, and is recorded", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    await api.delete(world.admin, world.workspacePath);

    const { status, body } = await restore(world, world.admin);

    assert.deepEqual([status, body], [200, world.workspace]);
    assert.deepEqual((await api.get(world.viewer, world.workspacePath)).body, body);
    const path = `${world.workspacePath}/tickets/${ticket.id}`;
    assert.equal((await api.patch(world.member, path, { title: "Again" })).status, 200);
    const [event] = await outboxEvents(api, world, "workspace.restored");
    assert.deepEqual(
      [event?.actor_id, event?.subject_id, event?.data],
      [world.admin.id, world.workspace.id, { name: world.workspace.name }],
    );
  });

  it("has no effect on a workspace that is not deleted", async () => {
    const world = await givenWorld(api);
    assert.deepEqual((await restore(world, world.admin)).body, world.workspace);
    assert.deepEqual(await outboxEvents(api, world, "workspace.restored"), []);
  });

  it("is permitted to people who were admins when it was deleted, and to nobody else", async () => {
    const world = await givenWorld(api);
    const { admin, member, viewer, workspace, workspacePath, outsider } = world;
    const demoted = await givenMember(api, workspace, "admin");
    const removed = await givenMember(api, workspace, "admin");
    const bot = await givenServiceAccount(api, world, { role: "admin" });
    const second = await givenMember(api, workspace, "admin");
    await api.patch(admin, `${workspacePath}/members/${demoted.id}`, { role: "member" });
    await api.delete(admin, `${workspacePath}/members/${removed.id}`);
    await api.post(admin, `${workspacePath}/members`, { email: outsider.email, role: "admin" });
    await api.delete(admin, workspacePath);

    const refused: [{ token: string } | undefined, number, string][] = [
      [undefined, 401, "unauthenticated"],
      [member, 403, "forbidden"],
      [viewer, 403, "forbidden"],
      [demoted, 403, "forbidden"],
      [removed, 404, "not_found"],
      [outsider, 404, "not_found"],
      [bot, 403, "person_required"],
    ];
    for (const [as, status, code] of refused) {
      const reply = await restore(world, as);
      assert.deepEqual([reply.status, reply.body.code], [status, code]);
    }
    const unknown = `/v1/workspaces/${randomUUIDv7()}/restore`;
    assert.equal((await api.post(admin, unknown)).status, 404);
    assert.equal((await api.get(admin, workspacePath)).status, 404);
    assert.equal((await restore(world, second)).status, 200);
  });

  it("is refused after 30 days, although nothing is deleted", async () => {
    const world = await givenDeleted();
    await deletedDaysAgo(world, 30);

    const refused = await restore(world, world.admin);
    const forMember = await restore(world, world.member);
    await assert.rejects(restoreWorkspaceFor(api.instance, world.workspace.id), {
      code: "restore_expired",
    });

    assert.deepEqual([refused.status, refused.body.code], [410, "restore_expired"]);
    assert.match(refused.body.deleted_at, /Z$/);
    assert.equal(forMember.status, 403);
    await deletedDaysAgo(world, 29.9);
    assert.equal((await restore(world, world.admin)).status, 200);
  });

  it("has one effect if two admins restore it at once", async () => {
    const world = await givenWorld(api);
    const second = await givenMember(api, world.workspace, "admin");

    let late: Promise<Reply>[] = [];
    await transaction(api.db, async (rival) => {
      const context = await lockContext(rival, world, world.admin, {
        permission: "workspace:delete",
        lock: "workspace",
      });
      await deleteWorkspace(rival, context);
      late = [restore(world, world.admin), restore(world, second)];
      await untilBlocked(api.db, 2);
    });

    for (const reply of late) assert.equal((await reply).status, 200);
    assert.equal((await outboxEvents(api, world, "workspace.restored")).length, 1);
  });
});

describe("the list of deleted workspaces", () => {
  it("has those that the person can restore, and no others", async () => {
    const world = await givenDeleted();
    const late = await givenDeleted();
    await deletedDaysAgo(late, 31);
    const listed = async (as: { token: string }) =>
      (await api.get(as, "/v1/workspaces?deleted=true")).body.data;

    const [deleted, ...others] = await listed(world.admin);

    assert.deepEqual(others, []);
    assert.deepEqual({ ...deleted, deleted_at: null }, world.workspace);
    assert.match(deleted.deleted_at, /Z$/);
    assert.deepEqual(await listed(world.member), []);
    assert.deepEqual(await listed(late.admin), []);
    assert.deepEqual((await api.get(world.admin, "/v1/workspaces")).body.data, []);

    await restore(world, world.admin);
    assert.deepEqual(await listed(world.admin), []);
  });

  it("refuses a cursor of the other list", async () => {
    const { admin } = await givenWorld(api);
    for (const name of ["one", "two"]) await api.post(admin, "/v1/workspaces", { name });
    const { next_cursor } = (await api.get(admin, "/v1/workspaces?limit=1")).body;
    const refused = await api.get(admin, `/v1/workspaces?deleted=true&cursor=${next_cursor}`);
    assert.deepEqual([refused.status, refused.body.code], [400, "invalid_request"]);
  });
});

describe("what a workspace has", () => {
  it("works again after it was restored: tokens, invitations, roles, feed and audit log", async () => {
    const world = await givenWorld(api);
    const { admin, outsider, workspace, workspacePath } = world;
    const bot = await givenServiceAccount(api, world);
    const revoked = await givenServiceAccount(api, world);
    await api.delete(admin, `${workspacePath}/members/${revoked.id}`);
    await api.post(admin, `${workspacePath}/members`, { email: outsider.email, role: "viewer" });
    await givenTicket(api, world);
    await settleFeed(api.db);
    const { head, epoch } = (await api.get(admin, `${workspacePath}/events?limit=1`)).body;
    const stream = await readStream(`${api.url}${workspacePath}/events?after=${head}`, {
      accept: "text/event-stream",
      authorization: `Bearer ${world.viewer.token}`,
    });

    await api.delete(admin, workspacePath);
    await stream.done;
    assert.equal(stream.end?.reason, "no_access");
    assert.equal((await api.get(bot, workspacePath)).status, 404);
    assert.deepEqual((await api.get(outsider, "/v1/me")).body.invitations, []);
    await restore(world, admin);
    await settleFeed(api.db);

    assert.equal((await api.get(bot, workspacePath)).status, 200);
    assert.equal((await api.get(revoked, workspacePath)).status, 401);
    const accepted = await api.post(outsider, `/v1/me/invitations/${workspace.id}/accept`);
    assert.deepEqual([accepted.status, accepted.body.role], [200, "viewer"]);
    const { body: feed } = await api.get(world.viewer, `${workspacePath}/events?after=${head}`);
    assert.deepEqual(
      feed.data.map(({ type, sequence }: { type: string; sequence: number }) => [type, sequence]),
      [
        ["workspace.deleted", head + 1],
        ["workspace.restored", head + 2],
      ],
    );
    assert.equal(feed.epoch, epoch);
    const counts = await api.get(admin, `${workspacePath}/tickets/counts?group_by=status`);
    assert.deepEqual([counts.body.data[0].count, counts.body.sequence], [1, head + 2]);
    const { ok } = await verifyChain(api.db, { workspace_id: workspace.id, secrets: [] });
    assert.equal(ok, true);
  });
});

describe("restoring a workspace from the command line", () => {
  it("restores it, and says whether it has an admin", async () => {
    const world = await givenDeleted();
    const { id } = world.workspace;

    const first = await restoreWorkspaceFor(api.instance, id);
    const second = await restoreWorkspaceFor(api.instance, id);

    assert.deepEqual(first, { workspace: world.workspace, was_deleted: true, has_admin: true });
    assert.deepEqual(second, { ...first, was_deleted: false });
    assert.equal((await api.get(world.admin, world.workspacePath)).status, 200);
    const events = await outboxEvents(api, world, "workspace.restored");
    assert.deepEqual(
      events.map(({ actor_id }) => actor_id),
      [null],
    );
    await assert.rejects(restoreWorkspaceFor(api.instance, randomUUIDv7()), { code: "not_found" });
  });

  it("reports a workspace without an admin", async () => {
    const world = await givenDeleted();
    await asOwner(
      api,
      sql`update members set removed_at = clock_timestamp()
           where workspace_id = ${world.workspace.id} and user_id = ${world.admin.id}`,
    );
    const { has_admin } = await restoreWorkspaceFor(api.instance, world.workspace.id);
    assert.equal(has_admin, false);
  });
});
