import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createPool } from "../../src/db/pool.ts";
import { createEmptyDatabase } from "../../test/support/database.ts";
import { lockedTable, makeSubjects } from "./feed.ts";

describe("a write that stays open behind its event", () => {
  it("is never told by a cursor over a sequence, stops others by a guard or a counter, and nobody by a relay", async () => {
    const { databaseOwnerUrl: ownerUrl, drop } = await createEmptyDatabase();
    const db = createPool(ownerUrl, { size: 14 });
    try {
      await makeSubjects({ ownerUrl });

      const { rows } = await lockedTable({ show() {} }, db);

      assert.deepEqual(rows, [
        ["bigserial, and a cursor over it", "0", "10", "10 of 11"],
        ["bigserial, read up to the oldest open transaction", "0", "0", "11 of 11"],
        ["counter in the write, one workspace", "10", "0", "11 of 11"],
        ["outbox, numbered by a relay", "0", "10", "11 of 11"],
      ]);
    } finally {
      await db.close();
      await drop();
    }
  });
});
