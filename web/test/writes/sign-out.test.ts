import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Page } from "playwright-core";
import { cardIn, dragTo, givenBoard, openBoard } from "../support/board.ts";
import { startWeb, type WebTest } from "../support/start.ts";
import { givenCard, givenTeam, type Team } from "../support/team.ts";

let web: WebTest;
let team: Team;
before(async () => {
  web = await startWeb();
  team = await givenTeam(web.api);
});
after(() => web.stop());

async function askToSignOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Your account/ }).click();
  await page.getByRole("option", { name: "Sign out" }).click();
}

describe("a sign-out", () => {
  it("sends a move that could still be undone", async () => {
    const board = await givenBoard(web.api, team, { key: "FINAL", workflow: "standard" });
    const ticket = await givenCard(web.api, board, { title: "Moved for good" });
    const page = await web.newPage({ user: team.member });
    await openBoard(page, board.boardPath);
    await dragTo(page, ticket, "in_progress");
    await page.getByText("there is no way back").waitFor();

    await askToSignOut(page);

    await page.getByLabel("Password").waitFor();
    const { body } = await web.api.get(team.admin, `${team.workspacePath}/tickets/${ticket.id}`);
    assert.equal(body.status, "in_progress");
  });

  it("asks about a move that another tab has not sent", async () => {
    const board = await givenBoard(web.api, team, { key: "OTHER" });
    const ticket = await givenCard(web.api, board, { title: "In the other tab" });
    const page = await web.newPage({ user: team.member });
    const other = await web.newPage({ tabOf: page });
    await openBoard(other, board.boardPath);
    await other.route("**/transitions", (route) => route.abort("connectionfailed"));
    await dragTo(other, ticket, "in_progress");
    await cardIn(other, "in_progress", ticket).waitFor();
    await other.getByText(/Offline, \d to send/).waitFor();

    await askToSignOut(page);

    await page.getByRole("dialog").getByText("this is lost: 1 of your changes").waitFor();
    await page.getByRole("button", { name: "Stay signed in" }).click();
    await other.unroute("**/transitions");
  });
});
