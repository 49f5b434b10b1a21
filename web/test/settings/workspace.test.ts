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

it("shows both of two switches as they were set, although the first answer is late", async () => {
  const page = await web.newPage({ user: team.admin });
  const late = Promise.withResolvers<void>();
  let patches = 0;
  let answered = 0;
  await page.route(`**${team.workspacePath}`, async (route) => {
    if (route.request().method() !== "PATCH") return await route.continue();
    patches += 1;
    const isFirst = patches === 1;
    const response = await route.fetch();
    if (isFirst) await late.promise;
    await route.fulfill({ response });
    answered += 1;
  });
  await page.goto(`/${team.slug}/settings/workspace`);
  const switches = page.getByRole("main").getByRole("switch");
  await switches.nth(0).setChecked(true, { force: true });
  await switches.nth(1).setChecked(true, { force: true });
  // Time in which the second answer could arrive before the first.
  await page.waitForTimeout(400);
  late.resolve();
  while (answered < 2) await page.waitForTimeout(20);
  await page.waitForTimeout(100);
  assert.deepEqual(
    [await switches.nth(0).isChecked(), await switches.nth(1).isChecked()],
    [true, true],
  );
  const { body } = await web.api.get(team.admin, team.workspacePath);
  assert.deepEqual([body.versions_visible_to_all, body.require_if_match], [true, true]);
});

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
