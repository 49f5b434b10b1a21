import { isDeepStrictEqual } from "node:util";
import type { z } from "zod";
import type { WorkspaceContext } from "../../auth/workspace-context.ts";
import type { Tx } from "../../db/transaction.ts";
import type { UpdateTicketBody } from "../schemas.ts";
import type { EditableFields, FieldChanges, Ticket } from "../ticket.ts";
import { checkAssignee } from "./assignee.ts";
import { checkExternalId } from "./external-id.ts";
import { checkMetadataSize, mergeMetadata } from "./metadata.ts";

export type Patch = z.output<typeof UpdateTicketBody>;

/**
 * The changes that a patch makes to a locked ticket; equal values are not changes. `pointers`
 * locates fields that are not at the root of the patch. Throws `assignee_not_member`,
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
  return withHtml(context, changed);
}

function differences(
  ticket: Ticket,
  { status: _status, labels: _labels, metadata, ...patch }: Patch,
): Partial<EditableFields> {
  const requested: Partial<EditableFields> = {
    ...(patch as Partial<EditableFields>),
    ...(metadata && { metadata: checkMetadataSize(mergeMetadata(ticket.metadata, metadata)) }),
    ...(metadata === null && { metadata: {} }),
  };
  const entries = Object.entries(requested) as [keyof EditableFields, unknown][];
  return Object.fromEntries(
    entries.filter(([field, value]) => !isDeepStrictEqual(ticket[field], value)),
  );
}

function withHtml({ texts }: WorkspaceContext, fields: Partial<EditableFields>): FieldChanges {
  const { description } = fields;
  if (description === undefined) return fields;
  if (description === null) return { ...fields, description_html: null, mentions: [] };
  const { html, mentions } = texts.render(description);
  return { ...fields, description_html: html, mentions };
}
