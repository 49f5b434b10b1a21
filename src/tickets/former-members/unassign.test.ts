import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { givenTicket, givenWorld, type World } from "../../../test/support/given.ts";
import { untilBlocked } from "../../../test/support/locks.ts";
import { outboxEvents } from "../../../test/support/outbox.ts";
import { type Tx, transaction } from "../../db/transaction.ts";
import { systemOrigin } from "../../events/record.ts";
import { acceptInvitation } from "../../members/invitations/accept.ts";
import { unassignTicketsOf } from "./unassign.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

/** Lets a former member rejoin while the job that unassigns their tickets waits for the same lock. */
async function unassignDuringRejoin(world: World): Promise<void> {
  const { workspacePath, admin, member, workspace } = world;
  await api.delete(admin, `${workspacePath}/members/${member.id}`);
  await api.post(admin, `${workspacePath}/members`, { email: member.email, role: "member" });

  let released!: Promise<void>;
  await transaction(api.db, async (rival) => {
    await rejoin(rival, world);
    const key = { workspace_id: workspace.id, user_id: member.id };
    released = unassignTicketsOf(api.db, key, new AbortController().signal);
    await untilBlocked(api.db);
  });
  await released;
}

function rejoin(tx: Tx, { member, workspace }: World) {
  const { id: user_id, session_id } = member;
  const principal = { kind: "session" as const, user_id, session_id, expires_at: null };
  return acceptInvitation(
    tx,
    { principal, origin: systemOrigin },
    { workspace_id: workspace.id, config: api.instance.config },
  );
}

describe("unassigning the tickets of a former member who rejoins at the same time", () => {
  it("leaves the tickets assigned to them", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world, { assignee_id: world.member.id });

    await unassignDuringRejoin(world);

    const { body } = await api.get(world.member, `${world.workspacePath}/tickets/${ticket.id}`);
    assert.deepEqual(body, ticket);
    assert.deepEqual(await outboxEvents(api, world, "ticket.updated"), []);
  });

  it("succeeds if they had no tickets", async () => {
    const world = await givenWorld(api);

    await unassignDuringRejoin(world);

    assert.equal((await api.get(world.member, world.workspacePath)).status, 200);
  });
});
