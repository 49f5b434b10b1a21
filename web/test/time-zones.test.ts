import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startWeb, type WebTest } from "./support/start.ts";
import { givenCard, givenTeam, type Team } from "./support/team.ts";

let web: WebTest;
let team: Team;
before(async () => {
  web = await startWeb();
  team = await givenTeam(web.api);
});
after(() => web.stop());

/** In both zones, the moment is not on the same day as in UTC. */
const places = [
  { zone: "Pacific/Pago_Pago", moment: "2026-12-02T05:00:00Z", today: "2026-12-01" },
  { zone: "Pacific/Kiritimati", moment: "2026-12-01T15:00:00Z", today: "2026-12-02" },
];

describe("due dates around midnight", () => {
  for (const { zone, moment, today } of places) {
    it(`are days of the calendar in ${zone}`, async () => {
      const ticket = await givenCard(web.api, team, { title: `Due in ${zone}`, due_on: today });
      const path = `${team.workspacePath}/tickets/${ticket.id}`;
      const page = await web.newPage({ user: team.admin, timezoneId: zone });
      await page.clock.setFixedTime(moment);
      await page.goto(`/${team.slug}/${ticket.key}`);
      await page.getByRole("button", { name: "Due: Today" }).click();

      await page.getByRole("option", { name: "Tomorrow" }).click();
      await page.getByRole("button", { name: "Due: Tomorrow" }).waitFor();
      assert.equal(await dueOnceChanged(path, today), dayAfter(today));

      await page.getByRole("button", { name: "Due: Tomorrow" }).click();
      await page.getByRole("option", { name: "Another day" }).click();
      const input = page.getByRole("dialog").locator("input");
      assert.equal(await input.inputValue(), dayAfter(today));
      await input.fill("2026-12-31");
      await page.keyboard.press("Enter");
      await page.getByRole("button", { name: "Due: Dec 31" }).waitFor();
      assert.equal(await dueOnceChanged(path, dayAfter(today)), "2026-12-31");
      await page.context().close();
    });
  }
});

async function dueOnceChanged(path: string, before: string): Promise<string> {
  for (let tries = 0; tries < 250; tries += 1) {
    const { body } = await web.api.get(team.admin, path);
    if (body.due_on !== before) return body.due_on;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("The due date did not change.");
}

const dayAfter = (day: string) =>
  day.replace(/\d\d$/, (date) => String(Number(date) + 1).padStart(2, "0"));
