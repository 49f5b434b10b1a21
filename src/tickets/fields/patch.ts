import { isDeepStrictEqual } from "node:util";
import type { z } from "zod";
import type { WorkspaceContext } from "../../auth/workspace-context.ts";
import type { Tx } from "../../db/transaction.ts";
import { renderMarkdown } from "../../markdown.ts";
import type { UpdateTicketBody } from "../schemas.ts";
import type { EditableFields, FieldChanges, Ticket } from "../ticket.ts";
import { checkAssignee } from "./assignee.ts";
import { checkExternalId } from "./external-id.ts";
import { checkMetadataSize, mergeMetadata } from "./metadata.ts";

export type Patch = z.output<typeof UpdateTicketBody>;

/**
 * What a patch would change of a ticket that is held; what it names but leaves equal is no change.
 * `pointers` says where the patch has a field that is not at its root. Throws `assignee_not_member`,
 * `external_id_taken`, `metadata_too_large`.
 */
export async function validatePatch(
  tx: Tx,
  context: WorkspaceContext,
  ticket: Ticket,
  patch: Patch,
  pointers: { assignee_id?: string } = {},
): Promise<FieldChanges> {
  const changed = differences(ticket, patch);
  checkAssignee(context, changed.assignee_id, pointers.assignee_id);
  await checkExternalId(tx, context.workspace_id, changed.external_id);
  return withHtml(changed);
}

function differences(
  ticket: Ticket,
  { status: _status, labels: _labels, metadata, ...patch }: Patch,
): Partial<EditableFields> {
  const wanted: Partial<EditableFields> = {
    ...(patch as Partial<EditableFields>),
    ...(metadata && { metadata: checkMetadataSize(mergeMetadata(ticket.metadata, metadata)) }),
    ...(metadata === null && { metadata: {} }),
  };
  const entries = Object.entries(wanted) as [keyof EditableFields, unknown][];
  return Object.fromEntries(
    entries.filter(([field, value]) => !isDeepStrictEqual(ticket[field], value)),
  );
}

function withHtml(fields: Partial<EditableFields>): FieldChanges {
  const { description } = fields;
  if (description === undefined) return fields;
  return {
    ...fields,
    description_html: description === null ? null : renderMarkdown(description),
  };
}
