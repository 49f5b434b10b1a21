import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { RateLimit } from "../../src/config.ts";
import { sql } from "../../src/db/sql.ts";
import { limits } from "../../src/limits.ts";
import { serve } from "../../src/serve.ts";
import { givenAccount } from "../support/accounts.ts";
import { noRateLimits, startApi, type TestApi } from "../support/api.ts";
import { givenPerson, givenWorld } from "../support/given.ts";
import { assertProblem } from "../support/problem.ts";
import { type DatabaseProxy, startProxy } from "../support/proxies/database-proxy.ts";
import type { Reply } from "../support/reply.ts";

const a = (limit: number): RateLimit => ({ limit, windowSeconds: 60 });
const me = "/v1/me";
const from = (address: string) => ({ "x-forwarded-for": address });

describe("a rate limit", () => {
  let api: TestApi;
  before(async () => {
    api = await startApi({
      trustProxy: 1,
      rateLimits: { ...noRateLimits, caller: a(3), anonymous: a(4), auth: a(2) },
    });
  });
  after(() => api.close());

  it("of a user counts only their requests, from every address", async () => {
    const [ada, grace] = [await givenPerson(api), await givenPerson(api)];
    for (let n = 1; n <= 3; n += 1) {
      const reply = await api.get(ada, me, from(`192.0.2.${n}`));
      assert.equal(reply.status, 200);
      assertBudgetHeaders(reply, { of: 3, left: 3 - n });
    }

    const spent = await api.get(ada, me, from("192.0.2.9"));

    assertProblem(spent, "rate_limited");
    assertBudgetHeaders(spent, { of: 3, left: 0 });
    const seconds = Number(spent.headers.get("retry-after"));
    assert.ok(seconds >= 1 && seconds <= 60);
    assert.equal(spent.body.retry_after, seconds);
    assert.equal((await api.get(grace, me)).status, 200);
  });

  it("of an address counts only requests without a valid token", async () => {
    const ada = await givenPerson(api);
    const address = from("198.51.100.1");
    await api.get(undefined, me, address);
    await api.get({ token: "forged.token.here" }, me, address);
    await api.get({ token: `${ada.token}x` }, me, address);
    const last = await api.post(undefined, "/v1/auth/refresh", { refresh_token: "no" }, address);
    assertBudgetHeaders(last, { of: 4, left: 0 });

    assertProblem(await api.get(undefined, me, address), "rate_limited");
    assertProblem(await api.get({ token: "forged.token.here" }, me, address), "rate_limited");
    assertProblem(
      await api.post(undefined, "/v1/auth/refresh", { refresh_token: "no" }, address),
      "rate_limited",
    );
    assert.equal((await api.get(ada, me, address)).status, 200);
    const body = { email: ada.email, password: "wrong wrong wrong" };
    assertProblem(
      await api.post(undefined, "/v1/auth/login", body, address),
      "invalid_credentials",
    );
    assertProblem(await api.get(undefined, me, from("198.51.100.2")), "unauthenticated");
  });

  it("of sign-ins counts per address and account, ignoring the case of the email", async () => {
    const address = from("198.51.100.7");
    const [ada, grace] = [await givenPerson(api, "Ada"), await givenPerson(api, "Grace")];
    const signIn = (email: string, headers = address) =>
      api.post(undefined, "/v1/auth/login", { email, password: "wrong wrong wrong" }, headers);
    assertBudgetHeaders(await signIn(ada.email), { of: 2, left: 1 });
    await signIn(ada.email.toUpperCase());

    assertProblem(await signIn(ada.email), "rate_limited");
    assertProblem(await signIn(grace.email), "invalid_credentials");
    assertProblem(await signIn(ada.email, from("198.51.100.8")), "invalid_credentials");
  });

  it("of an IPv6 address covers its whole network, and a mapped IPv4 address counts as IPv4", async () => {
    const get = (address: string) => api.get(undefined, me, from(address));
    for (let n = 1; n <= 4; n += 1) await get(`2001:db8:1:2::${n}`);
    assertProblem(await get("2001:db8:1:3::9"), "rate_limited");
    assertProblem(await get("2001:db8:2:100::9"), "unauthenticated");

    for (let n = 1; n <= 4; n += 1) await get("::ffff:203.0.113.1");
    assertProblem(await get("203.0.113.1"), "rate_limited");
    assertProblem(await get("::ffff:203.0.113.2"), "unauthenticated");
  });
});

