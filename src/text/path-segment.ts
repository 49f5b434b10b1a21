/**
 * Whether a name can be one segment of an address. URL parsers resolve `.` and `..` before they send,
 * `%2E` too, so a DELETE of the label `..` would reach its ticket. Any other text arrives as it was encoded.
 */
export function isPathSegment(name: string): boolean {
  return name !== "." && name !== "..";
}
