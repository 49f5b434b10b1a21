import assert from "node:assert/strict";
import { randomUUIDv7 } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { type As, startApi, type TestApi } from "../../test/support/api.ts";
import {
  givenMember,
  givenPerson,
  givenServiceAccount,
  givenWorld,
  type World,
} from "../../test/support/given.ts";
import { outboxEvents } from "../../test/support/outbox.ts";
import type { Reply } from "../../test/support/reply.ts";
import type { TokenScope } from "../auth/permissions.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

interface Row {
  user_id: string | null;
  email: string | null;
  state: string;
}
const emails = ({ body }: Reply) => body.data.map(({ email }: Row) => email);
const states = ({ body }: Reply) => body.data.map(({ state }: Row) => state);
const pathOf = ({ workspacePath }: World, { id }: { id: string }) =>
  `${workspacePath}/members/${id}`;

describe("listing members", () => {
  it("returns active members and then invited ones, oldest first, to an admin", async () => {
    const world = await givenWorld(api);
    const { admin, member, viewer, outsider } = world;
    await api.delete(admin, pathOf(world, await givenMember(api, world.workspace, "member")));
    for (const email of ["first@example.com", outsider.email]) {
      await api.post(admin, `${world.workspacePath}/members`, { email, role: "viewer" });
    }

    const { status, body } = await api.get(admin, `${world.workspacePath}/members`);

    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual(
      body.data.map((row: Row) => row.email),
      [admin.email, member.email, viewer.email, "first@example.com", outsider.email],
    );
    assert.deepEqual(body.data[1], {
      workspace_id: world.workspace.id,
      user_id: member.id,
      handle: "member",
      name: member.name,
      email: member.email,
      role: "member",
      kind: "person",
      state: "active",
      invitation_id: null,
      created_at: body.data[1].created_at,
      expires_at: null,
      link: null,
    });
    const [known, unknown] = [body.data[4], body.data[3]];
    assert.deepEqual([known.user_id, known.name, known.state], [null, null, "invited"]);
    const ofInvitation = { expires_at: null, link: null };
    assert.match(known.invitation_id, /^[\da-f-]{36}$/);
    assert.deepEqual(
      { ...known, email: null, invitation_id: null, created_at: null, ...ofInvitation },
      { ...unknown, email: null, invitation_id: null, created_at: null, ...ofInvitation },
    );
  });

  it("filters by state", async () => {
    const world = await givenWorld(api);
    await api.delete(world.admin, pathOf(world, world.member));
    await api.post(world.admin, `${world.workspacePath}/members`, {
      email: "x@example.com",
      role: "viewer",
    });

    for (const [state, expected] of [
      ["active", [world.admin.email, world.viewer.email]],
      ["invited", ["x@example.com"]],
      ["removed", [world.member.email]],
    ] as const) {
      const reply = await api.get(world.admin, `${world.workspacePath}/members?state=${state}`);
      assert.deepEqual(emails(reply), expected);
      assert.deepEqual(
        states(reply),
        expected.map(() => state),
      );
    }
    assert.equal(
      (await api.get(world.viewer, `${world.workspacePath}/members?state=gone`)).status,
      400,
    );
  });

  it("pages from the active members to the invited ones without an omission", async () => {
    const world = await givenWorld(api);
    for (const name of ["a", "b", "c"]) {
      const email = `${name}@example.com`;
      await api.post(world.admin, `${world.workspacePath}/members`, { email, role: "viewer" });
    }
    const all = emails(await api.get(world.admin, `${world.workspacePath}/members`));

    for (const limit of [1, 2, 3, 4]) {
      const walked: string[] = [];
      let path = `${world.workspacePath}/members?limit=${limit}`;
      while (walked.length <= all.length) {
        const reply = await api.get(world.admin, path);
        walked.push(...emails(reply));
        if (reply.body.next_cursor === null) break;
        path = `${world.workspacePath}/members?limit=${limit}&cursor=${reply.body.next_cursor}`;
      }
      assert.deepEqual(walked, all);
    }
  });

  it("shows invitations and the addresses of others only to admins and tokens that manage members", async () => {
    const world = await givenWorld(api);
    const { admin, member, viewer, workspacePath } = world;
    await api.post(admin, `${workspacePath}/members`, { email: "x@example.com", role: "viewer" });
    await api.delete(admin, pathOf(world, await givenMember(api, world.workspace, "member")));
    const scoped = (...scopes: TokenScope[]) =>
      givenServiceAccount(api, world, { role: "admin", scopes });
    const manager = await scoped("member:read", "member:manage");
    const reader = await scoped("member:read");
    const shown = async (as: As, query = "") =>
      emails(await api.get(as, `${workspacePath}/members${query}`));

    const people = [admin.email, member.email, viewer.email];
    const bots = [null, null];
    assert.deepEqual(await shown(admin), [...people, ...bots, "x@example.com"]);
    assert.deepEqual(await shown(manager), [...people, ...bots, "x@example.com"]);
    assert.deepEqual(await shown(reader), [null, null, null, ...bots]);
    assert.deepEqual(await shown(viewer), [null, null, viewer.email, ...bots]);
    assert.deepEqual(await shown(member), [null, member.email, null, ...bots]);
    for (const as of [reader, viewer, member]) {
      assert.deepEqual(await shown(as, "?state=invited"), []);
      assert.deepEqual(await shown(as, "?state=removed"), [null]);
    }
    assert.equal((await shown(admin, "?state=removed")).length, 1);
    assert.notEqual((await shown(manager, "?state=removed"))[0], null);
  });

  it("refuses a cursor of another filter, and responds 404 to a person who is not a member", async () => {
    const world = await givenWorld(api);
    const { body } = await api.get(world.admin, `${world.workspacePath}/members?limit=1`);
    const other = `${world.workspacePath}/members?state=active&cursor=${body.next_cursor}`;
    assert.equal((await api.get(world.admin, other)).status, 400);
    assert.equal((await api.get(world.outsider, `${world.workspacePath}/members`)).status, 404);
  });
});

