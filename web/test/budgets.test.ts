import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Page } from "playwright-core";
import {
  cardIn,
  cardOf,
  columnOf,
  dragTo,
  givenBoard,
  givenCards,
  moveByApi,
  openBoard,
} from "./support/board.ts";
import { startWeb, type WebTest } from "./support/start.ts";
import { givenCard, givenTeam, type Team } from "./support/team.ts";

let web: WebTest;
let team: Team;
before(async () => {
  web = await startWeb();
  team = await givenTeam(web.api);
});
after(() => web.stop());

/** Every request of a page, with the bytes of its answer as they came over the network. */
async function countRequests(page: Page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  const requests = new Map<string, { url: string; bytes: number }>();
  session.on("Network.requestWillBeSent", ({ requestId, request }) => {
    if (request.url.startsWith("http")) requests.set(requestId, { url: request.url, bytes: 0 });
  });
  session.on("Network.dataReceived", ({ requestId, encodedDataLength, dataLength }) => {
    const request = requests.get(requestId);
    if (request) request.bytes += encodedDataLength || dataLength;
  });
  const urls = (part = "/v1/") => [...requests.values()].filter(({ url }) => url.includes(part));
  return {
    clear: () => requests.clear(),
    urls: () => urls().map(({ url }) => new URL(url).pathname + new URL(url).search),
    bytes: () => urls("/tickets?").reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** Counts how often each card is drawn from now on. */
async function countCardDraws(page: Page) {
  await page.evaluate(() => {
    const drawn: string[] = [];
    Object.assign(globalThis, { drawn, countCardDraw: (id: string) => drawn.push(id) });
  });
  return async () => {
    await page.evaluate(() => new Promise(requestAnimationFrame));
    return page.evaluate(() => (globalThis as unknown as { drawn: string[] }).drawn.splice(0));
  };
}

/** A board like those that people have: six columns, titles of one and two lines, some labels. */
async function givenUsualBoard(key: string) {
  const board = await givenBoard(web.api, team, { key });
  const title = "Measure the metrics port under a thousand readers";
  await givenCards(web.api, board, { count: 60, labels: ["bug"], title });
  await givenCards(web.api, board, { count: 140 });
  const { body } = await web.api.get(
    team.admin,
    `${team.workspacePath}/projects/${board.project.id}/tickets?limit=100`,
  );
  for (const [index, ticket] of body.data.entries()) {
    if (index % 2 === 0) await moveByApi(web.api, board, { ticket, to: "in_progress" });
    if (index % 4 === 0) await moveByApi(web.api, board, { ticket, to: "resolved" });
  }
  return board;
}

describe("the budgets of a board", () => {
  it("12 requests and 40 kB open it, and nothing of it moves while it loads", async () => {
    const board = await givenUsualBoard("OPEN");
    const page = await web.newPage({ user: team.member });
    await page.goto("about:blank");
    await page.addInitScript(() => {
      const shifts: string[] = [];
      const describeShift = (entry: PerformanceEntry) => {
        const { value, sources } = entry as unknown as {
          value: number;
          sources: { node: Element | null }[];
        };
        const nodes = sources
          .filter(({ node }) => node?.closest(".main"))
          .map(({ node }) => node?.className);
        if (nodes.length === 0) return [];
        return `${value.toFixed(3)}: ${nodes.join(", ")}`;
      };
      Object.assign(globalThis, { shifts });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
          shifts.push(...[describeShift(entry)].flat());
        }
      }).observe({ type: "layout-shift", buffered: true });
    });
    const requests = await countRequests(page);

    await openBoard(page, board.boardPath);
    await page.waitForTimeout(500);

    const urls = requests.urls();
    assert.ok(urls.length <= 12, `${urls.length} requests:\n${urls.join("\n")}`);
    assert.ok(requests.bytes() <= 40_000, `${requests.bytes()} bytes`);
    const shifts = await page.evaluate(
      () => (globalThis as unknown as { shifts: string[] }).shifts,
    );
    assert.deepEqual(shifts, []);
    console.log(`# ${urls.length} requests, ${requests.bytes()} bytes of cards`);
  });

  it("one request moves a card", async () => {
    const board = await givenBoard(web.api, team, { key: "MOVE" });
    const ticket = await givenCard(web.api, board, { title: "Moves" });
    const page = await web.newPage({ user: team.member });
    await openBoard(page, board.boardPath);
    await page.waitForTimeout(300);
    const requests = await countRequests(page);

    await dragTo(page, ticket, "in_progress");
    await cardIn(page, "in_progress", ticket).waitFor();
    await page.waitForTimeout(800);

    assert.equal(requests.urls().length, 1, requests.urls().join("\n"));
  });

  it("an arrow key, an edit by somebody else and a selection each draw two cards at most", async () => {
    const board = await givenBoard(web.api, team, { key: "DRAW" });
    await givenCards(web.api, board, { count: 60 });
    const ticket = await givenCard(web.api, board, { title: "Changes", priority: "urgent" });
    const page = await web.newPage({ user: team.member });
    await openBoard(page, board.boardPath);
    await cardOf(page, ticket).focus();
    const drawn = await countCardDraws(page);

    await page.keyboard.press("ArrowDown");
    await page.waitForFunction(() => document.activeElement?.closest("[aria-posinset='2']"));
    const byKey = await drawn();
    await page.keyboard.press("x");
    await page.locator(".card-selected").waitFor();
    const bySelection = await drawn();
    await page.keyboard.press("Escape");
    await page.locator(".card-selected").waitFor({ state: "detached" });
    await drawn();
    const path = `${team.workspacePath}/tickets/${ticket.id}`;
    await web.api.patch(team.admin, path, { title: "Changed" });
    await cardOf(page, ticket).getByText("Changed").waitFor();
    const byEvent = await drawn();

    assert.ok(byKey.length <= 2, `an arrow key drew ${byKey.length}`);
    assert.ok(bySelection.length <= 2, `a selection drew ${bySelection.length}`);
    assert.ok(byEvent.length <= 2, `an event drew ${byEvent.length}`);
  });

  it("900 elements are enough for 3,000 cards in one column", async () => {
    const board = await givenBoard(web.api, team, { key: "MANY" });
    await givenCards(web.api, board, { count: 3_000, labels: ["bug", "docs"] });
    const page = await web.newPage({ user: team.member });
    await openBoard(page, board.boardPath);
    const elements = () => page.evaluate(() => document.querySelectorAll("*").length);
    const column = columnOf(page, "open");
    const scroller = column.locator(".column-scroll");
    const seen: number[] = [await elements()];

    for (let round = 0; round < 400; round += 1) {
      await scroller.evaluate((element) => {
        element.scrollTop = element.scrollHeight;
      });
      await page.waitForTimeout(50);
      seen.push(await elements());
      const last = column.locator('[aria-posinset="3000"]');
      if ((await last.count()) > 0) break;
    }

    assert.ok(Math.max(...seen) <= 900, `${Math.max(...seen)} elements`);
    assert.equal(await column.locator('[aria-posinset="3000"]').count(), 1);
    console.log(`# ${Math.max(...seen)} elements`);
  });
});
