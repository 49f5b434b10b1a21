import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Page } from "playwright-core";
import { startWeb, type WebTest } from "../support/start.ts";
import { givenTeam, type Team } from "../support/team.ts";

let web: WebTest;
let team: Team;
let page: Page;
before(async () => {
  web = await startWeb();
  team = await givenTeam(web.api);
  const path = `${team.workspacePath}/projects/${team.project.id}/tickets`;
  await web.api.post(team.admin, path, { title: "A ticket", labels: ["bug"] });
  page = await web.newPage({ user: team.viewer });
});
after(() => web.stop());

/** What a viewer may press or fill in, on each page. */
const pages: Record<string, { heading: string; buttons: string[]; fields: number }> = {
  workspace: { heading: "General", buttons: [], fields: 0 },
  members: { heading: "Members", buttons: ["Members", "Former members", "Leave"], fields: 1 },
  "service-accounts": { heading: "Service accounts", buttons: [], fields: 0 },
  projects: { heading: "Projects", buttons: [], fields: 0 },
  workflows: { heading: "Workflows", buttons: [], fields: 0 },
  "workflow-editor/new": { heading: "New workflow", buttons: [], fields: 0 },
  labels: { heading: "Labels", buttons: [], fields: 1 },
  audit: { heading: "Audit log", buttons: [], fields: 0 },
};

describe("a viewer", () => {
  for (const [name, { heading, buttons, fields }] of Object.entries(pages)) {
    it(`sees no control on the page ${name} that would be refused`, async () => {
      await page.goto(`/${team.slug}/settings/${name}`);
      const main = page.getByRole("main");
      await main.getByRole("heading", { name: heading, level: 1 }).waitFor();
      await main.locator("[aria-busy=true]").waitFor({ state: "detached" });
      const shown = await main.getByRole("button").allInnerTexts();
      assert.deepEqual(
        shown.map((text) => text.trim()),
        buttons,
      );
      assert.equal(await main.locator("input:enabled, select, textarea").count(), fields);
    });
  }
});
