import type { Request } from "express";
import type { Spec } from "../../contract/endpoint.ts";
import { Problem } from "../../problems.ts";

/**
 * Throws `invalid_request` if a request for a stream has parameters that only pages accept. They are
 * looked for in the request, because a validated query contains the defaults of those that were not sent.
 */
export function refusePageParameters(spec: Spec, req: Request): void {
  const rule = "streamQuery" in spec ? spec.streamQuery : undefined;
  if (!rule) return;
  const accepted: readonly string[] = rule.accepts;
  const names = Object.keys(req.query).filter((name) => !accepted.includes(name));
  if (names.length === 0) return;
  const list = names.map((name) => `\`${name}\``).join(", ");
  throw new Problem(
    "invalid_request",
    `A stream shows ${rule.shows}. Leave out ${list}, or read pages.`,
    {
      errors: names.map((name) => ({
        pointer: `/query/${name}`,
        detail: `Is not accepted by a stream, which shows ${rule.shows}. Leave it out, or read pages.`,
      })),
    },
  );
}
