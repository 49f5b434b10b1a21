import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { printSchema } from "../../dev/schema/print.ts";
import { backfills } from "../../src/backfills.ts";
import {
  type DedicatedConnection,
  inTransaction,
  withDedicatedConnection,
} from "../../src/db/dedicated-connection.ts";
import { lastOfBaseline } from "../../src/db/migrations/baseline.ts";
import { migrate } from "../../src/db/migrations/migrate.ts";
import { runMigration } from "../../src/db/migrations/run-migration.ts";
import { sql } from "../../src/db/sql.ts";
import { diagnose } from "../../src/doctor/diagnose.ts";
import type { Finding } from "../../src/doctor/finding.ts";
import { replaceLabels } from "../../src/jobs/replace-labels.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from "../support/database.ts";
import { fillAll, settleFeed } from "../support/feed.ts";
import { readFixture, readOldMigrations } from "./old-migrations.ts";

/** The last migration of the version whose data `data.sql` holds. */
const lastOfData = "0028_merge_new_words_sooner.sql";

describe("a database from before version 0.2.0", { timeout: 120_000 }, () => {
  let adopted: TestDatabase;
  let fresh: TestDatabase;

  before(async () => {
    adopted = await createEmptyDatabase();
    fresh = await createTestDatabase();
    await withDedicatedConnection(adopted.databaseOwnerUrl, givenOldDatabase);
  });

  after(async () => {
    await adopted.drop();
    await fresh.drop();
  });

  it("is refused, with the version that helps, while one of its migrations is missing", async () => {
    await withDedicatedConnection(adopted.databaseOwnerUrl, async (owner) => {
      const removed = await owner.query(sql<{ name: string; sha256: string }>`
        delete from schema_migrations
         where name = ${lastOfData}
        returning name, sha256`);

      await assert.rejects(migrate(adopted), /v0\.1\.0.*slacky migrate/s);

      for (const { name, sha256 } of removed) {
        await owner.query(sql`
          insert into schema_migrations (name, sha256) values (${name}, ${sha256})`);
      }
    });
  });

  it("gets the ledger of a new one and the later migrations, and has its schema", async () => {
    const later = (await readLedger(fresh))
      .map(({ name }) => name)
      .filter((name) => name > lastOfBaseline);
    assert.deepEqual(await migrate({ ...adopted, dryRun: true }), later);
    assert.deepEqual(await migrate(adopted), later);

    assert.deepEqual(await readLedger(adopted), await readLedger(fresh));
    assert.equal(await readSchema(adopted), await readSchema(fresh));
    assert.deepEqual(await migrate(adopted), []);
  });

  it("serves its data: sign-in, tickets, search, feed and an intact audit log", async () => {
    const api = await startApi(
      { databaseOwnerUrl: adopted.databaseOwnerUrl },
      { reach: async () => adopted.databaseUrl },
    );
    try {
      await settleFeed(api.db);
      for (const backfill of backfills) await fillAll(api.db, backfill);
      await replaceLabels.run(api.instance, new AbortController().signal);
      await settleFeed(api.db);
      const ada = await signIn(api);
      const { body: workspaces } = await api.get(ada, "/v1/workspaces");
      const workspacePath = `/v1/workspaces/${workspaces.data[0].id}`;
      const search = async (q: string) => {
        const { body } = await api.get(ada, `${workspacePath}/tickets?q=${encodeURIComponent(q)}`);
        return body.data.map(({ key }: { key: string }) => key);
      };

      assert.deepEqual(await search("résumé"), ["ENG-12", "ENG-8", "ENG-7", "ENG-3", "ENG-2"]);
      assert.deepEqual(await search("hunter2"), []);
      const { body: ticket } = await api.get(ada, `${workspacePath}/tickets/ENG-1`);
      assert.deepEqual([ticket.status, ticket.labels.length], ["resolved", 1]);
      const { body: labels } = await api.get(ada, `${workspacePath}/labels`);
      assert.deepEqual(labels.data.map(({ name }: { name: string }) => name).sort(), [
        "Bug",
        "docs",
      ]);
      const { body: feed } = await api.get(ada, `${workspacePath}/events?limit=100`);
      assert.doesNotMatch(JSON.stringify(feed.data), /hunter2|secret-/);
      const { body: audit } = await api.get(ada, `${workspacePath}/audit/verify`);
      assert.equal(audit.ok, true, JSON.stringify(audit));

      const found: Finding[] = [];
      await diagnose(api.instance.config, (finding) => found.push(finding));
      const faults = found.filter(
        ({ check, verdict }) =>
          verdict === "fault" && !["fsync", "full_page_writes"].includes(check),
      );
      assert.deepEqual(faults, []);
    } finally {
      await api.close();
    }
  });
});

async function signIn(api: TestApi): Promise<{ token: string }> {
  const { status, body } = await api.post(undefined, "/v1/auth/login", {
    email: "ada@example.com",
    password: "correct horse battery staple Ada",
  });
  assert.equal(status, 200);
  return { token: body.access_token };
}

async function givenOldDatabase(owner: DedicatedConnection): Promise<void> {
  await owner.execute(`
    create table public.schema_migrations (
      name       text        not null,
      sha256     text        not null,
      applied_at timestamptz not null default clock_timestamp(),
      needs      text,

      primary key (name)
    )`);
  for (const migration of await readOldMigrations()) {
    await runMigration(owner, migration);
    if (migration.name === lastOfData) await insertData(owner);
  }
  // Only what runs a migration today knows this column.
  await owner.execute("alter table public.schema_migrations drop column needs");
}

async function insertData(owner: DedicatedConnection): Promise<void> {
  const data = await readFixture("data.sql");
  await inTransaction(owner, () => owner.execute(`delete from relay; ${data}`));
}

function readLedger({ databaseOwnerUrl }: TestDatabase) {
  return withDedicatedConnection(databaseOwnerUrl, (owner) =>
    owner.query(sql<{ name: string }>`select name, sha256 from schema_migrations order by name`),
  );
}

function readSchema({ databaseOwnerUrl }: TestDatabase): Promise<string> {
  return withDedicatedConnection(databaseOwnerUrl, printSchema);
}