describe("three servers on one database", () => {
  it("allow together as many sign-in attempts as one server would", async () => {
    // Fewer than the places that one server has for a sender: all of them may reach the same server.
    const budget = limits.hashing_of_sender - 2;
    const rateLimits = { ...noRateLimits, auth: a(budget) };
    const api = await startApi({ trustProxy: 1, rateLimits });
    const { config, log } = api.instance;
    const servers = await Promise.all([1, 2, 3].map(() => serve(config, log)));
    try {
      const ada = await givenPerson(api);
      const signIn = (n: number) =>
        fetch(`${servers[n % 3]?.url}/v1/auth/login`, {
          method: "POST",
          headers: { "content-type": "application/json", ...from("192.0.2.1") },
          body: JSON.stringify({ email: ada.email, password: "wrong wrong wrong" }),
        });
      const replies = await Promise.all(Array.from({ length: 30 }, (_, n) => signIn(n)));

      const statuses = replies.map(({ status }) => status);
      assert.equal(statuses.filter((status) => status === 401).length, budget);
      assert.equal(statuses.filter((status) => status === 429).length, 30 - budget);
    } finally {
      await Promise.all(servers.map((server) => server.close()));
      await api.close();
    }
  });
});

describe("the sign-in budget of an address", () => {
  let api: TestApi;
  let proxy: DatabaseProxy;
  before(async () => {
    api = await startApi(
      { trustProxy: 1, rateLimits: { ...noRateLimits, sender: a(3), auth: a(2) } },
      {
        reach: async (databaseUrl) => {
          proxy = await startProxy(databaseUrl);
          return proxy.url;
        },
      },
    );
  });
  after(async () => {
    await api.close();
    await proxy.close();
  });
  const password = "wrong wrong wrong";
  const signIn = (email: string, address: string) =>
    api.post(undefined, "/v1/auth/login", { email, password }, from(address));

  it("is the same for all accounts, and another one for another address", async () => {
    for (const name of ["a", "b", "c"]) {
      assertProblem(await signIn(`${name}@example.com`, "192.0.2.1"), "invalid_credentials");
    }

    const spent = await signIn("d@example.com", "192.0.2.1");
    assertProblem(spent, "rate_limited");
    assert.match(spent.headers.get("ratelimit-policy") ?? "", /^"sender"; q=3; w=60;/);
    assertProblem(await signIn("d@example.com", "192.0.2.2"), "invalid_credentials");
  });

  it("counts attempts to register and to change a password", async () => {
    const { token, email } = await givenAccount(api);
    const address = from("198.51.100.1");
    const draft = { name: "Ada", email, password: "marmalade on a tall ladder" };
    const passwords = { current_password: password, new_password: draft.password };
    const register = () => api.post(undefined, "/v1/auth/register", draft, address);
    const change = () => api.put({ token }, "/v1/me/password", passwords, address);

    assertProblem(await register(), "email_taken");
    assertProblem(await register(), "email_taken");
    const spentByAddressAndAccount = await register();
    assertProblem(spentByAddressAndAccount, "rate_limited");
    assertProblem(await change(), "rate_limited");
    const spentByAddress = await signIn("e@example.com", "198.51.100.1");
    assertProblem(spentByAddress, "rate_limited");
  });

  it("counts requests whose body is too large or invalid, before it reads their bodies", async () => {
    const address = from("198.51.100.2");
    const long = JSON.stringify({ email: "a@example.com", password: "x".repeat(16_384) });
    const post = (body: string) => api.post(undefined, "/v1/auth/login", body, address);
    assertProblem(await post(long), "content_too_large");
    assertProblem(await post("{"), "invalid_request");
    assertProblem(await post("{}"), "invalid_request");

    assertProblem(await post(long), "rate_limited");
  });

  it("counts no attempt that was answered with 503, for address and account alike", async () => {
    const { email } = await givenAccount(api);
    for (let n = 1; n <= 4; n += 1) {
      proxy.cutAt("is_known_network", "before");
      assertProblem(await signIn(email, "198.51.100.3"), "unavailable");
    }

    assertProblem(await signIn(email, "198.51.100.3"), "invalid_credentials");
    assertProblem(await signIn(email, "198.51.100.3"), "invalid_credentials");
    assertProblem(await signIn(email, "198.51.100.3"), "rate_limited");
  });
});

