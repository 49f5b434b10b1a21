import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Page } from "playwright-core";
import { untilFocused } from "../support/focus.ts";
import { startWeb, type WebTest } from "../support/start.ts";
import { givenCard, givenTeam, type Team } from "../support/team.ts";

let web: WebTest;
let team: Team;
/** A project that is archived, with one ticket. */
let archived: Team["project"];
before(async () => {
  web = await startWeb();
  team = await givenTeam(web.api);
  for (const title of ["Open one", "Open two"]) await givenCard(web.api, team, { title });
  archived = await givenProject("OLD");
  await givenCard(web.api, { ...team, project: archived }, { title: "Archived one" });
  await archive(archived);
});
after(() => web.stop());

async function givenProject(key: string): Promise<Team["project"]> {
  const path = `${team.workspacePath}/projects`;
  return (await web.api.post(team.admin, path, { key, name: key })).body;
}

const archive = ({ id }: { id: string }) =>
  web.api.delete(team.admin, `${team.workspacePath}/projects/${id}`);

async function openPage(path: string, user = team.member): Promise<Page> {
  const page = await web.newPage({ user });
  await page.goto(`/${team.slug}${path}`);
  await page.getByRole("list", { name: "Tickets" }).getByRole("listitem").first().waitFor();
  return page;
}

const bar = (page: Page) => page.getByRole("toolbar", { name: "Selection" });

/** Presses keys that must select nothing, then one whose effect is seen. */
async function assertNothingSelected(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
  await page.keyboard.press("?");
  await page.getByRole("dialog").waitFor();
  assert.equal(await bar(page).count(), 0);
}

describe("a selection", () => {
  it("is offered neither to viewers nor in an archived project", async () => {
    for (const page of [await openPage("/ENG/list", team.viewer), await openPage("/OLD/list")]) {
      assert.equal(await page.getByRole("checkbox").count(), 0);
      await page.getByRole("link", { name: / one/ }).click({ modifiers: ["Shift"] });
      await assertNothingSelected(page, "j", "x", "Shift+J", "Control+a");
    }
  });

  it("is not offered in the trash", async () => {
    const { key } = await givenCard(web.api, team, { title: "Deleted" });
    await web.api.delete(team.admin, `${team.workspacePath}/tickets/${key}`);
    await assertNothingSelected(await openPage("/trash"), "j", "x", "Shift+J", "Control+a");
  });

  it("of a search leaves out the tickets of archived projects", async () => {
    const page = await openPage("/search?q=one&archived=include");
    await page.getByRole("link", { name: /Archived one/ }).waitFor();
    assert.equal(await page.getByRole("checkbox", { name: /Select/ }).count(), 1);
    await page.getByRole("searchbox").blur();
    await page.keyboard.press("Control+a");
    await bar(page).getByText("1 selected").waitFor();
    await page.keyboard.press("Escape");
    await bar(page).waitFor({ state: "detached" });
    await page.keyboard.press("Home");
    await page.keyboard.press("Shift+J");
    await bar(page).getByText("1 selected").waitFor();
  });

  it("is offered only what its tickets allow", async () => {
    const project = await givenProject("SOON");
    await givenCard(web.api, { ...team, project }, { title: "Still open" });
    const page = await openPage("/SOON/list");
    await page.getByRole("checkbox").check();
    await bar(page).getByRole("button", { name: "Assign" }).waitFor();
    await archive(project);
    await bar(page).getByRole("button", { name: "Assign" }).waitFor({ state: "detached" });
    assert.deepEqual(await bar(page).getByRole("button").allTextContents(), [""]);
  });
});

describe("the field of the search page", () => {
  it("keeps what is typed while the address follows", async () => {
    const page = await web.newPage({ user: team.member });
    await page.goto(`/${team.slug}/search`);
    await page.getByRole("searchbox").waitFor();
    // The third letter is typed just when the address gets the first two, and the last one after that.
    await page.evaluate(() => {
      const input = document.querySelector<HTMLInputElement>("input[type=search]");
      const type = (letter: string) => {
        if (!input) return;
        input.value += letter;
        input.dispatchEvent(new Event("input", { bubbles: true }));
      };
      const replace = history.replaceState.bind(history);
      history.replaceState = (...all) => {
        replace(...all);
        history.replaceState = replace;
        type("c");
        setTimeout(() => type("d"), 150);
      };
    });
    await page.getByRole("searchbox").pressSequentially("ab");
    await page.waitForURL(/q=ab.*d/);
    assert.equal(await page.getByRole("searchbox").inputValue(), "abcd");
  });
});

describe("the filter", () => {
  it("of the search page clears what it offers, and keeps the words", async () => {
    const page = await web.newPage({ user: team.member });
    await page.goto(`/${team.slug}/search?q=one&priority=urgent&label=bug`);
    await page.getByRole("button", { name: "Clear", exact: true }).click();
    await page.getByRole("link", { name: /Open one/ }).waitFor();
    assert.equal(new URL(page.url()).search, "?q=one");
    assert.equal(await page.getByRole("searchbox").inputValue(), "one");
  });

  it("offers a label that was made after it was opened before", async () => {
    const page = await openPage("/ENG/list");
    const openLabels = async () => {
      await page.keyboard.press("f");
      await page.getByRole("option", { name: "Label" }).click();
      await page.getByRole("combobox", { name: "Label" }).waitFor();
    };
    await givenCard(web.api, team, { title: "With a label", labels: ["early"] });
    await openLabels();
    await page.getByRole("option", { name: "early" }).waitFor();
    await page.keyboard.press("Escape");
    await givenCard(web.api, team, { title: "With another", labels: ["late"] });
    await openLabels();
    await page.getByRole("option", { name: "late" }).waitFor();
  });
});

describe("the head of a list", () => {
  it("keeps the focus when it turns the order, and names the order of days as days", async () => {
    const page = await openPage("/ENG/list");
    await page.getByRole("button", { name: "Sort by Due" }).focus();
    await page.keyboard.press("Enter");
    await untilFocused(page, "Sorted by Due, earliest first");
    await page.keyboard.press("Enter");
    await untilFocused(page, "Sorted by Due, latest first");
  });
});
