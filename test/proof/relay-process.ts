import { parseConfig } from "../../src/config.ts";
import { transaction } from "../../src/db/transaction.ts";
import { eventSubscribers } from "../../src/event-subscribers.ts";
import { assignSequences } from "../../src/events/relay/assign-sequences.ts";
import { insertFeed, lockRelay, takeOutbox } from "../../src/events/relay/queries.ts";
import { createInstance } from "../../src/instance.ts";
import type { Job } from "../../src/jobs/job.ts";
import { relayEvents } from "../../src/jobs/relay-events.ts";
import { startJobs } from "../../src/jobs/worker.ts";
import { createLog } from "../../src/log.ts";

// A process that relays and does nothing else, for relay-kills.ts to kill.

/** The control: it publishes what it deleted from the outbox in a second transaction. */
const relayInTwo: Job = {
  name: "relay-in-two",
  everySeconds: 0.2,
  async run({ db }) {
    const rows = await transaction(db, async (tx) =>
      (await lockRelay(tx)) ? takeOutbox(tx, { limit: 500 }) : [],
    );
    if (rows.length === 0) return;
    await transaction(db, async (tx) => {
      await insertFeed(tx, await assignSequences(tx, rows));
      for (const read of eventSubscribers) await read(tx, rows);
    });
  },
};

// The process that started it may end without having killed it.
process.once("disconnect", () => process.exit());

const config = parseConfig(process.env);
const instance = createInstance(config, createLog(config.logLevel), { use: "jobs" });
startJobs(instance, [process.argv.includes("--in-two") ? relayInTwo : relayEvents]);
