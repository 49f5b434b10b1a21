import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { givenAccount, goodPassword } from "../test/support/accounts.ts";
import { startApi, type TestApi } from "../test/support/api.ts";
import { type HttpProxy, startHttpProxy } from "../test/support/proxies/http-proxy.ts";
import { createClient } from "./client.ts";
import { isProblem } from "./problem.ts";

const publicUrl = "http://slacky.example.com";
let api: TestApi;
let proxy: HttpProxy;
before(async () => {
  api = await startApi({ publicUrl });
  proxy = await startHttpProxy(api.url);
});
after(async () => {
  await proxy.close();
  await api.close();
});

/** The cookies of a browser, which tabs share. Like a browser, it uses them only if a request allows it. */
function givenBrowser() {
  let cookie: string | undefined;
  return {
    hasCookie: () => cookie !== undefined,
    async fetch(url: string | URL | Request, init: RequestInit = {}): Promise<Response> {
      const usesCookie = init.credentials === "same-origin";
      const response = await fetch(url, {
        ...init,
        headers: {
          ...(init.headers as Record<string, string>),
          origin: publicUrl,
          ...(usesCookie && cookie !== undefined && { cookie }),
        },
      });
      const [set] = response.headers.getSetCookie();
      if (usesCookie && set !== undefined) {
        cookie = set.includes("Expires=Thu, 01 Jan 1970") ? undefined : set.split(";")[0];
      }
      return response;
    },
  };
}

/** A page in a browser, and the requests that it sent: the path, and whether with cookies. */
function openPage(browser = givenBrowser()) {
  const sent: string[] = [];
  const tokens: (string | null)[] = [];
  const slacky = createClient({
    url: proxy.url,
    session: "cookie",
    fetch: (url, init) => {
      const path = new URL(String(url)).pathname.replace("/v1/", "");
      sent.push(init?.credentials === "omit" ? path : `${path} with cookies`);
      tokens.push(new Headers(init?.headers).get("authorization"));
      return browser.fetch(url, init);
    },
  });
  return { slacky, sent, tokens, browser };
}

describe("a client with a cookie session", () => {
  it("never sees the refresh token, and sends cookies only with what is about its session", async () => {
    const { email, password, id } = await givenAccount(api);
    const { slacky, sent } = openPage();

    const started = await slacky.signIn({ email, password });
    const { user } = await slacky.getMe();
    const refreshed = await slacky.refreshSession();
    await slacky.signOut();

    assert.equal(user.id, id);
    assert.deepEqual([started.refresh_token, refreshed.refresh_token], [undefined, undefined]);
    assert.deepEqual(sent, [
      "auth/login with cookies",
      "me",
      "auth/refresh with cookies",
      "auth/logout with cookies",
    ]);
  });

  it("continues after a reload, with one refresh for all first calls", async () => {
    const { email, password, id } = await givenAccount(api);
    const { slacky, browser } = openPage();
    await slacky.signIn({ email, password });

    const reloaded = openPage(browser);
    const answers = await Promise.all([
      reloaded.slacky.getMe(),
      reloaded.slacky.refreshSession(),
      reloaded.slacky.listSessions().then(() => ({ user: { id } })),
    ]);

    assert.deepEqual([...new Set(answers.map(({ user }) => user.id))], [id]);
    assert.deepEqual(reloaded.sent, ["auth/refresh with cookies", "me", "me/sessions"]);
  });

  it("continues when the response to its refresh is lost", async () => {
    const { email, password, id } = await givenAccount(api);
    const { slacky, browser } = openPage();
    await slacky.signIn({ email, password });
    const reloaded = openPage(browser);

    proxy.dropResponseTo("POST /v1/auth/refresh");

    assert.equal((await reloaded.slacky.getMe()).user.id, id);
    // The registration began a session, too.
    assert.equal((await reloaded.slacky.listSessions()).data.length, 2);
  });

  it("fails once when there is no session, then sends requests without a token, until somebody signs in", async () => {
    const { email, password } = await givenAccount(api);
    const { slacky, sent } = openPage();

    await assert.rejects(slacky.getMe(), (error) => isProblem(error, "invalid_refresh_token"));
    await assert.rejects(slacky.getMe(), (error) => isProblem(error, "unauthenticated"));
    await slacky.signIn({ email, password });
    assert.equal((await slacky.getMe()).user.email, email);

    assert.deepEqual(sent, ["auth/refresh with cookies", "me", "auth/login with cookies", "me"]);
  });

  it("lets a page take the answer to another page's refresh instead of its own", async () => {
    const { email, password, id } = await givenAccount(api);
    const { slacky, browser } = openPage();
    await slacky.signIn({ email, password });
    const shared = await slacky.refreshSession();
    const sent: string[] = [];

    const other = createClient({
      url: proxy.url,
      session: "cookie",
      shareRefresh: async () => shared,
      fetch: (url, init) => {
        sent.push(new URL(String(url)).pathname);
        return browser.fetch(url, init);
      },
    });

    assert.equal((await other.getMe()).user.id, id);
    assert.deepEqual(sent, ["/v1/me"]);
  });

  it("ends for every page with a sign-out, which also works in a page that was just opened", async () => {
    const { slacky, browser } = openPage();
    const email = `page-${Date.now()}@example.com`;
    await slacky.register({ name: "Ada", email, password: goodPassword });

    await openPage(browser).slacky.signOut();

    assert.equal(browser.hasCookie(), false);
    await assert.rejects(slacky.getMe(), (error) => isProblem(error, "invalid_refresh_token"));
  });

  it("asks for the instance with the token that it has, and never refreshes for it", async () => {
    const { email, password } = await givenAccount(api);
    const { slacky, sent, tokens } = openPage();

    assert.equal((await slacky.getInstance()).version, null);
    await slacky.signIn({ email, password });
    assert.notEqual((await slacky.getInstance()).version, null);

    assert.deepEqual(sent, ["instance", "auth/login with cookies", "instance"]);
    assert.deepEqual(
      tokens.map((token) => token?.slice(0, 7)),
      [undefined, undefined, "Bearer "],
    );
  });
});
