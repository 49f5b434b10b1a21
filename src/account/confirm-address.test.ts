import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { eventsOf, givenAccount } from "../../test/support/accounts.ts";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { mailedToken, mailsTo, withMail } from "../../test/support/mail/queued.ts";
import { sql } from "../db/sql.ts";

let api: TestApi;
before(async () => {
  api = await startApi(withMail);
});
after(() => api.close());

const confirm = (token: string) => api.post(undefined, "/v1/auth/confirm", { token });
const isConfirmed = async (as: { token: string }) =>
  (await api.get(as, "/v1/me")).body.user.email_confirmed;

describe("confirming an address", () => {
  it("is done with the link that registering mails", async () => {
    const person = await givenAccount(api);
    assert.equal(await isConfirmed(person), false);
    const token = await mailedToken(api, person.email, "confirm_address");
    assert.match(token, /^slc_[\w-]{43}$/);

    const { status, body } = await confirm(token);

    assert.deepEqual([status, body], [200, { email: person.email }]);
    assert.equal(await isConfirmed(person), true);
    assert.equal(
      (await eventsOf(api, "user.address_confirmed", { actor_id: person.id })).length,
      1,
    );
  });

  it("works once, and not after the link has expired", async () => {
    const [person, late] = [await givenAccount(api), await givenAccount(api)];
    const token = await mailedToken(api, person.email, "confirm_address");
    const expired = await mailedToken(api, late.email, "confirm_address");
    await api.db.query(sql`
      update account_tokens set expires_at = clock_timestamp() where user_id = ${late.id}`);

    await confirm(token);

    for (const used of [token, expired, "", "slc_"]) {
      const { status, body } = await confirm(used);
      assert.deepEqual([status, body.code], [422, "invalid_account_token"]);
    }
    assert.equal(await isConfirmed(late), false);
  });

  it("can be asked for again, three mails in an hour at most", async () => {
    const person = await givenAccount(api);
    const ask = () => api.post(person, "/v1/me/email/confirmation");

    const statuses = [await ask(), await ask(), await ask()].map(({ status }) => status);

    assert.deepEqual(statuses, [202, 202, 429]);
    assert.equal((await mailsTo(api, person.email)).length, 3);
    await confirm(await mailedToken(api, person.email, "confirm_address"));
    assert.equal((await ask()).status, 202, "There is nothing left to confirm.");
    assert.equal((await mailsTo(api, person.email)).length, 3);
  });

  it("is not possible on a server without mail, which mails nothing on registering either", async () => {
    const silent = await startApi();
    try {
      const person = await givenAccount(silent);
      const { status, body } = await silent.post(person, "/v1/me/email/confirmation");
      assert.deepEqual([status, body.code], [409, "mail_disabled"]);
      assert.deepEqual(await mailsTo(silent, person.email), []);
    } finally {
      await silent.close();
    }
  });

  it("needs a signed-in person to ask for another mail", async () => {
    assert.equal((await api.post(undefined, "/v1/me/email/confirmation")).status, 401);
  });
});
