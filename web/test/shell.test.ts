import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Page } from "playwright-core";
import { transaction } from "../../src/db/transaction.ts";
import { addMember } from "../../src/members/add-member.ts";
import { givenAccount, goodPassword } from "../../test/support/accounts.ts";
import { startBrowser } from "../../test/support/browser/start.ts";
import { startWeb, type WebTest } from "./support/start.ts";
import { givenCard, givenTeam, type Team } from "./support/team.ts";

let web: WebTest;
let team: Team;
before(async () => {
  web = await startWeb();
  team = await givenTeam(web.api);
});
after(() => web.stop());

const phone = { width: 390, height: 844 };
const engine = { name: "ENG Engine" };

describe("the shell", () => {
  it("shows the workspace and its projects after signing in", async () => {
    const page = await web.newPage({ user: team.member });

    await page.getByRole("link", engine).waitFor();
    assert.equal(new URL(page.url()).pathname, `/${team.slug}`);
    assert.equal(await page.title(), "My work · Acme · Slacky");
    await page.getByRole("button", { name: /^Acme/ }).waitFor();
    await page.getByText("Live", { exact: true }).waitFor();
  });

  it("opens the palette from the sidebar, and every key from its foot", async () => {
    const page = await web.newPage({ user: team.member });

    await page.getByRole("button", { name: /^Search or do/ }).click();
    await page.getByRole("dialog").getByRole("combobox").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "All keys" }).click();

    await page.getByRole("dialog").getByRole("heading").first().waitFor();
  });

  it("on a phone has a bar at the bottom in place of the sidebar, with a new ticket for people who may write", async () => {
    const page = await web.newPage({ user: team.member, viewport: phone });
    const bar = page.getByRole("navigation", { name: "Main" });
    await bar.getByRole("link", { name: "Board" }).click();

    await page.getByRole("heading", { name: "Engine" }).waitFor();
    assert.equal(await page.getByRole("link", engine).isVisible(), false);
    await bar.getByRole("button", { name: "New ticket" }).waitFor();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= phone.width, `${wide} pixels are wider than the phone`);

    const viewer = await web.newPage({ user: team.viewer, viewport: phone });
    const other = viewer.getByRole("navigation", { name: "Main" });
    await other.getByRole("link", { name: "Board" }).waitFor();
    assert.equal(await other.getByRole("button", { name: "New ticket" }).count(), 0);
  });

  it("opens the ticket of a link in a mail, after signing in", async () => {
    const ticket = await givenCard(web.api, team, { title: "Linked from a mail" });
    for (const name of [ticket.key, ticket.id]) {
      const page = await web.newPage();
      await page.goto(`/go/${team.workspace.id}/${name}`);
      await web.signInPage(page, team.member);

      await page.getByRole("heading", { name: "Linked from a mail" }).waitFor();
      assert.equal(new URL(page.url()).pathname, `/${team.slug}/${ticket.key}`);
    }
  });

  it("says why the ticket of such a link is not shown", async () => {
    const page = await web.newPage({ user: team.member });
    await page.goto(`/go/${team.workspace.id}/${crypto.randomUUID()}`);
    await page.getByText("This workspace has no such ticket.").waitFor();
  });

  it("asks which workspace is meant where two of one's own have one address, and keeps the choice", async () => {
    const person = await givenAccount(web.api, { name: "Barbara Liskov" });
    for (const key of ["ONE", "TWO"]) {
      // A person's own new workspaces get different slugs, so these are those of two others.
      const creator = await givenAccount(web.api);
      const { body } = await web.api.post(creator, "/v1/workspaces", { name: "Twins" });
      const project = { key, name: `Project ${key}` };
      await web.api.post(creator, `/v1/workspaces/${body.id}/projects`, project);
      const member = { workspace_id: body.id, user_id: person.id, name: person.name };
      await transaction(web.api.db, (tx) => addMember(tx, { ...member, role: "member" }));
    }
    const page = await web.newPage();
    await page.goto("/twins");
    await web.signInPage(page, person);

    await page.getByRole("heading", { name: "Which of these?" }).waitFor();
    await page
      .getByRole("link", { name: /^Twins/ })
      .nth(1)
      .click();
    const shown = page.getByRole("link", { name: /^(ONE|TWO) Project/ });
    await shown.waitFor();
    const chosen = await shown.innerText();
    await page.reload();

    await shown.waitFor();
    assert.equal(await shown.innerText(), chosen);
  });

  it("names a workspace that cannot be opened, and offers one's own", async () => {
    const page = await web.newPage();
    await page.goto("/nowhere");
    await web.signInPage(page, team.member);

    await page.getByRole("heading", { name: "You cannot open this workspace" }).waitFor();
    await page.getByRole("link", { name: "Acme" }).click();
    await page.getByRole("link", engine).waitFor();
  });
});

