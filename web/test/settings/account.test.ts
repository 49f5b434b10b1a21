import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Page } from "playwright-core";
import { givenAccount, goodPassword, signInAgain } from "../../../test/support/accounts.ts";
import { mailedToken, withMail } from "../../../test/support/mail/queued.ts";
import { startWeb, type WebTest } from "../support/start.ts";
import { givenTeam, type Team } from "../support/team.ts";

let web: WebTest;
let team: Team;
before(async () => {
  web = await startWeb(withMail);
  team = await givenTeam(web.api);
});
after(() => web.stop());

const newPassword = "a lighthouse made of bread";

async function open(name: string, user = team.member): Promise<Page> {
  const page = await web.newPage();
  await page.goto(`/settings/${name}`);
  await web.signInPage(page, user);
  await page.getByRole("heading", { level: 1 }).waitFor();
  return page;
}

const sessionsOf = async (user: { token: string }) =>
  (await web.api.get(user, "/v1/me/sessions")).body.data;

describe("the page about security", () => {
  it("ends another session, and keeps the one that it is in", async () => {
    const elsewhere = await signInAgain(web.api, team.member);
    const page = await open("security");
    const rows = page.getByRole("list", { name: "Sessions" }).getByRole("listitem");
    await rows.filter({ hasText: "This one" }).getByText("Chrome, Linux").waitFor();
    const count = await rows.count();
    assert.equal(await rows.filter({ hasText: "This one" }).getByRole("button").count(), 0);
    await rows.filter({ hasNotText: "This one" }).first().getByRole("button").click();
    await page.getByText("The session has ended.").waitFor();
    assert.equal(await rows.count(), count - 1);

    await page.getByRole("button", { name: "End all other sessions" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "End all other sessions" }).click();
    await rows.nth(1).waitFor({ state: "detached" });
    assert.equal((await web.api.get(elsewhere, "/v1/me")).status, 401);
    await page.reload();
    await rows.filter({ hasText: "This one" }).waitFor();
  });

  it("changes the password, shows what is wrong at the field, and stays signed in", async () => {
    const page = await open("security", team.viewer);
    const form = page.locator("form").filter({ hasText: "Change the password" });
    await form.getByLabel("Current password").fill("not this one");
    await form.getByLabel("New password").fill(newPassword);
    await form.getByRole("button").click();
    await form.getByText("The current password is wrong.").waitFor();
    assert.equal(await form.getByLabel("New password").inputValue(), newPassword);

    await form.getByLabel("Current password").fill(goodPassword);
    await form.getByLabel("New password").fill("short");
    await form.getByLabel("New password").press("Enter");
    await form.getByText(/Must be at least 15 characters long/).waitFor();
    assert.equal(await form.getByLabel("New password").getAttribute("aria-invalid"), "true");

    await form.getByLabel("New password").fill(newPassword);
    await form.getByLabel("New password").press("Control+Enter");
    await page.getByText("Your password was changed").waitFor();
    assert.equal(await form.getByLabel("New password").inputValue(), "");
    const again = await signInAgain(web.api, { ...team.viewer, password: newPassword });
    assert.equal((await sessionsOf(again)).length, 2, "this page's session and the new one");
    await page.reload();
    await page.getByRole("heading", { name: "Security", level: 1 }).waitFor();
  });

  it("changes the address once the new one is confirmed, with the server's own page", async () => {
    const person = await givenAccount(web.api, { name: "Ada Byron" });
    const page = await open("security", person);
    const email = "ada.byron@example.com";
    const form = page.locator("form").filter({ hasText: "Change the address" });
    await form.getByLabel("New email address").fill(email);
    await form.getByLabel("Current password").fill(person.password);
    await form.getByRole("button").click();
    await page.getByText(`A link was mailed to ${email}.`).waitFor();

    const token = await mailedToken(web.api, email, "change_address");
    const mail = await web.newPage();
    await mail.goto(`/account/confirm#${token}`);
    await mail.getByRole("button", { name: "Confirm the address" }).click();
    await mail.getByText(`${email} is confirmed.`).waitFor();
    await page.reload();
    await page.getByRole("main").getByText(email).waitFor();
    await page.getByText("Confirmed", { exact: true }).waitFor();
  });
});

