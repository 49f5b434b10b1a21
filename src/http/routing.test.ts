import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { givenPerson } from "../../test/support/given.ts";
import { assertProblem } from "../../test/support/problem.ts";

const unknown = "01924f5e-7b3c-7c55-9f0e-2c8f4a7d1e90";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

describe("the path of an operation", () => {
  it("may end with a slash, and is case-insensitive", async () => {
    const ada = await givenPerson(api);

    for (const path of ["/v1/me", "/v1/me/", "/V1/Me", "/v1/me?", "/v1/me/?"]) {
      assert.equal((await api.get(ada, path)).status, 200, path);
    }
  });

  it("does not match with additional, empty or encoded segments", async () => {
    const ada = await givenPerson(api);

    for (const path of [
      "/v1/me//",
      "//v1/me",
      "/v1//me",
      "/v1/me/x",
      "/v1",
      "/v1/%6de",
      "/v1/me%2f",
    ]) {
      assertProblem(await api.get(ada, path), "not_found");
    }
    assertProblem(await api.get(ada, `/v1/workspaces/${unknown}%2Fmembers`), "not_found");
  });

  it("responds 405 to other methods, with its own in Allow", async () => {
    const ada = await givenPerson(api);
    const path = `/v1/workspaces/${unknown}/tickets/ENG-1/labels/a%2Fb`;

    for (const method of ["GET", "POST", "OPTIONS"]) {
      const reply = await api.request(ada, method, path);
      assertProblem(reply, "method_not_allowed");
      assert.equal(reply.headers.get("allow"), "PUT, DELETE");
    }
    assert.equal((await api.request(ada, "HEAD", "/v1/me")).status, 200);
  });
});
