import type { AuditRecord } from "../../../client/index.ts";

const LENGTH_MAX = 90;

/**
 * What a record is about, in a few words: the key or name, and each change from one short value to
 * another. Everything else is in its details.
 */
export function summaryOf({ data }: Pick<AuditRecord, "data">): string {
  const { key, name, changes, operation, count, reason } = data;
  const named = [key, name, operation].find((value) => typeof value === "string") ?? "";
  const parts = [
    String(named),
    ...changesOf(changes),
    typeof reason === "string" ? `“${reason}”` : "",
    typeof count === "number" && count > 1 ? `× ${count}` : "",
  ].filter((part) => part !== "");
  const text = parts.join(" · ");
  return text.length > LENGTH_MAX ? `${text.slice(0, LENGTH_MAX - 1)}…` : text;
}

function changesOf(changes: unknown): string[] {
  if (typeof changes !== "object" || changes === null) return [];
  return Object.entries(changes).flatMap(([field, change]) => {
    const name = field.replace(/_id$/, "").replaceAll("_", " ");
    if (typeof change !== "object" || change === null) return [];
    const { from, to } = change as { from?: unknown; to?: unknown };
    if (isNothing(from) && isNothing(to)) return [];
    const [before, after] = [shortOf(from), shortOf(to)];
    if (before === undefined || after === undefined) return [name];
    return [before === "" ? `${name}: ${after}` : `${name}: ${before} → ${after || "none"}`];
  });
}

/** What a new ticket has without anybody having said so. */
function isNothing(value: unknown): boolean {
  if (value === null || value === undefined || value === "none") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

/** A value that fits into a line; IDs, moments, digests and lists do not. */
function shortOf(value: unknown): string | undefined {
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean" || typeof value === "number") return String(value);
  if (typeof value !== "string" || value.length > 40) return undefined;
  return /^[0-9a-f]{8}-[0-9a-f]{4}-|^\d{4}-\d\d-\d\dT/.test(value) ? undefined : value;
}
