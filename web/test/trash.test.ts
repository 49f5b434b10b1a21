import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { untilFocused } from "./support/focus.ts";
import { startWeb, type WebTest } from "./support/start.ts";
import { givenCard, givenTeam, type Team } from "./support/team.ts";

let web: WebTest;
let team: Team;
before(async () => {
  web = await startWeb();
  team = await givenTeam(web.api);
});
after(() => web.stop());

describe("the trash", () => {
  it("is empty at first, and shows a ticket as soon as somebody deletes it", async () => {
    const page = await web.newPage({ user: team.member });
    await page.goto(`/${team.slug}/trash`);
    await page.getByRole("heading", { name: "The trash is empty" }).waitFor();

    const first = await givenCard(web.api, team, { title: "Deleted first" });
    const second = await givenCard(web.api, team, { title: "Deleted second" });
    for (const { key } of [first, second]) {
      await web.api.delete(team.admin, `${team.workspacePath}/tickets/${key}`);
    }
    const rows = page.getByRole("listitem");
    await rows.filter({ hasText: "Ada Lovelace deleted it" }).nth(1).waitFor();
    const titles = await page.locator(".list-row-title").allTextContents();
    assert.deepEqual(titles, ["Deleted second", "Deleted first"]);

    await page.reload();
    await rows.filter({ hasText: "Ada Lovelace deleted it" }).nth(1).waitFor();
  });

  it("restores a ticket, which is read back from the server", async () => {
    const { key } = await givenCard(web.api, team, { title: "Restored" });
    const path = `${team.workspacePath}/tickets/${key}`;
    await web.api.delete(team.admin, path);
    const page = await web.newPage({ user: team.member });
    await page.goto(`/${team.slug}/trash`);
    await page.getByRole("button", { name: `Restore ${key}` }).click();

    await page.getByText(`Restored ${key}.`).waitFor();
    await page.getByRole("listitem").filter({ hasText: key }).waitFor({ state: "detached" });
    const { body } = await web.api.get(team.member, path);
    assert.equal(body.deleted_at, null);
  });

  it("a viewer sees what was deleted and cannot restore it", async () => {
    const { key } = await givenCard(web.api, team, { title: "Not for viewers" });
    await web.api.delete(team.admin, `${team.workspacePath}/tickets/${key}`);
    const page = await web.newPage({ user: team.viewer });
    await page.goto(`/${team.slug}/trash`);
    await page.getByRole("listitem").filter({ hasText: key }).waitFor();
    assert.equal(await page.getByRole("button", { name: /Restore/ }).count(), 0);
  });

  it("of an archived project is passed over by the keyboard, which reaches the other buttons", async () => {
    const path = `${team.workspacePath}/projects`;
    const { body: project } = await web.api.post(team.admin, path, { key: "OLD", name: "Old" });
    const kept = await givenCard(web.api, team, { title: "Can be restored" });
    const last = await givenCard(web.api, team, { title: "Can be restored, too" });
    const archived = await givenCard(web.api, { ...team, project }, { title: "Archived" });
    for (const { key } of [kept, archived, last]) {
      await web.api.delete(team.admin, `${team.workspacePath}/tickets/${key}`);
    }
    const newest = await givenCard(web.api, { ...team, project }, { title: "Archived, newest" });
    await web.api.delete(team.admin, `${team.workspacePath}/tickets/${newest.key}`);
    await web.api.delete(team.admin, `${path}/${project.id}`);

    const page = await web.newPage({ user: team.member });
    await page.goto(`/${team.slug}/trash`);
    await page.getByRole("listitem").filter({ hasText: newest.key }).waitFor();
    assert.equal(await page.locator(".trash-row [tabindex='0']").count(), 1);
    await page.keyboard.press("j");
    await untilFocused(page, `Restore ${last.key}`);
    await page.keyboard.press("j");
    await untilFocused(page, `Restore ${kept.key}`);
  });
});
