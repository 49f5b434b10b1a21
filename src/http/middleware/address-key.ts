import { ipKeyGenerator } from "express-rate-limit";
import type { Locals } from "../locals.ts";

/** What counts as one address: an IPv4 address, or the /56 that one IPv6 subscriber has. */
export function addressKey({ origin }: Pick<Locals, "origin">): string {
  return ipKeyGenerator(origin.address ?? "unknown", 56);
}
