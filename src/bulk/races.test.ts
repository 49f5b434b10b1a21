import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { contextOf, givenTicket, givenWorld, type World } from "../../test/support/given.ts";
import { lockTicket, lockWorldProject, untilBlocked } from "../../test/support/locks.ts";
import { statementChannel } from "../db/driver/batch.ts";
import { sql } from "../db/sql.ts";
import { transaction } from "../db/transaction.ts";
import { insertLabels } from "../labels/queries.ts";
import { createTicket } from "../tickets/create.ts";
import { CreateTicketBody } from "../tickets/schemas.ts";
import { transitionTicket } from "../tickets/transition.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const bulk = (world: World, operations: object[], more: object = {}) =>
  api.post(world.member, `${world.workspacePath}/tickets/bulk`, { operations, ...more });

const givenTwo = async (world: World) => {
  const tickets = [await givenTicket(api, world), await givenTicket(api, world)];
  const [lower, higher] = tickets.sort((a, b) => (a.id < b.id ? -1 : 1));
  return { lower: lower!, higher: higher! };
};

describe("a bulk request during concurrent writes", () => {
  it("waits for a rival's lock, validates against the state after its commit, and executes the rest", async () => {
    const world = await givenWorld(api);
    const { lower, higher } = await givenTwo(world);

    let late!: ReturnType<typeof bulk>;
    await transaction(api.db, async (rival) => {
      await transitionTicket(
        rival,
        contextOf(world, world.admin),
        await lockTicket(rival, higher),
        { to: "in_progress" },
      );
      late = bulk(world, [
        { op: "transition", ticket: higher.id, to: "in_progress" },
        { op: "transition", ticket: lower.id, to: "in_progress" },
      ]);
      await untilBlocked(api.db);
    });

    const { results } = (await late).body;
    assert.deepEqual([results[0].status, results[1].status], [409, 200]);
  });

  it("locks tickets in the order of their IDs, regardless of the order of its operations", async () => {
    const world = await givenWorld(api);
    const { lower, higher } = await givenTwo(world);

    let late!: ReturnType<typeof bulk>;
    await transaction(api.db, async (rival) => {
      await transitionTicket(rival, contextOf(world, world.admin), await lockTicket(rival, lower), {
        to: "in_progress",
      });
      late = bulk(world, [
        { op: "update", ticket: higher.id, title: "First" },
        { op: "update", ticket: lower.id, title: "Second" },
      ]);
      await untilBlocked(api.db);
      // It waits for the lower one, so it cannot have locked the higher one yet.
      await api.db.query(sql`
        select t.id
          from tickets t
         where t.workspace_id = ${world.workspace.id}
           and t.id = ${higher.id}
           for update nowait`);
    });

    assert.deepEqual(
      (await late).body.results.map(({ status }: { status: number }) => status),
      [200, 200],
    );
  });

  it("locks labels, external IDs and counters before it changes any ticket", async () => {
    const world = await givenWorld(api);
    const { id } = await givenTicket(api, world);
    const operations = [
      { op: "update", ticket: id, title: "Changed" },
      { op: "create", project_id: world.project.id, title: "Made", external_id: "held" },
      { op: "label", ticket: id, label: "held" },
    ];
    const draft = CreateTicketBody.parse({ title: "A rival's", external_id: "held" });
    const context = contextOf(world, world.admin);
    const rivals = [
      insertLabels(world.workspace.id, ["held"]),
      sql`select c.last_number
            from project_counters c
           where c.workspace_id = ${world.workspace.id}
             and c.project_id = ${world.project.id}
             for no key update`,
    ];
    for (const [n, statement] of rivals.entries()) {
      let late!: ReturnType<typeof bulk>;
      await transaction(api.db, async (rival) => {
        await rival.query(statement);
        late = bulk(world, operations);
        await untilBlocked(api.db);
        assert.deepEqual(await ticketsWrittenButNotCommitted(), [], `rival ${n}`);
      });
      assert.equal((await late).status, 200);
    }

    let late!: ReturnType<typeof bulk>;
    await transaction(api.db, async (rival) => {
      const project = await lockWorldProject(rival, world);
      await createTicket(rival, context, project, { ...draft, external_id: "theirs" });
      late = bulk(world, [{ ...operations[1], external_id: "theirs" }]);
      await untilBlocked(api.db);
    });
    const [result] = (await late).body.results;
    assert.deepEqual([result.status, result.problem.code], [409, "external_id_taken"]);
  });

  it("answers 503 as a whole and changes nothing when a lock times out", async () => {
    const world = await givenWorld(api);
    const { lower, higher } = await givenTwo(world);

    const reply = await transaction(api.db, async (rival) => {
      await transitionTicket(
        rival,
        contextOf(world, world.admin),
        await lockTicket(rival, higher),
        { to: "in_progress" },
      );
      return await bulk(world, [
        { op: "update", ticket: lower.id, title: "Not done" },
        { op: "update", ticket: higher.id, title: "Not done" },
      ]);
    });

    assert.deepEqual([reply.status, reply.body.code], [503, "unavailable"]);
    const { body } = await api.get(world.viewer, `${world.workspacePath}/tickets/${lower.id}`);
    assert.equal(body.version, 1);
  });
});

