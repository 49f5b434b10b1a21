import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Page } from "playwright-core";
import { sql } from "../../../src/db/sql.ts";
import { asOwner } from "../../../test/support/audit.ts";
import { startWeb, type WebTest } from "../support/start.ts";
import { givenCard, givenTeam, type Team } from "../support/team.ts";

let web: WebTest;
let team: Team;
before(async () => {
  web = await startWeb();
  team = await givenTeam(web.api);
  await givenCard(web.api, team, { title: "A ticket" });
  await web.api.get(team.viewer, `${team.workspacePath}/audit`);
});
after(() => web.stop());

async function openAudit(query = "", user = team.admin): Promise<Page> {
  const page = await web.newPage();
  await page.goto(`/${team.slug}/settings/audit${query}`);
  await web.signInPage(page, user);
  await page.getByRole("heading", { name: "Audit log", level: 1 }).waitFor();
  return page;
}

const records = (page: Page) => page.getByRole("list", { name: "Records" }).getByRole("listitem");

describe("the audit log", () => {
  it("is filtered by its address, and its filters change the address", async () => {
    const page = await openAudit("?outcome=refused");
    await records(page).filter({ hasText: "Edsger Dijkstra" }).getByText("Refused").waitFor();
    assert.equal(await records(page).count(), 1);
    await page.getByLabel("Outcome").selectOption("success");
    await page.getByLabel("What", { exact: true }).selectOption("project.created");
    await records(page).filter({ hasText: "Project created" }).waitFor();
    assert.equal(new URL(page.url()).search, "?outcome=success&action=project.created");
    await page.getByRole("button", { name: "Clear the filter" }).click();
    await records(page).filter({ hasText: "Workspace created" }).waitFor();
    assert.equal(new URL(page.url()).search, "");
    await page.getByLabel("To", { exact: true }).fill("2020-01-01");
    await page.getByText("No record matches the filter").waitFor();
  });

  it("shows everything that a record says below its row, with filters of its own", async () => {
    const page = await openAudit();
    const record = records(page).filter({ hasText: "Project created" });
    await record.getByText("Ada Lovelace").click();
    await record.getByText(/"key": "ENG"/).waitFor();
    await record.getByRole("button", { name: "Only this", exact: true }).click();
    await page.waitForURL(`**/audit?subject_id=${team.project.id}`);
    await record.waitFor();
  });

  it("is verified, and the first record that is not in order is named with the reason", async () => {
    const page = await openAudit();
    await page.getByRole("button", { name: "Verify the log" }).click();
    await page
      .getByRole("main")
      .getByText(/^All \d+ records are in order\.$/)
      .waitFor();
    await page.getByRole("button", { name: "Download the head" }).waitFor();

    await asOwner(
      web.api,
      sql`
        update audit_log
           set hashed_data = replace(hashed_data::text, 'Engine', 'Motor')::json
         where workspace_id = ${team.workspace.id} and hashed_data::text like '%Engine%'`,
    );
    await page.getByRole("button", { name: "Verify the log" }).click();
    await page
      .getByRole("main")
      .getByText(/^Record \d+ is not in order\.$/)
      .waitFor();
    await page.getByText(/It does not match its hash: it was edited/).waitFor();
  });

  it("says the day of a checkpoint where the reader is, and how far a stopped verification was", async () => {
    const page = await web.newPage({ user: team.admin, timezoneId: "Asia/Tokyo" });
    await page.goto(`/${team.slug}/settings/audit`);
    const verify = "**/audit/verify*";
    await page.route(verify, async (route) => {
      if (route.request().url().includes("after=")) return await route.continue();
      const response = await route.fetch();
      const pruned = {
        first_bad: { sequence: 1, reason: "pruned" },
        checkpoint: { sequence: 1, signed_at: "2026-03-01T23:30:00.000Z" },
      };
      await route.fulfill({ response, json: { ...(await response.json()), ...pruned } });
    });
    await page.getByRole("button", { name: "Verify the log" }).click();
    await page.getByText(/a signed checkpoint of Mar 2, 2026/).waitFor({ timeout: 5_000 });

    await page.unroute(verify);
    await page.route(verify, () => {});
    await page.getByRole("button", { name: "Verify the log" }).click();
    await page.getByRole("button", { name: "Stop" }).click();
    await page.getByText("Stopped before a record was verified.").waitFor({ timeout: 5_000 });
  });

  it("is closed to others, who find no link to it", async () => {
    const page = await openAudit("", team.member);
    await page.getByText("Only admins read the audit log.").waitFor();
    assert.equal(await page.getByRole("link", { name: "Audit log" }).count(), 0);
  });
});
