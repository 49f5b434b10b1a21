import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Page } from "playwright-core";
import { sql } from "../../../src/db/sql.ts";
import {
  cardIn,
  cardOf,
  columnOf,
  countIn,
  givenBoard,
  givenCards,
  moveByApi,
  openBoard,
} from "../support/board.ts";
import { focusedId } from "../support/focus.ts";
import { startWeb, type WebTest } from "../support/start.ts";
import { givenCard, givenTeam, type Team } from "../support/team.ts";
import { setVisibility, withVisibility } from "../support/visibility.ts";

let web: WebTest;
let team: Team;
before(async () => {
  web = await startWeb();
  team = await givenTeam(web.api);
});
after(() => web.stop());

const untilLive = (page: Page) => page.getByText("Live", { exact: true }).waitFor();
/** Where a card was on the screen in each frame while something ran: more than one place if it moved. */
async function placesDuring(page: Page, ticket: { id: string }, run: () => Promise<void>) {
  const watch = await page.evaluateHandle((id) => {
    const seen = { tops: new Set<number>(), isOn: true };
    const look = () => {
      const card = document.querySelector(`.card[data-id="${id}"]`);
      seen.tops.add(Math.round(card?.getBoundingClientRect().top ?? -1));
      if (seen.isOn) requestAnimationFrame(look);
    };
    look();
    return seen;
  }, ticket.id);
  await run();
  // Two frames later, what has just been drawn was looked at, too.
  return watch.evaluate(async (seen) => {
    const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    await nextFrame();
    await nextFrame();
    seen.isOn = false;
    return [...seen.tops];
  });
}

describe("what others do", () => {
  it("is shown with their name, and counted", async () => {
    const board = await givenBoard(web.api, team, { key: "LIVE" });
    const ticket = await givenCard(web.api, board, { title: "Moves" });
    await givenCard(web.api, board, { title: "Stays" });
    const page = await web.newPage({ user: team.member });
    await openBoard(page, board.boardPath);
    await untilLive(page);
    await cardOf(page, ticket).focus();

    await moveByApi(web.api, board, { ticket, to: "in_progress" });

    await cardIn(page, "in_progress", ticket).getByText("Ada").waitFor();
    assert.deepEqual([await countIn(page, "open"), await countIn(page, "in_progress")], [1, 1]);
    assert.equal(await focusedId(page), ticket.id, "the focus goes with the card");
    await page
      .getByText("Ada Lovelace moved LIVE-1 to In progress.")
      .waitFor({ state: "attached" });
    const path = `${team.workspacePath}/tickets/${ticket.id}`;
    await web.api.delete(team.admin, path);
    await cardOf(page, ticket).waitFor({ state: "detached" });
    assert.equal(await countIn(page, "in_progress"), 0);
  });

  it("to many tickets at once leaves the screen as it is, and says how many are new", async () => {
    const board = await givenBoard(web.api, team, { key: "MANY" });
    await givenCards(web.api, board, { count: 30 });
    const page = await web.newPage({ user: team.member });
    await openBoard(page, board.boardPath);
    await untilLive(page);
    const requests: string[] = [];
    page.on("request", (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.includes("/tickets")) requests.push(pathname);
    });
    const first = { id: (await page.locator(".card").first().getAttribute("data-id")) ?? "" };
    const button = columnOf(page, "open").getByRole("button", { name: "12 new" });

    const places = await placesDuring(page, first, async () => {
      await givenCards(web.api, board, { count: 12, priority: "urgent" });
      await button.waitFor();
    });

    assert.equal(places.length, 1, `the card was at ${places.join(", ")}`);
    assert.equal(await countIn(page, "open"), 42);
    assert.deepEqual(requests, [], "a new card is shown from its event");
    await button.click();
    await button.waitFor({ state: "detached" });
    assert.equal(await page.getByRole("link", { name: /^Card 1 .*Urgent/ }).count(), 1);
  });

  it("above the cards that are in view moves none of them", async () => {
    const board = await givenBoard(web.api, team, { key: "STILL" });
    await givenCards(web.api, board, { count: 40 });
    const page = await web.newPage({ user: team.member });
    await openBoard(page, board.boardPath);
    await untilLive(page);
    await columnOf(page, "open")
      .locator(".column-scroll")
      .evaluate((element) => {
        element.scrollTop = 900;
      });
    await page.waitForTimeout(200);
    const ids = await page
      .locator(".card")
      .evaluateAll((cards) =>
        cards
          .filter((card) => card.getBoundingClientRect().top > 200)
          .map((card) => (card as HTMLElement).dataset.id ?? ""),
      );
    const [visible] = ids;
    assert.ok(visible);

    const places = await placesDuring(page, { id: visible }, async () => {
      const urgent = await givenCard(web.api, board, { title: "On top", priority: "urgent" });
      await page.waitForFunction(() =>
        document.querySelector(".column-count")?.textContent?.startsWith("41"),
      );
      await web.api.delete(team.admin, `${team.workspacePath}/tickets/${urgent.id}`);
      await page.waitForFunction(() =>
        document.querySelector(".column-count")?.textContent?.startsWith("40"),
      );
    });

    assert.equal(places.length, 1, `the card was at ${places.join(", ")}`);
  });
});

