import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { givenAccount } from "../../test/support/accounts.ts";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { drainOutbox } from "../../test/support/audit.ts";
import { givenMember, givenServiceAccount, givenWorld } from "../../test/support/given.ts";
import { givenMail, readMails } from "../../test/support/mail/given-mail.ts";
import { instanceChain } from "../audit/record.ts";
import { verifyChain } from "../audit/verify.ts";
import { createPool, type Db } from "../db/pool.ts";
import { sql } from "../db/sql.ts";
import { eraseUser } from "./erase.ts";

let api: TestApi;
let owner: Db;
before(async () => {
  api = await startApi();
  owner = createPool(api.database.databaseOwnerUrl);
});
after(async () => {
  await owner.close();
  await api.close();
});

describe("erasing a person", () => {
  it("removes their personal data from every table, except that their handle stays reserved, and keeps every audit chain valid", async () => {
    const mark = `zyx${randomUUID().slice(0, 8)}`;
    const world = await givenWorld(api);
    const other = await givenWorld(api);
    const person = await givenAccount(api, { name: `${mark} King`, email: `${mark}@example.com` });
    const key = { "idempotency-key": mark };
    const invitation = { email: person.email, role: "admin" };
    await api.post(world.admin, `${world.workspacePath}/members`, invitation, key);
    const { body: theirs } = await api.post(person, "/v1/workspaces", { name: "Theirs" }, key);
    await api.delete(person, `/v1/workspaces/${theirs.id}`);
    await api.post(
      world.admin,
      "/v1/workspaces",
      { name: "Not theirs" },
      { "idempotency-key": "1" },
    );
    await api.post(other.admin, `${other.workspacePath}/members`, {
      email: person.email.toUpperCase(),
      role: "viewer",
    });
    await api.post(person, `/v1/me/invitations/${world.workspace.id}/accept`);
    await api.patch(
      person,
      world.workspacePath,
      { name: "Renamed" },
      { "user-agent": `${mark}/1.0` },
    );
    await api.patch(person, "/v1/me", { name: `${mark} Byron` });
    await drainOutbox(api);
    assert.deepEqual(await tablesWith(mark), [
      "audit_personal",
      "handles",
      "idempotency_keys",
      "invitations",
      "members",
      "users",
    ]);
    // This event is still in the outbox when the person is erased.
    await api.patch(
      person,
      world.workspacePath,
      { name: "Once more" },
      { "user-agent": `${mark}/2.0` },
    );

    const { records } = await eraseUser(api.instance, owner, { email: person.email });
    await drainOutbox(api);

    // Texts may contain the handle, so nobody else may have it. No member is shown with it any more.
    assert.deepEqual(await tablesWith(mark), ["handles"]);
    assert.ok(records >= 5, `${records}`);
    assert.deepEqual(await api.db.query(sql`select k.key from idempotency_keys k`), [{ key: "1" }]);
    assert.equal((await api.get(person, "/v1/me")).status, 401);
    for (const chain of [world.workspace.id, other.workspace.id, instanceChain]) {
      const { ok, erased } = await verifyChain(api.db, { workspace_id: chain, secrets: [] });
      assert.deepEqual([ok, erased > 0], [true, true]);
    }
  });

  it("removes what the audit log has of invitations to a former address", async () => {
    const mark = `zyx${randomUUID().slice(0, 8)}`;
    const world = await givenWorld(api);
    const person = await givenAccount(api, { email: `${mark}@example.com` });
    const invitation = { email: person.email, role: "viewer" };
    const { body } = await api.post(world.admin, `${world.workspacePath}/members`, invitation);
    await api.delete(world.admin, `${world.workspacePath}/invitations/${body.invitation_id}`);
    const email = `new-${randomUUID()}@example.com`;
    const change = { email, current_password: person.password };
    assert.equal((await api.put(person, "/v1/me/email", change)).status, 202);
    await drainOutbox(api);
    assert.deepEqual(await tablesWith(mark), ["audit_personal"]);

    await eraseUser(api.instance, owner, { email });

    assert.deepEqual(await tablesWith(mark), []);
  });

  it("removes invitations, their mails and stored responses that name a former address in another spelling", async () => {
    const mark = `zyx${randomUUID().slice(0, 8)}`;
    const world = await givenWorld(api);
    const person = await givenAccount(api, { email: `${mark}@b\u00fccher.example` });
    const email = `new-${randomUUID()}@example.com`;
    const change = { email, current_password: person.password };
    assert.equal((await api.put(person, "/v1/me/email", change)).status, 202);
    const former = `${mark.toUpperCase()}@xn--bcher-kva.example`;
    const invitation = { email: former, role: "viewer" };
    const key = { "idempotency-key": randomUUID() };
    const path = `${world.workspacePath}/members`;
    assert.equal((await api.post(world.admin, path, invitation, key)).status, 201);
    await givenMail(api, { kind: "invitation", recipient: `${mark}@XN--BCHER-KVA.example` });

    await eraseUser(api.instance, owner, { email });

    assert.deepEqual(await tablesWith(mark), []);
    assert.deepEqual(await tablesWith(mark.toUpperCase()), []);
    const { data } = (await api.get(world.admin, `${path}?state=invited`)).body;
    assert.deepEqual(data, []);
  });

  it("finds the former addresses again when it is repeated after a failure", async () => {
    const mark = `zyx${randomUUID().slice(0, 8)}`;
    const world = await givenWorld(api);
    const person = await givenAccount(api, { email: `${mark}@example.com` });
    const email = `new-${randomUUID()}@example.com`;
    const change = { email, current_password: person.password };
    assert.equal((await api.put(person, "/v1/me/email", change)).status, 202);
    const invitation = { email: `${mark}@example.com`, role: "viewer" };
    await api.post(world.admin, `${world.workspacePath}/members`, invitation);
    const hashPassword = () => Promise.reject(new Error("It stops here."));
    const stopped = { ...api.instance, passwords: { ...api.instance.passwords, hashPassword } };
    await assert.rejects(eraseUser(stopped, owner, { email }), /It stops here/);

    await eraseUser(api.instance, owner, { email });

    assert.deepEqual(await tablesWith(mark), []);
  });

  it("keeps invitations and mails of somebody who has a former address by now", async () => {
    const world = await givenWorld(api);
    const person = await givenAccount(api);
    const change = {
      email: `new-${randomUUID()}@example.com`,
      current_password: person.password,
    };
    assert.equal((await api.put(person, "/v1/me/email", change)).status, 202);
    await api.db.query(sql`
      update address_changes set expires_at = clock_timestamp() where user_id = ${person.id}`);
    const other = await givenAccount(api, { email: person.email });
    const path = `${world.workspacePath}/members`;
    await api.post(world.admin, path, { email: other.email, role: "viewer" });
    const mail = await givenMail(api, { kind: "invitation", recipient: other.email });

    await eraseUser(api.instance, owner, { email: change.email });

    const { data } = (await api.get(world.admin, `${path}?state=invited`)).body;
    assert.deepEqual(
      data.map((row: { email: string }) => row.email),
      [other.email],
    );
    assert.ok((await readMails(api)).some(({ id }) => id === mail));
  });

  it("keeps the personal data and the sessions of other people", async () => {
    const person = await givenAccount(api);
    const other = await givenAccount(api);
    await drainOutbox(api);

    await eraseUser(api.instance, owner, { email: person.email });

    assert.equal((await api.get(other, "/v1/me")).body.user.email, other.email);
    const kept = await api.db.query(sql`
      select p.sequence
        from audit_personal p
        join audit_log a on a.workspace_id = p.workspace_id and a.sequence = p.sequence
       where a.actor_id = ${other.id}`);
    assert.equal(kept.length, 2);
  });

  it("keeps the service accounts that the person created, with working tokens", async () => {
    const person = await givenAccount(api);
    const workspace = (await api.post(person, "/v1/workspaces", { name: "Acme" })).body;
    const bot = await givenServiceAccount(api, { workspace, admin: person });
    await givenMember(api, workspace, "admin");

    await eraseUser(api.instance, owner, { email: person.email });

    assert.equal((await api.get(bot, `/v1/workspaces/${workspace.id}`)).status, 200);
  });

  it("changes nothing if the database role may not erase audit records or if nobody has the address", async () => {
    const person = await givenAccount(api);
    await drainOutbox(api);

    await assert.rejects(eraseUser(api.instance, api.db, person), { code: "42501" });
    await assert.rejects(eraseUser(api.instance, owner, { email: "nobody@example.com" }), {
      code: "not_found",
    });

    assert.equal((await api.get(person, "/v1/me")).body.user.email, person.email);
  });
});

/** Returns the tables that contain the text in any column. */
async function tablesWith(text: string): Promise<string[]> {
  const tables = await api.db.query(sql<{ name: string }>`
    select relname::text as name
      from pg_class
     where relnamespace = 'public'::regnamespace and relkind = 'r'
     order by relname`);
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await owner.pool.query(
      `select 1 from ${name} t where strpos(lower(t::text), $1) > 0 limit 1`,
      [text],
    );
    if (rows.length > 0) found.push(name);
  }
  return found;
}
