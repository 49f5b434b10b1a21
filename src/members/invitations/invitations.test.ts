import assert from "node:assert/strict";
import { randomUUIDv7 } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { type As, startApi, type TestApi } from "../../../test/support/api.ts";
import { lockContext } from "../../../test/support/context.ts";
import { givenMember, givenWorld, type World } from "../../../test/support/given.ts";
import { untilBlocked } from "../../../test/support/locks.ts";
import { outboxEvents } from "../../../test/support/outbox.ts";
import type { Reply } from "../../../test/support/reply.ts";
import { sql } from "../../db/sql.ts";
import { type Tx, transaction } from "../../db/transaction.ts";
import { systemOrigin } from "../../events/record.ts";
import { acceptInvitation } from "./accept.ts";
import { withdrawInvitation } from "./withdraw.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const invite = (world: World, email: string, role = "member") =>
  api.post(world.admin, `${world.workspacePath}/members`, { email, role });
const answer = (as: As, { workspace }: World, verb: "accept" | "decline") =>
  api.post(as, `/v1/me/invitations/${workspace.id}/${verb}`);
const stateOf = async ({ workspacePath, admin }: World, email: string) => {
  const { body } = await api.get(admin, `${workspacePath}/members`);
  return body.data
    .filter((row: { email: string }) => row.email.toLowerCase() === email.toLowerCase())
    .map((row: { state: string; role: string }) => [row.state, row.role]);
};

describe("inviting to a workspace", () => {
  it("responds the same for known and unknown email addresses", async () => {
    const world = await givenWorld(api);

    const known = await invite(world, world.outsider.email);
    const unknown = await invite(world, "nobody@example.com");

    for (const { status, headers, body } of [known, unknown]) {
      assert.equal(status, 201, JSON.stringify(body));
      assert.equal(
        headers.get("location"),
        `${world.workspacePath}/invitations/${body.invitation_id}`,
      );
      assert.deepEqual(body, {
        workspace_id: world.workspace.id,
        user_id: null,
        handle: null,
        name: null,
        email: body.email,
        role: "member",
        kind: "person",
        state: "invited",
        invitation_id: body.invitation_id,
        created_at: body.created_at,
        expires_at: body.expires_at,
        link: body.link,
      });
    }
    const events = await outboxEvents(api, world, "member.invited");
    assert.deepEqual(
      events.map(({ subject_id, data }) => [subject_id, data]),
      [known, unknown].map(({ body }) => [
        body.invitation_id,
        { changes: { role: { from: null, to: "member" } } },
      ]),
    );
  });

  it("changes the role of an existing invitation, whatever the case of the email address", async () => {
    const world = await givenWorld(api);
    const first = await invite(world, "ada@example.com", "viewer");

    const second = await invite(world, "ADA@Example.com", "admin");
    const third = await invite(world, "ada@example.com", "admin");

    const renewed = { ...first.body, role: "admin", expires_at: second.body.expires_at };
    assert.deepEqual([second.status, second.body], [201, renewed]);
    const { expires_at } = third.body;
    assert.deepEqual([third.status, third.body], [201, { ...second.body, expires_at }]);
    assert.deepEqual(await stateOf(world, "ada@example.com"), [["invited", "admin"]]);
    const events = await outboxEvents(api, world, "member.invited");
    assert.deepEqual(
      events.map(({ data }) => data.changes.role),
      [
        { from: null, to: "viewer" },
        { from: "viewer", to: "admin" },
      ],
    );
  });

  it("refuses the address of an active member, and accepts that of a former member", async () => {
    const world = await givenWorld(api);

    const refused = await invite(world, world.member.email.toUpperCase());
    await api.delete(world.admin, `${world.workspacePath}/members/${world.member.id}`);
    const taken = await invite(world, world.member.email);

    assert.deepEqual([refused.status, refused.body.code], [409, "already_member"]);
    assert.equal(taken.status, 201);
  });

  it("is permitted to admins, with a valid email address and a valid role", async () => {
    const world = await givenWorld(api);
    const body = { email: "x@example.com", role: "admin" };
    for (const person of [world.member, world.viewer]) {
      const refused = await api.post(person, `${world.workspacePath}/members`, body);
      assert.equal(refused.status, 403);
      assert.equal(refused.body.required_permission, "member:manage");
    }
    assert.equal(
      (await api.post(world.outsider, `${world.workspacePath}/members`, body)).status,
      404,
    );
    const { body: faults } = await invite(world, "no address", "owner");
    assert.deepEqual(
      faults.errors.map(({ pointer }: { pointer: string }) => pointer),
      ["/email", "/role"],
    );
  });

  it("creates a new invitation after a concurrent withdrawal of the old one", async () => {
    const world = await givenWorld(api);
    const second = await givenMember(api, world.workspace, "admin");
    const { body: first } = await invite(world, "ada@example.com");

    const late = await afterRival(
      (rival) => withdraw(rival, world, first.invitation_id),
      () => invite({ ...world, admin: second }, "ada@example.com", "viewer"),
    );

    assert.equal(late.status, 201);
    assert.notEqual(late.body.invitation_id, first.invitation_id);
    assert.deepEqual(await stateOf(world, "ada@example.com"), [["invited", "viewer"]]);
  });

  it("creates one invitation for two simultaneous requests with one address", async () => {
    const world = await givenWorld(api);
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => invite(world, "ada@example.com")),
    );
    assert.deepEqual(new Set(replies.map(({ status }) => status)), new Set([201]));
    assert.equal(new Set(replies.map(({ body }) => body.invitation_id)).size, 1);
  });
});

