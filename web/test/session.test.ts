import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { sql } from "../../src/db/sql.ts";
import { signInAgain } from "../../test/support/accounts.ts";
import { startWeb, type WebTest } from "./support/start.ts";
import { givenCard, givenTeam, type Team } from "./support/team.ts";

let web: WebTest;
let team: Team;
before(async () => {
  web = await startWeb();
  team = await givenTeam(web.api);
});
after(() => web.stop());

const inside = { name: "ENG Engine" };

describe("a session in the browser", () => {
  it("continues after a reload, in a cookie that scripts cannot read", async () => {
    const page = await web.newPage({ user: team.member });
    await page.getByRole("link", inside).waitFor();

    await page.reload();

    await page.getByRole("link", inside).waitFor();
    assert.equal(await page.evaluate(() => document.cookie), "");
    const stored = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage]));
    assert.doesNotMatch(stored, /eyJ|token/);
  });

  it("begins at the email, which has the focus", async () => {
    const page = await web.newPage();
    await page.goto("/");
    await page.locator("input[name=email]:focus").waitFor();
    await page.keyboard.type(team.member.email);
    await page.keyboard.press("Tab");
    await page.keyboard.type(team.member.password);
    await page.keyboard.press("Enter");
    await page.getByRole("link", inside).waitFor();
  });

  it("ends in every tab with a sign-out", async () => {
    const page = await web.newPage({ user: team.member });
    await page.getByRole("link", inside).waitFor();
    const other = await web.newPage({ tabOf: page });
    await other.goto("/");
    await other.getByRole("link", inside).waitFor();

    await page.getByRole("button", { name: /^Your account/ }).click();
    await page.getByRole("option", { name: "Sign out" }).click();

    await page.getByLabel("Password").waitFor();
    await other.getByLabel("Password").waitFor();
    assert.deepEqual(await page.context().cookies(), []);
  });

  it("asks before a sign-out that would remove a draft, and keeps the draft of who stays", async () => {
    const { key } = await givenCard(web.api, team, { title: "Half written" });
    const page = await web.newPage({ user: team.member });
    await page.goto(`/${team.slug}/${key}`);
    await page.getByLabel(`Comment on ${key}`).fill("Half a comment");
    await page.keyboard.press("Control+k");
    await page.keyboard.type("sign out");
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Sign out" });
    await dialog.getByText(/this is lost: 1 of your drafts/).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Stay signed in");
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
    assert.equal(await page.getByLabel(`Comment on ${key}`).inputValue(), "Half a comment");
  });

  it("saves an edit whose token is refused, even if the answer to the refresh is lost", async () => {
    const { key } = await givenCard(web.api, team, { title: "Before" });
    const page = await web.newPage({ user: team.admin });
    await page.goto(`/${team.slug}/${key}`);
    await page.getByRole("button", { name: "Status:" }).waitFor();
    let refused = 0;
    let lost = 0;
    await page.route("**/tickets/*", async (route) => {
      const isFirst = route.request().method() === "PATCH" && refused === 0;
      if (isFirst) refused += 1;
      const headers = { ...route.request().headers(), authorization: "Bearer expired" };
      await route.continue(isFirst ? { headers } : {});
    });
    await page.route("**/v1/auth/refresh", async (route) => {
      if (lost > 0) return await route.continue();
      lost += 1;
      await route.fetch();
      await route.abort("connectionreset");
    });

    await page.getByRole("button", { name: "Priority:" }).click();
    await page.getByRole("option", { name: "Urgent" }).click();
    const path = `${team.workspacePath}/tickets/${key}`;
    const read = async () => (await web.api.get(team.admin, path)).body.priority;
    while ((await read()) !== "urgent") await page.waitForTimeout(50);

    assert.deepEqual([refused, lost], [1, 1]);
    assert.equal(await page.getByRole("dialog").count(), 0);
  });

  it("asks for the password over the page when it has ended, and keeps what was typed", async () => {
    const page = await web.newPage({ user: team.admin });
    await page.goto("/settings/first-workspace");
    await page.getByRole("heading", { name: "Welcome, Ada Lovelace" }).waitFor();
    const name = page.getByLabel("Name of the workspace");
    await name.fill("Half a name");
    await web.api.db.query(sql`delete from sessions where user_id = ${team.admin.id}`);
    await page.keyboard.press("Enter");

    const dialog = page.getByRole("dialog", { name: "Sign in again" });
    await dialog.getByLabel("Password").fill(team.admin.password);
    for (const place of ["in a field", "in no field"]) {
      if (place === "in no field") await dialog.getByRole("heading").click();
      for (let press = 0; press < 3; press++) await page.keyboard.press("Escape");
      assert.ok(await dialog.isVisible(), `it stays after Escape ${place}`);
    }
    assert.equal(await dialog.getByLabel("Email").inputValue(), team.admin.email);
    await dialog.getByRole("button", { name: "Sign in" }).click();
    await dialog.waitFor({ state: "detached" });

    assert.equal(await name.inputValue(), "Half a name");
  });

  it("goes on to another workspace after it ended on the way there", async () => {
    // Other tests have ended the session that its token belongs to.
    const admin = await signInAgain(web.api, team.admin);
    const { body: other } = await web.api.post(admin, "/v1/workspaces", { name: "Beyond" });
    const page = await web.newPage({ user: team.admin });
    await page.goto(`/${team.slug}`);
    await page.getByRole("link", inside).waitFor();
    const ended = (code: string) => ({
      status: 401,
      contentType: "application/problem+json",
      body: JSON.stringify({ code, title: "", status: 401, detail: "Sign in.", request_id: "r" }),
    });
    const ofOther = `**/v1/workspaces/${other.id}/**`;
    await page.route(ofOther, (route) => route.fulfill(ended("unauthenticated")));
    const refresh = "**/v1/auth/refresh";
    await page.route(refresh, (route) => route.fulfill(ended("invalid_refresh_token")));
    await page.getByRole("button", { name: /^Acme/ }).click();
    await page.getByRole("option", { name: "Beyond" }).click();
    const dialog = page.getByRole("dialog", { name: "Sign in again" });
    await dialog.getByLabel("Password").fill(team.admin.password);
    await page.unroute(ofOther);
    await page.unroute(refresh);
    await dialog.getByRole("button", { name: "Sign in" }).click();
    await dialog.waitFor({ state: "detached" });

    await page.getByRole("button", { name: /^Beyond/ }).waitFor();
    await page.getByRole("heading", { name: "My work" }).waitFor();
  });

  it("signs in a tab that waits at the sign-in page when another tab signs in", async () => {
    const page = await web.newPage();
    await page.goto("/");
    await page.getByLabel("Password").waitFor();
    const other = await web.newPage({ tabOf: page });
    await other.goto("/");
    await web.signInPage(other, team.viewer);

    await page.getByRole("link", inside).waitFor();
  });

  it("shows nothing of a person to the next one: a sign-in as somebody else reloads the other tabs", async () => {
    const page = await web.newPage({ user: team.member });
    await page.getByRole("button", { name: "Your account, Grace Hopper" }).waitFor();
    const other = await web.newPage({ tabOf: page });
    await other.goto("/");
    await other.getByRole("link", inside).waitFor();
    await web.api.db.query(sql`delete from sessions where user_id = ${team.member.id}`);

    await other.reload();
    await web.signInPage(other, team.viewer);

    await page.getByRole("button", { name: "Your account, Edsger Dijkstra" }).waitFor();
  });
});
