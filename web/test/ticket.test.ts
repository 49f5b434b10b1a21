import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Page } from "playwright-core";
import { startWeb, type WebTest } from "./support/start.ts";
import { givenCard, givenTeam, type Team } from "./support/team.ts";

let web: WebTest;
let team: Team;
let page: Page;
before(async () => {
  web = await startWeb();
  team = await givenTeam(web.api);
  page = await web.newPage({ user: team.member });
});
after(() => web.stop());

describe("the fields of a ticket", () => {
  it("save the title with Enter and with leaving the field, and Escape restores it", async () => {
    const ticket = await open({ title: "The first title" });
    await page.getByRole("button", { name: "The first title" }).click();
    await page.getByLabel("Title").fill("Second");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Second" }).waitFor();
    assert.equal((await ticket.untilVersion(2)).title, "Second");

    await page.getByRole("button", { name: "Second" }).click();
    await page.getByLabel("Title").fill("Never");
    await page.keyboard.press("Escape");
    await page.getByRole("heading", { level: 1, name: "Second" }).waitFor();

    await page.getByRole("button", { name: "Second" }).click();
    await page.getByLabel("Title").fill("Third");
    await page.getByLabel("Comment on").focus();
    assert.equal((await ticket.untilVersion(3)).title, "Third");
  });

  it("offer only the transitions that the workflow allows, and ask for the resolution", async () => {
    const ticket = await open({ title: "Move me" });
    await page.getByRole("button", { name: "Status:" }).click();
    const offered = await page.getByRole("option").allInnerTexts();
    const allowed = (await web.api.get(team.member, `${ticket.path}/transitions`)).body.data;
    assert.deepEqual(
      offered.map((text) => text.split("\n")[0]),
      allowed.map(({ to }: { to: string }) => nameOf(to)),
    );
    await page.getByRole("option", { name: "In progress" }).click();
    await page.getByRole("button", { name: "Status: In progress" }).waitFor();
    await ticket.untilVersion(2);
  });

  it("set assignee, priority and labels from their pickers", async () => {
    const ticket = await open({ title: "Set me" });
    await page.getByRole("button", { name: "Assignee:" }).click();
    await page.keyboard.type("ada");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Assignee: Ada Lovelace" }).waitFor();
    await page.getByRole("button", { name: "Priority:" }).click();
    await page.keyboard.press("1");
    await page.getByRole("button", { name: "Priority: Urgent" }).waitFor();
    await page.getByRole("button", { name: "Labels:" }).click();
    await page.keyboard.type("brand-new");
    await page.getByRole("option", { name: "New label “brand-new”" }).click();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Labels: brand-new" }).waitFor();
    const { assignee_id, priority, labels } = await ticket.untilVersion(4);
    assert.deepEqual([assignee_id, priority, labels], [team.admin.id, "urgent", ["brand-new"]]);
  });

  it("set a due date by name and by day, and remove it", async () => {
    const ticket = await open({ title: "Due", due_on: "2027-03-01" });
    await page.getByRole("button", { name: "Due: Mar 1, 2027" }).click();
    await page.getByRole("option", { name: "Another day" }).click();
    await page.getByRole("dialog").locator("input").fill("2027-04-09");
    await page.getByRole("button", { name: "Set the date" }).click();
    assert.equal((await ticket.untilVersion(2)).due_on, "2027-04-09");
    await page.getByRole("button", { name: "Due: Apr 9, 2027" }).click();
    await page.getByRole("option", { name: "No date" }).click();
    assert.equal((await ticket.untilVersion(3)).due_on, null);
  });

  it("say what happened to them in the activity, while somebody else changes them", async () => {
    const ticket = await open({ title: "Watched" });
    await web.api.patch(team.admin, ticket.path, { priority: "high", due_on: "2027-03-01" });
    await page
      .getByText("Ada Lovelace changed the priority from No priority to High and set the due date")
      .waitFor();
    await page.getByRole("button", { name: "Priority: High" }).waitFor();
  });
});

describe("the menu of a ticket", () => {
  it("mutes it, says so the next time, and ends that", async () => {
    const ticket = await open({ title: "Noisy" });
    const choose = async (name: string) => {
      await page.getByRole("button", { name: "More", exact: true }).click();
      await page.getByRole("option", { name }).click();
    };
    const level = async () => (await web.api.get(team.member, `${ticket.path}/watch`)).body.level;
    await choose("Mute this ticket");
    await page.getByText(`You are notified of nothing in ${ticket.key}`).waitFor();
    assert.equal(await level(), "muted");

    await page.reload();
    await choose("Stop muting");
    await page.getByText(`${ticket.key} is no longer muted`).waitFor();
    assert.equal(await level(), "left");
  });
});

