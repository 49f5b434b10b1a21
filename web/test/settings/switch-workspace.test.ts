import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { transaction } from "../../../src/db/transaction.ts";
import { addMember } from "../../../src/members/add-member.ts";
import { givenAccount, type SignedInPerson } from "../../../test/support/accounts.ts";
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

it("shows nothing at an address until its workspace is there, although another one's data arrive", async () => {
  const paths = await Promise.all(
    ["Late one", "Late two"].map(async (name) => {
      const { body } = await web.api.post(team.admin, "/v1/workspaces", { name });
      return { id: body.id as string, slug: body.slug as string };
    }),
  );
  const [one, two] = paths as [(typeof paths)[0], (typeof paths)[0]];
  const page = await web.newPage();
  const free = { [one.id]: Promise.withResolvers<void>(), [two.id]: Promise.withResolvers<void>() };
  for (const { id } of [one, two]) {
    await page.route(`**/v1/workspaces/${id}/workflows*`, async (route) => {
      await free[id]?.promise;
      await route.continue();
    });
  }
  const workflowsOf = ({ id }: { id: string }) => `**/v1/workspaces/${id}/workflows*`;
  await page.goto(`/${one.slug}`);
  const askedOne = page.waitForRequest(workflowsOf(one));
  await web.signInPage(page, team.admin);
  await askedOne;
  const askedTwo = page.waitForRequest(workflowsOf(two));
  await page.evaluate((path) => {
    history.pushState({}, "", path);
    dispatchEvent(new PopStateEvent("popstate"));
  }, `/${two.slug}/settings/projects`);
  await askedTwo;
  const arrived = page.waitForResponse(workflowsOf(one));
  free[one.id]?.resolve();
  await arrived;
  await page.waitForTimeout(100);
  assert.equal(await page.getByRole("main").innerText(), "");

  free[two.id]?.resolve();
  await page.getByRole("heading", { name: "Projects", level: 1 }).waitFor();
});

describe("of two workspaces with the same address", () => {
  const ids: string[] = [];
  let barbara: SignedInPerson;
  before(async () => {
    barbara = await givenAccount(web.api, { name: "Barbara Liskov" });
    for (const [index, owner] of [team.admin, barbara].entries()) {
      const { body } = await web.api.post(owner, "/v1/workspaces", { name: "Twin" });
      ids.push(body.id);
      const name = `Twin ${index + 1}`;
      await web.api.patch(owner, `/v1/workspaces/${body.id}`, { name });
    }
    await transaction(web.api.db, (tx) =>
      addMember(tx, {
        ...{ workspace_id: ids[1] ?? "", user_id: team.admin.id },
        ...{ role: "member", name: "Ada Lovelace" },
      }),
    );
    const { memberships } = (await web.api.get(team.admin, "/v1/me")).body;
    const slugs = memberships
      .filter(({ workspace_id }: { workspace_id: string }) => ids.includes(workspace_id))
      .map(({ slug }: { slug: string }) => slug);
    assert.deepEqual(slugs, ["twin", "twin"]);
  });

  it("each is reached from the switcher", async () => {
    const page = await web.newPage({ user: team.admin });
    await page.goto(`/${team.slug}`);
    let before = "Acme";
    for (const name of ["Twin 2", "Twin 1", "Twin 2"]) {
      await page.getByRole("button", { name: new RegExp(`^${before}`) }).click();
      await page.getByRole("option", { name }).click();
      await page.getByRole("button", { name: new RegExp(`^${name}`) }).waitFor({ timeout: 5_000 });
      await page.getByRole("heading", { name: "My work" }).waitFor();
      assert.equal(new URL(page.url()).pathname, "/twin");
      before = name;
    }
  });

  it("each is reached from the list of one's own account", async () => {
    const page = await web.newPage({ user: team.admin });
    for (const name of ["Twin 1", "Twin 2", "Twin 1"]) {
      await page.goto(`/${team.slug}/settings/members`);
      await page.getByRole("link", { name: "Workspaces" }).click();
      await page.getByRole("main").getByRole("link", { name }).click();
      await page.getByRole("button", { name: new RegExp(`^${name}`) }).waitFor({ timeout: 5_000 });
    }
    await page.getByRole("button", { name: /^Twin 1/ }).click();
    await page.getByRole("option", { name: "New workspace" }).click();
    await page.getByRole("heading", { name: "Welcome, Ada Lovelace" }).waitFor();
  });

  it("each is reached from the inbox", async () => {
    const path = `/v1/workspaces/${ids[1]}`;
    const project = { key: "TWIN", name: "Of the second" };
    const { body } = await web.api.post(barbara, `${path}/projects`, project);
    const ticket = { title: "In the second twin", assignee_id: team.admin.id };
    await web.api.post(barbara, `${path}/projects/${body.id}/tickets`, ticket);
    const page = await web.newPage({ user: team.admin });
    await page.goto(`/${team.slug}`);
    await page.getByRole("button", { name: /^Acme/ }).click();
    await page.getByRole("option", { name: "Twin 1" }).click();
    await page.getByRole("button", { name: /^Twin 1/ }).waitFor();
    await page.getByRole("link", { name: /^Inbox/ }).click();
    await page.getByRole("button", { name: "Show all" }).click();
    await page.locator(".inbox-row", { hasText: "In the second twin" }).click();
    await page.getByRole("button", { name: /^Twin 2/ }).waitFor({ timeout: 5_000 });
    await page.getByRole("heading", { name: "In the second twin" }).waitFor();
  });

  it("the one that was just joined is opened", async () => {
    const third = await givenAccount(web.api, { name: "Alan Turing" });
    const { body } = await web.api.post(third, "/v1/workspaces", { name: "Twin" });
    await web.api.patch(third, `/v1/workspaces/${body.id}`, { name: "Twin 3" });
    const page = await web.newPage({ user: third });
    await page.getByRole("button", { name: /^Twin 3/ }).waitFor();
    await transaction(web.api.db, (tx) =>
      addMember(tx, {
        ...{ workspace_id: ids[1] ?? "", user_id: third.id, role: "member" },
        name: "Alan Turing",
      }),
    );
    // The answer of a creation or of an accepted invitation names the workspace.
    await page.route("**/v1/workspaces", (route) =>
      route.request().method() === "POST"
        ? route.fulfill({ status: 201, json: { id: ids[1] } })
        : route.continue(),
    );
    await page.getByRole("button", { name: /^Twin 3/ }).click();
    await page.getByRole("option", { name: "New workspace" }).click();
    await page.getByLabel("Name of the workspace").fill("Twin");
    await page.getByRole("button", { name: "Create" }).click();
    await page.getByRole("button", { name: /^Twin 2/ }).waitFor({ timeout: 5_000 });
  });
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
