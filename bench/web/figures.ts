import { table, tenths } from "../report/table.ts";

/** A figure of the app, beside the most that it may be. */
export interface Figure {
  name: string;
  measured: number;
  budget: number;
  unit: "ms" | "kB" | "MB" | "";
}

/** The value that this share of the samples does not exceed. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

export function printFigures(figures: readonly Figure[]): string {
  return table(
    ["the app in a browser", "measured", "budget", ""],
    figures.map(({ name, measured, budget, unit }) => [
      name,
      `${tenths(measured)} ${unit}`.trim(),
      `${budget} ${unit}`.trim(),
      measured <= budget ? "" : "over",
    ]),
  );
}
