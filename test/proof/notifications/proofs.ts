import { proveFanOutKills } from "./fan-out-kills.ts";
import { proveManyWatchers } from "./many-watchers.ts";
import { proveMentionTimes } from "./mention-times.ts";

/** The proofs of the inbox, for the list in proofs.ts. */
export const notificationProofs = [
  {
    promise: "a mention over HTTP is in the inbox within 1 s (p95), at 20 comments a second",
    large: 600,
    count: (comments: number) => proveMentionTimes({ comments }),
    expected: (comments: number) => ({ arrived: comments, p95_over_1_s: 0 }),
  },
  {
    promise: "across kill -9 of two processes, the inbox gets each event once",
    small: 2,
    large: 40,
    count: (kills: number) => proveFanOutKills({ kills }),
    expected: () => ({ lost: 0, twice: 0, rows_in_inbox: 1 }),
  },
  {
    promise:
      "(the control) a consumer that moves its cursor in a transaction of its own delivers some events to the inbox twice",
    large: 40,
    count: async (kills: number) => {
      const counts = await proveFanOutKills({ kills, isControl: true });
      return { ...counts, repeats_some: Number(counts.twice > 0) };
    },
    expected: () => ({ repeats_some: 1 }),
  },
  {
    promise: "one ticket with 600 watchers is moved n times, and the feed's lag stays under 2 s",
    large: 500,
    count: (moves: number) => proveManyWatchers({ moves }),
    expected: (moves: number) => ({ moves, lags_over_2_s: 0, notified: 600 }),
  },
];
