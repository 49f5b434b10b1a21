import type { WorkspaceContext } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import { recordEvent } from "../events/record.ts";
import { noSuchToken } from "./read.ts";
import { setTokenRevoked, setTokensRevoked } from "./token-queries.ts";

/**
 * Revokes a token, with effect from the next request. Throws `not_found`, also if it was already
 * revoked.
 */
export async function revokeApiToken(
  tx: Tx,
  context: WorkspaceContext,
  { user_id, token_id }: { user_id: string; token_id: string },
): Promise<void> {
  const { workspace_id } = context;
  const [revoked] = await tx.query(setTokenRevoked({ workspace_id, user_id, id: token_id }));
  if (!revoked) throw noSuchToken();
  recordRevoked(tx, context, user_id, revoked);
}

/** Revokes all tokens of an account that is being removed and whose member row is locked. */
export async function revokeTokensOf(
  tx: Tx,
  context: WorkspaceContext,
  user_id: string,
): Promise<void> {
  const { workspace_id } = context;
  for (const revoked of await tx.query(setTokensRevoked({ workspace_id, user_id }))) {
    recordRevoked(tx, context, user_id, revoked);
  }
}

function recordRevoked(
  tx: Tx,
  context: WorkspaceContext,
  user_id: string,
  { id, name }: { id: string; name: string },
): void {
  recordEvent(tx, context, {
    type: "token.revoked",
    subject: { type: "token", id },
    data: { user_id, name },
  });
}
