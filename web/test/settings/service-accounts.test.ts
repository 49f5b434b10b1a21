import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Page } from "playwright-core";
import { startWeb, type WebTest } from "../support/start.ts";
import { givenTeam, type Team } from "../support/team.ts";

let web: WebTest;
let team: Team;
before(async () => {
  web = await startWeb();
  team = await givenTeam(web.api);
});
after(() => web.stop());

async function openAccounts(user = team.admin): Promise<Page> {
  const page = await web.newPage();
  await page.goto(`/${team.slug}/settings/service-accounts`);
  await web.signInPage(page, user);
  await page.getByRole("heading", { name: "Service accounts", level: 1 }).waitFor();
  return page;
}

/** Calls the API as a program does. */
async function meWith(token: string): Promise<{ status: number; name?: string }> {
  const response = await fetch(`${web.api.url}/v1/me`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const body = (await response.json()) as { user?: { name: string } };
  return { status: response.status, ...(body.user && { name: body.user.name }) };
}

describe("the pages about service accounts", () => {
  it("create an account and a token that works, shown once, and revoke it", async () => {
    const page = await openAccounts();
    await page.getByText("No program works here yet").waitFor();
    await page.getByRole("button", { name: "New service account" }).click();
    await page.getByLabel("Name").fill("Release bot");
    await page.getByLabel("Role").selectOption("member");
    await page.getByLabel("Name").press("Enter");
    await page.getByRole("heading", { name: "Release bot" }).waitFor();

    await page.getByRole("button", { name: "New token" }).click();
    await page.getByLabel("Name").fill("nightly import");
    await page.getByLabel("It ends").selectOption("30");
    await page.getByLabel("Only what is chosen here").check();
    await page.getByLabel("Read and search tickets").check();
    assert.equal(await page.getByLabel("Manage members, and read email addresses").count(), 0);
    await page.getByRole("button", { name: "Create the token" }).click();
    const token = await page.getByLabel("API token", { exact: true }).inputValue();
    assert.match(token, /^sl_[0-9A-Za-z]{38}$/);
    assert.deepEqual(await meWith(token), { status: 200, name: "Release bot" });

    const row = page.getByRole("row").filter({ hasText: "nightly import" });
    await row.getByText(`…${token.slice(-4)}`).waitFor();
    await row.getByText("1 permission").waitFor();
    await page.reload();
    await row.waitFor();
    assert.ok(!(await page.content()).includes(token), "The token must not be shown again.");

    await row.getByRole("button", { name: "Revoke nightly import" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
    await row.waitFor({ state: "detached" });
    assert.equal((await meWith(token)).status, 401);
  });

  it("do not say of the next token that it is copied", async () => {
    const { body: account } = await web.api.post(
      team.admin,
      `${team.workspacePath}/service-accounts`,
      { name: "Copier", role: "viewer" },
    );
    const page = await openAccounts();
    await page.getByRole("link", { name: "Copier" }).click();
    const create = async (name: string) => {
      await page.getByRole("button", { name: "New token" }).click();
      await page.getByLabel("Name").fill(name);
      await page.getByRole("button", { name: "Create the token" }).click();
      await page.getByRole("row").filter({ hasText: name }).waitFor();
    };
    await create("first");
    await page.getByRole("button", { name: "Copy", exact: true }).click();
    await page.getByRole("button", { name: "Copied", exact: true }).waitFor();
    await create("second");
    await page.getByRole("button", { name: "Copy", exact: true }).waitFor({ timeout: 2_000 });
    const path = `${team.workspacePath}/service-accounts/${account.user_id}/tokens`;
    assert.equal((await web.api.get(team.admin, path)).body.data.length, 2);
  });

  it("show the API's error about an empty choice of scopes, and about a lifetime", async () => {
    const { body: account } = await web.api.post(
      team.admin,
      `${team.workspacePath}/service-accounts`,
      { name: "Importer", role: "viewer" },
    );
    const page = await openAccounts();
    await page.getByRole("link", { name: "Importer" }).click();
    await page.getByRole("button", { name: "New token" }).click();
    await page.getByLabel("Name").fill("import");
    await page.getByLabel("Only what is chosen here").check();
    await page.getByLabel("It ends").selectOption("other");
    await page.getByLabel("Days").fill("731");
    await page.getByRole("button", { name: "Create the token" }).click();
    await page.getByText("Must have at least one permission, or be null.").waitFor();
    await page.getByText("Must be a whole number of days from 1 to 730.").waitFor();
    const { body } = await web.api.get(
      team.admin,
      `${team.workspacePath}/service-accounts/${account.user_id}/tokens`,
    );
    assert.deepEqual(body.data, []);
  });

  it("show others which programs work here, and nothing to change", async () => {
    const page = await openAccounts(team.viewer);
    await page.getByRole("listitem").filter({ hasText: "Release bot" }).waitFor();
    const main = page.getByRole("main");
    assert.equal(await main.locator("button, input, select").count(), 0);
    const { body } = await web.api.get(team.viewer, `${team.workspacePath}/service-accounts`);
    const path = `service-accounts/${body.data[0].user_id}`;
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(`/${team.slug}/settings/${path}`);
    await page.getByText("Only admins see service accounts' tokens.").waitFor();
    await page.waitForTimeout(200);
    assert.deepEqual(
      asked.filter((url) => url.includes("/v1/") && url.includes(path)),
      [],
      "nothing is asked for that would be refused",
    );
  });
});
