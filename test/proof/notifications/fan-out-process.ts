import { parseConfig } from "../../../src/config.ts";
import { transaction } from "../../../src/db/transaction.ts";
import { findWork } from "../../../src/events/consume/consume.ts";
import { lockCursor, setCursor } from "../../../src/events/consume/queries.ts";
import { readFeedPart, toFeedPart } from "../../../src/events/feed/queries.ts";
import { createInstance } from "../../../src/instance.ts";
import { consumerJob } from "../../../src/jobs/consume-feed.ts";
import type { Job } from "../../../src/jobs/job.ts";
import { startJobs } from "../../../src/jobs/worker.ts";
import { createLog } from "../../../src/log.ts";
import { countingConsumer } from "./counting-consumer.ts";

// A process that consumes the feed and does nothing else, for fan-out-kills.ts to kill.

/** The control: it moves its cursor in a transaction after the one that writes. */
const inTwo: Job = {
  name: "in-two",
  everySeconds: 0.01,
  async run({ db }) {
    for (const workspace_id of await findWork(db, countingConsumer)) {
      const { name, consume } = countingConsumer;
      const sequence = await transaction(db, async (tx) => {
        const cursor = await lockCursor(tx, workspace_id, name);
        if (!cursor) return undefined;
        const after = cursor.sequence;
        const { events } = toFeedPart(
          await tx.query(readFeedPart(workspace_id, { after, limit: 100 })),
        );
        if (events.length > 0) await consume(tx, workspace_id, events);
        return events.at(-1)?.sequence;
      });
      if (sequence === undefined) continue;
      await transaction(db, (tx) => setCursor(tx, workspace_id, name, { sequence, failures: 0 }));
    }
  },
};

// The process that started it may end without having killed it.
process.once("disconnect", () => process.exit());

const config = parseConfig(process.env);
const instance = createInstance(config, createLog(config.logLevel), { use: "jobs" });
startJobs(instance, [process.argv.includes("--in-two") ? inTwo : consumerJob(countingConsumer)]);
