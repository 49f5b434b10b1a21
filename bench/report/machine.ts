import { execFileSync } from "node:child_process";
import { cpus, loadavg, release, totalmem } from "node:os";
import { checkout } from "../../dev/data-dir.ts";

export interface Machine {
  processor: string;
  cores: number;
  memory_bytes: number;
  system: string;
  node: string;
  /** The load average before the run. If it is not near zero, other programs disturbed the run. */
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

/** The commit that was measured, with a `+` if files differ from it. */
export function commitOf(): string {
  const git = (...args: string[]) =>
    execFileSync("git", args, { cwd: checkout, encoding: "utf8" }).trim();
  try {
    return `${git("rev-parse", "--short", "HEAD")}${git("status", "--porcelain") && "+"}`;
  } catch {
    return "unknown";
  }
}
