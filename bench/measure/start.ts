import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../dev/ports.ts";
import { startSlacky, untilReady } from "../stage/child.ts";
import { memoryOf } from "../stage/cpu.ts";
import { logFile } from "../stage/folder.ts";
import type { Bench } from "./bench.ts";

export interface StartTimes {
  first_ms: number;
  again_ms: number;
  /** Resident memory of `slacky start` (API and jobs in one process) without the database, after some idle seconds. */
  resident_bytes: number;
}

const restMs = 3_000;

/** Times `slacky start` with its embedded database: in an empty folder, and again on the same data. */
export async function measureStarts({ folder, progress }: Bench): Promise<StartTimes> {
  progress.show("Start times …");
  const dataDir = join(folder, "start");
  rmSync(dataDir, { recursive: true, force: true });
  mkdirSync(dataDir, { mode: 0o711 });
  try {
    const first = await startOnce(folder, dataDir);
    await first.stop();
    const again = await startOnce(folder, dataDir);
    await sleep(restMs);
    const { resident } = memoryOf(again.pid);
    await again.stop();
    return { first_ms: first.ms, again_ms: again.ms, resident_bytes: resident };
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function startOnce(folder: string, dataDir: string) {
  const port = await freePort();
  const log = logFile(folder, "start");
  const env = { SLACKY_DATA_DIR: dataDir, PORT: String(port) };
  const child = startSlacky(["start"], { env, logFile: log });
  const ms = await untilReady(child, { port, path: "/readyz", logFile: log });
  return { ...child, ms };
}
