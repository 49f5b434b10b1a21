import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createPool } from "../../../src/db/pool.ts";
import { createEmptyDatabase } from "../../../test/support/database.ts";
import { createSubjects, openWriteTable } from "./feed.ts";

describe("a write that stays open after its event", () => {
  it("is lost with a sequence, delays others with a guard or a counter, and delays nobody with a relay", async () => {
    const { databaseOwnerUrl: ownerUrl, drop } = await createEmptyDatabase();
    const db = createPool(ownerUrl, { size: 14 });
    try {
      await createSubjects({ ownerUrl });

      const { rows } = await openWriteTable({ show() {} }, db);

      assert.deepEqual(rows, [
        ["bigserial with a cursor", "0", "10", "10 of 11"],
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
