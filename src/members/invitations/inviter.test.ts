import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { lockContext } from "../../../test/support/context.ts";
import { givenMember, givenWorld, type Person, type World } from "../../../test/support/given.ts";
import { untilBlocked } from "../../../test/support/locks.ts";
import { outboxEvents } from "../../../test/support/outbox.ts";
import type { Reply } from "../../../test/support/reply.ts";
import { type Tx, transaction } from "../../db/transaction.ts";
import { systemOrigin } from "../../events/record.ts";
import { changeRole } from "../change-role.ts";
import { removeMember } from "../remove.ts";
import { acceptInvitation } from "./accept.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

/** A world with a second admin, who has invited the outsider as an admin. */
async function givenInviter(): Promise<World & { inviter: Person; invitation_id: string }> {
  const world = await givenWorld(api);
  const inviter = await givenMember(api, world.workspace, "admin");
  const { body } = await invite(world, inviter, world.outsider.email);
  return { ...world, inviter, invitation_id: body.invitation_id };
}

const invite = ({ workspacePath }: World, by: Person, email: string, role = "admin") =>
  api.post(by, `${workspacePath}/members`, { email, role });
const accept = ({ outsider, workspace }: World) =>
  api.post(outsider, `/v1/me/invitations/${workspace.id}/accept`);
const pathOf = ({ workspacePath }: World, { id }: Person) => `${workspacePath}/members/${id}`;

/** What ends the role of an admin. */
const ends = {
  removal: (world: World, { id }: Person) =>
    api.delete(world.admin, `${world.workspacePath}/members/${id}`),
  leaving: (world: World, inviter: Person) => api.delete(inviter, pathOf(world, inviter)),
  demotion: (world: World, inviter: Person) =>
    api.patch(world.admin, pathOf(world, inviter), { role: "member" }),
};

/** The same as a command that holds its locks until the transaction ends. */
const rivals = {
  removal: async (tx: Tx, world: World, inviter: Person) =>
    await removeMember(tx, await lockAdmin(tx, world, inviter), inviter.id),
  demotion: async (tx: Tx, world: World, inviter: Person) =>
    void (await changeRole(tx, await lockAdmin(tx, world, inviter), inviter.id, {
      role: "viewer",
    })),
};

const lockAdmin = (tx: Tx, world: World, other: Person) =>
  lockContext(tx, world, world.admin, {
    permission: "member:manage",
    lock: "members",
    membersToLock: [other],
  });

describe("the invitations of an admin", () => {
  for (const [end, run] of Object.entries(ends)) {
    it(`are withdrawn with their ${end}, each with an event, and cannot be accepted`, async () => {
      const world = await givenInviter();
      const { inviter, admin, invitation_id } = world;
      await invite(world, inviter, "second@example.com", "viewer");
      await invite(world, admin, "third@example.com");

      assert.ok((await run(world, inviter)).status < 300);

      assert.equal((await accept(world)).status, 404);
      assert.deepEqual((await api.get(world.outsider, "/v1/me")).body.invitations, []);
      const { body } = await api.get(admin, `${world.workspacePath}/members?state=invited`);
      assert.deepEqual(
        body.data.map(({ email }: { email: string }) => email),
        ["third@example.com"],
      );
      const events = await outboxEvents(api, world, "invitation.withdrawn");
      const actor_id = end === "leaving" ? inviter.id : admin.id;
      assert.deepEqual(
        events.map((event) => [event.actor_id, event.data, event.personal]).sort(),
        [
          [
            actor_id,
            { role: "admin", cause: "inviter_not_admin" },
            { email: world.outsider.email },
          ],
          [
            actor_id,
            { role: "viewer", cause: "inviter_not_admin" },
            { email: "second@example.com" },
          ],
        ].sort(),
      );
      assert.ok(events.some(({ subject_id }) => subject_id === invitation_id));
    });
  }

  it("stay if the inviter remains an admin, or another admin has invited the address again", async () => {
    const world = await givenInviter();
    const { admin, inviter } = world;
    await api.patch(admin, pathOf(world, inviter), { role: "admin" });
    await invite(world, admin, world.outsider.email);

    await api.delete(admin, pathOf(world, inviter));

    const accepted = await accept(world);
    assert.deepEqual([accepted.status, accepted.body.role], [200, "admin"]);
  });

  for (const [end, run] of Object.entries(rivals)) {
    it(`cannot be accepted while the ${end} of the inviter is not yet committed`, async () => {
      const world = await givenInviter();

      let late!: Promise<Reply>;
      await transaction(api.db, async (rival) => {
        await run(rival, world, world.inviter);
        late = accept(world);
        await untilBlocked(api.db);
      });

      assert.equal((await late).status, 404);
      assert.equal((await api.get(world.outsider, world.workspacePath)).status, 404);
    });

    it(`cannot be given while the ${end} of the inviter is not yet committed`, async () => {
      const world = await givenInviter();

      let late!: Promise<Reply>;
      await transaction(api.db, async (rival) => {
        await run(rival, world, world.inviter);
        late = invite(world, world.inviter, "late@example.com");
        await untilBlocked(api.db);
      });

      assert.equal((await late).status, end === "removal" ? 404 : 403);
      const { body } = await api.get(world.admin, `${world.workspacePath}/members?state=invited`);
      assert.deepEqual(body.data, []);
    });
  }

  it("are accepted if a removal of the inviter has to wait for that", async () => {
    const world = await givenInviter();
    const { outsider, workspace } = world;

    let removal!: Promise<Reply>;
    await transaction(api.db, async (rival) => {
      const { id: user_id, session_id } = outsider;
      const principal = { kind: "session" as const, user_id, session_id, expires_at: null };
      await acceptInvitation(
        rival,
        { principal, origin: systemOrigin },
        { workspace_id: workspace.id, config: api.instance.config },
      );
      removal = api.delete(world.admin, pathOf(world, world.inviter));
      await untilBlocked(api.db);
    });

    assert.equal((await removal).status, 204);
    assert.equal((await api.get(outsider, world.workspacePath)).status, 200);
    assert.deepEqual(await outboxEvents(api, world, "invitation.withdrawn"), []);
  });
});