describe("a tab that has missed much", () => {
  it("reads its columns again instead of 600 events", async () => {
    const board = await givenBoard(web.api, team, { key: "BEHIND" });
    await givenCard(web.api, board, { title: "Was there" });
    const page = await withVisibility(await web.newPage());
    await web.signInPage(page, team.member);
    await openBoard(page, board.boardPath);
    await untilLive(page);
    await setVisibility(page, "hidden");
    await page.waitForRequest(() => false, { timeout: 1500 }).catch(() => {});

    await givenCards(web.api, board, { count: 600, priority: "high" });
    await page.waitForTimeout(1500);
    const lists: string[] = [];
    page.on("request", (request) => {
      if (request.url().includes("/tickets?")) lists.push(request.url());
    });
    await setVisibility(page, "visible");
    await page.waitForFunction(() =>
      document.querySelector(".column-count")?.textContent?.startsWith("601"),
    );
    await untilLive(page);

    assert.ok(lists.length >= 1 && lists.length <= 4, `${lists.length} lists`);
    await page.getByRole("link", { name: /High/ }).first().waitFor();
  });

  it("reads its columns again until it has them, although the first reads had no answer", async () => {
    const board = await givenBoard(web.api, team, { key: "RETRY" });
    const ticket = await givenCard(web.api, board, { title: "Was there" });
    const page = await withVisibility(await web.newPage());
    await web.signInPage(page, team.member);
    await openBoard(page, board.boardPath);
    await untilLive(page);
    await setVisibility(page, "hidden");
    await page.waitForRequest(() => false, { timeout: 1500 }).catch(() => {});
    await givenCards(web.api, board, { count: 600, priority: "high" });
    await moveByApi(web.api, board, { ticket, to: "in_progress" });
    await page.waitForTimeout(1500);
    const lists = /\/projects\/[^/]+\/tickets\?/;
    const attempts = new Map<string, number>();
    const { promise: gaveUp, resolve: giveUp } = Promise.withResolvers<void>();
    await page.route(lists, async (route) => {
      const url = route.request().url();
      attempts.set(url, (attempts.get(url) ?? 0) + 1);
      await route.abort("connectionfailed");
      // The client sends a request four times.
      if (attempts.get(url) === 4) giveUp();
    });

    await setVisibility(page, "visible");
    await gaveUp;
    await page.getByText("Offline, trying again").waitFor();
    await page.unroute(lists);

    await cardIn(page, "in_progress", ticket).waitFor();
    await untilLive(page);
  });

  it("because the database was restored reads everything again, and keeps the focus", async () => {
    const board = await givenBoard(web.api, team, { key: "GAP" });
    const ticket = await givenCard(web.api, board, { title: "Has the focus" });
    const page = await web.newPage({ user: team.member });
    await openBoard(page, board.boardPath);
    await untilLive(page);
    await cardOf(page, ticket).focus();

    await web.api.db.query(sql`
      update event_heads set sequence = sequence + 1048576
       where workspace_id = ${team.workspace.id}`);
    const later = await givenCard(web.api, board, { title: "After the gap" });

    await cardOf(page, later).waitFor();
    assert.equal(await focusedId(page), ticket.id);
    // The list may have it before the event that counts it.
    await page.waitForFunction(() =>
      document.querySelector(".column-count")?.textContent?.startsWith("2"),
    );
  });
});

describe("a member who is removed", () => {
  it("sees that, and the workspaces that are left", async () => {
    const board = await givenBoard(web.api, team, { key: "GONE" });
    await givenCard(web.api, board, { title: "Card" });
    await web.api.post(team.viewer, "/v1/workspaces", { name: "Left over" });
    const page = await web.newPage({ user: team.viewer });
    await openBoard(page, board.boardPath);
    await untilLive(page);

    const path = `${team.workspacePath}/members/${team.viewer.id}`;
    await web.api.delete(team.admin, path);

    await page
      .getByText("You are no longer a member of this workspace.")
      .waitFor({ timeout: 20_000 });
    await page.getByRole("heading", { name: "You cannot open this workspace" }).waitFor();
    const offered = page.getByRole("main").getByRole("listitem");
    assert.deepEqual(await offered.allInnerTexts(), ["Left over"]);
    assert.equal(await page.locator(".card").count(), 0);
  });
});
