import assert from "node:assert/strict";
import { randomUUIDv7 } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { lockContext } from "../../test/support/context.ts";
import { givenPerson, givenTicket, givenWorld } from "../../test/support/given.ts";
import { untilBlocked } from "../../test/support/locks.ts";
import { outboxEvents } from "../../test/support/outbox.ts";
import type { Reply } from "../../test/support/reply.ts";
import { sql } from "../db/sql.ts";
import { transaction } from "../db/transaction.ts";
import { createWorkspaceFor } from "./create-for.ts";
import { deleteWorkspace } from "./delete.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

describe("creating a workspace", () => {
  it("makes the caller its admin and adds the two built-in workflows", async () => {
    const ada = await givenPerson(api);

    const { status, headers, body } = await api.post(ada, "/v1/workspaces", { name: " Engines " });

    assert.equal(status, 201, JSON.stringify(body));
    assert.equal(headers.get("location"), `/v1/workspaces/${body.id}`);
    assert.equal(body.name, "Engines");
    assert.equal(body.require_if_match, false);
    assert.deepEqual((await api.get(ada, `/v1/workspaces/${body.id}`)).body, body);
    const members = await api.get(ada, `/v1/workspaces/${body.id}/members`);
    assert.deepEqual(
      members.body.data.map((row: { user_id: string; role: string }) => [row.user_id, row.role]),
      [[ada.id, "admin"]],
    );
    const workflows = await api.get(ada, `/v1/workspaces/${body.id}/workflows`);
    assert.equal(workflows.body.data.length, 2);
    const [event] = await outboxEvents(api, { workspace: body }, "workspace.");
    assert.equal(event?.type, "workspace.created");
    assert.equal(event?.actor_id, ada.id);
  });

  it("rejects a name that is empty, too long or missing, with a pointer to it", async () => {
    const ada = await givenPerson(api);
    for (const body of [{ name: " " }, { name: "x".repeat(101) }, {}]) {
      const refused = await api.post(ada, "/v1/workspaces", body);
      assert.equal(refused.status, 400);
      assert.equal(refused.body.errors[0].pointer, "/name");
    }
  });

  it("is refused without a token", async () => {
    const refused = await api.post(undefined, "/v1/workspaces", { name: "Engines" });
    assert.deepEqual([refused.status, refused.body.code], [401, "unauthenticated"]);
  });

  it("is possible from the command line for a person who has an account", async () => {
    const ada = await givenPerson(api);

    const made = await createWorkspaceFor(api.instance, {
      name: "Engines",
      admin_email: ada.email.toUpperCase(),
    });

    const { body } = await api.get(ada, "/v1/workspaces");
    assert.deepEqual(body.data, [made]);
    await assert.rejects(
      createWorkspaceFor(api.instance, { name: "Engines", admin_email: "no@example.com" }),
      /not_found: .*slacky user create --email no@example\.com/,
    );
    await assert.rejects(
      createWorkspaceFor(api.instance, { name: "", admin_email: ada.email }),
      /invalid_request: `name` must be 1 to 100 characters long/,
    );
  });
});

