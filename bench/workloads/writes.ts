import { request } from "../load/http.ts";
import { sentence } from "../seed/words.ts";
import { anyPlace, callerOf, ownTickets, projectPath, randomOf, ticketPath } from "./places.ts";
import type { Workload } from "./workload.ts";

export const create: Workload = {
  name: "create",
  about: "make a ticket",
  expected: [201],
  isCompared: true,
  requests(world, turn) {
    const random = randomOf(turn);
    let made = 0;
    return () => {
      const place = anyPlace(world, random);
      made += 1;
      return request("POST", `${projectPath(place)}/tickets`, {
        token: callerOf(place, turn),
        body: { title: `${sentence(random, 6)} ${turn.index}-${made}`, priority: "medium" },
      });
    };
  },
};

/** Each ticket goes one step and the step back, so that it can go again. */
export const transition: Workload = {
  name: "transition",
  about: "change a ticket's status, from open to in_progress and back",
  expected: [200],
  isCompared: true,
  variants: 2,
  requests(world, turn) {
    const nextOwn = ownTickets(world, turn, randomOf(turn));
    let begun: ReturnType<typeof nextOwn> | undefined;
    return () => {
      const { place, number } = begun ?? nextOwn();
      const to = begun ? "open" : "in_progress";
      begun = begun ? undefined : { place, number };
      return request("POST", `${ticketPath(place, number)}/transitions`, {
        token: callerOf(place, turn),
        body: { to },
      });
    };
  },
};

export const edit: Workload = {
  name: "edit",
  about: "change a ticket's title",
  expected: [200],
  isCompared: true,
  requests(world, turn) {
    const random = randomOf(turn);
    const nextOwn = ownTickets(world, turn, random);
    let edited = 0;
    return () => {
      const { place, number } = nextOwn();
      edited += 1;
      return request("PATCH", ticketPath(place, number), {
        token: callerOf(place, turn),
        body: { title: `${sentence(random, 5)} ${Date.now()} ${edited}` },
      });
    };
  },
};

export const comment: Workload = {
  name: "comment",
  about: "comment on a ticket",
  expected: [201],
  isCompared: true,
  requests(world, turn) {
    const random = randomOf(turn);
    const nextOwn = ownTickets(world, turn, random);
    let made = 0;
    return () => {
      const { place, number } = nextOwn();
      made += 1;
      return request("POST", `${ticketPath(place, number)}/comments`, {
        token: callerOf(place, turn),
        body: { body: `${sentence(random, 12)} ${made}` },
      });
    };
  },
};
