import assert from "node:assert/strict";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../support/api.ts";
import { withMail } from "../support/mail/queued.ts";
import { type Call, endpointOf, idsIn, nowhere, send, withIds } from "./calls.ts";
import { requests } from "./requests.ts";
import { givenScene, type Scene } from "./scene.ts";
import { type Case, table } from "./table.ts";

let api: TestApi;
let home: Scene;
let elsewhere: Scene;
before(async () => {
  api = await startApi(withMail);
  home = await givenScene(api);
  elsewhere = await givenScene(api);
});
after(() => api.close());

const cases = Object.keys(table) as Case[];

/** Returns the statements that a call sends to the database, and the status of its response. */
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
 * Returns calls to another workspace, and calls to the caller's own workspace with an object from another one.
 * Each comes with its counterpart, in which those IDs do not exist.
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

describe("an ID from another workspace", () => {
  for (const name of cases) {
    it(`makes ${name} execute the same statements as an ID that does not exist`, async () => {
      for (const { foreign, missing } of await foreignCalls(name)) {
        const [seen, wanted] = [await trace(name, foreign), await trace(name, missing)];

        assert.deepEqual(seen, wanted);
        assert.equal(seen.status, 404);
        assert.ok(seen.sent.length > 0);
      }
    });
  }
});
