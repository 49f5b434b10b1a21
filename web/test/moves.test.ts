import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Page, Route } from "playwright-core";
import {
  cardIn,
  cardOf,
  columnOf,
  countIn,
  dragTo,
  givenBoard,
  givenCardIn,
  liftOver,
  moveByApi,
  openBoard,
} from "./support/board.ts";
import { focusedId } from "./support/focus.ts";
import { startWeb, type WebTest } from "./support/start.ts";
import { givenCard, givenTeam, type Team } from "./support/team.ts";

let web: WebTest;
let team: Team;
before(async () => {
  web = await startWeb();
  team = await givenTeam(web.api);
});
after(() => web.stop());

/** Holds back the next moves of a page until they are let through. */
async function delayMoves(page: Page) {
  const held: Route[] = [];
  await page.route("**/transitions", (route) => void held.push(route));
  return {
    async untilDelayed(count: number) {
      while (held.length < count) await page.waitForTimeout(20);
    },
    async refuse() {
      for (const route of held.splice(0)) await route.fulfill(refusal);
    },
    async release() {
      for (const route of held.splice(0)) await route.continue();
    },
  };
}

describe("moving a card", () => {
  it("shows it in the other column at once, and stores it", async () => {
    const board = await givenBoard(web.api, team, { key: "MOVE" });
    const ticket = await givenCard(web.api, board, { title: "Moves" });
    const page = await web.newPage({ user: team.member });
    await openBoard(page, board.boardPath);
    const moves = await delayMoves(page);

    await dragTo(page, ticket, "in_progress");

    await cardIn(page, "in_progress", ticket).waitFor();
    assert.deepEqual([await countIn(page, "open"), await countIn(page, "in_progress")], [0, 1]);
    await moves.untilDelayed(1);
    await moves.release();
    await page.getByText("Live").waitFor();
    await assertStatus(ticket, "in_progress");
    assert.deepEqual([await countIn(page, "open"), await countIn(page, "in_progress")], [0, 1]);
  });

  it("that somebody else has moved first puts it where the server has it, and names them", async () => {
    const board = await givenBoard(web.api, team, { key: "FIRST" });
    const ticket = await givenCard(web.api, board, { title: "Moved twice" });
    const page = await web.newPage({ user: team.member });
    await openBoard(page, board.boardPath);
    const moves = await delayMoves(page);
    await dragTo(page, ticket, "in_progress");
    await cardIn(page, "in_progress", ticket).waitFor();
    await moves.untilDelayed(1);

    const moved = await moveByApi(web.api, board, { ticket, to: "closed", resolution: "wont_do" });
    assert.equal(moved, 200);
    await page.waitForTimeout(600);
    await cardIn(page, "in_progress", ticket).waitFor();
    await moves.release();

    await page.getByText("Ada Lovelace has moved FIRST-1 to Closed meanwhile.").waitFor();
    await columnOf(page, "closed").getByText("Closed").click();
    await cardIn(page, "closed", ticket).waitFor();
    assert.equal(await cardIn(page, "in_progress", ticket).count(), 0);
    assert.deepEqual([await countIn(page, "open"), await countIn(page, "in_progress")], [0, 0]);
  });

  it("keeps the focus on the card, there and back", async () => {
    const board = await givenBoard(web.api, team, { key: "FOCUS" });
    const ticket = await givenCard(web.api, board, { title: "Has the focus" });
    const page = await web.newPage({ user: team.member });
    await openBoard(page, board.boardPath);
    const moves = await delayMoves(page);

    await dragTo(page, ticket, "in_progress");
    await moves.untilDelayed(1);
    assert.equal(await focusedId(page), ticket.id, "in the other column");
    await moves.refuse();
    await page.getByText("Not today.").waitFor();

    await cardIn(page, "open", ticket).waitFor();
    assert.equal(await focusedId(page), ticket.id);
  });

  it("can be undone by the way back, or by not sending it where there is none", async () => {
    const board = await givenBoard(web.api, team, { key: "UNDO" });
    const ticket = await givenCard(web.api, board, { title: "Undone" });
    const standard = await givenBoard(web.api, team, { key: "NOWAY", workflow: "standard" });
    const final = await givenCard(web.api, standard, { title: "No way back" });
    const page = await web.newPage({ user: team.member });
    const sent: string[] = [];
    page.on("request", (request) => {
      if (request.url().endsWith("/transitions")) sent.push(request.postDataJSON().to);
    });

    await openBoard(page, board.boardPath);
    await dragTo(page, ticket, "in_progress");
    await page.getByRole("button", { name: "Undo" }).click();
    await cardIn(page, "open", ticket).waitFor();
    await openBoard(page, standard.boardPath);
    await dragTo(page, final, "in_progress");
    await page.getByText("NOWAY-1 is in progress, and there is no way back").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();

    await cardIn(page, "open", final).waitFor();
    assert.deepEqual(sent, ["in_progress", "open"]);
    await assertStatus(ticket, "open");
    await assertStatus(final, "open");
  });

  it("of several tickets can be undone, too, or is not sent for a while", async () => {
    const sent: string[] = [];
    const page = await web.newPage({ user: team.member });
    page.on("request", (request) => {
      if (request.url().endsWith("/bulk")) sent.push(request.postDataJSON().operations[0].to);
    });
    for (const workflow of ["reopenable", "standard"]) {
      const key = workflow.slice(0, 5).toUpperCase();
      const board = await givenBoard(web.api, team, { key, workflow });
      const tickets: { id: string }[] = [];
      for (const title of ["One", "Two"]) tickets.push(await givenCard(web.api, board, { title }));
      await openBoard(page, board.boardPath);
      const move = async () => {
        await cardOf(page, tickets[0] as { id: string }).focus();
        await page.keyboard.press("Control+a");
        await page.keyboard.press("s");
        await page.getByRole("option", { name: "In progress" }).click();
        await page.getByText("2 tickets moved to In progress").last().waitFor();
      };
      await move();
      await page.keyboard.press("z");
      for (const ticket of tickets) {
        await cardIn(page, "open", ticket).waitFor();
        await assertStatus(ticket, "open");
      }
      if (workflow === "standard") {
        assert.deepEqual(sent, ["in_progress", "open"], "nothing of the second board");
        await move();
        await page.goto("about:blank");
        for (const ticket of tickets) await assertStatus(ticket, "in_progress");
      }
    }
  });

  it("without a way back is sent when the page is left", async () => {
    const board = await givenBoard(web.api, team, { key: "LEAVE", workflow: "standard" });
    const ticket = await givenCard(web.api, board, { title: "Left where it was" });
    const page = await web.newPage({ user: team.member });
    await openBoard(page, board.boardPath);

    await dragTo(page, ticket, "in_progress");
    await page.getByText("there is no way back").waitFor();
    await page.goto("about:blank");

    await assertStatus(ticket, "in_progress");
  });

  it("asks for a reason or a resolution before anything is sent, and can be left", async () => {
    const board = await givenBoard(web.api, team, { key: "ASK" });
    const ticket = await givenCard(web.api, board, { title: "Asks" });
    const page = await web.newPage({ user: team.member });
    await openBoard(page, board.boardPath);

    await liftOver(page, ticket, "closed");
    await page.mouse.up();
    await page.getByRole("dialog", { name: "Move ASK-1 to Closed" }).waitFor();
    await page.getByRole("button", { name: "Leave it" }).click();
    await cardIn(page, "open", ticket).waitFor();
    await assertStatus(ticket, "open");

    await dragTo(page, ticket, "closed");
    await page.getByLabel("Duplicate").check();
    await page.getByRole("button", { name: "Move to Closed" }).click();
    await cardOf(page, ticket).waitFor({ state: "detached" });
    await page.goto("about:blank");
    const row = await assertStatus(ticket, "closed");
    assert.equal(row.resolution, "duplicate");
  });

  it("keeps the reason that was typed when the ticket is left where it is", async () => {
    const board = await givenBoard(web.api, team, { key: "WHY" });
    const through = [{ to: "closed", resolution: "done" }];
    const ticket = await givenCardIn(web.api, board, { title: "Reopened", through });
    const page = await web.newPage({ user: team.admin });
    await page.goto(`/${team.slug}/${ticket.key}`);
    await page.getByRole("button", { name: "Edit E" }).waitFor();
    const reason = page.getByRole("dialog", { name: "Move WHY-1 to Open" }).getByLabel(/^Why/);
    const reopen = async () => {
      await page.keyboard.press("s");
      await page.getByRole("combobox").fill("open");
      await page.keyboard.press("Enter");
      await reason.waitFor();
    };

    await reopen();
    await page.keyboard.type("It fails again");
    await page.keyboard.press("Escape");
    await reason.waitFor({ state: "detached" });
    await assertStatus(ticket, "closed");
    await reopen();
    assert.equal(await reason.inputValue(), "It fails again");
    await page.keyboard.press("Control+Enter");
    await reason.waitFor({ state: "detached" });
    await page.goto("about:blank");
    await assertStatus(ticket, "open");
  });

  it("is not offered to a viewer, nor in an archived project", async () => {
    const board = await givenBoard(web.api, team, { key: "READ" });
    const ticket = await givenCardIn(web.api, board, { title: "Stays", through: [] });
    const page = await web.newPage({ user: team.viewer });
    await openBoard(page, board.boardPath);

    await liftOver(page, ticket, "in_progress");
    assert.equal(await page.locator(".column-target-open").count(), 0);
    await page.mouse.up();
    assert.equal(await page.getByRole("button", { name: /^New ticket/ }).count(), 0);

    await web.api.delete(team.admin, `${team.workspacePath}/projects/${board.project.id}`);
    const admin = await web.newPage({ user: team.admin });
    await openBoard(admin, board.boardPath);
    await admin.getByText("This project is archived").waitFor();
    assert.equal(await countIn(admin, "open"), 1);
    assert.equal(await admin.getByRole("button", { name: /^New ticket/ }).count(), 0);
  });
});

const refusal = {
  status: 403,
  contentType: "application/problem+json",
  body: JSON.stringify({
    ...{ type: "about:blank", title: "No", status: 403, code: "forbidden", request_id: "r" },
    detail: "Not today.",
  }),
};

/** Waits for the status to be stored, and returns the ticket. */
async function assertStatus(ticket: { id: string }, status: string) {
  const path = `${team.workspacePath}/tickets/${ticket.id}`;
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const { body } = await web.api.get(team.admin, path);
    if (body.status === status) return body;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`It is not ${status}.`);
}
