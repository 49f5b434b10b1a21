import { sql } from "../../src/db/sql.ts";
import { startApi } from "../support/api.ts";
import { givenTicket, givenWorld } from "../support/given.ts";
import type { Reply } from "../support/reply.ts";

const RIVALS = 50;

/** Sends the same transition fifty times at once, ticket after ticket. */
export async function proveTransitions({ rounds }: { rounds: number }) {
  const api = await startApi();
  const result = { rounds, won: 0, refused: 0, history_rows: 0 };
  try {
    const world = await givenWorld(api);
    for (let round = 0; round < rounds; round += 1) {
      const { id } = await givenTicket(api, world);
      const path = `${world.workspacePath}/tickets/${id}`;
      const replies = await sendTogether(() =>
        api.post(world.member, `${path}/transitions`, { to: "in_progress" }),
      );
      result.won += count(replies, 200);
      result.refused += count(replies, 409);
      const { body } = await api.get(world.viewer, `${path}/history`);
      result.history_rows += body.data.length - 1;
    }
    return result;
  } finally {
    await api.close();
  }
}

/** Creates fifty tickets in one project at once, round after round; every fifth request is refused. */
export async function proveNumbers({ rounds }: { rounds: number }) {
  const api = await startApi();
  try {
    const world = await givenWorld(api);
    const path = `${world.workspacePath}/projects/${world.project.id}/tickets`;
    await api.post(world.member, path, { title: "taken", external_id: "taken" });
    let made = 1;
    for (let round = 0; round < rounds; round += 1) {
      const replies = await sendTogether((rival) =>
        api.post(world.member, path, {
          title: "t",
          ...(rival % 5 === 0 && { external_id: "taken" }),
        }),
      );
      made += count(replies, 201);
    }
    const [numbers] = await api.db.query(sql<{ distinct: number; highest: number }>`
      select count(distinct number)::integer as distinct, max(number) as highest
        from tickets
       where workspace_id = ${world.workspace.id}`);
    return { made, ...numbers };
  } finally {
    await api.close();
  }
}

function sendTogether(ask: (rival: number) => Promise<Reply>): Promise<Reply[]> {
  return Promise.all(Array.from({ length: RIVALS }, (_, rival) => ask(rival)));
}

function count(replies: Reply[], wanted: number): number {
  return replies.filter(({ status }) => status === wanted).length;
}
