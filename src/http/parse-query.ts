import { parse } from "node:querystring";
import { Problem } from "../problems.ts";

/**
 * Parses a query without nesting; a name that occurs twice becomes a list. Throws
 * `invalid_request`.
 */
export function parseQuery(text: string | null): Record<string, unknown> {
  if (text === null) return {};
  if (!isDecodable(text)) {
    const detail = "The query string must be percent-encoded UTF-8.";
    throw new Problem("invalid_request", detail, { errors: [{ pointer: "/query", detail }] });
  }
  return parse(text, "&", "=", { maxKeys: 0 });
}

/** `parse` would replace what it cannot decode. */
function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
