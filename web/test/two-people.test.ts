import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import type { Page } from "playwright-core";
import { startWeb, type WebTest } from "./support/start.ts";
import { givenCard, givenTeam, type Team } from "./support/team.ts";

let web: WebTest;
let team: Team;
let page: Page;
before(async () => {
  web = await startWeb();
  team = await givenTeam(web.api);
  page = await web.newPage({ user: team.admin });
});
after(() => web.stop());

const description = "It fails.\n\n1. Wait for two minutes.\n2. Open it.";

describe("two people who edit one description", () => {
  it("get both changes if they changed different lines", async () => {
    const ticket = await givenTicket();
    await write("It fails often.\n\n1. Wait for two minutes.\n2. Open it.");
    await ticket.changeByGrace("It fails.\n\n1. Wait for two minutes.\n2. Open it again.");
    await page.getByText("changed this text while you write").waitFor();
    await page.keyboard.press("Control+Enter");
    await editor().waitFor({ state: "detached" });

    await page.getByText(`${ticket.key} changed meanwhile. It now has both changes`).waitFor();
    await page.getByText("Open it again.").waitFor();
    assert.equal(
      (await ticket.read()).description,
      "It fails often.\n\n1. Wait for two minutes.\n2. Open it again.",
    );
  });

  it("see both changes of the same word, and may keep the other one", async () => {
    const ticket = await givenConflict();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Grace Hopper changed the description while you wrote").waitFor();
    assert.deepEqual(await dialog.locator("ins").allInnerTexts(), ["five", "ten"]);
    assert.deepEqual(await dialog.locator("del").allInnerTexts(), ["two", "two"]);
    await dialog.getByRole("button", { name: "Keep theirs" }).click();
    await editor().waitFor({ state: "detached" });

    await page.getByText("Wait for five minutes.").waitFor();
    assert.match((await ticket.read()).description, /for five minutes/);
  });

  it("may take their own change", async () => {
    const ticket = await givenConflict();
    await page.getByRole("button", { name: "Take mine" }).click();
    await page.getByText("Wait for ten minutes.").waitFor();
    await page.locator(".prose", { hasText: "Wait for ten minutes." }).waitFor();
    assert.match((await ticket.untilVersion(3)).description, /for ten minutes/);
  });

  it("may save the merged text after changing it", async () => {
    const ticket = await givenConflict();
    const merged = page.getByLabel("Merged text");
    assert.match(await merged.inputValue(), /for five ten minutes/);
    assert.ok(await merged.evaluate((area) => area === document.activeElement));
    await merged.fill("Wait for five to ten minutes.");
    await page.getByRole("button", { name: "Save both" }).click();
    await page.locator(".prose", { hasText: "five to ten" }).waitFor();
    assert.equal((await ticket.untilVersion(3)).description, "Wait for five to ten minutes.");
  });

  it("lose nothing if the page is reloaded before the conflict is decided", async () => {
    const ticket = await givenConflict();
    await page.getByRole("dialog").waitFor();
    await page.reload();
    await page.getByRole("button", { name: "Take mine" }).click();
    await page.locator(".prose", { hasText: "Wait for ten minutes." }).waitFor();
    assert.match((await ticket.untilVersion(3)).description, /for ten minutes/);
  });

  it("save nothing that clashes when the keys that sent the edit are pressed once more", async () => {
    const ticket = await givenConflict();
    await page.getByLabel("Merged text").waitFor();
    await page.keyboard.press("Control+Enter");
    await page.getByText("Both are still in the merged text").waitFor();
    await page.keyboard.press("End");
    await page.keyboard.type(" Or so.");
    await page.keyboard.press("Control+Enter");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    assert.match((await ticket.untilVersion(3)).description, /Or so\./);
    assert.equal((await ticket.read()).version, 3);
  });

  it("lose nothing that they write into the merged text, also if they close it", async () => {
    const ticket = await givenConflict();
    await page.getByLabel("Merged text").fill("Five to ten minutes.");
    await page.keyboard.press("Escape");
    await page.getByText("Your merged text is kept").waitFor();
    await editor().waitFor();
    await ticket.changeByGrace(`${description.replace("two", "five")}\n3. Look.`);
    await editor().press("Control+Enter");
    await page.getByLabel("Merged text").waitFor();
    assert.equal(
      await page.getByLabel("Merged text").inputValue(),
      "Five to ten minutes.\n3. Look.",
    );
    await page.reload();
    await page.getByLabel("Merged text").waitFor();
    await page.keyboard.press("Control+Enter");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    assert.match((await ticket.untilVersion(4)).description, /Five to ten minutes/);
  });

  it("see both changes also after a write of their own that changed nothing", async () => {
    const ticket = await givenTicket({ assignee_id: team.admin.id });
    await write(description.replace("two", "ten"));
    await ticket.changeByGrace(description.replace("two", "five"));
    await page.getByText("changed this text while you write").waitFor();
    await editor().press("Escape");
    const answered = page.waitForResponse((response) => response.request().method() === "PATCH");
    await page.keyboard.press("i");
    await answered;
    await editor().press("Control+Enter");
    await page.getByRole("button", { name: "Keep theirs" }).click();
    await page.getByText("Wait for five minutes.").waitFor();
    assert.match((await ticket.read()).description, /for five minutes/);
  });

  it("go on typing after they removed all that they have typed", async () => {
    await givenTicket();
    await page.getByRole("button", { name: "Edit E" }).click();
    await page.keyboard.type("a");
    await page.keyboard.press("Backspace");
    await page.keyboard.type("bc");
    assert.match(await editor().inputValue(), /bc/);
    await page.getByRole("button", { name: "Discard" }).click();
  });

  it("keep what is typed over a reload before anything is saved", async () => {
    const ticket = await givenTicket();
    await write("Typed and not saved.");
    await page.reload();
    assert.equal(await editor().inputValue(), "Typed and not saved.");
    await editor().press("Control+Enter");
    await editor().waitFor({ state: "detached" });
    assert.equal((await ticket.untilVersion(2)).description, "Typed and not saved.");
  });

  it("have the focus at the button that opened the editor when it is closed, and E takes it back", async () => {
    const ticket = await givenTicket();
    const edit = page.locator("button:focus", { hasText: "Edit" });
    await write("Written and saved.");
    await editor().press("Control+Enter");
    await edit.waitFor();
    await ticket.untilVersion(2);

    await page.keyboard.press("e");
    await editor().press("Escape");
    await edit.waitFor();
    await write("Written, not saved");
    await editor().press("Escape");
    await page.keyboard.press("e");
    await page.locator("textarea:focus").waitFor();
  });

  it("find a draft open, which does not take the focus from a list", async () => {
    const ticket = await givenTicket();
    await write("Not saved yet");
    await page.goto(`/${team.slug}/ENG/list`);
    const row = page.locator(`[data-id="${ticket.id}"]`).first();
    await row.waitFor();
    await page.keyboard.press("Home");
    await page.keyboard.press("Space");
    await editor().waitFor();
    assert.equal(await editor().inputValue(), "Not saved yet");
    assert.equal(await page.locator("[data-id]:focus").count(), 1);
  });

  it("keep the text area, its selection and its focus while the text changes", async () => {
    const ticket = await givenTicket();
    await write("Half a sentence");
    await editor().evaluate((area: HTMLTextAreaElement) => {
      area.setSelectionRange(5, 9);
      area.dataset.mine = "yes";
    });
    await ticket.changeByGrace("Something else.");
    await page.getByText("changed this text while you write").waitFor();
    const state = await page.evaluate(() => {
      const area = document.activeElement as HTMLTextAreaElement;
      return [area.dataset.mine, area.selectionStart, area.selectionEnd, area.value];
    });
    assert.deepEqual(state, ["yes", 5, 9, "Half a sentence"]);
    await page.getByRole("button", { name: "Discard" }).click();
    await page.getByText("Something else.").waitFor();
  });
});

