import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Page } from "playwright-core";
import { untilFocused } from "../support/focus.ts";
import { startWeb, type WebTest } from "../support/start.ts";
import { givenCard, givenTeam, type Team } from "../support/team.ts";

let web: WebTest;
let team: Team;
before(async () => {
  web = await startWeb();
  team = await givenTeam(web.api);
  await givenCard(web.api, team, { title: "Labelled", labels: ["bug", "later"] });
});
after(() => web.stop());

async function openSettings(path: string): Promise<Page> {
  const page = await web.newPage({ user: team.admin });
  await page.goto(`/${team.slug}/settings/${path}`);
  return page;
}

/** Opens a form with the keyboard, and leaves it again. */
async function openAndCancel(page: Page, button: string): Promise<void> {
  await page.getByRole("button", { name: button, exact: true }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Cancel" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Cancel" }).waitFor({ state: "detached" });
}

/** Opens the form of a new name, types it and saves it. */
async function rename(page: Page, button: string, name: string): Promise<void> {
  await page.getByRole("button", { name: button, exact: true }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Cancel" }).waitFor();
  await page.keyboard.press("Control+a");
  await page.keyboard.type(name);
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Cancel" }).waitFor({ state: "detached" });
}

describe("a form in a row gives the focus back to its button", () => {
  it("of a label, also when it was renamed or merged with another one", async () => {
    const page = await openSettings("labels");
    await openAndCancel(page, "Rename bug");
    await untilFocused(page, "Rename bug");
    await rename(page, "Rename bug", "defect");
    await untilFocused(page, "Rename defect");
    await rename(page, "Rename defect", "later");
    await untilFocused(page, "Rename later");
    assert.equal(await page.getByRole("button", { name: /^Rename/ }).count(), 1);
  });

  it("of a project", async () => {
    const page = await openSettings("projects");
    await openAndCancel(page, "Rename Engine");
    await untilFocused(page, "Rename Engine");
    await rename(page, "Rename Engine", "Motor");
    await untilFocused(page, "Rename Motor");
  });

  it("unless something else has it by then", async () => {
    const body = { key: "SECOND", name: "Second" };
    await web.api.post(team.admin, `${team.workspacePath}/projects`, body);
    const page = await openSettings("projects");
    const answer = Promise.withResolvers<void>();
    await page.route(`**/projects/${team.project.id}`, async (route) => {
      await answer.promise;
      await route.continue();
    });
    const row = page.getByRole("listitem").filter({ hasText: "ENG" });
    await row.getByRole("button", { name: /^Rename/ }).click();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("button", { name: "Rename Second" }).click();
    await page.keyboard.press("Control+a");
    await page.keyboard.type("Another ");
    answer.resolve();
    await row.getByRole("button", { name: /^Rename/ }).waitFor();
    await page.keyboard.type("name");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Rename Another name" }).waitFor();
  });

  it("of a new project, a new service account and a new token", async () => {
    const page = await openSettings("projects");
    await openAndCancel(page, "New project");
    await untilFocused(page, "New project");

    await page.goto(`/${team.slug}/settings/service-accounts`);
    await openAndCancel(page, "New service account");
    await untilFocused(page, "New service account");

    const path = `${team.workspacePath}/service-accounts`;
    const { body } = await web.api.post(team.admin, path, { name: "Robot", role: "member" });
    await page.goto(`/${team.slug}/settings/service-accounts/${body.user_id}`);
    await openAndCancel(page, "New token");
    await untilFocused(page, "New token");
    await page.keyboard.press("Enter");
    await page.keyboard.type("deploy");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Cancel" }).waitFor({ state: "detached" });
    await untilFocused(page, "New token");
  });
});

describe("the last page of a list", () => {
  it("gives the focus to its first row, because the button for more is gone", async () => {
    for (let count = 0; count < 3; count += 1) {
      const labels = Array.from({ length: 20 }, (_, index) => `z${count}${10 + index}`);
      await givenCard(web.api, team, { title: "Many labels", labels });
    }
    const page = await web.newPage({ user: team.admin });
    // Pages of 40 instead of 100.
    await page.route(/\/labels\?/, (route) =>
      route.continue({ url: route.request().url().replace("limit=100", "limit=40") }),
    );
    await page.goto(`/${team.slug}/settings/labels?prefix=z`);
    await page.getByRole("button", { name: "Show more" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Show more" }).waitFor({ state: "detached" });
    await untilFocused(page, "z210");
  });
});
