import { parseConfig } from "../../../src/config.ts";
import { sql } from "../../../src/db/sql.ts";
import { transaction } from "../../../src/db/transaction.ts";
import { lockRelay, takeOutbox } from "../../../src/events/relay/queries.ts";
import { createInstance } from "../../../src/instance.ts";
import { createLog } from "../../../src/log.ts";

// A worker that is stopped in the middle of a batch, for stalled-worker.ts. With --without-limit, the
// control, it has the limit of a request.

const config = parseConfig(process.env);
const instance = createInstance(config, createLog(config.logLevel), { use: "jobs" });
await transaction(instance.db, async (tx) => {
  await lockRelay(tx);
  if (process.argv.includes("--without-limit")) {
    await tx.query(sql`select set_config('idle_in_transaction_session_timeout', '10s', true)`);
  }
  await takeOutbox(tx, { limit: 500 });
  process.kill(process.pid, "SIGSTOP");
  await new Promise((resolve) => setTimeout(resolve, 60_000));
});