describe("the page about notifications", () => {
  it("saves each channel at once, and shows what is stored", async () => {
    const page = await open("notifications", team.admin);
    const saved = () => page.waitForResponse((response) => response.request().method() === "PATCH");
    const changing = async (change: Promise<unknown>) => await Promise.all([saved(), change]);
    await changing(page.getByLabel("Inbox: Somebody mentions me").uncheck());
    await changing(page.getByLabel("Mail: A ticket that I watch moves").selectOption("off"));
    await changing(page.getByLabel("Digest at").selectOption("17"));
    await changing(page.getByLabel("Time zone").selectOption("Pacific/Auckland"));
    const path = `${team.workspacePath}/notification-settings`;
    const { reasons } = (await web.api.get(team.admin, path)).body;
    assert.deepEqual(
      [reasons.mentioned, reasons.transitioned.mail, reasons.assigned.inbox],
      [{ inbox: false, push: true, mail: "now" }, "off", true],
    );
    const day = (await web.api.get(team.admin, "/v1/me/notification-settings")).body;
    assert.deepEqual(day, { time_zone: "Pacific/Auckland", digest_hour: 17, digest: "daily" });

    await page.reload();
    assert.equal(await page.getByLabel("Inbox: Somebody mentions me").isChecked(), false);
    await changing(page.getByRole("button", { name: "Back to the defaults" }).click());
    await page.getByLabel("Inbox: Somebody mentions me").and(page.locator(":checked")).waitFor();
    await changing(page.getByText("Mute the whole workspace").click());
    assert.equal((await web.api.get(team.admin, path)).body.muted, true);
  });
});

describe("the pages about oneself", () => {
  it("keep theme, density and single keys in this browser over a reload", async () => {
    const page = await open("appearance");
    await page.getByLabel("Dark", { exact: true }).check();
    await page.getByLabel("Compact", { exact: true }).check();
    await page.getByText("Shortcuts of one key").click();
    await page.reload();
    const root = page.locator("html");
    await page.getByLabel("Dark", { exact: true }).waitFor();
    assert.equal(await root.getAttribute("data-theme"), "dark");
    assert.equal(await root.getAttribute("data-density"), "compact");
    assert.equal(await page.getByLabel("Compact", { exact: true }).isChecked(), true);
    assert.equal(await page.getByRole("switch").isChecked(), false);
    const paper = await page.locator("body").evaluate((body) => getComputedStyle(body).colorScheme);
    assert.equal(paper, "dark");
  });

  it("change one's name and handle", async () => {
    const page = await open("profile");
    await page.getByLabel("Name", { exact: true }).fill("Grace Brewster Hopper");
    await page.getByLabel("Name", { exact: true }).press("Enter");
    await page.getByText("Saved.").waitFor();
    await page.getByLabel("Handle in Acme").fill("Nobody is called this");
    await page.getByLabel("Handle in Acme").press("Enter");
    await page.getByText(/^Must be 2 to 39 characters/).waitFor();
    await page.getByLabel("Handle in Acme").fill("admiral");
    await Promise.all([
      page.waitForResponse((response) => response.request().method() === "PATCH"),
      page.getByLabel("Handle in Acme").press("Enter"),
    ]);
    const { body } = await web.api.get(await signInAgain(web.api, team.member), "/v1/me");
    assert.equal(body.user.name, "Grace Brewster Hopper");
    assert.equal(body.memberships[0].handle, "admiral");
  });

  it("restore a workspace that was deleted after its name was typed", async () => {
    const page = await web.newPage();
    await page.goto(`/${team.slug}/settings/workspace`);
    await web.signInPage(page, team.admin);
    await page.getByRole("button", { name: "Delete Acme" }).click();
    const dialog = page.getByRole("dialog");
    const confirm = dialog.getByRole("button", { name: "Delete Acme" });
    assert.equal(await confirm.isDisabled(), true);
    await dialog.getByLabel("Type Acme to delete it").fill("Acme");
    await confirm.click();
    await page.getByText("Acme was deleted.").waitFor();
    assert.equal((await web.api.get(team.admin, team.workspacePath)).status, 404);

    await page.goto("/settings/workspaces");
    await page.getByRole("button", { name: "Restore Acme" }).click();
    await page.getByText("Acme is back.").waitFor();
    assert.equal((await web.api.get(team.admin, team.workspacePath)).status, 200);
  });
});
