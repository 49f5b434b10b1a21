import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { takesIdempotencyKey } from "../../src/contract/endpoint.ts";
import { sql } from "../../src/db/sql.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { withMail } from "../support/mail/queued.ts";
import { endpointOf, send } from "./calls.ts";
import { requests } from "./requests.ts";
import { givenScene } from "./scene.ts";
import { type Case, callers, table } from "./table.ts";

let api: TestApi;
before(async () => {
  api = await startApi(withMail);
});
after(() => api.close());

const cases = (Object.keys(table) as Case[]).filter((name) =>
  takesIdempotencyKey(endpointOf(name)),
);

describe("repeating a request under one Idempotency-Key", () => {
  it("is tested for more than ten operations", () => assert.ok(cases.length > 10));

  it("is safe for secrets: every operation that returns one lists it in `shownOnce`", () => {
    const specs = cases.map((name) => endpointOf(name).spec);
    assert.deepEqual(
      specs.filter(({ secret, shownOnce = [] }) => secret && shownOnce.length === 0),
      [],
    );
  });

  for (const name of cases) {
    it(`takes effect once and replays the response without its secrets: ${name}`, async () => {
      const scene = await givenScene(api);
      const caller = callers.findLast((each) => table[name][each] === "done");
      const as = caller === undefined || caller === "anonymous" ? undefined : scene.callers[caller];
      const call = await requests[name](scene, as ?? scene.maker);
      const headers = { "idempotency-key": randomUUID() };

      const first = await send(api, as, endpointOf(name), { ...call, headers });
      const events = await countEvents();
      const again = await send(api, as, endpointOf(name), { ...call, headers });

      assert.ok(first.status < 300, JSON.stringify(first.body));
      assert.equal(first.headers.get("idempotency-replayed"), null);
      assert.equal(again.headers.get("idempotency-replayed"), "true");
      assert.deepEqual(
        [again.status, again.body],
        [first.status, withoutSecrets(name, first.body)],
      );
      for (const header of ["location", "etag"]) {
        assert.equal(again.headers.get(header), first.headers.get(header));
      }
      assert.equal(await countEvents(), events);
    });
  }
});

function withoutSecrets(name: Case, body: object): unknown {
  const { shownOnce = [] } = endpointOf(name).spec;
  if (shownOnce.length === 0) return body;
  return { ...body, ...Object.fromEntries(shownOnce.map((field) => [field, null])) };
}

async function countEvents(): Promise<number> {
  const [row] = await api.db.query(sql<{ n: number }>`select count(*)::integer as n from outbox`);
  return row?.n ?? 0;
}
