import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { givenTicket, givenWorld, type World } from "../../../test/support/given.ts";
import { untilBlocked } from "../../../test/support/locks.ts";
import { outboxEvents } from "../../../test/support/outbox.ts";
import { type Tx, transaction } from "../../db/transaction.ts";
import { systemOrigin } from "../../events/record.ts";
import { acceptInvitation } from "../../members/accept.ts";
import { unassignTicketsOf } from "./unassign.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

/** Somebody has left, is invited again, and comes back while their tickets are about to be released. */
async function releaseBehindReturn(world: World): Promise<void> {
  const { workspacePath, admin, member, workspace } = world;
  await api.delete(admin, `${workspacePath}/members/${member.id}`);
  await api.post(admin, `${workspacePath}/members`, { email: member.email, role: "member" });

  let released!: Promise<void>;
  await transaction(api.db, async (rival) => {
    await comeBack(rival, world);
    const key = { workspace_id: workspace.id, user_id: member.id };
    released = unassignTicketsOf(api.db, key, new AbortController().signal);
    await untilBlocked(api.db);
  });
  await released;
}

function comeBack(tx: Tx, { member, workspace }: World) {
  const principal = { kind: "session" as const, user_id: member.id, session_id: member.session_id };
  return acceptInvitation(tx, { principal, origin: systemOrigin }, workspace.id);
}

describe("releasing the tickets of somebody who is coming back", () => {
  it("leaves them theirs", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world, { assignee_id: world.member.id });

    await releaseBehindReturn(world);

    const { body } = await api.get(world.member, `${world.workspacePath}/tickets/${ticket.id}`);
    assert.deepEqual(body, ticket);
    assert.deepEqual(await outboxEvents(api, world, "ticket.updated"), []);
  });

  it("is no failure where they had none", async () => {
    const world = await givenWorld(api);

    await releaseBehindReturn(world);

    assert.equal((await api.get(world.member, world.workspacePath)).status, 200);
  });
});
