import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { contextOf, givenTicket, givenWorld, type World } from "../../test/support/given.ts";
import { lockTicket, untilBlocked } from "../../test/support/locks.ts";
import { textDigest } from "../../test/support/outbox.ts";
import { sql } from "../db/sql.ts";
import { transaction } from "../db/transaction.ts";
import { editTicket } from "./edit.ts";
import { createShape } from "./fields/ticket-fields.ts";
import type { EditableFields } from "./ticket.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

/** The changes in the newest event of a ticket. */
async function lastChanges(ticket: { id: string }) {
  const [event] = await api.db.query(sql<{ data: { changes: Record<string, unknown> } }>`
    select data
      from outbox
     where ticket_id = ${ticket.id}
     order by position desc
     limit 1`);
  return event?.data.changes;
}

/** The value of a field as its event records it: a description has only its digest there. */
function recordedAs(field: string, value: unknown): unknown {
  return field === "description" && typeof value === "string" ? textDigest(value) : value;
}

/** A value for each field. A new field without a sample does not compile. */
const samplesIn = ({ viewer }: World): EditableFields => ({
  title: "The login page stays blank",
  description: "Only in **Firefox**",
  priority: "high",
  assignee_id: viewer.id,
  due_on: "2026-12-24",
  external_id: "CRM-7",
  metadata: { build: 418 },
});
const fieldNames = Object.keys(createShape) as (keyof EditableFields)[];

describe("every field of a ticket", () => {
  it("is stored and recorded when a ticket is created with it", async () => {
    const world = await givenWorld(api);
    const samples = samplesIn(world);
    const path = `${world.workspacePath}/projects/${world.project.id}/tickets`;

    const { body: created } = await api.post(world.member, path, samples);

    const { body: stored } = await api.get(world.member, `${world.workspacePath}/tickets/ENG-1`);
    const recorded = await lastChanges(created);
    for (const name of fieldNames) {
      assert.deepEqual(stored[name], samples[name], name);
      assert.deepEqual(recorded?.[name], { from: null, to: recordedAs(name, samples[name]) }, name);
    }
  });

  for (const name of fieldNames) {
    it(`is stored and recorded by a PATCH of that field alone: ${name}`, async () => {
      const world = await givenWorld(api);
      const ticket = await givenTicket(api, world);
      const path = `${world.workspacePath}/tickets/ENG-1`;
      const to = samplesIn(world)[name];

      await api.patch(world.member, path, { [name]: to });

      assert.deepEqual((await api.get(world.member, path)).body[name], to);
      assert.deepEqual(await lastChanges(ticket), {
        [name]: { from: ticket[name], to: recordedAs(name, to) },
      });
    });
  }
});

