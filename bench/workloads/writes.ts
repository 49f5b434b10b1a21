import type { Random } from "../../test/seed/random.ts";
import { sentence } from "../../test/seed/words.ts";
import { request } from "../load/http.ts";
import type { Place, World } from "../stage/world.ts";
import { post } from "./keyed.ts";
import { anyPlace, ownTickets, projectPath, randomOf, ticketPath, tokenOf } from "./places.ts";
import type { Limit, Turn, Workload } from "./workload.ts";

/** Only requests without a key: these limits repeat recorded statements, and every request has another key. */
const replayable: readonly Limit[] = ["bare", "control", "pgbench"];

/** Part of the mix: in a random project, the large ones more often. */
export const create: Workload = {
  name: "create",
  about: "create a ticket",
  expected: [201],
  requests: creations({ place: anyPlace, hasKey: true }),
};

export const createInMany: Workload = {
  ...create,
  name: "create in many projects",
  about: "create tickets, each in the next project",
  limits: ["control"],
  requests: creations({ place: nextProject, hasKey: true }),
};

export const createInManyWithoutKey: Workload = {
  ...createInMany,
  name: "create in many projects without a key",
  requests: creations({ place: nextProject, hasKey: false }),
};

export const createInOne: Workload = {
  ...create,
  name: "create in one project",
  about: "create tickets, all in one project",
  limits: ["control"],
  requests: creations({ place: ({ big }) => big, hasKey: true }),
};

export const createInOneWithoutKey: Workload = {
  ...createInOne,
  name: "create in one project without a key",
  limits: replayable,
  requests: creations({ place: ({ big }) => big, hasKey: false }),
};

/** Moves each ticket to in_progress and back, so that it can move again. */
export const transition: Workload = {
  name: "transition",
  about: "move a ticket from open to in_progress and back",
  expected: [200],
  limits: ["control"],
  variants: 2,
  requests: transitions({ hasKey: true }),
};

export const transitionWithoutKey: Workload = {
  ...transition,
  name: "transition without a key",
  limits: replayable,
  requests: transitions({ hasKey: false }),
};

export const edit: Workload = {
  name: "edit",
  about: "change a ticket's title",
  expected: [200],
  limits: replayable,
  requests(world, turn) {
    const random = randomOf(turn);
    const nextOwn = ownTickets(world, turn, random);
    let count = 0;
    return () => {
      const { place, number } = nextOwn();
      count += 1;
      return request("PATCH", ticketPath(place, number), {
        token: tokenOf(place, turn),
        body: { title: `${sentence(random, 5)} ${Date.now()} ${count}` },
      });
    };
  },
};

export const comment: Workload = {
  name: "comment",
  about: "comment on a ticket",
  expected: [201],
  limits: ["control"],
  requests: comments({ hasKey: true }),
};

export const commentWithoutKey: Workload = {
  ...comment,
  name: "comment without a key",
  limits: replayable,
  requests: comments({ hasKey: false }),
};

/** Each connection starts at another project, so that few connections use the same one at a time. */
function nextProject({ projects }: World, _random: Random, { index, count }: Turn, nth: number) {
  const start = Math.floor((index * projects.length) / count);
  return projects[(start + nth) % projects.length] as Place;
}

function creations({
  place: placeOf,
  hasKey,
}: {
  place(world: World, random: Random, turn: Turn, nth: number): Place;
  hasKey: boolean;
}): Workload["requests"] {
  return (world, turn) => {
    const random = randomOf(turn);
    let count = 0;
    return () => {
      const place = placeOf(world, random, turn, count);
      count += 1;
      return post(world, `${projectPath(place)}/tickets`, {
        hasKey,
        token: tokenOf(place, turn),
        body: { title: `${sentence(random, 6)} ${turn.index}-${count}`, priority: "medium" },
      });
    };
  };
}

function transitions({ hasKey }: { hasKey: boolean }): Workload["requests"] {
  return (world, turn) => {
    const nextOwn = ownTickets(world, turn, randomOf(turn));
    let moved: ReturnType<typeof nextOwn> | undefined;
    return () => {
      const { place, number } = moved ?? nextOwn();
      const to = moved ? "open" : "in_progress";
      moved = moved ? undefined : { place, number };
      return post(world, `${ticketPath(place, number)}/transitions`, {
        hasKey,
        token: tokenOf(place, turn),
        body: { to },
      });
    };
  };
}

function comments({ hasKey }: { hasKey: boolean }): Workload["requests"] {
  return (world, turn) => {
    const random = randomOf(turn);
    const nextOwn = ownTickets(world, turn, random);
    let count = 0;
    return () => {
      const { place, number } = nextOwn();
      count += 1;
      return post(world, `${ticketPath(place, number)}/comments`, {
        hasKey,
        token: tokenOf(place, turn),
        body: { body: `${sentence(random, 12)} ${count}` },
      });
    };
  };
}
