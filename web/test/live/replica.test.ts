import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { migrate } from "../../../src/db/migrations/migrate.ts";
import { type OwnPostgres, startOwnPostgres } from "../../../test/support/postgres/own-postgres.ts";
import {
  primarySettings,
  type Standby,
  startStandby,
} from "../../../test/support/postgres/standby.ts";
import { startWeb, type WebTest } from "../support/start.ts";
import { givenCard, givenTeam, type Team } from "../support/team.ts";

let primary: OwnPostgres;
let replica: Standby;
let web: WebTest;
let team: Team;
before(async () => {
  primary = await startOwnPostgres({ settings: primarySettings });
  const databaseUrl = primary.url("slacky_app");
  const databaseOwnerUrl = primary.url("slacky_owner");
  await migrate({ databaseUrl, databaseOwnerUrl });
  replica = await startStandby(primary);
  const replicaUrls = [replica.url("slacky_app")];
  web = await startWeb({ databaseUrl, databaseOwnerUrl, replicaUrls });
  team = await givenTeam(web.api);
});
after(async () => {
  await replica.resumeReplay();
  await web.stop();
  for (const server of [replica, primary]) await server.close();
});

describe("the app, with a server that has a replica", () => {
  it("shows a person's own change in the next page that it reads", async () => {
    const { key } = await givenCard(web.api, team, {
      title: "Before",
      assignee_id: team.member.id,
    });
    const page = await web.newPage({ user: team.member });
    await page.goto(`/${team.slug}/${key}`);
    await page.getByRole("button", { name: "Before" }).waitFor();
    await replica.catchUp();
    await replica.pauseReplay();

    const written = page.waitForResponse((response) => response.request().method() === "PATCH");
    await page.getByRole("button", { name: "Before" }).click();
    await page.getByRole("textbox", { name: "Title" }).fill("After");
    await page.keyboard.press("Enter");
    const position = (await written).headers()["slacky-position"] ?? "";
    const read = page.waitForResponse((response) =>
      /\/tickets\?.*category=todo/.test(response.url()),
    );
    await page.getByRole("link", { name: "My work" }).click();

    const sent = (await read).request().headers()["slacky-position"] ?? "";
    assert.match(position, /^[0-9a-f]{8}\.[0-9A-F]{16}$/);
    assert.ok(sent >= position, `${sent} is at least ${position}`);
    const titles = (await (await read).json()).data.map(({ title }: { title: string }) => title);
    assert.ok(titles.includes("After"), titles.join());
  });
});
