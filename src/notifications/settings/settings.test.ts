import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { givenServiceAccount, givenWorld, type World } from "../../../test/support/given.ts";
import { untilBlocked } from "../../../test/support/locks.ts";
import { assertProblem } from "../../../test/support/problem.ts";
import { sql } from "../../db/sql.ts";
import { transaction } from "../../db/transaction.ts";
import { setMemberRemoved } from "../../members/queries.ts";
import { lockSettings } from "./queries.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const now = { inbox: true, push: true, mail: "now" };
const digest = { inbox: true, push: true, mail: "digest" };
const defaults = {
  muted: false,
  reasons: {
    ...{ assigned: now, mentioned: now, commented: digest, transitioned: digest },
    ...{ claimed: digest, due: now, watching: digest },
  },
};

const pathOf = ({ workspacePath }: World) => `${workspacePath}/notification-settings`;

describe("the notification settings of a member", () => {
  it("are the defaults until they are changed, and nothing is stored for that", async () => {
    const world = await givenWorld(api);

    const { status, body } = await api.get(world.viewer, pathOf(world));

    assert.deepEqual([status, body], [200, defaults]);
    const rows = await api.db.query(sql`
      select s.user_id from notification_settings s where s.workspace_id = ${world.workspace.id}`);
    assert.deepEqual(rows, []);
  });

  it("change where a request names them, for oneself and this workspace alone", async () => {
    const world = await givenWorld(api);
    const path = pathOf(world);

    const first = await api.patchAndRead(world.viewer, path, {
      reasons: { mentioned: { mail: "digest" }, commented: { mail: "off", inbox: false } },
    });
    const second = await api.patchAndRead(world.viewer, path, {
      muted: true,
      reasons: { commented: { inbox: true }, due: { push: false } },
    });

    assert.deepEqual(first.body.reasons, {
      ...defaults.reasons,
      mentioned: digest,
      commented: { inbox: false, push: true, mail: "off" },
    });
    assert.deepEqual(second.body, {
      muted: true,
      reasons: {
        ...defaults.reasons,
        mentioned: digest,
        commented: { inbox: true, push: true, mail: "off" },
        due: { inbox: true, push: false, mail: "now" },
      },
    });
    assert.deepEqual((await api.get(world.member, path)).body, defaults);
  });

  it("return to the defaults of a reason with null, and stay with an empty request", async () => {
    const world = await givenWorld(api);
    const path = pathOf(world);
    await api.patch(world.viewer, path, {
      muted: true,
      reasons: { due: { mail: "off" }, claimed: { mail: "off" } },
    });

    await api.patchAndRead(world.viewer, path, { reasons: { due: null, assigned: null } });
    const { body } = await api.patchAndRead(world.viewer, path, {});

    assert.deepEqual(body, {
      muted: true,
      reasons: { ...defaults.reasons, claimed: { ...digest, mail: "off" } },
    });
  });

  it("are refused for an unknown reason, channel or value", async () => {
    const world = await givenWorld(api);

    for (const body of [
      { reasons: { loud: { mail: "off" } } },
      { reasons: { due: { fax: true } } },
      { reasons: { due: { mail: "never" } } },
      { reasons: { due: { inbox: "yes" } } },
      { reasons: null },
      { muted: null },
      { muted: "yes" },
    ]) {
      assertProblem(await api.patch(world.viewer, pathOf(world), body), "invalid_request");
    }
    assert.deepEqual((await api.get(world.viewer, pathOf(world))).body, defaults);
  });

  it("of a service account concern its inbox; mail and push are for people", async () => {
    const world = await givenWorld(api);
    const bot = await givenServiceAccount(api, world, { scopes: ["notification:manage"] });
    const narrow = await givenServiceAccount(api, world, { scopes: ["ticket:watch"] });
    const path = pathOf(world);

    const set = await api.patchAndRead(bot, path, { reasons: { watching: { inbox: false } } });
    assert.deepEqual(set.body.reasons.watching, { ...digest, inbox: false });
    for (const channels of [{ mail: "off" }, { push: false }, { inbox: true, mail: "now" }]) {
      const refused = await api.patch(bot, path, { reasons: { watching: channels } });
      assertProblem(refused, "person_required");
    }
    assert.deepEqual((await api.get(bot, path)).body, set.body);
    assertProblem(await api.get(narrow, path), "insufficient_scope");
    assertProblem(await api.patch(narrow, path, { muted: true }), "insufficient_scope");
  });

  it("are hidden from everybody who is not a member", async () => {
    const world = await givenWorld(api);

    assertProblem(await api.get(world.outsider, pathOf(world)), "not_found");
    assertProblem(await api.patch(world.outsider, pathOf(world), { muted: true }), "not_found");
    assertProblem(await api.get(undefined, pathOf(world)), "unauthenticated");
  });

  it("lose nothing if two requests change them at once", async () => {
    const world = await givenWorld(api);
    const path = pathOf(world);
    const key = { workspace_id: world.workspace.id, user_id: world.viewer.id };

    let requests!: ReturnType<TestApi["patch"]>[];
    await transaction(api.db, async (rival) => {
      await lockSettings(rival, key);
      requests = [
        api.patch(world.viewer, path, { reasons: { due: { mail: "off" } } }),
        api.patch(world.viewer, path, { muted: true }),
        api.patch(world.viewer, path, { reasons: { due: { inbox: false } } }),
      ];
      await untilBlocked(api.db, 3);
    });
    await Promise.all(requests);

    assert.deepEqual((await api.get(world.viewer, path)).body, {
      muted: true,
      reasons: { ...defaults.reasons, due: { inbox: false, push: true, mail: "off" } },
    });
  });

  it("are refused once the removal of the member, for which the request waited, is committed", async () => {
    const world = await givenWorld(api);
    const key = { workspace_id: world.workspace.id, user_id: world.viewer.id };

    let late!: ReturnType<TestApi["patch"]>;
    await transaction(api.db, async (rival) => {
      await rival.query(setMemberRemoved(key));
      late = api.patch(world.viewer, pathOf(world), { muted: true });
      await untilBlocked(api.db);
    });

    assertProblem(await late, "not_found");
  });
});