describe("editing a ticket", () => {
  it("changes only the fields in the patch and records their old and new values", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world, { description: "old", priority: "low" });

    const { status, headers, body } = await api.patchAndRead(
      world.member,
      `${world.workspacePath}/tickets/ENG-1`,
      {
        title: "New",
        description: "*new*",
        assignee_id: world.member.id,
      },
    );

    assert.equal(status, 200, JSON.stringify(body));
    assert.equal(headers.get("etag"), '"2"');
    assert.deepEqual(body, {
      ...ticket,
      title: "New",
      description: "*new*",
      description_html: "<p><em>new</em></p>\n",
      assignee_id: world.member.id,
      version: 2,
      updated_at: body.updated_at,
    });
    assert.deepEqual(await lastChanges(ticket), {
      title: { from: "A ticket", to: "New" },
      description: { from: textDigest("old"), to: textDigest("*new*") },
      assignee_id: { from: null, to: world.member.id },
    });
  });

  it("clears a field that is set to null", async () => {
    const world = await givenWorld(api);
    const given = {
      description: "text",
      assignee_id: world.member.id,
      due_on: "2026-12-24",
      external_id: "CRM-1",
    };
    await givenTicket(api, world, given);
    const nothing = { description: null, assignee_id: null, due_on: null, external_id: null };

    const { body } = await api.patchAndRead(
      world.member,
      `${world.workspacePath}/tickets/ENG-1`,
      nothing,
      {
        "content-type": "application/merge-patch+json",
      },
    );

    for (const field of Object.keys(nothing)) assert.equal(body[field], null, field);
    assert.equal(body.description_html, null);
  });

  it("merges metadata according to RFC 7396", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world, { metadata: { keep: 1, drop: 2, deep: { a: 1, b: [1] } } });

    const { body } = await api.patchAndRead(world.member, `${world.workspacePath}/tickets/ENG-1`, {
      metadata: { drop: null, deep: { a: { x: null, y: 2 }, b: [2] }, add: "é" },
    });

    assert.deepEqual(body.metadata, { keep: 1, deep: { a: { y: 2 }, b: [2] }, add: "é" });
    const cleared = await api.patchAndRead(world.member, `${world.workspacePath}/tickets/ENG-1`, {
      metadata: null,
    });
    assert.deepEqual([cleared.body.metadata, cleared.body.version], [{}, 3]);
  });

  it("adds neither a version nor an event if every value is unchanged", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world, { metadata: { a: 1 }, description: "x" });

    const { body } = await api.patchAndRead(world.member, `${world.workspacePath}/tickets/ENG-1`, {
      title: ticket.title,
      description: "x",
      metadata: { a: 1, b: null },
    });

    assert.deepEqual(body, ticket);
    assert.notDeepEqual(await lastChanges(ticket), {});
  });

  it("rejects a patch of the status or the labels and names the endpoint that changes them", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world);

    const { status, body } = await api.patchAndRead(
      world.member,
      `${world.workspacePath}/tickets/ENG-1`,
      {
        status: "closed",
        labels: ["x"],
        key: "ENG-2",
      },
    );

    assert.equal(status, 400);
    const details = Object.fromEntries(
      body.errors.map(({ pointer, detail }: { pointer: string; detail: string }) => [
        pointer,
        detail,
      ]),
    );
    assert.match(details["/status"], /transitions/);
    assert.match(details["/labels"], /labels\/:name/);
    assert.ok("/key" in details);
  });

  it("rejects an external ID that another ticket has, and accepts the ticket's own", async () => {
    const world = await givenWorld(api);
    const first = await givenTicket(api, world, { external_id: "A" });
    await givenTicket(api, world, { external_id: "B" });

    const taken = await api.patchAndRead(world.member, `${world.workspacePath}/tickets/ENG-2`, {
      external_id: "A",
    });
    const own = await api.patchAndRead(world.member, `${world.workspacePath}/tickets/ENG-2`, {
      external_id: "B",
    });

    assert.deepEqual([taken.status, taken.body.ticket_id], [409, first.id]);
    assert.equal(own.status, 200);
  });

  it("answers 404 for a ticket of another workspace and for one in the trash", async () => {
    const world = await givenWorld(api);
    const other = await givenWorld(api);
    const theirs = await givenTicket(api, other);
    const gone = await givenTicket(api, world);
    await api.delete(world.member, `${world.workspacePath}/tickets/${gone.id}`);

    for (const name of [theirs.id, gone.id, "ENG-99", "nonsense", "01"]) {
      const { status } = await api.patchAndRead(
        world.member,
        `${world.workspacePath}/tickets/${name}`,
        {
          title: "x",
        },
      );
      assert.equal(status, 404, name);
    }
  });

  it("is refused to viewers", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world);
    const { status, body } = await api.patchAndRead(
      world.viewer,
      `${world.workspacePath}/tickets/ENG-1`,
      {
        title: "x",
      },
    );
    assert.deepEqual([status, body.required_permission], [403, "ticket:edit"]);
  });
});

