import { randomUUIDv7 } from "node:crypto";
import type { Db } from "../../../src/db/pool.ts";
import { transaction } from "../../../src/db/transaction.ts";
import type { OutboxEntry } from "../../../src/events/relay/queries.ts";
import type { Act } from "../closed-loop.ts";
import { retitle, type Team } from "../team.ts";
import type { Recorder } from "./recorders.ts";

export interface Choice {
  name: string;
  recorder: Recorder;
  /** The teams that clients write in: one for all, or one for each. */
  teams: Team[];
  acknowledged: number;
}

/** One client that writes to a ticket of its own and records it. */
export function writer(db: Db, one: Choice, index: number): Act {
  const team = one.teams[index % one.teams.length] as Team;
  const ticket_id = team.ticket_ids[index] as string;
  return async () => {
    const row = rowOf(team, ticket_id);
    await transaction(db, async (tx) => {
      await tx.query(retitle(team, ticket_id));
      await one.recorder.inside?.(tx, row);
    });
    one.recorder.afterCommit?.(row);
    one.acknowledged += 1;
    return undefined;
  };
}

/** The row that a command would insert. */
export function rowOf({ workspace_id, user_ids }: Team, ticket_id: string): OutboxEntry {
  return {
    ...{ id: randomUUIDv7(), kind: "feed", type: "ticket.updated", outcome: "success" },
    ...{ workspace_id, actor_id: user_ids[0] ?? null, subject_type: "ticket" },
    ...{ subject_id: ticket_id, ticket_id, data: { changes: { title: { from: "a", to: "b" } } } },
    ...{ personal: {}, address: "192.0.2.1", user_agent: "bench", request_id: null, token: null },
    ...{ position: 0, occurred_at: new Date().toISOString().replace("Z", "000Z") },
  };
}
