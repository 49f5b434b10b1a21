import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Locator, Page } from "playwright-core";
import { cardOf, columnOf, givenBoard, openBoard } from "../support/board.ts";
import { startWeb, type WebTest } from "../support/start.ts";
import { givenCard, givenTeam, type Team } from "../support/team.ts";

let web: WebTest;
let team: Team;
before(async () => {
  web = await startWeb();
  team = await givenTeam(web.api);
});
after(() => web.stop());

describe("a picker that a key opens", () => {
  it("is at its field of the open ticket", async () => {
    const board = await givenBoard(web.api, team, { key: "FIELD" });
    const ticket = await givenCard(web.api, board, { title: "Has fields" });
    const page = await web.newPage({ user: team.member });
    await openBoard(page, board.boardPath);
    await cardOf(page, ticket).click();
    await page.getByRole("heading", { name: "Description" }).waitFor();
    for (const [key, field] of [
      ["s", "Status"],
      ["a", "Assignee"],
      ["p", "Priority"],
      ["l", "Labels"],
      ["d", "Due"],
    ] as const) {
      await page.keyboard.press(key);
      const button = await boxOf(page.getByRole("button", { name: new RegExp(`^${field}: `) }));
      const picker = await boxOf(page.locator(".picker"));
      assert.ok(Math.abs(picker.x - button.x) < 60, `${field}: ${picker.x}, ${button.x}`);
      assert.ok(Math.abs(picker.y - (button.y + button.height)) < 12, field);
      assertInWindow(page, picker);
      await page.keyboard.press("Escape");
    }
  });

  it("is at the selection's button for it, inside the window, also while its list changes", async () => {
    const board = await givenBoard(web.api, team, { key: "MANY" });
    await givenCard(web.api, board, { title: "One of two" });
    await givenCard(web.api, board, { title: "Two of two" });
    const page = await web.newPage({ user: team.member });
    await openBoard(page, board.boardPath);
    for (const key of ["j", "x", "Shift+J", "a"]) await page.keyboard.press(key);
    const button = await boxOf(page.getByRole("button", { name: /^Assign/ }).last());
    const picker = page.locator(".picker");
    await picker.getByRole("option", { name: "Grace Hopper" }).waitFor();
    for (const text of ["", "grace", "nobody of this name"]) {
      await page.keyboard.type(text);
      await page.waitForTimeout(100);
      const box = await boxOf(picker);
      assert.ok(Math.abs(box.x - button.x) < 12, `${box.x}, ${button.x}`);
      assert.ok(Math.abs(button.y - (box.y + box.height)) < 12, `${text}: ${box.y + box.height}`);
      assertInWindow(page, box);
    }
  });
});

describe("the list of people to mention", () => {
  it("is not cut off by the dialog of a new ticket", async () => {
    const board = await givenBoard(web.api, team, { key: "NEW" });
    await givenCard(web.api, board, { title: "Is there already" });
    const page = await web.newPage({ user: team.member, viewport: { width: 1280, height: 600 } });
    await openBoard(page, board.boardPath);
    await page.keyboard.press("c");
    await page.getByRole("textbox", { name: "Description" }).fill("One\n\nTwo\n\n");
    await page.getByRole("textbox", { name: "Description" }).press("End");
    await page.keyboard.type("Three, ask @");
    const people = page.locator("#mention-list [role=option]");
    await people.first().waitFor();
    assert.equal(await people.count(), 3);
    for (const person of await people.all()) assert.equal(await isOnTop(person), true);
  });
});

describe("a text", () => {
  it("shows whom it mentions", async () => {
    const ticket = await givenCard(web.api, team, {
      title: "Mentions",
      description: "Ask @ada-lovelace, not @nobody.",
    });
    const page = await web.newPage({ user: team.member });
    await page.goto(`/${team.slug}/${ticket.key}`);
    const mention = page.locator(".prose .mention");
    await mention.waitFor();
    assert.equal(await mention.innerText(), "@ada-lovelace");
    const weightOf = (element: Element) => Number(getComputedStyle(element).fontWeight);
    assert.ok((await mention.evaluate(weightOf)) > 500);
    assert.equal(await page.locator(".prose").evaluate(weightOf), 400);
  });
});

