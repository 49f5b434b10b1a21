import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Page } from "playwright-core";
import { givenAccount } from "../../../test/support/accounts.ts";
import { mailedToken, mailsTo, withMail } from "../../../test/support/mail/queued.ts";
import { startWeb, type WebTest } from "../support/start.ts";
import { givenTeam, type Team } from "../support/team.ts";

let web: WebTest;
let team: Team;
before(async () => {
  web = await startWeb(withMail);
  team = await givenTeam(web.api);
});
after(() => web.stop());

async function openMembers(user = team.admin): Promise<Page> {
  const page = await web.newPage();
  await page.goto(`/${team.slug}/settings/members`);
  await web.signInPage(page, user);
  await page.getByRole("heading", { name: "Members", level: 1 }).waitFor();
  return page;
}

const rowOf = (page: Page, name: string) => page.getByRole("listitem").filter({ hasText: name });

async function rolesInDatabase(): Promise<Map<string, string>> {
  const { body } = await web.api.get(team.admin, `${team.workspacePath}/members?state=active`);
  return new Map(
    body.data.map((member: { name: string; role: string }) => [member.name, member.role]),
  );
}

describe("the page about members", () => {
  it("invites an address, which its owner accepts in the app", async () => {
    const alan = await givenAccount(web.api, { name: "Alan Turing", email: "alan@example.com" });
    const token = await mailedToken(web.api, alan.email, "confirm_address");
    await web.api.post(undefined, "/v1/auth/confirm", { token });
    await web.api.post(alan, "/v1/workspaces", { name: "Enigma" });

    const page = await openMembers();
    await page.getByLabel("Email address").fill(alan.email);
    await page.getByLabel("Role", { exact: true }).selectOption("viewer");
    await page.getByLabel("Role", { exact: true }).press("Control+Enter");
    await page.getByText(`A mail with a link is on its way to ${alan.email}.`).waitFor();
    assert.equal((await mailsTo(web.api, alan.email)).at(-1)?.kind, "invitation");
    await page.getByRole("button", { name: "Invited" }).click();
    await rowOf(page, alan.email).getByText("Viewer").waitFor();

    const other = await web.newPage();
    await other.goto("/enigma/inbox?workspace=all");
    await web.signInPage(other, alan);
    await other.getByRole("link", { name: "You are invited to Acme as a viewer." }).click();
    await other.getByRole("button", { name: "Accept the invitation to Acme" }).click();
    await other.getByText("You are a member of Acme now.").waitFor();
    assert.equal((await rolesInDatabase()).get("Alan Turing"), "viewer");
  });

  it("shows the API's error at the field, and keeps what was typed", async () => {
    const page = await openMembers();
    const email = page.getByLabel("Email address");
    await email.fill("not an address");
    await email.press("Enter");
    await page.getByText("Must be an email address such as ada@example.com.").waitFor();
    assert.equal(await email.getAttribute("aria-invalid"), "true");
    assert.equal(await email.inputValue(), "not an address");
    assert.equal(await email.evaluate((input) => input === document.activeElement), true);
  });

  it("changes a role at once, and says why the only admin's cannot change", async () => {
    const page = await openMembers();
    await page.getByLabel("Role of Grace Hopper").selectOption("admin");
    await page.getByText("Grace Hopper is now: Admin.").waitFor();
    assert.equal((await rolesInDatabase()).get("Grace Hopper"), "admin");
    await page.getByLabel("Role of Grace Hopper").selectOption("member");
    await page.getByText("Grace Hopper is now: Member.").waitFor();

    const own = page.getByLabel("Role of Ada Lovelace");
    await own.selectOption("member");
    await page
      .getByRole("alert")
      .getByText(/only person who is an admin/)
      .waitFor();
    assert.equal(await own.inputValue(), "admin");
    assert.equal((await rolesInDatabase()).get("Ada Lovelace"), "admin");
  });

  it("removes somebody after it said what happens, and lists them as a former member", async () => {
    const page = await openMembers();
    await page.getByRole("button", { name: "Remove Edsger Dijkstra" }).click();
    const dialog = page.getByRole("dialog", { name: "Remove Edsger Dijkstra?" });
    await dialog.getByText(/Their tickets are unassigned/).waitFor();
    assert.ok(await page.locator("button:focus", { hasText: "Cancel" }).isVisible());
    await dialog.getByRole("button", { name: "Cancel" }).click();
    assert.ok((await rolesInDatabase()).has("Edsger Dijkstra"));

    await page.getByRole("button", { name: "Remove Edsger Dijkstra" }).click();
    await dialog.getByRole("button", { name: "Remove Edsger Dijkstra" }).click();
    await rowOf(page, "Edsger Dijkstra").waitFor({ state: "detached" });
    assert.ok(!(await rolesInDatabase()).has("Edsger Dijkstra"));
    await page.getByRole("button", { name: "Former members" }).click();
    await rowOf(page, "Edsger Dijkstra").waitFor();
  });

  it("finds a member by the beginning of a name, and keeps the search in the address", async () => {
    const page = await openMembers();
    await page.getByLabel("Find a member").fill("grace");
    await rowOf(page, "Ada Lovelace").waitFor({ state: "detached" });
    await rowOf(page, "Grace Hopper").waitFor();
    assert.equal(new URL(page.url()).search, "?q=grace");
    await page.getByLabel("Find a member").fill("nobody");
    await page.getByText("No member has a name or a handle that begins like this.").waitFor();
  });

  it("withdraws an invitation", async () => {
    const email = "barbara@example.com";
    await web.api.post(team.admin, `${team.workspacePath}/members`, { email, role: "member" });
    const page = await openMembers();
    await page.getByRole("button", { name: "Invited" }).click();
    await rowOf(page, email).getByRole("button", { name: "Withdraw" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Withdraw" }).click();
    await rowOf(page, email).waitFor({ state: "detached" });
    const { body } = await web.api.get(team.admin, `${team.workspacePath}/members?state=invited`);
    assert.ok(!body.data.some((each: { email: string }) => each.email === email));
  });

  it("does not bring back who was withdrawn while more were being read", async () => {
    for (const email of ["first@example.com", "second@example.com"]) {
      await web.api.post(team.admin, `${team.workspacePath}/members`, { email, role: "member" });
    }
    const page = await openMembers();
    const free = Promise.withResolvers<void>();
    // Pages of one row.
    await page.route("**/members?*state=invited*", async (route) => {
      const url = route.request().url().replace("limit=100", "limit=1");
      if (url.includes("cursor=")) await free.promise;
      await route.continue({ url });
    });
    await page.getByRole("button", { name: "Invited" }).click();
    const rows = page.getByRole("listitem").filter({ hasText: "@example.com" });
    await rows.first().waitFor();
    const first = (await rows.first().innerText()).split("\n")[0] ?? "";
    await page.getByRole("button", { name: "Show more" }).click();
    await rows.first().getByRole("button", { name: "Withdraw" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Withdraw" }).click();
    await rowOf(page, first).waitFor({ state: "detached" });
    const arrived = page.waitForResponse("**/members?*cursor=*");
    free.resolve();
    await arrived;
    await rows.first().waitFor();
    assert.equal(await rowOf(page, first).count(), 0);
    assert.equal(await rows.count(), 1);
  });

  it("shows a member no control that would be refused", async () => {
    const page = await openMembers(team.member);
    await rowOf(page, "Ada Lovelace").waitFor();
    const controls = page.getByRole("main").locator("select, form");
    assert.equal(await controls.count(), 0);
    const names = await page.getByRole("main").getByRole("button").allInnerTexts();
    assert.deepEqual(
      names.map((name) => name.trim()),
      ["Members", "Former members", "Leave"],
    );
  });

  it("lets somebody leave, who is then in none, also if the page does not hear of it", async () => {
    const page = await web.newPage();
    await page.route(/\/events/, (route) => route.abort());
    await page.goto(`/${team.slug}/settings/members`);
    await web.signInPage(page, team.member);
    await page.getByRole("button", { name: "Leave", exact: true }).click();
    await page
      .getByRole("dialog")
      .getByRole("button", { name: /^Leave/ })
      .click();

    await page.getByRole("heading", { name: "Welcome, Grace Hopper" }).waitFor();
    assert.equal(new URL(page.url()).pathname, "/");
    assert.ok(!(await rolesInDatabase()).has("Grace Hopper"));
  });
});
