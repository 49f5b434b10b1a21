import { ipKeyGenerator } from "express-rate-limit";
import type { Locals } from "../locals.ts";

/** The key of an address in rate limits: an IPv4 address, or the /56 that one IPv6 customer has. */
export function addressKey({ origin }: Pick<Locals, "origin">): string {
  return ipKeyGenerator(origin.address ?? "unknown", 56);
}
