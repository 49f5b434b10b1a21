import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { asOwner } from "../../test/support/audit.ts";
import { givenMember, givenServiceAccount, givenWorld } from "../../test/support/given.ts";
import { outboxEvents } from "../../test/support/outbox.ts";
import { assertProblem } from "../../test/support/problem.ts";
import { roles } from "../auth/permissions.ts";
import { sql } from "../db/sql.ts";

let api: TestApi;
before(async () => {
  api = await startApi({ trustProxy: 1 });
});
after(() => api.close());

describe("creating a service account", () => {
  it("adds a member without an email address, who appears in the member list", async () => {
    const { workspacePath, admin, viewer, workspace } = await givenWorld(api);

    const made = await api.post(admin, `${workspacePath}/service-accounts`, {
      name: " Bot ",
      role: "member",
    });

    assert.equal(made.status, 201, JSON.stringify(made.body));
    const { user_id, created_at } = made.body;
    const account = {
      ...{ workspace_id: workspace.id, user_id },
      ...{ handle: "bot", name: "Bot", role: "member" },
    };
    assert.deepEqual(made.body, { ...account, created_at });
    const location = new URL(made.headers.get("location") ?? "", api.url).pathname;
    assert.deepEqual((await api.get(viewer, location)).body, made.body);
    const { body: members } = await api.get(viewer, `${workspacePath}/members`);
    assert.deepEqual(members.data.at(-1), {
      ...account,
      ...{ email: null, kind: "service", state: "active", invitation_id: null, created_at },
      ...{ expires_at: null, link: null },
    });
  });

  it("records one event with the account's name and role", async () => {
    const world = await givenWorld(api);
    const body = { name: "Bot", role: "viewer" };

    const made = await api.post(world.admin, `${world.workspacePath}/service-accounts`, body);

    const [event, ...more] = await outboxEvents(api, world, "service_account.");
    assert.deepEqual(more, []);
    assert.deepEqual([event?.actor_id, event?.subject_id], [world.admin.id, made.body.user_id]);
    assert.deepEqual(event?.data, {
      name: "Bot",
      changes: { role: { from: null, to: "viewer" } },
    });
  });

  it("rejects an invalid name and an invalid role in the same response", async () => {
    const { workspacePath, admin } = await givenWorld(api);

    const reply = await api.post(admin, `${workspacePath}/service-accounts`, {
      name: " ",
      role: "owner",
    });

    assertProblem(reply, "invalid_request");
    assert.deepEqual(
      reply.body.errors.map(({ pointer }: { pointer: string }) => pointer),
      ["/name", "/role"],
    );
  });

  it("leaves no way to store a user with an address but no password", async () => {
    const { admin } = await givenWorld(api);
    const half = sql`update users set password_hash = null where id = ${admin.id}`;
    await assert.rejects(asOwner(api, half), { constraint: "address_and_password_come_together" });
  });
});

describe("listing service accounts", () => {
  it("returns active service accounts in pages, oldest first, and omits people", async () => {
    const world = await givenWorld(api);
    const { workspacePath, admin, viewer } = world;
    const bots = [];
    for (let n = 0; n < 4; n += 1) bots.push(await givenServiceAccount(api, world));
    const [removed, ...left] = bots.map(({ id }) => id);
    await api.delete(admin, `${workspacePath}/members/${removed}`);

    const first = await api.get(viewer, `${workspacePath}/service-accounts?limit=2`);
    const cursor = first.body.next_cursor;
    const second = await api.get(
      viewer,
      `${workspacePath}/service-accounts?limit=2&cursor=${cursor}`,
    );

    const idsOf = ({ data }: { data: { user_id: string }[] }) => data.map((row) => row.user_id);
    assert.deepEqual([idsOf(first.body), idsOf(second.body)], [left.slice(0, 2), left.slice(2)]);
    assert.equal(second.body.next_cursor, null);
    for (const id of [removed, admin.id]) {
      assertProblem(await api.get(viewer, `${workspacePath}/service-accounts/${id}`), "not_found");
    }
  });
});

