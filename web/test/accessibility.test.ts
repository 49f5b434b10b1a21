import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import type { Page } from "playwright-core";
import { sql } from "../../src/db/sql.ts";
import { addAxe, assertAccessible, DESKTOP, movingOf } from "./support/access.ts";
import { givenBoard, moveByApi } from "./support/board.ts";
import { startWeb, type WebTest } from "./support/start.ts";
import { givenCard, givenTeam, type Team } from "./support/team.ts";

let web: WebTest;
let team: Team;
let page: Page;
before(async () => {
  web = await startWeb();
  team = await givenTeam(web.api);
  await givenWork();
  page = await web.newPage();
  await addAxe(page);
  await web.signInPage(page, team.admin);
});
after(() => web.stop());

/** The addresses of the pages in shell/pages.ts, below the workspace and below `/settings/`. */
const pagesOfWorkspace: Record<string, string> = {
  "my-work": "",
  board: "/ENG",
  list: "/ENG/list",
  ticket: "/ENG-1",
  inbox: "/inbox",
  search: "/search?q=valve",
  trash: "/trash",
  workspace: "/settings/workspace",
  members: "/settings/members",
  "service-accounts": "/settings/service-accounts",
  projects: "/settings/projects",
  workflows: "/settings/workflows",
  "workflow-editor": "/settings/workflow-editor/new",
  labels: "/settings/labels",
  audit: "/settings/audit",
};
const pagesOfAccount = ["profile", "security", "notifications", "appearance", "workspaces"];

describe("every page keeps to WCAG 2.2 AA in both themes, and at 320 px nothing is lost:", () => {
  for (const [name, path] of Object.entries(pagesOfWorkspace)) {
    it(name, async () => await assertPage(`/${team.slug}${path}`));
  }
  for (const name of [...pagesOfAccount, "first-workspace"]) {
    it(`settings/${name}`, async () => await assertPage(`/settings/${name}`));
  }
  it("a page that does not exist", async () => await assertPage(`/${team.slug}/ENG-404`));

  it("the panel of a ticket", async () => {
    await openPanel();
    await assertAccessible(page);
  });

  it("sign-in and register", async () => {
    const signedIn = page;
    page = await web.newPage();
    await addAxe(page);
    try {
      for (const path of ["/sign-in", "/register"]) await assertPage(path);
    } finally {
      await page.context().close();
      page = signedIn;
    }
  });

  it("and no page is left out", () => {
    const source = readFileSync(new URL("../shell/pages.ts", import.meta.url), "utf8");
    const names = source.matchAll(/^ {2}"?([a-z-]+)"?: (?:lazy|list|settings)Page\(/gm);
    const tested = [...Object.keys(pagesOfWorkspace), ...pagesOfAccount];
    assert.deepEqual([...names].map(([, name]) => name).sort(), tested.sort());
  });
});

describe("every dialog and picker does so, too:", () => {
  const byKey: Record<string, { keys: string; role: "dialog" | "combobox" }> = {
    "a new ticket": { keys: "c", role: "dialog" },
    help: { keys: "?", role: "dialog" },
    "the palette": { keys: "Control+k", role: "combobox" },
  };
  for (const [name, { keys, role }] of Object.entries(byKey)) {
    it(name, async () => {
      await open(`/${team.slug}/ENG/list`);
      await page.getByRole("link", { name: /Valve 1\b/ }).waitFor();
      await page.keyboard.press(keys);
      await page.getByRole(role).first().waitFor();
      await assertAccessible(page);
    });
  }

  for (const field of ["Status", "Assignee", "Priority", "Labels", "Due"]) {
    it(`the picker of the field ${field}`, async () => {
      await openPanel();
      await page.getByRole("button", { name: `${field}:` }).click();
      await page.getByRole("option").first().waitFor();
      await assertAccessible(page);
    });
  }

  it("what a transition asks for", async () => {
    const board = await givenBoard(web.api, team, { key: "ASK" });
    const { key } = await givenCard(web.api, board, { title: "Asks" });
    await open(`/${team.slug}/${key}`);
    await page.getByRole("button", { name: "Status:" }).click();
    await page.getByRole("option", { name: "Closed" }).click();
    await page.getByRole("dialog", { name: `Move ${key} to Closed` }).waitFor();
    await assertAccessible(page);
  });

  it("the menu of a ticket, and the versions of its texts", async () => {
    const board = await givenBoard(web.api, team, { key: "TEXT" });
    const fields = { title: "Has versions", description: "One text, @ada-lovelace." };
    const { key } = await givenCard(web.api, board, fields);
    const path = `${team.workspacePath}/tickets/${key}`;
    await web.api.patch(team.admin, path, { description: "Another text." });
    await open(`/${team.slug}/${key}`);
    await page.getByRole("button", { name: "More", exact: true }).click();
    await page.getByRole("option").first().waitFor();
    await assertAccessible(page);
    await page.getByRole("option", { name: "Earlier versions" }).click();
    await page.getByRole("heading", { name: "Version 1" }).waitFor();
    await assertAccessible(page);
  });

  it("the date that somebody chooses", async () => {
    await open(`/${team.slug}/ENG-2`);
    await page.getByRole("button", { name: "Due:" }).click();
    await page.getByRole("option", { name: "Another day…" }).click();
    await page.getByRole("dialog").waitFor();
    await assertAccessible(page);
  });

  it("the conflict of two descriptions", async () => {
    await open(`/${team.slug}/ENG-2`);
    await page.getByRole("button", { name: "Edit E" }).click();
    await page.getByLabel("Description in Markdown").fill("Wait for ten minutes.");
    const path = `${team.workspacePath}/tickets/ENG-2`;
    await web.api.patch(team.member, path, { description: "Wait for five minutes." });
    await page.getByText("changed this text while you write").waitFor();
    await page.keyboard.press("Control+Enter");
    await page.getByRole("dialog").waitFor();
    await assertAccessible(page);
    await page.getByRole("button", { name: "Keep theirs" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });

  it("the list of a mention, the menu of a comment, and its deletion", async () => {
    await open(`/${team.slug}/ENG-1`);
    await page.getByLabel("Comment on").fill("@");
    await page.getByLabel("Comment on").press("End");
    await page.keyboard.type("a");
    await page.getByRole("listbox").waitFor();
    await assertAccessible(page);
    await page.keyboard.press("Escape");
    await page.getByLabel("Comment on").fill("");
    await page.getByRole("button", { name: "More about this comment" }).first().click();
    await page.getByRole("option").first().waitFor();
    await assertAccessible(page);
    await page.getByRole("option", { name: "Delete" }).click();
    await page.getByRole("button", { name: "Delete comment" }).waitFor();
    await assertAccessible(page);
  });

  it("the page of one workflow", async () => {
    await assertPage(`/${team.slug}/settings/workflows/${team.project.workflow_id}`);
  });

  it("the question before a sign-out with a draft, and signing in again", async () => {
    await open(`/${team.slug}/ENG-2`);
    await page.getByLabel("Comment on").fill("Half a comment");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+k");
    await page.keyboard.type("sign out");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: "Sign out" }).waitFor();
    await assertAccessible(page);
    await page.keyboard.press("Escape");
    await web.api.db.query(sql`delete from sessions where user_id = ${team.admin.id}`);
    await page.goto(`/${team.slug}/settings/members`);
    await web.signInPage(page, team.admin);
    await page.getByRole("heading", { level: 1, name: "Members" }).waitFor();
    await web.api.db.query(sql`delete from sessions where user_id = ${team.admin.id}`);
    await page.getByLabel("Email").fill("somebody@example.com");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: "Sign in again" }).waitFor();
    await assertAccessible(page);
    await page.getByRole("dialog").getByLabel("Password").fill(team.admin.password);
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });

  it("the bar for a selection", async () => {
    await open(`/${team.slug}/ENG/list`);
    await page.getByRole("link", { name: /Valve 1\b/ }).waitFor();
    await page.keyboard.press("Control+a");
    await page.getByRole("toolbar", { name: "Selection" }).getByText("5 selected").waitFor();
    await assertAccessible(page);
  });
});

