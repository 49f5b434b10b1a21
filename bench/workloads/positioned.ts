import { get, newestPage } from "./reads.ts";
import type { Workload } from "./workload.ts";

/** Reads that a replica may serve, up to one second old. */
export const positionedGet: Workload = withPosition(get);
export const positionedNewestPage: Workload = withPosition(newestPage);

function withPosition(read: Workload): Workload {
  return {
    name: `${read.name}, with a position`,
    about: `${read.about}, from a replica if there is one`,
    expected: read.expected,
    requests(world, turn) {
      const next = read.requests(world, turn);
      return () => next().replace("\r\n\r\n", "\r\nSlacky-Position: any\r\n\r\n");
    },
  };
}
