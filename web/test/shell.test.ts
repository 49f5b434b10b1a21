import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startWeb, type WebTest } from "./support/start.ts";
import { givenTeam, type Team } from "./support/team.ts";

let web: WebTest;
let team: Team;
before(async () => {
  web = await startWeb();
  team = await givenTeam(web.api);
});
after(() => web.stop());

describe("the shell", () => {
  it("shows the workspace and its projects after signing in", async () => {
    const page = await web.newPage({ user: team.member });

    await page.getByRole("link", { name: "ENG Engine" }).waitFor();
    assert.equal(new URL(page.url()).pathname, `/${team.slug}`);
    await page.getByRole("button", { name: /^Acme/ }).waitFor();
  });
});
