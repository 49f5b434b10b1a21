import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, afterEach, before, describe, it } from "node:test";
import { givenAccount, givenInvitation } from "../../../test/support/accounts.ts";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import {
  createEmptyDatabase,
  createTestDatabase,
  type TestDatabase,
} from "../../../test/support/database.ts";
import {
  givenServiceAccount,
  givenTicket,
  givenWorld,
  type Person,
  type World,
} from "../../../test/support/given.ts";
import { untilBlocked } from "../../../test/support/locks.ts";
import { putAddressChange } from "../../account/address-queries.ts";
import { insertResetRequest } from "../../account/reset-queries.ts";
import { insertAccountToken } from "../../account/token-queries.ts";
import { hashAccountToken, newAccountToken } from "../../account/tokens.ts";
import { pruneAudit } from "../../audit/prune.ts";
import { startPass } from "../../backfill/queries.ts";
import { countsConsumer } from "../../counts/count-tickets.ts";
import { eventSubscribers } from "../../event-subscribers.ts";
import { consumePage } from "../../events/consume/consume.ts";
import { insertSkip } from "../../events/consume/queries.ts";
import { blockChain } from "../../events/relay/blocked-queries.ts";
import { relayBatch } from "../../events/relay/relay.ts";
import { recordDueTicketsAt } from "../../jobs/record-due-tickets.ts";
import { insertBundle } from "../../mail/bundles/queries.ts";
import { enqueueMail } from "../../mail/enqueue.ts";
import { insertNotice } from "../../notifications/notify.ts";
import { addHits } from "../../rate-limits/queries.ts";
import { retentionCutoff } from "../../retention/retention-cutoff.ts";
import { type DedicatedConnection, withDedicatedConnection } from "../dedicated-connection.ts";
import { tableGrants } from "../grants.ts";
import { withOwner } from "../owner.ts";
import { createPool } from "../pool.ts";
import { sql } from "../sql.ts";
import { transaction } from "../transaction.ts";
import { copyDatabase, sortByDependencies, tablesWithInitialRows } from "./copy.ts";
import { listTablesToCopy } from "./queries.ts";

const tables = Object.keys(tableGrants).filter((table) => table !== "schema_migrations");

