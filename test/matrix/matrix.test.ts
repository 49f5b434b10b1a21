import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { endpoints } from "../../src/app.ts";
import { sql } from "../../src/db/sql.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { withMail } from "../support/mail/queued.ts";
import { type Cell, probe } from "./probe.ts";
import { givenScene, type Scene } from "./scene.ts";
import { type Case, callers, operationOf, table } from "./table.ts";

let api: TestApi;
let elsewhere: Scene;
let cells = 0;
before(async () => {
  api = await startApi(withMail);
  elsewhere = await givenScene(api);
});
after(async () => {
  await api.close();
});

const cases = Object.keys(table) as Case[];

describe("the permission table", { concurrency: 4 }, () => {
  it("lists every operation and no other", () => {
    assert.deepEqual(
      new Set(cases.map(operationOf)),
      new Set(endpoints.map(({ spec }) => spec.operation)),
    );
  });

  for (const name of cases) {
    it(`matches the response to every caller for ${name}`, async () => {
      const home = await givenScene(api);
      const found: Cell[] = [];
      for (const caller of callers) {
        found.push(...(await probe(name, caller, { home, elsewhere })));
      }
      cells += found.length;
      assert.deepEqual(
        found.filter(({ seen, wanted }) => seen !== wanted),
        [],
      );
    });
  }
});

describe("another workspace", () => {
  it("records successful actions of its own creator only", async (t) => {
    const actors = await api.db.query(sql<{ actor_id: string }>`
      select distinct o.actor_id
        from outbox o
       where o.workspace_id = ${elsewhere.workspace.id}
         and o.outcome = 'success'`);
    assert.deepEqual(actors, [{ actor_id: elsewhere.maker.id }]);
    t.diagnostic(`${cells} cells`);
  });
});
