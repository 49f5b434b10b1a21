import { proveRows } from "../cost/rows.ts";
import { proveTitles } from "../search/prove-titles.ts";
import { proveAudit } from "./audit.ts";
import { backupProofs } from "./backup/proofs.ts";
import { proveBulk } from "./bulk-deadlocks.ts";
import { proveCrash } from "./crash.ts";
import { proveDemo } from "./demo.ts";
import { proveEtagRaces } from "./etag-races.ts";
import { failoverProofs } from "./failover/proofs.ts";
import { countLostByCursor, proveFeedOrder } from "./feed-order.ts";
import { proveFuzz } from "./fuzz.ts";
import { measureGarbage } from "./garbage.ts";
import { proveGrowth } from "./growth/growth.ts";
import { measureIdTimes } from "./id-times.ts";
import { countDoubledWithoutKey, proveOneKey } from "./keys.ts";
import { proveBackendKills, proveServerKills } from "./killed-at-each-step.ts";
import { proveLastAdmin } from "./last-admin.ts";
import { proveMentionMailed } from "./mail/mention-to-mail.ts";
import { proveNoMailLost } from "./mail/no-mail-lost.ts";
import { proveNeighbour } from "./neighbour/neighbour.ts";
import { notificationProofs } from "./notifications/proofs.ts";
import { previousReleaseProofs } from "./previous-release/proofs.ts";
import { proveQueue } from "./queue.ts";
import { proveRelayKills } from "./relay-kills.ts";
import { replicaProofs } from "./replicas/proofs.ts";
import { restartProofs } from "./restarts/proofs.ts";
import { proveNumbers, proveTransitions } from "./simultaneous.ts";
import { proveStreams } from "./streams.ts";

/** A promise that is proved by counting: with a small n in every test run, with a large n by `npm run proof`. */
export interface Proof {
  promise: string;
  /** Absent if a small n would prove nothing, or would take more than a few seconds. */
  small?: number;
  large: number;
  count(n: number): Promise<object>;
  /** The exact counts that are required. */
  expected(n: number): Record<string, number>;
  /** Says what this machine lacks for it; without that, the proof is skipped. */
  missing?(): string | undefined;
}

