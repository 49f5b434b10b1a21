import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type As, startApi, type TestApi } from "../../../test/support/api.ts";
import { lockContext } from "../../../test/support/context.ts";
import {
  givenMember,
  givenServiceAccount,
  givenWorld,
  type World,
} from "../../../test/support/given.ts";
import { untilBlocked } from "../../../test/support/locks.ts";
import { outboxEvents } from "../../../test/support/outbox.ts";
import { assertProblem } from "../../../test/support/problem.ts";
import type { Reply } from "../../../test/support/reply.ts";
import { transaction } from "../../db/transaction.ts";
import { limits } from "../../limits.ts";
import { changeHandle } from "./change-handle.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

interface Row {
  user_id: string;
  handle: string;
}
const pathOf = ({ workspacePath }: World, { id }: { id: string }) =>
  `${workspacePath}/members/${id}`;
const rename = (world: World, as: As, whose: { id: string }, handle: string) =>
  api.patch(as, pathOf(world, whose), { handle });
const handleOf = async ({ workspacePath, admin }: World, { id }: { id: string }) => {
  const { body } = await api.get(admin, `${workspacePath}/members`);
  return body.data.find(({ user_id }: Row) => user_id === id).handle;
};

describe("changing a handle", () => {
  it("changes one's own, whatever the role, and is an event without the name", async () => {
    const world = await givenWorld(api);
    const { viewer } = world;

    const { status, body } = await rename(world, viewer, viewer, " Grace.Hopper ");

    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual([body.user_id, body.handle, body.role], [viewer.id, "grace.hopper", "viewer"]);
    assert.equal(await handleOf(world, viewer), "grace.hopper");
    const [event] = await outboxEvents(api, world, "member.handle_changed");
    assert.deepEqual([event?.actor_id, event?.subject_id, event?.data], [viewer.id, viewer.id, {}]);
    assert.deepEqual(event?.personal, {
      changes: { handle: { from: "viewer", to: "grace.hopper" } },
    });
  });

  it("changes that of anybody if the caller is an admin, also of a service account", async () => {
    const world = await givenWorld(api);
    const bot = await givenServiceAccount(api, world);

    assert.equal((await rename(world, world.admin, world.member, "grace")).body.handle, "grace");
    assert.equal((await rename(world, world.admin, bot, "builder")).body.handle, "builder");

    const account = await api.get(
      world.viewer,
      `${world.workspacePath}/service-accounts/${bot.id}`,
    );
    assert.deepEqual(
      [await handleOf(world, world.member), account.body.handle],
      ["grace", "builder"],
    );
  });

  it("does nothing and records nothing if it is the same, and an empty body changes nothing", async () => {
    const world = await givenWorld(api);

    const same = await rename(world, world.member, world.member, "member");
    const empty = await api.patch(world.member, pathOf(world, world.member), {});

    assert.deepEqual([same.status, empty.status], [200, 200]);
    assert.deepEqual(same.body, empty.body);
    assert.deepEqual(await outboxEvents(api, world, "member.handle_changed"), []);
  });

  it("gives a former one back, and gives it to nobody else", async () => {
    const world = await givenWorld(api);
    const { member, viewer } = world;
    await rename(world, member, member, "grace");

    const taken = await rename(world, viewer, viewer, "member");
    const back = await rename(world, member, member, "member");
    const alsoTaken = await rename(world, viewer, viewer, "grace");

    assertProblem(taken, "handle_taken");
    assertProblem(alsoTaken, "handle_taken");
    assert.equal(back.body.handle, "member");
    assert.deepEqual(
      [await handleOf(world, member), await handleOf(world, viewer)],
      ["member", "viewer"],
    );
  });

  it("is refused for the handle of a removed member, and possible in another workspace", async () => {
    const world = await givenWorld(api);
    const other = await givenWorld(api);
    const former = await givenMember(api, world.workspace, "member");
    await rename(world, former, former, "grace");
    await api.delete(world.admin, pathOf(world, former));

    assertProblem(await rename(world, world.member, world.member, "grace"), "handle_taken");
    assert.equal((await rename(other, other.member, other.member, "grace")).status, 200);
    assertProblem(await rename(world, world.admin, former, "another"), "not_found");
  });

  it("is refused for a sixth one, but not for one of the five", async () => {
    const world = await givenWorld(api);
    const { member } = world;
    for (const handle of ["h1", "h2", "h3", "h4"]) await rename(world, member, member, handle);

    const sixth = await rename(world, world.admin, member, "h5");

    assertProblem(sixth, "limit_reached");
    assert.equal(sixth.body.limit, limits.handles_of_member);
    assert.equal((await rename(world, member, member, "h1")).status, 200);
  });

  it("is refused for what is not a handle, and for reserved words", async () => {
    const world = await givenWorld(api);
    const wrong = [
      "a",
      "-ada",
      "ada-",
      "a..b",
      "a_-b",
      "ada lovelace",
      "adé",
      "@ada",
      "a".repeat(40),
      "",
    ];
    for (const handle of [...wrong, "all", "Here", "system"]) {
      assertProblem(await rename(world, world.member, world.member, handle), "invalid_request");
    }
    const longest = await rename(world, world.member, world.member, "a".repeat(39));
    assert.equal(longest.status, 200);
  });

  it("of somebody else requires an admin, and a role never follows from a handle", async () => {
    const world = await givenWorld(api);
    const { member, viewer, outsider } = world;

    const others = await rename(world, member, viewer, "grace");
    const both = await api.patch(member, pathOf(world, member), { handle: "grace", role: "admin" });

    assertProblem(others, "forbidden");
    assertProblem(both, "forbidden");
    assert.deepEqual(
      [await handleOf(world, member), await handleOf(world, viewer)],
      ["member", "viewer"],
    );
    assertProblem(await rename(world, outsider, member, "grace"), "not_found");
    const foreigner = (await givenWorld(api)).member;
    assertProblem(await rename(world, world.admin, foreigner, "grace"), "not_found");
  });

  it("requires a person or the scope member:manage", async () => {
    const world = await givenWorld(api);
    const reader = await givenServiceAccount(api, world, { scopes: ["member:read"] });
    const manager = await givenServiceAccount(api, world, {
      role: "admin",
      scopes: ["member:read", "member:manage"],
    });

    assertProblem(await rename(world, reader, reader, "mine"), "person_required");
    assert.equal((await rename(world, manager, manager, "mine")).status, 200);
  });

  it("shows the email address only of oneself to who may not manage members", async () => {
    const world = await givenWorld(api);
    const own = await rename(world, world.member, world.member, "grace");
    assert.equal(own.body.email, world.member.email);
    const nothing = await api.patch(world.viewer, pathOf(world, world.member), {});
    assert.equal(nothing.body.email, null);
  });

  it("to the same by two at once gives it to the first, because the second waits", async () => {
    const world = await givenWorld(api);
    const { admin, member, viewer } = world;

    let second!: Promise<Reply>;
    await transaction(api.db, async (tx) => {
      const context = await lockContext(tx, world, admin, {
        ...{ permission: "member:manage", lock: "members", membersToLock: [member] },
      });
      await changeHandle(tx, context, member.id, "grace");
      second = rename(world, viewer, viewer, "grace");
      await untilBlocked(api.db);
    });

    assertProblem(await second, "handle_taken");
    assert.equal(await handleOf(world, member), "grace");
  });
});
