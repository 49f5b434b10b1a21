import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Page } from "playwright-core";
import { cardOf, givenBoard, givenCards, openBoard } from "./support/board.ts";
import { startWeb, type WebTest } from "./support/start.ts";
import { givenCard, givenTeam, type Team } from "./support/team.ts";

let web: WebTest;
let team: Team;
before(async () => {
  web = await startWeb();
  team = await givenTeam(web.api);
});
after(() => web.stop());

/** What a page asks of the API from now on. */
function requestsOf(page: Page): string[] {
  const requests: string[] = [];
  page.on("request", (request) => {
    const { pathname, search } = new URL(request.url());
    if (pathname.startsWith("/v1/")) requests.push(`${request.method()} ${pathname}${search}`);
  });
  return requests;
}

describe("the budgets of a ticket", () => {
  it("2 requests open it beside the board, and the board keeps its place and the focus", async () => {
    const board = await givenBoard(web.api, team, { key: "OPEN" });
    await givenCards(web.api, board, { count: 40 });
    const ticket = await givenCard(web.api, board, {
      title: "Opens",
      description: "A text",
      priority: "urgent",
    });
    const page = await web.newPage({ user: team.member });
    await openBoard(page, board.boardPath);
    await cardOf(page, ticket).focus();
    const scrolled = () =>
      page.locator(".column-scroll").evaluateAll((all) => all.map(({ scrollTop }) => scrollTop));
    const before = await scrolled();
    const requests = requestsOf(page);

    await page.keyboard.press("Enter");
    await page.getByText("created this ticket").waitFor();
    await page.getByText("A text").waitFor();
    await page.waitForTimeout(500);

    assert.equal(requests.length, 2, requests.join("\n"));
    await page.keyboard.press("Escape");
    await page.getByRole("complementary", { name: "Ticket" }).waitFor({ state: "detached" });
    assert.deepEqual(await scrolled(), before);
    assert.equal(
      await cardOf(page, ticket).evaluate((card) => card === document.activeElement),
      true,
    );
  });

  it("4 requests are made while J is held for two seconds", async () => {
    const board = await givenBoard(web.api, team, { key: "HOLD" });
    await givenCards(web.api, board, { count: 80 });
    const ticket = await givenCard(web.api, board, { title: "First", priority: "urgent" });
    const page = await web.newPage({ user: team.member });
    await openBoard(page, board.boardPath);
    await cardOf(page, ticket).focus();
    await page.keyboard.press("Enter");
    await page.getByText("created this ticket").waitFor();
    const requests = requestsOf(page);

    // The page's clock, so that a busy machine makes no pause between two presses.
    await page.clock.install();
    await page.clock.pauseAt(Date.now() + 1_000);
    for (let press = 0; press < 60; press += 1) {
      await page.keyboard.down("j");
      await page.clock.runFor(33);
    }
    await page.keyboard.up("j");
    await page.clock.resume();
    const shown = page.getByRole("complementary", { name: /^Ticket HOLD-/ });
    await shown.getByText("created this ticket").waitFor();
    await page.waitForTimeout(500);

    assert.ok(requests.length <= 4, `${requests.length} requests:\n${requests.join("\n")}`);
    assert.notEqual(new URL(page.url()).pathname, `/${team.slug}/${ticket.key}`);
    console.log(`# ${requests.length} requests for 60 presses`);
  });
});
