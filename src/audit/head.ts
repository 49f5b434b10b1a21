import { createHmac, timingSafeEqual } from "node:crypto";
import { canonical } from "../canonical.ts";
import type { Queryable } from "../db/pool.ts";
import { findHead } from "./queries.ts";
import type { ChainEnd } from "./record.ts";

/** Where a chain ended at a moment, signed: to be kept where who owns the database cannot change it. */
export interface SignedHead extends ChainEnd {
  workspace_id: string;
  signed_at: string;
  signature: string;
}

/** A chain without a record ends at 0, without a hash. */
export async function readHead(
  db: Queryable,
  workspace_id: string,
  secret: string,
): Promise<SignedHead> {
  const end = (await findHead(db, workspace_id)) ?? { sequence: 0, hash: null };
  const head = { workspace_id, ...end, signed_at: new Date().toISOString() };
  return { ...head, signature: mac(head, secret).toString("hex") };
}

export function isSignedBy(secret: string, { signature, ...head }: SignedHead): boolean {
  const shown = Buffer.from(signature, "hex");
  const expected = mac(head, secret);
  return shown.length === expected.length && timingSafeEqual(shown, expected);
}

function mac(head: Omit<SignedHead, "signature">, secret: string): Buffer {
  return createHmac("sha256", secret)
    .update(`slacky.audit-head.v1${canonical(head)}`)
    .digest();
}
