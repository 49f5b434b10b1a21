import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { givenTicket, givenWorld, type World } from "../../test/support/given.ts";
import { assertProblem } from "../../test/support/problem.ts";
import { type Tx, transaction } from "../db/transaction.ts";
import { lockProjectRow } from "../projects/queries.ts";
import { lockTicketRow } from "../tickets/queries.ts";
import type { Ticket } from "../tickets/ticket.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const move = ({ workspacePath }: World, { id }: Ticket) =>
  `${workspacePath}/tickets/${id}/transitions`;

/** The response to a request while a rival has locked the ticket and its project, or "waits". */
async function whileLocked(
  { workspace, project }: World,
  { id }: Ticket,
  send: () => ReturnType<TestApi["post"]>,
) {
  const workspace_id = workspace.id;
  return await transaction(api.db, async (rival: Tx) => {
    await lockProjectRow(rival, { workspace_id, id: project.id }, "for update");
    await rival.query(lockTicketRow({ workspace_id, id }, "for update"));
    const late = new Promise<"waits">((done) => setTimeout(done, 2_000, "waits"));
    return await Promise.race([send(), late]);
  });
}

describe("a caller without access", () => {
  const refused = [
    ["in a workspace that they are not a member of", "outsider", "not_found"],
    ["for a write that their role does not permit", "viewer", "forbidden"],
  ] as const;
  for (const [lock, who, code] of refused) {
    it(`waits for no lock ${lock}`, async () => {
      const world = await givenWorld(api);
      const ticket = await givenTicket(api, world);

      const answer = await whileLocked(world, ticket, () =>
        api.post(world[who], move(world, ticket), { to: "in_progress" }),
      );

      assert.notEqual(answer, "waits");
      if (answer !== "waits") assertProblem(answer, code);
    });
  }

  it("gets the authorization error, not the validation error of the handler", async () => {
    const world = await givenWorld(api);

    const foreign = await api.get(world.outsider, `${world.workspacePath}/tickets?cursor=made-up`);
    const unable = await api.post(
      world.viewer,
      `${world.workspacePath}/tickets/ENG-1/transitions`,
      {
        to: "x",
      },
    );

    assertProblem(foreign, "not_found");
    assertProblem(unable, "forbidden");
  });
});