describe("two people, one of whom does not have the text of the other one yet", () => {
  afterEach(() => page.unroute(isReadOfTickets));

  it("get both changes if a task is ticked", async () => {
    const ticket = await givenTicket({ description: "Steps:\n\n- [ ] one\n\nDone." });
    await givenOldText(ticket, "Steps:\n\n- [ ] one\n\nAll done.");
    await page.getByRole("checkbox", { name: "one" }).press("Space");
    await page.getByText("It now has both changes").waitFor();
    assert.equal((await ticket.read()).description, "Steps:\n\n- [x] one\n\nAll done.");
  });

  it("get both changes if the old text is edited", async () => {
    const ticket = await givenTicket();
    await givenOldText(ticket, description.replace("It fails", "It fails often"));
    await write(description.replace("two", "ten"));
    await editor().press("Control+Enter");
    await page.getByText("It now has both changes").waitFor();
    const both = description.replace("It fails", "It fails often").replace("two", "ten");
    assert.equal((await ticket.read()).description, both);
  });

  it("get both changes if the ticket changes again while the refusal is on its way", async () => {
    const ticket = await givenTicket({ description: "Steps:\n\n- [ ] one\n\nDone." });
    const { untilWaiting, release } = await hold(ticket, "answer");
    await givenOldText(ticket, "Steps:\n\n- [ ] one\n\nAll done.");
    await page.getByRole("checkbox", { name: "one" }).press("Space");
    await untilWaiting();
    await ticket.change({ priority: "low" });
    await page.getByRole("button", { name: "Priority: Low" }).waitFor();
    release();
    await page.getByText("It now has both changes").waitFor();
    assert.equal((await ticket.read()).description, "Steps:\n\n- [x] one\n\nAll done.");
  });

  it("get the text with the next change if it could not be read", async () => {
    const ticket = await givenTicket();
    await page.route(isReadOfTickets, (route) => route.fulfill({ status: 400 }));
    const failed = page.waitForResponse((response) => isReadOfTickets(new URL(response.url())));
    await ticket.changeByGrace("The new text.");
    await failed;
    await page.unroute(isReadOfTickets);
    await ticket.change({ priority: "low" });
    await page.getByText("The new text.").waitFor();
  });
});

