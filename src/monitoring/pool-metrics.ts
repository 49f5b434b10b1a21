import type pg from "pg";
import { Gauge, type Registry } from "prom-client";

export function createPoolMetrics(registers: Registry[]) {
  const pools = new Map<string, pg.Pool>();
  new Gauge({
    name: "slacky_db_pool_connections",
    help: "Connections to the database that are open, and how many of them are idle, by pool.",
    labelNames: ["pool", "state"],
    registers,
    collect() {
      for (const [name, pool] of pools) {
        this.set({ pool: name, state: "open" }, pool.totalCount);
        this.set({ pool: name, state: "idle" }, pool.idleCount);
      }
    },
  });
  new Gauge({
    name: "slacky_db_pool_waiting",
    help: "Who waits for a connection to the database, by pool.",
    labelNames: ["pool"],
    registers,
    collect() {
      for (const [name, pool] of pools) this.set({ pool: name }, pool.waitingCount);
    },
  });
  return {
    watchPool: (name: string, pool: pg.Pool) => void pools.set(name, pool),
  };
}