describe("changing the role of a member", () => {
  it("takes effect immediately, and records both roles", async () => {
    const world = await givenWorld(api);
    const path = pathOf(world, { id: world.member.id.toUpperCase() });

    const { status, body } = await api.patch(world.admin, path, { role: "viewer" });

    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual([body.user_id, body.role, body.state], [world.member.id, "viewer", "active"]);
    const members = await api.get(world.admin, `${world.workspacePath}/members`);
    const isChanged = ({ user_id }: { user_id: string }) => user_id === world.member.id;
    assert.deepEqual(members.body.data.find(isChanged), body);
    const tickets = `${world.workspacePath}/projects/${world.project.id}/tickets`;
    assert.equal((await api.post(world.member, tickets, { title: "No" })).status, 403);
    const events = await outboxEvents(api, world, "member.");
    assert.deepEqual(
      events.map(({ type, actor_id, subject_id, data }) => [type, actor_id, subject_id, data]),
      [
        [
          "member.role_changed",
          world.admin.id,
          world.member.id,
          { changes: { role: { from: "member", to: "viewer" } } },
        ],
      ],
    );
  });

  it("to the same role succeeds without an event", async () => {
    const world = await givenWorld(api);
    const same = await api.patch(world.admin, pathOf(world, world.admin), { role: "admin" });
    assert.deepEqual([same.status, same.body.role], [200, "admin"]);
    assert.deepEqual(await outboxEvents(api, world, "member."), []);
  });

  it("is refused for the last admin, and permitted for one of two", async () => {
    const world = await givenWorld(api);
    const path = pathOf(world, world.admin);

    const refused = await api.patch(world.admin, path, { role: "member" });
    await api.patch(world.admin, pathOf(world, world.member), { role: "admin" });
    const taken = await api.patch(world.admin, path, { role: "member" });

    assert.deepEqual([refused.status, refused.body.code], [409, "last_admin"]);
    assert.deepEqual([taken.status, taken.body.role], [200, "member"]);
  });

  it("is refused for the last admin, even if there are former admins or other workspaces' admins", async () => {
    const world = await givenWorld(api);
    const { admin: elsewhere } = await givenWorld(api);
    const second = await givenMember(api, world.workspace, "admin");
    await api.delete(second, pathOf(world, second));

    const refused = await api.patch(world.admin, pathOf(world, world.admin), { role: "viewer" });

    assert.deepEqual([refused.status, refused.body.code], [409, "last_admin"]);
    const foreign = await api.patch(world.admin, pathOf(world, elsewhere), { role: "viewer" });
    assert.equal(foreign.status, 404);
  });

  it("responds 404 for a former member, an unknown user or a malformed ID", async () => {
    const world = await givenWorld(api);
    await api.delete(world.admin, pathOf(world, world.viewer));
    for (const id of [world.viewer.id, world.outsider.id, randomUUIDv7(), "me"]) {
      const reply = await api.patch(world.admin, pathOf(world, { id }), { role: "member" });
      assert.deepEqual([reply.status, reply.body.code], [404, "not_found"]);
    }
  });

  it("is permitted to admins only, so that nobody can raise their own role", async () => {
    const world = await givenWorld(api);
    for (const person of [world.member, world.viewer]) {
      const refused = await api.patch(person, pathOf(world, person), { role: "admin" });
      assert.equal(refused.status, 403);
      assert.equal(refused.body.required_permission, "member:manage");
    }
    const path = pathOf(world, world.member);
    assert.equal((await api.patch(world.outsider, path, { role: "viewer" })).status, 404);
    assert.equal((await api.patch(world.admin, path, { role: "owner" })).status, 400);
  });
});