describe("listing workspaces", () => {
  it("returns the workspaces of an active member in pages, newest first, without deleted ones", async () => {
    const ada = await givenPerson(api);
    const made = [];
    for (const name of ["one", "two", "three", "four"]) {
      made.push((await api.post(ada, "/v1/workspaces", { name })).body);
    }
    await givenWorld(api);
    await api.delete(ada, `/v1/workspaces/${made[3].id}`);

    const first = await api.get(ada, "/v1/workspaces?limit=2");
    const second = await api.get(
      ada,
      `/v1/workspaces?limit=2&cursor=${encodeURIComponent(first.body.next_cursor)}`,
    );

    assert.deepEqual(first.body.data, [made[2], made[1]]);
    assert.deepEqual(second.body, { data: [made[0]], next_cursor: null });
    assert.match(first.headers.get("link") ?? "", /rel="next"/);
  });

  it("omits a workspace that the person was removed from", async () => {
    const world = await givenWorld(api);
    assert.deepEqual((await api.get(world.member, "/v1/workspaces")).body.data, [world.workspace]);

    await api.delete(world.admin, `${world.workspacePath}/members/${world.member.id}`);

    assert.deepEqual((await api.get(world.member, "/v1/workspaces")).body.data, []);
  });

  it("returns each workspace once if all were created at the same time", async () => {
    const ada = await givenPerson(api);
    for (const name of ["one", "two", "three"]) await api.post(ada, "/v1/workspaces", { name });
    await api.db.query(sql`
      update workspaces w
         set created_at = '2026-01-01 00:00:00.000001+00'
        from members m
       where m.workspace_id = w.id
         and m.user_id = ${ada.id}`);

    const names: string[] = [];
    let path = "/v1/workspaces?limit=1";
    while (names.length <= 3) {
      const { body } = await api.get(ada, path);
      names.push(...body.data.map(({ name }: { name: string }) => name));
      if (body.next_cursor === null) break;
      path = `/v1/workspaces?limit=1&cursor=${encodeURIComponent(body.next_cursor)}`;
    }

    assert.deepEqual(names, ["three", "two", "one"]);
  });

  it("rejects a cursor from another person's list", async () => {
    const ada = await givenPerson(api);
    for (const name of ["one", "two"]) await api.post(ada, "/v1/workspaces", { name });
    const { body } = await api.get(ada, "/v1/workspaces?limit=1");
    const { member } = await givenWorld(api);

    const refused = await api.get(member, `/v1/workspaces?cursor=${body.next_cursor}`);

    assert.deepEqual([refused.status, refused.body.code], [400, "invalid_request"]);
  });
});

describe("changing a workspace", () => {
  it("changes only the given fields, records old and new values, and records nothing if nothing changes", async () => {
    const world = await givenWorld(api);

    const renamed = await api.patchAndRead(world.admin, world.workspacePath, {
      name: "Difference Engines",
    });
    const strict = await api.patchAndRead(world.admin, world.workspacePath, {
      require_if_match: true,
    });
    const same = await api.patchAndRead(world.admin, world.workspacePath, {
      name: "Difference Engines",
    });

    assert.deepEqual(
      [renamed.status, renamed.body],
      [200, { ...world.workspace, name: "Difference Engines" }],
    );
    assert.deepEqual(strict.body, { ...renamed.body, require_if_match: true });
    assert.deepEqual([same.status, same.body], [200, strict.body]);
    const events = await outboxEvents(api, world, "workspace.updated");
    assert.deepEqual(
      events.map(({ data }) => data.changes),
      [
        { name: { from: "Analytical Engines", to: "Difference Engines" } },
        { require_if_match: { from: false, to: true } },
      ],
    );
  });

  it("can make If-Match required for changes of tickets", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    await api.patchAndRead(world.admin, world.workspacePath, { require_if_match: true });
    const path = `${world.workspacePath}/tickets/${ticket.id}`;

    const refused = await api.patchAndRead(world.member, path, { title: "New" });
    const accepted = await api.patchAndRead(
      world.member,
      path,
      { title: "New" },
      { "if-match": '"1"' },
    );

    assert.deepEqual([refused.status, refused.body.code], [428, "precondition_required"]);
    assert.equal(accepted.status, 200);
  });

  it("is refused to members and viewers, and answers 404 to somebody outside the workspace", async () => {
    const world = await givenWorld(api);
    for (const person of [world.member, world.viewer]) {
      const refused = await api.patchAndRead(person, world.workspacePath, { name: "Mine" });
      assert.equal(refused.status, 403);
      assert.equal(refused.body.required_permission, "workspace:edit");
    }
    assert.equal(
      (await api.patchAndRead(world.outsider, world.workspacePath, { name: "Mine" })).status,
      404,
    );
    assert.equal((await api.get(world.outsider, world.workspacePath)).status, 404);
    assert.equal((await api.get(world.viewer, world.workspacePath)).status, 200);
  });
});

