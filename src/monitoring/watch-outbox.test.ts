import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { pino } from "pino";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { limits } from "../limits.ts";
import { createMetrics } from "./metrics.ts";
import { createOutboxAlarms, watchOutbox } from "./watch-outbox.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

function listen() {
  const lines: { level: number; msg: string; holders?: unknown[] }[] = [];
  const log = pino({ level: "info" }, { write: (line) => void lines.push(JSON.parse(line)) });
  return { log, lines };
}

const well = { lag_seconds: 0, rows: 0, dead_rows: 0, blocked_chains: 0, blocked: [] };

describe("the watch over the outbox", () => {
  it("warns once about a relay that lags, and reports when it has caught up", async () => {
    const { log, lines } = listen();
    const checkOutbox = createOutboxAlarms(api.db, log);
    const late = { ...well, rows: 7, lag_seconds: limits.outbox_lag_seconds + 1 };

    for (const state of [well, late, late, late, well, well]) await checkOutbox(state);

    assert.deepEqual(
      lines.map(({ level, msg }) => [level, msg]),
      [
        [
          40,
          "The oldest event has waited for the relay for 61 s. No worker is running, or it fails.",
        ],
        [30, "The relay has caught up."],
      ],
    );
  });

  it("warns about dead rows, with the names of the vacuum blockers", async () => {
    const { log, lines } = listen();
    const checkOutbox = createOutboxAlarms(api.db, log);
    const dead = { ...well, dead_rows: limits.outbox_dead_rows + 1 };

    for (const state of [dead, dead, well]) await checkOutbox(state);

    const [warning, end, ...more] = lines;
    assert.match(warning?.msg ?? "", /^The outbox has about 100,001 dead rows\. (Vacuum|Nothing)/);
    assert.ok(Array.isArray(warning?.holders));
    assert.equal(end?.msg, "The dead rows of the outbox were vacuumed.");
    assert.deepEqual(more, []);
  });

  it("reports no values while the database is unavailable", async () => {
    const metrics = createMetrics();
    metrics.showOutbox({ ...well, rows: 3 });
    const stop = new AbortController();
    const fail = () => Promise.reject(new Error("Away."));
    const away = { query: fail, batch: fail };

    const watching = watchOutbox({ db: away, log: listen().log, metrics }, stop.signal);
    stop.abort();
    await watching;

    assert.doesNotMatch(await metrics.registry.metrics(), /^slacky_outbox/m);
  });
});
