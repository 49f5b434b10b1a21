import type { AccessTokenSubject } from "../../src/auth/access-token.ts";
import type { SentStatement } from "../../test/support/proxies/batches.ts";

/** A value of a statement: constant, from the request, from an earlier row, or generated. */
export type Value =
  | { is: "constant"; value: string | null }
  | { is: "number" }
  | { is: "principal"; id: keyof AccessTokenSubject; before: string; after: string }
  | { is: "field"; name: string }
  | { is: "row"; batch: number; statement: number; column: string }
  | { is: "fresh"; nth: number };

export interface RecordedStatement {
  name: string;
  text: string;
  values: Value[];
}

/** One kind of request, with the statements that Slacky sends for it, batch by batch. */
export interface Recording {
  workload: string;
  method: string;
  /** The path without the ticket's number. */
  path: string;
  /** The target status of a transition. Each target is a recording of its own. */
  to?: string;
  status: number;
  batches: RecordedStatement[][];
  /** The statement whose rows are the response. */
  answer: { batch: number; statement: number };
  /** How many values differ from request to request but are constant here: texts of events. */
  frozen: number;
}

/** What Slacky sent to the database for one request of one caller. */
export interface Take {
  principal: AccessTokenSubject;
  request: string;
  status: number;
  batches: SentStatement[][];
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Creates a recording from two requests of one kind by two callers. Where their values differ, it finds out where
 * they come from.
 */
export function recordingOf(workload: string, one: Take, other: Take): Recording {
  const parsed = parseRequest(one.request);
  const fresh: string[] = [];
  let frozen = 0;
  const valueAt = (value: string | null, twin: string | null, batch: number): Value => {
    if (value === null || value === twin) return { is: "constant", value };
    const principal = principalIn([one, other], [value, twin]);
    if (principal) return principal;
    if (value === parsed.number) return { is: "number" };
    const field = Object.entries(parsed.fields).find(([, text]) => text === value);
    if (field) return { is: "field", name: field[0] };
    const row = findRow([one, other], [value, twin], batch);
    if (row) return { is: "row", ...row };
    if (uuid.test(value)) {
      if (!fresh.includes(value)) fresh.push(value);
      return { is: "fresh", nth: fresh.indexOf(value) };
    }
    frozen += 1;
    return { is: "constant", value };
  };
  const batches = one.batches.map((statements, batch) =>
    statements.map(({ name, text, values }, index) => {
      const twins = other.batches[batch]?.[index]?.values ?? [];
      return { name, text, values: values.map((v, n) => valueAt(v, twins[n] ?? null, batch)) };
    }),
  );
  const { method, path, fields } = parsed;
  return {
    workload,
    method,
    path,
    ...(fields.to !== undefined && { to: fields.to }),
    status: one.status,
    batches,
    answer: lastWithRows(one.batches),
    frozen,
  };
}

/** Returns the path without the ticket's number, the number, and the texts of the body. */
export function parseRequest(text: string): {
  method: string;
  path: string;
  number: string | undefined;
  fields: Record<string, string>;
} {
  const [head = "", body = ""] = text.split("\r\n\r\n");
  const [method = "", target = ""] = head.split(" ");
  const { path, number } = splitPath(target);
  return { method, path, number, fields: body === "" ? {} : JSON.parse(body) };
}

const ticketKey = /\/tickets\/([A-Z][A-Z0-9]*)-(\d+)/;

/** Splits `…/tickets/ENG-42/comments` into `…/tickets/ENG-/comments` and 42. */
export function splitPath(target: string): { path: string; number: string | undefined } {
  const found = ticketKey.exec(target);
  if (!found) return { path: target, number: undefined };
  return { path: target.replace(ticketKey, "/tickets/$1-"), number: found[2] };
}

/** Finds an ID of the caller, possibly in an array: `{"…"}`. */
function principalIn(
  takes: [Take, Take],
  [value, twin]: [string, string | null],
): Value | undefined {
  for (const id of ["user_id", "session_id"] as const) {
    const [mine, theirs] = takes.map(({ principal }) => principal[id]) as [string, string];
    const [before, after] = value.split(mine);
    if (before !== undefined && after !== undefined && twin === before + theirs + after) {
      return { is: "principal", id, before, after };
    }
  }
  return undefined;
}

/** Finds a column of an earlier batch that has this value in both takes. */
function findRow(takes: [Take, Take], values: [string | null, string | null], before: number) {
  for (let batch = 0; batch < before; batch += 1) {
    for (const [statement, { rows }] of (takes[0].batches[batch] ?? []).entries()) {
      const twin = takes[1].batches[batch]?.[statement]?.rows[0] ?? {};
      const column = Object.keys(rows[0] ?? {}).find(
        (name) => rows[0]?.[name] === values[0] && twin[name] === values[1],
      );
      if (column !== undefined) return { batch, statement, column };
    }
  }
  return undefined;
}

function lastWithRows(batches: SentStatement[][]) {
  for (let batch = batches.length - 1; batch >= 0; batch -= 1) {
    const statement = (batches[batch] ?? []).findLastIndex(({ rows }) => rows.length > 0);
    if (statement >= 0) return { batch, statement };
  }
  return { batch: 0, statement: 0 };
}
