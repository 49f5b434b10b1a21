import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { contextOf, givenTicket, givenWorld } from "../../test/support/given.ts";
import { lockTicket, untilBlocked } from "../../test/support/locks.ts";
import { sql } from "../db/sql.ts";
import { transaction } from "../db/transaction.ts";
import { setMemberRemoved } from "../members/queries.ts";
import { deleteTicket } from "../tickets/delete.ts";
import type { Ticket } from "../tickets/ticket.ts";
import { setProjectWatch } from "./project-queries.ts";
import { setWatch } from "./queries.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

async function givenChoice() {
  const world = await givenWorld(api);
  const ticket = await givenTicket(api, world);
  const path = `${world.workspacePath}/tickets/${ticket.id}/watch`;
  const key = { workspace_id: world.workspace.id, ticket_id: ticket.id, user_id: world.viewer.id };
  return { world, ticket, path, key };
}

const rowsOf = ({ workspace_id, id }: Ticket) =>
  api.db.query(sql<{ user_id: string; level: string }>`
    select w.user_id, w.level
      from watches w
     where w.workspace_id = ${workspace_id}
       and w.ticket_id = ${id}`);

describe("a choice to watch during concurrent writes", () => {
  it("waits for another one of the same member, and the later one stays", async () => {
    const { world, ticket, path, key } = await givenChoice();

    let second!: ReturnType<TestApi["put"]>;
    await transaction(api.db, async (rival) => {
      await rival.query(setWatch(key, "muted"));
      second = api.put(world.viewer, path, { level: "watching" });
      await untilBlocked(api.db);
    });

    assert.deepEqual((await second).body, { level: "watching", implied: null });
    assert.deepEqual(await rowsOf(ticket), [{ user_id: world.viewer.id, level: "watching" }]);
  });

  it("to leave is not undone by what adds watchers at the same time", async () => {
    const { world, ticket, path, key } = await givenChoice();
    const addWatcher = sql`
      insert into watches (workspace_id, ticket_id, user_id, level)
      values (${key.workspace_id}, ${key.ticket_id}, ${key.user_id}, 'watching')
          on conflict (workspace_id, ticket_id, user_id) do nothing`;

    let left!: ReturnType<TestApi["delete"]>;
    await transaction(api.db, async (rival) => {
      await rival.query(addWatcher);
      left = api.delete(world.viewer, path);
      await untilBlocked(api.db);
    });
    assert.equal((await left).status, 204);
    await api.db.query(addWatcher);

    assert.deepEqual(await rowsOf(ticket), [{ user_id: world.viewer.id, level: "left" }]);
  });

  it("waits for the removal of its member, and is then refused", async () => {
    const { world, ticket, path, key } = await givenChoice();

    let late!: ReturnType<TestApi["put"]>;
    await transaction(api.db, async (rival) => {
      await rival.query(setMemberRemoved(key));
      late = api.put(world.viewer, path, {});
      await untilBlocked(api.db);
    });

    assert.deepEqual([(await late).status, (await late).body.code], [404, "not_found"]);
    assert.deepEqual(await rowsOf(ticket), []);
  });

  it("makes the removal of its member wait until it is committed", async () => {
    const { world, ticket, path, key } = await givenChoice();

    let choice!: ReturnType<TestApi["put"]>;
    let removal!: ReturnType<TestApi["delete"]>;
    await transaction(api.db, async (rival) => {
      await rival.query(setWatch(key, "muted"));
      choice = api.put(world.viewer, path, {});
      await untilBlocked(api.db);
      removal = api.delete(world.admin, `${world.workspacePath}/members/${world.viewer.id}`);
      await untilBlocked(api.db, 2);
    });

    assert.deepEqual([(await choice).status, (await removal).status], [200, 204]);
    assert.deepEqual(await rowsOf(ticket), [{ user_id: world.viewer.id, level: "watching" }]);
  });

  it("waits for the deletion of its ticket, and is then refused", async () => {
    const { world, ticket, path } = await givenChoice();

    let late!: ReturnType<TestApi["put"]>;
    await transaction(api.db, async (rival) => {
      const locked = await lockTicket(rival, ticket, "for update");
      await deleteTicket(rival, contextOf(world, world.admin), locked);
      late = api.put(world.viewer, path, {});
      await untilBlocked(api.db);
    });

    assert.deepEqual([(await late).status, (await late).body.code], [404, "not_found"]);
    assert.deepEqual(await rowsOf(ticket), []);
  });

  it("does not wait for a transition of its ticket", async () => {
    const { world, ticket, path } = await givenChoice();

    await transaction(api.db, async (rival) => {
      await lockTicket(rival, ticket);
      assert.equal((await api.put(world.viewer, path, {})).status, 200);
    });
  });

  it("of a project waits for another one of the same member, and the later one stays", async () => {
    const { world } = await givenChoice();
    const path = `${world.workspacePath}/projects/${world.project.id}/watch`;
    const { workspace, project, viewer } = world;
    const key = { workspace_id: workspace.id, project_id: project.id, user_id: viewer.id };

    let second!: ReturnType<TestApi["put"]>;
    await transaction(api.db, async (rival) => {
      await rival.query(setProjectWatch(key, "muted"));
      second = api.put(viewer, path, { level: "watching" });
      await untilBlocked(api.db);
    });

    assert.equal((await second).status, 200);
    assert.deepEqual((await api.get(viewer, path)).body, { level: "watching" });
  });
});
