import { after, before, it } from "node:test";
import { givenBoard } from "../support/board.ts";
import { startWeb, type WebTest } from "../support/start.ts";
import { givenCard, givenTeam, type Team } from "../support/team.ts";

let web: WebTest;
let team: Team;
before(async () => {
  web = await startWeb();
  team = await givenTeam(web.api);
});
after(() => web.stop());

it("changes, undoes, moves and deletes many tickets where every write has to name a version", async () => {
  const board = await givenBoard(web.api, team, { key: "STRICT" });
  const tickets = [
    await givenCard(web.api, board, { title: "One" }),
    await givenCard(web.api, board, { title: "Two" }),
  ];
  await web.api.patch(team.admin, team.workspacePath, { require_if_match: true });
  const page = await web.newPage({ user: team.member });
  await page.goto(`${board.boardPath}/list?sort=created_at`);
  const select = async () => {
    for (const { key } of tickets) {
      await page.getByRole("checkbox", { name: `Select ${key}`, exact: true }).check();
    }
  };
  /** Waits until both tickets are as expected. */
  const untilBoth = async (expected: Record<string, unknown>) => {
    for (const { id } of tickets) {
      const path = `${team.workspacePath}/tickets/${id}`;
      const isThere = async () => {
        const { body } = await web.api.get(team.member, path);
        return Object.entries(expected).every(
          ([name, value]) => JSON.stringify(body[name]) === JSON.stringify(value),
        );
      };
      while (!(await isThere())) await page.waitForTimeout(50);
    }
  };

  await select();
  await page.keyboard.press("p");
  await page.getByRole("option", { name: "High" }).click();
  await page.getByText("2 tickets changed").first().waitFor();
  await untilBoth({ priority: "high" });
  await page.getByRole("button", { name: "Undo" }).click();
  await untilBoth({ priority: "none" });

  await select();
  await page.keyboard.press("p");
  await page.getByRole("option", { name: "Low" }).click();
  await page.getByText("2 tickets changed").last().waitFor();
  await untilBoth({ priority: "low" });
  const [first] = tickets;
  const change = { title: "Changed meanwhile" };
  const { body: current } = await web.api.get(
    team.admin,
    `${team.workspacePath}/tickets/${first?.id}`,
  );
  await web.api.patch(team.admin, `${team.workspacePath}/tickets/${first?.id}`, change, {
    "if-match": `"${current.version}"`,
  });
  await page.getByRole("button", { name: "Undo" }).last().click();
  await page.getByText("1 of 2 tickets not changed.").waitFor();

  await select();
  await page.keyboard.press("s");
  await page.getByRole("option", { name: "In progress" }).click();
  await page.getByText("2 tickets moved to In progress").first().waitFor();
  await untilBoth({ status: "in_progress" });

  await select();
  await page.keyboard.press("l");
  await page.keyboard.type("docs");
  await page.getByRole("option", { name: /docs/ }).click();
  await untilBoth({ labels: ["docs"] });
  await page.keyboard.press("Escape");

  await select();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("Move to trash");
  await page.keyboard.press("Enter");
  const trash = `${team.workspacePath}/tickets?deleted=true`;
  const deleted = async () => (await web.api.get(team.member, trash)).body.data.length;
  while ((await deleted()) !== 2) await page.waitForTimeout(50);
  await page.getByText("2 tickets changed").first().waitFor();
  await page.getByRole("button", { name: "Undo" }).last().click();
  while ((await deleted()) !== 0) await page.waitForTimeout(50);
});
