import type { ExpectedVersion } from "../../versions.ts";

export function etagOf(version: number): string {
  return `"${version}"`;
}

/**
 * Reads `If-Match` (RFC 9110 section 13.1.1). `W/"7"` counts as `"7"`: proxies that compress weaken tags,
 * and the version is the validator. A tag that is none of ours is kept out, so that it matches nothing.
 */
export function parseIfMatch(header: string | undefined): ExpectedVersion | undefined {
  if (header === undefined) return undefined;
  if (header.trim() === "*") return "any";
  const versions = header.matchAll(/(?:^|,)\s*(?:W\/)?"([1-9]\d{0,9})"\s*(?=,|$)/g);
  return [...versions].map(([, version]) => Number(version));
}

/**
 * Whether the reader has this version already (RFC 9110 section 13.1.2, weak comparison). Express would ask
 * `Cache-Control: no-cache` first, which Node's own fetch sends along and which is a word to caches.
 */
export function isKnown(header: string | undefined, version: number): boolean {
  if (header === undefined) return false;
  const known = parseIfMatch(header);
  return known === "any" || known?.includes(version) === true;
}
