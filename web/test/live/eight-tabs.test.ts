import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Page } from "playwright-core";
import { cardOf, givenBoard, openBoard } from "../support/board.ts";
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

const TABS = 8;

/** How many streams of a page are open. */
function countStreams(page: Page): () => number {
  const open = new Set<object>();
  page.on("request", (request) => {
    if (request.url().includes("/events?")) open.add(request);
  });
  page.on("requestfinished", (request) => open.delete(request));
  page.on("requestfailed", (request) => open.delete(request));
  return () => open.size;
}

describe("eight tabs of one browser, which opens six connections to a host", () => {
  it("all load, hidden ones hold no connection, and one that is shown again has what it missed", async () => {
    const board = await givenBoard(web.api, team, { key: "TABS" });
    await givenCard(web.api, board, { title: "Was there" });
    const first = await web.newPage({ user: team.member });
    const tabs: { page: Page; streams: () => number }[] = [];
    for (let index = 0; index < TABS; index += 1) {
      const page = await withVisibility(await web.newPage({ tabOf: first }));
      const streams = countStreams(page);
      await openBoard(page, board.boardPath);
      await page.getByText("Live", { exact: true }).waitFor();
      tabs.push({ page, streams });
      if (index === TABS - 1) break;
      await setVisibility(page, "hidden");
      assert.equal(streams(), 1, "a tab keeps its stream for a moment");
      while (streams() > 0) await page.waitForTimeout(50);
    }

    const ticket = await givenCard(web.api, board, { title: "Missed" });
    const [oldest] = tabs;
    assert.ok(oldest);
    await setVisibility(oldest.page, "visible");

    await cardOf(oldest.page, ticket).waitFor();
    assert.equal(oldest.streams(), 1);
    assert.equal(await oldest.page.locator(".card").count(), 2);
  });
});
