import { limits } from "../../../limits.ts";
import type { Fault } from "../../../problems.ts";

const POINTER_SEGMENT_MAX = 200;
/**
 * The one name that copying an object loses: `JSON.parse` makes it a property, an assignment does
 * not.
 */
const reservedName = "__proto__";

/**
 * Finds values that no schema needs to look for: text that PostgreSQL cannot store (NUL) or that
 * would be returned changed (half a surrogate pair), numbers that would become null (1e400), the
 * name `__proto__`, and values that are too deep or too wide.
 */
export function findUnstorableValues(root: unknown): Fault[] {
  const faults: Fault[] = [];
  let items = 0;
  const path: string[] = [];
  const visitAt = (segment: string, value: unknown): void => {
    path.push(segment);
    visit(value);
    path.pop();
  };
  const visit = (value: unknown): void => {
    if (faults.length >= limits.faults) return;
    items += 1;
    if (items > limits.body_items || path.length > limits.body_depth) return;
    if (typeof value === "string") {
      const detail = textError(value);
      if (detail) faults.push({ pointer: pointerTo(path), detail });
    } else if (typeof value === "number" && !Number.isFinite(value)) {
      faults.push({
        pointer: pointerTo(path),
        detail: "Must be within the range of a double-precision number.",
      });
    } else if (Array.isArray(value)) {
      for (const [index, element] of value.entries()) {
        if (items > limits.body_items) break;
        visitAt(String(index), element);
      }
    } else if (typeof value === "object" && value !== null) {
      for (const [key, element] of Object.entries(value)) {
        const detail = key === reservedName ? "Is a reserved name. Use another." : textError(key);
        if (detail) faults.push({ pointer: pointerTo([...path, key]), detail });
        else visitAt(key, element);
      }
    }
    if (path.length === limits.body_depth && typeof value === "object" && value !== null) {
      faults.push({
        pointer: pointerTo(path),
        detail: `Must not be nested deeper than ${limits.body_depth} levels.`,
      });
    }
  };
  visit(root);
  if (items > limits.body_items) {
    faults.push({ pointer: "", detail: `Must not have more than ${limits.body_items} values.` });
  }
  return faults;
}

/**
 * Formats a path as a JSON pointer (RFC 6901). Long names are cut off, so that a name of a megabyte
 * is not sent back.
 */
export function pointerTo(path: readonly PropertyKey[]): string {
  return path
    .map((segment) => `/${escapeSegment(String(segment).slice(0, POINTER_SEGMENT_MAX))}`)
    .join("");
}

function escapeSegment(segment: string): string {
  return segment.replace(/~/g, "~0").replace(/\//g, "~1").toWellFormed();
}

export function textError(text: string): string | undefined {
  if (text.includes("\0")) return "Must not contain the character NUL.";
  if (!text.isWellFormed()) return "Must not contain half of a surrogate pair.";
  return undefined;
}
