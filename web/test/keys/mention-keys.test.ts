import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Page } from "playwright-core";
import { startWeb, type WebTest } from "../support/start.ts";
import { givenCard, givenTeam, type Team } from "../support/team.ts";

let web: WebTest;
let team: Team;
let page: Page;
before(async () => {
  web = await startWeb();
  team = await givenTeam(web.api);
  page = await web.newPage({ user: team.member });
});
after(() => web.stop());

/** A ticket with a comment in which a mention has begun. */
async function beginMention(text: string) {
  const { key } = await givenCard(web.api, team, { title: "Mention" });
  await page.goto(`/${team.slug}/${key}`);
  const area = page.getByLabel(`Comment on ${key}`);
  await area.click();
  await page.keyboard.type(text);
  await page.getByRole("option").first().waitFor();
  return { area, comments: `${team.workspacePath}/tickets/${key}/comments` };
}

describe("while people to mention are offered", () => {
  it("Ctrl Enter sends the comment as it is", async () => {
    const { area, comments } = await beginMention("Thanks @e");
    await page.keyboard.press("Control+Enter");
    await page.locator(".timeline").getByText("Thanks @e").waitFor({ timeout: 5_000 });
    assert.equal(await area.inputValue(), "");
    assert.equal(await page.getByRole("option").count(), 0);
    const { data } = (await web.api.get(team.member, comments)).body;
    assert.deepEqual(
      data.map(({ body }: { body: string }) => body),
      ["Thanks @e"],
    );
  });

  it("Shift Tab goes back, and Shift Enter begins a line", async () => {
    const { area } = await beginMention("Ask @e");
    await page.keyboard.press("Shift+Enter");
    assert.equal(await area.inputValue(), "Ask @e\n");
    await page.keyboard.press("Backspace");
    await page.getByRole("option").first().waitFor();
    await page.keyboard.press("Shift+Tab");
    assert.equal(await area.inputValue(), "Ask @e");
    assert.equal(await area.evaluate((each) => each === document.activeElement), false);
    assert.equal(await page.getByRole("option").count(), 0);
  });
});