describe("the description of a ticket", () => {
  it("is previewed as the server would show it, and the text area stays", async () => {
    const ticket = await open({ title: "Look first", description: "Old" });
    await page.getByRole("button", { name: "Edit E" }).click();
    const area = page.locator(".markdown-source");
    await area.fill("Ask **@ada-lovelace**\n\n- [ ] task");
    await page.getByRole("button", { name: "Preview" }).click();
    await page.locator(".markdown-preview .mention", { hasText: "@ada-lovelace" }).waitFor();
    assert.equal(await page.locator(".markdown-preview input").isDisabled(), true);
    await page.getByRole("button", { name: "Write" }).click();
    await area.press("Control+Enter");
    await area.waitFor({ state: "detached" });
    assert.equal((await ticket.untilVersion(2)).description, "Ask **@ada-lovelace**\n\n- [ ] task");
  });

  it("is compared with its earlier versions", async () => {
    const ticket = await open({ title: "Two words", description: "one\ntwo\nthree" });
    await web.api.patch(team.member, ticket.path, { title: "Three words" });
    await web.api.patch(team.member, ticket.path, { description: "one\ntwice\nthree" });
    const admin = await web.newPage({ user: team.admin });
    await admin.goto(`/${team.slug}/${ticket.key}`);
    await admin.getByRole("button", { name: "More", exact: true }).click();
    await admin.getByRole("option", { name: "Earlier versions" }).click();
    await admin.getByText("Version 1").waitFor();
    assert.deepEqual(await admin.locator(".version del").allInnerTexts(), ["two", "Two"]);
    const added = await admin.locator(".version ins").allInnerTexts();
    assert.deepEqual(added, ["twice", "Three"], "nothing of the first version is new");
    await admin.close();
  });
});

describe("the tasks of a description", () => {
  it("are ticked one after the other, each in its line, and the box keeps the focus", async () => {
    const description = "Steps:\n\n- [ ] one\n- [ ] two\n";
    const ticket = await open({ title: "Tasks", description });
    await page.getByRole("checkbox", { name: "one" }).press("Space");
    await page.getByRole("checkbox", { name: "two" }).press("Space");
    const { description: saved } = await ticket.untilVersion(3);
    assert.equal(saved, "Steps:\n\n- [x] one\n- [x] two\n");
    await page.waitForFunction(() => document.activeElement?.getAttribute("aria-label") === "two");
    assert.equal(await page.getByRole("checkbox", { name: "one" }).isChecked(), true);
  });
});

