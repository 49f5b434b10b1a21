import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import type { Config } from "../config.ts";
import { createInstance, type Instance } from "../instance.ts";
import { createMetrics, type Metrics } from "../monitoring/metrics.ts";
import { answerResetRequests } from "./answer-reset-requests.ts";
import { composeMails } from "./compose-mails.ts";
import { consumeFeedJobs } from "./consume-feed.ts";
import type { Job } from "./job.ts";
import { noticeExpiringTokens } from "./notice-expiring-tokens.ts";
import { pruneHistory } from "./prune-history.ts";
import { purgeAccountTokens } from "./purge/purge-account-tokens.ts";
import { purgeDueEvents } from "./purge/purge-due-events.ts";
import { purgeIdempotencyKeys } from "./purge/purge-idempotency-keys.ts";
import { purgeMails } from "./purge/purge-mails.ts";
import { purgeNotifications } from "./purge/purge-notifications.ts";
import { purgeRateLimits } from "./purge/purge-rate-limits.ts";
import { purgeSessions } from "./purge/purge-sessions.ts";
import { purgeStreamTokens } from "./purge/purge-stream-tokens.ts";
import { purgeTokens } from "./purge/purge-tokens.ts";
import { recordDueTickets } from "./record-due-tickets.ts";
import { relayEvents } from "./relay-events.ts";
import { repairTicketCounts } from "./repair-counts.ts";
import { replaceLabels } from "./replace-labels.ts";
import { returnExpiredClaims } from "./return-expired-claims.ts";
import { runBackfills } from "./run-backfills.ts";
import { sendMails } from "./send-mails.ts";
import { unassignFormerMembers } from "./unassign-former-members.ts";

/** All jobs. A job must be listed here to run. */
export const jobs: readonly Job[] = [
  relayEvents,
  ...consumeFeedJobs,
  repairTicketCounts,
  unassignFormerMembers,
  replaceLabels,
  runBackfills,
  returnExpiredClaims,
  composeMails,
  sendMails,
  answerResetRequests,
  purgeAccountTokens,
  noticeExpiringTokens,
  recordDueTickets,
  purgeSessions,
  purgeTokens,
  purgeIdempotencyKeys,
  purgeStreamTokens,
  purgeMails,
  purgeDueEvents,
  purgeNotifications,
  purgeRateLimits,
  pruneHistory,
];

/** A run takes a connection more often, unless it is stuck. */
const QUIET_SECONDS_MAX = 300;

export interface RunningJobs {
  /** The names of the jobs that neither run again when they should nor get on with a run. */
  listLate(): string[];
  close(): Promise<void>;
}

/**
 * Runs the jobs until `close()`, which waits for those in progress. Several workers may share a
 * database.
 */
export async function startWorker(
  config: Config,
  log: Logger,
  metrics: Metrics = createMetrics(),
): Promise<{ close(): Promise<void> }> {
  const instance = createInstance(config, log, { metrics, use: "jobs" });
  const running = startJobs(instance);
  metrics.watchJobs(running.listLate);
  return {
    async close() {
      await running.close();
      await instance.close();
    },
  };
}

/**
 * Runs the jobs on an existing instance. A job never overlaps with itself, and none waits for
 * another. `now` is a monotonic clock, in milliseconds.
 */
export function startJobs(
  instance: Instance,
  list: readonly Job[] = jobs,
  now = () => performance.now(),
): RunningJobs {
  const stop = new AbortController();
  const seenAt = new Map(list.map((job) => [job, now()]));
  const loops = list.map((job) => {
    const note = () => void seenAt.set(job, now());
    return repeat(job, { ...instance, db: instance.db.notingUse(note) }, stop.signal, note);
  });
  return {
    listLate() {
      const late = list.filter((job) => {
        const { everySeconds, quietSecondsMax = QUIET_SECONDS_MAX } = job;
        const seconds = (now() - (seenAt.get(job) ?? 0)) / 1000;
        return seconds > everySeconds + quietSecondsMax;
      });
      return late.map(({ name }) => name);
    },
    async close() {
      stop.abort();
      await Promise.all(loops);
    },
  };
}

async function repeat(
  job: Job,
  instance: Instance,
  stopping: AbortSignal,
  note: () => void,
): Promise<void> {
  while (!stopping.aborted) {
    note();
    try {
      await job.run(instance, stopping);
    } catch (error) {
      const detail = `The job ${job.name} failed. It runs again in ${job.everySeconds} s.`;
      instance.log.error({ err: error, job: job.name }, detail);
    }
    note();
    await sleep(job.everySeconds * 1000, undefined, { signal: stopping }).catch(() => {});
  }
}
