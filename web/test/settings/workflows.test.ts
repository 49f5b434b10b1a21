import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Page } from "playwright-core";
import { startWeb, type WebTest } from "../support/start.ts";
import { givenCard, givenTeam, type Team } from "../support/team.ts";

let web: WebTest;
let team: Team;
before(async () => {
  web = await startWeb();
  team = await givenTeam(web.api);
});
after(() => web.stop());

async function open(path: string, user = team.admin): Promise<Page> {
  const page = await web.newPage();
  await page.goto(`/${team.slug}/settings/${path}`);
  await web.signInPage(page, user);
  await page.getByRole("heading", { level: 1 }).waitFor();
  return page;
}

const workflowNamed = async (name: string) => {
  const { body } = await web.api.get(team.admin, `${team.workspacePath}/workflows`);
  return body.data.find((workflow: { name: string }) => workflow.name === name);
};
const projectNow = async () =>
  (await web.api.get(team.admin, `${team.workspacePath}/projects/${team.project.id}`)).body;

/** The name of the drawing says every arrow. */
const drawingOf = (page: Page, name: string) =>
  page.getByRole("img", { name: new RegExp(`^${name}:`) }).getAttribute("aria-label");

describe("the pages about workflows", () => {
  it("draw every workflow, with what each arrow asks for", async () => {
    const page = await open("workflows", team.viewer);
    assert.equal(
      await drawingOf(page, "reopenable"),
      "reopenable: Open to In progress, Open to Closed (resolution), In progress to Open, " +
        "In progress to Resolved, In progress to Closed (resolution), Resolved to In progress, " +
        "Resolved to Closed, Closed to Open (reason · admins only).",
    );
    const main = page.getByRole("main");
    assert.equal(await main.getByRole("button").count(), 0);
    assert.equal(await main.getByRole("link", { name: /copy|New workflow/ }).count(), 0);
  });

  it("save a changed copy as a new workflow, and switch a project to it", async () => {
    await givenCard(web.api, team, { title: "A ticket" });
    const page = await open("workflows");
    await page.getByRole("link", { name: "Change a copy of standard" }).click();
    assert.equal(await page.getByLabel("Name", { exact: true }).inputValue(), "standard 2");
    await page.getByRole("button", { name: "Add a status" }).click();
    await page.getByLabel("Name of status 5").fill("Won't do");
    await page.getByRole("button", { name: "Allow Open to Won't do" }).click();
    await page.getByRole("switch", { name: "Open to Won't do asks for a resolution" }).click();
    await page.getByRole("switch", { name: "Open to Won't do is for admins only" }).click();
    assert.match(
      (await drawingOf(page, "standard 2")) ?? "",
      /Open to Won't do \(resolution · admins only\)/,
    );
    await page.getByRole("button", { name: "Create the workflow" }).click();

    await page.getByRole("heading", { name: "standard 2", level: 1 }).waitFor();
    const workflow = await workflowNamed("standard 2");
    assert.deepEqual(
      workflow.transitions.find(
        ({ to, from }: Record<string, string>) => from === "open" && to === "won_t_do",
      ),
      {
        from: "open",
        to: "won_t_do",
        permission: "ticket:reopen",
        reason_required: false,
        resolution_required: true,
      },
    );
    await page.getByRole("button", { name: "Switch Engine to this workflow" }).click();
    await page.getByText("Uses it").waitFor();
    assert.equal((await projectNow()).workflow_id, workflow.id);

    await page.goBack();
    await page.getByLabel("Name of status 4").waitFor();
    assert.equal(await page.getByText("This is what you had not saved yet.").count(), 0);
    assert.equal(await page.getByLabel("Name of status 5").count(), 0);
  });

  it("say which statuses are in the way of a switch, with their tickets", async () => {
    const { body: workflow } = await web.api.post(team.admin, `${team.workspacePath}/workflows`, {
      name: "short",
      statuses: [{ status: "waiting", category: "todo" }],
      transitions: [],
    });
    const page = await open(`workflows/${workflow.id}`);
    await page.getByRole("button", { name: "Switch Engine to this workflow" }).click();
    await page
      .getByRole("alert")
      .getByText(/statuses that the new workflow lacks: open/)
      .waitFor();
    const link = page.getByRole("link", { name: "Open", exact: true });
    assert.equal(await link.getAttribute("href"), `/${team.slug}/ENG/list?status=open`);
    assert.notEqual((await projectNow()).workflow_id, workflow.id);
    await page.getByText("Deleted tickets count, too.").waitFor();
    await page
      .getByRole("alert")
      .locator("xpath=../..")
      .getByRole("link", { name: "Trash" })
      .click();
    await page.getByRole("heading", { name: "Trash" }).waitFor();
  });

  it("store no draft of what was only looked at", async () => {
    const page = await open("workflow-editor/new");
    const untilDrafts = (count: number) =>
      page.waitForFunction(
        (wanted) =>
          Object.keys(localStorage).filter((each) => each.includes(":draft:")).length === wanted,
        count,
        { timeout: 5_000 },
      );
    const name = page.getByLabel("Name", { exact: true });
    await name.waitFor();
    await page.waitForTimeout(100);
    await untilDrafts(0);
    await name.fill("mine");
    await untilDrafts(1);
    await name.fill("");
    await untilDrafts(0);

    await page.getByRole("button", { name: /^Your account/ }).click();
    await page.getByRole("option", { name: "Sign out" }).click();
    await page.getByLabel("Password").waitFor();
  });

  it("say what is wrong before anything is sent, and keep what was written over a reload", async () => {
    const page = await open("workflow-editor/new");
    const requests: string[] = [];
    page.on("request", (request) => requests.push(`${request.method()} ${request.url()}`));
    await page.getByLabel("Name", { exact: true }).fill("mine");
    await page.getByLabel("Name of status 2").fill("3rd");
    await page
      .getByRole("button", { name: "Allow In progress to Done" })
      .waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Allow 3rd to Done" }).click();
    await page.getByLabel("Name", { exact: true }).press("Control+Enter");
    await page.getByText(/^Must be 1 to 40 characters from a-z/).waitFor();
    await page.getByText(/^This status cannot be reached/).waitFor();
    assert.deepEqual(
      requests.filter((request) => request.startsWith("POST")),
      [],
    );

    await page.reload();
    await page.getByText("This is what you had not saved yet.").waitFor();
    assert.equal(await page.getByLabel("Name of status 2").inputValue(), "3rd");
    await page.getByRole("button", { name: "Start again" }).click();
    assert.equal(await page.getByLabel("Name of status 2").inputValue(), "In progress");
  });
});

