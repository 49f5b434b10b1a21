import { styleText } from "node:util";
import type { FeedPage } from "../src/events/feed/read-feed.ts";

type Event = FeedPage["data"][number];
type Change = { from: unknown; to: unknown } | { changed: true };

const VALUE_MAX = 40;

/** `09:30:00 #42 Ada ticket.transitioned ENG-1 status: open -> in_progress`, in colour on a terminal. */
export function eventLine(event: Event, names: ReadonlyMap<string, string>): string {
  const { sequence, type, actor_id, occurred_at, data } = event;
  const clock = new Date(occurred_at).toTimeString().slice(0, 8);
  const actor = actor_id === null ? "Slacky" : (names.get(actor_id) ?? actor_id);
  const parts = [
    styleText("dim", `${clock} #${sequence}`),
    styleText("bold", plain(actor)),
    styleText("cyan", type),
    plain(String(data.key ?? data.name ?? "")),
    type === "ticket.due" ? `${data.kind}: due on ${data.due_on}` : "",
    Object.entries((data.changes ?? {}) as Record<string, Change>)
      .map(([field, change]) => `${field}: ${changeText(change)}`)
      .join(", "),
  ];
  return parts.filter((part) => part !== "").join(" ");
}

/** The feed does not have the texts of descriptions and comments. */
function changeText(change: Change): string {
  return "from" in change ? `${value(change.from)} -> ${value(change.to)}` : "changed";
}

function value(given: unknown): string {
  const text = plain(typeof given === "string" ? given : JSON.stringify(given));
  return text.length > VALUE_MAX ? `${text.slice(0, VALUE_MAX - 1)}…` : text;
}

/** Replaces control characters with spaces, so that user text cannot forge a line or control the terminal. */
export function plain(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, " ");
}
