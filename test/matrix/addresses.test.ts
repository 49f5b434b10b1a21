import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../support/api.ts";
import { settleFeed } from "../support/feed.ts";
import { givenServiceAccount } from "../support/given.ts";
import { withMail } from "../support/mail/queued.ts";
import { endpointOf, send } from "./calls.ts";
import { requests } from "./requests.ts";
import { givenScene, type Scene } from "./scene.ts";
import { type Case, table } from "./table.ts";

let api: TestApi;
let scene: Scene;
before(async () => {
  api = await startApi(withMail);
  scene = await givenScene(api);
  // Events of invitations, which name an address in the audit log only.
  const { maker, workspacePath } = scene;
  for (const role of ["viewer", "admin"]) {
    await api.post(maker, `${workspacePath}/members`, { email: "candidate@example.com", role });
  }
  await settleFeed(api.db);
});
after(() => api.close());

const cases = (Object.keys(table) as Case[]).filter((name) => {
  const { permission } = endpointOf(name).spec;
  return permission !== "anyone" && name !== "listEvents as a stream";
});

describe("an email address", () => {
  for (const caller of ["viewer", "member", "narrowed"] as const) {
    it(`of another person is in no response to ${caller}`, async () => {
      const as = scene.callers[caller];
      const found: string[] = [];
      // Leaving comes last, because nothing is answered afterwards.
      for (const name of cases.toSorted((a, b) => Number(isLeaving(a)) - Number(isLeaving(b)))) {
        const call = await requests[name](scene, as);
        const { status, body } = await send(api, as, endpointOf(name), call);
        // Their own, and what they sent in this request.
        const own = [as.email, call.body?.email].filter((each) => typeof each === "string");
        const text = own.reduce((left, each) => left.replaceAll(each, ""), JSON.stringify(body));
        if (text.includes("@")) found.push(`${name}: ${status} ${text}`);
      }
      assert.deepEqual(found, []);
    });
  }

  it("of an invitation is in the audit log of an admin, and not of a token that only reads it", async () => {
    const { maker, world, workspacePath } = scene;
    const audit = `${workspacePath}/audit?action=member.invited`;
    const reader = await givenServiceAccount(api, world, { role: "admin", scopes: ["audit:read"] });

    const [shown] = (await api.get(maker, audit)).body.data;
    const [hidden] = (await api.get(reader, audit)).body.data;

    assert.deepEqual(shown.personal, { email: "candidate@example.com" });
    assert.deepEqual(hidden, { ...shown, personal: {} });
  });
});

function isLeaving(name: Case): boolean {
  return name === "removeMember to leave";
}
