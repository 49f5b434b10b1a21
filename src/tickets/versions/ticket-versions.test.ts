import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import {
  contextOf,
  givenMember,
  givenWorld,
  type Person,
  type World,
} from "../../../test/support/given.ts";
import { lockTicket, untilBlocked } from "../../../test/support/locks.ts";
import { outboxEvents } from "../../../test/support/outbox.ts";
import { assertProblem } from "../../../test/support/problem.ts";
import { sql } from "../../db/sql.ts";
import { transaction } from "../../db/transaction.ts";
import { limits } from "../../limits.ts";
import { editTicket } from "../edit.ts";
import type { Ticket } from "../ticket.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

interface Texts {
  version: number;
  first_version: number | null;
  title: string | null;
  description: string | null;
  written_by: string | null;
  redacted_at: string | null;
}

const summary = (data: Texts[]) =>
  data.map(({ first_version, version, title, description, written_by }) => [
    ...[first_version, version, title, description, written_by],
  ]);

describe("the versions of a ticket", () => {
  it("are its titles and descriptions, newest first, with the versions that had them and who wrote them", async () => {
    const world = await givenWorld(api);
    const colleague = await givenMember(api, world.workspace, "member");
    const { path, ticket } = await givenOwnTicket(world, { title: "Typo", description: "Blank" });
    await api.put(world.member, `${path}/labels/bug`);
    await api.patch(colleague, path, { title: "Title" });
    await api.post(world.member, `${path}/transitions`, {
      to: "in_progress",
      fields: { description: null, priority: "high" },
    });
    await api.patch(world.member, path, { priority: "low" });

    const { status, body } = await api.get(world.member, `${path}/versions`);

    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual(summary(body.data), [
      [4, 5, "Title", null, world.member.id],
      [3, 3, "Title", "Blank", colleague.id],
      [1, 2, "Typo", "Blank", world.member.id],
    ]);
    const now = (await api.get(world.member, path)).body;
    const [current, middle, first] = body.data;
    assert.equal(first.written_at, ticket.created_at);
    assert.ok(first.written_at < middle.written_at && middle.written_at < current.written_at);
    assert.ok(current.written_at < now.updated_at);
    assert.deepEqual(
      body.data.map(({ is_current }: { is_current: boolean }) => is_current),
      [true, false, false],
    );
    assert.deepEqual(Object.keys(current).sort(), [
      ...["description", "first_version", "is_current", "redacted_at", "redacted_by"],
      ...["ticket_id", "title", "version", "written_at", "written_by"],
    ]);
  });

  it("grow by a title or description that a bulk request replaces, and by nothing else", async () => {
    const world = await givenWorld(api);
    const { path, ticket } = await givenOwnTicket(world, { title: "Typo" });
    for (const request of [{ priority: "high" }, { title: "Typo" }, { metadata: { a: 1 } }]) {
      await api.patch(world.member, path, request);
    }
    await api.post(world.member, `${path}/claim`);
    const { body: results } = await api.post(world.member, `${world.workspacePath}/tickets/bulk`, {
      operations: [
        { op: "update", ticket: ticket.id, title: "Bulk" },
        { op: "update", ticket: ticket.id, due_on: "2027-01-01" },
      ],
    });
    assert.equal(results.results[1].ticket.version, 6, JSON.stringify(results));

    const { body } = await api.get(world.member, `${path}/versions`);

    assert.deepEqual(summary(body.data), [
      [5, 6, "Bulk", null, world.member.id],
      [1, 4, "Typo", null, world.member.id],
    ]);
  });

  it("come in pages that also end at 1 MiB of text", async () => {
    const world = await givenWorld(api);
    const { path } = await givenOwnTicket(world, { title: "1" });
    for (const title of ["2", "3", "4", "5"]) await api.patch(world.member, path, { title });
    const pages: (string | null)[][] = [];
    for (let cursor = ""; ; ) {
      const { body } = await api.get(world.member, `${path}/versions?limit=2${cursor}`);
      pages.push(body.data.map(({ title }: Texts) => title));
      if (!body.next_cursor) break;
      cursor = `&cursor=${body.next_cursor}`;
    }
    assert.deepEqual(pages, [["5", "4"], ["3", "2"], ["1"]]);

    const description = "x".repeat(limits.text);
    for (let n = 0; n < 17; n += 1) {
      await api.patch(world.member, path, { description: `${n}`.padStart(limits.text, "x") });
    }
    const { body } = await api.get(world.member, `${path}/versions`);
    assert.equal(body.data.length, Math.floor(limits.page_bytes / (description.length + 1)));
    assert.notEqual(body.next_cursor, null);
  });

  it("say null where Slacky does not know since when, as of a ticket from before versions were kept", async () => {
    const world = await givenWorld(api);
    const { path, ticket } = await givenOwnTicket(world, { title: "Edited before" });
    await api.db.query(sql`
      update tickets
         set texts_since = null, version = 7
       where workspace_id = ${world.workspace.id}
         and id = ${ticket.id}`);
    const unknown = await api.get(world.member, `${path}/versions`);
    assert.deepEqual(summary(unknown.body.data), [[null, 7, "Edited before", null, null]]);
    await api.patch(world.member, path, { title: "Now" });

    const { body } = await api.get(world.member, `${path}/versions`);

    assert.deepEqual(summary(body.data), [
      [8, 8, "Now", null, world.member.id],
      [null, 7, "Edited before", null, null],
    ]);
  });

  it("are for the reporter and admins, until the workspace shows them to all", async () => {
    const world = await givenWorld(api);
    const { path } = await givenOwnTicket(world, { title: "Typo" });
    await api.patch(world.member, path, { title: "Title" });
    const colleague = await givenMember(api, world.workspace, "member");

    for (const reader of [colleague, world.viewer]) {
      const refused = await api.get(reader, `${path}/versions`);
      assertProblem(refused, "forbidden");
      assert.equal(refused.body.required_permission, "version:read_any");
    }
    assert.equal((await api.get(world.admin, `${path}/versions`)).status, 200);
    await api.patch(world.admin, world.workspacePath, { versions_visible_to_all: true });
    assert.equal((await api.get(world.viewer, `${path}/versions`)).body.data.length, 2);
  });

  it("answer 404 in another workspace and in the trash, and refuse a cursor of another ticket", async () => {
    const world = await givenWorld(api);
    const other = await givenWorld(api);
    const { path, ticket } = await givenOwnTicket(world, { title: "Typo" });
    await api.patch(world.member, path, { title: "Title" });
    const neighbour = await givenOwnTicket(world, { title: "Neighbour" });

    for (const base of [world.workspacePath, other.workspacePath]) {
      const versions = `${base}/tickets/${ticket.id}/versions`;
      assertProblem(await api.get(other.admin, versions), "not_found");
      assertProblem(await api.delete(other.admin, `${versions}/1`), "not_found");
    }
    const { body } = await api.get(world.member, `${path}/versions?limit=1`);
    const borrowed = `${neighbour.path}/versions?cursor=${body.next_cursor}`;
    assertProblem(await api.get(world.member, borrowed), "invalid_request");
    await api.delete(world.member, path);
    assertProblem(await api.get(world.member, `${path}/versions`), "not_found");
  });
});

