import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { settleFeed } from "../../test/support/feed.ts";
import { givenTicket, givenWorld, type Person, type World } from "../../test/support/given.ts";
import { outboxEvents } from "../../test/support/outbox.ts";
import { sql } from "../db/sql.ts";
import { recordDueTicketsAt } from "../jobs/record-due-tickets.ts";
import type { Ticket } from "../tickets/ticket.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const never = new AbortController().signal;
const runAt = (at: string) => recordDueTicketsAt(new Date(at), api.instance, never);
const pathOf = ({ workspacePath }: World, { id }: Pick<Ticket, "id">) =>
  `${workspacePath}/tickets/${id}`;

/** The date and the kind of each event of the workspace, in order. */
async function kindsOf(world: World): Promise<string[]> {
  const events = await outboxEvents(api, world, "ticket.due");
  return events.map(({ data }) => `${data.due_on} ${data.kind}`);
}

async function setZone(person: Person, time_zone: string | null): Promise<void> {
  const reply = await api.patch(person, "/v1/me/notification-settings", { time_zone });
  assert.equal(reply.status, 200);
}

async function setDue(world: World, ticket: Ticket, due_on: string | null): Promise<void> {
  const reply = await api.patchAndRead(world.admin, pathOf(world, ticket), { due_on });
  assert.equal(reply.status, 200);
}

describe("a ticket with a due date", () => {
  it("is due soon, today and overdue, once each, when these days begin in UTC", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world, { due_on: "2030-05-10" });

    await runAt("2030-05-08T23:59:59Z");
    assert.deepEqual(await kindsOf(world), []);
    for (const at of ["2030-05-09T00:00:00Z", "2030-05-09T00:01:00Z", "2030-05-09T23:59:59Z"]) {
      await runAt(at);
      assert.deepEqual(await kindsOf(world), ["2030-05-10 soon"]);
    }
    await runAt("2030-05-10T00:00:00Z");
    await runAt("2030-05-10T23:59:59Z");
    assert.deepEqual(await kindsOf(world), ["2030-05-10 soon", "2030-05-10 today"]);
    for (const day of ["11", "12", "17", "18", "30"]) await runAt(`2030-05-${day}T00:00:00Z`);
    assert.deepEqual(await kindsOf(world), [
      "2030-05-10 soon",
      "2030-05-10 today",
      "2030-05-10 overdue",
    ]);
  });

  it("has an event that names no actor, and stays as it is", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world, {
      due_on: "2030-05-10",
      assignee_id: world.member.id,
    });

    await runAt("2030-05-10T12:00:00Z");
    await settleFeed(api.db);

    const { body } = await api.get(world.viewer, `${world.workspacePath}/events?limit=100`);
    const event = body.data.at(-1);
    assert.deepEqual(
      [event.type, event.actor_id, event.subject_type, event.subject_id, event.ticket_id],
      ["ticket.due", null, "ticket", ticket.id, ticket.id],
    );
    assert.deepEqual(event.data, {
      key: ticket.key,
      project_id: ticket.project_id,
      version: ticket.version,
      status: "open",
      changes: {},
      kind: "today",
      due_on: "2030-05-10",
      assignee_id: world.member.id,
      reporter_id: world.admin.id,
    });
    assert.deepEqual((await api.get(world.viewer, pathOf(world, ticket))).body, ticket);
  });

  it("is in the inbox of its assignee, or else of its reporter, with the reason `due`", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world, { due_on: "2030-05-10", assignee_id: world.member.id });
    await givenTicket(api, world, { due_on: "2030-05-10" });

    await runAt("2030-05-10T12:00:00Z");
    await settleFeed(api.db);

    for (const [person, key] of [
      [world.member, "ENG-1"],
      [world.admin, "ENG-2"],
    ] as const) {
      const { body } = await api.get(person, "/v1/notifications?unread=true&reason=due");
      assert.deepEqual(
        body.data.map((row: { ticket: Ticket }) => row.ticket.key),
        [key],
      );
    }
  });

  it("is due by the days of its assignee, from UTC+14 to UTC-12", async () => {
    for (const [zone, soon, today, overdue] of [
      ["Pacific/Kiritimati", "2030-05-08T10:00Z", "2030-05-09T10:00Z", "2030-05-10T10:00Z"],
      ["Etc/GMT+12", "2030-05-09T12:00Z", "2030-05-10T12:00Z", "2030-05-11T12:00Z"],
    ] as const) {
      const world = await givenWorld(api);
      await setZone(world.member, zone);
      await setZone(world.admin, "Asia/Tokyo");
      await givenTicket(api, world, { due_on: "2030-05-10", assignee_id: world.member.id });
      const expected: string[] = [];
      for (const [at, kind] of [
        [soon, "soon"],
        [today, "today"],
        [overdue, "overdue"],
      ] as const) {
        await recordDueTicketsAt(new Date(Date.parse(at) - 1), api.instance, never);
        assert.deepEqual(await kindsOf(world), expected, `${zone} before ${at}`);
        await runAt(at);
        expected.push(`2030-05-10 ${kind}`);
        assert.deepEqual(await kindsOf(world), expected, `${zone} at ${at}`);
      }
    }
  });

  it("is due by the days of its reporter if nobody is assigned, and in UTC if they have no zone", async () => {
    const world = await givenWorld(api);
    await setZone(world.admin, "Asia/Tokyo");
    const unassigned = await givenTicket(api, world, { due_on: "2030-05-10" });
    const assigned = await givenTicket(api, world, {
      due_on: "2030-05-10",
      assignee_id: world.member.id,
    });
    const dueSince = async () => (await outboxEvents(api, world, "")).at(-1)?.ticket_id;

    await runAt("2030-05-08T14:59:59Z");
    assert.deepEqual(await kindsOf(world), []);
    await runAt("2030-05-08T15:00:00Z");
    assert.deepEqual(
      [await kindsOf(world), await dueSince()],
      [["2030-05-10 soon"], unassigned.id],
    );
    await runAt("2030-05-09T00:00:00Z");
    assert.equal((await kindsOf(world)).length, 2);
    assert.equal(await dueSince(), assigned.id);
  });

  it("is due by the days of the new assignee, and never again soon after it was due", async () => {
    const world = await givenWorld(api);
    await setZone(world.member, "Asia/Tokyo");
    const ticket = await givenTicket(api, world, {
      due_on: "2030-05-10",
      assignee_id: world.member.id,
    });
    await runAt("2030-05-09T15:00:00Z");
    assert.deepEqual(await kindsOf(world), ["2030-05-10 today"]);

    await setZone(world.admin, "America/Los_Angeles");
    await api.patch(world.admin, pathOf(world, ticket), { assignee_id: world.admin.id });
    await runAt("2030-05-09T15:01:00Z");
    await runAt("2030-05-10T07:00:00Z");
    assert.deepEqual(await kindsOf(world), ["2030-05-10 today"]);
    await setZone(world.admin, "Pacific/Kiritimati");
    await runAt("2030-05-10T10:00:00Z");
    assert.deepEqual(await kindsOf(world), ["2030-05-10 today", "2030-05-10 overdue"]);
  });

  it("is due again on another date, and not again on one that it had before", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world, { due_on: "2030-05-10" });
    await runAt("2030-05-10T08:00:00Z");

    await setDue(world, ticket, "2030-05-11");
    await runAt("2030-05-10T08:01:00Z");
    await setDue(world, ticket, "2030-05-10");
    await runAt("2030-05-10T08:02:00Z");
    await setDue(world, ticket, null);
    await runAt("2030-05-11T00:00:00Z");
    assert.deepEqual(await kindsOf(world), ["2030-05-10 today", "2030-05-11 soon"]);

    await setDue(world, ticket, "2030-05-10");
    await runAt("2030-05-11T00:01:00Z");
    assert.equal((await kindsOf(world)).at(-1), "2030-05-10 overdue");
  });

  it("has only the event of the current day after a worker was away, and none after a week", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world, { due_on: "2030-05-10" });
    await givenTicket(api, world, { due_on: "2030-05-11" });
    await givenTicket(api, world, { due_on: "2030-05-18" });
    await givenTicket(api, world, { due_on: "2030-05-19" });
    await givenTicket(api, world, { due_on: "2030-05-20" });

    await runAt("2030-05-18T12:00:00Z");

    assert.deepEqual(await kindsOf(world), [
      "2030-05-11 overdue",
      "2030-05-18 today",
      "2030-05-19 soon",
    ]);
  });
});

