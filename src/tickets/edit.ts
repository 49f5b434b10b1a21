import { isDeepStrictEqual } from "node:util";
import type { z } from "zod";
import type { Scope } from "../auth/scope.ts";
import type { Tx } from "../db/transaction.ts";
import { renderMarkdown } from "../markdown.ts";
import { type ExpectedVersion, mustMatch } from "../versions.ts";
import { mustBeAssignable } from "./assignee.ts";
import { mustBeFree } from "./external-id.ts";
import { holdTicket } from "./hold.ts";
import { mergeMetadata, mustFit } from "./metadata.ts";
import { setTicketFields } from "./queries.ts";
import { recordTicketEvent } from "./record.ts";
import type { EditTicketBody } from "./schemas.ts";
import type { EditableFields, Ticket, TicketRef } from "./ticket.ts";

/**
 * Changes what the patch names, and nothing else; what it names but leaves equal is no change. Throws
 * `not_found`, `project_archived`, `version_mismatch`, `assignee_not_member`, `external_id_taken`,
 * `metadata_too_large`.
 */
export async function editTicket(
  tx: Tx,
  scope: Scope,
  ref: TicketRef,
  {
    patch,
    expected,
  }: { patch: z.output<typeof EditTicketBody>; expected?: ExpectedVersion | undefined },
): Promise<Ticket> {
  const { ticket } = await holdTicket(tx, scope, ref, "for no key update");
  mustMatch(ticket, expected);

  const changed = differences(ticket, patch);
  if (Object.keys(changed).length === 0) return ticket;
  mustBeAssignable(scope, changed.assignee_id);
  await mustBeFree(tx, scope.workspace_id, changed.external_id);

  const edited = await setTicketFields(tx, ticket, withHtml(changed));
  recordTicketEvent(tx, scope, "ticket.updated", { before: ticket, after: edited });
  return edited;
}

function differences(
  ticket: Ticket,
  { status: _status, labels: _labels, metadata, ...patch }: z.output<typeof EditTicketBody>,
): Partial<EditableFields> {
  const wanted: Partial<EditableFields> = {
    ...(patch as Partial<EditableFields>),
    ...(metadata && { metadata: mustFit(mergeMetadata(ticket.metadata, metadata)) }),
    ...(metadata === null && { metadata: {} }),
  };
  const entries = Object.entries(wanted) as [keyof EditableFields, unknown][];
  return Object.fromEntries(
    entries.filter(([field, value]) => !isDeepStrictEqual(ticket[field], value)),
  );
}

function withHtml(fields: Partial<EditableFields>) {
  const { description } = fields;
  if (description === undefined) return fields;
  return {
    ...fields,
    description_html: description === null ? null : renderMarkdown(description),
  };
}
