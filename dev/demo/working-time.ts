/** How long the demo's two months are, in working days and in minutes of working time. */
const WORKING_DAYS = 44;
export const MINUTES_PER_DAY = 8 * 60;
export const MINUTES = WORKING_DAYS * MINUTES_PER_DAY;

const MS_PER_MINUTE = 60_000;
const MS_PER_DAY = 86_400_000;

/**
 * Returns the time of a minute of working time. The last one is `end`, and every working day ends at
 * that time of day, so the order of things never depends on the day on which the demo is filled.
 * Only the last day can be on a weekend.
 */
export function timeOf(minute: number, end: Date): Date {
  const left = MINUTES - minute;
  const days = Math.floor(left / MINUTES_PER_DAY);
  const rest_ms = (left % MINUTES_PER_DAY) * MS_PER_MINUTE;
  return new Date(workingDayBefore(end, days).getTime() - rest_ms);
}

/** The date so many days from `end`, or before it if `days` is negative. */
export function dateOf(days: number, end: Date): string {
  return new Date(end.getTime() + days * MS_PER_DAY).toISOString().slice(0, 10);
}

function workingDayBefore(end: Date, days: number): Date {
  let day = end;
  for (let left = days; left > 0; ) {
    day = new Date(day.getTime() - MS_PER_DAY);
    if (!isWeekend(day)) left -= 1;
  }
  return day;
}

/** Of a working day that ends at this time. Its middle counts, because it can begin before midnight. */
function isWeekend(end: Date): boolean {
  const middle = new Date(end.getTime() - (MINUTES_PER_DAY / 2) * MS_PER_MINUTE);
  return middle.getUTCDay() === 0 || middle.getUTCDay() === 6;
}
