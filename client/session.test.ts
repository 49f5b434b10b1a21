import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { sql } from "../src/db/sql.ts";
import { givenAccount, type SignedInPerson } from "../test/support/accounts.ts";
import { startApi, type TestApi } from "../test/support/api.ts";
import { type HttpProxy, startHttpProxy } from "../test/support/proxies/http-proxy.ts";
import { type ClientOptions, createClient } from "./client.ts";
import { isProblem } from "./problem.ts";
import { memoryStore, type Tokens } from "./session.ts";

let api: TestApi;
let proxy: HttpProxy;
before(async () => {
  api = await startApi();
  proxy = await startHttpProxy(api.url);
});
after(async () => {
  await proxy.close();
  await api.close();
});

const NEVER = Number.MAX_SAFE_INTEGER;

/** A client with these tokens, and the requests about sessions that it sent. */
async function givenClient(
  tokens: Tokens | undefined,
  options: Partial<ClientOptions> & { signIn?: { email: string; password: string } } = {},
) {
  const store = memoryStore();
  await store.save(tokens);
  const sent: string[] = [];
  const slacky = createClient({
    url: proxy.url,
    tokens: store,
    fetch: (url, init) => {
      const { pathname } = new URL(String(url));
      if (pathname.startsWith("/v1/auth")) sent.push(pathname.slice("/v1/auth/".length));
      return fetch(url, init);
    },
    ...options,
  } as ClientOptions);
  return { slacky, store, sent };
}

/** Tokens whose access token is refused, although it has not expired. */
const withRefusedToken = ({ refresh_token }: SignedInPerson): Tokens => ({
  access_token: "spoiled",
  refresh_token,
  refresh_at: NEVER,
});

describe("a client with a session", () => {
  it("refreshes a refused token once for all calls that were refused", async () => {
    const person = await givenAccount(api);
    const { slacky, sent, store } = await givenClient(withRefusedToken(person));

    const answers = await Promise.all(Array.from({ length: 20 }, () => slacky.getMe()));

    assert.deepEqual([...new Set(answers.map(({ user }) => user.id))], [person.id]);
    assert.deepEqual(sent, ["refresh"]);
    assert.notEqual((await store.load())?.refresh_token, person.refresh_token);
  });

  it("refreshes a token before it expires, without a refused request", async () => {
    const person = await givenAccount(api);
    const { token: access_token, refresh_token } = person;
    const { slacky, sent } = await givenClient({ access_token, refresh_token, refresh_at: 0 });

    await slacky.getMe();
    await slacky.getMe();

    assert.deepEqual(sent, ["refresh"]);
  });

  it("keeps its session when the response to its refresh is lost", async () => {
    const person = await givenAccount(api);
    const { slacky, sent } = await givenClient(withRefusedToken(person));

    proxy.dropResponseTo("POST /v1/auth/refresh");
    const { user } = await slacky.getMe();

    assert.equal(user.id, person.id);
    assert.deepEqual(sent, ["refresh", "refresh"]);
    const { data } = await slacky.listSessions();
    assert.equal(data.length, 1);
  });

  it("uses tokens that another program with the same store has refreshed", async () => {
    const person = await givenAccount(api);
    const { slacky, sent, store } = await givenClient({
      access_token: "spoiled",
      refresh_token: "spoiled",
      refresh_at: NEVER,
    });
    const { token: access_token, refresh_token } = person;
    const load = store.load;
    let loads = 0;
    store.load = () => {
      loads += 1;
      return loads > 1 ? { access_token, refresh_token, refresh_at: NEVER } : load();
    };

    await slacky.getMe();

    assert.deepEqual(sent, []);
  });

  it("fails after the session ended, deletes its tokens, and then sends requests without a token", async () => {
    const person = await givenAccount(api);
    const { slacky, store } = await givenClient(withRefusedToken(person));
    await endSessionsOf(person);

    await assert.rejects(slacky.getMe(), (error) => isProblem(error, "invalid_refresh_token"));

    assert.equal(await store.load(), undefined);
    await assert.rejects(slacky.getMe(), (error) => isProblem(error, "unauthenticated"));
  });

  it("signs in with its password when it has no session, and again when the session ended", async () => {
    const { email, password, ...person } = await givenAccount(api);
    const { slacky, sent } = await givenClient(undefined, { signIn: { email, password } });

    await Promise.all([slacky.getMe(), slacky.getMe()]);
    assert.deepEqual(sent, ["login"]);
    await endSessionsOf(person);
    const { user } = await slacky.getMe();

    assert.equal(user.id, person.id);
    assert.deepEqual(sent, ["login", "refresh", "login"]);
  });

  it("starts a session by signing in or registering, and ends it by signing out", async () => {
    const { slacky, store } = await givenClient(undefined);
    const email = `ada-${Date.now()}@example.com`;
    const password = "marmalade on a tall ladder";

    await slacky.register({ name: "Ada", email, password });
    assert.equal((await slacky.getMe()).user.name, "Ada");
    await slacky.signOut();
    assert.equal(await store.load(), undefined);
    await slacky.signOut();
    await slacky.signIn({ email, password });
    assert.equal((await slacky.getMe()).user.email, email);
  });

  it("stops waiting for a refresh when its caller aborts, and other calls still get the new token", async () => {
    const person = await givenAccount(api);
    const { slacky } = await givenClient(withRefusedToken(person));
    const stop = new AbortController();
    const given = slacky.getMe({}, { signal: stop.signal });
    const other = slacky.getMe();

    stop.abort(new Error("Enough."));

    await assert.rejects(given, /Enough/);
    assert.equal((await other).user.id, person.id);
  });
});

describe("a client with a token", () => {
  it("fails when the token is refused, without another request", async () => {
    const { slacky, sent } = await givenClient(undefined, { token: "sl_unknown" });

    await assert.rejects(slacky.getMe(), (error) => isProblem(error, "unauthenticated"));

    assert.deepEqual(sent, []);
  });
});

async function endSessionsOf({ id }: { id: string }): Promise<void> {
  await api.db.query(sql`
    update sessions set ended_at = clock_timestamp() where user_id = ${id} and ended_at is null`);
}
