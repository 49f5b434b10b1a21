import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { after, before, describe, it } from "node:test";
import { type PgBouncer, pgbouncerBinary, startPgBouncer } from "../../dev/postgres/pgbouncer.ts";
import { sessionSettings } from "../../src/db/connection/session-settings.ts";
import { withDedicatedConnection } from "../../src/db/dedicated-connection.ts";
import { migrate } from "../../src/db/migrations/migrate.ts";
import { createPool } from "../../src/db/pool.ts";
import { bypassPooler } from "../../src/db/role-settings.ts";
import { sql } from "../../src/db/sql.ts";
import { diagnose } from "../../src/doctor/diagnose.ts";
import { findSettings } from "../../src/doctor/queries.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { createEmptyDatabase } from "../support/database.ts";
import { givenTicket, givenWorld } from "../support/given.ts";
import { until } from "../support/locks.ts";

const skip = pgbouncerBinary ? false : "skipped: PgBouncer is not installed";

describe("behind PgBouncer in transaction mode", { skip }, () => {
  let pgbouncer: PgBouncer;
  let api: TestApi;
  const direct = process.env.TEST_DATABASE_URL ?? "";

  before(async () => {
    pgbouncer = await startPgBouncer(direct, { poolSize: 5 });
    // From here on, every pool in this file connects through PgBouncer.
    process.env.TEST_DATABASE_URL = pgbouncer.url;
    api = await startApi();
  });
  after(async () => {
    await api.close();
    process.env.TEST_DATABASE_URL = direct;
    await pgbouncer.stop();
  });

  it("writes of many callers at once all succeed, one at a time on each ticket", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    const path = `${world.workspacePath}/tickets/${ticket.id}`;

    const moves = await Promise.all(
      Array.from({ length: 20 }, () =>
        api.post(world.member, `${path}/transitions`, { to: "in_progress" }),
      ),
    );
    const made = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        api.post(world.member, `${world.workspacePath}/projects/${world.project.id}/tickets`, {
          title: `Ticket ${n}`,
        }),
      ),
    );

    assert.equal(moves.filter(({ status }) => status === 200).length, 1);
    assert.equal(moves.filter(({ status }) => status === 409).length, 19);
    assert.deepEqual(
      made.map(({ body }) => body.number).sort((a, b) => a - b),
      Array.from({ length: 20 }, (_, n) => n + 2),
    );
  });

  it("two processes relay, and a stream sends every event once and in order", async () => {
    const world = await givenWorld(api);
    const relays = [startRelay(), startRelay()];
    const stop = new AbortController();
    const received = readStream(
      `${api.url}${world.workspacePath}/events`,
      world.viewer.token,
      stop.signal,
    );
    try {
      await Promise.all(Array.from({ length: 40 }, () => givenTicket(api, world)));
      await until(() => received.length >= 42);
    } finally {
      stop.abort();
      for (const relay of relays) relay.kill("SIGKILL");
      await Promise.all(relays.map((relay) => relay.exitCode ?? once(relay, "exit")));
    }

    const audit = await api.get(world.admin, `${world.workspacePath}/audit/verify`);
    assert.deepEqual(
      received,
      Array.from({ length: 42 }, (_, n) => n + 1),
    );
    assert.deepEqual([audit.body.ok, audit.body.checked], [true, 42]);
  });

  it("a new database has the settings of its role after migrating, regardless of the database's settings", async () => {
    const fresh = await createEmptyDatabase();
    const { databaseOwnerUrl } = fresh;
    const databaseUrl = by(fresh.databaseUrl);
    const name = new URL(databaseUrl).pathname.slice(1);
    await withDedicatedConnection(await bypassPooler({ databaseUrl, databaseOwnerUrl }), (role) =>
      role.execute(`alter role current_user in database ${name} reset all`),
    );
    await withDedicatedConnection(databaseOwnerUrl, (owner) =>
      owner.execute(`
        alter database ${name} set timezone = 'Europe/Berlin';
        alter database ${name} set datestyle = 'German, DMY';
        alter database ${name} set search_path = pg_catalog;
        alter database ${name} set default_transaction_isolation = serializable`),
    );

    await migrate({ databaseUrl, databaseOwnerUrl });
    const db = createPool(databaseUrl);
    try {
      const settings = await findSettings(db, Object.keys(sessionSettings));
      const [time] = await db.query(sql<{ now: string }>`select clock_timestamp() as now`);

      assert.deepEqual(Object.fromEntries(settings), sessionSettings);
      assert.match(time?.now ?? "", /Z$/);
    } finally {
      await db.close();
      await fresh.drop();
    }
  });

  it("the doctor finds no setting that PgBouncer has dropped", async () => {
    const faults: string[] = [];
    await diagnose(api.instance.config, ({ check, verdict }) => {
      if (verdict === "fault" && check !== "fsync") faults.push(check);
    });
    assert.deepEqual(faults, []);
  });

  /** The address of the same database through PgBouncer. */
  function by(databaseUrl: string): string {
    const url = new URL(pgbouncer.url);
    url.pathname = new URL(databaseUrl).pathname;
    return url.href;
  }

  function startRelay(): ChildProcess {
    const { config } = api.instance;
    const entry = resolve(import.meta.dirname, "../proof/relay-process.ts");
    return spawn(process.execPath, [entry], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      env: {
        PATH: process.env.PATH,
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
        DATABASE_URL: config.databaseUrl,
        JWT_SECRETS: config.jwtSecrets.join(),
        SLACKY_SECRET: config.slackySecret,
        LOG_LEVEL: "warn",
      },
    });
  }
});

/** The sequences that a stream sends, in the order of arrival. */
function readStream(url: string, token: string, signal: AbortSignal): number[] {
  const received: number[] = [];
  const read = async () => {
    const response = await fetch(`${url}?after=0`, {
      signal,
      headers: { accept: "text/event-stream", authorization: `Bearer ${token}` },
    });
    let text = "";
    for await (const bytes of response.body ?? []) {
      text += Buffer.from(bytes).toString();
      const lines = text.split("\n");
      text = lines.pop() ?? "";
      for (const line of lines) if (/^id: ?\d+$/.test(line)) received.push(Number(line.slice(3)));
    }
  };
  read().catch(() => {});
  return received;
}