describe("deleting a workspace", () => {
  it("makes every later request to it answer 404", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    await api.post(world.admin, `${world.workspacePath}/members`, {
      email: world.outsider.email,
      role: "member",
    });

    assert.equal((await api.delete(world.admin, world.workspacePath)).status, 204);

    const after: Reply[] = [
      await api.get(world.admin, world.workspacePath),
      await api.get(world.viewer, `${world.workspacePath}/tickets`),
      await api.get(world.viewer, `${world.workspacePath}/members`),
      await api.patchAndRead(world.member, `${world.workspacePath}/tickets/${ticket.id}`, {
        title: "New",
      }),
      await api.patchAndRead(world.admin, world.workspacePath, { name: "Back" }),
      await api.delete(world.admin, world.workspacePath),
      await api.post(world.outsider, `/v1/me/invitations/${world.workspace.id}/accept`),
      await api.post(world.outsider, `/v1/me/invitations/${world.workspace.id}/decline`),
    ];
    assert.deepEqual(
      after.map(({ status }) => status),
      after.map(() => 404),
    );
    const [event] = await outboxEvents(api, world, "workspace.deleted");
    assert.deepEqual([event?.actor_id, event?.subject_id], [world.admin.id, world.workspace.id]);
  });

  it("is refused to members, and answers 404 to somebody outside and for an unknown ID", async () => {
    const world = await givenWorld(api);
    const refused = await api.delete(world.member, world.workspacePath);
    assert.equal(refused.status, 403);
    assert.equal(refused.body.required_permission, "workspace:delete");
    assert.equal((await api.delete(world.outsider, world.workspacePath)).status, 404);
    const elsewhere = `/v1/workspaces/${randomUUIDv7()}`;
    assert.equal((await api.delete(world.admin, elsewhere)).status, 404);
  });

  it("makes every write that waited for it answer 404", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    await api.post(world.admin, `${world.workspacePath}/members`, {
      email: world.outsider.email,
      role: "member",
    });

    let late: Promise<Reply>[] = [];
    await transaction(api.db, async (rival) => {
      const context = await lockContext(rival, world, world.admin, {
        permission: "workspace:delete",
        lock: "workspace",
      });
      await deleteWorkspace(rival, context);
      late = [
        api.patch(world.member, `${world.workspacePath}/tickets/${ticket.id}`, { title: "Late" }),
        api.post(world.member, `${world.workspacePath}/projects/${world.project.id}/tickets`, {
          title: "Late",
        }),
        api.post(world.member, `${world.workspacePath}/tickets/${ticket.id}/transitions`, {
          to: "in_progress",
        }),
        api.patch(world.admin, world.workspacePath, { name: "Late" }),
        api.post(world.admin, `${world.workspacePath}/members`, {
          email: "late@example.com",
          role: "viewer",
        }),
        api.delete(world.member, `${world.workspacePath}/members/${world.member.id}`),
        api.post(world.outsider, `/v1/me/invitations/${world.workspace.id}/accept`),
      ];
      // The member has three connections of the pool, so one request waits for one of those.
      await untilBlocked(api.db, late.length - 1);
    });

    for (const reply of late) assert.equal((await reply).status, 404);
  });

  it("waits for writes that are in progress", async () => {
    const world = await givenWorld(api);

    let deletion!: Promise<Reply>;
    await transaction(api.db, async (rival) => {
      await lockContext(rival, world, world.member, { permission: "ticket:edit" });
      deletion = api.delete(world.admin, world.workspacePath);
      await untilBlocked(api.db);
    });

    assert.equal((await deletion).status, 204);
  });
});
