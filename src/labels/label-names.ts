import { Problem } from "../problems.ts";
import { foldName } from "../text/fold.ts";
import type { MatchingLabel } from "./queries.ts";

/**
 * Returns the name of the label that a client means: as it was first written, not as it was sent.
 * Null for a label that is being deleted.
 */
export type LabelNames = (name: string) => string | null;

/**
 * Resolves the names that clients send. Two names that fold to the same are one label. `matching` are
 * the workspace's labels that match any of them; a name without a match becomes a label as it is
 * written, and later spellings of it are that label, too.
 */
export function resolveLabels(matching: readonly MatchingLabel[]): LabelNames {
  const byFolded = new Map<string, MatchingLabel>();
  const byName = new Map<string, MatchingLabel>();
  // Labels that are not replaced come last, and so take precedence.
  for (const label of matching.toSorted((a, b) => Number(b.is_replaced) - Number(a.is_replaced))) {
    byName.set(label.name, label);
    if (label.folded !== null) byFolded.set(label.folded, label);
  }
  const written = new Map<string, string>();
  return (name) => {
    const folded = foldName(name);
    const label = byFolded.get(folded) ?? byName.get(name);
    if (label) return label.is_replaced ? label.renamed_to : label.name;
    const first = written.get(folded) ?? name;
    written.set(folded, first);
    return first;
  };
}

/** The labels that these names mean, each once, in their order. Throws `label_busy`. */
export function labelsToAdd(names: readonly string[], labelNames: LabelNames): string[] {
  return uniqueLabels(
    names.map((name) => {
      const label = labelNames(name);
      if (label === null) throw labelBusy(name);
      return label;
    }),
  );
}

/** Labels as a ticket has them: each once, in their order. */
export function uniqueLabels(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}

export function labelBusy(name: string): Problem {
  return new Problem(
    "label_busy",
    `The tickets with the label ${name} are being changed. Try again in a few seconds.`,
    { retry_after: 5 },
  );
}
