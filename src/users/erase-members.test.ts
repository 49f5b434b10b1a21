import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { lockContext } from "../../test/support/context.ts";
import {
  givenMember,
  givenPerson,
  givenTicket,
  givenWorld,
  type Person,
  type World,
} from "../../test/support/given.ts";
import { untilBlocked } from "../../test/support/locks.ts";
import type { Reply } from "../../test/support/reply.ts";
import { createPool, type Db } from "../db/pool.ts";
import { sql } from "../db/sql.ts";
import { transaction } from "../db/transaction.ts";
import { systemOrigin } from "../events/record.ts";
import { unassignFormerMembers } from "../jobs/unassign-former-members.ts";
import { addMember } from "../members/add-member.ts";
import { acceptInvitation } from "../members/invitations/accept.ts";
import { removeMember } from "../members/remove.ts";
import { createWorkspace } from "../workspaces/create.ts";
import { eraseUser } from "./erase.ts";

let api: TestApi;
let owner: Db;
before(async () => {
  api = await startApi();
  owner = createPool(api.database.databaseOwnerUrl);
});
after(async () => {
  await owner.close();
  await api.close();
});

const erase = (person: Pick<Person, "email">) => eraseUser(api.instance, owner, person);
const membersOf = async ({ workspacePath, admin }: World, state: string) => {
  const { body } = await api.get(admin, `${workspacePath}/members?state=${state}`);
  return body.data.map(({ user_id }: { user_id: string }) => user_id);
};

/** The events of a type in the audit log: an erasure relays all that wait in the outbox. */
const recorded = async ({ workspacePath, admin }: World, action: string) =>
  (await api.get(admin, `${workspacePath}/audit?action=${action}`)).body.data;

