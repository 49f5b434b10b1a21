import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import type { Page, Route } from "playwright-core";
import { cardOf, givenBoard, givenCardIn, openBoard } from "../support/board.ts";
import { startWeb, type WebTest } from "../support/start.ts";
import { givenCard, givenTeam, type Team } from "../support/team.ts";

let web: WebTest;
let team: Team;
let page: Page;
before(async () => {
  web = await startWeb();
  team = await givenTeam(web.api);
});
after(() => web.stop());
beforeEach(async () => {
  page = await web.newPage({ user: team.admin });
});

const newTitle = () => page.getByRole("textbox", { name: "Title" });

/** Waits until every write was answered. */
async function untilSettled(): Promise<void> {
  await page.waitForFunction(() =>
    Object.keys(localStorage).every((name) => !name.startsWith("slacky:outbox:")),
  );
}

/** Refuses the writes to these addresses once the test says so. */
async function delayAndRefuse(addresses: RegExp): Promise<() => Promise<void>> {
  const { promise: mayAnswer, resolve: answer } = Promise.withResolvers<void>();
  const refuse = async (route: Route) => {
    if (route.request().method() === "GET") return await route.fallback();
    await mayAnswer;
    await route.fulfill({
      status: 409,
      contentType: "application/problem+json",
      body: JSON.stringify({ code: "limit_reached", title: "", status: 409, detail: "Not now." }),
    });
  };
  await page.route(addresses, refuse);
  return async () => {
    answer();
    await page.getByText("Not now.").first().waitFor();
    await page.unroute(addresses, refuse);
  };
}

describe("a comment that is written while another one waits", () => {
  async function openPanel(key: string) {
    const board = await givenBoard(web.api, team, { key });
    const ticket = await givenCard(web.api, board, { title: "Two comments" });
    await openBoard(page, board.boardPath);
    const box = page.getByLabel(`Comment on ${ticket.key}`);
    const open = async () => {
      await cardOf(page, ticket).click();
      await box.waitFor();
    };
    const close = async () => {
      await page.keyboard.press("Escape");
      await page.keyboard.press("Escape");
      await box.waitFor({ state: "detached" });
    };
    const read = async (): Promise<string[]> => {
      const path = `${team.workspacePath}/tickets/${ticket.id}/comments`;
      const { body } = await web.api.get(team.admin, path);
      return body.data.map((comment: { body: string }) => comment.body);
    };
    await open();
    return { box, open, close, read };
  }

  it("stays a draft when the first one is saved after the panel was closed", async () => {
    const { box, open, close, read } = await openPanel("TWICE");
    await box.fill("The first");
    await page.context().setOffline(true);
    await box.press("Control+Enter");
    await box.fill("The second");
    await close();
    await page.context().setOffline(false);
    await untilSettled();

    await open();
    assert.equal(await box.inputValue(), "The second");
    assert.deepEqual(await read(), ["The first"]);
  });

  it("follows the first one when that is refused, in a panel that was opened again, too", async () => {
    const { box, open, close } = await openPanel("BOTH");
    const refuse = await delayAndRefuse(/\/comments$/);
    await box.fill("The first");
    await box.press("Control+Enter");
    await box.fill("The second");
    await close();
    await open();
    assert.equal(await box.inputValue(), "The second");
    await refuse();

    await page.waitForFunction(
      () => document.querySelector("textarea")?.value === "The first\n\nThe second",
    );
    await close();
    await open();
    assert.equal(await box.inputValue(), "The first\n\nThe second");
  });
});

describe("a new ticket that is written while another one waits", () => {
  async function write(title: string): Promise<void> {
    await page.keyboard.press("c");
    await newTitle().waitFor();
    await newTitle().fill(title);
  }

  async function leave(): Promise<void> {
    await page.keyboard.press("Escape");
    await newTitle().waitFor({ state: "detached" });
  }

  it("stays a draft when the first one is created", async () => {
    const board = await givenBoard(web.api, team, { key: "NEW" });
    await givenCard(web.api, board, { title: "Something to see" });
    await openBoard(page, board.boardPath);
    await write("Sent");
    await page.context().setOffline(true);
    await page.keyboard.press("Control+Enter");
    await write("Closed");
    await leave();
    await page.context().setOffline(false);
    await untilSettled();

    await page.keyboard.press("c");
    assert.equal(await newTitle().inputValue(), "Closed");
    await newTitle().fill("");
    await leave();
  });

  it("is followed by the first one when that was refused", async () => {
    const board = await givenBoard(web.api, team, { key: "NEXT" });
    await givenCard(web.api, board, { title: "Something to see" });
    await openBoard(page, board.boardPath);
    const refuse = await delayAndRefuse(/\/tickets$/);
    await write("Refused");
    await page.keyboard.press("Control+Enter");
    await write("Closed");
    await leave();
    await refuse();

    await page.keyboard.press("c");
    assert.equal(await newTitle().inputValue(), "Closed");
    await page.keyboard.press("Control+Enter");
    await page.getByText(/NEXT-\d+ was created/).waitFor();
    await page.keyboard.press("c");
    assert.equal(await newTitle().inputValue(), "Refused");
    await newTitle().fill("");
    await leave();
  });
});

