import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Page } from "playwright-core";
import { startWeb, type WebTest } from "./support/start.ts";
import { givenCard, givenTeam, type Team } from "./support/team.ts";

let web: WebTest;
let team: Team;
let page: Page;
before(async () => {
  web = await startWeb();
  team = await givenTeam(web.api);
  page = await web.newPage({ user: team.member });
});
after(() => web.stop());

const title = () => page.getByRole("textbox", { name: "Title" });
const description = () => page.getByRole("textbox", { name: "Description" });
const focusedName = () =>
  page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? "");

describe("a new ticket", () => {
  it("is written with the keyboard alone, and its toast opens it", async () => {
    await openBoard();
    await page.keyboard.press("c");
    await title().waitFor();
    assert.equal(await focusedName(), "Title");
    await page.keyboard.type("Written by hand");
    await page.keyboard.press("Enter");
    assert.equal(await focusedName(), "Description");
    await page.keyboard.type("Ask @ada");
    await page.getByRole("option", { name: "Ada Lovelace" }).waitFor();
    await page.keyboard.press("Enter");
    await choose("Priority", "1");
    await choose("Assign to", "edsger");
    await choose("Labels", "docs");
    await page.keyboard.press("Escape");
    await choose("Due date", "2");
    await page.keyboard.press("Control+Enter");

    await title().waitFor({ state: "detached" });
    await page.getByText(/ENG-\d+ was created/).waitFor();
    await page.getByRole("button", { name: "Open", exact: true }).click();
    const panel = page.getByRole("complementary", { name: /^Ticket ENG-/ });
    await panel.getByRole("heading", { name: "Written by hand" }).waitFor();
    const saved = await ticketOf("Written by hand");
    assert.deepEqual(
      [saved.description, saved.priority, saved.assignee_id, saved.labels],
      ["Ask @ada-lovelace ", "urgent", team.viewer.id, ["docs"]],
    );
    assert.equal(saved.due_on, localDay(1));
    await page.keyboard.press("Escape");
  });

  it("is a draft until it is created: after Escape, and after a reload", async () => {
    await openBoard();
    await page.keyboard.press("c");
    await page.keyboard.type("A draft");
    await page.keyboard.press("Enter");
    await page.keyboard.type("of two fields");
    await page.keyboard.press("Escape");
    await title().waitFor({ state: "detached" });
    await page.reload();
    await page.getByRole("link", { name: "ENG Engine" }).waitFor();
    await page.keyboard.press("c");
    assert.equal(await title().inputValue(), "A draft");
    assert.equal(await description().inputValue(), "of two fields");
    await title().fill("");
    await description().fill("");
    await page.keyboard.press("Escape");
  });

  it("is a draft again if the server refuses it", async () => {
    await openBoard();
    await page.route("**/tickets", (route) =>
      route.request().method() === "POST"
        ? route.fulfill({
            status: 409,
            contentType: "application/problem+json",
            body: JSON.stringify({
              code: "limit_reached",
              status: 409,
              title: "",
              detail: "Full.",
            }),
          })
        : route.continue(),
    );
    await page.keyboard.press("c");
    await page.keyboard.type("Refused");
    await title().waitFor();
    await page.keyboard.press("Control+Enter");
    await page.getByText("Full.").waitFor();
    await page.unroute("**/tickets");
    await page.keyboard.press("c");
    assert.equal(await title().inputValue(), "Refused");
    await page.keyboard.press("Control+Enter");
    await page.getByText(/ENG-\d+ was created/).waitFor();
    assert.equal((await ticketOf("Refused")).description, null);
  });

  it("loses no key that is pressed while the dialog is still loading", async () => {
    const { slow, load } = await openSlowBoard();
    await slow.keyboard.press("c");
    await slow.keyboard.type("Typed early");
    await slow.keyboard.press("Enter");
    await slow.keyboard.type("and more");
    load();
    await slow.getByRole("button", { name: "Create ticket" }).waitFor();
    await slow.keyboard.type(" and late");
    const texts = () =>
      slow
        .locator("dialog textarea")
        .evaluateAll((areas) => areas.map((area) => (area as HTMLTextAreaElement).value));
    while (!(await texts()).join().endsWith("late")) await slow.waitForTimeout(20);
    assert.deepEqual(await texts(), ["Typed early", "and more and late"]);
    await slow.keyboard.press("Control+Enter");
    await slow.getByText(/ENG-\d+ was created/).waitFor();
    await slow.close();
  });

  it("is sent when the dialog has loaded, if it was sent before that", async () => {
    const { slow, load } = await openSlowBoard();
    await slow.keyboard.press("c");
    await slow.keyboard.type("Sent early");
    await slow.keyboard.press("Control+Enter");
    load();
    await slow.getByText(/ENG-\d+ was created/).waitFor();
    assert.equal((await ticketOf("Sent early")).description, null);
    assert.equal(await slow.getByRole("dialog").count(), 0);
    await slow.close();
  });

  it("cannot be written by a viewer", async () => {
    await givenCard(web.api, team, { title: "Something to see" });
    const viewer = await web.newPage({ user: team.viewer });
    await viewer.goto(`/${team.slug}/ENG`);
    await viewer.getByText("Something to see").waitFor();
    await viewer.keyboard.press("c");
    await viewer.waitForTimeout(200);
    assert.equal(await viewer.getByRole("dialog").count(), 0);
    await viewer.close();
  });
});

/** A board whose dialogs load when the test says so. */
async function openSlowBoard() {
  const slow = await web.newPage({ user: team.member });
  const { promise: loaded, resolve: load } = Promise.withResolvers<void>();
  await slow.route("**/later-parts-*.js", async (route) => {
    await loaded;
    await route.continue();
  });
  await slow.goto(`/${team.slug}/ENG`);
  await slow.getByRole("heading", { level: 1, name: "Engine" }).waitFor();
  return { slow, load };
}

async function openBoard() {
  await page.goto(`/${team.slug}/ENG`);
  await page.getByRole("heading", { level: 1, name: "Engine" }).waitFor();
}

/** Goes to a button of the dialog with Tab, and chooses from its picker. */
async function choose(name: string, typed: string) {
  for (let presses = 0; presses < 20; presses += 1) {
    const text = await page.evaluate(() => document.activeElement?.textContent ?? "");
    if (text.startsWith(`${name}:`)) break;
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name, exact: true }).waitFor();
  await page.keyboard.type(typed);
  if (typed.length === 1) return;
  await page.waitForTimeout(300);
  await page.keyboard.press("Enter");
}

async function ticketOf(name: string) {
  const { body } = await web.api.get(team.admin, `${team.workspacePath}/tickets?limit=100`);
  return body.data.find((ticket: { title: string }) => ticket.title === name);
}

function localDay(after: number): string {
  const day = new Date();
  day.setDate(day.getDate() + after);
  const [month, date] = [day.getMonth() + 1, day.getDate()].map((part) =>
    `${part}`.padStart(2, "0"),
  );
  return `${day.getFullYear()}-${month}-${date}`;
}
