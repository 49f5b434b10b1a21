import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Page } from "playwright-core";
import { goodPassword } from "../../test/support/accounts.ts";
import { givenWorld } from "../../test/support/given.ts";
import { startWeb, type WebTest } from "./support/start.ts";

async function register(page: Page, email: string): Promise<void> {
  await page.getByLabel("Your name").fill("Alan Turing");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(goodPassword);
  await page.keyboard.press("Enter");
}

describe("where registration is closed", () => {
  let web: WebTest;
  before(async () => {
    web = await startWeb({ registration: "closed" }, { runsJobs: false });
  });
  after(() => web.stop());

  it("the sign-in page says whom to ask, and the page to register has no form", async () => {
    const page = await web.newPage();
    await page.goto("/");
    await page.getByText("No account yet? Ask the people who run this Slacky.").waitFor();
    assert.equal(await page.getByRole("link", { name: "Register" }).count(), 0);

    await page.goto("/register");
    await page.getByText("Ask the people who run this Slacky.").waitFor();
    assert.equal(await page.getByRole("textbox").count(), 0);
    await page.getByRole("link", { name: "Sign in" }).click();
    await page.getByLabel("Password").waitFor();
  });
});

describe("where registration is open", () => {
  let web: WebTest;
  before(async () => {
    web = await startWeb({ registration: "open" }, { runsJobs: false });
  });
  after(() => web.stop());

  it("what is wrong with a field is said at it, and the field has the focus", async () => {
    const page = await web.newPage();
    await page.goto("/register");
    await page.getByLabel("Your name").fill("Alan Turing");
    await page.getByLabel("Email").fill("alan@example.com");
    await page.getByLabel("Password").fill("short");
    await page.getByRole("button", { name: "Register" }).click();
    await page.getByText(/Must be at least 15 characters long/).waitFor();
    await page.locator("input[name=password][aria-invalid=true]:focus").waitFor({ timeout: 5_000 });
    assert.equal(await page.getByLabel("Email").inputValue(), "alan@example.com");
  });
});

describe("where registration needs an invitation", () => {
  let web: WebTest;
  before(async () => {
    web = await startWeb({ registration: "invited" }, { runsJobs: false });
  });
  after(() => web.stop());

  it("an invited address registers, and any other one reads why it cannot", async () => {
    const { admin, workspacePath } = await givenWorld(web.api);
    const email = "alan@example.com";
    const members = `${workspacePath}/members`;
    const namesOf = async () => {
      const { body } = await web.api.get(admin, `${members}?state=active`);
      return body.data.map(({ name }: { name: string }) => name);
    };
    assert.equal((await web.api.post(admin, members, { email, role: "member" })).status, 201);
    const page = await web.newPage();
    await page.goto("/");
    await page.getByText("Somebody invited you?").waitFor();
    await page.getByRole("link", { name: "Register" }).click();
    await page.getByText("Register with the email address that was invited.").waitFor();

    await register(page, "other@example.com");
    await page.getByText("accepts registrations only from invited email addresses").waitFor();
    assert.equal(await page.getByLabel("Email").inputValue(), "other@example.com");
    await register(page, email);

    await page.getByRole("heading", { name: "Welcome, Alan Turing" }).waitFor();
    const invited = page.getByRole("listitem").filter({ hasText: "Analytical Engines" });
    await invited.getByRole("button", { name: "Join" }).click();
    await page.getByRole("heading", { name: "My work" }).waitFor();
    assert.ok((await namesOf()).includes("Alan Turing"));
  });
});
