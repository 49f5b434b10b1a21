import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { contextOf, givenTicket, givenWorld, type World } from "../../../test/support/given.ts";
import { lockTicket, untilBlocked } from "../../../test/support/locks.ts";
import { givenProjectOn } from "../../../test/support/workflows.ts";
import { transaction } from "../../db/transaction.ts";
import { editTicket } from "../edit.ts";
import type { Ticket } from "../ticket.ts";
import { claimTicket } from "./claim.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const nextOf = ({ workspacePath, project }: World) =>
  `${workspacePath}/projects/${project.id}/claim-next`;

describe("claim-next", () => {
  it("takes the most urgent ticket first, then the oldest, and answers 204 when none is left", async () => {
    const world = await givenWorld(api);
    for (const priority of ["low", "urgent", "low", "none", "urgent"] as const) {
      await givenTicket(api, world, { priority });
    }

    const taken = [];
    for (let turn = 0; turn < 6; turn += 1) {
      const { status, body, headers } = await api.post(world.member, nextOf(world));
      taken.push(status === 200 ? body.key : status);
      if (status === 200) {
        assert.deepEqual([body.assignee_id, body.status], [world.member.id, "in_progress"]);
        assert.equal(headers.get("etag"), `"${body.version}"`);
      } else {
        assert.deepEqual([body, headers.get("etag")], ["", null]);
      }
    }

    assert.deepEqual(taken, ["ENG-2", "ENG-5", "ENG-1", "ENG-3", "ENG-4", 204]);
  });

  it("skips tickets that are assigned, started, done or in the trash", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world, { assignee_id: world.member.id });
    await givenTicket(api, world, { status: "in_progress" });
    await givenTicket(api, world, { status: "closed" });
    const { id } = await givenTicket(api, world);
    await api.delete(world.member, `${world.workspacePath}/tickets/${id}`);

    assert.equal((await api.post(world.member, nextOf(world))).status, 204);
  });

  it("takes tickets from every status that is still to do, in one order", async () => {
    const world = await givenWorld(api);
    const project = await givenProjectOn(api, world, {
      statuses: ["todo idea", "todo ready", "doing making", "done made"],
      transitions: ["idea ready", "ready making", "making made"],
    });
    const make = async (priority: string, to?: string) => {
      const { body } = await api.post(world.member, `${project}/tickets`, { title: "t", priority });
      if (to)
        await api.post(world.member, `${world.workspacePath}/tickets/${body.id}/transitions`, {
          to,
        });
      return body.id;
    };
    const low = await make("low", "ready");
    const idea = await make("medium");
    const high = await make("high", "ready");

    const taken = [];
    for (let turn = 0; turn < 3; turn += 1) {
      const { body } = await api.post(world.member, `${project}/claim-next`);
      taken.push([body.id, body.status]);
    }

    assert.deepEqual(taken, [
      [high, "making"],
      [idea, "idea"],
      [low, "making"],
    ]);
    assert.equal((await api.post(world.member, `${project}/claim-next`)).status, 204);
  });

  it("answers 204 if the workflow has no status that is still to do", async () => {
    const world = await givenWorld(api);
    const project = await givenProjectOn(api, world, {
      statuses: ["doing making", "done made"],
      transitions: ["making made"],
    });
    await api.post(world.member, `${project}/tickets`, { title: "t" });

    assert.equal((await api.post(world.member, `${project}/claim-next`)).status, 204);
  });

  it("is refused to viewers, in an archived project and for a project of another workspace", async () => {
    const world = await givenWorld(api);
    const other = await givenWorld(api);

    const viewer = await api.post(world.viewer, nextOf(world));
    const across = await api.post(
      other.admin,
      `${other.workspacePath}/projects/${world.project.id}/claim-next`,
    );
    await api.delete(world.admin, `${world.workspacePath}/projects/${world.project.id}`);
    const archived = await api.post(world.member, nextOf(world));

    assert.deepEqual([viewer.status, viewer.body.required_permission], [403, "ticket:claim"]);
    assert.deepEqual([across.status, across.body.code], [404, "not_found"]);
    assert.deepEqual([archived.status, archived.body.code], [409, "project_archived"]);
  });
});

