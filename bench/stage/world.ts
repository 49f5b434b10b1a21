import type { AccessTokens } from "../../src/auth/access-token.ts";
import type { Queryable } from "../../src/db/pool.ts";
import { listPlaces, type SeededPlace } from "../../test/seed/queries.ts";
import { bigKey, claimKey, queueKey } from "../../test/seed/shape.ts";

/** What the generator needs of a project. */
export interface Place {
  workspace_id: string;
  project_id: string;
  key: string;
  /** The number of seeded tickets, without those that workloads create. */
  tickets: number;
  workflow: string;
  /** Access tokens of members that may write. */
  tokens: string[];
}

/** What the generator needs of the seeded data. */
export interface World {
  big: Place;
  queue: Place;
  claims: Place;
  /** Where requests go, the largest project first. */
  places: Place[];
  /** All projects except the queues, the largest first. */
  projects: Place[];
  /** The cursor at which page 4,000 begins. */
  deep_cursor: string;
  feed_after: number;
  logins: { email: string; password: string }[];
  /** Whether the server takes an Idempotency-Key. */
  takesKeys: boolean;
}

export type Scene = Pick<World, "deep_cursor" | "feed_after" | "logins"> & {
  places: SeededPlace[];
};

/** Finds the largest seeded projects. */
export async function findPlaces(db: Queryable): Promise<SeededPlace[]> {
  return await listPlaces(db, { largest: 400, members: 300 });
}

/** Creates the world with new access tokens, because they expire after a quarter of an hour. */
export function worldOf(scene: Scene, tokens: AccessTokens, where: "big" | "everywhere"): World {
  const places = scene.places.map(({ principals, ...place }) => ({
    ...place,
    tokens: principals.map((principal) => tokens.sign(principal).token),
  }));
  const named = (key: string) => {
    const place = places.find((one) => one.key === key);
    if (!place) throw new Error(`The seed has no project ${key}.`);
    return place;
  };
  const big = named(bigKey);
  const projects = places.filter(({ key }) => key !== queueKey && key !== claimKey);
  return {
    ...scene,
    big,
    queue: named(queueKey),
    claims: named(claimKey),
    places: where === "big" ? [big] : projects,
    projects,
    takesKeys: true,
  };
}