describe("a ticket is not due", () => {
  it("while its status is done, whatever the name, and is when it is reopened", async () => {
    const world = await givenWorld(api, { workflow: "reopenable" });
    const open = await givenTicket(api, world, { due_on: "2030-05-10" });
    const doing = await givenTicket(api, world, { due_on: "2030-05-10", status: "in_progress" });
    const closed = await givenTicket(api, world, { due_on: "2030-05-10", status: "closed" });

    await runAt("2030-05-10T12:00:00Z");
    const due = async () =>
      (await outboxEvents(api, world, "ticket.due")).map(({ ticket_id }) => ticket_id);
    assert.deepEqual(await due(), [open.id, doing.id]);

    const { status } = await api.post(world.admin, `${pathOf(world, closed)}/transitions`, {
      to: "open",
      reason: "It is not.",
    });
    assert.equal(status, 200);
    await runAt("2030-05-10T12:01:00Z");
    assert.deepEqual(await due(), [open.id, doing.id, closed.id]);
  });

  it("while it is in the trash, its project is archived or its workspace deleted", async () => {
    const [trash, archived, deleted] = [
      await givenWorld(api),
      await givenWorld(api),
      await givenWorld(api),
    ];
    const worlds = [trash, archived, deleted];
    const tickets = [];
    for (const world of worlds) {
      tickets.push(await givenTicket(api, world, { due_on: "2030-05-10" }));
    }
    const projectPath = `${archived.workspacePath}/projects/${archived.project.id}`;
    await api.delete(trash.admin, pathOf(trash, tickets[0] as Ticket));
    await api.delete(archived.admin, projectPath);
    await api.delete(deleted.admin, deleted.workspacePath);

    await runAt("2030-05-10T12:00:00Z");
    for (const world of worlds) assert.deepEqual(await kindsOf(world), []);

    await api.post(trash.admin, `${pathOf(trash, tickets[0] as Ticket)}/restore`);
    await api.post(archived.admin, `${projectPath}/restore`);
    await api.post(deleted.admin, `${deleted.workspacePath}/restore`);
    await runAt("2030-05-10T12:01:00Z");
    for (const world of worlds) assert.deepEqual(await kindsOf(world), ["2030-05-10 today"]);
  });

  it("by a time zone that Node.js does not know any more: then it is by UTC", async () => {
    const world = await givenWorld(api);
    await api.db.query(sql`
      insert into user_notification_settings (user_id, time_zone)
      values (${world.admin.id}, 'Mars/Olympus')`);
    await givenTicket(api, world, { due_on: "2030-05-10" });

    await runAt("2030-05-10T00:00:00Z");

    assert.deepEqual(await kindsOf(world), ["2030-05-10 today"]);
  });
});
