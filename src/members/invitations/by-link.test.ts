import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { eventsOf, givenAccount, signInAgain } from "../../../test/support/accounts.ts";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { givenServiceAccount, givenWorld, type World } from "../../../test/support/given.ts";
import { untilBlocked } from "../../../test/support/locks.ts";
import { mailedToken, mailsTo, withMail } from "../../../test/support/mail/queued.ts";
import { setAddressConfirmed } from "../../account/address-queries.ts";
import { sql } from "../../db/sql.ts";
import { transaction } from "../../db/transaction.ts";

const password = "a lighthouse made of bread";

/** Servers with mail and without, and one that is closed to people who have no account. */
let mailing: TestApi;
let silent: TestApi;
let closed: TestApi;
before(async () => {
  mailing = await startApi({ ...withMail, registration: "invited" });
  silent = await startApi();
  closed = await startApi({ ...withMail, registration: "closed" });
});
after(() => Promise.all([mailing, silent, closed].map((api) => api.close())));

const newAddress = () => `new-${randomUUID()}@example.com`;
const invite = (api: TestApi, world: World, email: string, role = "member") =>
  api.post(world.admin, `${world.workspacePath}/members`, { email, role });
const read = (api: TestApi, token: string) => api.post(undefined, "/v1/auth/invitation", { token });
const join = (api: TestApi, token: string) =>
  api.post(undefined, "/v1/auth/invitation/register", { token, name: "Grace", password });
const accept = (api: TestApi, as: { token: string }, token: string) =>
  api.post(as, "/v1/me/invitations/accept", { token });
const invited = (api: TestApi, email: string) => mailedToken(api, email, "invitation");
const membersOf = async (api: TestApi, { admin, workspacePath }: World) =>
  (await api.get(admin, `${workspacePath}/members`)).body.data;
const expire = (api: TestApi, { workspace }: World) =>
  api.db.query(sql`
    update invitations set expires_at = clock_timestamp() where workspace_id = ${workspace.id}`);

/** Somebody who has an account with this address on a server where only invited people register. */
async function givenInvited(api: TestApi) {
  const world = await givenWorld(api);
  const email = newAddress();
  await invite(api, world, email);
  const person = await givenAccount(api, { email });
  return { world, email, person, token: await invited(api, email) };
}

