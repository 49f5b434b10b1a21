import { createHash } from "node:crypto";
import { prepared, sql } from "../sql.ts";

/** A place in the log of changes of a primary, as the primary says it. */
export interface LogPosition {
  /** Eight hex digits: each promotion begins another. */
  timeline: string;
  /** Such as `0/16B3748`. */
  lsn: string;
}

/** A position that a client has sent: everything up to it must be visible. */
export interface Position {
  /** Eight hex digits that stand for the history of the database. */
  h: string;
  /** The LSN as 16 hex digits, so that two of one history compare as text. */
  l: string;
}

/** What a write is answered whose position is not known: it sends the next read to the primary. */
export const unknownPosition = "unknown";

/** The position of a primary, after everything that was committed before the statement. */
export const readLogPosition = prepared(sql<LogPosition>`
  select substr(pg_walfile_name(w.lsn), 1, 8) as timeline, w.lsn::text as lsn
    from (select pg_current_wal_flush_lsn() as lsn) w`);

export function formatPosition({ h, l }: Position): string {
  return `${h}.${l}`;
}

/** Undefined if the text is not a position: then nothing is known of what the client has seen. */
export function parsePosition(text: string): Position | undefined {
  const [, h, l] = /^([0-9a-f]{8})\.([0-9a-f]{16})$/i.exec(text) ?? [];
  return h && l ? { h: h.toLowerCase(), l: l.toUpperCase() } : undefined;
}

/** `history` is the system identifier and the timeline, as `relay.cluster` has them. */
export function hashOfHistory(history: string): string {
  return createHash("sha256").update(history).digest("hex").slice(0, 8);
}

/** Turns `0/16B3748` into `00000000016B3748`. */
export function toDigits(lsn: string): string {
  return lsn
    .split("/")
    .map((half) => half.padStart(8, "0"))
    .join("")
    .toUpperCase();
}

/** Turns `00000000016B3748` into what PostgreSQL reads as an LSN. */
export function toLsn(digits: string): string {
  return `${digits.slice(0, 8)}/${digits.slice(8)}`;
}
