import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { noticesOf, settleFeed } from "../../../test/support/feed.ts";
import {
  givenMember,
  givenPerson,
  givenServiceAccount,
  givenTicket,
  givenWorld,
  type Person,
  type World,
} from "../../../test/support/given.ts";
import { createPool } from "../../db/pool.ts";
import { sql } from "../../db/sql.ts";
import { setAdmin } from "../../members/set-admin.ts";
import { eraseUser } from "../../users/erase.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const membersOf = ({ workspacePath }: World) => `${workspacePath}/members`;
const confirm = ({ id }: Person) =>
  api.db.query(sql`update users set email_confirmed_at = clock_timestamp() where id = ${id}`);

async function invite(world: World, { email }: Person, role = "member"): Promise<string> {
  const { status, body } = await api.post(world.admin, membersOf(world), { email, role });
  assert.equal(status, 201, JSON.stringify(body));
  return body.invitation_id;
}

async function noticesAfterFeed(person: { id: string }) {
  await settleFeed(api.db);
  return await noticesOf(api, person);
}

describe("a notice of an invitation", () => {
  it("goes to the person whose confirmed address it names, and belongs to them", async () => {
    const world = await givenWorld(api);
    const ada = await givenPerson(api);
    await confirm(ada);
    const invitation_id = await invite(world, ada, "admin");

    const { id, name } = world.workspace;
    assert.deepEqual(await noticesAfterFeed(ada), [
      {
        workspace_id: null,
        actor_id: world.admin.id,
        notice: {
          type: "invited",
          text: `You are invited to ${name} as an admin.`,
          workspace: { id, name },
          invitation_id,
          role: "admin",
        },
      },
    ]);
  });

  it("does not go to an account whose address is not confirmed", async () => {
    const world = await givenWorld(api);
    const ada = await givenPerson(api);
    await invite(world, ada);

    assert.deepEqual(await noticesAfterFeed(ada), []);
  });

  it("is not written if the invitation was withdrawn before the feed was processed", async () => {
    const world = await givenWorld(api);
    const ada = await givenPerson(api);
    await confirm(ada);
    const invitation_id = await invite(world, ada);
    await api.delete(world.admin, `${world.workspacePath}/invitations/${invitation_id}`);

    assert.deepEqual(await noticesAfterFeed(ada), []);
  });

  it("is followed by one to the inviter when it is accepted", async () => {
    const world = await givenWorld(api);
    const other = await givenMember(api, world.workspace, "admin");
    const ada = await givenPerson(api);
    await invite(world, ada, "viewer");
    const accept = `/v1/me/invitations/${world.workspace.id}/accept`;
    assert.equal((await api.post(ada, accept)).status, 200);

    const { id, name } = world.workspace;
    assert.deepEqual(await noticesAfterFeed(world.admin), [
      {
        workspace_id: id,
        actor_id: ada.id,
        notice: {
          type: "invitation_accepted",
          text: `Your invitation to ${name} was accepted.`,
          workspace: { id, name },
          user_id: ada.id,
          role: "viewer",
        },
      },
    ]);
    assert.deepEqual(await noticesOf(api, other), []);
  });
});

