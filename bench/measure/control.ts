import { join } from "node:path";
import jwt from "jsonwebtoken";
import { freePort } from "../../dev/ports.ts";
import { withDedicatedConnection } from "../../src/db/dedicated-connection.ts";
import { createPool } from "../../src/db/pool.ts";
import { findMoment, seedControl, setAllOpen } from "../limits/control-queries.ts";
import { startScript, untilReady } from "../stage/child.ts";
import { parentOf } from "../stage/cpu.ts";
import { dropDatabase } from "../stage/database.ts";
import { logFile } from "../stage/folder.ts";
import { findBackend } from "../stage/queries.ts";
import type { Place, World } from "../stage/world.ts";
import { pageRows } from "../workloads/reads.ts";
import type { Bench, Target } from "./bench.ts";

const database = "slacky_bench_control";
const secret = "only for the control of the bench";
const principals = 200;
const deepRows = 4_000 * pageRows - pageRows;

/** Runs the control on tables of its own, with as many tickets as the big project has. */
export async function withControl<T>(
  { server, folder }: Bench,
  tickets: number,
  work: (target: Target & { settle(): Promise<void> }) => Promise<T>,
): Promise<T> {
  await dropDatabase(server, database);
  await server.withOwner((owner) => owner.execute(`create database ${database}`));
  const { databaseOwnerUrl } = server.urlsOf(database);
  const port = await freePort();
  const log = logFile(folder, "control-server");
  await withDedicatedConnection(databaseOwnerUrl, (session) => seedControl(session, tickets));
  const child = startScript(join(import.meta.dirname, "../limits/control-server.ts"), {
    env: { DATABASE_URL: databaseOwnerUrl, JWT_SECRETS: secret, PORT: String(port) },
    logFile: log,
  });
  const db = createPool(databaseOwnerUrl, { size: 1 });
  try {
    await untilReady(child, { port, path: "/ready", logFile: log });
    const world = controlWorld(
      tickets,
      await findMoment(db, Math.min(deepRows, tickets - 2 * pageRows)),
    );
    return await work({
      port,
      watched: { server: child.pid, postmaster: parentOf(await findBackend(db)) },
      world: () => world,
      settle: () => setAllOpen(db),
    });
  } finally {
    await db.close();
    await child.stop();
    await dropDatabase(server, database);
  }
}

function controlWorld(tickets: number, moment: string): World {
  const tokens = Array.from({ length: principals }, (_, index) =>
    jwt.sign({ sub: String(index + 1), role: "member" }, secret),
  );
  const big: Place = {
    workspace_id: "1",
    project_id: "1",
    key: "BIG",
    tickets,
    workflow: "reopenable",
    tokens,
  };
  const nothing = { feed_after: 0, logins: [], takesKeys: false };
  const deep_cursor = encodeURIComponent(moment);
  const places = { places: [big], projects: [big] };
  return { big, queue: big, claims: big, ...places, deep_cursor, ...nothing };
}
