import type { TokenBearer } from "../../src/auth/access-token.ts";
import type { SentStatement } from "../../test/cost/batches.ts";

/** A value of a statement: the same each time, or made of the request, of a row before it, or anew. */
export type Value =
  | { is: "constant"; value: string | null }
  | { is: "number" }
  | { is: "caller"; id: keyof TokenBearer; before: string; after: string }
  | { is: "field"; name: string }
  | { is: "row"; flight: number; statement: number; column: string }
  | { is: "fresh"; nth: number };

export interface RecordedStatement {
  name: string;
  text: string;
  values: Value[];
}

/** One kind of request with the statements that the program sends for it, flight by flight. */
export interface Recording {
  workload: string;
  method: string;
  /** The path without the number of the ticket. */
  path: string;
  /** Which step a transition takes; a request with another one is another recording. */
  to?: string;
  status: number;
  flights: RecordedStatement[][];
  /** The statement whose rows are the answer. */
  answer: { flight: number; statement: number };
  /** Values that differ from request to request, and are the same here: texts of events. */
  frozen: number;
}

/** What was sent for one request, and by whom. */
export interface Take {
  caller: TokenBearer;
  request: string;
  status: number;
  flights: SentStatement[][];
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Makes a recording of two requests of one kind, by two callers: where their values differ, it finds out what
 * they are.
 */
export function recordingOf(workload: string, one: Take, other: Take): Recording {
  const parsed = parseRequest(one.request);
  const fresh: string[] = [];
  let frozen = 0;
  const valueAt = (value: string | null, twin: string | null, flight: number): Value => {
    if (value === null || value === twin) return { is: "constant", value };
    const caller = callerIn([one, other], [value, twin]);
    if (caller) return caller;
    if (value === parsed.number) return { is: "number" };
    const field = Object.entries(parsed.fields).find(([, text]) => text === value);
    if (field) return { is: "field", name: field[0] };
    const row = findRow([one, other], [value, twin], flight);
    if (row) return { is: "row", ...row };
    if (uuid.test(value)) {
      if (!fresh.includes(value)) fresh.push(value);
      return { is: "fresh", nth: fresh.indexOf(value) };
    }
    frozen += 1;
    return { is: "constant", value };
  };
  const flights = one.flights.map((statements, flight) =>
    statements.map(({ name, text, values }, index) => {
      const twins = other.flights[flight]?.[index]?.values ?? [];
      return { name, text, values: values.map((v, n) => valueAt(v, twins[n] ?? null, flight)) };
    }),
  );
  const { method, path, fields } = parsed;
  return {
    workload,
    method,
    path,
    ...(fields.to !== undefined && { to: fields.to }),
    status: one.status,
    flights,
    answer: lastWithRows(one.flights),
    frozen,
  };
}

/** The path without the ticket's number, the number, and the texts of the body. */
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

/** `…/tickets/ENG-42/comments` is `…/tickets/ENG-/comments` and 42. */
export function splitPath(target: string): { path: string; number: string | undefined } {
  const found = ticketKey.exec(target);
  if (!found) return { path: target, number: undefined };
  return { path: target.replace(ticketKey, "/tickets/$1-"), number: found[2] };
}

/** An id of the caller, perhaps in an array: `{"…"}`. */
function callerIn(takes: [Take, Take], [value, twin]: [string, string | null]): Value | undefined {
  for (const id of ["user_id", "session_id"] as const) {
    const [mine, theirs] = takes.map(({ caller }) => caller[id]) as [string, string];
    const [before, after] = value.split(mine);
    if (before !== undefined && after !== undefined && twin === before + theirs + after) {
      return { is: "caller", id, before, after };
    }
  }
  return undefined;
}

/** A row of an earlier flight that has this value in either take: what the program had in hand. */
function findRow(takes: [Take, Take], values: [string | null, string | null], before: number) {
  for (let flight = 0; flight < before; flight += 1) {
    for (const [statement, { rows }] of (takes[0].flights[flight] ?? []).entries()) {
      const twin = takes[1].flights[flight]?.[statement]?.rows[0] ?? {};
      const column = Object.keys(rows[0] ?? {}).find(
        (name) => rows[0]?.[name] === values[0] && twin[name] === values[1],
      );
      if (column !== undefined) return { flight, statement, column };
    }
  }
  return undefined;
}

function lastWithRows(flights: SentStatement[][]) {
  for (let flight = flights.length - 1; flight >= 0; flight -= 1) {
    const statement = (flights[flight] ?? []).findLastIndex(({ rows }) => rows.length > 0);
    if (statement >= 0) return { flight, statement };
  }
  return { flight: 0, statement: 0 };
}