it("a body is at most 16 KiB where it signs in, registers, refreshes, signs out or changes a password", async () => {
  const api = await startApi();
  try {
    const { token } = await givenPerson(api);
    const long = JSON.stringify({ password: "x".repeat(16_384 - '{"password":""}'.length + 1) });
    const fitting = long.replace("xx", "x");
    for (const [as, method, path] of [
      [undefined, "POST", "/v1/auth/login"],
      [undefined, "POST", "/v1/auth/register"],
      [undefined, "POST", "/v1/auth/refresh"],
      [undefined, "POST", "/v1/auth/logout"],
      [{ token }, "PUT", "/v1/me/password"],
    ] as const) {
      assertProblem(await api.request(as, method, path, { body: long }), "content_too_large");
      assertProblem(await api.request(as, method, path, { body: fitting }), "invalid_request");
    }
  } finally {
    await api.close();
  }
});

describe("sign-in attempts from unknown addresses", () => {
  let api: TestApi;
  before(async () => {
    api = await startApi({ trustProxy: 1, rateLimits: { ...noRateLimits, account: a(3) } });
  });
  after(() => api.close());
  const home = "203.0.113.1";
  const tryFrom = (address: string, body: { email: string; password: string }) =>
    api.post(undefined, "/v1/auth/login", body, from(address));

  it("share a limit per account, which does not apply to an address where the user has signed in before", async () => {
    // Registering is the first attempt.
    const { email, password } = await givenAccount(api);
    assert.equal((await tryFrom(home, { email, password })).status, 200);
    const wrong = { email, password: "wrong wrong wrong" };
    assertProblem(await tryFrom("192.0.2.1", wrong), "invalid_credentials");

    const spent = await tryFrom("192.0.2.3", { email: email.toUpperCase(), password });

    assertProblem(spent, "rate_limited");
    assert.equal(spent.headers.get("ratelimit"), null);
    assert.equal((await tryFrom(home, { email, password })).status, 200);
    assertProblem(await tryFrom("192.0.2.1", { email, password }), "rate_limited");
  });

  it("are not refused where the user signed in from an address with a zone", async () => {
    const { email, password } = await givenAccount(api);
    const linkLocal = "fe80::1%eth0";
    for (let n = 0; n < 4; n += 1) {
      assert.equal((await tryFrom(linkLocal, { email, password })).status, 200);
    }
    assertProblem(await tryFrom("192.0.2.1", { email, password }), "rate_limited");
  });

  it("are limited in the same way for an email without an account", async () => {
    const nobody = { email: "nobody@example.com", password: "wrong wrong wrong" };
    for (let n = 1; n <= 3; n += 1) {
      assertProblem(await tryFrom(`192.0.2.${n}`, nobody), "invalid_credentials");
    }
    assertProblem(await tryFrom("192.0.2.4", nobody), "rate_limited");
  });
});

