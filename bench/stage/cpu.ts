import { readdirSync, readFileSync } from "node:fs";

/**
 * The CPU time in seconds of a process with all its threads, of its running children, and of those that
 * have ended, which the kernel adds to their parent: PostgreSQL as a whole by its postmaster, and an API
 * of several processes.
 */
export function cpuWithChildren(pid: number): number {
  const own = statOf(pid)?.times ?? [];
  const children = pids()
    .map(statOf)
    .filter((stat) => stat?.parent === pid);
  const running = children.map((stat) => (stat?.times[0] ?? 0) + (stat?.times[1] ?? 0));
  return [...own, ...running].reduce((sum, ticks) => sum + ticks, 0) / ticksPerSecond;
}

/** The process that started this one. */
export function parentOf(pid: number): number | undefined {
  return statOf(pid)?.parent;
}

/** The resident memory of a process, current and maximum, in bytes. */
export function memoryOf(pid: number): { resident: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const kib = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1]);
  return { resident: kib("VmRSS") * 1024, peak: kib("VmHWM") * 1024 };
}

/** The unit of times in /proc, independent of the kernel's own clock. */
const ticksPerSecond = 100;

/** Fields 4 and 14 to 17 of proc(5): the parent; user and system time, of the process and of ended children. */
function statOf(pid: number): { parent: number; times: number[] } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name of the program may have spaces. After its last parenthesis there are only numbers.
    const fields = text
      .slice(text.lastIndexOf(")") + 2)
      .split(" ")
      .map(Number);
    return { parent: fields[1] ?? 0, times: fields.slice(11, 15) };
  } catch {
    return undefined;
  }
}

function pids(): number[] {
  return readdirSync("/proc").map(Number).filter(Number.isInteger);
}
