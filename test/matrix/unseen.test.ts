import assert from "node:assert/strict";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../support/api.ts";
import { type Call, endpointOf, idsIn, nowhere, send, withIds } from "./calls.ts";
import { requests } from "./requests.ts";
import { givenScene, type Scene } from "./scene.ts";
import { type Case, table } from "./table.ts";

let api: TestApi;
let home: Scene;
let elsewhere: Scene;
before(async () => {
  api = await startApi();
  home = await givenScene(api);
  elsewhere = await givenScene(api);
});
after(() => api.close());

const cases = Object.keys(table) as Case[];

/** What is asked of the database for a call, statement by statement, and the answer's status. */
async function trace(name: Case, call: Call): Promise<{ status: number; sent: unknown[] }> {
  const sent: unknown[] = [];
  const note = (text: unknown) => void sent.push(text);
  subscribe("slacky:statement", note);
  try {
    const { status } = await send(api, home.callers.admin, endpointOf(name), call);
    return { status, sent };
  } finally {
    unsubscribe("slacky:statement", note);
  }
}

/**
 * Another workspace, and in one's own an object of another; each as it is there, and with ids that nothing
 * has in their place.
 */
async function foreignCalls(name: Case): Promise<{ foreign: Call; missing: Call }[]> {
  const own = await requests[name](home, home.callers.admin);
  if (own.params?.workspace_id === undefined) return [];
  const there = await requests[name](elsewhere, elsewhere.maker);
  const ids = idsIn(there).filter(({ part }) => part === "params");
  const objects = ids.filter((id) => id.name !== "workspace_id");
  return [
    { foreign: there, missing: withIds(there, ids.map(nowhere)) },
    ...objects.map((object) => ({
      foreign: withIds(own, [object]),
      missing: withIds(own, [nowhere(object)]),
    })),
  ];
}

describe("an id of another workspace", () => {
  for (const name of cases) {
    it(`costs ${name} the statements that an unknown one costs`, async () => {
      for (const { foreign, missing } of await foreignCalls(name)) {
        const [seen, wanted] = [await trace(name, foreign), await trace(name, missing)];

        assert.deepEqual(seen, wanted);
        assert.equal(seen.status, 404);
        assert.ok(seen.sent.length > 0);
      }
    });
  }
});
