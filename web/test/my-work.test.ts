import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Page } from "playwright-core";
import { startWeb, type WebTest } from "./support/start.ts";
import { givenCard, givenTeam, type Team } from "./support/team.ts";

let web: WebTest;
let team: Team;
before(async () => {
  web = await startWeb();
  team = await givenTeam(web.api);
});
after(() => web.stop());

const group = (page: Page, name: string) => page.getByRole("region", { name });
const link = (page: Page, title: string) => page.getByRole("link", { name: new RegExp(title) });

describe("my work", () => {
  it("is empty at first, and has a ticket as soon as somebody assigns it", async () => {
    const page = await web.newPage({ user: team.member });
    await page.getByRole("heading", { name: "Nothing is assigned to you" }).waitFor();
    const { key } = await givenCard(web.api, team, { title: "Assigned later" });
    await web.api.patch(team.admin, `${team.workspacePath}/tickets/${key}`, {
      assignee_id: team.member.id,
    });
    await group(page, "To do")
      .getByRole("link", { name: /Assigned later/ })
      .waitFor();
  });

  it("groups by category, and a ticket that moves goes to its group", async () => {
    const { key } = await givenCard(web.api, team, {
      title: "Begun elsewhere",
      assignee_id: team.member.id,
    });
    const page = await web.newPage({ user: team.member });
    await group(page, "To do")
      .getByRole("link", { name: /Begun elsewhere/ })
      .waitFor();
    await web.api.post(team.admin, `${team.workspacePath}/tickets/${key}/transitions`, {
      to: "in_progress",
    });
    await group(page, "In progress")
      .getByRole("link", { name: /Begun elsewhere/ })
      .waitFor();
    assert.equal(await link(page, "Begun elsewhere").count(), 1);
  });

  it("shows what somebody reported in a view with an address of its own", async () => {
    const project = `${team.workspacePath}/projects/${team.project.id}`;
    await web.api.post(team.member, `${project}/tickets`, { title: "Reported by Grace" });
    const page = await web.newPage({ user: team.member });
    await page.getByRole("button", { name: "Reported by me" }).click();
    await link(page, "Reported by Grace").waitFor();
    assert.equal(new URL(page.url()).search, "?view=reported");
    assert.equal(await link(page, "Assigned later").count(), 0);
  });
});

describe("search", () => {
  it("finds words of comments, says where, and keeps the words in the address", async () => {
    const { key } = await givenCard(web.api, team, { title: "Found by its comment" });
    await web.api.post(team.admin, `${team.workspacePath}/tickets/${key}/comments`, {
      body: "The flywheel is bent",
    });
    const page = await web.newPage({ user: team.member });
    await page.goto(`/${team.slug}/search`);
    await page.getByRole("heading", { name: "Search all projects" }).waitFor();
    await page.getByRole("searchbox").fill("flywheel");
    await link(page, "Found by its comment.*in the comment").waitFor();
    await page.waitForURL(/q=flywheel/);

    await page.reload();
    await link(page, "Found by its comment").waitFor();
    assert.equal(await page.getByRole("searchbox").inputValue(), "flywheel");
    await page.getByRole("searchbox").fill("nothing-has-this-word");
    await page.getByRole("heading", { name: "Nothing was found" }).waitFor();
  });
});
