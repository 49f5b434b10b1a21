import { Counter, Histogram, Registry } from "prom-client";
import type { Db } from "../db/pool.ts";
import type { ReplicaCounts } from "../db/replicas/replicas.ts";
import { type BackfillMetrics, createBackfillMetrics } from "./backfill-metrics.ts";
import { type ConsumerMetrics, createConsumerMetrics } from "./consumer-metrics.ts";
import { createMailMetrics, type MailMetrics } from "./mail-metrics.ts";
import { createOutboxMetrics, type OutboxMetrics } from "./outbox-metrics.ts";
import { createPoolMetrics } from "./pool-metrics.ts";
import { createPrimaryMetrics, type PrimaryMetrics } from "./primary-metrics.ts";
import { createReplicaMetrics } from "./replica-metrics.ts";

/** A completed request. `status` is undefined if the response was not sent completely. */
export interface RequestSeen {
  method: string;
  /** The pattern, never the path: IDs would create a series each. */
  route: string;
  status: number | undefined;
  problem: string | undefined;
  seconds: number;
}

export interface Metrics
  extends OutboxMetrics,
    ConsumerMetrics,
    BackfillMetrics,
    MailMetrics,
    PrimaryMetrics,
    ReplicaCounts {
  registry: Registry;
  countRequest(request: RequestSeen): void;
  /** Reports the connections of this pool under its name. */
  watchPool(name: string, db: Db): void;
  /** `listLate` names the jobs of this process that do not run on time. */
  watchJobs(listLate: () => string[]): void;
  lateJobs(): string[];
}

const buckets = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The metrics of this process, for Prometheus. A process has one instance, whatever runs in it. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const duration = new Histogram({
    name: "slacky_http_request_duration_seconds",
    help: "Duration of requests, by method, route and status class.",
    labelNames: ["method", "route", "status"],
    buckets,
    registers,
  });
  const refusals = new Counter({
    name: "slacky_http_problems_total",
    help: "Failed requests, by problem code.",
    labelNames: ["code"],
    registers,
  });
  let listLate = (): string[] => [];
  return {
    registry,
    watchJobs(list) {
      listLate = list;
    },
    lateJobs: () => listLate(),
    countRequest({ method, route, status, problem, seconds }) {
      duration.observe({ method, route, status: classOf(status) }, seconds);
      if (problem) refusals.inc({ code: problem });
    },
    ...createPoolMetrics(registers),
    ...createOutboxMetrics(registers),
    ...createConsumerMetrics(registers),
    ...createBackfillMetrics(registers),
    ...createMailMetrics(registers),
    ...createPrimaryMetrics(registers),
    ...createReplicaMetrics(registers),
  };
}

function classOf(status: number | undefined): string {
  return status === undefined ? "aborted" : `${Math.floor(status / 100)}xx`;
}
