import { createHmac, timingSafeEqual } from "node:crypto";
import { canonical } from "../canonical.ts";

/**
 * The purpose is part of what is signed, so that the signature of a head is never valid for a
 * checkpoint.
 */
type Purpose = "slacky.audit-head.v1" | "slacky.audit-checkpoint.v1";

/** Signs the canonical JSON of an object. Returns hex. */
export function sign(purpose: Purpose, content: object, secret: string): string {
  return mac(purpose, content, secret).toString("hex");
}

/** Whether the object was signed with one of these secrets and not changed since. */
export function isSigned(
  purpose: Purpose,
  { signature, ...content }: { signature: string },
  secrets: readonly string[],
): boolean {
  const given = Buffer.from(signature, "hex");
  return secrets.some((secret) => {
    const expected = mac(purpose, content, secret);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

function mac(purpose: Purpose, content: object, secret: string): Buffer {
  return createHmac("sha256", secret)
    .update(purpose + canonical(content))
    .digest();
}
