import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { fillAll } from "../../test/support/feed.ts";
import { givenServiceAccount, givenWorld } from "../../test/support/given.ts";
import { backfills } from "../backfills.ts";
import { sql } from "../db/sql.ts";
import { checkBackfills } from "../doctor/backfills.ts";
import { countLeft } from "./count-left.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

it("names of an earlier version are brought into NFC, unless they would become too long", async () => {
  const world = await givenWorld(api);
  const { id } = await givenServiceAccount(api, world);
  const nfd = "Zoe\u0308 und e\u0301";
  // This character becomes two in NFC.
  const long = "\u0958".repeat(100);
  await api.db.query(sql`update users set name = ${nfd} where id = ${world.viewer.id}`);
  await api.db.query(sql`update users set name = ${long} where id = ${world.outsider.id}`);
  await api.db.query(sql`update workspaces set name = ${nfd} where id = ${world.workspace.id}`);
  await api.db.query(
    sql`update projects set name = ${nfd} where workspace_id = ${world.workspace.id}`,
  );
  await api.db.query(
    sql`update api_tokens set name = ${nfd} where workspace_id = ${world.workspace.id}`,
  );
  assert.match(
    (await checkBackfills(api.db)).detail,
    /: users_names 1, workspaces_names 1, projects_names 1, api_tokens_names 1\. /,
  );

  const ofNames = backfills.filter(({ name }) => name.endsWith("_names"));
  for (const backfill of ofNames) {
    assert.equal(await countLeft(api.db, backfill, { limit: 1 }), 1, backfill.name);
  }
  for (const backfill of ofNames) await fillAll(api.db, backfill);

  const path = world.workspacePath;
  const tokens = await api.get(world.admin, `${path}/service-accounts/${id}/tokens`);
  assert.deepEqual(
    [
      (await api.get(world.viewer, "/v1/me")).body.user.name,
      (await api.get(world.viewer, path)).body.name,
      (await api.get(world.viewer, `${path}/projects/${world.project.id}`)).body.name,
      tokens.body.data[0].name,
    ],
    Array(4).fill("Zoë und é"),
  );
  assert.equal((await api.get(world.outsider, "/v1/me")).body.user.name, long);
  assert.equal((await checkBackfills(api.db)).verdict, "good");
});
