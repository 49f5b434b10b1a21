import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { startWeb, type WebTest } from "../support/start.ts";
import { givenTeam, type Team } from "../support/team.ts";

let web: WebTest;
let team: Team;
before(async () => {
  web = await startWeb();
  team = await givenTeam(web.api);
});
after(() => web.stop());

it("an admin gives the workspace another address, and links with the former one still lead there", async () => {
  const page = await web.newPage({ user: team.admin });
  await page.goto(`/${team.slug}/settings/workspace`);
  await page.getByLabel("Address").fill("rockets");
  await page.getByRole("button", { name: "Save" }).click();
  await page.waitForURL("**/rockets/settings/workspace");

  const { body } = await web.api.get(team.admin, team.workspacePath);
  assert.equal(body.slug, "rockets");
  assert.deepEqual(body.former_slugs, [team.slug]);

  await page.goto(`/${team.slug}/ENG/list`);
  await page.getByRole("heading", { name: "Engine" }).waitFor();
});
