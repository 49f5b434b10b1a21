import type { WorkspaceContext } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import { recordEvent } from "../events/record.ts";
import { noSuchToken } from "./read.ts";
import { setTokenRevoked, setTokensRevoked } from "./token-queries.ts";

/** Ends a token, from the next request on. Throws `not_found`, also where it was revoked before. */
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

/** Ends all tokens of an account that is being removed, whose member row the command holds. */
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
