import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Page } from "playwright-core";
import type { SignedInPerson } from "../../test/support/accounts.ts";
import { cardOf, columnOf, givenBoard, givenCardIn, openBoard } from "./support/board.ts";
import { startWeb, type WebTest } from "./support/start.ts";
import { givenTeam, type Team } from "./support/team.ts";

let web: WebTest;
let team: Team;
before(async () => {
  web = await startWeb();
  team = await givenTeam(web.api);
  const transition = (from: string, to: string, rules: object = {}) => ({
    ...{ from, to, permission: "ticket:transition", reason_required: false },
    ...{ resolution_required: false },
    ...rules,
  });
  const made = await web.api.post(team.admin, `${team.workspacePath}/workflows`, {
    name: "odd",
    statuses: [
      { status: "idea", category: "todo" },
      { status: "doing", category: "doing" },
      { status: "waiting", category: "doing" },
      { status: "over", category: "done" },
    ],
    transitions: [
      transition("idea", "over", { resolution_required: true, reason_required: true }),
      transition("idea", "doing"),
      transition("doing", "waiting", { reason_required: true }),
      transition("waiting", "doing"),
      transition("waiting", "over", { resolution_required: true }),
      transition("over", "idea", { permission: "ticket:reopen" }),
    ],
  });
  assert.equal(made.status, 201, JSON.stringify(made.body));
});
after(() => web.stop());

/** How a ticket gets from the initial status to each status, on the shortest way. */
const ways: Record<string, Record<string, Record<string, unknown>[]>> = {
  standard: {
    open: [],
    in_progress: [{ to: "in_progress" }],
    resolved: [{ to: "in_progress" }, { to: "resolved" }],
    closed: [{ to: "in_progress" }, { to: "resolved" }, { to: "closed" }],
  },
  odd: {
    idea: [],
    doing: [{ to: "doing" }],
    waiting: [{ to: "doing" }, { to: "waiting", reason: "A reply" }],
    over: [{ to: "over", reason: "No", resolution: "wont_do" }],
  },
};
ways.reopenable = ways.standard as (typeof ways)[string];

describe("the drop targets of a lifted card", () => {
  for (const [workflow, statuses] of Object.entries(ways)) {
    for (const role of ["member", "admin"] as const) {
      it(`are what the API allows in the workflow ${workflow} for the role ${role}`, async () => {
        const key = `${workflow}${role}`.slice(0, 5).toUpperCase() + role.slice(0, 1).toUpperCase();
        const board = await givenBoard(web.api, team, { key, workflow });
        const tickets = new Map<string, { id: string }>();
        for (const [status, through] of Object.entries(statuses)) {
          tickets.set(status, await givenCardIn(web.api, board, { title: status, through }));
        }
        const page = await web.newPage({
          user: team[role],
          viewport: { width: 1600, height: 700 },
        });
        await openBoard(page, board.boardPath);
        await expandAll(page);

        for (const [status, ticket] of tickets) {
          const allowed = await allowedBy(team[role], ticket);
          const isLifted = Object.keys(allowed).length > 0;
          const shown = await targetsOf(page, ticket, { among: Object.keys(statuses), isLifted });
          assert.deepEqual(shown, allowed, `from ${status}`);
        }
        await page.context().close();
      });
    }
  }
});

it("a new ticket is offered in the columns that it can move to from the first one", async () => {
  const board = await givenBoard(web.api, team, { key: "PLUS", workflow: "odd" });
  await givenCardIn(web.api, board, { title: "Something", through: [] });
  const page = await web.newPage({ user: team.member, viewport: { width: 1600, height: 700 } });
  await openBoard(page, board.boardPath);
  await expandAll(page);
  const offered = await page
    .getByRole("button", { name: /^New ticket in / })
    .evaluateAll((all) => all.map((each) => each.getAttribute("aria-label")));
  const columns = ["Idea", "Doing", "Over"];
  assert.deepEqual(
    offered,
    columns.map((name) => `New ticket in ${name}`),
  );
});

async function expandAll(page: Page): Promise<void> {
  const strips = page.locator(".column-strip");
  while ((await strips.count()) > 0) await strips.first().click();
}

/** The columns that are offered, each with what it asks for. */
async function targetsOf(
  page: Page,
  ticket: { id: string },
  { among, isLifted }: { among: readonly string[]; isLifted: boolean },
) {
  const card = cardOf(page, ticket);
  // Waits until it is where it stays.
  await card.hover({ position: { x: 40, y: 14 } });
  const box = await card.boundingBox();
  assert.ok(box);
  await page.mouse.down();
  await page.mouse.move(box.x + 60, box.y + 24);
  // A card that can go nowhere is not lifted at all.
  if (isLifted) await page.locator(".column-target-home").waitFor();
  const offered: Record<string, string> = {};
  for (const status of among) {
    const column = columnOf(page, status);
    const isOpen = await column.evaluate((each) => each.classList.contains("column-target-open"));
    const note = column.locator(".column-note");
    if (isOpen) offered[status] = (await note.count()) > 0 ? await note.innerText() : "";
  }
  await page.keyboard.press("Escape");
  await page.mouse.up();
  return offered;
}

async function allowedBy(person: SignedInPerson, { id }: { id: string }) {
  const { body } = await web.api.get(person, `${team.workspacePath}/tickets/${id}/transitions`);
  const allowed: Record<string, string> = {};
  for (const { to, reason_required, resolution_required } of body.data) {
    const name = to.charAt(0).toUpperCase() + to.slice(1).replaceAll("_", " ");
    const asked = [reason_required && "a reason", resolution_required && "how it ended"];
    const asks = asked.filter(Boolean).join(" and ");
    const verb = reason_required ? "asks for" : "asks";
    allowed[to] = asks ? `${name} ${verb} ${asks}` : "";
  }
  return allowed;
}