describe("two people who edit one comment", () => {
  it("get both changes if they changed different lines", async () => {
    const comment = await givenComment("It fails.\n\nWait for two minutes.");
    await comment.area.fill("It fails often.\n\nWait for two minutes.");
    await comment.changeByGrace("It fails.\n\nWait for five minutes.");
    await comment.area.press("Control+Enter");
    await page.getByText("The comment changed meanwhile. It now has both changes").waitFor();
    await comment.card.getByText("Wait for five minutes.").waitFor();
    assert.equal(await comment.read(), "It fails often.\n\nWait for five minutes.");
  });

  it("see both changes of the same word, and nothing is saved before one of them decides", async () => {
    const comment = await givenComment("Wait for two minutes.");
    await comment.area.fill("Wait for ten minutes.");
    await comment.changeByGrace("Wait for five minutes.");
    await comment.area.press("Control+Enter");
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Grace Hopper changed the comment while you wrote").waitFor();
    assert.deepEqual(await dialog.locator("ins").allInnerTexts(), ["five", "ten"]);
    await page.keyboard.press("Escape");
    assert.equal(await comment.area.inputValue(), "Wait for ten minutes.");
    await comment.area.press("Control+Enter");
    await dialog.waitFor();
    assert.equal(await comment.read(), "Wait for five minutes.");

    await dialog.getByRole("button", { name: "Take mine" }).click();
    await comment.card.locator(".prose", { hasText: "ten minutes" }).waitFor();
    assert.equal(await comment.read(), "Wait for ten minutes.");
  });

  it("see both changes also if the page was reloaded during the edit", async () => {
    const comment = await givenComment("Wait for two minutes.");
    await comment.area.fill("Wait for ten minutes.");
    await comment.changeByGrace("Wait for five minutes.");
    await page.reload();
    assert.equal(await comment.area.inputValue(), "Wait for ten minutes.");
    await comment.area.press("Control+Enter");
    await page.getByRole("button", { name: "Keep theirs" }).click();
    await comment.card.getByText("Wait for five minutes.").waitFor();
    assert.equal(await comment.read(), "Wait for five minutes.");
  });
});

