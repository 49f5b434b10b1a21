import { limits } from "../../limits.ts";
import type { Fault } from "../../problems.ts";

const POINTER_STEP_MAX = 200;
/** The one name that an assignment does not store: `JSON.parse` makes it a property, and a copy loses it. */
const reservedName = "__proto__";

/**
 * Finds what no schema should have to look for: text that PostgreSQL cannot store (NUL) or that would not
 * come back as it was (half a surrogate pair), numbers that would come back as null (1e400), the name
 * `__proto__`, and a value too deep or too wide.
 */
export function findUnstorableValues(root: unknown): Fault[] {
  const faults: Fault[] = [];
  let items = 0;
  const path: string[] = [];
  const visitAt = (step: string, value: unknown): void => {
    path.push(step);
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
      faults.push({ pointer: pointerTo(path), detail: "No number here is as large as that." });
    } else if (Array.isArray(value)) {
      for (const [index, element] of value.entries()) {
        if (items > limits.body_items) break;
        visitAt(String(index), element);
      }
    } else if (typeof value === "object" && value !== null) {
      for (const [key, element] of Object.entries(value)) {
        const detail = key === reservedName ? "This name is reserved." : textError(key);
        if (detail) faults.push({ pointer: pointerTo([...path, key]), detail });
        else visitAt(key, element);
      }
    }
    if (path.length === limits.body_depth && typeof value === "object" && value !== null) {
      faults.push({
        pointer: pointerTo(path),
        detail: `No more than ${limits.body_depth} levels.`,
      });
    }
  };
  visit(root);
  if (items > limits.body_items) {
    faults.push({ pointer: "", detail: `No more than ${limits.body_items} values in one body.` });
  }
  return faults;
}

/** Writes a path as a JSON pointer (RFC 6901). A name of a megabyte is not sent back whole. */
export function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${escapeStep(String(step).slice(0, POINTER_STEP_MAX))}`).join("");
}

function escapeStep(step: string): string {
  return step.replace(/~/g, "~0").replace(/\//g, "~1").toWellFormed();
}

export function textError(text: string): string | undefined {
  if (text.includes("\0")) return "The character NUL cannot be stored.";
  if (!text.isWellFormed()) return "Half a surrogate pair is no character.";
  return undefined;
}
