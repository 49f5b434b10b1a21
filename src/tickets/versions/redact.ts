import type { WorkspaceContext } from "../../auth/workspace-context.ts";
import type { Tx } from "../../db/transaction.ts";
import { Problem } from "../../problems.ts";
import type { LockedTicket } from "../lock-ticket.ts";
import { recordTicketEvent } from "../record.ts";
import { emptyTicketVersion, lockTicketVersion } from "./queries.ts";

/**
 * Empties an earlier title and description of a ticket; does nothing if they are empty already. The
 * ticket's reporter may do it, the writer of those texts, and those who may redact any. Throws
 * `not_found`, `forbidden`, `version_is_current`.
 */
export async function redactTicketVersion(
  tx: Tx,
  context: WorkspaceContext,
  { ticket, locked_at }: LockedTicket,
  version: number,
): Promise<void> {
  const { actor } = context;
  const [row] = await tx.query(lockTicketVersion(ticket, version));
  if (ticket.reporter_id !== actor.id && row?.written_by !== actor.id) {
    actor.require("version:redact_any");
  }
  if (version === ticket.version) {
    throw new Problem(
      "version_is_current",
      "This is the ticket's current text. Edit the ticket first, then redact this version.",
    );
  }
  if (!row) throw new Problem("not_found", "The ticket has no texts that ended with this version.");
  if (row.redacted_at !== null) return;

  tx.defer(emptyTicketVersion(ticket, version, { by: actor.id, at: locked_at }));
  recordTicketEvent(tx, context, "ticket.version_redacted", {
    before: ticket,
    after: ticket,
    redacted_version: version,
  });
}