describe("a service account", () => {
  it("can create tickets in its workspace and be assigned to them", async () => {
    const world = await givenWorld(api);
    const bot = await givenServiceAccount(api, world);
    const tickets = `${world.workspacePath}/projects/${world.project.id}/tickets`;

    const made = await api.post(bot, tickets, { title: "From a program" });
    const path = `${world.workspacePath}/tickets/${made.body.id}`;
    const assigned = await api.patch(world.member, path, { assignee_id: bot.id });

    assert.deepEqual([made.status, made.body.reporter_id], [201, bot.id]);
    assert.deepEqual([assigned.status, assigned.body.assignee_id], [200, bot.id]);
  });

  it("reads its own account, its only workspace and no invitations", async () => {
    const world = await givenWorld(api);
    await givenWorld(api);
    const bot = await givenServiceAccount(api, world);

    const me = await api.get(bot, "/v1/me");
    const { body: workspaces } = await api.get(bot, "/v1/workspaces");

    const { created_at } = me.body.user;
    const user = {
      ...{ id: bot.id, name: bot.name, email: null, kind: "service", created_at },
      ...{ email_confirmed: false, pending_email_change: null, mail_state: "working" },
    };
    assert.deepEqual(me.body.user, user);
    assert.deepEqual(
      me.body.memberships.map(({ workspace_id }: { workspace_id: string }) => workspace_id),
      [world.workspace.id],
    );
    assert.deepEqual(me.body.invitations, []);
    assert.deepEqual(
      workspaces.data.map(({ id }: { id: string }) => id),
      [world.workspace.id],
    );
  });

  it("can be given another role, and may then do only what that role allows", async () => {
    const world = await givenWorld(api);
    const bot = await givenServiceAccount(api, world);
    const tickets = `${world.workspacePath}/projects/${world.project.id}/tickets`;

    const changed = await api.patch(world.admin, `${world.workspacePath}/members/${bot.id}`, {
      role: "viewer",
    });

    assert.deepEqual([changed.status, changed.body.kind], [200, "service"]);
    const refused = await api.post(bot, tickets, { title: "No more" });
    assertProblem(refused, "forbidden");
    assert.equal(refused.body.required_permission, "ticket:create");
  });

  it("does not count as the last admin, because the last admin must be able to sign in", async () => {
    const world = await givenWorld(api);
    const { workspacePath, admin } = world;
    const bot = await givenServiceAccount(api, world, { role: "admin" });
    const own = `${workspacePath}/members/${admin.id}`;

    assertProblem(await api.patch(admin, own, { role: "member" }), "last_admin");
    assertProblem(await api.delete(admin, own), "last_admin");

    assert.equal((await api.delete(bot, `${workspacePath}/members/${bot.id}`)).status, 204);
  });

  it("cannot invite anybody, raise a role or remove an admin, so that no access outlives its token", async () => {
    const world = await givenWorld(api);
    const { workspacePath, admin, member, viewer } = world;
    const other = await givenMember(api, world.workspace, "admin");
    const bot = await givenServiceAccount(api, world, { role: "admin" });
    const invite = (role: string) =>
      api.post(bot, `${workspacePath}/members`, { email: `${role}@example.com`, role });

    const setRole = ({ id }: { id: string }, role: string) =>
      api.patch(bot, `${workspacePath}/members/${id}`, { role });

    for (const role of roles) assertProblem(await invite(role), "person_required");
    assertProblem(await setRole(member, "admin"), "person_required");
    assertProblem(await setRole(viewer, "member"), "person_required");
    assertProblem(await setRole(other, "viewer"), "person_required");
    assertProblem(await api.delete(bot, `${workspacePath}/members/${other.id}`), "person_required");

    const { data } = (await api.get(admin, `${workspacePath}/members`)).body;
    assert.deepEqual(
      data.flatMap(({ state }: { state: string }) => (state === "invited" ? [state] : [])),
      [],
    );
    assert.equal((await setRole(member, "viewer")).status, 200);
    assert.equal((await api.delete(bot, `${workspacePath}/members/${member.id}`)).status, 204);
  });

  it("is refused an invitation to another workspace, which its own workspace has on record, and the other one has not", async () => {
    const [home, other] = [await givenWorld(api), await givenWorld(api)];
    const bot = await givenServiceAccount(api, home, { role: "admin" });
    const headers = { "x-request-id": "bot-accepts-1" };

    const path = `/v1/me/invitations/${other.workspace.id}/accept`;
    assertProblem(await api.post(bot, path, {}, headers), "person_required");

    await api.instance.refusals.close();
    const rows = await api.db.query(sql`
      select workspace_id, actor_id, token from outbox where request_id = 'bot-accepts-1'`);
    const token = { id: bot.token_id, name: "a token" };
    assert.deepEqual(rows, [{ workspace_id: home.workspace.id, actor_id: bot.id, token }]);
  });
});