describe("an invitation on a server with mail", () => {
  it("is mailed, and not shown to the admin", async () => {
    const world = await givenWorld(mailing);
    const email = newAddress();

    const { status, body } = await invite(mailing, world, email);

    assert.deepEqual([status, body.state, body.link], [201, "invited", null]);
    const [mail] = await mailsTo(mailing, email);
    assert.deepEqual(
      [mail?.kind, mail?.subject],
      ["invitation", "You are invited to Analytical Engines"],
    );
    assert.match(await invited(mailing, email), /^sli_[\w-]{86}$/);
    const { data } = (await mailing.get(world.admin, `${world.workspacePath}/members`)).body;
    assert.ok(data.every(({ link }: { link: unknown }) => link === null));
  });

  it("can be read by its link", async () => {
    const world = await givenWorld(mailing);
    const email = newAddress();
    const { body: made } = await invite(mailing, world, email, "viewer");

    const { status, body } = await read(mailing, await invited(mailing, email));

    assert.deepEqual(
      [status, body],
      [
        200,
        {
          workspace_name: world.workspace.name,
          invited_by: world.admin.name,
          ...{ email, role: "viewer", expires_at: made.expires_at },
        },
      ],
    );
  });

  it("lets somebody without an account create one and join, and confirms the address", async () => {
    const world = await givenWorld(mailing);
    const email = newAddress();
    await invite(mailing, world, email);
    const token = await invited(mailing, email);

    const { status, body } = await join(mailing, token);

    assert.equal(status, 201, JSON.stringify(body));
    assert.deepEqual([body.user.email, body.membership.role], [email, "member"]);
    const session = await signInAgain(mailing, { email, password });
    const me = (await mailing.get(session, "/v1/me")).body;
    assert.deepEqual([me.user.email_confirmed, me.memberships.length], [true, 1]);
    const { id: actor_id } = body.user;
    assert.equal((await eventsOf(mailing, "user.address_confirmed", { actor_id })).length, 1);
    assert.equal((await join(mailing, token)).body.code, "invalid_account_token");
    assert.equal((await read(mailing, token)).status, 422);
  });

  it("cannot be accepted, nor seen, with an address that nobody confirmed", async () => {
    const { world, person } = await givenInvited(mailing);

    const { status, body } = await mailing.post(
      person,
      `/v1/me/invitations/${world.workspace.id}/accept`,
    );

    assert.deepEqual([status, body.code], [403, "email_unconfirmed"]);
    assert.deepEqual((await mailing.get(person, "/v1/me")).body.invitations, []);
    await mailing.db.query(setAddressConfirmed(person.id));
    assert.equal((await mailing.get(person, "/v1/me")).body.invitations.length, 1);
    const again = await mailing.post(person, `/v1/me/invitations/${world.workspace.id}/accept`);
    assert.equal(again.status, 200);
  });

  it("is accepted by its link with an account of the address, which that confirms", async () => {
    const { world, person, token } = await givenInvited(mailing);

    const { status, body } = await accept(mailing, person, token);

    assert.deepEqual([status, body.workspace_id], [200, world.workspace.id]);
    assert.equal((await mailing.get(person, "/v1/me")).body.user.email_confirmed, true);
    assert.equal((await accept(mailing, person, token)).body.code, "invalid_account_token");
  });

  it("is not accepted by its link with an account of another address", async () => {
    const { world, token } = await givenInvited(mailing);

    const { status, body } = await accept(mailing, world.outsider, token);

    assert.deepEqual([status, body.code], [403, "invitation_for_other_address"]);
    assert.equal((await read(mailing, token)).status, 200);
  });

  it("is refused by its link once it is withdrawn, once its inviter is not an admin any more, or in a deleted workspace", async () => {
    const [withdrawn, demoted, deleted] = [
      await givenInvited(mailing),
      await givenInvited(mailing),
      await givenInvited(mailing),
    ];
    const { invitation_id } = (await membersOf(mailing, withdrawn.world)).find(
      ({ email }: { email: string }) => email === withdrawn.email,
    );
    const path = `${withdrawn.world.workspacePath}/invitations/${invitation_id}`;
    await mailing.delete(withdrawn.world.admin, path);
    await makeOtherAdmin(mailing, demoted.world);
    await mailing.delete(deleted.world.admin, deleted.world.workspacePath);

    for (const { token, person } of [withdrawn, demoted, deleted]) {
      assert.equal((await read(mailing, token)).body.code, "invalid_account_token");
      assert.equal((await accept(mailing, person, token)).body.code, "invalid_account_token");
      assert.equal((await join(mailing, token)).body.code, "invalid_account_token");
    }
  });

  it("is mailed once in twenty minutes, and the link of before works until then", async () => {
    const world = await givenWorld(mailing);
    const email = newAddress();
    await invite(mailing, world, email, "viewer");
    const first = await invited(mailing, email);

    await invite(mailing, world, email, "member");

    assert.equal((await mailsTo(mailing, email)).length, 1);
    assert.equal((await read(mailing, first)).body.role, "member");
    await mailing.db.query(sql`
      update invitations set mailed_at = mailed_at - interval '21 minutes'
       where workspace_id = ${world.workspace.id}`);
    await invite(mailing, world, email, "member");
    assert.equal((await mailsTo(mailing, email)).length, 2);
    assert.equal((await read(mailing, first)).status, 422);
  });

  it("works once if two requests use the link at the same time", async () => {
    const world = await givenWorld(mailing);
    const email = newAddress();
    await invite(mailing, world, email);
    const token = await invited(mailing, email);
    const { workspace } = world;

    let replies!: Promise<{ status: number }>[];
    await transaction(mailing.db, async (rival) => {
      await rival.query(sql`
        select w.id from workspaces w where w.id = ${workspace.id} for update`);
      replies ??= [join(mailing, token), join(mailing, token)];
      await untilBlocked(mailing.db, 2);
    });

    const statuses = (await Promise.all(replies)).map(({ status }) => status);
    assert.deepEqual(statuses.toSorted(), [201, 409]);
  });

  it("creates no account where registration is closed, and still accepts one", async () => {
    const world = await givenWorld(closed);
    await invite(closed, world, world.outsider.email);
    const token = await invited(closed, world.outsider.email);

    const { status, body } = await join(closed, token);

    assert.deepEqual([status, body.code], [403, "registration_closed"]);
    assert.equal((await accept(closed, world.outsider, token)).status, 200);
  });

  it("creates no account for an address that has one, and refuses an unsafe password", async () => {
    const { token } = await givenInvited(mailing);
    assert.deepEqual((await join(mailing, token)).body.code, "email_taken");

    const world = await givenWorld(mailing);
    const email = newAddress();
    await invite(mailing, world, email);
    const unsafe = { token: await invited(mailing, email), name: "Grace", password: email };
    const { status, body } = await mailing.post(undefined, "/v1/auth/invitation/register", unsafe);
    assert.deepEqual([status, body.errors[0].pointer], [400, "/password"]);
  });
});

