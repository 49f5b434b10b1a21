import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import pg from "pg";
import { findRunningPostgres, startEmbeddedPostgres } from "./embedded.ts";
import { AlreadyRunningError } from "./owner-lock.ts";

// All tests share one folder that only its owner can enter, as a real data folder is.
const dataDir = mkdtempSync(join(tmpdir(), "slacky-embedded-"));
const start = () => startEmbeddedPostgres({ dataDir, durable: false });
after(() => rmSync(dataDir, { recursive: true }));

describe("the embedded PostgreSQL", () => {
  it("has a role that owns the schema, and a role for the server that may not change the schema", async () => {
    const database = await start();

    try {
      await query(database.databaseOwnerUrl, "create extension btree_gin");
      await query(database.databaseOwnerUrl, "create table kept (note text)");
      await query(database.databaseOwnerUrl, "insert into kept values ('one')");
      await assert.rejects(query(database.databaseUrl, "create table mine (note text)"), /denied/);
      await assert.rejects(query(database.databaseUrl, "select from kept"), /denied/);
    } finally {
      await database.stop();
    }
  });

  it("keeps its data across restarts", async () => {
    const database = await start();

    const rows = await query(database.databaseOwnerUrl, "select note from kept");

    await database.stop();
    assert.deepEqual(rows, [{ note: "one" }]);
  });

  it("uses a collation that is the same on every machine, and page checksums", async () => {
    const database = await start();

    const [row] = await query(
      database.databaseUrl,
      `select datlocprovider, datlocale, current_setting('data_checksums') as data_checksums,
              current_setting('listen_addresses') as listen_addresses
         from pg_database
        where datname = current_database()`,
    );

    await database.stop();
    assert.deepEqual(row, {
      datlocprovider: "b",
      datlocale: "C.UTF-8",
      data_checksums: "on",
      listen_addresses: "127.0.0.1",
    });
  });

  it("refuses connections without the password", async () => {
    const database = await start();
    const guess = (user: string) => {
      const url = new URL(database.databaseUrl);
      url.username = user;
      url.password = "guess";
      return query(url.href, "select 1");
    };

    await assert.rejects(guess("slacky_app"), { code: "28P01" });
    await assert.rejects(guess("postgres"), { code: "28P01" });

    await database.stop();
  });

  it("stores its secrets in files that only their owner can read", async () => {
    const files = readdirSync(join(dataDir, "secrets"));

    assert.deepEqual(files.sort(), ["database-app", "database-owner"]);
    for (const file of files) {
      assert.equal(statSync(join(dataDir, "secrets", file)).mode & 0o777, 0o600);
    }
  });

  it("refuses a second owner while the first one runs, and reports the address of its database", async () => {
    const database = await start();

    await assert.rejects(start(), (error: Error) => {
      assert.ok(error instanceof AlreadyRunningError);
      assert.match(error.message, new RegExp(`as process ${process.pid}.*SLACKY_DATA_DIR`));
      return true;
    });
    assert.equal(findRunningPostgres(dataDir)?.databaseUrl, database.databaseUrl);

    await database.stop();
    assert.equal(findRunningPostgres(dataDir), undefined);
  });

  it("stops the server that a killed owner left running, and keeps everything that was committed", async () => {
    const orphan = await startAndKillOwner();
    await query(orphan.databaseOwnerUrl, "insert into kept values ('two')");

    const database = await start();

    await assert.rejects(query(orphan.databaseUrl, "select 1"));
    const rows = await query(database.databaseOwnerUrl, "select note from kept order by note");
    await database.stop();
    assert.deepEqual(rows, [{ note: "one" }, { note: "two" }]);
  });

  it("is restarted at the same address when it is killed", async () => {
    const database = await start();
    await query(database.databaseOwnerUrl, "insert into kept values ('three')");

    process.kill(postmasterPid(), "SIGKILL");

    const rows = await untilAnswered(database.databaseOwnerUrl, "select note from kept");
    await database.stop();
    assert.equal(rows.length, 3);
  });

  it("starts without ending another process that now has the process ID of a dead server", async () => {
    const otherProcess = spawn("sleep", ["60"]);
    await once(otherProcess, "spawn");
    writeFileSync(join(dataDir, "postgres/postmaster.pid"), `${otherProcess.pid}\n`);

    const database = await start();

    await database.stop();
    assert.equal(otherProcess.exitCode, null);
    otherProcess.kill();
  });
});

async function query(url: string, text: string) {
  const client = new pg.Client(url);
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

async function untilAnswered(url: string, text: string) {
  for (const deadline = Date.now() + 20_000; ; ) {
    try {
      return await query(url, text);
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}

/** Another process starts the database on the same data, and is killed before it can stop it. */
async function startAndKillOwner() {
  const owner = spawn(
    process.execPath,
    [
      "--input-type=module",
      "--eval",
      `import { startEmbeddedPostgres } from ${JSON.stringify(import.meta.resolve("./embedded.ts"))};
       const { databaseUrl, databaseOwnerUrl } = await startEmbeddedPostgres(${JSON.stringify({ dataDir, durable: false })});
       process.send({ databaseUrl, databaseOwnerUrl });`,
    ],
    { stdio: ["ignore", "inherit", "inherit", "ipc"] },
  );
  const [urls] = await once(owner, "message");
  owner.kill("SIGKILL");
  await once(owner, "exit");
  return urls as { databaseUrl: string; databaseOwnerUrl: string };
}

function postmasterPid(): number {
  return Number.parseInt(readFileSync(join(dataDir, "postgres/postmaster.pid"), "utf8"), 10);
}
