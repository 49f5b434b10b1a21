import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startWeb, type WebTest } from "../support/start.ts";
import { givenTeam, type Team } from "../support/team.ts";

let web: WebTest;
let team: Team;
before(async () => {
  web = await startWeb();
  team = await givenTeam(web.api);
});
after(() => web.stop());

describe("without a workspace", () => {
  it("the palette of the sign-in page offers neither a sign-out nor a search", async () => {
    const page = await web.newPage();
    const searches: string[] = [];
    page.on("request", (request) => {
      if (request.url().includes("/tickets")) searches.push(request.url());
    });
    await page.goto("/");
    await page.getByLabel("Email").waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("option", { name: /dark/i }).waitFor();
    for (const name of [/Sign out/, /Your settings/, /sidebar/]) {
      assert.equal(await page.getByRole("option", { name }).count(), 0, String(name));
    }
    await page.getByRole("combobox").fill("ENG-1");
    await page.getByText("Nothing has that name").waitFor();
    assert.equal(await page.getByRole("option").count(), 0);
    assert.deepEqual(searches, []);
  });

  it("the navigation has no links until the workspace is known", async () => {
    const page = await web.newPage({ user: team.member });
    let answer = () => {};
    const isAsked = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route(/\/projects\?/, async (route) => {
      await isAsked;
      await route.continue();
    });
    await page.goto(`/${team.slug}/inbox`, { waitUntil: "commit" });
    const navigation = page.getByRole("navigation").first();
    await navigation.getByText("My work").waitFor();
    assert.equal(await page.getByRole("navigation").getByRole("link").count(), 0);
    answer();
    await navigation.getByRole("link", { name: "My work" }).click();
    await page.waitForURL(new RegExp(`/${team.slug}$`));
  });
});
