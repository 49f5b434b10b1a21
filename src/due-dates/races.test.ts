import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { contextOf, givenTicket, givenWorld, type World } from "../../test/support/given.ts";
import { lockTicket } from "../../test/support/locks.ts";
import { outboxEvents } from "../../test/support/outbox.ts";
import { failingAt } from "../../test/support/proxies/failing-db.ts";
import { withDedicatedConnection } from "../db/dedicated-connection.ts";
import { sql } from "../db/sql.ts";
import { transaction } from "../db/transaction.ts";
import { recordDueTicketsAt } from "../jobs/record-due-tickets.ts";
import { limits } from "../limits.ts";
import { editTicket } from "../tickets/edit.ts";
import type { Ticket } from "../tickets/ticket.ts";
import { type LocalDays, localDaysAt } from "./local-days.ts";
import { insertDueEvents, listWorkspacesWithDueTickets, lockTickets } from "./queries.ts";
import { recordDueTickets } from "./record-due-tickets.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const never = new AbortController().signal;
const noon = new Date("2030-05-10T12:00:00Z");
const days = localDaysAt(noon, []);
const run = () => recordDueTicketsAt(noon, api.instance, never);
const due_on = "2030-05-10";

async function kindsOf(world: World): Promise<string[]> {
  return (await outboxEvents(api, world, "ticket.due")).map(({ data }) => data.kind);
}

/** As many tickets that are due today. */
async function givenDue(world: World, count: number): Promise<void> {
  const create = { op: "create", project_id: world.project.id, title: "Due", due_on };
  for (let left = count; left > 0; left -= 100) {
    const operations = Array(Math.min(left, 100)).fill(create);
    const { status } = await api.post(world.admin, `${world.workspacePath}/tickets/bulk`, {
      operations,
    });
    assert.equal(status, 200);
  }
}

describe("the job that records due tickets", () => {
  it("takes a limited number of a workspace per run, and loses none of the others", async () => {
    const world = await givenWorld(api);
    await givenDue(world, 270);
    const take = (stopping = never) =>
      recordDueTickets(api.db, world.workspace.id, { days, limit: 120, stopping });

    assert.equal(await take(AbortSignal.abort()), 0);
    assert.deepEqual([await take(), await take(), await take(), await take()], [120, 120, 30, 0]);

    const events = await outboxEvents(api, world, "ticket.due");
    assert.equal(new Set(events.map(({ ticket_id }) => ticket_id)).size, 270);
    assert.equal(limits.due_events_of_run, 1_000);
  });

  it("records each ticket once if several workers run at the same time", async () => {
    const world = await givenWorld(api);
    await givenDue(world, 150);

    await Promise.all([run(), run(), run()]);
    await run();

    const events = await outboxEvents(api, world, "ticket.due");
    assert.equal(events.length, 150);
    assert.equal(new Set(events.map(({ ticket_id }) => ticket_id)).size, 150);
  });

  it("waits for no worker that is at a ticket, and does not repeat what that one has done", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world, { due_on });
    await givenTicket(api, world, { due_on });
    await transaction(api.db, async (rival) => {
      await recordAs(rival, world, ticket);
      await run();
      assert.equal((await kindsOf(world)).length, 1);
    });

    await run();

    assert.equal((await kindsOf(world)).length, 1, "the rival recorded no event here");
  });

  it("remembers and records, or does neither, wherever a worker dies", async () => {
    const world = await givenWorld(api);
    await givenDue(world, 3);
    const take = (db: TestApi["db"]) =>
      recordDueTickets(db, world.workspace.id, { days, limit: 10, stopping: never });
    const before = await stateOf(world);

    let batch = 1;
    const isDone = () => take(failingAt(api.db, batch)).then(Boolean, () => false);
    for (; !(await isDone()); batch += 1) {
      assert.deepEqual(await stateOf(world), before, `died before batch ${batch}`);
    }

    assert.ok(batch > 3, "before the locks, before it remembers, and before COMMIT");
    assert.deepEqual(await stateOf(world), { events: 3, remembered: 3 });
    await run();
    assert.deepEqual(await stateOf(world), { events: 3, remembered: 3 });
  });

  it("records nothing of a ticket that changes meanwhile, until it finds what it then is", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world, { due_on });
    await transaction(api.db, async (rival) => {
      await editTicket(rival, contextOf(world, world.admin), await lockTicket(rival, ticket), {
        patch: { due_on: "2030-05-11" },
      });
      await run();
    });
    assert.deepEqual(await kindsOf(world), []);

    // As a job that had listed the ticket while it was due today.
    const found = await transaction(api.db, (tx) => recordAs(tx, world, ticket));
    assert.deepEqual(
      found.map(({ kind, due_on }) => [kind, due_on]),
      [["soon", "2030-05-11"]],
    );
  });

  it("records nothing in a project or workspace that is locked against it", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world, { due_on });
    const { workspace } = world;
    await transaction(api.db, async (rival) => {
      await rival.query(
        sql`select p.id from projects p where p.workspace_id = ${workspace.id} for update`,
      );
      await run();
    });
    await transaction(api.db, async (rival) => {
      await rival.query(
        sql`select w.id from workspaces w where w.id = ${workspace.id} for no key update`,
      );
      await run();
    });
    assert.deepEqual(await kindsOf(world), []);

    await run();
    assert.deepEqual(await kindsOf(world), ["today"]);
  });
});

