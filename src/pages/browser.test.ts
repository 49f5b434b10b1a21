import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import type { Browser, Page } from "playwright-core";
import { givenAccount, signInAgain } from "../../test/support/accounts.ts";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { startBrowser } from "../../test/support/browser/start.ts";
import { givenWorld } from "../../test/support/given.ts";
import { answerResets, mailedToken, withMail } from "../../test/support/mail/queued.ts";

const password = "a lighthouse made of bread";

let api: TestApi;
let browser: Browser | undefined;
before(async () => {
  api = await startApi(withMail);
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await api.close();
});

/** Opens a page, and notes what it sends: no address may contain the token. */
async function open(path: string): Promise<{ page: Page; sent: string[]; faults: string[] }> {
  if (!browser) throw new Error("There is no browser.");
  const page = await browser.newPage();
  const sent: string[] = [];
  const faults: string[] = [];
  page.on("request", (request) => {
    sent.push(`${request.url()} ${request.headers().referer ?? ""}`);
  });
  page.on("pageerror", ({ message }) => faults.push(message));
  page.on("console", (message) => {
    if (/Content Security Policy/.test(message.text())) faults.push(message.text());
  });
  await page.goto(api.url + path);
  return { page, sent, faults };
}

/** Fills the fields of a form and sends it, with nothing but the keyboard. */
async function type(page: Page, form: string, fields: readonly string[]): Promise<void> {
  const first = page.locator(`form[data-action="${form}"]`).locator("input, button").first();
  await first.focus();
  for (const field of fields) {
    await page.keyboard.type(field);
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Enter");
}

const doneOn = async (page: Page) => {
  await page.locator("#done:not([hidden])").waitFor();
  return await page.locator("#done").innerText();
};
const problemOn = async (page: Page) => {
  await page.locator("#problem:not([hidden])").waitFor();
  return await page.locator("#problem").innerText();
};

/** Skips a test, with a line, where no browser is installed. */
const inBrowser = (title: string, test: () => Promise<void>) =>
  it(title, async (context) =>
    browser ? await test() : context.skip("No Chromium is installed."),
  );

describe("the pages of account mails in a browser", () => {
  inBrowser("ask for a link, and replace the password with it", async () => {
    const person = await givenAccount(api);
    const asking = await open("/account/reset");
    await type(asking.page, "ask", [person.email]);
    assert.match(await doneOn(asking.page), /a mail with a link is on its way/);
    await answerResets(api);
    const token = await mailedToken(api, person.email, "reset_password");

    const { page, sent, faults } = await open(`/account/reset#${token}`);
    assert.equal(await page.title(), "Choose a new password · Slacky");
    assert.equal(new URL(page.url()).hash, "");
    await type(page, "reset", ["too short"]);
    assert.match(await problemOn(page), /^New password: Must be at least 15 characters long/);
    assert.equal(await page.locator("#new").getAttribute("aria-invalid"), "true");
    await page.locator("#new").fill("");
    await type(page, "reset", [password]);

    assert.match(await doneOn(page), /^Your password was replaced/);
    assert.equal(await page.evaluate("document.activeElement?.id"), "done");
    await signInAgain(api, { ...person, password });
    assert.deepEqual(faults, []);
    assert.ok(sent.length >= 4 && sent.every((line) => !line.includes(token)), sent.join("\n"));
    const again = await open(`/account/reset#${token}`);
    await type(again.page, "reset", [password]);
    assert.match(await problemOn(again.page), /was already used, or has expired/);
  });

  inBrowser("confirm an address, a new one too, and stop that", async () => {
    const person = await givenAccount(api);
    const first = await open(
      `/account/confirm#${await mailedToken(api, person.email, "confirm_address")}`,
    );
    await type(first.page, "confirm", []);
    assert.equal(await doneOn(first.page), `${person.email} is confirmed.`);
    const email = `new-${randomUUID()}@example.com`;
    await api.put(person, "/v1/me/email", { email, current_password: person.password });

    const { page } = await open(
      `/account/confirm#${await mailedToken(api, email, "change_address")}`,
    );
    await type(page, "confirm", []);
    assert.equal(await doneOn(page), `${email} is confirmed.`);
    assert.equal((await api.get(person, "/v1/me")).body.user.email, email);

    const stopping = await mailedToken(api, person.email, "address_changing");
    const stop = await open(`/account/confirm#${stopping}`);
    assert.equal(
      await stop.page.locator("h1:visible").innerText(),
      "Stop the change of your address",
    );
    await type(stop.page, "stop", []);
    assert.match(await doneOn(stop.page), /^The change was stopped/);
  });

  inBrowser("let somebody without an account join, and somebody with one", async () => {
    const world = await givenWorld(api);
    const invite = async (email: string) => {
      await api.post(world.admin, `${world.workspacePath}/members`, { email, role: "member" });
      return await mailedToken(api, email, "invitation");
    };
    const email = `new-${randomUUID()}@example.com`;
    const { page, sent, faults } = await open(`/account/invitation#${await invite(email)}`);
    await page.locator("[data-choice]:not([hidden])").waitFor();
    assert.equal(
      await page.locator("[data-invitation]").innerText(),
      `${world.admin.name} invites ${email} to the workspace Analytical Engines, as member.`,
    );

    await type(page, "join", ["Grace Hopper", password]);
    assert.match(await doneOn(page), /^Welcome\. You are a member of Analytical Engines\./);
    await signInAgain(api, { email, password });

    const person = await givenAccount(api);
    const other = await open(`/account/invitation#${await invite(person.email)}`);
    await other.page.locator("[data-choice]:not([hidden])").waitFor();
    await type(other.page, "accept", ["not the password"]);
    assert.match(await problemOn(other.page), /email address or the password is wrong/);
    await other.page.locator("#current").fill("");
    await type(other.page, "accept", [person.password]);
    assert.match(await doneOn(other.page), /^You are a member of Analytical Engines now\./);
    const sessions = await api.get(person, "/v1/me/sessions");
    assert.equal(sessions.body.data.length, 1, "The page must end the session that it started.");
    assert.deepEqual([...faults, ...other.faults], []);
    assert.ok([...sent, ...other.sent].every((line) => !line.includes("sli_")));
  });

  inBrowser("say what is wrong with a link that is used or missing", async () => {
    const { page } = await open("/account/invitation#sli_abc");
    assert.match(await problemOn(page), /incomplete, was already used, or has expired/);
    for (const name of ["invitation", "confirm"]) {
      const empty = await open(`/account/${name}`);
      assert.match(await empty.page.locator("section:visible").innerText(), /needs the link/);
    }
  });
});
