import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Page } from "playwright-core";
import { startWeb, type WebTest } from "./support/start.ts";
import { givenCard, givenTeam, type Team } from "./support/team.ts";

let web: WebTest;
let team: Team;
before(async () => {
  web = await startWeb();
  team = await givenTeam(web.api);
});
after(() => web.stop());

/** Each of them would call `hacked()` if any page made markup of it. */
const hostile = [
  `<img src=x onerror="hacked()">`,
  `<script>hacked()</script>`,
  `"><svg onload=hacked()>`,
  `{{constructor.constructor('hacked()')()}}`,
  `javascript:hacked()`,
];
const markdown = [
  ...hostile,
  "[link](javascript:hacked())",
  "[data](data:text/html,<script>hacked()</script>)",
  `![image](x"onerror="hacked())`,
  "<a href='javascript:hacked()'>raw</a>",
  "```\n<script>hacked()</script>\n```",
  `- [ ] <img src=x onerror=hacked()>`,
].join("\n\n");

describe("hostile texts", () => {
  it("are shown as they were written, and run nothing", async () => {
    const { api } = web;
    const { ticket, path } = await givenHostileTicket();
    const page = await newWatchedPage();
    await page.goto(`/${team.slug}/ENG`);
    await page
      .getByText(hostile[0] as string)
      .first()
      .waitFor();

    await page.goto(`/${team.slug}/${ticket.key}`);
    await page.getByRole("heading", { level: 1, name: hostile[0] as string }).waitFor();
    await page.getByText("created this ticket").waitFor();
    await page.locator(".comment .prose").waitFor();
    assert.equal(await page.title(), `${ticket.key} ${hostile[0]} · Slacky`);
    assert.equal(await page.locator(".prose script, .prose img, .prose svg").count(), 0);
    const links = await page
      .locator(".prose a")
      .evaluateAll((all) => all.map((link) => new URL((link as HTMLAnchorElement).href).protocol));
    assert.deepEqual(
      links.filter((protocol) => !["http:", "https:", "mailto:"].includes(protocol)),
      [],
    );

    await page.getByRole("button", { name: "More", exact: true }).click();
    await page.getByRole("option", { name: "Earlier versions" }).click();
    await page.getByText("Current").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Labels:" }).click();
    await page.getByRole("option").first().waitFor();
    await page.keyboard.press("Escape");

    await page.getByRole("button", { name: "Edit E" }).click();
    await page.getByLabel("Description in Markdown").fill("Mine instead");
    await api.patch(team.admin, path, { description: hostile.join("\n") });
    await page.getByText("while you write").waitFor();
    await page.keyboard.press("Control+Enter");
    await page.getByRole("button", { name: "Keep theirs" }).click();
    await page.getByLabel("Description in Markdown").waitFor({ state: "detached" });
    assert.equal(await countHacks(page), 0);
    await page.evaluate("hacked()");
    assert.equal(await countHacks(page), 1, "a text that ran would have been counted");
  });
});

const countHacks = (page: Page) => page.evaluate(() => (window as { hacks?: number }).hacks);

/** A page that counts the calls of `hacked()`. */
async function newWatchedPage(): Promise<Page> {
  const page = await web.newPage({ user: team.admin });
  await page.addInitScript(() => {
    const counter = window as { hacks?: number; hacked?: () => void };
    counter.hacks = 0;
    counter.hacked = () => {
      counter.hacks = (counter.hacks ?? 0) + 1;
    };
  });
  return page;
}

/** A ticket with hostile texts in every field that takes one, and a comment by somebody with such a name. */
async function givenHostileTicket() {
  const { api } = web;
  const ticket = await givenCard(api, team, {
    title: hostile[0] as string,
    description: markdown,
    labels: [hostile[1] as string],
    external_id: hostile[2],
    metadata: { [hostile[0] as string]: hostile[1] },
  });
  const path = `${team.workspacePath}/tickets/${ticket.id}`;
  assert.ok(ticket.key, "the ticket was created");
  const rename = await api.patch(team.member, "/v1/me", { name: hostile[0] });
  assert.equal(rename.status, 200);
  const comment = await api.post(team.member, `${path}/comments`, { body: markdown });
  assert.equal(comment.status, 201);
  const edit = await api.patch(team.member, path, {
    title: hostile[0],
    description: `${markdown}\n`,
  });
  assert.equal(edit.status, 200);
  return { ticket, path };
}
