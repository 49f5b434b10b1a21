import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { givenAccount } from "../../../test/support/accounts.ts";
import { startWeb, type WebTest } from "../support/start.ts";
import { givenCard, givenTeam, type Team } from "../support/team.ts";

let web: WebTest;
let team: Team;
before(async () => {
  web = await startWeb();
  team = await givenTeam(web.api);
});
after(() => web.stop());

it("shows the workspace of the address, although the data of another one arrives later", async () => {
  const { body: other } = await web.api.post(team.admin, "/v1/workspaces", { name: "Slow" });
  const page = await web.newPage();
  const held = Promise.withResolvers<void>();
  await page.route(`**/v1/workspaces/${other.id}/workflows*`, async (route) => {
    await held.promise;
    await route.continue();
  });
  const arrived = page.waitForResponse(`**/v1/workspaces/${other.id}/workflows*`);
  const asked = page.waitForRequest(`**/v1/workspaces/${other.id}/workflows*`);
  await page.goto("/slow");
  await web.signInPage(page, team.admin);
  await asked;
  await page.evaluate((path) => {
    history.pushState({}, "", path);
    dispatchEvent(new PopStateEvent("popstate"));
  }, `/${team.slug}/settings/projects`);
  await page.getByRole("listitem").filter({ hasText: "Engine" }).waitFor();
  held.resolve();
  await arrived;
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 50)));
  await page.getByRole("button", { name: /^Acme/ }).waitFor({ timeout: 2_000 });
  assert.equal(await page.getByRole("listitem").filter({ hasText: "Engine" }).count(), 1);
});

it("offers the labels of the workspace in view, and none of the one before", async () => {
  const { body: beta } = await web.api.post(team.admin, "/v1/workspaces", { name: "Beta" });
  const betaPath = `/v1/workspaces/${beta.id}`;
  const project = { key: "BETA", name: "Beta" };
  const made = await web.api.post(team.admin, `${betaPath}/projects`, project);
  await givenCard(web.api, team, { title: "One", labels: ["of-acme"] });
  await web.api.post(team.admin, `${betaPath}/projects/${made.body.id}/tickets`, {
    title: "Two",
    labels: ["of-beta"],
  });
  const page = await web.newPage({ user: team.admin });
  // After the sign-in, the app goes to this page by itself.
  await page.getByRole("heading", { name: "My work" }).waitFor();
  for (const [path, label] of [
    [`/${team.slug}/ENG/list`, "of-acme"],
    ["/beta/BETA/list", "of-beta"],
  ] as const) {
    await page.evaluate((next) => {
      history.pushState({}, "", next);
      dispatchEvent(new PopStateEvent("popstate"));
    }, path);
    await page.getByRole("link", { name: label === "of-acme" ? /One/ : /Two/ }).waitFor();
    await page.keyboard.press("f");
    await page.getByRole("option", { name: "Label" }).click();
    await page.getByRole("option", { name: label }).waitFor();
    assert.deepEqual(await page.getByRole("option").allInnerTexts(), [label]);
    await page.keyboard.press("Escape");
    await page.getByRole("option").first().waitFor({ state: "detached" });
  }
});

it("shows one's own account to somebody without a workspace", async () => {
  const alone = await givenAccount(web.api, { name: "Alan Turing" });
  const page = await web.newPage();
  await page.goto("/settings/profile");
  await web.signInPage(page, alone);
  await page.getByRole("heading", { name: "Profile", level: 1 }).waitFor();
  assert.equal(await page.getByLabel("Name").inputValue(), "Alan Turing");
  await page.getByRole("link", { name: "Workspaces" }).click();
  await page.getByText("Nobody has invited you.").waitFor();

  await page.getByRole("link", { name: "Back" }).click();
  await page.getByRole("heading", { name: "Welcome, Alan Turing" }).waitFor();
});

it("somebody without a workspace can sign out, at an address that is not theirs, too", async () => {
  const alone = await givenAccount(web.api, { name: "Alan Turing" });
  const page = await web.newPage({ user: alone });
  await page.goto(`/${team.slug}`);
  await page.getByRole("heading", { name: "You cannot open this workspace" }).waitFor();
  await page.getByRole("link", { name: "New workspace" }).click();
  await page.getByText(alone.email).waitFor();

  await page.getByRole("button", { name: "Sign out" }).click();

  await page.getByLabel("Password").waitFor();
  assert.deepEqual(await page.context().cookies(), []);
});

it("creates one workspace, although the first answer was lost and the button is pressed again", async () => {
  const alone = await givenAccount(web.api, { name: "Barbara Liskov" });
  const page = await web.newPage({ user: alone });
  await page.route("**/v1/workspaces", async (route) => {
    await route.fetch();
    await route.abort("connectionreset");
  });
  await page.getByLabel("Name of the workspace").fill("Only once");
  await page.getByRole("button", { name: "Create" }).click();
  await page.getByRole("alert").waitFor();
  await page.unroute("**/v1/workspaces");
  await page.getByRole("button", { name: "Create" }).click();

  await page.getByRole("button", { name: /^Only once/ }).waitFor();
  const { memberships } = (await web.api.get(alone, "/v1/me")).body;
  assert.equal(memberships.length, 1);
});
