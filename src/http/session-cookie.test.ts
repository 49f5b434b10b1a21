import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { eventsOf, givenAccount, goodPassword } from "../../test/support/accounts.ts";
import { startApi, type TestApi } from "../../test/support/api.ts";
import type { Reply } from "../../test/support/reply.ts";
import { sessionCookieName } from "./session-cookie.ts";

const publicUrl = "http://slacky.example.com:8080";
const fromPage = { origin: publicUrl };
const inCookie = { session: "cookie" };
let api: TestApi;
before(async () => {
  api = await startApi({ publicUrl });
});
after(() => api.close());

describe("a session in a cookie", () => {
  it("starts with a sign-in whose response has no refresh token, and ends with a sign-out that removes the cookie", async () => {
    const person = await givenAccount(api);

    const started = await signIn(person);
    assert.equal(started.status, 200);
    assert.equal("refresh_token" in started.body, false);
    assert.equal((await api.get({ token: started.body.access_token }, "/v1/me")).status, 200);
    const refreshed = await post("refresh", inCookie, cookieOf(started));
    assert.equal(refreshed.status, 200);
    assert.equal("refresh_token" in refreshed.body, false);
    assert.notEqual(cookieOf(refreshed).cookie, cookieOf(started).cookie);
    assert.equal((await post("refresh", inCookie, cookieOf(refreshed))).status, 200);
    const ended = await post("logout", inCookie, cookieOf(refreshed));

    assert.equal(ended.status, 204);
    assert.match(setCookieOf(ended), /^slacky-8080=; Path=\/; Expires=Thu, 01 Jan 1970 /);
    assert.equal((await post("refresh", inCookie, cookieOf(refreshed))).status, 401);
    assert.equal((await api.get({ token: refreshed.body.access_token }, "/v1/me")).status, 401);
  });

  it("starts with a registration", async () => {
    const body = { name: "Ada", email: "ada-in-a-page@example.com", password: goodPassword };

    const { status, ...started } = await post("register", { ...body, ...inCookie });

    assert.equal(status, 201);
    assert.equal("refresh_token" in started.body, false);
    assert.equal((await post("refresh", inCookie, cookieOf(started))).status, 200);
  });

  it("has a name with the port over plain HTTP, and can be read by no script and sent by no other site", async () => {
    const { headers } = await signIn(await givenAccount(api));

    const [pair, ...attributes] = headers.getSetCookie()[0]?.split("; ") ?? [];
    assert.match(pair ?? "", /^slacky-8080=slr_[\w-]{43}$/);
    const isFixed = (attribute: string) => !attribute.startsWith("Expires=");
    assert.deepEqual(attributes.filter(isFixed).sort(), [
      "HttpOnly",
      "Max-Age=2592000",
      "Path=/",
      "SameSite=Strict",
    ]);
  });

  it("is for HTTPS and this host alone where PUBLIC_URL has HTTPS", async (t) => {
    const secure = await startApi({ publicUrl: "https://slacky.example.com" });
    t.after(() => secure.close());
    const { email, password } = await givenAccount(secure);
    const page = { origin: "https://slacky.example.com" };

    const body = { email, password, ...inCookie };
    const started = await secure.post(undefined, "/v1/auth/login", body, page);

    const cookie = setCookieOf(started);
    assert.match(cookie, /^__Host-slacky=slr_/);
    assert.match(cookie, /; Path=\/;/);
    assert.match(cookie, /; Secure;/);
    const headers = { ...page, ...cookieOf(started) };
    const { status } = await secure.post(undefined, "/v1/auth/refresh", inCookie, headers);
    assert.equal(status, 200);
  });

  it("is named after the default port where PUBLIC_URL has none", () => {
    assert.equal(sessionCookieName("http://slacky.example.com/tickets"), "slacky-80");
  });

  it("is read by refresh and sign-out alone: no other operation accepts it", async () => {
    const cookie = cookieOf(await signIn(await givenAccount(api)));

    assert.equal((await api.get(undefined, "/v1/me", { ...fromPage, ...cookie })).status, 401);
    const [, token = ""] = cookie.cookie.split("=");
    assert.equal((await api.get({ token }, "/v1/me")).status, 401);
  });

  it("is ignored unless the body asks for it, and a body cannot have both", async () => {
    const cookie = cookieOf(await signIn(await givenAccount(api)));

    for (const path of ["refresh", "logout"]) {
      for (const body of [
        undefined,
        {},
        { session: "body" },
        { ...inCookie, refresh_token: "x" },
      ]) {
        const headers = { ...fromPage, ...cookie };
        const { status } = await api.request(undefined, "POST", `/v1/auth/${path}`, {
          body,
          headers,
        });
        assert.equal(status, 400, `${path} ${JSON.stringify(body)}`);
      }
    }
    assert.equal((await post("refresh", inCookie, cookie)).status, 200);
  });

  it("is not accepted as a form or a text, which other sites can send without a preflight", async () => {
    const cookie = cookieOf(await signIn(await givenAccount(api)));

    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]) {
      const { status } = await post("refresh", inCookie, { ...cookie, "content-type": type });
      assert.equal(status, 415, type);
    }
  });

  it("is refused to pages of other origins, with both addresses, and keeps working", async () => {
    const person = await givenAccount(api);
    const cookie = cookieOf(await signIn(person));
    const senders: Record<string, string>[] = [
      { origin: "http://evil.example" },
      { origin: "http://slacky.example.com" },
      { origin: "null" },
      { origin: publicUrl, "sec-fetch-site": "cross-site" },
      { origin: publicUrl, "sec-fetch-site": "same-site" },
      { "sec-fetch-site": "none" },
      {},
    ];

    for (const sender of senders) {
      for (const path of ["refresh", "logout"]) {
        const url = `/v1/auth/${path}`;
        const { status, body, headers } = await api.post(undefined, url, inCookie, {
          ...sender,
          ...cookie,
        });
        assert.deepEqual(
          [status, body.code],
          [403, "cross_origin_refused"],
          JSON.stringify(sender),
        );
        assert.match(body.detail, /pages of http:\/\/slacky\.example\.com:8080,.*set PUBLIC_URL/);
        assert.ok(body.detail.includes(`from ${sender.origin ?? "a client"}`), body.detail);
        assert.deepEqual(headers.getSetCookie(), []);
      }
      const { email, password } = person;
      const credentials = { email, password, ...inCookie };
      const refused = await api.post(undefined, "/v1/auth/login", credentials, sender);
      assert.equal(refused.status, 403);
      assert.deepEqual(refused.headers.getSetCookie(), []);
    }
    assert.equal((await post("refresh", inCookie, cookie)).status, 200);
  });

  it("trusts the browser's `Sec-Fetch-Site` more than PUBLIC_URL, which may be another name of the server", async () => {
    const sender = { origin: "http://localhost:8080", "sec-fetch-site": "same-origin" };
    const { email, password } = await givenAccount(api);
    const body = { email, password, ...inCookie };

    const { status } = await api.post(undefined, "/v1/auth/login", body, sender);

    assert.equal(status, 200);
  });

  it("is looked up by every page that is opened, so a request without a cookie is refused but not recorded", async (t) => {
    const quiet = await startApi({ publicUrl });
    t.after(() => quiet.close());
    const refresh = (cookie: string) =>
      quiet.post(undefined, "/v1/auth/refresh", inCookie, { ...fromPage, cookie });
    const isRecorded = async () =>
      (await eventsOf(quiet, "session.refreshed", { actor_id: null })).length > 0;

    const missing = await refresh("other=1; slacky-80=2; slacky=3");
    const ended = await quiet.post(undefined, "/v1/auth/logout", inCookie, fromPage);

    assert.deepEqual([missing.status, missing.body.code], [401, "invalid_refresh_token"]);
    assert.equal(ended.status, 204);
    // Refusals are written in order.
    await quiet.post(undefined, "/v1/auth/login", { email: "nobody@example.com", password: "x" });
    while ((await eventsOf(quiet, "session.started", { actor_id: null })).length === 0);
    assert.equal(await isRecorded(), false);
    assert.equal((await refresh("slacky-8080=unknown")).status, 401);
    while (!(await isRecorded()));
  });
});

describe("a session without a cookie", () => {
  it("sets none", async () => {
    const { email, password } = await givenAccount(api);
    const { body, headers } = await post("login", { email, password });

    const refreshed = await post("refresh", { refresh_token: body.refresh_token });

    assert.equal(typeof refreshed.body.refresh_token, "string");
    assert.deepEqual([headers.getSetCookie(), refreshed.headers.getSetCookie()], [[], []]);
  });
});

function signIn({ email, password }: { email: string; password: string }) {
  return post("login", { email, password, ...inCookie });
}

/** A request of a page that PUBLIC_URL names. */
function post(path: string, body: object, headers: Record<string, string> = {}) {
  return api.post(undefined, `/v1/auth/${path}`, body, { ...fromPage, ...headers });
}

function setCookieOf({ headers }: Pick<Reply, "headers">): string {
  const [cookie = "", ...others] = headers.getSetCookie();
  assert.deepEqual(others, []);
  return cookie;
}

/** The header with which a browser sends back the cookie that it was sent. */
function cookieOf(reply: Pick<Reply, "headers">): { cookie: string } {
  return { cookie: `theme=dark; ${setCookieOf(reply).split(";")[0]}; lang=en` };
}