describe("If-Match", () => {
  const versions: [name: string, header: string, status: number][] = [
    ["the current version", '"1"', 200],
    ["a weak tag", 'W/"1"', 200],
    ["one of several", '"7", "1"', 200],
    ["a wildcard", "*", 200],
    ["another version", '"2"', 412],
    ["a tag that the server never issues", '"abc"', 412],
    ["an unquoted value", "1", 412],
    ["a version number out of range", '"99999999999999999999"', 412],
  ];
  for (const [name, header, expected] of versions) {
    it(`with ${name} is answered ${expected}`, async () => {
      const world = await givenWorld(api);
      const ticket = await givenTicket(api, world);
      const path = `${world.workspacePath}/tickets/ENG-1`;

      const { status, body } = await api.patchAndRead(
        world.member,
        path,
        { title: "x" },
        { "if-match": header },
      );

      assert.equal(status, expected);
      if (expected === 412) {
        assert.deepEqual([body.code, body.current_version], ["version_mismatch", 1]);
        assert.deepEqual(body.current, ticket);
        assert.deepEqual((await api.get(world.member, path)).body, ticket);
      }
    });
  }

  it("is checked after the lock on the ticket is acquired", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);

    let late!: ReturnType<TestApi["patch"]>;
    await transaction(api.db, async (rival) => {
      await editTicket(rival, contextOf(world, world.admin), await lockTicket(rival, ticket), {
        patch: { title: "rival" },
      });
      late = api.patch(
        world.member,
        `${world.workspacePath}/tickets/ENG-1`,
        { title: "late" },
        { "if-match": '"1"' },
      );
      await untilBlocked(api.db);
    });

    assert.equal((await late).status, 412);
    assert.equal(
      (await api.get(world.member, `${world.workspacePath}/tickets/ENG-1`)).body.title,
      "rival",
    );
  });

  it("is also checked by DELETE, transitions, restore and labels", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world);
    const path = `${world.workspacePath}/tickets/ENG-1`;
    const stale = { "if-match": '"9"' };

    const replies = [
      await api.delete(world.member, path, stale),
      await api.post(world.member, `${path}/transitions`, { to: "in_progress" }, stale),
      await api.post(world.member, `${path}/restore`, {}, stale),
      await api.put(world.member, `${path}/labels/bug`, undefined, stale),
      await api.delete(world.member, `${path}/labels/bug`, stale),
    ];

    assert.deepEqual(
      replies.map(({ status }) => status),
      [412, 412, 412, 412, 412],
    );
    const { body: current } = await api.get(world.member, path);
    assert.equal(current.version, 1);
    for (const { body } of replies) assert.deepEqual(body.current, current);
  });

  it("is required if the workspace requires it", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world);
    const path = `${world.workspacePath}/tickets/ENG-1`;
    await api.patchAndRead(world.admin, world.workspacePath, { require_if_match: true });

    const replies = [
      await api.patchAndRead(world.member, path, { title: "x" }),
      await api.delete(world.member, path),
      await api.post(world.member, `${path}/transitions`, { to: "in_progress" }),
      await api.post(world.member, `${path}/restore`),
    ];

    assert.deepEqual(
      replies.map(({ status, body }) => [status, body.code]),
      Array(4).fill([428, "precondition_required"]),
    );
    const received = await api.patchAndRead(
      world.member,
      path,
      { title: "x" },
      { "if-match": '"1"' },
    );
    assert.equal(received.status, 200);
  });
});

describe("If-None-Match", () => {
  it("is answered 304 without a body while the version is unchanged", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world);
    const path = `${world.workspacePath}/tickets/ENG-1`;

    const same = await api.get(world.viewer, path, { "if-none-match": 'W/"1"' });
    const other = await api.get(world.viewer, path, { "if-none-match": '"2"' });

    assert.deepEqual([same.status, same.body, same.headers.get("etag")], [304, "", '"1"']);
    assert.equal(other.status, 200);
  });
});