describe("an invitation that is older than seven days", () => {
  it("is shown as expired, refused when it is accepted, and renewed by inviting again", async () => {
    const world = await givenWorld(silent);
    const { outsider, workspace } = world;
    const { body: made } = await invite(silent, world, outsider.email);
    const [, token = ""] = made.link.split("#");
    await expire(silent, world);

    const [shown] = (await membersOf(silent, world)).filter(
      ({ email }: { email: string }) => email === outsider.email,
    );
    assert.deepEqual([shown.state, shown.link], ["expired", null]);
    assert.equal((await silent.get(outsider, "/v1/me")).body.invitations[0].state, "expired");
    const path = `/v1/me/invitations/${workspace.id}/accept`;
    for (const refused of [
      await silent.post(outsider, path),
      await accept(silent, outsider, token),
      await read(silent, token),
      await join(silent, token),
    ]) {
      assert.deepEqual([refused.status, refused.body.code], [409, "invitation_expired"]);
    }
    const renewed = (await invite(silent, world, outsider.email)).body;
    assert.deepEqual([renewed.state, renewed.invitation_id], ["invited", made.invitation_id]);
    assert.notEqual(renewed.link, made.link, "The link of before must not work again.");
    assert.equal((await silent.post(outsider, path)).status, 200);
  });

  it("lets nobody register where only invited people may", async () => {
    const world = await givenWorld(mailing);
    const email = newAddress();
    await invite(mailing, world, email);
    await expire(mailing, world);
    const draft = { name: "Grace", email, password };
    const { status, body } = await mailing.post(undefined, "/v1/auth/register", draft);
    assert.deepEqual([status, body.code], [403, "registration_closed"]);
  });
});

describe("an invitation on a server without mail", () => {
  it("shows its link to people who may manage members, to no API token, and in no stored response", async () => {
    const world = await givenWorld(silent);
    const bot = await givenServiceAccount(silent, world, { role: "admin" });
    const { workspacePath, admin } = world;
    const body = { email: newAddress(), role: "member" };
    const key = { "idempotency-key": randomUUID() };

    const made = await silent.post(admin, `${workspacePath}/members`, body, key);
    const replayed = await silent.post(admin, `${workspacePath}/members`, body, key);

    assert.match(made.body.link, /^http:\/\/slacky\.example\.com\/account\/invitation#sli_/);
    assert.equal(replayed.body.link, null);
    const linkFor = async (as: { token: string }) =>
      (await silent.get(as, `${workspacePath}/members?state=invited`)).body.data[0]?.link;
    assert.equal(await linkFor(admin), made.body.link);
    assert.equal(await linkFor(bot), null);
    assert.equal(await linkFor(world.member), undefined);
  });

  it("does not show a link that was mailed before, but replaces it when the address is invited again", async () => {
    const world = await givenWorld(silent);
    const email = newAddress();
    const first = (await invite(silent, world, email)).body;
    await silent.db.query(sql`
      update invitations set mailed_at = clock_timestamp()
       where workspace_id = ${world.workspace.id}`);

    const [shown] = (await membersOf(silent, world)).filter(
      (row: { email: string }) => row.email === email,
    );
    const renewed = (await invite(silent, world, email)).body;

    assert.equal(shown.link, null);
    assert.match(renewed.link, /#sli_/);
    assert.notEqual(renewed.link, first.link);
  });

  it("stays the same when the role changes, and when the secret is rotated", async () => {
    const world = await givenWorld(silent);
    const email = newAddress();
    const first = (await invite(silent, world, email, "viewer")).body;
    const second = (await invite(silent, world, email, "member")).body;
    assert.equal(second.link, first.link);

    const { config } = silent.instance;
    const { slackySecret } = config;
    Object.assign(config, { slackySecret: "x".repeat(32), slackySecretsOld: [slackySecret] });
    const [shown] = (await membersOf(silent, world)).filter(
      (row: { email: string }) => row.email === email,
    );
    Object.assign(config, { slackySecret, slackySecretsOld: [] });
    assert.equal(shown.link, first.link);
  });

  it("lets somebody join by its link, which confirms nothing", async () => {
    const world = await givenWorld(silent);
    const email = newAddress();
    const { link } = (await invite(silent, world, email)).body;

    const { status } = await join(silent, link.split("#")[1]);

    assert.equal(status, 201);
    const session = await signInAgain(silent, { email, password });
    assert.equal((await silent.get(session, "/v1/me")).body.user.email_confirmed, false);
  });

  it("is refused with a token of another invitation's secret part, or of no form", async () => {
    const world = await givenWorld(silent);
    const links = [];
    for (let n = 0; n < 2; n += 1) {
      links.push((await invite(silent, world, newAddress())).body.link.split("#")[1]);
    }
    const [one = "", two = ""] = links;
    for (const token of [
      one.slice(0, 48) + two.slice(48),
      `${one}x`,
      one.slice(0, -1),
      "sli_",
      "",
    ]) {
      const { status, body } = await read(silent, token);
      assert.deepEqual([status, body.code], [422, "invalid_account_token"], token);
    }
  });
});

/** Another admin demotes the one who invited. */
async function makeOtherAdmin(api: TestApi, { admin, member, workspacePath }: World) {
  await api.patch(admin, `${workspacePath}/members/${member.id}`, { role: "admin" });
  await api.patch(member, `${workspacePath}/members/${admin.id}`, { role: "member" });
}