describe("removing a member", () => {
  it("ends the membership immediately, keeps the row, and records the actor", async () => {
    const world = await givenWorld(api);

    const { status, body } = await api.delete(world.admin, pathOf(world, world.member));

    assert.deepEqual([status, body], [204, ""]);
    assert.equal((await api.get(world.member, world.workspacePath)).status, 404);
    const removed = await api.get(world.admin, `${world.workspacePath}/members?state=removed`);
    assert.deepEqual(emails(removed), [world.member.email]);
    const [event] = await outboxEvents(api, world, "member.removed");
    assert.deepEqual(
      [event?.actor_id, event?.subject_id, event?.data],
      [world.admin.id, world.member.id, { changes: { role: { from: "member", to: null } } }],
    );
  });

  it("is permitted to every member for themselves, and to admins for others", async () => {
    const world = await givenWorld(api);
    for (const [person, other] of [
      [world.member, world.viewer],
      [world.viewer, world.admin],
    ] as const) {
      const refused = await api.delete(person, pathOf(world, other));
      assert.equal(refused.status, 403);
      assert.equal(refused.body.required_permission, "member:manage");
      assert.equal((await api.delete(person, pathOf(world, person))).status, 204);
      assert.equal((await api.get(person, world.workspacePath)).status, 404);
    }
  });

  it("is refused for the last admin", async () => {
    const world = await givenWorld(api);

    const refused = await api.delete(world.admin, pathOf(world, world.admin));
    const second = await givenMember(api, world.workspace, "admin");
    const taken = await api.delete(world.admin, pathOf(world, world.admin));

    assert.deepEqual([refused.status, refused.body.code], [409, "last_admin"]);
    assert.equal(taken.status, 204);
    assert.equal((await api.get(second, world.workspacePath)).status, 200);
  });

  it("responds 404 the second time, and for a member of another workspace", async () => {
    const world = await givenWorld(api);
    const ada = await givenPerson(api);
    await api.delete(world.admin, pathOf(world, world.member));
    for (const person of [world.member, ada, { id: randomUUIDv7() }]) {
      assert.equal((await api.delete(world.admin, pathOf(world, person))).status, 404);
    }
    assert.equal((await api.delete(world.outsider, pathOf(world, world.viewer))).status, 404);
  });
});
