import { type Spread, spreadOf } from "../load/figures.ts";
import { closedLoop, type Measurement, success, type Variant } from "./closed-loop.ts";
import type { Lab, Table } from "./experiment.ts";

/** All measurements of one variant. */
export interface Compared {
  variant: string;
  per_second: Spread;
  p50_ms: Spread;
  p99_ms: Spread;
  outcomes: Record<string, number>;
}

const defaultClients = 16;

/**
 * Measures the variants by turns, alternating the order (A B, B A, A B), so that other load on the machine affects all
 * of them.
 */
export async function compare(lab: Lab, variants: readonly Variant[]): Promise<Compared[]> {
  const measurements = new Map<Variant, Measurement[]>(variants.map((variant) => [variant, []]));
  for (let round = 0; round < lab.rounds; round += 1) {
    for (const variant of round % 2 === 0 ? variants : variants.toReversed()) {
      lab.show(`${variant.name}, ${round + 1} of ${lab.rounds}`);
      await variant.prepare?.();
      const { url = lab.url, clients = defaultClients } = variant;
      const measurement = await closedLoop(variant, { url, clients, seconds: lab.seconds });
      measurements.get(variant)?.push(measurement);
    }
  }
  return variants.map((variant) => summaryOf(variant, measurements.get(variant) ?? []));
}

/** A table with the median of the measurements and their range. */
export function loadTable(
  about: string,
  compared: readonly Compared[],
  extra: { head: string[]; cells(compared: Compared): string[] } = { head: [], cells: () => [] },
): Table {
  return {
    about,
    head: ["", "per second", "min to max", "p50 ms", "p99 ms", ...extra.head],
    rows: compared.map((one) => [
      one.variant,
      whole(one.per_second.median),
      `${whole(one.per_second.min)} to ${whole(one.per_second.max)}`,
      milliseconds(one.p50_ms.median),
      milliseconds(one.p99_ms.median),
      ...extra.cells(one),
    ]),
  };
}

/** How many acts ended with one of these outcomes, for each hundred successes. More than 100 is possible. */
export function perHundred({ outcomes }: Compared, ...names: string[]): string {
  const count = names.reduce((sum, name) => sum + (outcomes[name] ?? 0), 0);
  return ((100 * count) / (outcomes[success] ?? 0)).toFixed(1);
}

export function whole(figure: number): string {
  return Math.round(figure).toLocaleString("en");
}

/** At most three digits: such a measurement has no more precision. */
export function milliseconds(figure: number): string {
  return figure >= 100 ? whole(figure) : figure >= 10 ? figure.toFixed(1) : figure.toFixed(2);
}

function summaryOf({ name }: Variant, measurements: readonly Measurement[]): Compared {
  const outcomes: Record<string, number> = {};
  for (const [outcome, count] of measurements.flatMap((one) => Object.entries(one.outcomes))) {
    outcomes[outcome] = (outcomes[outcome] ?? 0) + count;
  }
  return {
    variant: name,
    per_second: spreadOf(measurements.map(({ per_second }) => per_second)),
    p50_ms: spreadOf(measurements.map(({ p50_ms }) => p50_ms)),
    p99_ms: spreadOf(measurements.map(({ p99_ms }) => p99_ms)),
    outcomes,
  };
}
