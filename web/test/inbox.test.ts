import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Page } from "playwright-core";
import { until } from "../../test/support/locks.ts";
import { focusedText } from "./support/focus.ts";
import { startWeb, type WebTest } from "./support/start.ts";
import { givenCard, givenTeam, type Team } from "./support/team.ts";

let web: WebTest;
let team: Team;
before(async () => {
  web = await startWeb();
  team = await givenTeam(web.api);
});
after(() => web.stop());

const row = (page: Page, title: string) =>
  page.getByRole("list", { name: "Notifications" }).getByRole("link", { name: new RegExp(title) });
const notifications = async (query = "") =>
  (await web.api.get(team.member, `/v1/notifications${query}`)).body.data as {
    ticket: { title: string };
    unread: boolean;
    read_to: number;
    latest: number;
  }[];
const isUnread = async (title: string) =>
  (await notifications("?archived=include")).find(({ ticket }) => ticket.title === title)?.unread;

/** A ticket that is assigned to the member, so that it is in their inbox. */
async function givenNews(title: string) {
  return givenCard(web.api, team, { title, assignee_id: team.member.id });
}

async function openInbox(query = ""): Promise<Page> {
  const page = await web.newPage({ user: team.member });
  await page.goto(`/${team.slug}/inbox${query}`);
  return page;
}

describe("the inbox", () => {
  it("says that nothing is new, and shows what happens then without a reload", async () => {
    const page = await openInbox();
    await page.getByRole("heading", { name: "Nothing new" }).waitFor();
    await givenNews("First news");
    await row(page, "Unread.*First news.*Assigned.*Ada Lovelace").waitFor();
  });

  it("opening a ticket marks it as read up to what was shown; what happens later is unread", async () => {
    const { key } = await givenNews("To be opened");
    const page = await openInbox();
    await row(page, "Unread.*To be opened").click();
    await page.getByRole("complementary", { name: new RegExp(key) }).waitFor();
    await page.locator(".inbox-row-unread", { hasText: "To be opened" }).waitFor({
      state: "detached",
    });
    await until(async () => (await isUnread("To be opened")) === false);

    await page.keyboard.press("Escape");
    await web.api.post(team.admin, `${team.workspacePath}/tickets/${key}/comments`, {
      body: "And one more thing",
    });
    await row(page, "Unread.*To be opened.*commented").waitFor();
    assert.equal(await isUnread("To be opened"), true);
  });

  it("a ticket that is opened from somewhere else is read in the inbox, too", async () => {
    const { key } = await givenNews("Opened by its link");
    await until(async () => (await isUnread("Opened by its link")) === true);
    const page = await web.newPage({ user: team.member });
    await page.goto(`/${team.slug}/${key}`);
    await page.getByRole("article", { name: new RegExp(key) }).waitFor();
    await until(async () => (await isUnread("Opened by its link")) === false);
  });

  it("E archives the row and goes to the next one, and the server has it so", async () => {
    await givenNews("Stays here");
    await givenNews("To be archived");
    const page = await openInbox();
    await row(page, "Stays here").waitFor();
    const links = page.getByRole("list", { name: "Notifications" }).getByRole("link");
    const texts = await links.allTextContents();
    const at = texts.findIndex((text) => text.includes("To be archived"));
    const nextKey = /ENG-\d+/.exec(texts[at + 1] ?? texts[at - 1] ?? "")?.[0];
    await row(page, "To be archived").focus();
    await page.keyboard.press("e");
    await row(page, "To be archived").waitFor({ state: "detached" });
    const focused = await focusedText(page);
    assert.equal(/ENG-\d+/.exec(focused)?.[0], nextKey);
    await until(
      async () => !(await notifications()).some((each) => each.ticket.title === "To be archived"),
    );

    await page.getByRole("button", { name: "Archived" }).click();
    await row(page, "To be archived").waitFor();
    await row(page, "To be archived").focus();
    await page.keyboard.press("e");
    await until(async () =>
      (await notifications()).some((each) => each.ticket.title === "To be archived"),
    );
  });

  it("U marks as unread and as read again", async () => {
    await givenNews("Back and forth");
    const page = await openInbox();
    await row(page, "Unread.*Back and forth").focus();
    await page.keyboard.press("u");
    await until(async () => (await isUnread("Back and forth")) === false);
    await page.keyboard.press("u");
    await until(async () => (await isUnread("Back and forth")) === true);
  });

  it("Shift U marks as read what the page has shown, and nothing that came later", async () => {
    await givenNews("Seen on the page");
    const page = await openInbox();
    await row(page, "Unread.*Seen on the page").waitFor();
    // From here on the page hears of nothing new.
    await page.route(/\/(events|notifications)\b(?!\/read-all)/, (route) => route.abort());
    await givenNews("Came later");
    await until(async () => (await isUnread("Came later")) === true);
    await page.keyboard.press("Shift+U");
    await until(async () => (await isUnread("Seen on the page")) === false);
    assert.equal(await isUnread("Came later"), true);
  });

  it("the unread view and the filter by reason are in the address", async () => {
    await givenNews("For the filter");
    const page = await openInbox("?unread=true&reason=assigned");
    await row(page, "For the filter").waitFor();
    await page.goto(`/${team.slug}/inbox?unread=true&reason=mentioned`);
    await page.getByRole("heading", { name: "Everything is read" }).waitFor();
  });
});

/** Waits until it is so. The test's own time limit ends it. */
