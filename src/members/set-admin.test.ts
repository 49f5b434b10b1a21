import assert from "node:assert/strict";
import { randomUUIDv7 } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { drainOutbox } from "../../test/support/audit.ts";
import { givenWorld, type World } from "../../test/support/given.ts";
import { untilBlocked } from "../../test/support/locks.ts";
import { outboxEvents } from "../../test/support/outbox.ts";
import { transaction } from "../db/transaction.ts";
import { deleteSessionsOf } from "../sessions/queries.ts";
import { eraseAccount } from "../users/queries.ts";
import { leaveAllWorkspaces } from "./leave-all.ts";
import { setAdmin } from "./set-admin.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const set = ({ workspace }: World, email: string) =>
  setAdmin(api.instance, { workspace_id: workspace.id, email });
const roleOf = async ({ workspacePath }: World, as: { token: string; id: string }) => {
  const { status, body } = await api.get(as, `${workspacePath}/members`);
  if (status !== 200) return status;
  return body.data.find(({ user_id }: { user_id: string }) => user_id === as.id).role;
};

describe("making somebody an admin from the command line", () => {
  it("adds somebody who is not a member, and is in the feed and the audit log", async () => {
    const world = await givenWorld(api);
    const { outsider, admin, workspacePath } = world;

    const { before } = await set(world, outsider.email.toUpperCase());

    assert.equal(before, "nobody");
    assert.equal(await roleOf(world, outsider), "admin");
    await drainOutbox(api);
    const { body: feed } = await api.get(admin, `${workspacePath}/events?limit=100`);
    const { type, actor_id, subject_id, data } = feed.data.at(-1);
    assert.deepEqual(
      [type, actor_id, subject_id, data],
      ["member.added", null, outsider.id, { changes: { role: { from: null, to: "admin" } } }],
    );
    const { body: audit } = await api.get(admin, `${workspacePath}/audit?action=member.added`);
    assert.deepEqual([audit.data[0].actor_id, audit.data[0].subject_id], [null, outsider.id]);
  });

  it("raises a member, and brings back a former one", async () => {
    const world = await givenWorld(api);
    const { viewer, member, admin, workspacePath } = world;
    await api.delete(admin, `${workspacePath}/members/${member.id}`);

    assert.equal((await set(world, viewer.email)).before, "member");
    assert.equal((await set(world, member.email)).before, "nobody");

    assert.deepEqual(
      [await roleOf(world, viewer), await roleOf(world, member)],
      ["admin", "admin"],
    );
    const [changed] = await outboxEvents(api, world, "member.role_changed");
    assert.deepEqual(
      [changed?.actor_id, changed?.subject_id, changed?.data],
      [null, viewer.id, { changes: { role: { from: "viewer", to: "admin" } } }],
    );
  });

  it("does nothing for an admin", async () => {
    const world = await givenWorld(api);
    assert.equal((await set(world, world.admin.email)).before, "admin");
    assert.deepEqual(await outboxEvents(api, world, "member."), []);
  });

  it("withdraws a pending invitation, which could otherwise lower the role", async () => {
    const world = await givenWorld(api);
    const { outsider, admin, workspacePath, workspace } = world;
    await api.post(admin, `${workspacePath}/members`, { email: outsider.email, role: "viewer" });

    await set(world, outsider.email);

    const accepted = await api.post(outsider, `/v1/me/invitations/${workspace.id}/accept`);
    assert.equal(accepted.status, 404);
    assert.equal(await roleOf(world, outsider), "admin");
    const [withdrawn] = await outboxEvents(api, world, "invitation.withdrawn");
    assert.deepEqual(withdrawn?.data, { role: "viewer", cause: "invitee_added" });
  });

  it("refuses an unknown address, an unknown workspace and a deleted one, and says what to do", async () => {
    const world = await givenWorld(api);
    const { admin, workspacePath, workspace, outsider } = world;
    await assert.rejects(set(world, "nobody@example.com"), /slacky user create --email nobody@/);
    const elsewhere = { ...world, workspace: { ...workspace, id: randomUUIDv7() } };
    await assert.rejects(set(elsewhere, outsider.email), /There is no workspace with the ID/);

    await api.delete(admin, workspacePath);

    await assert.rejects(
      set(world, outsider.email),
      new RegExp(`slacky workspace restore ${workspace.id}`),
    );
  });

  it("refuses somebody whose erasure it waited for", async () => {
    const world = await givenWorld(api);
    const { outsider } = world;

    let late!: Promise<unknown>;
    await transaction(api.db, async (rival) => {
      await leaveAllWorkspaces(rival, outsider);
      await rival.batch([eraseAccount(outsider.id, "x"), deleteSessionsOf(outsider.id)]);
      late = assert.rejects(set(world, outsider.email), /No account has the email address/);
      await untilBlocked(api.db);
    });

    await late;
    assert.equal(await roleOf(world, outsider), 401);
    assert.deepEqual(await outboxEvents(api, world, "member."), []);
  });
});
