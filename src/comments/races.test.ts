import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { contextOf, givenTicket, givenWorld, type World } from "../../test/support/given.ts";
import { lockTicket, untilBlocked } from "../../test/support/locks.ts";
import { type Tx, transaction } from "../db/transaction.ts";
import { deleteTicket } from "../tickets/delete.ts";
import type { Ticket } from "../tickets/ticket.ts";
import { transitionTicket } from "../tickets/transition.ts";
import { createComment } from "./create.ts";
import { deleteComment } from "./delete.ts";
import { editComment } from "./edit.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

type Late = ReturnType<TestApi["post"]>;

describe("a comment during concurrent writes", () => {
  it("can be created and edited without waiting while a transition has locked the ticket", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    const path = `${world.workspacePath}/tickets/${ticket.id}/comments`;

    await transaction(api.db, async (rival) => {
      await transitionTicket(
        rival,
        contextOf(world, world.admin),
        await lockTicket(rival, ticket),
        { to: "in_progress" },
      );
      const made = await api.post(world.member, path, { body: "Meanwhile" });
      assert.equal(made.status, 201, JSON.stringify(made.body));
      const edited = await api.patch(world.member, `${path}/${made.body.id}`, { body: "Edited" });
      assert.equal(edited.status, 200, JSON.stringify(edited.body));
    });
  });

  it("waits for a deletion of its ticket, and is then refused", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    const late = await sendWhileLocked(
      async (rival) =>
        deleteTicket(
          rival,
          contextOf(world, world.admin),
          await lockTicket(rival, ticket, "for update"),
        ),
      () =>
        api.post(world.member, `${world.workspacePath}/tickets/${ticket.id}/comments`, {
          body: "Late",
        }),
    );
    assert.deepEqual([late.status, late.body.code], [404, "not_found"]);
  });

  it("makes a deletion of its ticket wait until the comment is committed", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    const late = await sendWhileLocked(
      async (rival) =>
        createComment(
          rival,
          contextOf(world, world.admin),
          await lockTicket(rival, ticket, "for key share"),
          { body: "First" },
        ),
      () => api.delete(world.member, `${world.workspacePath}/tickets/${ticket.id}`),
    );
    assert.equal(late.status, 204);
  });

  it("when edited, waits for a deletion of its ticket, and the edit is then refused", async () => {
    const world = await givenWorld(api);
    const { ref, path } = await givenComment(world);
    const late = await sendWhileLocked(
      async (rival) =>
        deleteTicket(
          rival,
          contextOf(world, world.admin),
          await lockTicket(rival, ref.ticket, "for update"),
        ),
      () => api.patch(world.member, path, { body: "Late" }),
    );
    assert.deepEqual([late.status, late.body.code], [404, "not_found"]);
  });

  it("is not overwritten when a rival has just edited it", async () => {
    const world = await givenWorld(api);
    const { ref, path } = await givenComment(world);
    const late = await sendWhileLocked(
      async (rival) =>
        editComment(rival, contextOf(world, world.admin), await lockRef(rival, ref), {
          body: "Rival",
        }),
      () => api.patch(world.member, path, { body: "Late" }, { "if-match": '"1"' }),
    );
    assert.deepEqual([late.status, late.body.current_version], [412, 2]);
    assert.equal((await api.get(world.member, path)).body.body, "Rival");
  });

  it("is not edited after its own deletion", async () => {
    const world = await givenWorld(api);
    const { ref, path } = await givenComment(world);
    const late = await sendWhileLocked(
      async (rival) =>
        deleteComment(rival, contextOf(world, world.admin), await lockRef(rival, ref)),
      () => api.patch(world.member, path, { body: "Late" }),
    );
    assert.deepEqual([late.status, late.body.code], [404, "not_found"]);
  });
});

/** Sends a request while a rival has its locks, and returns the response once the rival has committed. */
async function sendWhileLocked(
  work: (rival: Tx) => Promise<unknown>,
  send: () => Late,
): Promise<Awaited<Late>> {
  let late!: Late;
  await transaction(api.db, async (rival) => {
    await work(rival);
    late = send();
    await untilBlocked(api.db);
  });
  return await late;
}

async function givenComment(world: World) {
  const ticket = await givenTicket(api, world);
  const comments = `${world.workspacePath}/tickets/${ticket.id}/comments`;
  const { body } = await api.post(world.member, comments, { body: "First" });
  return { ref: { ticket, id: body.id as string }, path: `${comments}/${body.id}` };
}

async function lockRef(tx: Tx, { ticket, id }: { ticket: Ticket; id: string }) {
  return { ticket: await lockTicket(tx, ticket, "for key share"), id };
}