async function stateOf(world: World): Promise<{ events: number; remembered: number }> {
  const rows = await api.db.query(sql`
    select e.kind from ticket_due_events e where e.workspace_id = ${world.workspace.id}`);
  return { events: (await kindsOf(world)).length, remembered: rows.length };
}

async function recordAs(
  tx: Parameters<typeof insertDueEvents>[0],
  { workspace, project }: World,
  { id }: Pick<Ticket, "id">,
) {
  await tx.query(lockTickets(workspace.id, [id]));
  return await insertDueEvents(tx, workspace.id, {
    days,
    ticket_ids: [id],
    project_ids: [project.id],
  });
}

describe("looking for due tickets", () => {
  it("reads the tickets whose date is near, however many others there are", async () => {
    const world = await givenWorld(api);
    await givenDue(world, 20);
    await run();
    await analyzeTickets();
    const few = await countRead(days);
    await givenOthers(world, 3_000);
    await analyzeTickets();

    const many = await countRead(days);
    assert.deepEqual([few.workspaces, many.workspaces], [0, 0]);
    // An index gives the rows of a page that was vacuumed meanwhile without reading them.
    for (const table of ["tickets", "ticket_due_events"]) {
      assert.ok((many[table] ?? 0) <= (few[table] ?? 0) + 40, JSON.stringify({ few, many }));
    }
    await givenTicket(api, world, { due_on });
    assert.equal((await countRead(days)).workspaces, 1);
  });
});

/** As many tickets without a date, and as many with one that is far away. */
async function givenOthers(world: World, count: number): Promise<void> {
  const { workspace, project, admin } = world;
  await transaction(api.db, async (tx) => {
    await tx.query(sql`
      insert into tickets (workspace_id, id, project_id, number, title, status, reporter_id, due_on)
      select ${workspace.id}, gen_random_uuid(), ${project.id}, 1000 + n, 'Other', 'open',
             ${admin.id}, case when n % 2 = 0 then date '2031-01-01' + n end
        from generate_series(1, ${count}::integer) n`);
    await tx.query(sql`
      insert into ticket_status_history (workspace_id, ticket_id, sequence, project_id,
                                         workflow_id, to_status, actor_id)
      select t.workspace_id, t.id, 1, t.project_id, ${project.workflow_id}, t.status, t.reporter_id
        from tickets t
       where t.workspace_id = ${workspace.id}
         and t.number > 1000`);
  });
}

/** How many workspaces are found, and how many entries of each table are read for it. */
/** So that the plan follows from the rows, and not from when the table was last vacuumed. */
async function analyzeTickets(): Promise<void> {
  await withDedicatedConnection(api.instance.config.databaseOwnerUrl ?? "", (owner) =>
    owner.execute("analyze tickets, ticket_due_events"),
  );
}

async function countRead(days: LocalDays): Promise<Record<string, number>> {
  return await transaction(api.db, async (tx) => {
    await tx.query(sql`set local enable_seqscan = off`);
    const count = async () => {
      const rows = await tx.query(sql<{ name: string; read: number }>`
        select s.relname as name, (s.seq_tup_read + s.idx_tup_fetch)::integer as read
          from pg_stat_xact_user_tables s
         where s.relname in ('tickets', 'ticket_due_events')`);
      return Object.fromEntries(rows.map(({ name, read }) => [name, read]));
    };
    const before = await count();
    const found = await listWorkspacesWithDueTickets(tx, days);
    const after = await count();
    return {
      workspaces: found.length,
      tickets: (after.tickets ?? 0) - (before.tickets ?? 0),
      ticket_due_events: (after.ticket_due_events ?? 0) - (before.ticket_due_events ?? 0),
    };
  });
}
