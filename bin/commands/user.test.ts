import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { givenAccount, signInAgain } from "../../test/support/accounts.ts";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { environmentOf, runSlacky } from "../../test/support/command.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

describe("slacky user reset-link", () => {
  it("prints a link to standard output that sets a new password", async () => {
    const person = await givenAccount(api);
    const env = { ...environmentOf(api), PUBLIC_URL: "https://slacky.example.com" };

    const { code, stdout, stderr } = await runSlacky(["user", "reset-link", person.email], env);

    assert.equal(code, 0, stderr);
    const [, token] =
      /^https:\/\/slacky\.example\.com\/account\/reset#(slp_\S+)\n$/.exec(stdout) ?? [];
    const password = "a lighthouse made of bread";
    const path = "/v1/auth/password-reset/confirm";
    assert.equal((await api.post(undefined, path, { token, password })).status, 204);
    await signInAgain(api, { email: person.email, password });
  });

  it("fails for an address without an account", async () => {
    const { code, stderr } = await runSlacky(
      ["user", "reset-link", "nobody@example.com"],
      environmentOf(api),
    );
    assert.notEqual(code, 0);
    assert.match(stderr, /No account has the email address nobody@example\.com/);
  });
});
