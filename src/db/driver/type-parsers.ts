import pg from "pg";

const DATE = 1082;
const TIMESTAMPTZ = 1184;
const BIGINT = 20;

/**
 * Dates and times stay text with all six digits: a JS Date drops the microseconds that cursors
 * need.
 */
export function getTypeParser(oid: number, format?: "text" | "binary") {
  if (oid === DATE) return (value: string) => value;
  if (oid === TIMESTAMPTZ) return toRfc3339;
  if (oid === BIGINT) return toSafeInteger;
  return pg.types.getTypeParser(oid, format as "text");
}

/**
 * Turns `2026-11-22 05:51:39.12346+00` into `2026-11-22T05:51:39.123460Z`. PostgreSQL drops
 * trailing zeros; with a fixed length, times sort as text.
 */
function toRfc3339(printed: string): string {
  if (printed.charAt(10) === " " && printed.endsWith("+00")) {
    const fraction = printed.slice(20, -3).padEnd(6, "0");
    return `${printed.slice(0, 10)}T${printed.slice(11, 19)}.${fraction}Z`;
  }
  const [, date, time, fraction = "", offset] =
    /^(\S+) ([\d:]+)\.?(\d*)([+-][\d:]+)$/.exec(printed) ?? [];
  if (offset !== "+00") {
    throw new Error(
      `This connection prints times with the offset ${offset}: run \`slacky migrate\`. ` +
        "If you use PgBouncer, then run RECONNECT there.",
    );
  }
  return `${date}T${time}.${fraction.padEnd(6, "0")}Z`;
}

function toSafeInteger(printed: string): number {
  const number = Number(printed);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${printed} is beyond 2^53.`);
  return number;
}
