import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { givenAccount, goodPassword, type SignedInPerson } from "../../test/support/accounts.ts";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { fillAll } from "../../test/support/feed.ts";
import { givenWorld } from "../../test/support/given.ts";
import { untilBlocked } from "../../test/support/locks.ts";
import { countLeft } from "../backfill/count-left.ts";
import { sql } from "../db/sql.ts";
import { transaction } from "../db/transaction.ts";
import { checkAddresses } from "../doctor/addresses.ts";
import { fillInvitationKeys } from "../members/email-keys/fill-invitation-keys.ts";
import { fillUserKeys } from "./fill-user-keys.ts";
import { insertUser } from "./queries.ts";

let api: TestApi;
before(async () => {
  api = await startApi({ registration: "invited" });
});
after(() => api.close());

const open = async () => await startApi();
const signIn = async (email: string) =>
  (await api.post(undefined, "/v1/auth/login", { email, password: goodPassword })).body.user?.id;
const register = (email: string, to = api) =>
  to.post(undefined, "/v1/auth/register", { name: "Ada", email, password: goodPassword });

/** An account whose address in three spellings is the same. */
async function givenDoerte() {
  const mark = randomUUID().slice(0, 8);
  const world = await givenWorld(api);
  const spellings = [
    `Dörte-${mark}@Bücher.example`,
    `DO\u0308RTE-${mark}@xn--bcher-kva.EXAMPLE`,
    `dörte-${mark}@bu\u0308cher。example`,
  ] as const;
  await api.post(world.admin, `${world.workspacePath}/members`, {
    email: spellings[0],
    role: "member",
  });
  return { world, spellings };
}

describe("an email address", () => {
  it("is stored as it was typed, and means the same account in every spelling", async () => {
    const { world, spellings } = await givenDoerte();
    const [first, second, third] = spellings;

    const registered = await register(second);

    assert.equal(registered.status, 201);
    const { user, access_token } = registered.body;
    assert.equal(user.email, second.normalize("NFC"));
    for (const email of spellings) assert.equal(await signIn(email), user.id, email);
    assert.deepEqual((await register(third)).body.code, "email_taken");
    const me = await api.get({ token: access_token }, "/v1/me");
    assert.deepEqual(
      me.body.invitations.map(({ workspace_id }: { workspace_id: string }) => workspace_id),
      [world.workspace.id],
    );
    const as = { token: access_token };
    const accepted = await api.post(as, `/v1/me/invitations/${world.workspace.id}/accept`);
    assert.equal(accepted.status, 200);
    const again = { email: first, role: "viewer" };
    const invited = await api.post(world.admin, `${world.workspacePath}/members`, again);
    assert.deepEqual([invited.status, invited.body.code], [409, "already_member"]);
  });

  it("that is invited again in another spelling has one invitation", async () => {
    const { world, spellings } = await givenDoerte();
    const path = `${world.workspacePath}/members`;

    const again = await api.post(world.admin, path, { email: spellings[1], role: "viewer" });

    const { data } = (await api.get(world.admin, path)).body;
    const invited = data.filter(({ state }: { state: string }) => state === "invited");
    assert.equal(invited.length, 1);
    assert.deepEqual(
      [invited[0].invitation_id, invited[0].email, invited[0].role],
      [again.body.invitation_id, spellings[0], "viewer"],
    );
  });

  it("that a concurrent registration takes in another spelling is taken", async () => {
    const service = await open();
    const mark = randomUUID();
    let late!: ReturnType<typeof register>;
    await transaction(service.db, async (rival) => {
      const email = `straße-${mark}@example.com`;
      await insertUser(rival, { id: randomUUID(), name: "Ada", email, password_hash: "" });
      late = register(`STRASSE-${mark}@example.com`, service);
      await untilBlocked(service.db);
    });
    const { status, body } = await late;
    await service.close();

    assert.deepEqual([status, body.code], [409, "email_taken"]);
  });
});

describe("addresses of an earlier version", () => {
  /** As an earlier version stored them, without keys. */
  async function givenOldAccount(email: string): Promise<SignedInPerson> {
    const world = await givenWorld(api);
    const path = `${world.workspacePath}/members`;
    const placeholder = `${randomUUID()}@example.com`;
    await api.post(world.admin, path, { email: placeholder, role: "viewer" });
    const account = await givenAccount(api, { email: placeholder });
    await api.db.query(sql`
      update users
         set email = ${email}, email_key = null
       where id = ${account.id}`);
    await api.db.query(sql`
      update invitations
         set email = ${email}, email_key = null
       where workspace_id = ${world.workspace.id}
         and email = ${placeholder}`);
    return { ...account, email };
  }
  const invitationsOf = async ({ token }: SignedInPerson) =>
    (await api.get({ token }, "/v1/me")).body.invitations.length;

  it("sign in, receive invitations and are taken, before and after their keys are filled", async () => {
    const mark = randomUUID().slice(0, 8);
    const account = await givenOldAccount(`Ada-${mark}@Example.com`);
    const works = async () => {
      assert.equal(await signIn(`ADA-${mark}@example.com`), account.id);
      assert.equal(await signIn(`ada-${mark}@ｅｘａｍｐｌｅ.com`), account.id);
      assert.equal(await invitationsOf(account), 1);
      assert.equal((await register(`ada-${mark}@EXAMPLE.com`)).body.code, "email_taken");
    };

    await works();
    assert.equal(await countLeft(api.db, fillUserKeys, { limit: 3 }), 1);
    assert.equal(await countLeft(api.db, fillInvitationKeys, { limit: 1 }), 1);
    await fillAll(api.db, fillUserKeys);
    await fillAll(api.db, fillInvitationKeys);

    assert.equal(await countLeft(api.db, fillUserKeys), 0);
    assert.equal(await countLeft(api.db, fillInvitationKeys), 0);
    await works();
  });

  it("that are the same as another's lock nobody out, and doctor names the younger account", async () => {
    const mark = randomUUID().slice(0, 8);
    const older = await givenOldAccount(`u-${mark}@faß.example`);
    const younger = await givenOldAccount(`u-${mark}@xn--fa-hia.example`);

    await fillAll(api.db, { ...fillUserKeys, version: 2 });

    assert.equal(await signIn(older.email), older.id);
    assert.equal(await signIn(younger.email), younger.id);
    assert.equal(await signIn(`U-${mark}@FASS.example`), undefined);
    assert.equal(await signIn(`U-${mark}@FAẞ.example`), older.id);
    assert.equal((await register(`U-${mark}@FAẞ.example`)).body.code, "email_taken");
    assert.equal(await invitationsOf(younger), 1);
    const found = await checkAddresses(api.db);
    assert.equal(found.verdict, "warning");
    assert.ok(found.detail.includes(younger.email) && !found.detail.includes(older.email));
    assert.equal(await countLeft(api.db, fillUserKeys), 0);
  });

  it("that are no longer accepted can still sign in", async () => {
    const mark = randomUUID().slice(0, 8);
    const account = await givenOldAccount(`Ada-${mark}@old-.example`);

    assert.equal(await signIn(`ada-${mark}@OLD-.example`), account.id);
    await fillAll(api.db, { ...fillUserKeys, version: 3 });
    assert.equal(await signIn(`ada-${mark}@OLD-.example`), account.id);
  });
});
