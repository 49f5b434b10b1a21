import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Page } from "playwright-core";
import { sql } from "../../src/db/sql.ts";
import { cardIn, dragTo, givenBoard, openBoard } from "./support/board.ts";
import { startWeb, type WebTest } from "./support/start.ts";
import { givenCard, givenTeam, type Team } from "./support/team.ts";

let web: WebTest;
let team: Team;
before(async () => {
  web = await startWeb();
  team = await givenTeam(web.api);
});
after(() => web.stop());

/** Cuts the line for writes: of every other one the request arrives and its answer is lost. */
async function cutWrites(page: Page) {
  let count = 0;
  await page.route(/\/v1\/workspaces\//, async (route) => {
    if (route.request().method() === "GET") return route.continue();
    count += 1;
    if (count % 2 === 0) await route.fetch().catch(() => {});
    return route.abort("connectionfailed").catch(() => {});
  });
  return () => page.unroute(/\/v1\/workspaces\//);
}

async function rowsOf(ticketId: string) {
  const [moves, comments] = await Promise.all([
    web.api.db.query(sql`
      select to_status from ticket_status_history
       where ticket_id = ${ticketId} and from_status is not null`),
    web.api.db.query(sql`select body from comments where ticket_id = ${ticketId}`),
  ]);
  return { moves: moves.map(({ to_status }) => to_status), comments: comments.length };
}

async function untilSaved(page: Page): Promise<void> {
  await page.getByText("Live", { exact: true }).waitFor({ timeout: 40_000 });
}

describe("a line that is cut during five moves and a comment", () => {
  it("loses none of them over a reload, and none takes effect twice", async () => {
    const board = await givenBoard(web.api, team, { key: "CUT" });
    const tickets = [];
    for (let index = 0; index < 5; index += 1) {
      tickets.push(await givenCard(web.api, board, { title: `Card ${index}` }));
    }
    const page = await web.newPage({ user: team.member });
    const [first] = tickets;
    assert.ok(first);
    await page.goto(`/${team.slug}/${first.key}`);
    await page.getByRole("textbox", { name: /comment/i }).fill("Written on a train");
    let mend = await cutWrites(page);
    await page.keyboard.press("Control+Enter");
    await page.getByText("Written on a train").first().waitFor();
    await page.goBack().catch(() => {});
    await openBoard(page, board.boardPath);

    for (const ticket of tickets) {
      await dragTo(page, ticket, "in_progress");
      await cardIn(page, "in_progress", ticket).waitFor();
    }
    await page.getByText(/Offline, \d to send/).waitFor();
    await mend();
    mend = await cutWrites(page);
    await page.reload();
    for (const ticket of tickets) await cardIn(page, "in_progress", ticket).waitFor();
    await page.getByText(/Offline, \d to send/).waitFor();
    await mend();

    await untilSaved(page);
    for (const [index, ticket] of tickets.entries()) {
      const { moves, comments } = await rowsOf(ticket.id);
      assert.deepEqual(moves, ["in_progress"], ticket.key);
      assert.equal(comments, index === 0 ? 1 : 0);
    }
    const left = await page.evaluate(() =>
      Object.keys(localStorage).filter((name) => name.includes("outbox")),
    );
    assert.deepEqual(left, []);
  });

  it("leaves to another tab what a closed one had not sent", async () => {
    const board = await givenBoard(web.api, team, { key: "TABS" });
    const ticket = await givenCard(web.api, board, { title: "Two tabs" });
    const page = await web.newPage({ user: team.member });
    const other = await web.newPage({ tabOf: page });
    await openBoard(other, board.boardPath);
    await openBoard(page, board.boardPath);
    await page.route("**/transitions", (route) => route.abort("connectionfailed"));
    await dragTo(page, ticket, "in_progress");
    await page.getByText(/Offline, \d to send/).waitFor();
    const sent: string[] = [];
    other.on("request", (request) => {
      if (request.method() === "POST") sent.push(new URL(request.url()).pathname);
    });

    await page.close();
    await cardIn(other, "in_progress", ticket).waitFor({ timeout: 15_000 });
    await untilSaved(other);

    const { moves } = await rowsOf(ticket.id);
    assert.deepEqual(moves, ["in_progress"]);
    assert.equal(sent.filter((path) => path.endsWith("/transitions")).length, 1);
  });
});

describe("a sign-in that expires during a move", () => {
  it("keeps the move, and sends it after signing in over the page", async () => {
    const board = await givenBoard(web.api, team, { key: "EXPIRE" });
    const ticket = await givenCard(web.api, board, { title: "Waits" });
    const page = await web.newPage({ user: team.member });
    await openBoard(page, board.boardPath);
    await untilSaved(page);
    await page.route("**/transitions", (route) => route.fulfill(refused("unauthenticated")));
    await page.route("**/auth/refresh", (route) => route.fulfill(refused("invalid_refresh_token")));

    await dragTo(page, ticket, "in_progress");
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Password").waitFor();
    await cardIn(page, "in_progress", ticket).waitFor();
    await page.unroute("**/transitions");
    await page.unroute("**/auth/refresh");
    await dialog.getByLabel("Password").fill(team.member.password);
    await dialog.getByRole("button", { name: /sign in/i }).click();

    await dialog.waitFor({ state: "detached" });
    await cardIn(page, "in_progress", ticket).waitFor();
    await untilSaved(page);
    assert.deepEqual((await rowsOf(ticket.id)).moves, ["in_progress"]);
  });
});

function refused(code: string) {
  const problem = { type: "about:blank", title: "No", status: 401, code, request_id: "r" };
  const body = JSON.stringify({ ...problem, detail: "Sign in again." });
  return { status: 401, contentType: "application/problem+json", body };
}
