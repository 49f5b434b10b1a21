import type { WorkspaceContext } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import { recordEvent } from "../events/record.ts";
import { changeLabel, requireLabel } from "./change.ts";
import { findMatchingLabels, markDeleted } from "./queries.ts";

/**
 * Deletes a label and removes it from every ticket: from up to a hundred at once; if there are more,
 * the worker does it. Throws `not_found`.
 */
export async function deleteLabel(tx: Tx, context: WorkspaceContext, sent: string): Promise<void> {
  const { workspace_id } = context;
  const name = requireLabel(await tx.query(findMatchingLabels(workspace_id, [sent])), sent);
  await changeLabel(tx, context, {
    name,
    renamed_to: null,
    mark: () => void tx.defer(markDeleted({ workspace_id, name })),
  });
  recordEvent(tx, context, {
    type: "label.deleted",
    subject: { type: "label", id: name },
    data: { name },
  });
}
