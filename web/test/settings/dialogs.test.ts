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
