import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { endpoints } from "../../src/app.ts";
import { sql } from "../../src/db/sql.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { withMail } from "../support/mail/queued.ts";
import { endpointOf, send } from "./calls.ts";
import { newSession } from "./objects.ts";
import { requests } from "./requests.ts";
import { givenScene } from "./scene.ts";
import { type Case, callers, operationOf, table } from "./table.ts";

let api: TestApi;
const ending = new Set<string>();
before(async () => {
  api = await startApi(withMail);
});
after(() => api.close());

const writes = (Object.keys(table) as Case[]).filter((name) => {
  const { method } = endpointOf(name);
  return method !== "GET" && callers.some((caller) => table[name][caller] === "done");
});
const declared = endpoints.filter(({ spec }) => spec.endsAccess === true);

/** Everything that authorization reads: who has access to what, and by what. */
const listAccess = sql<{ access: string }>`
  select concat_ws(' ', 'session', s.id) as access
    from sessions s
   where s.ended_at is null and s.expires_at > clock_timestamp()
   union all
  select concat_ws(' ', 'token', t.id)
    from api_tokens t
   where t.revoked_at is null and (t.expires_at is null or t.expires_at > clock_timestamp())
   union all
  select concat_ws(' ', 'member', m.workspace_id, m.user_id, m.role)
    from members m
   where m.removed_at is null
   union all
  select concat_ws(' ', 'workspace', w.id)
    from workspaces w
   where w.deleted_at is null`;

describe("an operation that ends somebody's access declares it, because replicas have to show it first", () => {
  for (const name of writes) {
    it(`${name}`, async () => {
      const scene = await givenScene(api);
      const caller = callers.findLast((each) => table[name][each] === "done");
      const as = caller === undefined || caller === "anonymous" ? undefined : scene.callers[caller];
      const call = await requests[name](scene, as ?? scene.maker);
      // Some operations end the other sessions of a person.
      if (as?.email !== undefined) await newSession(scene, as);
      const before = await api.db.query(listAccess);

      const { status, body } = await send(api, as, endpointOf(name), call);

      assert.ok(status < 300, JSON.stringify(body));
      const after = new Set((await api.db.query(listAccess)).map(({ access }) => access));
      const ended = before.filter(({ access }) => !after.has(access));
      if (ended.length > 0) ending.add(operationOf(name));
      const { endsAccess } = endpointOf(name).spec;
      assert.ok(endsAccess === true || ended.length === 0, JSON.stringify(ended));
    });
  }

  it("and no other operation declares it, because it would wait for nothing", () => {
    assert.deepEqual(
      declared.map(({ spec }) => spec.operation).filter((operation) => !ending.has(operation)),
      [],
    );
  });
});
