import { toNfc } from "./normalize.ts";

/**
 * The form in which a password is hashed and compared (RFC 8265, OpaqueString): in NFC, with every
 * blank as a space, because systems send different characters for the same keys.
 */
export function normalizePassword(password: string): string {
  return toNfc(password).replace(/\p{Zs}/gu, " ");
}