describe("accepting an invitation", () => {
  it("makes the user a member with the invited role, whatever the case of the email address", async () => {
    const world = await givenWorld(api);
    const { outsider } = world;
    const { body: invited } = await invite(world, outsider.email.toUpperCase());

    const { status, body } = await answer(outsider, world, "accept");

    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual(body, {
      workspace_id: world.workspace.id,
      workspace_name: world.workspace.name,
      slug: "analytical-engines",
      former_slugs: [],
      role: "member",
      handle: "outsider",
      state: "active",
    });
    assert.deepEqual(await stateOf(world, outsider.email), [["active", "member"]]);
    const [event] = await outboxEvents(api, world, "member.joined");
    assert.deepEqual(
      [event?.actor_id, event?.subject_id, event?.data],
      [
        outsider.id,
        outsider.id,
        {
          invitation_id: invited.invitation_id,
          invited_by: world.admin.id,
          changes: { role: { from: null, to: "member" } },
        },
      ],
    );
    assert.equal((await answer(outsider, world, "accept")).status, 404);
  });

  it("restores a former member with the new role and the original join date", async () => {
    const world = await givenWorld(api);
    const path = `${world.workspacePath}/members`;
    const before = (await api.get(world.admin, path)).body.data[1];
    await api.delete(world.admin, `${path}/${world.member.id}`);
    await invite(world, world.member.email, "viewer");

    await answer(world.member, world, "accept");

    const { body } = await api.get(world.admin, path);
    assert.deepEqual(
      body.data.find(({ user_id }: { user_id: string }) => user_id === world.member.id),
      { ...before, role: "viewer" },
    );
  });

  for (const way of ["by its workspace", "by its link"]) {
    it(`leaves the role of somebody who is a member already, ${way}`, async () => {
      const world = await givenWorld(api);
      const { admin } = world;
      const email = `ada-${randomUUIDv7()}@example.com`;
      const { body: invited } = await invite(world, email, "viewer");
      // The address changed while an invitation to it was not there, or in an earlier version.
      await api.db.query(sql`
        update users set email = ${email}, email_key = ${email} where id = ${admin.id}`);
      const token = invited.link.slice(invited.link.indexOf("#") + 1);
      const accepted = () =>
        way === "by its link"
          ? api.post(admin, "/v1/me/invitations/accept", { token })
          : answer(admin, world, "accept");

      const { status, body } = await accepted();

      assert.deepEqual([status, body.role, body.handle], [200, "admin", "admin"]);
      assert.deepEqual(await stateOf(world, email), [["active", "admin"]]);
      assert.deepEqual(await outboxEvents(api, world, "member.joined"), []);
      const [event] = await outboxEvents(api, world, "invitation.withdrawn");
      assert.deepEqual(
        [event?.actor_id, event?.subject_id, event?.data],
        [admin.id, invited.invitation_id, { role: "viewer", cause: "invitee_added" }],
      );
      assert.ok((await accepted()).status >= 400);
    });
  }

  it("responds 404 to an invitation for another user or in another workspace", async () => {
    const world = await givenWorld(api);
    const elsewhere = await givenWorld(api);
    await invite(world, elsewhere.member.email);
    for (const verb of ["accept", "decline"] as const) {
      assert.equal((await answer(world.outsider, world, verb)).status, 404);
      assert.equal((await answer(elsewhere.member, elsewhere, verb)).status, 404);
      const path = `/v1/me/invitations/${randomUUIDv7()}/${verb}`;
      assert.equal((await api.post(elsewhere.member, path)).status, 404);
      assert.equal((await answer(undefined, world, verb)).status, 401);
    }
  });

  it("responds 404 to the second of two simultaneous requests", async () => {
    const world = await givenWorld(api);
    await invite(world, world.outsider.email);

    const late = await afterRival(
      (rival) => accept(rival, world),
      () => answer(world.outsider, world, "accept"),
    );

    assert.equal(late.status, 404);
    assert.deepEqual(await stateOf(world, world.outsider.email), [["active", "member"]]);
  });

  it("responds 404 after a concurrent withdrawal", async () => {
    const world = await givenWorld(api);
    const { body } = await invite(world, world.outsider.email);

    const late = await afterRival(
      (rival) => withdraw(rival, world, body.invitation_id),
      () => answer(world.outsider, world, "accept"),
    );

    assert.equal(late.status, 404);
    assert.deepEqual(await stateOf(world, world.outsider.email), []);
  });

  it("makes a concurrent withdrawal respond 404", async () => {
    const world = await givenWorld(api);
    const { body } = await invite(world, world.outsider.email);

    const late = await afterRival(
      (rival) => accept(rival, world),
      () => api.delete(world.admin, `${world.workspacePath}/invitations/${body.invitation_id}`),
    );

    assert.equal(late.status, 404);
    assert.deepEqual(await stateOf(world, world.outsider.email), [["active", "member"]]);
  });

  it("makes a concurrent new invitation respond 409 already_member", async () => {
    const world = await givenWorld(api);
    await invite(world, world.outsider.email);

    const late = await afterRival(
      (rival) => accept(rival, world),
      () => invite(world, world.outsider.email, "viewer"),
    );

    assert.deepEqual([late.status, late.body.code], [409, "already_member"]);
    assert.deepEqual(await stateOf(world, world.outsider.email), [["active", "member"]]);
  });
});

