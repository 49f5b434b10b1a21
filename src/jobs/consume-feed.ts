import { setTimeout as sleep } from "node:timers/promises";
import { eventConsumers } from "../event-consumers.ts";
import { consumePage, type FeedConsumer, findWork } from "../events/consume/consume.ts";
import { countBehind } from "../events/consume/queries.ts";
import type { Instance } from "../instance.ts";
import type { Job } from "./job.ts";

/** How often a consumer compares all feeds with all its cursors. */
const COMPARE_MS = 2_000;

/** The same of a consumer for which nobody waits: it processes many events with one page. */
const COMPARE_UNAWAITED_MS = 30_000;

/**
 * How long a consumer lets events gather after a page. The first event after a silence does not wait,
 * and in a steady stream of them each costs less.
 */
const GATHER_MS = 200;

/** One job per consumer, so that none waits for another. */
export const consumeFeedJobs: readonly Job[] = eventConsumers.map(consumerJob);

/**
 * The job of a consumer: it processes every workspace whose feed is ahead of its cursor, and then, until
 * the next comparison, those that the relay of this process hands over.
 */
export function consumerJob(consumer: FeedConsumer): Job {
  return {
    name: `consume-feed-${consumer.name}`,
    everySeconds: 0.2,
    async run(instance, stopping) {
      const { db, metrics, handOver, config } = instance;
      const isAwaited = consumer.isAwaited?.(config) ?? true;
      const nextAt = performance.now() + (isAwaited ? COMPARE_MS : COMPARE_UNAWAITED_MS);
      await consumeAll(instance, consumer, { workspaces: await findWork(db, consumer), stopping });
      metrics.showConsumerLag(consumer.name, await countBehind(db, consumer.name));
      if (!isAwaited) await pause(nextAt - performance.now(), stopping);
      while (!stopping.aborted && performance.now() < nextAt) {
        const timeoutMs = nextAt - performance.now();
        const workspaces = await handOver.take(consumer.name, { timeoutMs, stopping });
        await consumeAll(instance, consumer, { workspaces, stopping });
        await pause(GATHER_MS, stopping);
      }
    },
  };
}

/** Ends early when the worker stops. */
async function pause(ms: number, stopping: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal: stopping }).catch(() => {});
}

/** Processes the feeds of these workspaces, a page of each in turn, so that none waits for a long one. */
async function consumeAll(
  instance: Instance,
  consumer: FeedConsumer,
  { workspaces, stopping }: { workspaces: readonly string[]; stopping: AbortSignal },
): Promise<void> {
  let waiting = workspaces;
  while (waiting.length > 0) {
    const unfinished: string[] = [];
    for (const workspace_id of waiting) {
      if (stopping.aborted) return;
      if ((await consumeOnce(instance, consumer, workspace_id)) > 0) unfinished.push(workspace_id);
    }
    waiting = unfinished;
  }
}

/** Processes one page, and reports an event that was skipped. Returns how many events it had. */
async function consumeOnce(
  { db, log, metrics }: Instance,
  consumer: FeedConsumer,
  workspace_id: string,
): Promise<number> {
  const page = await consumePage(db, consumer, workspace_id);
  metrics.countConsumed(consumer.name, page);
  if (page.skipped) {
    const { sequence, error } = page.skipped;
    log.error(
      { consumer: consumer.name, workspace_id, sequence, error },
      "A consumer of the feed has skipped an event after five attempts.",
    );
  }
  return page.events;
}
