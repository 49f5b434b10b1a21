/**
 * Whether a name can be one segment of an address. URL parsers resolve `.` and `..` before they send,
 * `%2E` too, so a DELETE of the label `..` would reach its ticket. Some proxies also decode `%2F`
 * and then resolve what is between slashes: to them, `x/../..` is the same. Any other text arrives
 * as it was encoded, or is not found.
 */
export function isPathSegment(name: string): boolean {
  return !name.split("/").some((part) => part === "." || part === "..");
}
