import { createRandom, type Random } from "../../test/seed/random.ts";
import { isInTrash, openFrom } from "../../test/seed/shape.ts";
import type { Place, World } from "../stage/world.ts";
import type { Turn } from "./workload.ts";

/** The last tickets of the big project are reserved for the contention workloads. */
export const contendedTickets = 10;

export function randomOf({ index }: Turn): Random {
  return createRandom(1_000 + index);
}

/** A random project by Zipf's law: the large ones come first in the list and are picked more often. */
export function anyPlace({ places }: World, random: Random): Place {
  return places[random.rank(places.length)] as Place;
}

export function tokenOf({ tokens }: Place, { index }: Turn): string {
  return tokens[index % tokens.length] as string;
}

/** The path of a random ticket that is not deleted. */
export function anyTicket(place: Place, random: Random): string {
  let number = 1 + random.below(place.tickets);
  if (isInTrash(number, place.tickets)) number += 1;
  return ticketPath(place, number);
}

export function ticketPath({ workspace_id, key }: Place, number: number): string {
  return `/v1/workspaces/${workspace_id}/tickets/${key}-${number}`;
}

export function projectPath({ workspace_id, project_id }: Place): string {
  return `/v1/workspaces/${workspace_id}/projects/${project_id}`;
}

/**
 * Returns a function that walks through open tickets which no other connection uses. It picks projects whose open
 * tenth has enough tickets for all connections.
 */
export function ownTickets(world: World, turn: Turn, random: Random) {
  const candidates = world.places.filter(
    ({ tickets, workflow }) =>
      workflow === "reopenable" && tickets / 10 > turn.count * 2 + contendedTickets,
  );
  const visits = new Map<Place, number>();
  return (): { place: Place; number: number } => {
    const place = candidates[random.rank(candidates.length)];
    if (!place) throw new Error("No project has enough open tickets for this many connections.");
    const from = openFrom(place.tickets);
    const rounds = Math.floor((place.tickets - contendedTickets - from) / turn.count);
    const visit = visits.get(place) ?? 0;
    visits.set(place, visit + 1);
    return { place, number: from + turn.index + (visit % rounds) * turn.count };
  };
}
