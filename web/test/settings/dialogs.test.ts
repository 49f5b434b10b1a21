import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Page } from "playwright-core";
import { addAxe, assertAccessible, DESKTOP } from "../support/access.ts";
import { startWeb, type WebTest } from "../support/start.ts";
import { givenCard, givenTeam, type Team } from "../support/team.ts";

let web: WebTest;
let team: Team;
let page: Page;
before(async () => {
  web = await startWeb();
  team = await givenTeam(web.api);
  await givenCard(web.api, team, {
    title: "Valve 1",
    labels: ["docs"],
    assignee_id: team.admin.id,
  });
  page = await web.newPage();
  await addAxe(page);
  await web.signInPage(page, team.admin);
});
after(() => web.stop());

describe("every dialog of the settings keeps to WCAG 2.2 AA in both themes:", () => {
  const dialogs: Record<string, { path: string; button: string | RegExp }> = {
    "a member is removed": { path: "members", button: /^Remove Grace/ },
    "the workspace is left": { path: "members", button: "Leave" },
    "a project is archived": { path: "projects", button: /^Archive/ },
    "a label is deleted": { path: "labels", button: /^Delete/ },
    "the workspace is deleted": { path: "workspace", button: /^Delete/ },
  };
  for (const [name, { path, button }] of Object.entries(dialogs)) {
    it(name, async () => {
      await open(`/settings/${path}`);
      await page.getByRole("main").getByRole("button", { name: button }).first().click();
      await page.getByRole("dialog").waitFor();
      await assertAccessible(page);
    });
  }

  it("a new token, and the token", async () => {
    const { body } = await web.api.post(team.admin, `${team.workspacePath}/service-accounts`, {
      ...{ name: "Release bot", role: "member" },
    });
    await open(`/settings/service-accounts/${body.user_id}`);
    await page.getByRole("button", { name: "New token" }).click();
    await page.getByLabel("Only what is chosen here").check();
    await assertAccessible(page);
    await page.getByRole("textbox", { name: "Name" }).fill("nightly import");
    await page.getByLabel("Everything that the role Member may").check();
    await page.getByRole("button", { name: "Create the token" }).click();
    await page.getByLabel("API token", { exact: true }).waitFor();
    await assertAccessible(page);
  });
});

describe("a dialog", () => {
  const sides = { left: [8, 60], right: [-8, 60], top: [60, 8], bottom: [60, -8] } as const;

  it("stays at a press on its padding or its scroll bar, and closes at one beside it", async () => {
    await open("/settings/projects");
    // So low that the dialog scrolls.
    await page.setViewportSize({ width: 1280, height: 240 });
    const dialog = page.getByRole("dialog");
    await page.getByRole("button", { name: /^Archive/ }).click();
    await dialog.waitFor();
    const press = async ([x, y]: readonly [number, number]) => {
      const box = await dialog.boundingBox();
      assert.ok(box);
      const fromEnd = (at: number, length: number) => (at < 0 ? length + at : at);
      await page.mouse.click(box.x + fromEnd(x, box.width), box.y + fromEnd(y, box.height));
    };
    for (const [side, place] of Object.entries(sides)) {
      await press(place);
      assert.equal(await dialog.count(), 1, `it stays at a press on its ${side}`);
    }
    await page.mouse.click(4, 100);
    await dialog.waitFor({ state: "detached" });
  });

  it("closes at one Escape, wherever the focus is in it", async () => {
    await open("/settings/projects");
    for (const place of ["Cancel", "heading"]) {
      await page.getByRole("button", { name: /^Archive/ }).click();
      if (place === "heading") await page.getByRole("dialog").getByRole("heading").click();
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
    }
  });
});

describe("every menu keeps to it, too:", () => {
  const menus: Record<string, { path: string; button: string | RegExp }> = {
    "one's workspaces": { path: "", button: /^Acme/ },
    "one's account": { path: "", button: /^Your account/ },
    "the reasons of the inbox": { path: "/inbox", button: /^Reason/ },
    "the filters": { path: "/ENG/list", button: "Filter" },
    "the order of a search": { path: "/search?q=valve", button: /first/ },
    "what else a ticket offers": { path: "/ENG-1", button: "More" },
  };
  for (const [name, { path, button }] of Object.entries(menus)) {
    it(name, async () => {
      await open(path);
      await page.getByRole("button", { name: button }).first().click();
      await page.getByRole("option").first().waitFor();
      await assertAccessible(page);
    });
  }
});

async function open(path: string): Promise<void> {
  await page.setViewportSize(DESKTOP);
  await page.goto(`/${team.slug}${path}`);
  await page.locator("h1").first().waitFor({ state: "attached" });
  await page.waitForFunction(() => document.querySelectorAll(".skeleton").length === 0);
}
