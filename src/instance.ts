import type { Logger } from "pino";
import { type AccessTokens, createAccessTokens } from "./auth/access-token.ts";
import { type ApiTokens, createApiTokens } from "./auth/api-tokens.ts";
import { createPasswords, type Passwords } from "./auth/passwords.ts";
import { createReceivedRefreshes, type ReceivedRefreshes } from "./auth/received-refreshes.ts";
import type { Config } from "./config.ts";
import { type Cursors, createCursors } from "./db/cursor.ts";
import { createPool, type Db } from "./db/pool.ts";
import { createReplicas, type Replicas } from "./db/replicas/replicas.ts";
import { TimeAccounts } from "./db/shares/time-accounts.ts";
import { createHandOver, type HandOver } from "./events/consume/hand-over.ts";
import { createRefusals, type Refusals } from "./events/refusals.ts";
import { createFeedStreams, type FeedStreams } from "./events/stream/feed-streams.ts";
import { createRateLimits, type RateLimits } from "./http/middleware/rate-limit.ts";
import { createEventStreams, type EventStreams } from "./http/responses/event-stream.ts";
import { createUnsentResponses, type UnsentResponses } from "./http/responses/unsent.ts";
import { createMarkdownThread, type MarkdownThread } from "./markdown/thread.ts";
import { createMetrics, type Metrics } from "./monitoring/metrics.ts";
import { createInboxStreams, type InboxStreams } from "./notifications/stream/inbox-streams.ts";
import { createSharedCounters } from "./rate-limits/shared-counters.ts";

/** One running Slacky: its configuration and what is created from it at the start. */
export interface Instance {
  config: Config;
  log: Logger;
  /** For writes, and for jobs. */
  db: Db;
  /** For reads: they have connections even while every commit waits, as for a lost standby. */
  reads: Db;
  /** Where reads may run that accept their state; undefined if there are no replicas. */
  replicas: Replicas | undefined;
  accessTokens: AccessTokens;
  apiTokens: ApiTokens;
  passwords: Passwords;
  cursors: Cursors;
  rateLimits: RateLimits;
  refusals: Refusals;
  receivedRefreshes: ReceivedRefreshes;
  eventStreams: EventStreams;
  unsent: UnsentResponses;
  feedStreams: FeedStreams;
  inboxStreams: InboxStreams;
  handOver: HandOver;
  markdown: MarkdownThread;
  metrics: Metrics;
  /** Aborted when the process was asked to stop: a load balancer should send nothing any more. */
  draining: AbortSignal;
  drain(): void;
  /** Aborted when shutdown begins: long-lived responses must end, and no new ones should start. */
  stopping: AbortSignal;
  stop(): void;
  close(): Promise<void>;
}

/**
 * `metrics` are those of the process. Jobs have one pool, the API one for writes and one for reads. Pass `bcryptCost` and
 * `now` only in tests: they would otherwise wait for hashes, and on a slow machine use up a caller's
 * share of connection time.
 */
export function createInstance(
  config: Config,
  log: Logger,
  {
    metrics = createMetrics(),
    use = "api",
    bcryptCost,
    now,
  }: {
    metrics?: Metrics;
    use?: "api" | "jobs";
    bcryptCost?: number;
    now?: () => number;
  } = {},
): Instance {
  const onError = (error: Error) =>
    log.warn({ err: error }, "A connection to the database was lost.");
  const accounts = new TimeAccounts(now);
  const { writes, reads: readsMax } = config.poolSizes;
  const db = createPool(config.databaseUrl, { size: writes, onError, accounts, writes: true });
  const reads =
    use === "jobs" ? db : createPool(config.databaseUrl, { size: readsMax, onError, accounts });
  const replicas =
    use === "api" && config.replicaUrls.length > 0
      ? createReplicas(config, {
          accounts,
          counts: metrics,
          onError: (error) =>
            log.warn(
              { err: error },
              "The primary does not say where it is: replicas are not used.",
            ),
        })
      : undefined;
  if (use === "jobs") metrics.watchPool("jobs", db);
  else {
    metrics.watchPool("writes", db);
    metrics.watchPool("reads", reads);
    for (const { name, db } of replicas?.replicas ?? []) metrics.watchPool(`replica ${name}`, db);
  }
  const refusals = createRefusals(db, log);
  const receivedRefreshes = createReceivedRefreshes(db, log);
  // Reads wait for these counts, so they must not wait for the pool for writes. The table is
  // unlogged, so counting holds up no read either: its commit waits for no standby.
  const counters = createSharedCounters(reads, config.slackySecret, log);
  const apiTokens = createApiTokens(db, log);
  const unsent = createUnsentResponses();
  const markdown = createMarkdownThread();
  const draining = new AbortController();
  const stopping = new AbortController();
  return {
    config,
    log,
    db,
    reads,
    replicas,
    accessTokens: createAccessTokens({ secrets: config.jwtSecrets, issuer: config.publicUrl }),
    apiTokens,
    passwords: createPasswords(bcryptCost === undefined ? {} : { cost: bcryptCost }),
    cursors: createCursors(config.slackySecret),
    rateLimits: createRateLimits(config, db, counters),
    refusals,
    receivedRefreshes,
    eventStreams: createEventStreams(unsent),
    unsent,
    feedStreams: createFeedStreams({ db: reads, log, stopping: stopping.signal }),
    inboxStreams: createInboxStreams({ db: reads, log, stopping: stopping.signal }),
    handOver: createHandOver(),
    markdown,
    metrics,
    draining: draining.signal,
    drain: () => draining.abort(),
    stopping: stopping.signal,
    stop: () => stopping.abort(),
    async close() {
      await refusals.close();
      await receivedRefreshes.settle();
      await counters.close();
      await apiTokens.close();
      await markdown.close();
      await db.close();
      if (reads !== db) await reads.close();
      await replicas?.close();
    },
  };
}
