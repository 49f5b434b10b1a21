import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { createEmptyDatabase, type TestDatabase } from "../../../test/support/database.ts";
import { until } from "../../../test/support/locks.ts";
import { inTransaction, withDedicatedConnection } from "../dedicated-connection.ts";
import { type Sql, sql } from "../sql.ts";
import { type MigrateOptions, migrate } from "./migrate.ts";
import { MigrationError } from "./migration-files.ts";

const createBoxes = "create table boxes (id integer);";
const addSize = "alter table boxes add column size integer;";
const indexBoxes =
  "-- slacky:no-transaction\n" +
  "create unique index concurrently if not exists boxes_by_id on boxes (id);";

describe("migrate", { timeout: 240_000 }, () => {
  let database: TestDatabase;
  let migrationsDir: string;

  beforeEach(async () => {
    database = await createEmptyDatabase();
    migrationsDir = await mkdtemp(path.join(tmpdir(), "slacky-migrations-"));
  });

  afterEach(async () => {
    await database.drop();
    await rm(migrationsDir, { recursive: true });
  });

  it("applies each file once, in order, and records it", async () => {
    await givenFile("0001_create_boxes.sql", createBoxes);
    await givenFile(
      "0002_fill_boxes.sql",
      "insert into boxes values (1); insert into boxes values (2);",
    );

    assert.deepEqual(await run(), ["0001_create_boxes.sql", "0002_fill_boxes.sql"]);
    assert.deepEqual(await run(), []);

    assert.deepEqual(await query(sql`select id from boxes order by id`), [{ id: 1 }, { id: 2 }]);
    assert.deepEqual(await recorded(), ["0001_create_boxes.sql", "0002_fill_boxes.sql"]);
  });

  it("runs nothing when an applied file was changed", async () => {
    await givenFile("0001_create_boxes.sql", createBoxes);
    await run();
    await givenFile("0001_create_boxes.sql", "create table boxes (id bigint);");
    await givenFile("0002_drop_boxes.sql", "drop table boxes;");

    await assert.rejects(run(), /0001_create_boxes\.sql was changed/);

    assert.deepEqual(await recorded(), ["0001_create_boxes.sql"]);
  });

  it("runs nothing when an applied file is missing", async () => {
    await givenFile("0001_create_boxes.sql", createBoxes);
    await run();
    await rm(path.join(migrationsDir, "0001_create_boxes.sql"));
    await givenFile("0002_fill_boxes.sql", "insert into boxes values (1);");

    await assert.rejects(run(), /0001_create_boxes\.sql .* not in the folder/);
  });

  it("changes nothing on the schema of a newer version, unless that needs a newer program", async () => {
    await givenFile("0001_create_boxes.sql", createBoxes);
    await givenFile("0002_add_size.sql", addSize);
    await run();
    await rm(path.join(migrationsDir, "0002_add_size.sql"));
    assert.deepEqual(await run(), []);
    assert.deepEqual(await run({ dryRun: true }), []);

    await givenFile("0002_add_size.sql", addSize);
    await givenFile(
      "0003_drop_size.sql",
      "-- slacky:needs 0.10\nalter table boxes drop column size;",
    );
    await run({ running: "0.10.0" });
    await rm(path.join(migrationsDir, "0003_drop_size.sql"));

    for (const dryRun of [false, true]) {
      await assert.rejects(
        run({ dryRun, running: "0.9.0" }),
        /0003_drop_size\.sql .* needs version 0\.10/,
      );
    }
    assert.deepEqual(await run({ running: "0.10.1" }), []);
  });

  it("lists the pending files in a dry run and changes nothing", async () => {
    await givenFile("0001_create_boxes.sql", createBoxes);

    assert.deepEqual(await run({ dryRun: true }), ["0001_create_boxes.sql"]);

    assert.deepEqual(await query(sql`select to_regclass('boxes') as boxes`), [{ boxes: null }]);
  });

  it("rolls back a file that fails, and reports the line", async () => {
    await givenFile("0001_create_boxes.sql", createBoxes);
    await givenFile(
      "0002_fill_boxes.sql",
      "insert into boxes values (1);\n\nselect missing from boxes;\n",
    );

    await assert.rejects(run(), (error: Error) => {
      assert.ok(error instanceof MigrationError);
      assert.match(
        error.message,
        /0002_fill_boxes\.sql failed at line 3 .* "missing" does not exist/,
      );
      return true;
    });
    assert.deepEqual(await query(sql`select id from boxes`), []);
    assert.deepEqual(await recorded(), ["0001_create_boxes.sql"]);

    await givenFile("0002_fill_boxes.sql", "insert into boxes values (1);");
    assert.deepEqual(await run(), ["0002_fill_boxes.sql"]);
  });

  it("stops waiting for a lock early, so that other statements do not queue, and retries", async () => {
    await givenFile("0001_create_boxes.sql", createBoxes);
    await run();
    await givenFile("0002_add_size_to_boxes.sql", addSize);

    const late = await whileLocked(async () => {
      const waiting = run();
      await until(() => isBlocked(addSize));
      await until(async () => !(await isBlocked(addSize)));
      return { waiting };
    });

    assert.deepEqual(await late.waiting, ["0002_add_size_to_boxes.sql"]);
  });

  it("reports which locks it could not get once the attempts are used up", async () => {
    await givenFile("0001_create_boxes.sql", createBoxes);
    await run();
    await givenFile("0002_add_size_to_boxes.sql", addSize);

    await whileLocked(() =>
      assert.rejects(run({ lockAttempts: 1 }), /could not get its locks in 1 attempts/),
    );

    assert.deepEqual(await recorded(), ["0001_create_boxes.sql"]);
  });

  it("lets a second runner wait for the first, which builds an index concurrently", async () => {
    await givenFile("0001_create_boxes.sql", createBoxes);
    await run();
    await givenFile("0002_index_boxes.sql", indexBoxes);

    const output: string[] = [];
    const both = await whileLocked(async () => {
      const first = run();
      await until(() => isBlocked("create unique index concurrently"));
      const second = run({ log: { info: (message) => output.push(message) } });
      await until(() => output.length > 0);
      return { runs: Promise.all([first, second]) };
    });

    assert.deepEqual(await both.runs, [["0002_index_boxes.sql"], []]);
    assert.deepEqual(await indexes(), [{ name: "boxes_by_id", is_valid: true }]);
  });

  it("drops the invalid index after a concurrent build failed", async () => {
    await givenFile("0001_create_boxes.sql", `${createBoxes} insert into boxes values (1), (1);`);
    await run();
    await givenFile("0002_index_boxes.sql", indexBoxes);

    await assert.rejects(run(), /0002_index_boxes\.sql failed.* could not create unique index/);

    assert.deepEqual(await indexes(), []);
  });

  it("rebuilds an index that a killed build left invalid", async () => {
    await givenFile("0001_create_boxes.sql", `${createBoxes} insert into boxes values (1), (1);`);
    await run();
    await withDedicatedConnection(database.databaseOwnerUrl, async (owner) => {
      await assert.rejects(owner.execute(indexBoxes));
      await owner.execute("delete from boxes");
    });
    assert.deepEqual(await indexes(), [{ name: "boxes_by_id", is_valid: false }]);
    await givenFile("0002_index_boxes.sql", indexBoxes);

    await run();

    assert.deepEqual(await indexes(), [{ name: "boxes_by_id", is_valid: true }]);
  });

  it("refuses a database that cannot store every text, before it creates anything", async () => {
    const latin = await createEmptyDatabase("encoding 'LATIN1' locale 'C'");
    try {
      await assert.rejects(run(latin), /^Error: The database is encoded in LATIN1: create one/);
      const [ledger] = await withDedicatedConnection(latin.databaseOwnerUrl, (owner) =>
        owner.query(sql<{ name: string | null }>`
          select to_regclass('public.schema_migrations')::text as name`),
      );
      assert.equal(ledger?.name, null);
    } finally {
      await latin.drop();
    }
  });

  it("works with one role for everything", async () => {
    await givenFile("0001_create_boxes.sql", createBoxes);

    const applied = await run({
      databaseUrl: database.databaseOwnerUrl,
      databaseOwnerUrl: undefined,
    });

    assert.deepEqual(applied, ["0001_create_boxes.sql"]);
  });

  async function givenFile(name: string, text: string): Promise<void> {
    await writeFile(path.join(migrationsDir, name), text);
  }

  function run(options: Partial<MigrateOptions> = {}): Promise<string[]> {
    const grants = { schema_migrations: ["select"], boxes: ["select"] } as const;
    return migrate({ ...database, migrationsDir, grants, ...options });
  }

  function query<Row>(statement: Sql<Row>): Promise<Row[]> {
    return withDedicatedConnection(database.databaseOwnerUrl, (owner) => owner.query(statement));
  }

  async function recorded(): Promise<string[]> {
    const rows = await query(sql<{ name: string }>`
      select name
        from schema_migrations
       order by name`);
    return rows.map(({ name }) => name);
  }

  function indexes() {
    return query(sql<{ name: string; is_valid: boolean }>`
      select c.relname as name,
             i.indisvalid as is_valid
        from pg_index i
        join pg_class c on c.oid = i.indexrelid
       where i.indrelid = 'boxes'::regclass`);
  }

  /** Locks the table exclusively while `work` runs. */
  async function whileLocked<T>(work: () => Promise<T>): Promise<T> {
    return withDedicatedConnection(database.databaseOwnerUrl, (rival) =>
      inTransaction(rival, async () => {
        await rival.execute("lock table boxes in access exclusive mode");
        return work();
      }),
    );
  }

  async function isBlocked(statement: string): Promise<boolean> {
    const rows = await query(sql`
      select 1
        from pg_stat_activity
       where datname = current_database()
         and wait_event_type = 'Lock'
         and position(${statement} in query) > 0`);
    return rows.length > 0;
  }
});