describe("a notice of a change of membership", () => {
  it("says to a member what their new role is", async () => {
    const world = await givenWorld(api);
    const { viewer } = world;
    await api.patch(world.admin, `${membersOf(world)}/${viewer.id}`, { role: "admin" });

    const { id, name } = world.workspace;
    assert.deepEqual(await noticesAfterFeed(viewer), [
      {
        workspace_id: id,
        actor_id: world.admin.id,
        notice: {
          type: "role_changed",
          text: `Your role in ${name} is now admin.`,
          workspace: { id, name },
          from: "viewer",
          to: "admin",
        },
      },
    ]);
    assert.deepEqual(await noticesOf(api, world.admin), []);
  });

  it("of a removal has no workspace, so that the removed person still sees it", async () => {
    const world = await givenWorld(api);
    const { viewer, admin } = world;
    await api.delete(admin, `${membersOf(world)}/${viewer.id}`);
    await api.delete(admin, world.workspacePath);

    const { id, name } = world.workspace;
    assert.deepEqual(await noticesAfterFeed(viewer), [
      {
        workspace_id: null,
        actor_id: admin.id,
        notice: {
          type: "removed",
          text: `You were removed from ${name}.`,
          workspace: { id, name },
        },
      },
    ]);
  });

  it("is not for somebody who made the change themselves", async () => {
    const world = await givenWorld(api);
    const leaver = await givenMember(api, world.workspace, "admin");
    await api.patch(leaver, `${membersOf(world)}/${leaver.id}`, { role: "member" });
    await api.delete(leaver, `${membersOf(world)}/${leaver.id}`);

    assert.deepEqual(await noticesAfterFeed(leaver), []);
  });

  it("reaches a person whom the operator has made an admin, without an actor", async () => {
    const world = await givenWorld(api);
    const ada = await givenPerson(api);
    for (const { email } of [ada, world.viewer]) {
      await setAdmin(api.instance, { workspace_id: world.workspace.id, email });
    }

    const noticed = [await noticesAfterFeed(ada), await noticesOf(api, world.viewer)].flat();
    assert.deepEqual(
      noticed.map(({ workspace_id, actor_id, notice }) => [workspace_id, actor_id, notice.type]),
      [
        [world.workspace.id, null, "added"],
        [world.workspace.id, null, "role_changed"],
      ],
    );
  });

  it("reaches neither service accounts nor erased people", async () => {
    const world = await givenWorld(api);
    const bot = await givenServiceAccount(api, world);
    const person = await givenMember(api, world.workspace, "member");
    const removed = await givenServiceAccount(api, world);
    await api.patch(world.admin, `${membersOf(world)}/${bot.id}`, { role: "viewer" });
    await api.delete(world.admin, `${membersOf(world)}/${removed.id}`);
    const owner = createPool(api.database.databaseOwnerUrl);
    await eraseUser(api.instance, owner, person).finally(() => owner.close());

    for (const { id } of [bot, removed, person]) {
      assert.deepEqual(await noticesAfterFeed({ id }), []);
    }
  });

  it("is written once, however often the feed is processed, and among events of tickets", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    for (const role of ["member", "viewer", "member"]) {
      await api.post(world.member, `${world.workspacePath}/tickets/${ticket.id}/comments`, {
        body: "Between two changes.",
      });
      await api.patch(world.admin, `${membersOf(world)}/${world.viewer.id}`, { role });
    }

    await noticesAfterFeed(world.viewer);
    const noticed = await noticesAfterFeed(world.viewer);

    assert.deepEqual(
      noticed.map(({ notice }) => notice.to),
      ["member", "viewer", "member"],
    );
  });

  it("names no person in its text, so an erasure leaves no name there", async () => {
    const world = await givenWorld(api);
    const admin = await givenMember(api, world.workspace, "admin");
    await api.patch({ token: admin.token }, "/v1/me", { name: "Ada Lovelace" });
    await api.patch(admin, `${membersOf(world)}/${world.viewer.id}`, { role: "member" });
    await api.delete(admin, `${membersOf(world)}/${world.viewer.id}`);

    const noticed = await noticesAfterFeed(world.viewer);

    assert.equal(noticed.length, 2);
    assert.doesNotMatch(JSON.stringify(noticed), /Lovelace/);
  });
});

describe("the inbox", () => {
  const inboxOf = async (person: Person) => {
    await settleFeed(api.db);
    const { status, body } = await api.get(person, "/v1/notifications");
    assert.equal(status, 200, JSON.stringify(body));
    return body.data.map(
      ({ workspace, notice, actor, unread }: Record<string, { type?: string; name?: string }>) => [
        workspace?.name ?? null,
        notice?.type,
        actor?.name,
        unread,
      ],
    );
  };

  it("shows a removed person the removal, and no notice of the workspace any more", async () => {
    const world = await givenWorld(api);
    const { admin, viewer, workspace } = world;
    await api.patch(admin, `${membersOf(world)}/${viewer.id}`, { role: "member" });
    assert.deepEqual(await inboxOf(viewer), [[workspace.name, "role_changed", "admin", true]]);

    await api.delete(admin, `${membersOf(world)}/${viewer.id}`);
    assert.deepEqual(await inboxOf(viewer), [[null, "removed", "admin", true]]);

    await api.delete(admin, world.workspacePath);
    assert.deepEqual(await inboxOf(viewer), [[null, "removed", "admin", true]]);
  });

  it("shows an invited person the invitation before and after they join", async () => {
    const world = await givenWorld(api);
    const ada = await givenPerson(api);
    await confirm(ada);
    await invite(world, ada);
    assert.deepEqual(await inboxOf(ada), [[null, "invited", "admin", true]]);

    await api.post(ada, `/v1/me/invitations/${world.workspace.id}/accept`);
    assert.deepEqual(await inboxOf(ada), [[null, "invited", "admin", true]]);
    assert.deepEqual(await inboxOf(world.admin), [
      [world.workspace.name, "invitation_accepted", "Ada", true],
    ]);
  });
});
