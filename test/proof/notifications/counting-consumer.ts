import { sql } from "../../../src/db/sql.ts";
import type { FeedConsumer } from "../../../src/events/consume/consume.ts";
import { notificationsConsumer } from "../../../src/notifications/fan-out/fan-out.ts";

/** The fan-out, which also counts how often it has processed each event: in the table of the proof. */
export const countingConsumer: FeedConsumer = {
  name: notificationsConsumer.name,
  async consume(tx, workspace_id, events) {
    const reached = await notificationsConsumer.consume(tx, workspace_id, events);
    const done = events.filter(({ sequence }) => sequence <= (reached ?? sequence));
    await tx.query(sql`
      insert into proof_deliveries (sequence)
      select x.sequence from unnest(${done.map(({ sequence }) => sequence)}::bigint[]) x (sequence)`);
    return reached;
  },
};
