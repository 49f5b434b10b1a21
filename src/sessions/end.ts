import { hashToken } from "../auth/refresh-token.ts";
import type { Origin, SessionPrincipal } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import { recordEvent } from "../events/record.ts";
import { Problem } from "../problems.ts";
import { endSession, endSessionOfToken } from "./queries.ts";

/**
 * Ends one of the user's sessions, the current one or another. Throws `not_found` if there is no
 * such live session.
 */
export async function endOwnSession(
  tx: Tx,
  { user_id }: SessionPrincipal,
  { id, origin }: { id: string; origin: Origin },
): Promise<void> {
  const ended = await endSession(tx, { id, user_id });
  if (!ended) throw new Problem("not_found", "You have no active session with this ID.");
  recordEnd(tx, { id, user_id }, origin);
}

/**
 * Ends the session of a refresh token. An unknown or missing token has no effect, and the response is the
 * same.
 */
export async function signOut(tx: Tx, token: string | undefined, origin: Origin): Promise<void> {
  if (token === undefined) return;
  const ended = await endSessionOfToken(tx, hashToken(token));
  if (ended) recordEnd(tx, ended, origin);
}

function recordEnd(tx: Tx, session: { id: string; user_id: string }, origin: Origin): void {
  recordEvent(
    tx,
    { workspace_id: null, actor: { id: session.user_id }, origin },
    { type: "session.ended", subject: { type: "session", id: session.id } },
  );
}
