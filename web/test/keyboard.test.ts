import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Page } from "playwright-core";
import { until } from "../../test/support/locks.ts";
import { startWeb, type WebTest } from "./support/start.ts";
import { givenTeam, type Team } from "./support/team.ts";

const ROWS = 70;

let web: WebTest;
let team: Team;
before(async () => {
  web = await startWeb();
  team = await givenTeam(web.api);
  const operations = Array.from({ length: ROWS }, (_, index) => ({
    op: "create",
    project_id: team.project.id,
    title: `Ticket ${index + 1}`,
  }));
  await web.api.post(team.admin, `${team.workspacePath}/tickets/bulk`, { operations });
});
after(() => web.stop());

/** What has the focus: the key of a row or card, or the name of a field. */
async function focused(page: Page): Promise<string> {
  return await page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return "nothing";
    const key = element.matches("[data-id]") && /ENG-\d+/.exec(element.textContent ?? "")?.[0];
    return key || element.getAttribute("aria-label") || element.textContent || element.tagName;
  });
}

async function assertFocus(page: Page, expected: string | RegExp): Promise<void> {
  const matches = (found: string) =>
    typeof expected === "string" ? found === expected : expected.test(found);
  for (let found = await focused(page); !matches(found); found = await focused(page)) {
    if (Date.now() > deadline) assert.fail(`${found} has the focus, not ${expected}`);
    await page.waitForTimeout(20);
  }
}
let deadline = 0;
const press = async (page: Page, ...keys: string[]) => {
  deadline = Date.now() + 8_000;
  for (const key of keys) await page.keyboard.press(key);
};

for (const view of ["list", "board"] as const) {
  describe(`the keyboard alone, on a ${view}`, () => {
    it("creates, moves, assigns, undoes, labels, comments, searches, opens and closes", async () => {
      const page = await web.newPage({ user: team.member });
      await page.goto(`/${team.slug}/ENG${view === "list" ? "/list" : ""}`);
      await page
        .getByRole("link", { name: /Ticket 70\b|Ticket 1\b/ })
        .first()
        .waitFor();
      await press(page, "j");
      await assertFocus(page, /^ENG-/);
      const before = await focused(page);

      await press(page, "c");
      await assertFocus(page, /Title/);
      const title = `Written by keyboard on a ${view}`;
      await page.keyboard.type(title);
      await press(page, "Control+Enter");
      const row = page.getByRole("link", { name: new RegExp(title) });
      await until(async () => {
        const newest = await web.api.get(team.member, `${team.workspacePath}/tickets?limit=1`);
        return newest.body.data[0].title === title;
      });
      await assertFocus(page, before);

      // The newest row of a list is above; on a board it is the last of its column, on its second page.
      await until(async () => {
        await page.keyboard.press(view === "list" ? "Home" : "End");
        return row.isVisible();
      });
      await press(page, view === "list" ? "Home" : "End");
      const key = /ENG-\d+/.exec((await row.textContent()) ?? "")?.[0] ?? "";
      const path = `${team.workspacePath}/tickets/${key}`;
      await assertFocus(page, key);
      await press(page, "a");
      await assertFocus(page, "Assign to");
      await page.keyboard.type("ada");
      await press(page, "Enter");
      await assertFocus(page, key);
      await until(async () => (await read(path)).assignee_id === team.admin.id);

      await press(page, "z");
      await assertFocus(page, key);
      await until(async () => (await read(path)).assignee_id === null);

      await press(page, "l");
      await assertFocus(page, "Labels");
      await page.keyboard.type(`${view}-label`);
      await press(page, "Enter", "Escape");
      await assertFocus(page, key);
      await until(async () => (await read(path)).labels.includes(`${view}-label`));

      await press(page, "s");
      await assertFocus(page, "Move to");
      await page.keyboard.type("in prog");
      await press(page, "Enter");
      await assertFocus(page, key);

      await press(page, "m");
      await assertFocus(page, /[Cc]omment/);
      await page.keyboard.type("Without a mouse");
      await press(page, "Control+Enter");
      await page.getByText("Without a mouse", { exact: true }).first().waitFor();
      await assertFocus(page, /[Cc]omment/);
      // What follows on the ticket has sent the move, too.
      await until(async () => (await read(path)).status === "in_progress");
      const comments = async () => (await read(`${path}/comments`)).data;
      await until(async () => (await comments())[0]?.body === "Without a mouse");

      await press(page, "Escape", "Escape");
      await page.getByRole("complementary").waitFor({ state: "detached" });
      await assertFocus(page, key);

      await press(page, "Enter");
      await page.getByRole("complementary", { name: new RegExp(key) }).waitFor();
      await press(page, "Escape");
      await page.getByRole("complementary").waitFor({ state: "detached" });
      await assertFocus(page, key);

      await press(page, "/");
      await assertFocus(page, /^Search/);
      await page.keyboard.type("eng-69");
      await press(page, "Enter");
      await page.getByRole("complementary", { name: /ENG-69/ }).waitFor();
      await press(page, "Escape");
      await page.getByRole("complementary").waitFor({ state: "detached" });
      await assertFocus(page, "ENG-69");
    });
  });
}

async function read(path: string) {
  return (await web.api.get(team.member, path)).body;
}
