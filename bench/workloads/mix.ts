import { randomOf } from "./places.ts";
import { filteredPage, get, newestPage, search } from "./reads.ts";
import type { Workload } from "./workload.ts";
import { comment, create, edit, transition } from "./writes.ts";

/** How many of a hundred requests each workload has. Eighty are reads. */
const parts: readonly [Workload, number][] = [
  [get, 40],
  [newestPage, 25],
  [filteredPage, 10],
  [search, 5],
  [transition, 8],
  [comment, 5],
  [edit, 4],
  [create, 3],
];

export const mix: Workload = {
  name: "mix",
  about: "the requests of a team: 80 % reads, 20 % writes",
  expected: [200, 201],
  requests(world, turn) {
    const random = randomOf(turn);
    const deck = parts.flatMap(([{ requests }, times]) => {
      const next = requests(world, turn);
      return Array.from({ length: times }, () => next);
    });
    return () => (deck[random.below(deck.length)] as () => string)();
  },
};
