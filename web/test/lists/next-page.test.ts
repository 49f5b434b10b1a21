import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Locator, Page } from "playwright-core";
import { until } from "../../../test/support/locks.ts";
import { focusedText } from "../support/focus.ts";
import { startWeb, type WebTest } from "../support/start.ts";
import { givenTeam, type Team } from "../support/team.ts";

/** More than a page of each list: 100 tickets, or 50 notifications, or 50 deleted tickets. */
const MANY = 105;
const DELETED = 60;

let web: WebTest;
let team: Team;
before(async () => {
  web = await startWeb();
  team = await givenTeam(web.api);
  const path = `${team.workspacePath}/tickets/bulk`;
  const create = (count: number, fields: object) =>
    Array.from({ length: count }, (_, index) => ({
      ...{ op: "create", project_id: team.project.id, title: `Ticket ${index + 1}` },
      ...fields,
    }));
  const assigned = create(MANY, { assignee_id: team.member.id });
  for (const operations of [assigned.slice(0, 100), assigned.slice(100), create(DELETED, {})]) {
    await web.api.post(team.admin, path, { operations });
  }
  const operations = Array.from({ length: DELETED }, (_, index) => ({
    ...{ op: "delete", ticket: `ENG-${MANY + index + 1}` },
  }));
  await web.api.post(team.admin, path, { operations });
  // The inbox is still while the test reads it.
  await until(async () => {
    const { body } = await web.api.get(team.member, "/v1/notifications?limit=50");
    const rest = `/v1/notifications?limit=100&cursor=${body.next_cursor}`;
    if (body.next_cursor === null) return false;
    return (await web.api.get(team.member, rest)).body.data.length === MANY - 50;
  });
});
after(() => web.stop());

/** A page whose requests that match fail until the returned function is called. */
async function brokenPage(requests: RegExp): Promise<{ page: Page; repair: () => void }> {
  const page = await web.newPage({ user: team.member });
  let isBroken = true;
  await page.route(requests, (route) => {
    if (!isBroken) return route.continue();
    return route.fulfill({
      status: 403,
      contentType: "application/problem+json",
      body: JSON.stringify({ code: "forbidden", status: 403, detail: "It is too much." }),
    });
  });
  const repair = () => {
    isBroken = false;
  };
  return { page, repair };
}

const problem = (page: Page | Locator) =>
  page.getByRole("alert").filter({ hasText: "It is too much." });

/** At which place the row is that has the focus. */
const focusedRow = (page: Page, row: string) =>
  page.evaluate(
    (rows) => [...document.querySelectorAll(rows)].findIndex((it) => it.matches(":focus-within")),
    row,
  );

describe("the next page of a list", () => {
  for (const { name, path, row, size } of [
    { name: "my work", path: "", row: ".list-row", size: 100 },
    { name: "the trash", path: "/trash", row: ".trash-row", size: 50 },
    { name: "the inbox", path: "/inbox", row: ".inbox-row", size: 50 },
  ]) {
    it(`of ${name} says why it failed, and when it is there, its first row has the focus`, async () => {
      const { page, repair } = await brokenPage(/[?&]cursor=/);
      await page.goto(`/${team.slug}${path}`);
      await page.getByRole("button", { name: "Load more" }).focus();
      await page.keyboard.press("Enter");
      await problem(page).waitFor();
      assert.equal(await page.locator(row).count(), size);
      assert.equal(await focusedText(page), "Try again");

      repair();
      await page.keyboard.press("Enter");
      await page.locator(row).nth(size).waitFor();
      await problem(page).waitFor({ state: "detached" });
      await page.waitForFunction(() => document.activeElement?.closest("li"));
      assert.equal(await focusedRow(page, row), size);
    });
  }

  it("of a project says under the rows why it failed, and can be loaded again", async () => {
    const { page, repair } = await brokenPage(/[?&]cursor=/);
    await page.goto(`/${team.slug}/ENG/list`);
    await page.locator(".list-row").first().waitFor();
    await page.locator(".list-scroll").focus();
    await page.keyboard.press("End");
    await problem(page).waitFor();

    repair();
    await page.getByRole("button", { name: "Try again" }).focus();
    await page.keyboard.press("Enter");
    await problem(page).waitFor({ state: "detached" });
    await page.waitForFunction(() => document.activeElement?.closest("li"));
    // The newest are first.
    assert.match(await focusedText(page), /ENG-5Open/);
  });
});

describe("my work", () => {
  it("shows the groups that were loaded when another one fails, which can be loaded again", async () => {
    const { page, repair } = await brokenPage(/[?&]category=doing/);
    await page.goto(`/${team.slug}`);
    const group = page.getByRole("region", { name: "In progress" });
    await problem(page).waitFor();
    await page.locator(".list-row").nth(99).waitFor();
    assert.equal(await group.getByText("Nothing is in progress").count(), 0);

    repair();
    await group.getByRole("button", { name: "Try again" }).click();
    await group.getByText("Nothing is in progress").waitFor();
  });

  it("says why it failed where nothing else is shown", async () => {
    const { page, repair } = await brokenPage(/\/tickets\?/);
    await page.goto(`/${team.slug}`);
    await problem(page).first().waitFor();
    repair();
    for (const name of ["In progress", "To do", "Recently done"]) {
      const group = page.getByRole("region", { name });
      await group.getByRole("button", { name: "Try again" }).click();
      await problem(group).waitFor({ state: "detached" });
    }
    await page.locator(".list-row").nth(99).waitFor();
  });
});