describe("redacting a version of a ticket", () => {
  it("empties title and description and keeps who wrote them, once, with an event", async () => {
    const world = await givenWorld(api);
    const { path, ticket } = await givenOwnTicket(world, {
      title: "hunter2",
      description: "hunter2",
    });
    await api.patch(world.member, path, { title: "Title", description: null });
    const before = (await api.get(world.member, path)).body;

    const first = await api.delete(world.member, `${path}/versions/1`);
    const again = await api.delete(world.admin, `${path}/versions/1`);

    assert.deepEqual([first.status, again.status], [204, 204]);
    const { body } = await api.get(world.member, `${path}/versions`);
    assert.deepEqual(summary(body.data), [
      [2, 2, "Title", null, world.member.id],
      [1, 1, null, null, world.member.id],
    ]);
    assert.equal(body.data[1].redacted_by, world.member.id);
    assert.ok(body.data[1].redacted_at > ticket.created_at);
    assert.deepEqual((await api.get(world.member, path)).body, before);
    const events = await outboxEvents(api, world, "ticket.version_redacted");
    assert.deepEqual(
      events.map(({ subject_id, data }) => [subject_id, data]),
      [
        [
          ticket.id,
          {
            ...{ key: ticket.key, project_id: ticket.project_id, status: "open" },
            ...{ version: 2, changes: {}, redacted_version: 1 },
          },
        ],
      ],
    );
  });

  it("is for the reporter, the writer of those texts and admins", async () => {
    const world = await givenWorld(api);
    const colleague = await givenMember(api, world.workspace, "member");
    const { path } = await givenOwnTicket(world, { title: "1" });
    await api.patch(colleague, path, { title: "2" });
    await api.patch(colleague, path, { title: "3" });
    await api.patch(world.member, path, { title: "4" });
    const redact = (as: Person, version: number) => api.delete(as, `${path}/versions/${version}`);

    const refused = await redact(colleague, 1);
    assertProblem(refused, "forbidden");
    assert.equal(refused.body.required_permission, "version:redact_any");
    const viewer = await redact(world.viewer, 1);
    assert.equal(viewer.body.required_permission, "ticket:edit");
    for (const [as, version] of [
      [world.member, 1],
      [colleague, 2],
      [world.admin, 3],
    ] as const) {
      assert.equal((await redact(as, version)).status, 204, `${version}`);
    }
  });

  it("is refused for the current texts, and 404 for a version with which no texts ended", async () => {
    const world = await givenWorld(api);
    const { path } = await givenOwnTicket(world, { title: "1" });
    await api.patch(world.member, path, { priority: "high" });
    await api.patch(world.member, path, { title: "2" });

    assertProblem(await api.delete(world.member, `${path}/versions/3`), "version_is_current");
    for (const version of ["1", "4"]) {
      assertProblem(await api.delete(world.member, `${path}/versions/${version}`), "not_found");
    }
    assert.equal((await api.delete(world.member, `${path}/versions/2`)).status, 204);
  });

  it("waits for an edit that is in progress, and then finds its version", async () => {
    const world = await givenWorld(api);
    const { path, ticket } = await givenOwnTicket(world, { title: "1" });
    let late!: ReturnType<TestApi["delete"]>;
    await transaction(api.db, async (rival) => {
      const locked = await lockTicket(rival, ticket);
      const patch = { patch: { title: "2" } };
      await editTicket(rival, contextOf(world, world.member), locked, patch);
      late = api.delete(world.member, `${path}/versions/1`);
      await untilBlocked(api.db);
    });
    assert.equal((await late).status, 204);
    const { body } = await api.get(world.member, `${path}/versions`);
    assert.deepEqual(
      body.data.map(({ title }: Texts) => title),
      ["2", null],
    );
  });
});

/** A ticket that the member reported. */
async function givenOwnTicket(world: World, draft: { title: string; description?: string }) {
  const tickets = `${world.workspacePath}/projects/${world.project.id}/tickets`;
  const { body } = await api.post(world.member, tickets, draft);
  const ticket: Ticket = body;
  return { ticket, path: `${world.workspacePath}/tickets/${ticket.id}` };
}
