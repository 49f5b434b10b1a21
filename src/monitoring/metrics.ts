import type pg from "pg";
import { Counter, Gauge, Histogram, Registry } from "prom-client";

/** An answer that has gone out, or did not: then `status` is undefined. */
export interface RequestSeen {
  method: string;
  /** The pattern, never the path: ids would make a series each. */
  route: string;
  status: number | undefined;
  problem: string | undefined;
  seconds: number;
}

export interface Metrics {
  registry: Registry;
  countRequest(request: RequestSeen): void;
}

const buckets = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What this process counts, for Prometheus. */
export function createMetrics(pool: pg.Pool): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const duration = new Histogram({
    name: "slacky_http_request_duration_seconds",
    help: "How long requests took, by method, route and class of status.",
    labelNames: ["method", "route", "status"],
    buckets,
    registers,
  });
  const refusals = new Counter({
    name: "slacky_http_problems_total",
    help: "Requests that failed, by the problem's code; rate_limited are those over their budget.",
    labelNames: ["code"],
    registers,
  });
  watchPool(pool, registers);
  return {
    registry,
    countRequest({ method, route, status, problem, seconds }) {
      duration.observe({ method, route, status: classOf(status) }, seconds);
      if (problem) refusals.inc({ code: problem });
    },
  };
}

function watchPool(pool: pg.Pool, registers: Registry[]): void {
  new Gauge({
    name: "slacky_db_pool_connections",
    help: "Connections to the database that are open, and how many of them are idle.",
    labelNames: ["state"],
    registers,
    collect() {
      this.set({ state: "open" }, pool.totalCount);
      this.set({ state: "idle" }, pool.idleCount);
    },
  });
  new Gauge({
    name: "slacky_db_pool_waiting",
    help: "Requests that wait for a connection to the database.",
    registers,
    collect() {
      this.set(pool.waitingCount);
    },
  });
}

function classOf(status: number | undefined): string {
  return status === undefined ? "aborted" : `${Math.floor(status / 100)}xx`;
}