describe("two people who set one field", () => {
  it("see both values, and the second one chooses", async () => {
    const ticket = await givenTicket();
    // As if it took long to arrive.
    const { release } = await hold(ticket, "write");
    await page.getByRole("button", { name: "Priority:" }).click();
    await page.getByRole("option", { name: "High" }).click();
    await ticket.change({ priority: "low" });
    release();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Grace Hopper changed the priority while you wrote").waitFor();
    await dialog.getByText("Low").waitFor();
    await dialog.getByRole("button", { name: "Take mine" }).click();
    assert.equal((await ticket.untilVersion(3)).priority, "high");
  });

  it("see both values, too, if the first one takes back a value that was replaced", async () => {
    const ticket = await givenTicket();
    const { untilWaiting, release } = await hold(ticket, "answer");
    await page.getByRole("button", { name: "Priority:" }).click();
    await page.getByRole("option", { name: "High" }).click();
    const undo = page.getByRole("button", { name: "Undo" });
    // The toast stays while it has the pointer.
    await undo.hover();
    await untilWaiting();
    await ticket.change({ priority: "low" });
    await page.getByText("changed the priority from High to Low").waitFor();
    release();
    await page.getByRole("button", { name: "Priority: Low" }).waitFor();
    await undo.click();
    await page.getByRole("button", { name: "Keep theirs" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    assert.equal((await ticket.read()).priority, "low");
  });
});

const editor = () => page.getByLabel("Description in Markdown");

/** A ticket whose page is open, and what Grace does to it over the API. */
async function givenTicket(fields: object = {}) {
  const { api } = web;
  const ticket = await givenCard(api, team, { title: "It fails", description, ...fields });
  const path = `${team.workspacePath}/tickets/${ticket.id}`;
  await page.goto(`/${team.slug}/${ticket.key}`);
  await page.getByRole("button", { name: "Edit E" }).waitFor();
  const change = async (fields: object) => {
    const { status } = await api.patch(team.member, path, fields);
    assert.equal(status, 200);
  };
  const read = async () => (await api.get(team.admin, path)).body;
  return {
    id: ticket.id,
    key: ticket.key,
    read,
    change,
    changeByGrace: (text: string) => change({ description: text }),
    /** Waits for the version that a write of the page makes. */
    async untilVersion(version: number) {
      for (let tries = 0; tries < 250; tries += 1) {
        const body = await read();
        if (body.version >= version) return body;
        await page.waitForTimeout(20);
      }
      throw new Error(`There is no version ${version} of the ticket.`);
    },
  };
}

/** Holds what the page writes of a ticket, or the answers, until `release` is called. */
async function hold({ id }: { id: string }, what: "write" | "answer") {
  const held = Promise.withResolvers<void>();
  const { promise: isReleased, resolve: release } = Promise.withResolvers<void>();
  await page.route(`**/tickets/${id}`, async (route) => {
    if (route.request().method() !== "PATCH") return route.continue();
    const response = what === "answer" ? await route.fetch() : undefined;
    held.resolve();
    await isReleased;
    return response ? route.fulfill({ response }) : route.continue();
  });
  return { untilWaiting: () => held.promise, release };
}

async function write(text: string) {
  await page.getByRole("button", { name: "Edit E" }).click();
  await editor().fill(text);
}

/** Both change the number of minutes, Grace first. */
async function givenConflict() {
  const ticket = await givenTicket();
  await write(description.replace("two", "ten"));
  await ticket.changeByGrace(description.replace("two", "five"));
  await page.getByText("changed this text while you write").waitFor();
  await editor().press("Control+Enter");
  await page.getByRole("dialog").waitFor();
  return ticket;
}

/** The page knows of Grace's change, and the request that reads her text is not answered. */
async function givenOldText(
  { changeByGrace }: Awaited<ReturnType<typeof givenTicket>>,
  text: string,
) {
  await page.route(isReadOfTickets, () => {});
  await changeByGrace(text);
  await page.getByText("Grace Hopper edited the description").waitFor();
}

/** Whether a request reads tickets by their IDs, as the page does after events. */
function isReadOfTickets({ pathname, searchParams }: URL): boolean {
  return pathname.endsWith("/tickets") && searchParams.has("id");
}

it("an edit that is saved does not look like somebody else's to one that was opened meanwhile", async () => {
  const comment = await givenComment("Wait.");
  const { promise: isReleased, resolve: release } = Promise.withResolvers<void>();
  await page.route("**/comments/*", async (route) => {
    if (route.request().method() === "PATCH") await isReleased;
    await route.continue();
  });
  await comment.area.fill("Wait for two minutes.");
  await comment.area.press("Control+Enter");
  await comment.area.waitFor({ state: "detached" });
  await comment.edit();
  await comment.area.fill("Wait for two minutes at most.");
  release();
  await comment.untilText("Wait for two minutes.");
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
  assert.equal(await page.getByText("This text changed while you write").count(), 0);
  await comment.area.press("Control+Enter");
  await comment.untilText("Wait for two minutes at most.");
  assert.equal(await page.getByRole("dialog").count(), 0);
  await page.unroute("**/comments/*");
});

/** A comment of Grace that Ada has begun to edit, and what Grace does to it over the API. */
async function givenComment(text: string) {
  const { id } = await givenTicket();
  const comments = `${team.workspacePath}/tickets/${id}/comments`;
  const { body } = await web.api.post(team.member, comments, { body: text });
  const path = `${comments}/${body.id}`;
  const card = page.getByRole("article", { name: "Comment by Grace Hopper" });
  const read = async () => (await web.api.get(team.admin, path)).body.body;
  const edit = async () => {
    await card.getByRole("button", { name: "More about this comment" }).click();
    await page.getByRole("option", { name: "Edit" }).click();
  };
  await edit();
  return {
    card,
    area: card.getByRole("textbox"),
    read,
    edit,
    async untilText(wanted: string) {
      while ((await read()) !== wanted) await page.waitForTimeout(20);
    },
    async changeByGrace(changed: string) {
      await web.api.patch(team.member, path, { body: changed });
      await page.getByText("This text changed while you write").waitFor();
    },
  };
}