export const proofs: readonly Proof[] = [
  {
    promise:
      "of 50 identical transitions sent at once, one succeeds, 49 get 409, and the history has one row",
    small: 1,
    large: 40,
    count: (rounds) => proveTransitions({ rounds }),
    expected: (rounds) => ({ won: rounds, refused: 49 * rounds, history_rows: rounds }),
  },
  {
    promise:
      "ticket numbers have no gap when 50 tickets are created at once and ten of those are refused",
    small: 1,
    large: 40,
    count: (rounds) => proveNumbers({ rounds }),
    expected: (rounds) => ({
      made: 40 * rounds + 1,
      distinct: 40 * rounds + 1,
      highest: 40 * rounds + 1,
    }),
  },
  {
    promise: "of two writers with the same ETag, one wins, one gets 412, and no field is lost",
    small: 10,
    large: 1_000,
    count: (rounds) => proveEtagRaces({ rounds }),
    expected: (rounds) => ({ won: rounds, refused: rounds, lost: 0 }),
  },
  {
    promise: "when the two admins of a workspace demote, remove or leave at once, one stays admin",
    small: 16,
    large: 1_000,
    count: (rounds) => proveLastAdmin({ rounds }),
    expected: () => ({ without_admin: 0, deadlocks: 0 }),
  },
  {
    promise:
      "of 100 identical requests sent at once with one idempotency key, one takes effect, and all get the same response",
    small: 1,
    large: 40,
    count: (rounds) => proveOneKey({ rounds }),
    expected: (rounds) => ({
      ...{ done: rounds, others: 0, same_response: rounds },
      ...{ tickets: rounds, history_rows: rounds, outbox_rows: rounds, keys: rounds },
    }),
  },
  {
    promise: "(the control) a request without a key takes effect twice when it is repeated",
    small: 2,
    large: 20,
    count: (requests) => countDoubledWithoutKey({ requests }),
    expected: (requests) => ({ doubled: requests }),
  },
  {
    promise:
      "after a kill -9 of the server at any step of a request, a repeat succeeds, and it has one effect",
    small: 3,
    large: 210,
    count: (kills) => proveServerKills({ kills }),
    expected: () => ({ missed: 0, not_well: 0, not_once: 0 }),
  },
  {
    promise:
      "after its PostgreSQL connection ends at any step of a request, a repeat succeeds, and it has one effect",
    small: 6,
    large: 210,
    count: (kills) => proveBackendKills({ kills }),
    expected: () => ({ missed: 0, not_well: 0, not_once: 0 }),
  },
  {
    promise:
      "every acknowledged write survives a kill -9 of the server, and is published and recorded within 5 s",
    small: 20,
    large: 500,
    count: (writes) => proveCrash({ writes, victim: "server" }),
    expected: () => ({ lost: 0, without_history: 0, late_in_feed: 0, late_in_audit: 0, twice: 0 }),
  },
  {
    promise:
      "every acknowledged write survives a kill -9 of PostgreSQL, and is published and recorded within 5 s",
    large: 500,
    count: (writes) => proveCrash({ writes, victim: "postgres" }),
    expected: () => ({ lost: 0, without_history: 0, late_in_feed: 0, late_in_audit: 0, twice: 0 }),
  },
  {
    promise: "8 workers, killed 20 times in all, take every ticket of a queue exactly once",
    large: 2_000,
    count: (tickets) => proveQueue({ tickets }),
    expected: () => ({ kills: 20, left_behind: 0, taken_twice: 0, failed: 0, deadlocks: 0 }),
  },
  {
    promise: "random bulk requests never deadlock with each other or with single commands",
    small: 20,
    large: 10_000,
    count: (pairs) => proveBulk({ pairs }),
    expected: (pairs) => ({ pairs, deadlocks: 0, failed: 0 }),
  },
  {
    promise: "with 24 writers on 6 tickets, the feed has every event once, without a gap, in order",
    small: 200,
    large: 5_000,
    count: async (events) => {
      const { acknowledged, published, ...counts } = await proveFeedOrder({ events });
      return { events: published, missing: acknowledged - published, ...counts };
    },
    expected: () => ({ missing: 0, gaps: 0, out_of_order: 0 }),
  },
  {
    promise: "(the control) a reader that follows the outbox with a cursor misses some events",
    large: 5_000,
    count: async (events) => {
      const { lost } = await countLostByCursor({ events });
      return { lost, misses_some: Number(lost > 0) };
    },
    expected: () => ({ misses_some: 1 }),
  },
  {
    promise:
      "a relay that is killed at any point between BEGIN and COMMIT neither loses nor duplicates an event",
    small: 2,
    large: 200,
    count: (kills) => proveRelayKills({ kills }),
    expected: (kills) => ({
      kills,
      ...{ lost_to_feed: 0, twice_in_feed: 0, gaps: 0, lost_to_audit: 0, twice_in_audit: 0 },
      ...{ chains_bad: 0, counts_wrong: 0 },
      // A few kills cannot cover every point.
      ...(kills >= 100 && { points_missed: 0 }),
    }),
  },
  {
    promise:
      "(the control) a relay that deletes and publishes in two transactions loses some events",
    large: 18,
    count: async (kills) => {
      const counts = await proveRelayKills({ kills, inTwo: true });
      return { ...counts, loses_some: Number(counts.lost_to_feed > 0) };
    },
    expected: () => ({ loses_some: 1 }),
  },
  {
    promise:
      "no mail is lost by a server that refuses, defers and drops mails, and by kill -9 between answer and result",
    small: 20,
    large: 200,
    count: (mails) => proveNoMailLost({ mails, kills: mails / 10 }),
    expected: (mails) => ({
      ...{ stored: mails, lost: 0, ids_changed: 0 },
      ...{ waiting: 0, dead: mails / 10 },
    }),
  },
  {
    promise: "(the control) a process that writes the result before it sends a mail loses some",
    large: 200,
    count: async (mails) => {
      const counts = await proveNoMailLost({ mails, kills: mails / 10, resultFirst: true });
      return { ...counts, loses_some: Number(counts.lost > 0) };
    },
    expected: () => ({ loses_some: 1 }),
  },
  {
    promise:
      "a mention over HTTP ends in a mail at the mail server of the person, and no other one",
    small: 1,
    large: 20,
    count: (people) => proveMentionMailed({ people }),
    expected: (people) => ({ mailed: people, wrong: 0 }),
  },
  {
    promise:
      "random requests to every endpoint are answered according to the contract, never with 5xx",
    large: 200,
    count: (runs) => proveFuzz({ runs }),
    expected: () => ({ failed: 0 }),
  },
  {
    promise: "a search for any title, or for any of its words, finds the ticket",
    large: 3_000,
    count: (titles) => proveTitles({ titles }),
    expected: (titles) => ({ titles, lost: 0 }),
  },
  {
    promise:
      "while one caller attacks, a neighbour's p95 is at most twice as long as alone, or 25 ms longer",
    large: 60,
    count: (samples) => proveNeighbour({ samples }),
    expected: () => ({ over: 0, failed: 0 }),
  },
  {
    promise: "a request leaves less than 4,000 bytes in the old space of V8",
    large: 1_000,
    count: (requests) => measureGarbage({ requests }),
    expected: () => ({ failed: 0, too_many: 0 }),
  },
  {
    promise: "(measured) an ID from another workspace takes as long as one that does not exist",
    large: 500,
    count: (pairs) => measureIdTimes({ pairs }),
    expected: () => ({}),
  },
  {
    promise: "an operation reads no more rows than its page or its write needs, by an index",
    small: 10_000,
    large: 1_000_000,
    count: (tickets) => proveRows({ tickets }),
    expected: () => ({ operations: 20, unexpected: 0 }),
  },
  {
    promise:
      "across two kill -9 of the server, each of n/10 streams, including a browser's, sees every event once, in order",
    large: 2_000,
    count: (writes) => proveStreams({ writes, readers: writes / 10 }),
    expected: () => ({ missed: 0, seen_twice: 0, out_of_order: 0 }),
  },
  {
    promise: "the memory for verifying a chain of audit records does not grow with its length",
    small: 1_000,
    large: 1_000_000,
    count: (records) => proveAudit({ records }),
    expected: (records) => ({ verified: records, bad: 0, over_512_mib: 0 }),
  },
  {
    promise:
      "a ticket that is written seven times takes at most 30 kB of disk, its audit records included",
    large: 300,
    count: (tickets) => proveGrowth({ tickets }),
    expected: () => ({ over_30_kb: 0 }),
  },
  {
    promise: "two demos have the same texts, numbers and order, and each is filled within 20 s",
    large: 2,
    count: (runs) => proveDemo({ runs }),
    expected: () => ({ different: 0, over_20_s: 0 }),
  },
  ...notificationProofs,
  ...restartProofs,
  ...failoverProofs,
  ...replicaProofs,
  ...backupProofs,
  ...previousReleaseProofs,
];

/** The counts that differ from the expected ones. */
export function failuresOf(counts: object, expected: Record<string, number>): string[] {
  const counted = new Map<string, unknown>(Object.entries(counts));
  return Object.entries(expected)
    .filter(([name, value]) => counted.get(name) !== value)
    .map(([name, value]) => `${name} is ${counted.get(name)}, and must be ${value}`);
}
