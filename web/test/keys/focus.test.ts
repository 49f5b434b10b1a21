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
  for (const title of ["First", "Second", "Third"]) await givenCard(web.api, team, { title });
  await web.api.post(team.admin, `${team.workspacePath}/projects`, { key: "WEB", name: "Website" });
});
after(() => web.stop());

async function press(...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

describe("the focus after a change of the page", () => {
  it("is on the heading after a sign-in, from where Tab goes on into the page", async () => {
    page = await web.newPage();
    await page.goto(`/${team.slug}/ENG/list`);
    await page.getByLabel("Email").waitFor();
    await page.keyboard.type(team.member.email);
    await press("Tab");
    await page.keyboard.type(team.member.password);
    await press("Enter");
    await untilFocused(page, "Engine");
    await press("Tab");
    assert.ok(await page.evaluate(() => document.activeElement?.closest("main")));
  });

  it("is on the heading of the page that was gone to by keys", async () => {
    for (const [keys, heading] of [
      ["gm", "My work"],
      ["gi", "Inbox"],
      ["gb", "Engine"],
    ] as const) {
      await press(...keys);
      await untilFocused(page, heading);
    }
  });

  it("is on the heading after a link of the sidebar, and after one of the settings", async () => {
    await page.getByRole("navigation").getByRole("link", { name: "Members" }).focus();
    await press("Enter");
    await untilFocused(page, "Members");
    await page.getByRole("link", { name: "Labels" }).focus();
    await press("Enter");
    await page.getByRole("heading", { level: 1, name: "Labels" }).waitFor();
    await untilFocused(page, "Labels");
  });

  it("is in the field of the search page, which takes it itself", async () => {
    await press("Control+k");
    await page.keyboard.type("search page");
    await press("Enter");
    await page.getByRole("searchbox").waitFor();
    assert.ok(await page.getByRole("searchbox").evaluate((it) => it === document.activeElement));
  });
});

describe("the focus after a panel was closed", () => {
  it("is on the row that had it, if the ticket is not in the list", async () => {
    const { id: project_id } = (
      await web.api.get(team.admin, `${team.workspacePath}/projects`)
    ).body.data.find(({ key }: { key: string }) => key === "WEB");
    await web.api.post(team.admin, `${team.workspacePath}/projects/${project_id}/tickets`, {
      title: "On another board",
    });
    await page.goto(`/${team.slug}/ENG/list`);
    await page.getByRole("link", { name: /Second/ }).focus();
    for (const close of ["Escape", "×"] as const) {
      await press("/");
      await page.keyboard.type("web-1");
      await press("Enter");
      const panel = page.getByRole("complementary", { name: /WEB-1/ });
      await panel.getByRole("button", { name: "On another board" }).waitFor();
      if (close === "Escape") await press("Escape");
      else {
        await panel.getByRole("button", { name: "Close" }).focus();
        await press("Enter");
      }
      await panel.waitFor({ state: "detached" });
      await untilFocused(page, "Second");
    }
  });

  it("is on the heading, if no row had it", async () => {
    await page.goto(`/${team.slug}/inbox`);
    await page.getByRole("heading", { level: 1, name: "Inbox" }).waitFor();
    await press("/");
    await page.keyboard.type("web-1");
    await press("Enter");
    const panel = page.getByRole("complementary", { name: /WEB-1/ });
    await panel.getByRole("button", { name: "On another board" }).focus();
    await press("Escape");
    await panel.waitFor({ state: "detached" });
    await untilFocused(page, "Inbox");
  });
});