describe("a new person", () => {
  it("registers, creates a workspace, and is in it", async () => {
    const page = await web.newPage();
    await page.goto("/register");
    await page.getByLabel("Your name").fill("Radia Perlman");
    await page.getByLabel("Email").fill("radia@example.com");
    await page.getByLabel("Password").fill("short");
    await page.getByRole("button", { name: "Register" }).click();
    await page.getByText("at least 15 characters", { exact: false }).first().waitFor();
    await page.getByLabel("Password").fill(goodPassword);
    await page.getByRole("button", { name: "Register" }).click();
    await page.getByLabel("Name of the workspace").fill("Spanning Trees");
    await page.getByRole("button", { name: "Create" }).click();

    await page.getByRole("button", { name: /^Spanning Trees/ }).waitFor();
    assert.equal(new URL(page.url()).pathname, "/spanning-trees");
  });
});

describe("code that cannot be loaded", () => {
  /** What a page says in its console while a part of it fails does not fail the test. */
  async function openUnwatched(): Promise<Page> {
    const watched = await web.newPage({ user: team.member });
    const page = await watched.context().newPage();
    await page.goto(watched.url());
    await watched.close();
    await page.getByText("Live", { exact: true }).waitFor();
    return page;
  }

  it("because there is no network fails in its pane, which loads it at the next try", async () => {
    const page = await openUnwatched();
    await page.evaluate(() => Object.assign(globalThis, { isSamePage: true }));
    await page.context().setOffline(true);
    await page.getByRole("link", { name: "Members" }).click();
    const pane = page.getByRole("main");
    await pane.getByText("This part failed").waitFor();
    await pane.getByRole("button", { name: "Reload" }).waitFor();
    await page.getByRole("link", engine).waitFor();

    await page.context().setOffline(false);
    await pane.getByRole("button", { name: "Try again" }).click();

    await pane.getByRole("heading", { name: "Members", level: 1 }).waitFor();
    assert.ok(await page.evaluate(() => "isSamePage" in globalThis));
    await page.close();
  });

  it("of a dialog is offered again by a toast", async () => {
    const watched = await web.newPage({ user: team.member });
    const page = await watched.context().newPage();
    await page.route("**/later-parts-*.js", (route) => route.abort("connectionfailed"));
    await page.goto(`/${team.slug}/ENG`);
    await page.getByRole("heading", { level: 1, name: "Engine" }).waitFor();
    await page.keyboard.press("c");
    await page.getByText("This part failed").waitFor();

    await page.unroute("**/later-parts-*.js");
    await page.getByRole("button", { name: "Try again" }).click();

    await page.getByRole("textbox", { name: "Title" }).waitFor();
    await page.close();
  });

  it("because another build was deployed is loaded with the page, once", async () => {
    const page = await openUnwatched();
    await page.route("**/assets/build.json", (route) => route.fulfill({ json: { id: "newer" } }));
    let asked = 0;
    await page.route("**/settings-pages-*.js", (route) => {
      asked += 1;
      return asked === 1 ? route.fulfill({ status: 404 }) : route.continue();
    });
    const reloaded = page.waitForEvent("load");
    await page.getByRole("link", { name: "Members" }).click();
    await reloaded;
    await page.getByRole("heading", { name: "Members", level: 1 }).waitFor();
    await page.close();
  });
});

describe("a page that was opened over plain HTTP by a name of the network", () => {
  it("works without Web Locks, which browsers leave out there: a reload, a write, a sign-out", async () => {
    const named = await startWeb({}, { host: "slacky.test" });
    const { slug, member } = await givenTeam(named.api);
    const page = await named.newPage({ user: member });
    assert.deepEqual(await page.evaluate(() => [isSecureContext, "locks" in navigator]), [
      false,
      false,
    ]);

    await page.goto(`/${slug}/ENG`);
    await page.getByRole("heading", { name: "Engine" }).waitFor();
    await page.keyboard.press("c");
    await page.getByLabel("Title").fill("Written without a secure context");
    await page.keyboard.press("Control+Enter");
    await page.getByRole("link", { name: /Written without a secure context/ }).waitFor();
    await page.reload();
    await page.getByRole("link", { name: /Written without a secure context/ }).waitFor();
    await page.getByRole("button", { name: /^Your account/ }).click();
    await page.getByRole("option", { name: "Sign out" }).click();
    await page.getByLabel("Password").waitFor();
    await named.stop();
  });

  it("says what to set where PUBLIC_URL is another address", async () => {
    const { port } = new URL(web.api.url);
    const browser = await startBrowser({ hostRules: "MAP slacky.test 127.0.0.1" });
    assert.ok(browser);
    const page = await browser.newPage();
    await page.goto(`http://slacky.test:${port}`);
    const refusal = page.getByRole("alert");

    await refusal.waitFor();
    assert.match(await refusal.innerText(), /slacky\.test.*set PUBLIC_URL/s);
    await browser.close();
  });
});
