import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { drainOutbox } from "../../../test/support/audit.ts";
import { givenPerson, givenWorld } from "../../../test/support/given.ts";
import { sql } from "../../db/sql.ts";
import { isRelayLate, listNames } from "./tail-queries.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

it("the query for names returns the requested users and no others", async () => {
  const [ada] = [await givenPerson(api, "Ada"), await givenPerson(api, "Grace")];

  assert.deepEqual(await listNames(api.db, [ada.id]), [{ id: ada.id, name: "Ada" }]);
});

it("the relay is reported as late if an event of the workspace has waited for more than five seconds", async () => {
  const [world, other] = [await givenWorld(api), await givenWorld(api)];
  const isLate = () => isRelayLate(api.db, world.workspace.id);
  assert.equal(await isLate(), false, "It has just happened.");

  await api.db.query(sql`
    insert into outbox (id, kind, type, subject_type, workspace_id, data, occurred_at)
    values (gen_random_uuid(), 'feed', 'workspace.deleted', 'workspace', ${world.workspace.id},
            '{"name": "Acme"}', clock_timestamp() - interval '6 seconds')`);

  assert.equal(await isLate(), true);
  assert.equal(await isRelayLate(api.db, other.workspace.id), false);
  await drainOutbox(api);
  assert.equal(await isLate(), false);
});
