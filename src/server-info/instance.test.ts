import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { givenAccount } from "../../test/support/accounts.ts";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { statementsOf } from "../../test/support/statements.ts";
import { version } from "../version.ts";

let api: TestApi;
before(async () => {
  api = await startApi({ registration: "invited", passwordLengthMin: 17 });
});
after(() => api.close());

describe("GET /v1/instance", () => {
  it("says without a token how people register and sign in, but not the version", async () => {
    const { status, body } = await api.get(undefined, "/v1/instance");

    assert.equal(status, 200);
    assert.deepEqual(body, {
      registration: "invited",
      sign_in: ["password"],
      password_length_min: 17,
      sends_mail: false,
      version: null,
    });
  });

  it("says the version to somebody with a valid access token, and not with another token", async (t) => {
    const open = await startApi();
    t.after(() => open.close());
    const person = await givenAccount(open);

    const [signedIn, refused] = [
      await open.get(person, "/v1/instance"),
      await open.get({ token: `${person.token}x` }, "/v1/instance"),
    ];

    assert.equal(signedIn.body.version, version);
    assert.deepEqual([refused.status, refused.body.version], [200, null]);
  });

  it("does not query the database", async () => {
    const statements = await statementsOf(() => api.get(undefined, "/v1/instance"));

    assert.deepEqual(statements, []);
  });
});
