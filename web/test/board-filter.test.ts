import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Page } from "playwright-core";
import { cardOf, countIn, givenBoard, openBoard } from "./support/board.ts";
import { startWeb, type WebTest } from "./support/start.ts";
import { givenCard, givenTeam, type Team } from "./support/team.ts";

let web: WebTest;
let team: Team;
before(async () => {
  web = await startWeb();
  team = await givenTeam(web.api);
});
after(() => web.stop());

const titles = (page: Page) => page.locator(".card-title").allInnerTexts();

describe("a board that is filtered by its address", () => {
  it("shows what passes, and follows what begins or ceases to pass", async () => {
    const board = await givenBoard(web.api, team, { key: "PASS" });
    const bug = await givenCard(web.api, board, { title: "A bug", labels: ["bug"] });
    const none = await givenCard(web.api, board, { title: "No bug yet" });
    await givenCard(web.api, board, { title: "Urgent bug", labels: ["bug"], priority: "urgent" });
    const page = await web.newPage({ user: team.member });
    await openBoard(page, `${board.boardPath}?label=bug&priority=none&priority=low`);
    await page.getByText("Live", { exact: true }).waitFor();
    assert.deepEqual(await titles(page), ["A bug"]);
    assert.equal(await countIn(page, "open"), 1);

    await web.api.put(team.admin, `${team.workspacePath}/tickets/${none.id}/labels/bug`);
    await cardOf(page, none).waitFor();
    await web.api.delete(team.admin, `${team.workspacePath}/tickets/${bug.id}/labels/bug`);
    await cardOf(page, bug).waitFor({ state: "detached" });

    assert.deepEqual(await titles(page), ["No bug yet"]);
  });

  it("finds words, and says when nothing matches", async () => {
    const board = await givenBoard(web.api, team, { key: "WORDS" });
    await givenCard(web.api, board, { title: "Login stays blank" });
    await givenCard(web.api, board, { title: "Logout works" });
    const page = await web.newPage({ user: team.member });
    await openBoard(page, `${board.boardPath}?q=blank`);
    assert.deepEqual(await titles(page), ["Login stays blank"]);

    await openBoard(page, `${board.boardPath}?q=nowhere`);
    await page.getByText("Nothing here matches the filter.").first().waitFor();
    await page.locator(".column-empty").getByRole("button", { name: "Clear" }).first().click();

    await page.getByRole("link", { name: /Logout works/ }).waitFor();
    assert.equal(new URL(page.url()).search, "");
  });
});