describe("declining and withdrawing an invitation", () => {
  it("declining ends the invitation permanently, and is recorded", async () => {
    const world = await givenWorld(api);
    const { body } = await invite(world, world.outsider.email);

    const declined = await answer(world.outsider, world, "decline");

    assert.deepEqual([declined.status, declined.body], [204, ""]);
    assert.equal((await answer(world.outsider, world, "accept")).status, 404);
    assert.deepEqual(await stateOf(world, world.outsider.email), []);
    const [event] = await outboxEvents(api, world, "invitation.");
    assert.deepEqual(
      [event?.type, event?.actor_id, event?.subject_id],
      ["invitation.declined", world.outsider.id, body.invitation_id],
    );
  });

  it("withdrawing ends it permanently, and responds 404 the second time", async () => {
    const world = await givenWorld(api);
    const { headers } = await invite(world, world.outsider.email, "viewer");
    const path = headers.get("location") ?? "";

    const withdrawn = await api.delete(world.admin, path);

    assert.deepEqual([withdrawn.status, withdrawn.body], [204, ""]);
    assert.equal((await answer(world.outsider, world, "accept")).status, 404);
    assert.equal((await api.delete(world.admin, path)).status, 404);
    const [event] = await outboxEvents(api, world, "invitation.");
    assert.deepEqual(
      [event?.type, event?.actor_id, event?.data, event?.personal],
      ["invitation.withdrawn", world.admin.id, { role: "viewer" }, { email: world.outsider.email }],
    );
  });

  it("withdrawing is permitted to admins of this workspace only", async () => {
    const world = await givenWorld(api);
    const elsewhere = await givenWorld(api);
    const { body } = await invite(world, world.outsider.email);
    const id = body.invitation_id;

    const refused = await api.delete(world.member, `${world.workspacePath}/invitations/${id}`);
    assert.equal(refused.status, 403);
    assert.equal(refused.body.required_permission, "member:manage");
    for (const workspacePath of [world.workspacePath, elsewhere.workspacePath]) {
      assert.equal(
        (await api.delete(elsewhere.admin, `${workspacePath}/invitations/${id}`)).status,
        404,
      );
    }
    assert.deepEqual(await stateOf(world, world.outsider.email), [["invited", "member"]]);
  });
});

/** Sends a request that waits for the locks of `first`, and returns its response after the commit of `first`. */
async function afterRival(
  first: (rival: Tx) => Promise<unknown>,
  send: () => Promise<Reply>,
): Promise<Reply> {
  let late!: Promise<Reply>;
  await transaction(api.db, async (rival) => {
    await first(rival);
    late = send();
    await untilBlocked(api.db);
  });
  return await late;
}

function accept(rival: Tx, { outsider, workspace }: World) {
  const principal = {
    kind: "session" as const,
    expires_at: null,
    user_id: outsider.id,
    session_id: outsider.session_id,
  };
  return acceptInvitation(
    rival,
    { principal, origin: systemOrigin },
    { workspace_id: workspace.id, config: api.instance.config },
  );
}

async function withdraw(rival: Tx, world: World, id: string) {
  const context = await lockContext(rival, world, world.admin, { permission: "member:manage" });
  await withdrawInvitation(rival, context, { id });
}
