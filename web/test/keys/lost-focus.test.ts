import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Page } from "playwright-core";
import { untilFocused } from "../support/focus.ts";
import { startWeb, type WebTest } from "../support/start.ts";
import { givenCard, givenTeam, type Team } from "../support/team.ts";

let web: WebTest;
let team: Team;
let page: Page;
before(async () => {
  web = await startWeb();
  team = await givenTeam(web.api);
  page = await web.newPage({ user: team.admin });
});
after(() => web.stop());

describe("the focus, when what has it is removed", () => {
  it("goes to the next row, the last one, and at last to the heading", async () => {
    const keys: string[] = [];
    for (const title of ["First", "Second", "Third"]) {
      const { key } = await givenCard(web.api, team, { title });
      await web.api.delete(team.admin, `${team.workspacePath}/tickets/${key}`);
      keys.push(key);
    }
    const [first, second, third] = keys;
    await page.goto(`/${team.slug}/trash`);
    await page.getByRole("button", { name: `Restore ${second}` }).focus();
    await page.keyboard.press("Enter");
    await untilFocused(page, `Restore ${first}`);
    await page.keyboard.press("Enter");
    await untilFocused(page, `Restore ${third}`);
    await page.keyboard.press("Enter");
    await untilFocused(page, "Trash");
  });

  it("goes to the same button of the next row after a dialog confirmed it", async () => {
    for (const name of ["one", "two"]) {
      const invitation = { email: `${name}@example.com`, role: "viewer" };
      await web.api.post(team.admin, `${team.workspacePath}/members`, invitation);
    }
    await page.goto(`/${team.slug}/settings/members?state=invited`);
    const row = (email: string) => page.getByRole("listitem").filter({ hasText: email });
    await row("one@example.com").getByRole("button", { name: "Withdraw" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").getByRole("button", { name: "Withdraw" }).focus();
    await page.keyboard.press("Enter");
    await row("one@example.com").waitFor({ state: "detached" });
    await untilFocused(page, "Withdraw");
    const button = row("two@example.com").getByRole("button", { name: "Withdraw" });
    assert.ok(await button.evaluate((it) => it === document.activeElement));
  });

  it("goes back to where it was when a toast is dismissed", async () => {
    const { key } = await givenCard(web.api, team, { title: "Moves" });
    await page.goto(`/${team.slug}/ENG`);
    const card = page.getByRole("link", { name: key });
    await card.focus();
    await page.keyboard.press("Shift+ArrowRight");
    await page.getByRole("button", { name: "Dismiss" }).focus();
    await page.keyboard.press("Enter");
    await untilFocused(page, key);
  });
});

describe("the focus in the workflow editor", () => {
  it("is in the name of a status that was added, and stays on the button that moves it", async () => {
    await page.goto(`/${team.slug}/settings/workflow-editor/new`);
    await page.getByRole("button", { name: "Add a status" }).focus();
    await page.keyboard.press("Enter");
    await untilFocused(page, "Name of status 4");
    await page.keyboard.type("Shipped");
    const up = page.getByRole("button", { name: "Move Shipped up" });
    await up.focus();
    for (let moves = 0; moves < 4; moves += 1) await page.keyboard.press("Enter");
    await page.getByRole("textbox", { name: "Name of status 1" }).waitFor();
    assert.equal(await page.getByLabel("Name of status 1").inputValue(), "Shipped");
    await untilFocused(page, "Move Shipped up");
  });
});
