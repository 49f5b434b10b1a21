import { ipKeyGenerator } from "express-rate-limit";
import type { Owner } from "../../db/shares/shares.ts";
import type { Locals } from "../locals.ts";

/** The key of an address in rate limits: an IPv4 address, or the /56 that one IPv6 customer has. */
export function addressKey({ origin }: Pick<Locals, "origin">): string {
  return ipKeyGenerator(origin.address ?? "unknown", 56);
}

/** Whose share of the resources a request uses: its user's or, without a token, its address's. */
export function callerOf(locals: Pick<Locals, "origin" | "principal">): string {
  return locals.principal?.user_id ?? addressKey(locals);
}

/** Who uses a connection for a request, for the fair shares of a pool. */
export function ownerOf(locals: Pick<Locals, "origin" | "principal" | "params">): Owner {
  const { workspace_id: workspace } = locals.params as { workspace_id?: string };
  return { caller: callerOf(locals), workspace };
}
