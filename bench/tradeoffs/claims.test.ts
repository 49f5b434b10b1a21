import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createPool } from "../../src/db/pool.ts";
import { createTestDatabase } from "../../test/support/database.ts";
import { removalTable } from "./claims.ts";
import { createTeam } from "./team.ts";

describe("a write that began before its member was removed", () => {
  it("takes effect after the removal was acknowledged, unless its transaction has a share lock on the role", async () => {
    const { databaseUrl: url, drop } = await createTestDatabase();
    const db = createPool(url);
    try {
      const team = await createTeam({ url }, { members: 2, tickets: 1 });

      const { rows } = await removalTable({ rounds: 1, show() {} }, db, team);

      assert.deepEqual(rows, [
        ["claims in the token", "7 of 7", "7 of 7", "0 of 7"],
        ["from the database, before the transaction", "7 of 7", "0 of 7", "0 of 7"],
        ["in the transaction, for share", "0 of 7", "0 of 7", "7 of 7"],
      ]);
    } finally {
      await db.close();
      await drop();
    }
  });
});