describe("the page about projects", () => {
  it("creates, renames, archives and restores a project", async () => {
    const page = await open("projects");
    await page.getByRole("button", { name: "New project" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Mobile app");
    assert.equal(
      await page.getByRole("textbox", { name: "Key" }).getAttribute("placeholder"),
      "MA",
    );
    await page.getByRole("button", { name: "Create the project" }).click();
    await page.waitForURL(`**/${team.slug}/MA`);

    await page.goto(`/${team.slug}/settings/projects`);
    await page.getByRole("button", { name: "Rename Mobile app" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Phones");
    await page.getByLabel("Name", { exact: true }).press("Enter");
    await page.getByRole("button", { name: "Archive Phones" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Archive Phones" }).click();
    await page.getByRole("button", { name: "Restore Phones" }).click();
    await page.getByText("Phones can be worked in again.").waitFor();
    const { body } = await web.api.get(team.admin, `${team.workspacePath}/projects`);
    const project = body.data.find((each: { key: string }) => each.key === "MA");
    assert.deepEqual([project.name, project.archived_at], ["Phones", null]);
  });

  it("opens the form of a new project from the sidebar, as often as it is pressed", async () => {
    const page = await open("projects");
    const plus = page.getByRole("complementary").or(page.locator(".sidebar"));
    for (let time = 1; time <= 2; time++) {
      await plus.first().getByRole("link", { name: "New project" }).click();
      await page.locator("input[name=name]:focus").waitFor();
      await page.getByRole("button", { name: "Cancel" }).click();
      await page.waitForURL(`**/${team.slug}/settings/projects`);
      assert.equal(await page.locator("input[name=name]").count(), 0);
    }
    await page.goto(`/${team.slug}/settings/projects/new`);
    await page.locator("input[name=name]:focus").waitFor();

    const viewers = await open("projects/new", team.viewer);
    await viewers.getByRole("listitem").filter({ hasText: "Engine" }).waitFor();
    assert.equal(await viewers.locator("input[name=name]").count(), 0);
  });

  it("shows a key that is taken as the API says it", async () => {
    const page = await open("projects");
    await page.getByRole("button", { name: "New project" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Another engine");
    await page.getByRole("textbox", { name: "Key" }).fill("eng");
    await page.getByRole("textbox", { name: "Key" }).press("Enter");
    await page.getByRole("alert").getByText(/ENG/).waitFor();
    assert.equal(await page.getByLabel("Name", { exact: true }).inputValue(), "Another engine");
  });
});
