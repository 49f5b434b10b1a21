import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Page } from "playwright-core";
import { focusedText } from "./support/focus.ts";
import { startWeb, type WebTest } from "./support/start.ts";
import { givenCard, givenTeam, type Team } from "./support/team.ts";

const MANY = 260;

let web: WebTest;
let team: Team;
before(async () => {
  web = await startWeb();
  team = await givenTeam(web.api);
  for (let at = 0; at < MANY; at += 100) {
    const operations = Array.from({ length: Math.min(100, MANY - at) }, (_, index) => ({
      op: "create",
      project_id: team.project.id,
      title: `Ticket ${at + index + 1}`,
      priority: (at + index) % 50 === 0 ? "urgent" : "low",
      ...((at + index) % 40 === 0 && { labels: ["bug"] }),
    }));
    await web.api.post(team.admin, `${team.workspacePath}/tickets/bulk`, { operations });
  }
});
after(() => web.stop());

async function openList(query = "", options = {}): Promise<Page> {
  const page = await web.newPage({ user: team.member, ...options });
  await page.goto(`/${team.slug}/ENG/list${query}`);
  await rows(page).first().waitFor();
  return page;
}

const rows = (page: Page) => page.getByRole("list", { name: "Tickets" }).getByRole("link");
const firstTitle = async (page: Page) => (await rows(page).first().textContent()) ?? "";

describe("the list of a project", () => {
  it("draws only the rows in view, and loads the pages on the way to the end", async () => {
    const page = await openList();
    const cursors: string[] = [];
    page.on("request", (request) => {
      const cursor = new URL(request.url()).searchParams.get("cursor");
      if (cursor) cursors.push(cursor);
    });
    await page.keyboard.press("j");
    const last = page.getByRole("link", { name: /Ticket 1\b/ });
    // The last row that is loaded has the focus, and the pages after it follow.
    while (!(await last.isVisible())) await page.keyboard.press("End");
    await page.keyboard.press("End");
    assert.match(await focusedText(page), /ENG-1Open/);
    assert.ok((await rows(page).count()) < 80, "of 260 rows some dozens are drawn");
    assert.equal(cursors.length, new Set(cursors).size, "no page is read twice");
  });

  it("keeps sort, filter and words in the address, under the names of the API", async () => {
    const page = await openList();
    await page.getByRole("button", { name: "Sort by Priority" }).click();
    await page.waitForURL(/sort=-priority/);
    await page.keyboard.press("f");
    await page.getByRole("option", { name: "Label" }).click();
    await page.getByRole("option", { name: "bug" }).click();
    await page.keyboard.press("Escape");
    await page.waitForURL(/label=bug/);
    await page.getByRole("list", { name: "Tickets" }).getByRole("listitem").nth(6).waitFor();
    assert.equal(await rows(page).count(), 7);

    await page.reload();
    await rows(page).nth(6).waitFor();
    assert.equal(await rows(page).count(), 7);
    assert.match(await firstTitle(page), /Urgent/);

    await page.getByRole("button", { name: "Remove the filter by label" }).click();
    await page.waitForURL((url) => !url.search.includes("label"));
    await rows(page).nth(20).waitFor();
  });

  it("a filter without a match says so, and Clear removes it", async () => {
    const page = await web.newPage({ user: team.member });
    await page.goto(`/${team.slug}/ENG/list?label=nothing-has-it`);
    await page.getByRole("heading", { name: "Nothing here matches the filter" }).waitFor();
    await page.getByRole("button", { name: "Clear" }).click();
    await rows(page).first().waitFor();
    assert.equal(new URL(page.url()).search, "");
  });

  it("another person's ticket appears at its place, and the row in view stays where it is", async () => {
    const page = await openList();
    const list = page.locator(".list-scroll");
    await list.evaluate((element) => {
      element.scrollTop = 1000;
    });
    const seen = page.getByRole("link", { name: /Ticket 230\b/ });
    const before = await seen.boundingBox();
    const { key } = await givenCard(web.api, team, { title: "Created meanwhile" });
    await page.waitForFunction(
      () => (document.querySelector(".list-scroll")?.scrollTop ?? 0) > 1000,
    );
    assert.deepEqual(await seen.boundingBox(), before);
    await list.evaluate((element) => {
      element.scrollTop = 0;
    });
    await page.getByRole("link", { name: new RegExp(key) }).waitFor();
    assert.match(await firstTitle(page), /Created meanwhile/);
  });

  it("a failed page says why and can be loaded again", async () => {
    const page = await web.newPage({ user: team.member });
    let isBroken = true;
    await page.route(/\/tickets\?/, (route) => {
      if (!isBroken) return route.continue();
      return route.fulfill({
        status: 403,
        contentType: "application/problem+json",
        body: JSON.stringify({ code: "forbidden", status: 403, detail: "It is too much." }),
      });
    });
    await page.goto(`/${team.slug}/ENG/list`);
    await page.getByRole("alert").filter({ hasText: "It is too much." }).waitFor();
    isBroken = false;
    await page.getByRole("button", { name: "Try again" }).click();
    await rows(page).first().waitFor();
  });

  it("a viewer is offered neither a new ticket nor a selection", async () => {
    const page = await web.newPage({ user: team.viewer });
    await page.goto(`/${team.slug}/ENG/list`);
    await rows(page).first().waitFor();
    assert.equal(await page.getByRole("button", { name: "New ticket" }).count(), 0);
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await page.waitForTimeout(200);
    assert.equal(await page.getByRole("toolbar", { name: "Selection" }).count(), 0);
  });
});

