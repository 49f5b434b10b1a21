import { join } from "node:path";
import { freePort } from "../../dev/ports.ts";
import { startScript, untilReady } from "../stage/child.ts";
import type { Measured } from "../stage/drive.ts";
import { logFile } from "../stage/folder.ts";
import type { World } from "../stage/world.ts";
import { constant } from "../workloads/constant.ts";
import { type Bench, load } from "./bench.ts";

/** Measures the generator against a server that does nothing: its maximum throughput, and its CPU per request. */
export async function measureGenerator(bench: Bench): Promise<Measured> {
  const port = await freePort();
  const log = logFile(bench.folder, "constant-server");
  const child = startScript(join(import.meta.dirname, "../limits/constant-server.ts"), {
    env: { PORT: String(port) },
    logFile: log,
  });
  try {
    await untilReady(child, { port, path: "/", logFile: log });
    const target = { port, watched: { server: child.pid, postmaster: undefined } };
    return await load(bench, { ...target, world: () => ({}) as World }, constant);
  } finally {
    await child.stop();
  }
}
