import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Page, Route } from "playwright-core";
import { until } from "../../../test/support/locks.ts";
import { givenBoard } from "../support/board.ts";
import { startWeb, type WebTest } from "../support/start.ts";
import { givenCard, givenTeam, type Team } from "../support/team.ts";

let web: WebTest;
let team: Team;
let page: Page;
before(async () => {
  web = await startWeb();
  team = await givenTeam(web.api);
  page = await web.newPage({ user: team.admin });
});
after(() => web.stop());

/** Opens a page whose parts with these names arrive when the returned function is called. */
async function openWithout(path: string, files: string): Promise<() => void> {
  const { promise: released, resolve } = Promise.withResolvers<void>();
  const wait = async (route: Route) => {
    await released;
    await route.continue();
  };
  await page.route(files, wait, { times: 1 });
  await page.goto(`/${team.slug}${path}`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  return resolve;
}

describe("keys that are pressed while something loads", () => {
  it("are typed into the palette when it is there, and run what they chose", async () => {
    const load = await openWithout("/ENG", "**/palette-parts-*.js");
    await page.keyboard.press("Control+k");
    await page.keyboard.type("inboxx");
    await page.keyboard.press("Backspace");
    await page.keyboard.press("Enter");
    load();
    await page.waitForURL(`**/${team.slug}/inbox`);
    assert.equal(await page.getByRole("dialog").count(), 0);
  });

  it("are the reason that a transition asks for, and send it", async () => {
    const board = await givenBoard(web.api, team, { key: "OPS", workflow: "reopenable" });
    const ticket = await givenCard(web.api, board, { title: "It came back" });
    const path = `${team.workspacePath}/tickets/${ticket.id}`;
    await web.api.post(team.admin, `${path}/transitions`, { to: "closed", resolution: "done" });
    const load = await openWithout("/OPS", "**/later-parts-*.js");
    await page.getByRole("button", { name: /Closed.*Expand/ }).click();
    await page.getByRole("link", { name: /It came back/ }).focus();
    await page.keyboard.press("Shift+ArrowLeft");
    await page.keyboard.type("Seen again on Monday");
    await page.keyboard.press("Control+Enter");
    load();
    await until(async () => (await web.api.get(team.admin, path)).body.status === "open");
    const { body } = await web.api.get(team.admin, `${path}/history`);
    const reasons = body.data.map(({ reason }: { reason: string | null }) => reason);
    assert.ok(reasons.includes("Seen again on Monday"), reasons.join());
  });

  it("are carried out on the page that they are meant for", async () => {
    const load = await openWithout("/ENG", "**/later-parts-*.js");
    await page.keyboard.press("j");
    for (const key of ["g", "i", "f"]) await page.keyboard.press(key);
    load();
    await page.getByRole("dialog", { name: "Reason" }).waitFor();
  });
});
