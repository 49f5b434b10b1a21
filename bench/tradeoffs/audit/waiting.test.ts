import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createPool } from "../../../src/db/pool.ts";
import { eventSubscribers } from "../../../src/event-subscribers.ts";
import { relayBatch } from "../../../src/events/relay/relay.ts";
import { createTestDatabase } from "../../../test/support/database.ts";
import { createTeam } from "../team.ts";
import { waitingTable } from "./waiting.ts";

describe("a transaction that stays open after its record", () => {
  it("blocks every writer of its workspace if it appended to the chain itself, and none if a worker will", async () => {
    const { databaseUrl: url, drop } = await createTestDatabase();
    const db = createPool(url);
    try {
      const team = await createTeam({ url }, { members: 1, tickets: 16 });
      // Records the creation of the team: a chain without a record has no end that could be locked.
      await relayBatch(db, eventSubscribers);

      const { rows } = await waitingTable({ url }, team);

      assert.deepEqual(rows, [
        ["outbox and worker", "0 of 10"],
        ["in the write", "10 of 10"],
      ]);
    } finally {
      await db.close();
      await drop();
    }
  });
});