describe("a refused operation of a bulk request", () => {
  it("sends no statement that writes, so that nothing has to be undone", async () => {
    const world = await givenWorld(api);
    const { id } = await givenTicket(api, world, { external_id: "taken" });
    const theirs = await givenTicket(api, world, { assignee_id: world.admin.id });
    const comment = "x".repeat(60_000);
    const full = { metadata: { large: "x".repeat(16_384) } };
    const transition = { op: "transition", ticket: id, to: "in_progress", comment };
    const create = { op: "create", project_id: world.project.id, title: "No" };
    const operations = [
      { ...transition, to: "closed" },
      { ...transition, if_match: 9 },
      { ...transition, resolution: "done" },
      { ...transition, assignee_id: world.outsider.id },
      { ...transition, fields: full },
      { ...transition, ticket: theirs.id, fields: { external_id: "taken" } },
      { op: "update", ticket: theirs.id, title: "No", external_id: "taken" },
      { op: "update", ticket: id, title: "No", ...full },
      { ...create, external_id: "taken" },
      { ...create, assignee_id: world.outsider.id },
      { ...create, ...full },
      { op: "claim", ticket: theirs.id },
      { op: "delete", ticket: id, if_match: 9 },
      { op: "restore", ticket: id, if_match: 9 },
      { op: "comment", ticket: "ENG-99", body: "No." },
    ];

    const { body, written } = await writesOf(() => bulk(world, operations));

    assert.ok(body.results.every(({ problem }: { problem?: object }) => problem !== undefined));
    assert.deepEqual(written, []);
    const control = await writesOf(() => bulk(world, [{ op: "update", ticket: id, title: "Yes" }]));
    // The ticket, the title that it replaces, its words and the event.
    assert.equal(control.written.length, 4);
  });
});

/** Backends with an uncommitted change of a ticket: locking a row takes a weaker lock on its table. */
async function ticketsWrittenButNotCommitted() {
  return await api.db.query(sql`
    select l.pid
      from pg_locks l
     where l.database = (select d.oid from pg_database d where d.datname = current_database())
       and l.relation = 'tickets'::regclass
       and l.mode = 'RowExclusiveLock'`);
}

/** The statements of a request that change rows; statements that only lock are left out. */
async function writesOf(request: () => ReturnType<typeof bulk>) {
  const written: string[] = [];
  const note = (text: unknown) => {
    if (/insert into|delete from|update \w+ \w+\s+set/.test(String(text)))
      written.push(String(text));
  };
  statementChannel.subscribe(note);
  try {
    return { ...(await request()), written };
  } finally {
    statementChannel.unsubscribe(note);
  }
}
