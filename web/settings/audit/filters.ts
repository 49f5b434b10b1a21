import type { InputOf } from "../../../client/index.ts";

type AuditInput = InputOf<"listAuditRecords">;
export type AuditAction = NonNullable<AuditInput["action"]>;

/** The filters of the page, under the names of the API; they are its query string. */
export const filterNames = [
  "actor_id",
  "action",
  "subject_id",
  "token_id",
  "outcome",
  "from",
  "to",
] as const;
export type AuditFilters = Partial<Record<(typeof filterNames)[number], string>>;

export function filtersOf(query: URLSearchParams): AuditFilters {
  const entries = filterNames.flatMap((name) => {
    const value = query.get(name)?.trim();
    return value ? [[name, value]] : [];
  });
  return Object.fromEntries(entries);
}

/**
 * What the API is asked for. A day in `from` begins where the reader is, and a day in `to` is included;
 * a moment, as in a link that somebody wrote by hand, is sent as it is.
 */
export function inputOf(filters: AuditFilters): Omit<AuditInput, "workspace_id"> {
  const { from, to, action, outcome, ...rest } = filters;
  return {
    ...rest,
    // The API refuses a value that it does not know, and the page shows what it says.
    ...(action !== undefined && { action: action as AuditAction }),
    ...(outcome !== undefined && { outcome: outcome as NonNullable<AuditInput["outcome"]> }),
    ...(from !== undefined && { from: momentOf(from, 0) }),
    ...(to !== undefined && { to: momentOf(to, 1) }),
  };
}

/** The beginning of a day, or of one some days later, in the reader's time zone. */
function momentOf(text: string, daysLater: number): string {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  if (day === undefined) return text;
  const moment = new Date(Number(year), Number(month) - 1, Number(day) + daysLater);
  return Number.isNaN(moment.getTime()) ? text : moment.toISOString();
}
