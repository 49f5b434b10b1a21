import { request } from "../load/http.ts";
import { post } from "./keyed.ts";
import { projectPath, ticketPath, tokenOf } from "./places.ts";
import type { Workload } from "./workload.ts";

/** Each ticket is claimed and then released. */
export const claim: Workload = {
  name: "claim",
  about: "claim a ticket, then release it",
  expected: [200],
  operation: "claimTicket",
  requests(world, turn) {
    const { claims } = world;
    let count = 0;
    const rounds = Math.floor(claims.tickets / turn.count);
    return () => {
      const number = 1 + turn.index + (Math.floor(count / 2) % rounds) * turn.count;
      const path = `${ticketPath(claims, number)}/claim`;
      count += 1;
      const token = tokenOf(claims, turn);
      return count % 2 === 1
        ? post(world, path, { token, body: {} })
        : request("DELETE", path, { token });
    };
  },
};

/** 204 (no ticket left) is not expected: it would be too fast. The queue is long enough for a run. */
export const claimNext: Workload = {
  name: "claim-next",
  about: "claim the next ticket of one queue",
  expected: [200],
  operation: "claimNextTicket",
  requests(world, turn) {
    const { queue } = world;
    const path = `${projectPath(queue)}/claim-next`;
    const token = tokenOf(queue, turn);
    return () => post(world, path, { token, body: {} });
  },
};
