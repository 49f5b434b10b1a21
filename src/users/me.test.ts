import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { givenInvitation } from "../../test/support/accounts.ts";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { givenPerson, givenWorld } from "../../test/support/given.ts";
import { sql } from "../db/sql.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

describe("/v1/me", () => {
  it("returns the caller's account, memberships and invitations", async () => {
    const home = await givenWorld(api);
    const other = await givenWorld(api);
    await givenInvitation(api, other, { email: home.member.email.toUpperCase(), role: "viewer" });

    const { status, body } = await api.get(home.member, "/v1/me");

    assert.equal(status, 200);
    const { id, name, email } = home.member;
    const { created_at } = body.user;
    assert.deepEqual(body.user, {
      ...{ id, name, email, kind: "person", created_at },
      ...{ email_confirmed: false, pending_email_change: null, mail_state: "working" },
    });
    assert.deepEqual(body.memberships, [
      {
        workspace_id: home.workspace.id,
        workspace_name: home.workspace.name,
        slug: "analytical-engines",
        former_slugs: [],
        role: "member",
        handle: "member",
        state: "active",
      },
    ]);
    assert.deepEqual(body.invitations, [
      {
        workspace_id: other.workspace.id,
        workspace_name: other.workspace.name,
        role: "viewer",
        created_at: body.invitations[0].created_at,
        state: "invited",
        expires_at: body.invitations[0].expires_at,
      },
    ]);
  });

  it("omits memberships that ended, and memberships and invitations in deleted workspaces", async () => {
    const home = await givenWorld(api);
    const deleted = await givenWorld(api);
    await givenInvitation(api, deleted, { email: home.member.email });
    await api.db.query(sql`
      update members set removed_at = now() where user_id = ${home.member.id}`);
    await api.db.query(sql`
      update workspaces set deleted_at = now() where id = ${deleted.workspace.id}`);

    const removed = await api.get(home.member, "/v1/me");
    const homeless = await api.get(deleted.admin, "/v1/me");

    assert.deepEqual([removed.body.memberships, removed.body.invitations], [[], []]);
    assert.deepEqual(homeless.body.memberships, []);
  });

  it("changes the caller's name and records it as personal data, which can be erased", async () => {
    const person = await givenPerson(api);

    const { status, body } = await api.patchAndRead(person, "/v1/me", { name: " Ada King " });

    assert.equal(status, 200);
    assert.equal(body.user.name, "Ada King");
    assert.deepEqual((await api.get(person, "/v1/me")).body, body);
    const [event] = await api.db.query(sql`
      select o.data, o.personal
        from outbox o
       where o.type = 'user.updated'
         and o.actor_id = ${person.id}`);
    const personal = { changes: { name: { from: "Ada", to: "Ada King" } } };
    assert.deepEqual(event, { data: {}, personal });
  });

  it("records no event if nothing changes", async () => {
    const person = await givenPerson(api);

    assert.equal((await api.patchAndRead(person, "/v1/me", {})).status, 200);
    assert.equal((await api.patchAndRead(person, "/v1/me", { name: person.name })).status, 200);

    const rows = await api.db.query(sql`select 1 from outbox where actor_id = ${person.id}`);
    assert.equal(rows.length, 0);
  });

  it("rejects an invalid name and a change of the email address", async () => {
    const person = await givenPerson(api);

    for (const patch of [
      { name: null },
      { name: "" },
      { name: "x".repeat(101) },
      { email: "a@b.example" },
    ]) {
      const { status, body } = await api.patchAndRead(person, "/v1/me", patch);
      assert.deepEqual([status, body.code], [400, "invalid_request"], JSON.stringify(patch));
    }
  });

  it("answers 401 to an invalid token", async () => {
    for (const token of ["", "x.y.z", "slr_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"]) {
      const { status, headers, body } = await api.get({ token }, "/v1/me");
      assert.deepEqual([status, body.code], [401, "unauthenticated"]);
      assert.match(headers.get("www-authenticate") ?? "", /^Bearer/);
    }
  });
});
