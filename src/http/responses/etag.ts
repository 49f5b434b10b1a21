import type { ExpectedVersion } from "../../versions.ts";

const tag =
  /(?:^|,)\s*(?:W\/)?"([1-9]\d{0,9})(?:(?:--?|;)(?:gzip|deflate|br|zstd)){0,2}"\s*(?=,|$)/g;

export function etagOf(version: number): string {
  return `"${version}"`;
}

/**
 * Parses `If-Match` (RFC 9110 section 13.1.1). `W/"7"`, `"7-gzip"` and `"7;gzip"` count as `"7"`:
 * proxies that compress a response weaken its tag, or add the coding to it. The version remains
 * the validator. Tags in any other format are dropped and so match nothing.
 */
export function parseIfMatch(header: string | undefined): ExpectedVersion | undefined {
  if (header === undefined) return undefined;
  if (header.trim() === "*") return "any";
  const versions = header.matchAll(tag);
  return [...versions].map(([, version]) => Number(version));
}

/**
 * Whether `If-None-Match` names this version (RFC 9110 section 13.1.2, weak comparison). Express
 * would also check the request's `Cache-Control: no-cache`, which Node's fetch sends and which is
 * meant for caches.
 */
export function matchesIfNoneMatch(header: string | undefined, version: number): boolean {
  if (header === undefined) return false;
  const versions = parseIfMatch(header);
  return versions === "any" || versions?.includes(version) === true;
}
