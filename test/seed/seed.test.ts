import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { checkout } from "../../dev/data-dir.ts";
import { printSchema } from "../../dev/schema/print.ts";
import { withDedicatedConnection } from "../../src/db/dedicated-connection.ts";
import { sql } from "../../src/db/sql.ts";
import { diagnose } from "../../src/doctor/diagnose.ts";
import type { Finding } from "../../src/doctor/finding.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { seedDatabase } from "./seed.ts";

const size = { tickets: 1_000, workspaces: 20 };
const quiet = { show() {} };

describe("a seeded database", () => {
  let api: TestApi;
  before(async () => {
    api = await startApi();
    await seedDatabase(api.database.databaseOwnerUrl, size, quiet);
  });
  after(() => api.close());

  it("has every key and index that was dropped while it was filled", async () => {
    const printed = await withDedicatedConnection(api.database.databaseOwnerUrl, printSchema);

    assert.equal(printed, readFileSync(join(checkout, "schema.sql"), "utf8"));
  });

  it("passes the checks of `slacky doctor` on its tables", async () => {
    const found: Finding[] = [];
    await diagnose({ ...api.instance.config, ...api.database }, (finding) => found.push(finding));

    const ofTables = found.filter(({ check }) => /tickets|ticket_|indexes|outbox/.test(check));
    assert.ok(ofTables.length >= 3, JSON.stringify(found));
    assert.deepEqual(
      ofTables.filter(({ verdict }) => verdict !== "good"),
      [],
    );
  });

  it("has the right ticket counts for boards", async () => {
    const wrong = await withDedicatedConnection(api.database.databaseOwnerUrl, (session) =>
      session.query(sql`
        select project_id, status, c.count, t.count
          from ticket_counts c
          full join (select project_id, status, count(*)
                       from tickets
                      where deleted_at is null
                      group by project_id, status) t using (project_id, status)
         where c.count is distinct from t.count`),
    );

    assert.deepEqual(wrong, []);
  });

  it("has the right number of tickets, most of them in few workspaces", async () => {
    const rows = await withDedicatedConnection(api.database.databaseOwnerUrl, (session) =>
      session.query(sql<{ count: string }>`
        select count(*) as count from tickets group by workspace_id order by count(*) desc`),
    );

    const counts = rows.map(({ count }) => Number(count));
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      size.tickets,
    );
    assert.equal(counts.length, size.workspaces);
    assert.ok((counts[0] ?? 0) > size.tickets / 2);
  });
});
