import { request } from "../load/http.ts";
import { claimNext } from "./claims.ts";
import { callerOf, contendedTickets, randomOf, ticketPath } from "./places.ts";
import type { Workload } from "./workload.ts";
import { create } from "./writes.ts";

/** Clients who all want something of the same few rows. What loses is refused, and never with 500 or 503. */
const moveTheSame: Workload = {
  name: "move the same ten",
  about: "move the same ten tickets; who comes too late is told 409",
  expected: [200, 409],
  requests({ big }, turn) {
    const random = randomOf(turn);
    return () => {
      const number = big.tickets - random.below(contendedTickets);
      return request("POST", `${ticketPath(big, number)}/transitions`, {
        token: callerOf(big, turn),
        body: { to: random.chance(0.5) ? "in_progress" : "open" },
      });
    };
  },
};

const createInOne: Workload = {
  ...create,
  name: "create in one project",
  isCompared: false,
};

const claimFromOne: Workload = { ...claimNext, name: "claim from one queue" };

export const contention: readonly Workload[] = [moveTheSame, createInOne, claimFromOne];
