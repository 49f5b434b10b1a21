import { randomUUID } from "node:crypto";
import { endpoints } from "../../src/app.ts";
import { createPool } from "../../src/db/pool.ts";
import { openFrom } from "../../test/seed/shape.ts";
import type { Seed } from "../seed/open-seed.ts";
import { cloneDatabase, dropDatabase, type Urls } from "../stage/database.ts";
import { listTicketsInProgress } from "../stage/queries.ts";
import { openScene } from "../stage/scene.ts";
import { type Service, startService } from "../stage/service.ts";
import { type Scene, type World, worldOf } from "../stage/world.ts";
import { ordinary } from "../workloads/list.ts";
import { ticketPath } from "../workloads/places.ts";
import type { Workload } from "../workloads/workload.ts";
import type { Bench, Target } from "./bench.ts";

/** Slacky running on a copy of a seed, which a run may change, or with --in-place on the seed itself. */
export interface Installation extends Target {
  urls: Urls;
  service: Service;
  scene: Scene;
  postmaster: number | undefined;
  /** Moves back the tickets that a load left in progress when it ended. */
  settle(): Promise<void>;
}

export async function withInstallation<T>(
  bench: Bench,
  seed: Seed,
  where: "big" | "everywhere",
  work: (installation: Installation) => Promise<T>,
): Promise<T> {
  const { folder } = bench;
  const { urls, drop } = await openCopy(bench, seed);
  try {
    const service = await startService(urls, folder);
    try {
      const { scene, postmaster } = await openScene(urls.databaseUrl, service);
      const world = () => worldOf(scene, service.tokens, where);
      const watched = { server: service.api.pid, worker: service.worker.pid, postmaster };
      const settle = () => settleTickets(urls, service, world());
      return await work({
        urls,
        service,
        scene,
        postmaster,
        port: service.port,
        watched,
        world,
        settle,
      });
    } finally {
      await service.stop();
    }
  } finally {
    await drop();
  }
}

async function openCopy({ server, options, progress }: Bench, { database, size }: Seed) {
  if (options.inPlace.includes(size)) {
    return { urls: server.urlsOf(database), drop: async () => {} };
  }
  const copy = `${database}_run`;
  progress.show(`Copying ${database} …`);
  const urls = await cloneDatabase(server, database, copy);
  return { urls, drop: () => dropDatabase(server, copy) };
}

/** The workloads for which this version of Slacky has the operations. */
export function availableWorkloads(): Workload[] {
  const operations = new Set(endpoints.map(({ spec }) => spec.operation));
  return ordinary.filter(({ operation }) => !operation || operations.has(operation));
}

/** Moves every ticket back that is in progress among those that workloads move. */
export async function settleTickets(
  { databaseUrl }: Pick<Urls, "databaseUrl">,
  { port }: Pick<Service, "port">,
  { big, places }: Pick<World, "big" | "places">,
): Promise<void> {
  const db = createPool(databaseUrl, { size: 1 });
  try {
    for (const place of new Set([big, ...places])) {
      for (const number of await listTicketsInProgress(db, place, openFrom(place.tickets))) {
        const answer = await fetch(
          `http://127.0.0.1:${port}${ticketPath(place, number)}/transitions`,
          {
            method: "POST",
            headers: {
              authorization: `Bearer ${place.tokens[0]}`,
              "content-type": "application/json",
              "idempotency-key": randomUUID(),
            },
            body: JSON.stringify({ to: "open" }),
          },
        );
        if (!answer.ok)
          throw new Error(`${place.key}-${number} cannot be moved back: ${answer.status}`);
      }
    }
  } finally {
    await db.close();
  }
}
