// A day of the calendar is a text. Read as a moment, it would be another day in another time zone. In
// UTC, every day has 24 hours.

const inWords = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeZone: "UTC" });

/** A day of the calendar in words, with its year. */
export function dayText(day: string): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return inWords.format(Date.UTC(year, month - 1, date));
}

/** The day that is some days after another one. */
export function daysAfter(day: string, count: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const later = new Date(Date.UTC(year, month - 1, date + count));
  const [y, m, d] = [later.getUTCFullYear(), later.getUTCMonth() + 1, later.getUTCDate()];
  return `${String(y).padStart(4, "0")}-${String(m).padStart(2, "0")}-${String(d).padStart(2, "0")}`;
}
