import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { freePort } from "../../dev/ports.ts";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { givenTicket, givenWorld, type World } from "../../test/support/given.ts";
import { type Child, startScript, untilReady } from "../stage/child.ts";

const folder = mkdtempSync(join(tmpdir(), "slacky-bench-sql-"));
let api: TestApi;
let world: World;
let server: Child;
let url: string;

before(async () => {
  api = await startApi();
  world = await givenWorld(api);
  const port = await freePort();
  const logFile = join(folder, "log");
  const principals = join(folder, "principals.json");
  writeFileSync(principals, JSON.stringify([{ user_id: world.viewer.id, session_id: "" }]));
  server = startScript(join(import.meta.dirname, "sql-server.ts"), {
    env: { DATABASE_URL: api.database.databaseUrl, PRINCIPALS: principals, PORT: String(port) },
    logFile,
  });
  await untilReady(server, { port, path: "/ready", logFile });
  url = `http://127.0.0.1:${port}`;
});
after(async () => {
  await server.stop();
  await api.close();
  rmSync(folder, { recursive: true });
});

describe("the server with the smallest SQL", () => {
  it("returns a ticket as Slacky does, with all its fields", async () => {
    const { key } = await givenTicket(api, world, {
      description: "A *bold* word",
      labels: ["new"],
    });
    const path = `${world.workspacePath}/tickets/${key}`;

    const body = await (await fetch(url + path)).json();

    const { body: ours } = await api.get(world.member, path);
    assert.deepEqual(body, ours);
  });

  it("returns the same newest tickets in the same order, and a cursor if more follow", async () => {
    for (const title of ["One", "Two", "Three"]) await givenTicket(api, world, { title });
    const path = `${world.workspacePath}/projects/${world.project.id}/tickets?limit=2`;

    const page = (await (await fetch(url + path)).json()) as Record<string, unknown>;

    const { body: ours } = await api.get(world.member, path);
    assert.deepEqual(page.data, ours.data);
    assert.deepEqual([typeof page.next_cursor, typeof ours.next_cursor], ["string", "string"]);
  });

  it("returns nothing of a workspace that the principal is not a member of", async () => {
    const other = await givenWorld(api);
    const { key } = await givenTicket(api, other);

    const { status } = await fetch(`${url}${other.workspacePath}/tickets/${key}`);

    assert.equal(status, 404);
  });
});
