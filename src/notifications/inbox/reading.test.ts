import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { relayAll, settleFeed } from "../../../test/support/feed.ts";
import { givenTicket, givenWorld, type Person, type World } from "../../../test/support/given.ts";
import { untilBlocked } from "../../../test/support/locks.ts";
import { assertProblem } from "../../../test/support/problem.ts";
import { transaction } from "../../db/transaction.ts";
import { lockCursor } from "../../events/consume/queries.ts";
import type { Ticket } from "../../tickets/ticket.ts";
import { notificationsConsumer } from "../fan-out/fan-out.ts";
import { insertNotice } from "../notify.ts";
import { lockInbox } from "./mark-queries.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const inbox = "/v1/notifications";
const settle = () => settleFeed(api.db);

interface Row {
  ticket: { key: string } | null;
  unread: boolean;
  first_unread: number | null;
  latest: number;
  read_to: number;
  reasons: string[];
  archived_at: string | null;
}

async function pageOf(as: Person): Promise<{ data: Row[]; changed_until: string }> {
  const { body } = await api.get(as, `${inbox}?archived=include`);
  return body;
}

/** A ticket of the admin on which the member comments, in the admin's inbox. */
async function givenUnread() {
  const world = await givenWorld(api);
  const ticket = await givenTicket(api, world);
  const path = `${world.workspacePath}/tickets/${ticket.id}`;
  const comment = async (as = world.member) => {
    const { status } = await api.post(as, `${path}/comments`, { body: "Hi" });
    assert.equal(status, 201);
  };
  await comment();
  await settle();
  const row = async () => (await pageOf(world.admin)).data[0] as Row;
  return { world, ticket, path, comment, row, admin: world.admin };
}

/** The sequences of the events of a ticket. */
async function sequencesOf({ viewer, workspacePath }: World, { id }: Ticket): Promise<number[]> {
  const { body } = await api.get(viewer, `${workspacePath}/tickets/${id}/events`);
  return body.data.map(({ sequence }: { sequence: number }) => sequence);
}

describe("reading a ticket", () => {
  it("up to its latest event marks it as read, and the next event makes it unread from there", async () => {
    const { admin, path, comment, row } = await givenUnread();
    const { latest } = await row();

    const { status } = await api.put(admin, `${path}/notification`, { read_to: latest });
    const read = await row();
    await comment();
    await settle();
    const { unread, first_unread, latest: newest, reasons } = await row();

    assert.equal(status, 204);
    assert.deepEqual([read.unread, read.first_unread, read.read_to], [false, null, latest]);
    assert.deepEqual([unread, first_unread, reasons], [true, newest, ["commented"]]);
  });

  it("up to the page that was shown leaves it unread from an event that was committed since", async () => {
    const { world, admin, ticket, path, comment, row } = await givenUnread();
    const shown = await row();
    await comment();
    await comment();
    await settle();

    await api.put(admin, `${path}/notification`, { read_to: shown.latest });

    const { unread, first_unread, read_to } = await row();
    const sequences = await sequencesOf(world, ticket);
    assert.deepEqual(
      [unread, first_unread, read_to],
      [true, sequences.find((sequence) => sequence > shown.latest), shown.latest],
    );
  });

  it("further than the fan-out has got does not make what was seen unread again", async () => {
    const { world, admin, ticket, path, comment, row } = await givenUnread();
    await comment();
    await relayAll(api.db);
    const seen = (await sequencesOf(world, ticket)).at(-1);

    await api.put(admin, `${path}/notification`, { read_to: seen });
    await settle();

    const { unread, latest } = await row();
    assert.deepEqual([unread, latest], [false, seen]);
  });

  it("further than the feed has got hides nothing that happens later", async () => {
    const { admin, path, comment, row } = await givenUnread();

    await api.put(admin, `${path}/notification`, { read_to: 1_000_000 });
    const read = await row();
    await comment();
    await settle();

    assert.deepEqual([read.unread, (await row()).unread], [false, true]);
  });

  it("that is marked as unread is unread from its latest event", async () => {
    const { admin, path, row } = await givenUnread();
    const { latest } = await row();
    await api.put(admin, `${path}/notification`, { read_to: latest });

    await api.delete(admin, `${path}/notification/read`);
    const again = await row();
    await api.put(admin, `${path}/notification`, { read_to: latest });

    assert.deepEqual([again.unread, again.first_unread], [true, latest]);
    assert.equal((await row()).unread, false);
  });

  it("that is archived up to a sequence stays in the inbox if something happened later, unread from there", async () => {
    const { admin, path, row, comment } = await givenUnread();
    const { latest: seen } = await row();
    await comment();
    await settle();

    const { status } = await api.put(admin, `${path}/notification/archive`, { read_to: seen });
    const kept = await row();
    await api.put(admin, `${path}/notification/archive`, { read_to: kept.latest });
    const archived = await row();

    assert.equal(status, 204);
    assert.ok(kept.latest > seen);
    assert.deepEqual(
      [kept.unread, kept.archived_at, kept.read_to, kept.first_unread],
      [true, null, seen, kept.latest],
    );
    assert.deepEqual([archived.unread, archived.archived_at === null], [false, false]);
  });

  it("that is archived marks it as read, until the next event brings it back", async () => {
    const { admin, path, comment, row } = await givenUnread();
    await api.put(admin, `${path}/notification/archive`);
    const archived = await row();
    await api.delete(admin, `${path}/notification/archive`);
    const restored = await row();
    await api.put(admin, `${path}/notification/archive`);
    await comment();
    await settle();
    const back = await row();

    assert.deepEqual([archived.unread, archived.archived_at === null], [false, false]);
    assert.deepEqual([restored.unread, restored.archived_at], [false, null]);
    assert.deepEqual([back.unread, back.archived_at], [true, null]);
  });

  it("that is not in the inbox does nothing, and one that does not exist is 404", async () => {
    const { world, path } = await givenUnread();
    const other = await givenWorld(api);

    const seen = await api.put(world.viewer, `${path}/notification`, { read_to: 1 });
    const archived = await api.put(world.viewer, `${path}/notification/archive`);
    assert.deepEqual([seen.status, archived.status], [204, 204]);
    assert.equal((await api.delete(world.viewer, `${path}/notification/read`)).status, 204);
    assert.deepEqual((await pageOf(world.viewer)).data, []);
    assertProblem(await api.put(other.admin, `${path}/notification`, { read_to: 1 }), "not_found");
    const missing = `${world.workspacePath}/tickets/ENG-99/notification`;
    assertProblem(await api.put(world.admin, missing, { read_to: 1 }), "not_found");
    assertProblem(await api.put(world.admin, `${path}/notification`, {}), "invalid_request");
  });

  it("waits for a fan-out in progress, and then sees its event", async () => {
    const { world, admin, path, row, comment } = await givenUnread();
    const shown = await row();
    await comment();
    await relayAll(api.db);

    let read!: ReturnType<typeof api.put>;
    await transaction(api.db, async (tx) => {
      await lockCursor(tx, world.workspace.id, notificationsConsumer.name);
      await tx.query(lockInbox(admin.id));
      read = api.put(admin, `${path}/notification`, { read_to: shown.latest });
      await untilBlocked(api.db);
    });
    await read;
    await settle();

    const { unread, first_unread, latest } = await row();
    assert.deepEqual([unread, first_unread], [true, latest]);
  });
});

