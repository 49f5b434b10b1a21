import { Counter, type Registry } from "prom-client";

export interface PrimaryMetrics {
  /** This process has found that another host is the primary now. */
  countPrimaryChange(): void;
}

export function createPrimaryMetrics(registers: Registry[]): PrimaryMetrics {
  const changes = new Counter({
    name: "slacky_primary_changes_total",
    help: "How often this process has found another host to be the primary.",
    registers,
  });
  return { countPrimaryChange: () => changes.inc() };
}
