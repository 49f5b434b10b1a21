import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createPool } from "../../src/db/pool.ts";
import { relayBatch } from "../../src/events/relay/relay.ts";
import { createTestDatabase } from "../../test/support/database.ts";
import { waitingTable } from "./audit-waiting.ts";
import { makeTeam } from "./team.ts";

describe("a transaction that stays open behind its record", () => {
  it("stops its workspace where it has made the record itself, and nobody where a worker will", async () => {
    const { databaseUrl: url, drop } = await createTestDatabase();
    const db = createPool(url);
    try {
      const team = await makeTeam({ url }, { members: 1, tickets: 16 });
      // The chain begins with what the team's making has left: without a first record it has no end to hold.
      await relayBatch(db);

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
