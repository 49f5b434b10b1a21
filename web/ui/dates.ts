import { shellWords } from "../words/en/shell.ts";

const units: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];
const DAY_MS = 86_400_000;
const SOON_DAYS = 2;

const relative = new Intl.RelativeTimeFormat("en", { style: "narrow" });
/** "yesterday". For a week ago this one says "last wk.", which reads oddly beside "2w ago". */
const relativeDay = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "narrow" });
const monthAndDay = new Intl.DateTimeFormat("en", { day: "numeric", month: "short" });
const withYear = new Intl.DateTimeFormat("en", { day: "numeric", month: "short", year: "numeric" });

/** How long ago a moment was, or how far ahead it is, in its largest unit. */
export function relativeTime(moment: string, now = Date.now()): string {
  const seconds = (Date.parse(moment) - now) / 1000;
  for (const [unit, length] of units) {
    if (Math.abs(seconds) < length) continue;
    // "Yesterday" is the day before today, not a day ago.
    if (unit === "day")
      return relativeDay.format(daysUntil(dateOf(new Date(moment)), new Date(now)), unit);
    return relative.format(Math.round(seconds / length), unit);
  }
  return shellWords.justNow;
}

/** A moment in the reader's own time zone and notation. */
export function exactTime(moment: string): string {
  return new Date(moment).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
}

/** The date of a moment here, of now unless another one is given, as text. Due dates are days, never moments. */
export function dateOf(moment = new Date()): string {
  const month = String(moment.getMonth() + 1).padStart(2, "0");
  const day = String(moment.getDate()).padStart(2, "0");
  return `${moment.getFullYear()}-${month}-${day}`;
}

export interface DueView {
  text: string;
  tone: "late" | "soon" | "none";
}

/** A due date as a card shows it. What is done is neither late nor soon. */
export function dueView(due_on: string, isDone: boolean, now = new Date()): DueView {
  const days = daysUntil(due_on, now);
  const tone = isDone || days > SOON_DAYS ? "none" : days < 0 ? "late" : "soon";
  return { text: nameOfDay(dayOf(due_on), days, now), tone };
}

/** How many calendar days a date is after today. */
function daysUntil(date: string, now: Date): number {
  return Math.round((dayOf(date).getTime() - dayOf(dateOf(now)).getTime()) / DAY_MS);
}

function nameOfDay(date: Date, days: number, now: Date): string {
  if (days === 0) return shellWords.today;
  if (days === 1) return shellWords.tomorrow;
  if (days === -1) return shellWords.yesterday;
  return (date.getFullYear() === now.getFullYear() ? monthAndDay : withYear).format(date);
}

/** Midnight here at the start of a calendar day. */
function dayOf(text: string): Date {
  const [year = 0, month = 1, day = 1] = text.split("-").map(Number);
  return new Date(year, month - 1, day);
}
