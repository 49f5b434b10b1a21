import type { Connection } from "../load/connection.ts";
import { request } from "../load/http.ts";
import { claimNext } from "./claims.ts";
import { post } from "./keyed.ts";
import { contendedTickets, randomOf, ticketPath, tokenOf } from "./places.ts";
import type { RetryWorkload, Workload } from "./workload.ts";
import { createInOne } from "./writes.ts";

/** Clients that all want the same few rows. Those that lose are refused, but never with 500 or 503. */
const moveTheSame: Workload = {
  name: "move the same ten",
  about: "move the same ten tickets without reading them; 409 where another was faster",
  expected: [200, 409],
  requests(world, turn) {
    const { big } = world;
    const random = randomOf(turn);
    return () => {
      const number = big.tickets - random.below(contendedTickets);
      return post(world, `${ticketPath(big, number)}/transitions`, {
        token: tokenOf(big, turn),
        body: { to: random.chance(0.5) ? "in_progress" : "open" },
      });
    };
  },
};

/** One load under both kinds of locking: a refused client reads again, until it has moved a ticket. */
const readAndMove: RetryWorkload = {
  name: "read one of ten, move it",
  about: "the server locks and checks: 409 where the transition is no longer possible",
  expected: [200],
  acts: moves({ isConditional: false }),
};

const readAndMoveUnchanged: RetryWorkload = {
  name: "the same with If-Match",
  about: "the server compares versions: 412 where anything has changed",
  expected: [200],
  acts: moves({ isConditional: true }),
};

const createTogether: Workload = { ...createInOne, name: "create all in one project" };

const claimFromOne: Workload = { ...claimNext, name: "claim from one queue" };

export const contention: readonly (Workload | RetryWorkload)[] = [
  moveTheSame,
  readAndMove,
  readAndMoveUnchanged,
  createTogether,
  claimFromOne,
];

function moves({ isConditional }: { isConditional: boolean }): RetryWorkload["acts"] {
  return (world, turn) => {
    const { big } = world;
    const random = randomOf(turn);
    const token = tokenOf(big, turn);
    return async (connection, note) => {
      const path = ticketPath(big, big.tickets - random.below(contendedTickets));
      for (;;) {
        const seen = await readTicket(connection, path, token);
        const headers = isConditional ? { headers: `If-Match: "${seen.version}"\r\n` } : {};
        const body = { to: seen.status === "open" ? "in_progress" : "open" };
        const answer = await connection.send(
          post(world, `${path}/transitions`, { token, body, ...headers }),
        );
        if (answer.status !== 409 && answer.status !== 412) return answer;
        note(answer.status);
      }
    };
  };
}

async function readTicket(connection: Connection, path: string, token: string) {
  const { text } = await connection.send(request("GET", path, { token }), { keepsText: true });
  return JSON.parse(text) as { version: number; status: string };
}
