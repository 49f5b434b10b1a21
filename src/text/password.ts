import { toNfc } from "./normalize.ts";

/**
 * The form in which a password is hashed and compared (RFC 8265, OpaqueString): NFC, and every blank is a
 * space. Systems differ in what they send for the same keys.
 */
export function normalizePassword(password: string): string {
  return toNfc(password).replace(/\p{Zs}/gu, " ");
}
