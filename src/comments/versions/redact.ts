import type { WorkspaceContext } from "../../auth/workspace-context.ts";
import type { Tx } from "../../db/transaction.ts";
import { recordEvent } from "../../events/record.ts";
import { Problem } from "../../problems.ts";
import type { LockedTicket } from "../../tickets/lock-ticket.ts";
import { lockCommentRow } from "../queries.ts";
import { noSuchComment } from "../read.ts";
import { emptyCommentVersion, lockCommentVersion } from "./queries.ts";

/**
 * Empties an earlier text of a comment; does nothing if it is empty already. The comment's author
 * may do it, the writer of that text, and those who may redact any. Throws `not_found`, `forbidden`,
 * `version_is_current`.
 */
export async function redactCommentVersion(
  tx: Tx,
  { workspace_id, actor, ...context }: WorkspaceContext,
  { ticket, locked_at }: LockedTicket,
  { id, version }: { id: string; version: number },
): Promise<void> {
  const comment = await lockCommentRow(tx, { workspace_id, ticket_id: ticket.id, id });
  if (!comment) throw noSuchComment();
  const [row] = await tx.query(lockCommentVersion(comment, version));
  if (comment.author_id !== actor.id && row?.written_by !== actor.id) {
    actor.require("version:redact_any");
  }
  if (version === comment.version) {
    throw new Problem(
      "version_is_current",
      "This is the comment's current text. Edit the comment first, then redact this version.",
    );
  }
  if (!row) throw new Problem("not_found", "This comment has no such version.");
  if (row.redacted_at !== null) return;

  tx.defer(emptyCommentVersion(comment, version, { by: actor.id, at: locked_at }));
  recordEvent(
    tx,
    { workspace_id, actor, ...context },
    {
      type: "comment.version_redacted",
      subject: { type: "comment", id },
      ticket_id: ticket.id,
      data: {
        key: ticket.key,
        project_id: ticket.project_id,
        author_id: comment.author_id,
        version: comment.version,
        changes: {},
        redacted_version: version,
      },
    },
  );
}
