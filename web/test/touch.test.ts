import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { CDPSession, Page } from "playwright-core";
import { cardIn, cardOf, columnOf, givenBoard, givenCards, openBoard } from "./support/board.ts";
import { startWeb, type WebTest } from "./support/start.ts";
import { givenCard, givenTeam, type Team } from "./support/team.ts";

let web: WebTest;
let team: Team;
before(async () => {
  web = await startWeb();
  team = await givenTeam(web.api);
});
after(() => web.stop());

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true };

/** A finger on the screen. */
async function finger(page: Page) {
  const session: CDPSession = await page.context().newCDPSession(page);
  const send = (type: "touchStart" | "touchMove" | "touchEnd", points: object[]) =>
    session.send("Input.dispatchTouchEvent", { type, touchPoints: points as never });
  return {
    down: (x: number, y: number) => send("touchStart", [{ x, y }]),
    async move(from: { x: number; y: number }, to: { x: number; y: number }) {
      for (let part = 1; part <= 8; part += 1) {
        const at = (a: number, b: number) => a + ((b - a) * part) / 8;
        await send("touchMove", [{ x: at(from.x, to.x), y: at(from.y, to.y) }]);
        await page.waitForTimeout(16);
      }
    },
    up: () => send("touchEnd", []),
  };
}

describe("the board under a finger", () => {
  it("scrolls, lifting no card and opening none", async () => {
    const board = await givenBoard(web.api, team, { key: "SCROLL" });
    await givenCards(web.api, board, { count: 40 });
    const page = await web.newPage({ user: team.member, ...phone });
    await openBoard(page, board.boardPath);
    const touch = await finger(page);

    await touch.down(150, 600);
    await touch.move({ x: 150, y: 600 }, { x: 150, y: 250 });
    await touch.up();

    const scrolled = await columnOf(page, "open")
      .locator(".column-scroll")
      .evaluate((element) => element.scrollTop);
    assert.ok(scrolled > 100, `scrolled by ${scrolled}`);
    assert.equal(await page.locator(".card-ghost, .card-lifted").count(), 0);
    assert.equal(new URL(page.url()).pathname, board.boardPath);
  });

  it("lifts a card that it rests on, and puts it down on a column", async () => {
    const board = await givenBoard(web.api, team, { key: "HOLD" });
    const ticket = await givenCard(web.api, board, { title: "Held" });
    const page = await web.newPage({ user: team.member, ...phone });
    await openBoard(page, board.boardPath);
    const touch = await finger(page);
    const box = await cardOf(page, ticket).boundingBox();
    assert.ok(box);
    const start = { x: box.x + 60, y: box.y + 20 };

    await touch.down(start.x, start.y);
    await page.locator(".card-ghost").waitFor();
    await touch.move(start, { x: 385, y: 300 });
    await page.locator('.column-target-over[data-status="in_progress"]').waitFor();
    await touch.up();

    await cardIn(page, "in_progress", ticket).waitFor();
    assert.equal(new URL(page.url()).pathname, board.boardPath);
  });
});