describe("a card", () => {
  it("cuts its labels where they end, and keeps the number of the others", async () => {
    const board = await givenBoard(web.api, team, { key: "LABEL" });
    const labels = ["accessibility", "a-rather-long-label", "performance", "payments", "words"];
    const ticket = await givenCard(web.api, board, { title: "Has five labels", labels });
    const page = await web.newPage({ user: team.member });
    await openBoard(page, board.boardPath);
    const card = await boxOf(cardOf(page, ticket));
    const more = await boxOf(cardOf(page, ticket).getByText("+2"));
    assert.ok(more.x + more.width < card.x + card.width, `${more.x}, ${card.x + card.width}`);
  });
});

describe("a column", () => {
  it("is as wide as the others, whatever its status is called", async () => {
    const status = "waiting_for_an_answer_of_the_customer";
    const { body: workflow } = await web.api.post(team.admin, `${team.workspacePath}/workflows`, {
      name: "patient",
      statuses: [
        { status: "open", category: "todo" },
        { status, category: "doing" },
      ],
      transitions: [{ from: "open", to: status }],
    });
    const { body: project } = await web.api.post(team.admin, `${team.workspacePath}/projects`, {
      ...{ key: "WIDE", name: "Wide", workflow_id: workflow.id },
    });
    await givenCard(web.api, { ...team, project }, { title: "Open" });
    const page = await web.newPage({ user: team.member });
    await openBoard(page, `/${team.slug}/WIDE`);
    assert.equal((await boxOf(columnOf(page, status))).width, 276);
  });
});

describe("a list", () => {
  it("gives titles a line of their own on a phone", async () => {
    const board = await givenBoard(web.api, team, { key: "PHONE" });
    const title = "A title of forty letters, which fits";
    await givenCard(web.api, board, { title, due_on: "2030-01-01" });
    const page = await web.newPage({ user: team.member, viewport: { width: 390, height: 800 } });
    await page.goto(`${board.boardPath}/list`);
    const shown = page.locator(".list-row-title");
    await shown.waitFor();
    assert.equal(await shown.evaluate(isCut), false);
    const row = await boxOf(page.locator(".list-row-link"));
    const key = await boxOf(page.locator(".list-row-key"));
    assert.ok(key.y > (await boxOf(shown)).y + 10 && key.y + key.height < row.y + row.height);
  });

  it("has room for the longest key of a project", async () => {
    const board = await givenBoard(web.api, team, { key: "PROJECTOFX" });
    await givenCard(web.api, board, { title: "Has a long key" });
    const page = await web.newPage({ user: team.member });
    await page.goto(`${board.boardPath}/list`);
    const key = await boxOf(page.getByText("PROJECTOFX-1"));
    const status = await boxOf(page.locator(".list-row-link > .glyph").last());
    assert.ok(key.x + key.width <= status.x, `${key.x + key.width}, ${status.x}`);
  });
});

describe("the head of a project beside a panel", () => {
  it("cuts no button off", async () => {
    const board = await givenBoard(web.api, team, { key: "HEAD" });
    const ticket = await givenCard(web.api, board, { title: "Is open" });
    const page = await web.newPage({ user: team.member, viewport: { width: 1280, height: 800 } });
    await page.goto(`${board.boardPath}/list`);
    await page.locator(`[data-id="${ticket.id}"]`).press("Enter");
    await page.getByRole("heading", { name: "Description" }).waitFor();
    const filter = page.getByRole("button", { name: "Filter" });
    assert.equal(await filter.locator("xpath=..").evaluate(isCut), false);
  });
});

const isCut = (element: Element) => element.scrollWidth > element.clientWidth;

async function boxOf(locator: Locator) {
  const box = await locator.boundingBox();
  if (!box) throw new Error("It is not in view.");
  return box;
}

function assertInWindow(
  page: Page,
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
): void {
  const view = page.viewportSize() ?? { width: 0, height: 0 };
  assert.ok(x >= 0 && y >= 0 && x + width <= view.width && y + height <= view.height);
}

/** Whether a pointer in its middle would reach it. */
function isOnTop(locator: Locator): Promise<boolean> {
  return locator.evaluate((element) => {
    element.scrollIntoView({ block: "nearest" });
    const { left, top, width, height } = element.getBoundingClientRect();
    const found = document.elementFromPoint(left + width / 2, top + height / 2);
    return found !== null && element.contains(found);
  });
}