describe("erasing a person", () => {
  it("ends their memberships with an event each, and unassigns their tickets", async () => {
    const world = await givenWorld(api);
    const { member, admin, workspacePath } = world;
    const other = await givenWorld(api);
    const { id: user_id, name } = member;
    await transaction(api.db, (tx) =>
      addMember(tx, { workspace_id: other.workspace.id, user_id, role: "viewer", name }),
    );
    const ticket = await givenTicket(api, world, { assignee_id: member.id });

    await erase(member);
    await unassignFormerMembers.run(api.instance, new AbortController().signal);

    assert.deepEqual(await membersOf(world, "removed"), [member.id]);
    assert.deepEqual(await membersOf(other, "removed"), [member.id]);
    const { body } = await api.get(admin, `${workspacePath}/tickets/${ticket.id}`);
    assert.equal(body.assignee_id, null);
    for (const [each, role] of [
      [world, "member"],
      [other, "viewer"],
    ] as const) {
      const [event] = await recorded(each, "member.removed");
      const changes = { role: { from: role, to: null } };
      assert.deepEqual(
        [event.actor_id, event.subject_id, event.data],
        [null, member.id, { changes, cause: "person_erased" }],
      );
    }
  });

  it("withdraws invitations by them and to them, each with an event", async () => {
    const world = await givenWorld(api);
    const inviter = await givenMember(api, world.workspace, "admin");
    const { workspacePath, outsider, admin } = world;
    const invite = (by: Person, email: string) =>
      api.post(by, `${workspacePath}/members`, { email, role: "admin" });
    await invite(inviter, "by@example.com");
    await invite(admin, outsider.email);

    await erase(inviter);
    await erase(outsider);

    assert.deepEqual(await membersOf(world, "invited"), []);
    const [second, first] = await recorded(world, "invitation.withdrawn");
    assert.deepEqual(
      [first.data, first.personal],
      [{ role: "admin", cause: "inviter_not_admin" }, { email: "by@example.com" }],
    );
    assert.deepEqual(
      [second.data, second.personal],
      [{ role: "admin", cause: "invitee_erased" }, {}],
    );
  });

  it("is refused for the last admin of workspaces, with their names, before anything is erased", async () => {
    const world = await givenWorld(api);
    const { admin, workspace } = world;
    const second = await transaction(api.db, (tx) =>
      createWorkspace(tx, { id: admin.id, origin: systemOrigin }, { name: "A second one" }),
    );
    // A deleted workspace, and one with another admin, do not need this one.
    const gone = await transaction(api.db, (tx) =>
      createWorkspace(tx, { id: admin.id, origin: systemOrigin }, { name: "Gone" }),
    );
    await api.delete(admin, `/v1/workspaces/${gone.id}`);
    const events = await api.db.query(sql`select o.id from outbox o`);

    await assert.rejects(erase(admin), (error: Error & { detail: string }) => {
      assert.match(error.detail, new RegExp(`A second one \\(${second.id}\\)`));
      assert.match(error.detail, new RegExp(`Analytical Engines \\(${workspace.id}\\)`));
      assert.match(error.detail, /slacky workspace set-admin <id> --email <address>/);
      assert.doesNotMatch(error.detail, /Gone/);
      return true;
    });

    assert.equal((await api.get(admin, "/v1/me")).body.user.email, admin.email);
    assert.deepEqual(await api.db.query(sql`select o.id from outbox o`), events);
    for (const { id } of [workspace, second]) {
      const ada = await givenMember(api, { id } as World["workspace"], "admin");
      assert.ok(ada);
    }
    await erase(admin);
    assert.equal((await api.get(admin, "/v1/me")).status, 401);
  });

  it("is refused if the only other admin leaves while it waits", async () => {
    const world = await givenWorld(api);
    const second = await givenMember(api, world.workspace, "admin");

    let late!: Promise<unknown>;
    await transaction(api.db, async (rival) => {
      const context = await lockContext(rival, world, second, {
        permission: "member:read",
        lock: "members",
      });
      await removeMember(rival, context, second.id);
      late = assert.rejects(erase(world.admin), { code: "last_admin" });
      await untilBlocked(owner);
    });

    await late;
    assert.equal((await api.get(world.admin, world.workspacePath)).status, 200);
  });

  it("ends a membership that began while it waited", async () => {
    const world = await givenWorld(api);
    const { outsider, workspace, admin, workspacePath } = world;
    await api.post(admin, `${workspacePath}/members`, { email: outsider.email, role: "member" });

    let erasure!: Promise<unknown>;
    await transaction(api.db, async (rival) => {
      const { id: user_id, session_id } = outsider;
      const principal = { kind: "session" as const, user_id, session_id, expires_at: null };
      await acceptInvitation(
        rival,
        { principal, origin: systemOrigin },
        { workspace_id: workspace.id, config: api.instance.config },
      );
      erasure = erase(outsider);
      await untilBlocked(owner);
    });

    await erasure;
    assert.deepEqual(await membersOf(world, "removed"), [outsider.id]);
  });

  it("is refused if the person created a workspace while it waited", async () => {
    const ada = await givenPerson(api);

    let late!: Promise<unknown>;
    await transaction(api.db, async (rival) => {
      await createWorkspace(rival, { id: ada.id, origin: systemOrigin }, { name: "New" });
      late = assert.rejects(erase(ada), { code: "last_admin" });
      await untilBlocked(owner);
    });

    await late;
    assert.equal((await api.get(ada, "/v1/workspaces")).body.data.length, 1);
  });

  it("lets nobody accept an invitation or create a workspace that waited for it", async () => {
    const world = await givenWorld(api);
    const { outsider, workspace, admin, workspacePath } = world;
    await api.post(admin, `${workspacePath}/members`, { email: outsider.email, role: "admin" });

    const late: Promise<Reply>[] = [];
    let erasure!: Promise<unknown>;
    await transaction(api.db, async (rival) => {
      // The erasure waits for its last statement but holds its locks: the stored responses.
      await rival.query(sql`lock table idempotency_keys in share mode`);
      erasure = erase(outsider);
      await untilBlocked(owner);
      late.push(
        api.post(outsider, `/v1/me/invitations/${workspace.id}/accept`),
        api.post(outsider, "/v1/workspaces", { name: "Late" }),
      );
      await untilBlocked(api.db, 2);
    });

    await erasure;
    const statuses = (await Promise.all(late)).map(({ status }) => status);
    assert.deepEqual(statuses, [404, 401]);
    assert.deepEqual(await membersOf(world, "active"), [
      admin.id,
      world.member.id,
      world.viewer.id,
    ]);
    const created = await api.db.query(sql`select w.id from workspaces w where w.name = 'Late'`);
    assert.deepEqual(created, []);
  });
});
