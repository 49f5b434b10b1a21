import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Page } from "playwright-core";
import { startWeb, type WebTest } from "../support/start.ts";
import { givenCard, givenTeam, type Team } from "../support/team.ts";

let web: WebTest;
let team: Team;
let key: string;
before(async () => {
  web = await startWeb();
  team = await givenTeam(web.api);
  ({ key } = await givenCard(web.api, team, { title: "Title 1" }));
  for (let version = 2; version <= 25; version += 1) {
    const title = `Title ${version}`;
    await web.api.patch(team.admin, `${team.workspacePath}/tickets/${key}`, { title });
  }
});
after(() => web.stop());

async function openVersions(page: Page): Promise<void> {
  await page.goto(`/${team.slug}/${key}`);
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("option", { name: "Earlier versions" }).click();
  await page.getByRole("dialog").waitFor();
}

describe("the versions of a ticket", () => {
  it("can be loaded again after a failure", async () => {
    const page = await web.newPage({ user: team.admin });
    let isBroken = true;
    await page.route(/\/versions\?/, (route) => (isBroken ? route.abort() : route.continue()));
    await openVersions(page);
    await page.getByRole("dialog").getByRole("alert").waitFor();
    isBroken = false;
    await page.getByRole("dialog").getByRole("button", { name: "Try again" }).click();
    await page.locator(".version").nth(19).waitFor();
  });

  it("has each older version once, however often they are asked for", async () => {
    const page = await web.newPage({ user: team.admin });
    let answer = () => {};
    const isAsked = new Promise<void>((resolve) => {
      answer = resolve;
    });
    let requests = 0;
    await page.route(/\/versions\?.*cursor=/, async (route) => {
      requests += 1;
      await isAsked;
      await route.continue();
    });
    await openVersions(page);
    const older = page.getByRole("dialog").locator("button", { hasText: /older|Loading/ });
    await older.focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    answer();
    await older.waitFor({ state: "detached" });
    assert.equal(requests, 1);
    assert.equal(await page.locator(".version").count(), 25);
    await page.waitForFunction(() => document.activeElement?.matches(".version"));
    assert.match((await page.locator(".version:focus").textContent()) ?? "", /Version 5/);
  });
});