describe("reading everything", () => {
  it("marks what the page shows and not what has changed since, and can be repeated", async () => {
    const { world, admin, comment } = await givenUnread();
    const other = await givenTicket(api, world);
    await api.post(world.member, `${world.workspacePath}/tickets/${other.id}/comments`, {
      body: "Hi",
    });
    await settle();
    const { changed_until } = await pageOf(admin);
    await comment();
    await settle();

    const first = await api.post(admin, `${inbox}/read-all`, { changed_until });
    const second = await api.post(admin, `${inbox}/read-all`, { changed_until });

    assert.deepEqual([first.body, second.body], [{ marked: 1 }, { marked: 0 }]);
    assert.deepEqual(
      (await pageOf(admin)).data.map(({ ticket, unread }) => [ticket?.key, unread]),
      [
        ["ENG-1", true],
        ["ENG-2", false],
      ],
    );
  });

  it("does not mark what is committed after the page, in whichever workspace and however long it took", async () => {
    const { admin } = await givenUnread();
    const notice = (text: string) => ({
      user_id: admin.id,
      workspace_id: null,
      notice: { type: "test", text },
    });

    let second!: Promise<void>;
    let page!: { changed_until: string };
    await transaction(api.db, async (tx) => {
      insertNotice(tx, notice("first"));
      await tx.flush();
      // If it could commit now, the page would show its later time, and hide the first notice's.
      second = transaction(api.db, async (rival) => insertNotice(rival, notice("second")));
      await untilBlocked(api.db);
      page = await pageOf(admin);
    });
    await second;
    const { changed_until } = page;
    const { body } = await api.post(admin, `${inbox}/read-all`, { changed_until });

    assert.deepEqual(body, { marked: 1 });
    assert.deepEqual(
      (await pageOf(admin)).data.map(({ unread }) => unread),
      [true, true, false],
    );
  });

  it("does not mark what the inbox does not show: the trash and archived projects", async () => {
    const { world, admin, ticket, path } = await givenUnread();
    const { workspacePath, project, member } = world;
    const made = await api.post(admin, `${workspacePath}/projects`, { name: "Old", key: "OLD" });
    const archived = `${workspacePath}/projects/${made.body.id}`;
    const assigned = { title: "Old", assignee_id: admin.id };
    assert.equal((await api.post(member, `${archived}/tickets`, assigned)).status, 201);
    const shown = await api.post(member, `${workspacePath}/projects/${project.id}/tickets`, {
      title: "Shown",
      assignee_id: admin.id,
    });
    await settle();
    await api.delete(admin, archived);
    await api.delete(admin, path);
    await settle();
    const page = await api.get(admin, inbox);
    const keys = page.body.data.map(({ ticket }: Row) => ticket?.key);
    assert.deepEqual(keys, [shown.body.key]);

    const { changed_until } = page.body;
    const { body } = await api.post(admin, `${inbox}/read-all`, { changed_until });

    assert.deepEqual(body, { marked: 1 });
    assert.equal((await api.get(admin, `${inbox}/unread-count`)).body.unread, 0);
    const all = await api.get(admin, `${inbox}?archived_projects=include`);
    assert.deepEqual(
      Object.fromEntries(all.body.data.map(({ ticket, unread }: Row) => [ticket?.key, unread])),
      { [shown.body.key]: false, "OLD-1": true },
    );
    await api.post(admin, `${workspacePath}/tickets/${ticket.id}/restore`);
    const restored = (await pageOf(admin)).data.find((each) => each.ticket?.key === ticket.key);
    assert.equal(restored?.unread, true);
  });

  it("is limited to one workspace on request", async () => {
    const { world, admin } = await givenUnread();
    const { changed_until } = await pageOf(admin);
    const { id } = (await givenWorld(api)).workspace;
    const all = `${inbox}/read-all`;

    const none = await api.post(admin, all, { changed_until, workspace_id: id });
    const own = await api.post(admin, all, { changed_until, workspace_id: world.workspace.id });

    assert.deepEqual([none.body, own.body], [{ marked: 0 }, { marked: 1 }]);
  });
});
