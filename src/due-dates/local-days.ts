/** Which day it is in UTC and in other time zones, each as YYYY-MM-DD. */
export interface LocalDays {
  utc: string;
  byZone: Readonly<Record<string, string>>;
  /** The earliest and the latest of these days. */
  first: string;
  last: string;
}

/**
 * The day that has begun in each time zone. A day that has no midnight, because the clocks are put
 * forward then, begins when its date does. In a zone that Node.js does not know, it is UTC.
 */
export function localDaysAt(now: Date, zones: readonly string[]): LocalDays {
  const utc = now.toISOString().slice(0, 10);
  const known = zones.flatMap((zone): [string, string][] => {
    const day = dayIn(zone, now);
    return day === undefined ? [] : [[zone, day]];
  });
  const days = [utc, ...known.map(([, day]) => day)].sort();
  return {
    utc,
    byZone: Object.fromEntries(known),
    first: days[0] ?? utc,
    last: days.at(-1) ?? utc,
  };
}

function dayIn(timeZone: string, now: Date): string | undefined {
  try {
    const format = new Intl.DateTimeFormat("en", {
      timeZone,
      calendar: "iso8601",
      numberingSystem: "latn",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
    });
    const parts = Object.fromEntries(
      format.formatToParts(now).map(({ type, value }) => [type, value]),
    );
    return `${parts.year}-${parts.month}-${parts.day}`;
  } catch {
    return undefined;
  }
}