describe("claim-next while another transaction has locked the first ticket", () => {
  const givenTwo = async (world: World) => {
    const first = await givenTicket(api, world, { priority: "high" });
    return [first, await givenTicket(api, world)] as [Ticket, Ticket];
  };

  it("takes the next unlocked ticket without waiting", async () => {
    const world = await givenWorld(api);
    const [first, second] = await givenTwo(world);

    const taken = await transaction(api.db, async (rival) => {
      await claimTicket(rival, contextOf(world, world.admin), await lockTicket(rival, first));
      return await api.post(world.member, nextOf(world));
    });

    assert.equal(taken.body.id, second.id);
  });

  it("waits for the last ticket and answers 204 if it was claimed", async () => {
    const world = await givenWorld(api);
    const first = await givenTicket(api, world);

    let late!: ReturnType<TestApi["post"]>;
    await transaction(api.db, async (rival) => {
      await claimTicket(rival, contextOf(world, world.admin), await lockTicket(rival, first));
      late = api.post(world.member, nextOf(world));
      await untilBlocked(api.db);
    });

    assert.equal((await late).status, 204);
  });

  it("waits for the last ticket and takes it if the other claim is rolled back", async () => {
    const world = await givenWorld(api);
    const first = await givenTicket(api, world);

    let late!: ReturnType<TestApi["post"]>;
    const undone = transaction(api.db, async (rival) => {
      await claimTicket(rival, contextOf(world, world.admin), await lockTicket(rival, first));
      late = api.post(world.member, nextOf(world));
      await untilBlocked(api.db);
      throw new Error("undone");
    });

    await assert.rejects(undone, /undone/);
    const { status, body } = await late;
    assert.deepEqual([status, body.id, body.assignee_id], [200, first.id, world.member.id]);
  });

  it("waits for the last ticket and takes its edited version if it was only edited", async () => {
    const world = await givenWorld(api);
    const first = await givenTicket(api, world);

    let late!: ReturnType<TestApi["post"]>;
    await transaction(api.db, async (rival) => {
      const context = contextOf(world, world.admin);
      await editTicket(rival, context, await lockTicket(rival, first), {
        patch: { title: "Edited" },
      });
      late = api.post(world.member, nextOf(world));
      await untilBlocked(api.db);
    });

    const { body } = await late;
    assert.deepEqual([body.id, body.title, body.version], [first.id, "Edited", 3]);
  });

  it("releases the lock on a ticket that it waited for in vain", async () => {
    const world = await givenWorld(api);
    const [first, second] = await givenTwo(world);

    let late!: ReturnType<TestApi["post"]>;
    await transaction(api.db, async (slow) => {
      await claimTicket(slow, contextOf(world, world.admin), await lockTicket(slow, second));
      await transaction(api.db, async (quick) => {
        await claimTicket(quick, contextOf(world, world.admin), await lockTicket(quick, first));
        late = api.post(world.member, nextOf(world));
        await untilBlocked(api.db);
      });
      await untilBlocked(api.db);
      // The request waits for the second ticket now, so a change of the first one does not have to wait for it.
      const { status } = await api.patch(
        world.admin,
        `${world.workspacePath}/tickets/${first.id}`,
        {
          title: "Not held",
        },
      );
      assert.equal(status, 200);
    });

    assert.equal((await late).status, 204);
  });

  it("answers 503 with Retry-After if the lock is not released in time", async () => {
    const world = await givenWorld(api);
    const first = await givenTicket(api, world);

    const reply = await transaction(api.db, async (rival) => {
      await claimTicket(rival, contextOf(world, world.admin), await lockTicket(rival, first));
      return await api.post(world.member, nextOf(world));
    });

    assert.deepEqual([reply.status, reply.body.code], [503, "unavailable"]);
    assert.equal(reply.headers.get("retry-after"), "1");
  });
});
