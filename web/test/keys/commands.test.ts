import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Page } from "playwright-core";
import { until } from "../../../test/support/locks.ts";
import { startWeb, type WebTest } from "../support/start.ts";
import { givenCard, givenTeam, type Team } from "../support/team.ts";

let web: WebTest;
let team: Team;
before(async () => {
  web = await startWeb();
  team = await givenTeam(web.api);
  await web.api.post(team.admin, `${team.workspacePath}/projects`, { key: "WEB", name: "Website" });
  for (const title of [
    "Assign the inbox to somebody",
    "New tickets are slow",
    "Boards and lists differ",
    "Search finds nothing",
  ]) {
    await givenCard(web.api, team, { title });
  }
});
after(() => web.stop());

const pages: Partial<Record<"member" | "viewer", Page>> = {};

/** One page for each of them, because a sign-in takes long. */
async function open(path: string, who: "member" | "viewer" = "member"): Promise<Page> {
  const page = pages[who] ?? (await web.newPage({ user: team[who] }));
  pages[who] = page;
  await page.goto(`/${team.slug}${path}`);
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  return page;
}

const row = (page: Page, title: string) => page.getByRole("link", { name: new RegExp(title) });

describe("the palette", () => {
  it("puts what begins as was typed before tickets, and tickets before what only has its letters", async () => {
    const page = await open("/ENG/list");
    await row(page, "New tickets are slow").focus();
    for (const [typed, first, ticket] of [
      ["inb", /^Inbox/, "Assign the inbox"],
      ["boar", /^Board/, "Boards and lists"],
      ["new t", /^New ticket/, "New tickets are slow"],
      ["assign", /^Assign to/, "Assign the inbox"],
      ["engi", /^Engine/, undefined],
      ["lists", /Boards and lists/, "Boards and lists"],
    ] as const) {
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox").fill(typed);
      if (ticket) await page.getByRole("option", { name: new RegExp(ticket) }).waitFor();
      const names = await page.getByRole("option").allInnerTexts();
      assert.match(names[0]?.replace(/^ENG-\d+\s+/, "") ?? "", first, typed);
      await page.keyboard.press("Escape");
    }
  });
});

describe("the list of all keys", () => {
  it("has for a viewer only what a viewer can do", async () => {
    const page = await open("/ENG/list", "viewer");
    await page.keyboard.press("?");
    const dialog = page.getByRole("dialog", { name: "All keys" });
    await dialog.getByText("Watch, or stop watching").waitFor();
    const terms = await dialog.getByRole("term").allInnerTexts();
    for (const own of ["Next ticket", "Copy key", "Filter", "Mark as unread, or as read"]) {
      assert.ok(terms.includes(own), own);
    }
    for (const refused of [
      ...["New ticket", "Move to…", "Assign to…", "Assign to me", "Labels…"],
      ...["Write a comment", "Edit the title", "Edit the description", "Set the priority…"],
      ...["Move one transition forward", "Select, or take out of the selection"],
    ]) {
      assert.ok(!terms.includes(refused), refused);
    }
  });

  it("has all of it for a member", async () => {
    const page = await open("/ENG/list");
    await page.keyboard.press("?");
    await page.getByRole("term").getByText("Move to…").waitFor();
  });
});

describe("keys that go somewhere", () => {
  it("G B and G L go to the project that was in view last, from any page", async () => {
    const page = await open("/WEB/list");
    await chord(page, "gm");
    await page.waitForURL(`**/${team.slug}`);
    await chord(page, "gb");
    await page.waitForURL(`**/${team.slug}/WEB`);
    await chord(page, "gi");
    await page.waitForURL(`**/${team.slug}/inbox`);
    await chord(page, "gl");
    await page.waitForURL(`**/${team.slug}/WEB/list`);
  });

  it("G B goes from the page of a ticket to its project, and without any project in view to the first", async () => {
    const page = await open("/ENG-1");
    await chord(page, "gb");
    await page.waitForURL(`**/${team.slug}/ENG`);

    // A new tab has not seen any project yet.
    const other = await web.newPage({ tabOf: page });
    await other.goto(`/${team.slug}/inbox`);
    await other.getByRole("heading", { level: 1 }).waitFor();
    await chord(other, "gb");
    await other.waitForURL(`**/${team.slug}/ENG`);
    await other.close();
  });

  it("F opens the filter on the search page and in the inbox, too", async () => {
    const page = await open("/search");
    await page.getByRole("searchbox").press("Tab");
    await page.keyboard.press("f");
    await page.getByRole("dialog", { name: "Filter by" }).waitFor();
    await page.keyboard.press("Escape");
    await chord(page, "gi");
    await page.getByRole("heading", { level: 1, name: "Inbox" }).waitFor();
    await page.keyboard.press("f");
    await page.getByRole("dialog", { name: "Reason" }).waitFor();
  });
});

describe("Z", () => {
  it("undoes the change whose toast is shown, then the one before it, and nothing after that", async () => {
    const page = await open("/ENG/list");
    const path = `${team.workspacePath}/tickets/ENG-2`;
    await row(page, "New tickets are slow").focus();
    await page.keyboard.press("i");
    await row(page, "New tickets are slow.*Grace Hopper").waitFor();
    const toast = page.locator(".toast", { hasText: "ENG-2 is assigned" });
    await toast.waitFor();
    await page.keyboard.press("z");
    await until(async () => (await read(path)).assignee_id === null);
    await toast.waitFor({ state: "detached" });

    await row(page, "New tickets are slow").focus();
    await page.keyboard.press("i");
    await until(async () => (await read(path)).assignee_id === team.member.id);
    for (const button of await page.getByRole("button", { name: "Dismiss" }).all()) {
      await button.click();
    }
    await row(page, "New tickets are slow").focus();
    await page.keyboard.press("z");
    // What is written after it has been answered, so an undo would have been, too.
    await page.keyboard.press("p");
    await page.getByRole("option", { name: "High" }).waitFor();
    await page.keyboard.type("high");
    await page.keyboard.press("Enter");
    await until(async () => (await read(path)).priority === "high");
    assert.equal((await read(path)).assignee_id, team.member.id);
  });
});

describe("S", () => {
  it("offers the statuses to which the ticket may move, and no other", async () => {
    const page = await open("/ENG/list");
    await row(page, "Boards and lists differ").focus();
    await page.keyboard.press("s");
    await page.getByRole("option").first().waitFor();
    const shown = await page.getByRole("option").locator(".grow").allInnerTexts();
    const { body } = await web.api.get(
      team.member,
      `${team.workspacePath}/tickets/ENG-3/transitions`,
    );
    assert.deepEqual(
      shown.map((name) => name.toLowerCase().replaceAll(" ", "_")),
      body.data.map(({ to }: { to: string }) => to),
    );
  });

  it("says so where a ticket may not move at all", async () => {
    const ticket = await givenCard(web.api, team, { title: "Over and done" });
    for (const to of ["in_progress", "resolved", "closed"]) {
      const path = `${team.workspacePath}/tickets/${ticket.id}/transitions`;
      const { status } = await web.api.post(team.admin, path, { to });
      assert.equal(status, 200, to);
    }
    const page = await open("/ENG/list");
    await row(page, "Over and done").focus();
    await page.keyboard.press("s");
    await page.getByText(/There is no way on from/).waitFor();
    assert.equal(await page.getByRole("option").count(), 0);
  });
});

async function chord(page: Page, keys: string): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

async function read(path: string) {
  return (await web.api.get(team.member, path)).body;
}