describe("comments", () => {
  it("are sent with Ctrl Enter, edited, compared with what they were, and deleted", async () => {
    const ticket = await open({ title: "Talk" });
    const box = page.getByLabel(`Comment on ${ticket.key}`);
    await box.fill("It is the cache.");
    await box.press("Control+Enter");
    const comment = page.getByRole("article", { name: "Comment by Grace Hopper" });
    await comment.getByText("It is the cache.").waitFor();
    assert.equal(await box.inputValue(), "");

    await comment.getByRole("button", { name: "More about this comment" }).click();
    await page.getByRole("option", { name: "Edit" }).click();
    await comment.getByRole("textbox").fill("It is the queue.");
    await comment.getByRole("button", { name: "Save" }).click();
    await comment.getByText("edited").waitFor();

    await comment.getByRole("button", { name: "More about this comment" }).click();
    await page.getByRole("option", { name: "Show earlier versions" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Current").waitFor();
    assert.deepEqual(await dialog.locator("del").allInnerTexts(), ["cache"]);
    assert.equal(await dialog.locator("ins").first().innerText(), "queue");
    await page.keyboard.press("Escape");

    await comment.getByRole("button", { name: "More about this comment" }).click();
    await page.getByRole("option", { name: "Delete" }).click();
    await page.getByRole("button", { name: "Delete comment" }).click();
    await comment.waitFor({ state: "detached" });
    await page.getByText("Grace Hopper deleted a comment").waitFor();
    assert.deepEqual((await web.api.get(team.member, `${ticket.path}/comments`)).body.data, []);
  });

  it("complete a mention with the keyboard", async () => {
    const ticket = await open({ title: "Mention" });
    const box = page.getByLabel(`Comment on ${ticket.key}`);
    await box.pressSequentially("Ask @edsg");
    await page.getByRole("option", { name: "Edsger Dijkstra" }).waitFor();
    await box.press("Enter");
    assert.equal(await box.inputValue(), "Ask @edsger-dijkstra ");
    await box.press("Control+Enter");
    await page.locator(".mention", { hasText: "@edsger-dijkstra" }).waitFor();
  });

  it("keep a draft over a reload, and words that were refused", async () => {
    const ticket = await open({ title: "Draft" });
    const box = page.getByLabel(`Comment on ${ticket.key}`);
    await box.fill("Half a thought");
    await page.reload();
    assert.equal(await box.inputValue(), "Half a thought");
    await page.route("**/comments", (route) =>
      route.fulfill({
        status: 409,
        contentType: "application/problem+json",
        body: JSON.stringify({ code: "project_archived", title: "", status: 409, detail: "No." }),
      }),
    );
    await box.press("Control+Enter");
    await page.getByText("No.", { exact: false }).first().waitFor();
    await page.waitForFunction(
      () => document.querySelector("textarea")?.value === "Half a thought",
    );
    await page.unroute("**/comments");
    await box.fill("");
  });

  it("are reached by their link, which scrolls to them", async () => {
    const ticket = await open({ title: "Linked" });
    const ids: string[] = [];
    for (let count = 0; count < 12; count += 1) {
      const body = `Comment ${count}\n\nwith\n\nsome\n\nlines`;
      ids.push((await web.api.post(team.admin, `${ticket.path}/comments`, { body })).body.id);
    }
    await page.goto("about:blank");
    await page.goto(`/${team.slug}/${ticket.key}#comment-${ids[3]}`);
    await page.waitForFunction((id) => document.activeElement?.id === `comment-${id}`, ids[3]);
    const isVisible = await page.locator(`#comment-${ids[3]}`).evaluate((element) => {
      const { top } = element.getBoundingClientRect();
      return top >= 0 && top < innerHeight;
    });
    assert.equal(isVisible, true);
  });

  it("and changes are loaded page by page, from the newest to the beginning", async () => {
    const ticket = await open({ title: "Long" });
    for (let count = 0; count < 60; count += 1) await say(ticket.path, `Comment ${count}.`);
    await page.reload();
    await page.getByText("Comment 59.").waitFor();
    const comments = page.locator(".comment-card");
    const shown = await comments.count();
    assert.ok(shown > 40 && shown < 60, `${shown} comments`);
    assert.equal(await page.getByText("created this ticket").count(), 0);
    await page.getByRole("button", { name: "Show older activity" }).click();
    await page.getByText("created this ticket").waitFor();
    assert.equal(await comments.count(), 60);
    assert.match(await comments.first().innerText(), /Comment 0\./);
    assert.equal(await page.getByRole("button", { name: "Show older activity" }).count(), 0);

    await page.getByRole("button", { name: "Oldest first" }).click();
    assert.match(await comments.first().innerText(), /Comment 59\./);
    await page.getByRole("button", { name: "Newest first" }).click();
  });

  it("of others can be edited and deleted by an admin, and not by a member", async () => {
    const ticket = await open({ title: "Moderated" });
    await web.api.post(team.member, `${ticket.path}/comments`, { body: "By Grace" });
    await say(ticket.path, "By Ada");
    const menuOf = async (shown: Page, author: string) => {
      const comment = shown.getByRole("article", { name: `Comment by ${author}` });
      await comment.getByRole("button", { name: "More about this comment" }).click();
      const names = await shown.getByRole("option").allInnerTexts();
      await shown.keyboard.press("Escape");
      return names.map((name) => name.split("\n")[0]);
    };
    assert.deepEqual(await menuOf(page, "Ada Lovelace"), ["Copy a link to this comment"]);
    const admin = await web.newPage({ user: team.admin });
    await admin.goto(`/${team.slug}/${ticket.key}`);
    assert.deepEqual(await menuOf(admin, "Grace Hopper"), [
      "Copy a link to this comment",
      "Edit",
      "Delete",
    ]);
    await admin.close();
  });

  it("of others do not move the text area in which somebody writes", async () => {
    const ticket = await open({ title: "Still" });
    for (let count = 0; count < 8; count += 1) await say(ticket.path, `Before ${count}`);
    await page.getByText("Before 7").waitFor();
    const box = page.getByLabel(`Comment on ${ticket.key}`);
    await box.fill("I write");
    await box.scrollIntoViewIfNeeded();
    const place = () => box.evaluate((area) => Math.round(area.getBoundingClientRect().top));
    const before = await place();
    await say(ticket.path, "A new one\n\nof two paragraphs");
    await page.getByText("of two paragraphs").waitFor();
    assert.ok(Math.abs((await place()) - before) <= 1, `${await place()} is not ${before}`);
    await box.fill("");
  });
});

describe("a ticket that cannot be changed", () => {
  it("shows a viewer no control that would be refused", async () => {
    const ticket = await open({ title: "Look", description: "- [ ] task" });
    await say(ticket.path, "Said");
    const viewer = await web.newPage({ user: team.viewer });
    await viewer.goto(`/${team.slug}/${ticket.key}`);
    await viewer.getByText("Said").waitFor();
    assert.equal(await viewer.getByRole("textbox").count(), 0);
    assert.equal(await viewer.getByRole("checkbox").isDisabled(), true);
    assert.equal(await viewer.locator(".ticket-fields button").count(), 0);
    assert.equal(await viewer.getByRole("button", { name: "Edit E" }).count(), 0);
    await viewer.getByRole("button", { name: "More", exact: true }).click();
    await viewer.getByRole("option", { name: "Watch this ticket" }).waitFor();
    const actions = await viewer.getByRole("option").allInnerTexts();
    assert.deepEqual(actions, ["Watch this ticket", "Mute this ticket", "Copy a branch name"]);
    await viewer.close();
  });

  it("is in the trash with a button that restores it", async () => {
    const ticket = await open({ title: "Deleted" });
    await page.getByRole("button", { name: "More", exact: true }).click();
    const answered = page.waitForResponse((response) => response.request().method() === "DELETE");
    await page.getByRole("option", { name: "Move to trash" }).click();
    await page.getByText("This ticket is in the trash.").waitFor();
    assert.equal(await page.locator(".ticket-fields button").count(), 0);
    await answered;
    await page.reload();
    await page.getByRole("button", { name: "Restore" }).click();
    await page.getByRole("button", { name: "Edit E" }).waitFor();
    assert.equal((await ticket.untilVersion(3)).deleted_at, null);
  });

  it("is read-only in an archived project", async () => {
    const ticket = await open({ title: "Old" });
    const project = `${team.workspacePath}/projects/${team.project.id}`;
    await web.api.delete(team.admin, project);
    await page.reload();
    await page.getByText("This project is archived").waitFor();
    assert.equal(await page.getByRole("textbox").count(), 0);
    await web.api.post(team.admin, `${project}/restore`);
    await web.api.delete(team.admin, ticket.path);
    await web.api.delete(team.admin, project);
    await page.reload();
    await page.getByText("This ticket is in the trash.").waitFor();
    assert.equal(await page.getByRole("button", { name: "Restore" }).count(), 0);
    await web.api.post(team.admin, `${project}/restore`);
    await web.api.post(team.admin, `${ticket.path}/restore`);
    await page.goto(`/${team.slug}/${ticket.key}`);
    await page.getByRole("button", { name: "Edit E" }).waitFor();
  });

  it("is named if it does not exist, and can be searched for", async () => {
    await page.goto(`/${team.slug}/ENG-4711`);
    await page.getByText("There is no ticket ENG-4711 here").waitFor();
    const search = page.getByRole("link", { name: "Search for ENG-4711" });
    assert.equal(await search.getAttribute("href"), `/${team.slug}/search?q=ENG-4711`);
  });
});

function nameOf(status: string): string {
  return status.charAt(0).toUpperCase() + status.slice(1).replaceAll("_", " ");
}

/** Creates a ticket and opens its page. */
async function open(fields: { title: string; [field: string]: unknown }) {
  const ticket = await givenCard(web.api, team, fields);
  const path = `${team.workspacePath}/tickets/${ticket.id}`;
  await page.goto(`/${team.slug}/${ticket.key}`);
  await page.getByRole("heading", { level: 1, name: fields.title }).waitFor();
  await page.getByText("created this ticket").waitFor();
  return {
    ...ticket,
    path,
    /** Waits for the version that a write of the page makes. */
    async untilVersion(version: number) {
      for (let tries = 0; tries < 250; tries += 1) {
        const { body } = await web.api.get(team.member, path);
        if (body.version >= version) return body;
        await page.waitForTimeout(20);
      }
      throw new Error(`There is no version ${version} of ${fields.title}.`);
    },
  };
}

async function say(path: string, body: string) {
  await web.api.post(team.admin, `${path}/comments`, { body });
}
