import { defineBackfill } from "../backfill/backfill.ts";
import type { Tx } from "../db/transaction.ts";
import { recordEvent, systemOrigin } from "../events/record.ts";
import { foldName } from "../text/fold.ts";
import { toNfc } from "../text/normalize.ts";
import {
  countUnfoldedLabels,
  type DatedLabel,
  listFoldedLabels,
  listUnfoldedLabels,
  setFolded,
} from "./backfill-queries.ts";
import { insertNewName, labelIsUnique, markRenamed, takeOutOfUse } from "./queries.ts";

/**
 * Folds the names of labels from before. Labels that fold to the same become the oldest of them, in
 * NFC, and the job `replace-labels` changes their tickets.
 */
export const foldLabels = defineBackfill<DatedLabel>({
  name: "labels",
  version: 1,
  listNext: listUnfoldedLabels,
  keyOf: ({ workspace_id, name }) => [workspace_id, name],
  write: foldSome,
  countNext: countUnfoldedLabels,
});

interface FoldedLabel extends DatedLabel {
  folded: string;
}

async function foldSome(tx: Tx, labels: readonly DatedLabel[]): Promise<void> {
  const unfolded = labels.map((label) => ({ ...label, folded: foldName(label.name) }));
  const twins = Map.groupBy(
    [...unfolded, ...(await listFoldedLabels(tx, unfolded))],
    ({ workspace_id, folded }) => `${workspace_id} ${folded}`,
  );
  const alone: FoldedLabel[] = [];
  for (const group of twins.values()) {
    const [only] = group;
    if (only && group.length === 1 && toNfc(only.name) === only.name) alone.push(only);
    else mergeTwins(tx, group);
  }
  if (alone.length > 0) tx.defer(setFolded(alone), { uniqueBy: labelIsUnique });
}

/** The label that was written first stays, or takes its name in NFC. The others are renamed to it. */
function mergeTwins(tx: Tx, twins: readonly FoldedLabel[]): void {
  const [oldest] = twins.toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
  if (!oldest) return;
  const { workspace_id } = oldest;
  const to = toNfc(oldest.name);
  const others = twins.filter(({ name }) => name !== to);
  // Out of use first, because only one label in use may fold to the same.
  for (const label of others) tx.defer(takeOutOfUse(label));
  tx.defer(insertNewName(oldest, to), { uniqueBy: labelIsUnique });
  for (const { name: from } of others) {
    tx.defer(markRenamed({ workspace_id, name: from }, to));
    const source = { workspace_id, actor: null, origin: systemOrigin };
    recordEvent(tx, source, {
      type: "label.renamed",
      subject: { type: "label", id: from },
      data: { name: to, changes: { name: { from, to } }, merged: twins.length > 1 },
    });
  }
}

/** The age, then the name. */
function orderOf({ created_at, name }: FoldedLabel): string {
  return `${created_at} ${name}`;
}