describe("a selection", () => {
  it("extends and shrinks with Shift J and K, and Ctrl A takes what is loaded", async () => {
    const page = await openList();
    const bar = page.getByRole("toolbar", { name: "Selection" });
    await page.keyboard.press("j");
    for (const key of ["Shift+J", "Shift+J", "Shift+K"]) await page.keyboard.press(key);
    await bar.getByText("2 selected").waitFor();
    await page.keyboard.press("Control+a");
    await bar.getByText(/\d{3} selected/).waitFor();
    await page.keyboard.press("Escape");
    await bar.waitFor({ state: "detached" });
  });

  it("what is refused is listed by key with its reason, and stays selected", async () => {
    const page = await openList("?sort=created_at");
    await page.keyboard.press("j");
    for (const key of ["Shift+J", "Shift+J"]) await page.keyboard.press(key);
    // Somebody else deletes one of the three, and this page does not hear of it.
    await page.route(/\/events/, (route) => route.abort());
    await page.context().setOffline(false);
    await web.api.delete(team.admin, `${team.workspacePath}/tickets/ENG-2`);
    await page.keyboard.press("p");
    await page.getByRole("option", { name: "High" }).click();

    await page.getByRole("alert").filter({ hasText: "ENG-2" }).waitFor();
    await page.getByRole("toolbar", { name: "Selection" }).getByText("1 selected").waitFor();
    for (const key of ["ENG-1", "ENG-3"]) {
      const { body } = await web.api.get(team.admin, `${team.workspacePath}/tickets/${key}`);
      assert.equal(body.priority, "high", key);
    }
  });

  it("of tickets in several statuses offers only the transitions that all of them have", async () => {
    const path = `${team.workspacePath}/tickets`;
    await web.api.post(team.admin, `${path}/ENG-10/transitions`, { to: "in_progress" });
    const allowed = async (key: string): Promise<string[]> => {
      const { body } = await web.api.get(team.member, `${path}/${key}/transitions`);
      return body.data.map(({ to }: { to: string }) => to);
    };
    const [one, other] = [await allowed("ENG-9"), await allowed("ENG-10")];
    const both = one.filter((to) => other.includes(to));
    assert.ok(both.length < one.length, "the two differ");

    const page = await openList("?sort=created_at");
    for (const key of ["ENG-9", "ENG-10"]) {
      await page.getByRole("checkbox", { name: `Select ${key}`, exact: true }).check();
    }
    await page.keyboard.press("s");
    const isNone = both.length === 0;
    await (isNone
      ? page.getByText(/no status to which all/)
      : page.getByRole("option").first()
    ).waitFor();
    const names = await page.locator("[role=option]").locator(".grow").allTextContents();
    assert.deepEqual(
      names.map((name) => name.toLowerCase().replaceAll(" ", "_")),
      both,
    );
  });
});