it("a new ticket that was refused is there again in the dialog for another one", async () => {
  const board = await givenBoard(web.api, team, { key: "AGAIN" });
  await givenCard(web.api, board, { title: "Something to see" });
  await openBoard(page, board.boardPath);
  const refuse = await delayAndRefuse(/\/tickets$/);
  await page.keyboard.press("c");
  await newTitle().fill("Refused");
  await page.getByLabel("Create another one after it").check();
  await newTitle().press("Control+Enter");
  await page.waitForFunction(() => document.querySelector("textarea")?.value === "");
  await refuse();

  await page.waitForFunction(() => document.querySelector("textarea")?.value === "Refused");
  await newTitle().press("Control+Enter");
  await page.getByText(/AGAIN-\d+ was created/).waitFor();
  await page.keyboard.press("Escape");
});

describe("a title that was not saved", () => {
  const field = () => page.getByRole("textbox", { name: "Title" });

  async function edit(ticket: { key: string; title: string }, title: string): Promise<void> {
    await page.goto(`/${team.slug}/${ticket.key}`);
    await page.getByRole("button", { name: "Edit E" }).waitFor();
    await page.getByRole("button", { name: ticket.title }).click();
    await field().fill(title);
  }

  it("because it was refused is shown, and saved at the second try", async () => {
    const ticket = await givenCard(web.api, team, { title: "The old title" });
    await edit(ticket, "The new title");
    const refuse = await delayAndRefuse(/\/tickets\//);
    await page.keyboard.press("Enter");
    await refuse();

    await page.getByText("Not saved yet:").waitFor();
    await page.reload();
    await page.getByRole("button", { name: "The new title" }).click();
    assert.equal(await field().inputValue(), "The new title");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "The new title" }).waitFor();
    await untilSettled();
    const { body } = await web.api.get(team.admin, `${team.workspacePath}/tickets/${ticket.key}`);
    assert.equal(body.title, "The new title");
    assert.equal(await page.getByText("Not saved yet:").count(), 0);
  });

  it("because it was refused is kept beside a field that was opened again", async () => {
    const ticket = await givenCard(web.api, team, { title: "Before it" });
    await edit(ticket, "After it");
    const refuse = await delayAndRefuse(/\/tickets\//);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "After it" }).click();
    await field().waitFor();
    await refuse();
    await page.keyboard.press("Escape");

    await page.getByText("Not saved yet:").waitFor();
    await page.getByRole("button", { name: "After it" }).click();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "After it" }).waitFor();
    await untilSettled();
  });

  it("because nobody decided the conflict is shown, and asks again", async () => {
    const ticket = await givenCard(web.api, team, { title: "Wait for two minutes" });
    await edit(ticket, "Wait for ten minutes");
    const path = `${team.workspacePath}/tickets/${ticket.id}`;
    await web.api.patch(team.member, path, { title: "Wait for five minutes" });
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Take mine" }).waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });

    await page.getByRole("heading", { level: 1, name: "Wait for five minutes" }).waitFor();
    await page.getByRole("button", { name: "Wait for ten minutes" }).click();
    await page.keyboard.press("Enter");
    await dialog.getByRole("button", { name: "Take mine" }).click();
    await page.getByRole("heading", { level: 1, name: "Wait for ten minutes" }).waitFor();
    await untilSettled();
    assert.equal((await web.api.get(team.admin, path)).body.title, "Wait for ten minutes");
  });
});

describe("the reason of a move", () => {
  const reason = () => page.getByRole("dialog").getByLabel(/^Why/);
  const through = [{ to: "closed", resolution: "done" }];

  async function askToReopen(): Promise<void> {
    await page.keyboard.press("s");
    await page.getByRole("combobox").fill("open");
    await page.keyboard.press("Enter");
    await reason().waitFor();
  }

  async function send(): Promise<void> {
    await page.keyboard.press("Control+Enter");
    await reason().waitFor({ state: "detached" });
  }

  it("is there again after the move was undone, and after it was refused", async () => {
    const board = await givenBoard(web.api, team, { key: "WHY" });
    const ticket = await givenCardIn(web.api, board, { title: "Reopened", through });
    await page.goto(`/${team.slug}/${ticket.key}`);
    await page.getByRole("button", { name: "Edit E" }).waitFor();
    await askToReopen();
    await page.keyboard.type("It fails again");
    await send();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("button", { name: "Status: Closed" }).waitFor();

    await askToReopen();
    assert.equal(await reason().inputValue(), "It fails again");
    const refuse = await delayAndRefuse(/\/transitions$/);
    await send();
    await refuse();
    await page.getByRole("button", { name: "Status: Closed" }).waitFor();
    await askToReopen();
    assert.equal(await reason().inputValue(), "It fails again");
    await page.keyboard.press("Escape");
  });

  it("of several tickets is there again for those that were refused", async () => {
    const board = await givenBoard(web.api, team, { key: "ALL" });
    const tickets: { id: string; key: string }[] = [];
    for (const title of ["One", "Two", "Three"]) {
      tickets.push(await givenCardIn(web.api, board, { title, through }));
    }
    await page.goto(`${board.boardPath}/list?sort=created_at`);
    for (const { key } of tickets) {
      await page.getByRole("checkbox", { name: `Select ${key}`, exact: true }).check();
    }
    await askToReopen();
    await page.keyboard.type("All of them fail again");
    // Somebody else changes two of them just before.
    await page.route("**/tickets/bulk", async (route) => {
      for (const { id } of tickets.slice(1)) {
        const path = `${team.workspacePath}/tickets/${id}`;
        await web.api.patch(team.member, path, { priority: "high" });
      }
      await route.continue();
    });
    await send();
    await page.getByRole("toolbar", { name: "Selection" }).getByText("2 selected").waitFor();

    await askToReopen();
    assert.equal(await reason().inputValue(), "All of them fail again");
    await page.keyboard.press("Escape");
  });
});
