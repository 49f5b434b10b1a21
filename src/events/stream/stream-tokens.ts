import { createHash, randomBytes } from "node:crypto";
import type { PrincipalWithExpiry, WorkspaceContext } from "../../auth/workspace-context.ts";
import type { Queryable } from "../../db/pool.ts";
import type { Tx } from "../../db/transaction.ts";
import { insertStreamToken, takeStreamToken } from "./stream-token-queries.ts";

/** The prefix lets a secret scanner find a pass in a log, though it is spent by then. */
const prefix = "slp_";

export interface IssuedStreamToken {
  pass: string;
  expires_at: string;
}

/** Makes a pass with which its holder can open one stream of this workspace's feed, once and soon. */
export async function issueStreamToken(
  tx: Tx,
  { workspace_id }: Pick<WorkspaceContext, "workspace_id">,
  principal: PrincipalWithExpiry,
): Promise<IssuedStreamToken> {
  const token = prefix + randomBytes(32).toString("base64url");
  const [issued] = await tx.query(
    insertStreamToken({ workspace_id, hash: hashOf(token) }, principal),
  );
  if (!issued) throw new Error("A pass was inserted and is not there.");
  return { pass: token, expires_at: issued.expires_at };
}

/**
 * Spends a pass and gives whom it stands for, with the expiry of what they asked for it with: a pass lengthens
 * nothing. Undefined where it is unknown, of another workspace, too old or spent. What its holder may do is
 * judged afterwards, as of everybody.
 */
export async function redeemStreamToken(
  db: Queryable,
  { workspace_id }: { workspace_id: string },
  token: string,
): Promise<PrincipalWithExpiry | undefined> {
  return await takeStreamToken(db, { workspace_id, hash: hashOf(token) });
}

function hashOf(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
