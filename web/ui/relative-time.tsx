import { signal } from "@preact/signals";
import { exactTime, relativeTime } from "./dates.ts";

const MINUTE_MS = 60_000;

/** Grows every minute, so that all relative times are drawn again together. */
const minutes = signal(0);
setInterval(() => {
  minutes.value += 1;
}, MINUTE_MS);

export function RelativeTime({ at }: { at: string }) {
  void minutes.value;
  return (
    <time class="relative-time" dateTime={at} title={exactTime(at)}>
      {relativeTime(at)}
    </time>
  );
}
