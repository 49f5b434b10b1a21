import { Gauge, type Registry } from "prom-client";
import type { Db } from "../db/pool.ts";

export function createPoolMetrics(registers: Registry[]) {
  const pools = new Map<string, Db>();
  new Gauge({
    name: "slacky_db_pool_connections",
    help: "Open database connections, by pool and state.",
    labelNames: ["pool", "state"],
    registers,
    collect() {
      for (const [name, { pool }] of pools) {
        this.set({ pool: name, state: "open" }, pool.totalCount);
        this.set({ pool: name, state: "idle" }, pool.idleCount);
      }
    },
  });
  new Gauge({
    name: "slacky_db_pool_waiting",
    help: "Requests that wait for a database connection, by pool.",
    labelNames: ["pool"],
    registers,
    collect() {
      for (const [name, db] of pools) this.set({ pool: name }, db.waitingCount);
    },
  });
  return {
    watchPool: (name: string, db: Db) => void pools.set(name, db),
  };
}
