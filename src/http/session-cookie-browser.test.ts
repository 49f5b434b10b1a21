import assert from "node:assert/strict";
import { after, before, it, type TestContext } from "node:test";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { givenAccount, type SignedInPerson } from "../../test/support/accounts.ts";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { startBrowser } from "../../test/support/browser/start.ts";
import { sql } from "../db/sql.ts";

const publicUrl = "http://slacky.test";
const names = ["slacky.test", "evil.slacky.test", "renamed.test"];

let api: TestApi;
let browser: Browser | undefined;
before(async () => {
  api = await startApi({ publicUrl, corsOrigins: ["http://evil.slacky.test"] });
  const address = new URL(api.url).host;
  browser = await startBrowser({ hostRules: names.map((name) => `MAP ${name} ${address}`).join() });
});
after(async () => {
  await browser?.close();
  await api.close();
});

it("a page keeps its session over a reload, no script can read it, and no other operation gets the cookie", async (t) => {
  const context = await openContext(t);
  if (!context) return;
  const page = await openPage(context, publicUrl);
  const { email, password } = await givenAccount(api);

  const started = await post(page, "login", { email, password, session: "cookie" });
  const cookies = await page.evaluate("document.cookie");
  await page.reload();
  const refreshed = await post(page, "refresh", { session: "cookie" });
  const me = await page.evaluate(async () => (await fetch("/v1/me")).status);
  const ended = await post(page, "logout", { session: "cookie" });
  const over = await post(page, "refresh", { session: "cookie" });

  assert.deepEqual([started.status, refreshed.status, ended.status], [200, 200, 204]);
  assert.equal(refreshed.text.includes("slr_"), false);
  assert.equal(cookies, "");
  assert.equal(me, 401);
  assert.equal(over.status, 401);
  assert.deepEqual(await context.cookies(publicUrl), []);
});

it("a page of a subdomain, to which the browser sends the cookie, cannot refresh or end the session", async (t) => {
  const context = await openContext(t);
  if (!context) return;
  const own = await openPage(context, publicUrl);
  const person = await givenAccount(api);
  const { email, password } = person;
  await post(own, "login", { email, password, session: "cookie" });
  const before = await refreshTokensOf(person);
  const evil = await openPage(context, "http://evil.slacky.test");

  const body = { session: "cookie" };
  const outcomes = [];
  for (const name of ["refresh", "logout"]) {
    const url = `${publicUrl}/v1/auth/${name}`;
    // JSON needs a preflight, which allows no credentials. A simple request is not accepted.
    outcomes.push(await attack(evil, { url, body, mode: "cors", type: "application/json" }));
    outcomes.push(await attack(evil, { url, body, mode: "cors", type: "text/plain" }));
    outcomes.push(await attack(evil, { url, body, mode: "no-cors", type: "text/plain" }));
  }
  // Without credentials the preflight succeeds, and the request has no cookie.
  const url = `${publicUrl}/v1/auth/refresh`;
  const plain = { url, body, type: "application/json", mode: "cors" } as const;
  outcomes.push(await attack(evil, { ...plain, credentials: "omit" }));

  const blocked = ["blocked", "blocked", "opaque"];
  assert.deepEqual(outcomes, [...blocked, ...blocked, "403"]);
  assert.deepEqual(await refreshTokensOf(person), before);
  assert.equal((await post(own, "refresh", body)).status, 200);
});

it("a page under another name than PUBLIC_URL is refused over plain HTTP, and on the loopback address it works", async (t) => {
  const context = await openContext(t);
  if (!context) return;
  const { email, password } = await givenAccount(api);
  const credentials = { email, password, session: "cookie" };

  const renamed = await post(await openPage(context, "http://renamed.test"), "login", credentials);
  const local = await openPage(context, api.url);
  const started = await post(local, "login", credentials);
  const refreshed = await post(local, "refresh", { session: "cookie" });

  assert.equal(renamed.status, 403);
  assert.match(renamed.text, /pages of http:\/\/slacky\.test, .* from http:\/\/renamed\.test/);
  assert.match(renamed.text, /set PUBLIC_URL/);
  assert.deepEqual([started.status, refreshed.status], [200, 200]);
});

/** A browser without cookies. Undefined, and the test is skipped, if there is no browser. */
async function openContext(t: TestContext): Promise<BrowserContext | undefined> {
  if (!browser) return void t.skip("No Chromium is installed here.");
  // The content policy of the page would keep it from sending requests.
  const context = await browser.newContext({ bypassCSP: true });
  t.after(() => context.close());
  return context;
}

/** Opens something that the server shows at this origin. */
async function openPage(context: BrowserContext, origin: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${origin}/healthz`);
  return page;
}

/** A request of the page to its own server. */
function post(page: Page, name: string, body: object): Promise<{ status: number; text: string }> {
  return page.evaluate(
    async ([url, content]) => {
      const headers = { "content-type": "application/json" };
      const request = { method: "POST", headers, body: content } as const;
      const response = await fetch(url, { ...request, credentials: "same-origin" });
      return { status: response.status, text: await response.text() };
    },
    [`/v1/auth/${name}`, JSON.stringify(body)] as const,
  );
}

interface Attack {
  url: string;
  body: object;
  type: string;
  mode: "cors" | "no-cors";
  credentials?: "include" | "omit";
}

/** A request of a page to another server: the status that it sees, if it sees one. */
function attack(page: Page, { body, ...how }: Attack): Promise<string> {
  return page.evaluate(
    async ({ url, content, type, mode, credentials = "include" }) => {
      const headers = { "content-type": type };
      const request = { method: "POST", mode, credentials, headers, body: content } as const;
      return fetch(url, request).then(
        (response) => (response.type === "opaque" ? "opaque" : String(response.status)),
        () => "blocked",
      );
    },
    { ...how, content: JSON.stringify(body) },
  );
}

async function refreshTokensOf({ id }: SignedInPerson): Promise<unknown[]> {
  return await api.db.query(sql`
    select t.hash, t.spent_at, s.ended_at
      from refresh_tokens t
      join sessions s on s.id = t.session_id
     where s.user_id = ${id}
     order by t.hash`);
}