describe("copying a database", () => {
  let source: TestApi;
  const targets: TestDatabase[] = [];

  before(async () => {
    source = await startApi();
    await givenSomethingInEveryTable(source);
  });
  afterEach(() => Promise.all(targets.splice(0).map((target) => target.drop())));
  after(() => source.close());

  const givenTarget = async (create = createTestDatabase) => {
    const target = await create();
    targets.push(target);
    return target;
  };

  const copyTo = ({ databaseUrl, databaseOwnerUrl }: TestDatabase) =>
    copyDatabase({
      from: source.database.databaseOwnerUrl,
      to: databaseUrl,
      toOwner: databaseOwnerUrl,
    });

  it("copies every row of every table to a database without a schema", async () => {
    const target = await givenTarget(createEmptyDatabase);

    const copied = await copyTo(target);

    assert.deepEqual(copied.map(({ table }) => table).sort(), tables.toSorted());
    for (const { table, rows } of copied) {
      const expected = await rowsOf(source.database, table);
      assert.ok(rows > 0, `Let givenSomethingInEveryTable() fill ${table}.`);
      assert.equal(rows, expected.length, table);
      if (table !== "relay") assert.deepEqual(await rowsOf(target, table), expected);
    }
  });

  it("starts a new epoch with higher sequences, even in the same cluster", async () => {
    const target = await givenTarget();

    await copyTo(target);
    const db = createPool(target.databaseUrl);
    await relayBatch(db, eventSubscribers).finally(() => db.close());

    const [original, copy] = [await feedStateOf(source.database), await feedStateOf(target)];
    assert.equal(copy?.cluster, original?.cluster);
    assert.notEqual(copy?.epoch, original?.epoch);
    assert.ok((copy?.head ?? 0) >= (original?.head ?? 0) + 2 ** 20, JSON.stringify(copy));
  });

  it("lets the server's role continue the sequence of the source", async () => {
    const target = await givenTarget();
    const last = await insertEvent(source.database);
    // The row is deleted but its number was taken: it must not be assigned twice.
    await withDedicatedConnection(source.database.databaseOwnerUrl, (owner) =>
      owner.query(sql`delete from outbox where position = ${last}`),
    );

    await copyTo(target);

    assert.equal(await insertEvent(target), last + 1);
  });

  it("continues after the last row when the reading role may not read the sequence", async () => {
    const target = await givenTarget();
    const last = await insertEvent(source.database);

    await copyDatabase({
      from: source.database.databaseUrl,
      to: target.databaseUrl,
      toOwner: target.databaseOwnerUrl,
    });

    assert.equal(await insertEvent(target), last + 1);
  });

  it("copies a snapshot that excludes concurrent writes", async () => {
    const target = await givenTarget();
    const expected = await rowsOf(source.database, "comments");
    const world = await givenWorld(source);
    const ticket = await givenTicket(source, world);

    let copying!: Promise<unknown>;
    await withDedicatedConnection(target.databaseOwnerUrl, async (rival) => {
      await rival.execute("begin; lock table users in exclusive mode");
      copying = copyTo(target);
      await untilWaiting(target);
      await source.post(world.member, `${world.workspacePath}/tickets/${ticket.id}/comments`, {
        body: "Late",
      });
      await rival.execute("rollback");
    });
    await copying;

    assert.deepEqual(await rowsOf(target, "comments"), expected);
  });

  it("refuses a target with rows before migrating it, and names the first table", async () => {
    const target = await givenTarget();
    await withDedicatedConnection(target.databaseOwnerUrl, async (owner) => {
      await owner.execute(insertUser);
      await owner.execute("delete from schema_migrations");
    });

    await assert.rejects(copyTo(target), /^Error: The target is not empty: users has rows/);
  });

  it("waits for a rival that writes to the target, then refuses the rows that it committed", async () => {
    const target = await givenTarget();

    let copying!: Promise<unknown>;
    await withDedicatedConnection(target.databaseUrl, async (rival) => {
      await rival.execute(`begin; ${insertUser}`);
      copying = copyTo(target);
      await untilWaiting(target);
      await rival.execute("commit");
    });

    await assert.rejects(copying, /^Error: The target is not empty: users has rows/);
  });

  it("refuses a target with a table that is not one of Slacky's", async () => {
    const target = await givenTarget(createEmptyDatabase);
    await withDedicatedConnection(target.databaseOwnerUrl, (owner) =>
      owner.execute("create table songs ()"),
    );

    await assert.rejects(copyTo(target), /has a table songs, which is not one of Slacky's/);
    assert.deepEqual(await tablesOf(target), ["songs"]);
  });

  it("refuses an unreachable target without printing the password", async () => {
    const to = "postgres://ada:marmalade@127.0.0.1:1/slacky";

    await assert.rejects(
      copyDatabase({ from: source.database.databaseUrl, to }),
      /^Error: The target cannot be used\. The database cannot be reached \(connect ECONNREFUSED 127\.0\.0\.1:1\)\.$/,
    );
  });

  it("leaves the target empty when a constraint rejects a row, and works once that is fixed", async () => {
    const target = await givenTarget();
    const forbid = "alter table comments add constraint no_word check (body = '')";
    await withDedicatedConnection(target.databaseOwnerUrl, (owner) => owner.execute(forbid));

    await assert.rejects(copyTo(target), { constraint: "no_word" });

    await assertEmpty(target);
    await withDedicatedConnection(target.databaseOwnerUrl, (owner) =>
      owner.execute("alter table comments drop constraint no_word"),
    );
    await copyTo(target);
  });

  describe("with a connection that is lost in the middle of a table", () => {
    before(() => fillOutbox(source.database));

    for (const victim of ["source", "target"] as const) {
      it(`leaves the target empty: the connection to the ${victim}`, async () => {
        const target = await givenTarget();
        let copying!: Promise<unknown>;
        await withDedicatedConnection(target.databaseOwnerUrl, async (rival) => {
          await rival.execute(stopAtEvents);
          await rival.execute("select pg_advisory_lock(1)");
          copying = copyTo(target);
          copying.catch(() => {});
          await untilWaiting(target);
          const database = victim === "source" ? source.database : target;
          await withDedicatedConnection(database.databaseOwnerUrl, endCopy);
        });

        await assert.rejects(copying, /terminat|ECONNRESET/);

        await assertEmpty(target);
      });
    }
  });
});

describe("a migrated database that was never used", () => {
  it("has rows only in the tables that migrations fill", async () => {
    const database = await createTestDatabase();
    const filled: string[] = [];
    for (const table of Object.keys(tableGrants)) {
      if ((await rowsOf(database, table)).length > 0) filled.push(table);
    }
    await database.drop();

    assert.deepEqual(filled.sort(), tablesWithInitialRows.toSorted());
  });
});

describe("the order of copying", () => {
  it("contains every table with grants, after all tables that it references", async () => {
    const database = await createTestDatabase();
    const ordered = sortByDependencies(
      await withDedicatedConnection(database.databaseUrl, listTablesToCopy),
    );
    await database.drop();

    const names = ordered.map(({ name }) => name);
    assert.deepEqual(names.toSorted(), tables.toSorted());
    for (const { name, needs } of ordered) {
      for (const needed of needs) assert.ok(names.indexOf(needed) < names.indexOf(name), name);
    }
  });

  it("is refused when foreign keys form a cycle and none is deferred", () => {
    const circle = [
      { name: "free", needs: [] },
      { name: "egg", needs: ["hen"] },
      { name: "hen", needs: ["egg"] },
    ];

    assert.throws(
      () => sortByDependencies(circle),
      /in a cycle, and no foreign key is deferred: egg,hen/,
    );
  });
});

/** Uses values that a careless encoding would change. */
async function givenSomethingInEveryTable(api: TestApi): Promise<void> {
  const odd = "tab\t, line\nbreak, \\N, \\., \"quotes' and 🦆 ñ \r\n";
  const world = await givenWorld(api, { workflow: "reopenable" });
  await givenAccount(api);
  await givenInvitation(api, world, { email: "bo@example.com" });
  await givenServiceAccount(api, world, { scopes: ["ticket:read"], expires_in_days: 1 });
  await addHits(api.db, [{ key: "ab".repeat(16), hits: 3, window_ms: 60_000 }]);
  await api.post(world.viewer, `${world.workspacePath}/events/stream-tokens`);
  const ticket = await givenTicket(api, world, {
    title: "\\N",
    description: odd,
    assignee_id: world.member.id,
    priority: "urgent",
    due_on: "2027-02-28",
    labels: ['odd "label"', "back\\slash"],
    external_id: "NULL",
    metadata: { odd, nested: [{ a: null }, 1.5e300, ""] },
    status: "resolved",
  });
  const { workspacePath, member } = world;
  const comment = { body: `${odd}\\.\n` };
  const key = { "idempotency-key": "\\N" };
  const comments = `${workspacePath}/tickets/${ticket.id}/comments`;
  const { body: written } = await api.post(member, comments, comment, key);
  await api.patch(member, `${comments}/${written.id}`, { body: "Edited" });
  await api.patch(member, `${workspacePath}/tickets/${ticket.id}`, { title: "Edited" });
  const deleted = await givenTicket(api, world);
  await api.delete(member, `${workspacePath}/tickets/${deleted.id}`);
  await relayBatch(api.db, eventSubscribers, { limit: 2 });
  const { slackySecret } = api.instance.config;
  const options = { before: retentionCutoff(-1), secrets: [slackySecret] };
  await withOwner(api.instance.config, (owner) => pruneAudit(owner, options));
  await relayBatch(api.db, eventSubscribers, { limit: 6 });
  await givenFeedTrouble(api, world);
  await givenMail(api, world, odd);
  await givenAccountMatters(api, world.member);
  await givenWatches(api, world, ticket.id);
  await api.patch(member, "/v1/me/notification-settings", { time_zone: "Asia/Kathmandu" });
  await givenTicket(api, world, { due_on: "2027-02-28" });
  const never = new AbortController().signal;
  await recordDueTicketsAt(new Date("2027-02-28T00:00:00Z"), api.instance, never);
}

async function givenMail(api: TestApi, { workspace, member }: World, odd: string): Promise<void> {
  await transaction(api.db, async (tx) =>
    enqueueMail(tx, {
      kind: "ticket",
      user_id: member.id,
      workspace_id: workspace.id,
      recipient: member.email,
      subject: odd,
      body: [{ type: "quote", text: odd }],
    }),
  );
  await transaction(api.db, async (tx) =>
    tx.query(
      insertBundle({ workspace_id: workspace.id, user_id: member.id, pace: "digest" }, 3_600),
    ),
  );
}

async function givenWatches(api: TestApi, world: World, ticket_id: string): Promise<void> {
  const { workspace, project, member } = world;
  await transaction(api.db, async (tx) => {
    await tx.query(sql`
      insert into watches (workspace_id, ticket_id, user_id, level)
      values (${workspace.id}, ${ticket_id}, ${member.id}, 'left')`);
    await tx.query(sql`
      insert into project_watches (workspace_id, project_id, user_id, level)
      values (${workspace.id}, ${project.id}, ${member.id}, 'muted')`);
    await tx.query(sql`
      insert into notification_settings (workspace_id, user_id, muted, reasons)
      values (${workspace.id}, ${member.id}, true, '{"due": {"mail": "off"}}')`);
  });
}

/** A link that was mailed, a change of address that waits, and a request to reset a password. */
async function givenAccountMatters(api: TestApi, { id, email }: Person): Promise<void> {
  const hash = hashAccountToken(newAccountToken("reset"));
  const token = { hash, user_id: id, purpose: "reset", email, is_mailed: true, hours: 1 } as const;
  const change = { user_id: id, email: "new@example.com", former_email: email };
  await api.db.batch([
    insertAccountToken(token),
    putAddressChange(change),
    insertResetRequest("it's \\ me@example.com"),
  ]);
}

/** Counts that follow the feed, a skipped event, a backfill, a notice, and a workspace that cannot be relayed. */
async function givenFeedTrouble(api: TestApi, { workspace, member }: World): Promise<void> {
  const user_id = member.id;
  await consumePage(api.db, countsConsumer, workspace.id);
  await transaction(api.db, async (tx) => {
    await insertSkip(tx, workspace.id, "counts", {
      sequence: 1,
      error: "It could not be counted.",
    });
    await startPass(tx, { name: "labels", version: 1 }, { rows_left: 7 });
    insertNotice(tx, { user_id, workspace_id: null, notice: { type: "odd", text: "\\N" } });
    const head = { chain_id: workspace.id, event_id: randomUUID(), event_type: "ticket.created" };
    await blockChain(tx, { ...head, error: "It could not be relayed." }, { retrySeconds: 3_600 });
  });
}

async function rowsOf({ databaseOwnerUrl }: TestDatabase, table: string): Promise<string[]> {
  const rows = await withDedicatedConnection(databaseOwnerUrl, (owner) =>
    owner.query<{ row: string }>({
      text: `select t::text as row from ${table} t order by 1`,
      values: [],
    }),
  );
  return rows.map(({ row }) => row);
}

async function assertEmpty(target: TestDatabase): Promise<void> {
  for (const table of tables) {
    if (!tablesWithInitialRows.includes(table))
      assert.deepEqual(await rowsOf(target, table), [], table);
  }
}

async function tablesOf({ databaseUrl }: TestDatabase): Promise<string[]> {
  const rows = await withDedicatedConnection(databaseUrl, (connection) =>
    connection.query(sql<{ name: string }>`
      select relname as name
        from pg_class
       where relnamespace = 'public'::regnamespace
         and relkind = 'r'`),
  );
  return rows.map(({ name }) => name);
}

async function feedStateOf({ databaseOwnerUrl }: TestDatabase) {
  const [state] = await withDedicatedConnection(databaseOwnerUrl, (owner) =>
    owner.query(sql<{ epoch: string; cluster: string; head: number }>`
      select r.epoch, r.cluster,
             (select max(h.sequence)::double precision from event_heads h) as head
        from relay r`),
  );
  return state;
}

/** Returns the position of the event. */
async function insertEvent({ databaseUrl }: TestDatabase): Promise<number> {
  const [row] = await withDedicatedConnection(databaseUrl, (pool) =>
    pool.query(sql<{ position: string }>`
      insert into outbox (id, kind, type, subject_type)
      values (gen_random_uuid(), 'audit_only', 'session.started', 'session')
      returning position`),
  );
  return Number(row?.position);
}

/** Inserts more than the buffers between two servers can take. */
async function fillOutbox({ databaseUrl }: TestDatabase): Promise<void> {
  await withDedicatedConnection(databaseUrl, (pool) =>
    pool.execute(`
      insert into outbox (id, kind, type, subject_type, user_agent)
      select gen_random_uuid(), 'audit_only', 'session.started', 'session', repeat('x', 2000)
        from generate_series(1, 15000)`),
  );
}

const insertUser = `
  insert into users (id, name, email, password_hash)
  values (gen_random_uuid(), 'Bo', 'bo@example.com', '')`;

const stopAtEvents = `
  create function wait() returns trigger language plpgsql as
    'begin perform pg_advisory_xact_lock_shared(1); return new; end';
  create trigger stop before insert on outbox for each row execute function wait()`;

/** On a dedicated connection: within a transaction, pg_stat_activity does not change after it was first read. */
async function untilWaiting({ databaseOwnerUrl }: TestDatabase): Promise<void> {
  await withDedicatedConnection(databaseOwnerUrl, (owner) => untilBlocked(owner));
}

async function endCopy(owner: DedicatedConnection): Promise<void> {
  const [ended] = await owner.query(sql<{ has_ended: boolean }>`
    select pg_terminate_backend(pid, 60000) as has_ended
      from pg_stat_progress_copy
     where datname = current_database()
       and relid = 'outbox'::regclass`);
  assert.equal(ended?.has_ended, true);
}
