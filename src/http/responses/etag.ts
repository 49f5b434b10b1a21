import type { ExpectedVersion } from "../../versions.ts";

export function etagOf(version: number): string {
  return `"${version}"`;
}

/**
 * Parses `If-Match` (RFC 9110 section 13.1.1). `W/"7"` counts as `"7"`: proxies that compress
 * weaken tags, and the version is the validator. Tags in any other format are dropped and so match
 * nothing.
 */
export function parseIfMatch(header: string | undefined): ExpectedVersion | undefined {
  if (header === undefined) return undefined;
  if (header.trim() === "*") return "any";
  const versions = header.matchAll(/(?:^|,)\s*(?:W\/)?"([1-9]\d{0,9})"\s*(?=,|$)/g);
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