describe("who wants less motion", () => {
  it("sees none, where others do", async () => {
    await open(`/${team.slug}/ENG`);
    await page.keyboard.press("c");
    await page.getByRole("dialog").waitFor();
    assert.deepEqual(await movingOf(page), []);

    await page.emulateMedia({ reducedMotion: "no-preference" });
    assert.notDeepEqual(await movingOf(page), []);
    await page.emulateMedia({ reducedMotion: "reduce" });
  });
});

async function assertPage(path: string): Promise<void> {
  await open(path);
  await assertAccessible(page);
}

async function open(path: string): Promise<void> {
  await page.setViewportSize(DESKTOP);
  await page.goto(path);
  await untilLoaded();
}

async function untilLoaded(): Promise<void> {
  await page.locator("h1").first().waitFor({ state: "attached" });
  const loading = page.locator(".skeleton, [aria-busy=true]");
  await loading.first().waitFor({ state: "detached" });
}

/** A ticket beside the list, opened by its link. */
async function openPanel(): Promise<void> {
  await open(`/${team.slug}/ENG/list`);
  await page.getByRole("link", { name: /Valve 1\b/ }).click();
  await page.getByRole("complementary", { name: /ENG-1/ }).waitFor();
  await page.getByRole("button", { name: "Status:" }).waitFor();
}

/** Tickets in several statuses, with every field and a comment; some in the trash and in the admin's inbox. */
async function givenWork(): Promise<void> {
  const { api } = web;
  const { admin, member } = team;
  const first = await givenCard(api, team, {
    title: "Valve 1",
    description: "- [ ] Open it\n- [x] Close it\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n`code`",
    priority: "urgent",
    labels: ["bug", "docs"],
    assignee_id: admin.id,
    due_on: "2026-01-31",
  });
  for (const [index, priority] of ["high", "low", "none"].entries()) {
    await givenCard(api, team, {
      title: `Valve ${index + 2}`,
      description: "Wait for two minutes.",
      priority,
      assignee_id: index === 0 ? member.id : admin.id,
    });
  }
  const begun = await givenCard(api, team, { title: "Valve in the shop", assignee_id: admin.id });
  assert.equal(await moveByApi(api, team, { ticket: begun, to: "in_progress" }), 200);
  const comments = `${team.workspacePath}/tickets/${first.id}/comments`;
  await api.post(member, comments, { body: "Does the valve *close*? @[Ada Lovelace]" });
  await api.patch(member, `${team.workspacePath}/tickets/${first.id}`, { priority: "high" });
  const gone = await givenCard(api, team, { title: "Valve without use" });
  await api.delete(admin, `${team.workspacePath}/tickets/${gone.id}`);
}
