import type { Queryable } from "../db/pool.ts";
import { findHead } from "./queries.ts";
import type { ChainEnd } from "./record.ts";
import { isSigned, sign } from "./signature.ts";

/**
 * The signed end of a chain at a time, to be stored where the owner of the database cannot change
 * it.
 */
export interface SignedHead extends ChainEnd {
  workspace_id: string;
  signed_at: string;
  signature: string;
}

/** Reads and signs the end of a chain. Without records, the sequence is 0 and the hash null. */
export async function readHead(
  db: Queryable,
  workspace_id: string,
  secret: string,
): Promise<SignedHead> {
  const end = (await findHead(db, workspace_id)) ?? { sequence: 0, hash: null };
  const head = { workspace_id, ...end, signed_at: new Date().toISOString() };
  return { ...head, signature: sign("slacky.audit-head.v1", head, secret) };
}

export function isSignedBy(secrets: readonly string[], head: SignedHead): boolean {
  return isSigned("slacky.audit-head.v1", head, secrets);
}
