import type { WorkspaceContext } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import { recordEvent } from "../events/record.ts";
import { changeLabel, newNameOf, requireLabel } from "./change.ts";
import { countTicketsOf } from "./list-queries.ts";
import {
  findMatchingLabels,
  insertNewName,
  labelIsUnique,
  markRenamed,
  takeOutOfUse,
} from "./queries.ts";

/**
 * Renames a label. If the new name is another label's, the two are merged under that one's name. Up
 * to a hundred tickets are changed at once; if there are more, the worker changes them, and until
 * then both names mean the new label. Throws `not_found`, `label_busy`.
 */
export async function renameLabel(
  tx: Tx,
  context: WorkspaceContext,
  { name, new_name }: { name: string; new_name: string },
): Promise<{ name: string; ticket_count: number }> {
  const { workspace_id } = context;
  // Read here, so that a transaction that is run again looks again.
  const matching = await tx.query(findMatchingLabels(workspace_id, [name, new_name]));
  const from = requireLabel(matching, name);
  const to = newNameOf(matching, { from, new_name });
  if (to !== from) {
    const isMerge = matching.some((label) => label.name === to && !label.is_replaced);
    const label = { workspace_id, name: from };
    await changeLabel(tx, context, {
      name: from,
      renamed_to: to,
      mark() {
        // Out of use first, because a label in use may fold to the same.
        tx.defer(takeOutOfUse(label));
        tx.defer(insertNewName(label, to), { uniqueBy: labelIsUnique });
        tx.defer(markRenamed(label, to));
      },
    });
    recordEvent(tx, context, {
      type: "label.renamed",
      subject: { type: "label", id: from },
      data: { name: to, changes: { name: { from, to } }, merged: isMerge },
    });
  }
  return { name: to, ticket_count: await countTicketsOf(tx, { workspace_id, name: to }) };
}