describe("a client address in a header", () => {
  it("is ignored by rate limits and the audit log unless a proxy is trusted", async () => {
    const api = await startApi({
      rateLimits: { ...noRateLimits, anonymous: a(5) },
    });
    try {
      const claims = [
        "x-forwarded-for",
        "x-real-ip",
        "forwarded",
        "x-client-ip",
        "cf-connecting-ip",
      ];
      for (const [n, name] of claims.entries()) {
        assertProblem(await api.get(undefined, me, { [name]: `192.0.2.${n}` }), "unauthenticated");
      }
      assertProblem(await api.get(undefined, me, from("192.0.2.99")), "rate_limited");
      assert.equal(await recordedAddress(api, from("192.0.2.99, 10.0.0.1")), "127.0.0.1");
    } finally {
      await api.close();
    }
  });

  it("is accepted from as many proxies as are trusted, and no further", async () => {
    const api = await startApi({ trustProxy: 1 });
    try {
      assert.equal(await recordedAddress(api, from("203.0.113.5")), "203.0.113.5");
      assert.equal(await recordedAddress(api, from("192.0.2.66, 203.0.113.5")), "203.0.113.5");
      assert.equal(await recordedAddress(api, from("2001:db8::1")), "2001:db8::1");
      assert.equal(await recordedAddress(api, from("'; drop table users")), null);
      assert.equal(
        await recordedAddress(api, from("192.0.2.66, 203.0.113.5:51515")),
        "203.0.113.5",
      );
      assert.equal(await recordedAddress(api, from("[2001:db8::1]:51515")), "2001:db8::1");
      assert.equal(await recordedAddress(api, from("::ffff:203.0.113.5")), "203.0.113.5");
      assert.equal(await recordedAddress(api, {}), "127.0.0.1");
    } finally {
      await api.close();
    }
  });

  it("is accepted only from the trusted networks", async () => {
    const near = await startApi({ trustProxy: ["127.0.0.0/8", "10.0.0.0/8"] });
    const far = await startApi({ trustProxy: ["10.0.0.0/8"] });
    try {
      const claim = from("192.0.2.66, 203.0.113.5, 10.1.2.3");
      assert.equal(await recordedAddress(near, claim), "203.0.113.5");
      const withPorts = from("192.0.2.66:1, [2001:db8::5]:2, 10.1.2.3:4, 10.1.2.4");
      assert.equal(await recordedAddress(near, withPorts), "2001:db8::5");
      assert.equal(await recordedAddress(far, claim), "127.0.0.1");
    } finally {
      await near.close();
      await far.close();
    }
  });
});

it("rate limits that are off refuse no request and send no headers", async () => {
  const api = await startApi();
  try {
    const replies = await Promise.all(Array.from({ length: 50 }, () => api.get(undefined, me)));
    for (const reply of replies) {
      assertProblem(reply, "unauthenticated");
      assert.equal(reply.headers.get("ratelimit"), null);
      assert.equal(reply.headers.get("ratelimit-policy"), null);
    }
  } finally {
    await api.close();
  }
});

function assertBudgetHeaders({ headers }: Reply, { of, left }: { of: number; left: number }): void {
  assert.match(headers.get("ratelimit") ?? "", new RegExp(`^"[^"]+"; r=${left}; t=\\d+$`));
  assert.match(
    headers.get("ratelimit-policy") ?? "",
    new RegExp(`^"[^"]+"; q=${of}; w=60; pk=:.+:$`),
  );
}

/** The address that the audit log has for a change. */
async function recordedAddress(api: TestApi, headers: Record<string, string>) {
  const { admin, workspacePath, workspace } = await givenWorld(api);
  const reply = await api.patch(admin, workspacePath, { name: "Renamed" }, headers);
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  const [row] = await api.db.query(sql<{ address: string | null }>`
    select address
      from outbox
     where workspace_id = ${workspace.id}
       and type = 'workspace.updated'`);
  assert.ok(row);
  return row.address;
}
