import { type Spread, spreadOf } from "../load/figures.ts";
import { closedLoop, type Look, success, type Variant } from "./closed-loop.ts";
import type { Lab, Table } from "./experiment.ts";

/** All looks at one variant. */
export interface Compared {
  variant: string;
  per_second: Spread;
  p50_ms: Spread;
  p99_ms: Spread;
  outcomes: Record<string, number>;
}

const clientsUsually = 16;

/**
 * Looks at the variants in turn, there and back again (A B, B A, A B), so that what else the machine does
 * falls on all of them.
 */
export async function compare(lab: Lab, variants: readonly Variant[]): Promise<Compared[]> {
  const looks = new Map<Variant, Look[]>(variants.map((variant) => [variant, []]));
  for (let round = 0; round < lab.rounds; round += 1) {
    for (const variant of round % 2 === 0 ? variants : variants.toReversed()) {
      lab.show(`${variant.name}, ${round + 1} of ${lab.rounds}`);
      await variant.prepare?.();
      const { url = lab.url, clients = clientsUsually } = variant;
      const look = await closedLoop(variant, { url, clients, seconds: lab.seconds });
      looks.get(variant)?.push(look);
    }
  }
  return variants.map((variant) => summaryOf(variant, looks.get(variant) ?? []));
}

/** The usual table: the median of the looks, and how far they lie apart. */
export function loadTable(
  about: string,
  compared: readonly Compared[],
  extra: { head: string[]; cells(compared: Compared): string[] } = { head: [], cells: () => [] },
): Table {
  return {
    about,
    head: ["", "a second", "min to max", "p50 ms", "p99 ms", ...extra.head],
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

/** Of a hundred successes, so many acts ended with one of these outcomes: more than 100 is possible. */
export function perHundred({ outcomes }: Compared, ...names: string[]): string {
  const count = names.reduce((sum, name) => sum + (outcomes[name] ?? 0), 0);
  return ((100 * count) / (outcomes[success] ?? 0)).toFixed(1);
}

export function whole(figure: number): string {
  return Math.round(figure).toLocaleString("en");
}

/** Three figures are more than such a measurement has. */
export function milliseconds(figure: number): string {
  return figure >= 100 ? whole(figure) : figure >= 10 ? figure.toFixed(1) : figure.toFixed(2);
}

function summaryOf({ name }: Variant, looks: readonly Look[]): Compared {
  const outcomes: Record<string, number> = {};
  for (const [outcome, count] of looks.flatMap((look) => Object.entries(look.outcomes))) {
    outcomes[outcome] = (outcomes[outcome] ?? 0) + count;
  }
  return {
    variant: name,
    per_second: spreadOf(looks.map(({ per_second }) => per_second)),
    p50_ms: spreadOf(looks.map(({ p50_ms }) => p50_ms)),
    p99_ms: spreadOf(looks.map(({ p99_ms }) => p99_ms)),
    outcomes,
  };
}
