import { readdirSync, readFileSync } from "node:fs";

/** Seconds of CPU that a process and all its threads have used. */
export function cpuOf(pid: number): number {
  const [user = 0, system = 0] = statOf(pid)?.times ?? [];
  return (user + system) / ticksPerSecond;
}

/**
 * The same of PostgreSQL as a whole: its first process, those that run, and those that ended, which the first
 * has waited for.
 */
export function cpuOfPostgres(postmaster: number): number {
  const own = statOf(postmaster)?.times ?? [];
  const children = pids()
    .map(statOf)
    .filter((stat) => stat?.parent === postmaster);
  const running = children.map((stat) => (stat?.times[0] ?? 0) + (stat?.times[1] ?? 0));
  return [...own, ...running].reduce((sum, ticks) => sum + ticks, 0) / ticksPerSecond;
}

/** The process that started this one. */
export function parentOf(pid: number): number | undefined {
  return statOf(pid)?.parent;
}

/** What a process holds in memory, now and at the most, in bytes. */
export function memoryOf(pid: number): { resident: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const kib = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1]);
  return { resident: kib("VmRSS") * 1024, peak: kib("VmHWM") * 1024 };
}

/** As the kernel tells them to programs, whatever its own clock. */
const ticksPerSecond = 100;

/** Fields 4 and 14 to 17 of proc(5): the parent; user and system time, own and of children that ended. */
function statOf(pid: number): { parent: number; times: number[] } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name of the program may hold spaces; what follows its last parenthesis is numbers.
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
