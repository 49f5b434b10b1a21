import { execFileSync } from "node:child_process";
import { cpus, loadavg, release, totalmem } from "node:os";
import { checkout } from "../../dev/data-dir.ts";

export interface Machine {
  processor: string;
  cores: number;
  memory_bytes: number;
  system: string;
  node: string;
  /** How much was waiting to run before the bench began: beyond nothing, the figures are shared with others. */
  load_before: number;
}

export function describeMachine(): Machine {
  return {
    processor: cpus()[0]?.model.trim() ?? "unknown",
    cores: cpus().length,
    memory_bytes: totalmem(),
    system: `${process.platform} ${release()}`,
    node: process.version,
    load_before: loadavg()[0] ?? 0,
  };
}

/** Which version was measured; with a `+` where files differ from it. */
export function commitOf(): string {
  const git = (...args: string[]) =>
    execFileSync("git", args, { cwd: checkout, encoding: "utf8" }).trim();
  try {
    return `${git("rev-parse", "--short", "HEAD")}${git("status", "--porcelain") && "+"}`;
  } catch {
    return "unknown";
  }
}
