import { createHash, randomBytes } from "node:crypto";
import type { Principal } from "../../auth/workspace-context.ts";
import type { Queryable } from "../../db/pool.ts";
import type { Tx } from "../../db/transaction.ts";
import { insertStreamToken, type StreamTokenKey, takeStreamToken } from "./stream-token-queries.ts";

/** With a prefix, secret scanners recognize a stream token in a log. */
const prefix = "sls_";

export interface IssuedStreamToken {
  stream_token: string;
  expires_at: string;
}

/**
 * Creates a token that opens one stream of this workspace's feed, or of the person's inbox without a
 * workspace, within 30 seconds.
 */
export async function issueStreamToken(
  tx: Tx,
  { workspace_id }: Pick<StreamTokenKey, "workspace_id">,
  principal: Principal,
): Promise<IssuedStreamToken> {
  const stream_token = prefix + randomBytes(32).toString("base64url");
  const [issued] = await tx.query(
    insertStreamToken({ workspace_id, hash: hashOf(stream_token) }, principal),
  );
  if (!issued) throw new Error("The inserted stream token was not returned.");
  return { stream_token, expires_at: issued.expires_at };
}

/**
 * Redeems a stream token and returns its principal, with the expiry of the credential that it was
 * created with, so that a stream ends when that credential does. Undefined if the token is unknown,
 * was used, has expired, or belongs to another workspace. The principal still has to be authorized.
 */
export async function redeemStreamToken(
  db: Queryable,
  { workspace_id }: Pick<StreamTokenKey, "workspace_id">,
  stream_token: string,
): Promise<Principal | undefined> {
  return await takeStreamToken(db, { workspace_id, hash: hashOf(stream_token) });
}

function hashOf(stream_token: string): Buffer {
  return createHash("sha256").update(stream_token).digest();
}
