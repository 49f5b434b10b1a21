import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Locator } from "playwright-core";
import { startWeb, type WebTest } from "../support/start.ts";
import { givenCard, givenTeam, type Team } from "../support/team.ts";

let web: WebTest;
let team: Team;
before(async () => {
  web = await startWeb();
  team = await givenTeam(web.api);
});
after(() => web.stop());

const phone = { width: 390, height: 844 };
const longTitle = "Has two lines in which a phone shows it";

describe("what a screen shows", () => {
  it("the sign of Slacky is beside what nobody did", async () => {
    const { id } = await givenCard(web.api, team, { title: "Leased" });
    const claim = `${team.workspacePath}/tickets/${id}/claim`;
    assert.equal((await web.api.post(team.member, claim, { lease_seconds: 1 })).status, 200);
    const page = await web.newPage({ user: team.admin });
    const records = page.getByRole("listitem").filter({ hasText: "Slacky" });
    await untilShown(records, () => page.goto(`/${team.slug}/settings/audit`));
    assert.equal(await records.first().locator(".avatar-nobody").count(), 0);
    await records.first().locator("summary svg").waitFor();
  });

  it("on a phone, a row of the inbox has its whole title and a button that archives it", async () => {
    await givenCard(web.api, team, { title: longTitle, assignee_id: team.member.id });
    const page = await web.newPage({ user: team.member, viewport: phone, hasTouch: true });
    await page.goto(`/${team.slug}/inbox`);
    const row = page.getByRole("listitem").filter({ hasText: longTitle });
    await assertNotCut(row.getByText(longTitle));
    const archive = row.getByRole("button", { name: "Archive" });
    assert.equal(await archive.evaluate((button) => getComputedStyle(button).opacity), "1");
    await archive.tap();
    await row.waitFor({ state: "detached" });
    const { data } = (await web.api.get(team.member, "/v1/notifications?archived=true")).body;
    assert.deepEqual(
      data.map(({ ticket }: { ticket: { title: string } }) => ticket.title),
      [longTitle],
    );
  });

  it("on a phone, a row of the trash has its whole title", async () => {
    const { key } = await givenCard(web.api, team, { title: longTitle });
    await web.api.delete(team.admin, `${team.workspacePath}/tickets/${key}`);
    const page = await web.newPage({ user: team.member, viewport: phone });
    await page.goto(`/${team.slug}/trash`);
    await assertNotCut(page.getByRole("listitem").filter({ hasText: key }).getByText(longTitle));
  });

  it("the sidebar says that one is in the settings, on every page of them", async () => {
    const page = await web.newPage({ user: team.admin });
    const here = page.getByRole("navigation", { name: "Workspace" }).locator("[aria-current]");
    const pages = { members: "Members", labels: "Settings", "service-accounts": "Settings" };
    for (const [name, link] of Object.entries(pages)) {
      await page.goto(`/${team.slug}/settings/${name}`);
      await page.getByRole("heading", { level: 1 }).waitFor();
      assert.deepEqual(await here.allInnerTexts(), [link]);
    }
    await page.goto("/settings/appearance");
    await page.getByRole("heading", { level: 1 }).waitFor();
    assert.deepEqual(await here.allInnerTexts(), ["Settings"]);
  });

  it("a check box is at the height of what is beside it", async () => {
    const page = await web.newPage({ user: team.member });
    await page.goto("/settings/notifications");
    const row = page.getByRole("row").filter({ hasText: "Somebody mentions me" });
    const [box, select] = [
      await middleOf(row.getByRole("checkbox")),
      await middleOf(row.getByRole("combobox")),
    ];
    assert.ok(Math.abs(box - select) <= 1, `${box} beside ${select}`);
  });

  it("a query that is not accepted offers no second try", async () => {
    const page = await web.newPage({ user: team.member });
    await page.goto(`/${team.slug}/search?q=${"long".repeat(60)}`);
    await page.getByRole("alert").getByText("must be 1 to 200 characters long").waitFor();
    assert.equal(await page.getByRole("button", { name: "Try again" }).count(), 0);
  });

  it("an address without a page leads to one's work", async () => {
    const page = await web.newPage({ user: team.member });
    await page.goto(`/${team.slug}/settings/nothing`);
    await page.getByRole("heading", { name: "There is no such page" }).waitFor();
    await page.getByRole("main").getByRole("link", { name: "My work" }).click();
    await page.getByRole("heading", { name: "My work" }).waitFor();
  });
});

describe("earlier texts of others", () => {
  it("are offered to every member once an admin has said so", async () => {
    const { key } = await givenCard(web.api, team, { title: "Has versions" });
    const open = async () => {
      const page = await web.newPage({ user: team.member });
      const isKnown = page.waitForResponse(`**${team.workspacePath}`);
      await page.goto(`/${team.slug}/${key}`);
      await isKnown;
      await page.getByRole("button", { name: "More" }).first().click();
      await page.getByRole("option").first().waitFor();
      return page.getByRole("option", { name: "Earlier versions" });
    };
    assert.equal(await (await open()).count(), 0);
    await web.api.patch(team.admin, team.workspacePath, { versions_visible_to_all: true });
    const offered = await open();
    await offered.click();
    await offered
      .page()
      .getByRole("dialog", { name: /versions/i })
      .waitFor();
  });
});

/** Opens a page until it shows this: a job has to have run. The test's own time limit ends it. */
async function untilShown(shown: Locator, open: () => Promise<unknown>): Promise<void> {
  for (;;) {
    await open();
    await shown.page().getByRole("list", { name: "Records" }).waitFor();
    if ((await shown.count()) > 0) return;
    await shown.page().waitForTimeout(200);
  }
}

async function assertNotCut(text: Locator): Promise<void> {
  await text.waitFor();
  const sizes = await text.evaluate((each) => [
    each.scrollWidth - each.clientWidth,
    each.scrollHeight - each.clientHeight,
  ]);
  assert.deepEqual(sizes, [0, 0]);
}

async function middleOf(element: Locator): Promise<number> {
  const box = await element.boundingBox();
  if (!box) throw new Error("It is not in view.");
  return box.y + box.height / 2;
}
