import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Page } from "playwright-core";
import { startWeb, type WebTest } from "./support/start.ts";
import { givenCard, givenTeam, type Team } from "./support/team.ts";

let web: WebTest;
let team: Team;
before(async () => {
  web = await startWeb();
  team = await givenTeam(web.api);
  for (const title of ["Queue worker stops", "Mill is jammed", "Mill runs backwards"]) {
    await givenCard(web.api, team, { title });
  }
});
after(() => web.stop());

/** Opens the list of the project as somebody of the team. */
async function openList(who: "member" | "viewer" = "member"): Promise<Page> {
  const page = await web.newPage({ user: team[who] });
  await page.goto(`/${team.slug}/ENG/list`);
  await page.getByRole("link", { name: /Mill is jammed/ }).waitFor();
  return page;
}

const input = (page: Page) => page.getByRole("combobox");
const lines = (page: Page) => page.getByRole("option");

describe("the palette", () => {
  it("lists commands with their keys, and the text field names the current one", async () => {
    const page = await openList();
    await page.keyboard.press("Control+k");
    await input(page).fill("new t");

    const line = page.getByRole("option", { name: /^New ticket/ });
    await line.waitFor();
    assert.equal(await line.getAttribute("aria-selected"), "true");
    assert.equal(await line.locator("kbd").textContent(), "C");
    const named = await input(page).getAttribute("aria-activedescendant");
    assert.equal(await line.getAttribute("id"), named);
  });

  it("shows loaded tickets before the server has answered, and aborts a request that is out of date", async () => {
    const page = await openList();
    const searches: string[] = [];
    page.on("request", (request) => {
      const q = new URL(request.url()).searchParams.get("q");
      if (q !== null) searches.push(q);
    });
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route(/[?&]q=/, async (route) => {
      await released;
      await route.continue().catch(() => {});
    });
    await page.keyboard.press("Control+k");
    const asked = page.waitForRequest(/[?&]q=mill\b/);
    await input(page).pressSequentially("mill", { delay: 20 });
    await page.getByRole("option", { name: /Mill is jammed/ }).waitFor();

    await asked;
    const aborted = page.waitForEvent("requestfailed", (request) => /q=mill\b/.test(request.url()));
    await input(page).pressSequentially(" jam");
    await aborted;
    release();
    await page.getByRole("option", { name: /Mill is jammed/ }).waitFor();
    assert.equal(await page.getByRole("option", { name: /Mill runs backwards/ }).count(), 0);
    assert.ok(searches.length <= 3, `rests of 90 ms are searched, not keys: ${searches}`);
  });

  it("a complete key opens its ticket, and Escape then gives the focus back", async () => {
    const page = await openList();
    await page.getByRole("link", { name: /Queue worker stops/ }).focus();
    await page.keyboard.press("Control+k");
    await input(page).fill("eng-2");
    await page.keyboard.press("Enter");

    await page.waitForURL(`**/${team.slug}/ENG-2`);
    await page.getByRole("complementary", { name: /ENG-2/ }).waitFor();
    await page.keyboard.press("Escape");
    await page.waitForURL(`**/${team.slug}/ENG/list`);
  });

  it("the whole name of a page, or the key of a project, comes before tickets with that word", async () => {
    await givenCard(web.api, team, { title: "Inbox of the engine is full" });
    const page = await openList();
    await page.getByRole("link", { name: /Inbox of the engine/ }).waitFor();
    for (const [text, first] of [
      ["inbox", /^Inbox/],
      ["eng", /^Engine/],
      ["engine", /^Engine/],
    ] as const) {
      await page.keyboard.press("Control+k");
      await input(page).fill(text);
      await page.getByRole("option", { name: /Inbox of the engine/ }).waitFor();
      await lines(page).first().filter({ hasText: first }).waitFor();
      await page.keyboard.press("Escape");
    }
  });

  it("that is closed again leaves the text field in which it was opened as it was", async () => {
    const page = await openList();
    await page.goto(`/${team.slug}/ENG-1`);
    const comment = page.getByLabel("Comment on ENG-1");
    await comment.pressSequentially("ac");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Control+k");
    await input(page).waitFor();
    await page.keyboard.press("Escape");
    await input(page).waitFor({ state: "detached" });
    await page.keyboard.type("b");
    assert.equal(await comment.inputValue(), "abc");
  });

  it("commands of a ticket concern the row that had the focus", async () => {
    const page = await openList();
    await page.getByRole("link", { name: /Queue worker stops/ }).focus();
    await page.keyboard.press("/");
    await input(page).fill("assign to me");
    await page.keyboard.press("Enter");

    await page.getByRole("link", { name: /Queue worker stops.*Grace Hopper/ }).waitFor();
    const path = `${team.workspacePath}/tickets/ENG-1`;
    await eventually(async () => {
      const { body } = await web.api.get(team.member, path);
      assert.equal(body.assignee_id, team.member.id);
    });
  });

  it("a viewer is offered nothing that would be refused", async () => {
    const page = await openList("viewer");
    await page.getByRole("link", { name: /Mill is jammed/ }).focus();
    await page.keyboard.press("Control+k");
    await lines(page).first().waitFor();
    const names = await lines(page).allTextContents();
    for (const refused of ["New ticket", "Assign to me", "Move to…", "Write a comment"]) {
      assert.ok(!names.some((name) => name.startsWith(refused)), refused);
    }
    assert.ok(names.some((name) => name.startsWith("Copy key")));
  });
});

describe("shortcuts", () => {
  it("do nothing in a text field, in a dialog or with another modifier", async () => {
    const page = await openList();
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "All keys" }).waitFor();
    await page.keyboard.press("c");
    assert.equal(await page.getByRole("dialog").count(), 1);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Alt+c");
    await page.keyboard.press("Control+Shift+x");
    assert.equal(await page.getByRole("dialog").count(), 0);

    await page.goto(`/${team.slug}/search`);
    await page.getByRole("searchbox").pressSequentially("cx?");
    assert.equal(await page.getByRole("dialog").count(), 0);
    assert.equal(await page.getByRole("searchbox").inputValue(), "cx?");
  });

  it("a chord goes to its page at once, on a page that has just been opened", async () => {
    const page = await openList();
    await page.keyboard.press("g");
    await page.keyboard.press("m");
    await page.waitForURL(`**/${team.slug}`);
  });

  it("shortcuts of one key can be switched off, for this user, and Ctrl K still works", async () => {
    const page = await openList();
    await page.keyboard.press("?");
    await page.getByRole("switch", { name: /Shortcuts of one key/ }).focus();
    await page.keyboard.press("Space");
    await page.keyboard.press("Escape");
    await page.keyboard.press("c");
    assert.equal(await page.getByRole("dialog").count(), 0);

    await page.reload();
    await page.getByLabel("Email").waitFor({ state: "detached" });
    await page.getByRole("link", { name: /Mill is jammed/ }).waitFor();
    await page.keyboard.press("?");
    assert.equal(await page.getByRole("dialog").count(), 0);
    await page.keyboard.press("Control+k");
    await input(page).waitFor();
  });
});

/** Tries until it holds. The test's own time limit ends it. */
async function eventually(check: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (!(error instanceof assert.AssertionError)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
