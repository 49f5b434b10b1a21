import { after, before, it } from "node:test";
import { cardIn, dragTo, givenBoard, openBoard } from "../support/board.ts";
import { startWeb, type WebTest } from "../support/start.ts";
import { givenCard, givenTeam, type Team } from "../support/team.ts";

let web: WebTest;
let team: Team;
before(async () => {
  web = await startWeb();
  team = await givenTeam(web.api);
});
after(() => web.stop());

it("a write that is tried in vain for 20 seconds offers to try now, and stays offered", async () => {
  const board = await givenBoard(web.api, team, { key: "SLOW" });
  const ticket = await givenCard(web.api, board, { title: "Slow" });
  const page = await web.newPage({ user: team.member });
  await page.clock.install();
  await openBoard(page, board.boardPath);
  let isCut = true;
  await page.route("**/transitions", (route) =>
    isCut ? route.abort("connectionfailed") : route.continue(),
  );
  const offer = page.getByText("Saving takes longer than usual.");

  await dragTo(page, ticket, "in_progress");
  await page.getByText("Offline, 1 to send").waitFor();
  // Second by second, so that each attempt in between has ended before the next one is due.
  for (let second = 0; second < 21; second += 1) {
    await page.clock.runFor(1_000);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  }
  await offer.waitFor({ timeout: 5_000 });
  const attempt = page.waitForRequest("**/transitions");
  await page.clock.runFor(20_000);
  await attempt;
  await page.getByText("Offline, 1 to send").waitFor();
  await offer.waitFor({ timeout: 5_000 });

  isCut = false;
  await page.getByRole("button", { name: "Try now" }).click();
  await page.getByText("Live", { exact: true }).waitFor();
  await cardIn(page, "in_progress", ticket).waitFor();
  await offer.waitFor({ state: "detached" });
});
