import { createHmac, timingSafeEqual } from "node:crypto";
import { canonical } from "../canonical.ts";

/** What a signature is for is part of what is signed: a head can never pass for a checkpoint. */
type Purpose = "slacky.audit-head.v1" | "slacky.audit-checkpoint.v1";

/** Signs an object, by its one spelling. */
export function sign(purpose: Purpose, content: object, secret: string): string {
  return mac(purpose, content, secret).toString("hex");
}

/** Whether it was signed with one of these secrets, as it stands. */
export function isSigned(
  purpose: Purpose,
  { signature, ...content }: { signature: string },
  secrets: readonly string[],
): boolean {
  const shown = Buffer.from(signature, "hex");
  return secrets.some((secret) => {
    const expected = mac(purpose, content, secret);
    return shown.length === expected.length && timingSafeEqual(shown, expected);
  });
}

function mac(purpose: Purpose, content: object, secret: string): Buffer {
  return createHmac("sha256", secret)
    .update(purpose + canonical(content))
    .digest();
}
