import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { dataDir } from "../../dev/data-dir.ts";
import type { Environment } from "../../src/environment.ts";

/** The folder for database, logs and reports. It is kept between runs, because filling a large seed takes long. */
export function benchFolder(env: Environment): string {
  const { BENCH_DIR, ...others } = env;
  const folder = BENCH_DIR ? resolve(BENCH_DIR) : `${dataDir(others)}-bench`;
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  return folder;
}

export function logFile(folder: string, name: string): string {
  mkdirSync(join(folder, "logs"), { recursive: true });
  return join(folder, "logs", `${name}.log`);
}
