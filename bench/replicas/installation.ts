import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../dev/ports.ts";
import { readPidFile } from "../../dev/postgres/process.ts";
import { migrate } from "../../src/db/migrations/migrate.ts";
import { seedDatabase } from "../../test/seed/seed.ts";
import { type Size, sizes } from "../../test/seed/shape.ts";
import { type OwnPostgres, startOwnPostgres } from "../../test/support/postgres/own-postgres.ts";
import { primarySettings, startStandby } from "../../test/support/postgres/standby.ts";
import { settleTickets } from "../measure/installation.ts";
import type { Progress } from "../progress.ts";
import type { Watched } from "../stage/drive.ts";
import { openScene } from "../stage/scene.ts";
import { createTokens, startService } from "../stage/service.ts";
import { type Scene, type World, worldOf } from "../stage/world.ts";

/** How many processes serve HTTP, and how many standbys serve reads. */
export interface Layout {
  processes: 1 | 2;
  replicas: 0 | 1;
}

/** A primary and its standby, filled, on which Slacky is started in one layout after the other. */
export interface Installation {
  start(layout: Layout): Promise<Running>;
  close(): Promise<void>;
}

export interface Running {
  port: number;
  watched: Watched;
  world(): World;
  /** How many reads the standby has served so far. */
  servedByReplica(): Promise<number>;
  /** Moves back what a run has left in progress: the next one begins with open tickets. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

/** Commits are durable, as in production; `startOwnPostgres` is made for tests. */
const settings = { fsync: "on", shared_buffers: "512MB" };

export async function openInstallation(size: string, progress: Progress): Promise<Installation> {
  const folder = mkdtempSync(join(tmpdir(), "slacky-bench-replicas-"));
  const primary = await startOwnPostgres({ settings: { ...settings, ...primarySettings } });
  const urls = {
    databaseUrl: primary.url("slacky_app"),
    databaseOwnerUrl: primary.url("slacky_owner"),
  };
  await migrate(urls);
  await seedDatabase(urls.databaseOwnerUrl, sizes[size] as Size, progress);
  progress.show("Copying it to a standby …");
  const standby = await startStandby(primary, {
    settings: { ...settings, max_standby_streaming_delay: "1s" },
  });
  let scene: Scene | undefined;
  return {
    async start({ processes, replicas }) {
      const metricsPort = await freePort();
      const service = await startService(urls, folder, {
        SLACKY_PROCESSES: String(processes),
        METRICS_PORT: String(metricsPort),
        ...(replicas === 1 && { DATABASE_REPLICA_URLS: standby.url("slacky_app") }),
      });
      const { port, api, worker } = service;
      try {
        scene ??= (await openScene(urls.databaseUrl, service)).scene;
        const world = () => worldOf(scene as Scene, createTokens(), "everywhere");
        const servedByReplica = () => readServed(metricsPort);
        const settle = () => settleTickets(urls, service, world());
        if (replicas === 1) await untilServed({ port, world, servedByReplica });
        return {
          port,
          watched: {
            ...{ server: api.pid, worker: worker.pid },
            ...{ postmaster: postmasterOf(primary), replica: postmasterOf(standby) },
          },
          world,
          servedByReplica,
          settle,
          async stop() {
            await settle();
            await service.stop();
          },
        };
      } catch (error) {
        await service.stop();
        throw error;
      }
    },
    async close() {
      for (const server of [standby, primary]) await server.close();
      rmSync(folder, { recursive: true });
    },
  };
}

function postmasterOf({ cluster }: OwnPostgres): number {
  const { pid } = readPidFile(cluster) ?? {};
  if (!pid) throw new Error("PostgreSQL does not run.");
  return pid;
}

const SERVED_MS = 60_000;

/** A replica serves reads once the worker has noted whose history it has. */
async function untilServed({
  port,
  world,
  servedByReplica,
}: Pick<Running, "port" | "world" | "servedByReplica">): Promise<void> {
  const { big } = world();
  const path = `/v1/workspaces/${big.workspace_id}/projects/${big.project_id}/tickets`;
  const headers = { authorization: `Bearer ${big.tokens[0]}`, "slacky-position": "any" };
  const deadline = performance.now() + SERVED_MS;
  while ((await servedByReplica()) === 0) {
    if (performance.now() > deadline) throw new Error("The standby serves no reads.");
    await (await fetch(`http://127.0.0.1:${port}${path}`, { headers })).arrayBuffer();
    await sleep(100);
  }
}

async function readServed(metricsPort: number): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${metricsPort}/metrics`);
  const text = await answer.text();
  const lines = text.matchAll(/^slacky_replica_reads_total\{[^}]*outcome="served"[^}]*\} (\d+)/gm);
  return [...lines].reduce((sum, [, count]) => sum + Number(count), 0);
}
