import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Locator, Page } from "playwright-core";
import { transaction } from "../../../src/db/transaction.ts";
import { addMember } from "../../../src/members/add-member.ts";
import { givenAccount } from "../../../test/support/accounts.ts";
import { startWeb, type WebTest } from "../support/start.ts";
import { givenCard, givenTeam, type Team } from "../support/team.ts";

let web: WebTest;
let team: Team;
let accountId: string;
/** A name of 100 letters without a place to break it. */
const longName = (letter: string) => letter.repeat(100);

before(async () => {
  web = await startWeb();
  const { api } = web;
  team = await givenTeam(api);
  const { admin, workspacePath } = team;
  await api.patch(admin, workspacePath, { name: longName("W") });
  await api.patch(admin, `${workspacePath}/projects/${team.project.id}`, { name: longName("P") });
  await api.post(admin, `${workspacePath}/projects`, { key: "TWO", name: longName("T") });
  await api.post(admin, `${workspacePath}/members`, {
    ...{ email: `${"e".repeat(60)}@${"d".repeat(60)}.com`, role: "member" },
  });
  const person = await givenAccount(api, { name: longName("M") });
  await transaction(api.db, (tx) =>
    addMember(tx, {
      ...{ workspace_id: team.workspace.id, user_id: person.id, role: "member" },
      name: longName("M"),
    }),
  );
  await givenCard(api, team, { title: longName("L"), labels: ["l".repeat(50)] });
  const account = await api.post(admin, `${workspacePath}/service-accounts`, {
    ...{ name: longName("S"), role: "member" },
  });
  accountId = account.body.user_id;
  const token = await api.post(admin, `${workspacePath}/service-accounts/${accountId}/tokens`, {
    name: longName("K"),
  });
  assert.equal(token.status, 201);
  const workflow = await api.post(admin, `${workspacePath}/workflows`, {
    name: "f".repeat(100),
    statuses: [{ status: "s".repeat(40), category: "todo" }],
    transitions: [],
  });
  assert.equal(workflow.status, 201);
});
after(() => web.stop());

const sizes = [
  { width: 360, height: 740 },
  { width: 1280, height: 800 },
];

for (const viewport of sizes) {
  describe(`a name of 100 letters, in a window ${viewport.width} pixels wide,`, () => {
    let page: Page;
    before(async () => {
      page = await web.newPage({ user: team.admin, viewport });
    });

    const open = async (path: string) => {
      await page.goto(path);
      await page.locator("h1").first().waitFor({ state: "attached" });
      await page.waitForFunction(() => !document.querySelector("main .skeleton, [aria-busy=true]"));
    };

    const pages = {
      members: "members",
      "the invited": "members?state=invited",
      projects: "projects",
      "a new project": "projects/new",
      workflows: "workflows",
      labels: "labels",
      "service accounts": "service-accounts",
      "the workspace": "workspace",
      "the audit log": "audit",
    };
    for (const [name, path] of Object.entries(pages)) {
      it(`is not wider than the page about ${name}`, async () => {
        await open(`/${team.slug}/settings/${path}`);
        await assertFits(page.getByRole("main"));
      });
    }

    it("is not wider than the page about a service account, and the dialog of its token", async () => {
      await open(`/${team.slug}/settings/service-accounts/${accountId}`);
      await assertFits(page.getByRole("main"));
      await page.getByRole("button", { name: /^Revoke/ }).click();
      await assertFits(page.getByRole("dialog"));
    });

    for (const name of ["profile", "workspaces"]) {
      it(`is not wider than the page ${name} of one's account`, async () => {
        await open(`/settings/${name}`);
        await assertFits(page.getByRole("main"));
      });
    }

    const dialogs: Record<string, { path: string; button: RegExp }> = {
      "removes a member": { path: "members", button: /^Remove M/ },
      "leaves the workspace": { path: "members", button: /^Leave/ },
      "archives a project": { path: "projects", button: /^Archive T/ },
      "deletes a label": { path: "labels", button: /^Delete/ },
      "deletes the workspace": { path: "workspace", button: /^Delete/ },
    };
    for (const [name, { path, button }] of Object.entries(dialogs)) {
      it(`is not wider than the dialog that ${name}`, async () => {
        await open(`/${team.slug}/settings/${path}`);
        await page.getByRole("main").getByRole("button", { name: button }).first().click();
        await assertFits(page.getByRole("dialog"));
      });
    }

    it("is not wider than a toast", async () => {
      await open(`/${team.slug}/settings/projects`);
      const row = page.getByRole("listitem").filter({ hasText: longName("T") });
      const workflow = row.getByRole("combobox");
      const current = await workflow.inputValue();
      const options = await workflow
        .locator("option")
        .evaluateAll((all) => all.map((each) => (each as HTMLOptionElement).value));
      await workflow.selectOption(options.find((each) => each !== current) ?? "");
      await page.locator(".toast").waitFor();
      await assertFits(page.locator(".toast"));
    });

    it("is not wider than the page without a workspace", async () => {
      const lost = await web.newPage({ user: team.member, viewport });
      await lost.goto("/nowhere");
      await lost.getByRole("heading", { name: "You cannot open this workspace" }).waitFor();
      await assertFits(lost.locator(".door-card"));
    });
  });
}

/** Nothing in it reaches over its edges, except in what scrolls or cuts on purpose. */
async function assertFits(container: Locator): Promise<void> {
  await container.waitFor();
  const tooWide = await container.evaluate((root) => {
    const { left, right } = root.getBoundingClientRect();
    const isCut = (element: Element) => getComputedStyle(element).overflowX !== "visible";
    const isInCut = (element: Element) => {
      for (let at = element.parentElement; at && at !== root; at = at.parentElement) {
        // The pages themselves scroll down, and would cut what is too wide.
        if (isCut(at) && !at.matches(".page")) return true;
      }
      return false;
    };
    const isTooWide = (element: Element) => {
      const box = element.getBoundingClientRect();
      const isOutside = box.left < left - 1 || box.right > right + 1;
      const isOverfull = element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1;
      return box.width > 0 && (isOutside || (isOverfull && !isCut(element)));
    };
    return [...root.querySelectorAll("*")]
      .filter((element) => !isInCut(element) && isTooWide(element))
      .map((element) => `${element.tagName} ${element.getAttribute("class") ?? ""}`);
  });
  assert.deepEqual(tooWide, []);
}
