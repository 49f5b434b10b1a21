import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { createEmptyDatabase } from "../../test/support/database.ts";
import { givenTicket, givenWorld, type World } from "../../test/support/given.ts";
import { setReadOnly } from "../../test/support/postgres/read-only.ts";
import type { Config } from "../config.ts";
import { toDatabaseUrl } from "../db/database-url.ts";
import { withDedicatedConnection } from "../db/dedicated-connection.ts";
import { migrate } from "../db/migrations/migrate.ts";
import { sql } from "../db/sql.ts";
import { limits } from "../limits.ts";
import { diagnose } from "./diagnose.ts";
import type { Finding } from "./finding.ts";
import { checkConnections } from "./server.ts";
import { checkTicketStatuses } from "./tickets.ts";

/** The disposable test database runs without these crash protections. */
const beyondTests = ["fsync", "full_page_writes"];

describe("diagnose", () => {
  let api: TestApi;
  let world: World;
  let repairs: string[] = [];

  before(async () => {
    api = await startApi();
    world = await givenWorld(api);
    await givenTicket(api, world, { status: "in_progress" });
  });
  afterEach(async () => {
    for (const script of repairs.reverse()) await asOwner(script);
    repairs = [];
  });
  after(() => api.close());

  /** Runs a script as the owner of the tables; `asServer` runs it as the server's role. */
  const asOwner = (script: string) =>
    withDedicatedConnection(api.database.databaseOwnerUrl, (owner) => owner.execute(script));
  const asServer = (script: string) =>
    withDedicatedConnection(api.database.databaseUrl, (server) => server.execute(script));

  const findings = async (changes: Partial<Config> = {}) => {
    const found: Finding[] = [];
    await diagnose({ ...api.instance.config, ...changes }, (finding) => found.push(finding));
    return found;
  };
  const finding = async (check: string, changes?: Partial<Config>) =>
    (await findings(changes)).find((found) => found.check === check);

  it("reports no fault for a sound installation, and runs every check", async () => {
    const found = await findings();

    const wrong = found.filter(({ verdict }) => verdict !== "good");
    assert.deepEqual(
      wrong.filter(({ check }) => !beyondTests.includes(check)),
      [],
    );
    assert.deepEqual(
      found.map(({ check }) => check),
      [
        ...[
          "proxies",
          "mail_server",
          "database",
          "database_owner",
          "database_tls",
          "database_version",
        ],
        ...["database_encoding", "database_collation", "database_writable", "fsync"],
        ...["full_page_writes", "synchronous_commit", "session_replication_role"],
        ...[
          "data_checksums",
          "clocks",
          "role_settings",
          "connections",
          "migrations",
          "replicas",
          "retention",
          "append_only_tables",
        ],
        ...[
          "indexes",
          "workspace_admins",
          "ticket_statuses",
          "member_references",
          "leases",
          "outbox",
        ],
        ...["outbox_dead_rows", "relay"],
        ...["consumers", "ticket_counts", "backfills", "mails", "email_addresses"],
      ],
    );
  });

  it("warns of an HTTPS public URL without a trusted proxy", async () => {
    const publicUrl = "https://slacky.example.com";

    assert.equal((await finding("proxies", { publicUrl }))?.verdict, "warning");
    assert.equal((await finding("proxies", { publicUrl, trustProxy: 1 }))?.verdict, "good");
    assert.match((await finding("proxies", { publicUrl }))?.detail ?? "", /Set it to the number/);
  });

  it("names workspaces without an admin who can sign in, and the command that helps", async () => {
    const { workspace, admin } = world;
    const isAdmin = `where workspace_id = '${workspace.id}' and user_id = '${admin.id}'`;
    await asOwner(`update members set role = 'member' ${isAdmin}`);
    repairs.push(`update members set role = 'admin' ${isAdmin}`);

    const found = await finding("workspace_admins");

    assert.equal(found?.verdict, "fault");
    assert.match(found?.detail ?? "", new RegExp(`Analytical Engines \\(${workspace.id}\\)`));
    assert.match(found?.detail ?? "", /slacky workspace set-admin <id> --email <address>$/);
  });

  it("reports an owner that cannot connect, and continues", async () => {
    const databaseOwnerUrl = api.database.databaseOwnerUrl.replace(/:[^:@]+@/, ":wrong@");

    const found = await findings({ databaseOwnerUrl });

    const owner = found.find(({ check }) => check === "database_owner");
    assert.equal(owner?.verdict, "fault");
    assert.match(owner?.detail ?? "", /password authentication failed/);
    assert.equal(found.at(-1)?.check, "email_addresses");
  });

  it("warns of leases that ran out more than a minute ago, because no worker runs", async () => {
    const { id } = await givenTicket(api, world);
    const path = `${world.workspacePath}/tickets/${id}/claim`;
    await api.post(world.member, path, { lease_seconds: 60 });
    const endLease = (seconds: number) =>
      asServer(
        `update tickets set lease_expires_at = now() - interval '${seconds} s' where id = '${id}'`,
      );

    await endLease(30);
    const recent = await finding("leases");
    await endLease(90);
    const overdue = await finding("leases");
    await api.delete(world.member, path);

    assert.equal(recent?.verdict, "good");
    assert.equal(overdue?.verdict, "warning");
    assert.match(overdue?.detail ?? "", /: 1, the first 9\d s ago\. .* Run `slacky start` or/);
  });

  it("reports synchronous_commit = off", async () => {
    await asServer(inThisDatabase(api, "set synchronous_commit = off"));
    const found = await finding("synchronous_commit");
    await asServer(inThisDatabase(api, "reset synchronous_commit"));

    assert.equal(found?.verdict, "fault");
    assert.match(found?.detail ?? "", /^It is off: .* Set `synchronous_commit = on`\.$/);
  });

  it("reports role settings that differ from those of migrate, with both values", async () => {
    await asServer(inThisDatabase(api, "set lock_timeout = '1h'"));
    await asServer(inThisDatabase(api, "set timezone = 'Europe/Vienna'"));
    const found = await finding("role_settings");
    await asServer(inThisDatabase(api, "set lock_timeout = '3s'"));
    await asServer(inThisDatabase(api, "set timezone = 'UTC'"));

    assert.equal(found?.verdict, "fault");
    assert.match(
      found?.detail ?? "",
      /^lock_timeout is 1h, not 3s; timezone is Europe\/Vienna, not/,
    );
  });

  it("reports how others have set values to be read, although its own connection sets them", async () => {
    await asServer(inThisDatabase(api, "set datestyle = 'German, DMY'"));
    const found = await finding("role_settings");
    await asServer(inThisDatabase(api, "set datestyle = 'ISO, MDY'"));

    assert.equal(found?.verdict, "fault");
    assert.match(
      found?.detail ?? "",
      /^datestyle is German, DMY, not ISO, MDY\. Run `slacky migrate`/,
    );
  });

  it("warns of a Turkish locale, in which the rest is sound", async () => {
    const turkish = await createEmptyDatabase("locale_provider icu icu_locale 'tr-TR'");
    try {
      await migrate(turkish);
      const found = (await findings(turkish)).filter(({ verdict }) => verdict !== "good");

      const warnings = found.filter(({ check }) => !beyondTests.includes(check));
      assert.deepEqual(
        warnings.map(({ check, verdict }) => [check, verdict]),
        [["database_collation", "warning"]],
      );
      assert.match(
        warnings[0]?.detail ?? "",
        /^In its locale, tr-TR, the lower case of I is not i/,
      );
    } finally {
      await turkish.drop();
    }
  });

  it("reports a database that accepts no changes", async () => {
    await setReadOnly(api.database, "on");
    const found = await finding("database_writable");
    await setReadOnly(api.database, "off");

    assert.equal(found?.verdict, "fault");
    assert.match(found?.detail ?? "", /`default_transaction_read_only` is on/);
  });

  it("warns of a connection limit below the number that one process opens", async () => {
    await asOwner(`alter database ${nameOf(api)} connection limit 24`);
    repairs.push(`alter database ${nameOf(api)} connection limit -1`);

    const found = await finding("connections");

    assert.equal(found?.verdict, "warning");
    assert.match(
      found?.detail ?? "",
      /^This role can open 24, and one `slacky start` uses up to 26\. All processes have \d+ open\./,
    );
  });

  it("counts the connections that ask for positions and for the primary among the hosts", async () => {
    const { poolSizes, databaseUrl } = api.instance.config;
    const severalHosts = toDatabaseUrl("postgres://db1,db2/slacky") ?? "";
    const countOf = async (where: Pick<Config, "databaseUrl" | "replicaUrls">) => {
      const { detail } = await checkConnections({ poolSizes, ...where })(api.db);
      return Number(/one `slacky start` uses up to (\d+)/.exec(detail)?.[1]);
    };
    const replicaUrls = [databaseUrl, databaseUrl];

    assert.equal(await countOf({ databaseUrl, replicaUrls }), 27);
    assert.equal(await countOf({ databaseUrl: severalHosts, replicaUrls: [] }), 27);
    assert.equal(await countOf({ databaseUrl: severalHosts, replicaUrls }), 28);
  });

  it("reports pending migrations, and skips the checks of the tables", async () => {
    const database = await createEmptyDatabase();
    const found = await findings(database);
    await database.drop();

    assert.deepEqual(found.at(-1)?.check, "migrations");
    assert.match(
      found.at(-1)?.detail ?? "",
      /^The schema lacks \d+ .* starting with 0001_create_users\.sql/,
    );
    assert.equal(found.at(-1)?.verdict, "fault");
  });

  it("reports the schema of a newer version with which this one cannot work", async () => {
    await asOwner("insert into schema_migrations (name, sha256) values ('9999_later.sql', '')");
    repairs.push("delete from schema_migrations where name = '9999_later.sql'");
    assert.equal((await finding("migrations"))?.verdict, "good");

    await asOwner("update schema_migrations set needs = '9.0' where name = '9999_later.sql'");
    const found = await finding("migrations");

    assert.equal(found?.verdict, "fault");
    assert.match(found?.detail ?? "", /9999_later\.sql .* needs version 9\.0/);
  });

  it("warns when the server's role may change append-only tables, and names the tables", async () => {
    const role = new URL(api.database.databaseUrl).username;
    await asOwner(`grant update on ticket_status_history to ${role}`);
    repairs.push(`revoke update on ticket_status_history from ${role}`);

    const found = await finding("append_only_tables");

    assert.equal(found?.verdict, "warning");
    assert.match(found?.detail ?? "", /\(ticket_status_history\)/);
  });

  it("reports an invalid index", async () => {
    const index =
      "create unique index concurrently one_status on ticket_status_history (project_id)";
    await assert.rejects(asOwner(index), { code: "23505" });
    repairs.push("drop index one_status");

    const found = await finding("indexes");

    assert.equal(found?.verdict, "fault");
    assert.match(found?.detail ?? "", /^Invalid: one_status\./);
  });

  it("reports a table that it may not read, and continues", async () => {
    const role = new URL(api.database.databaseUrl).username;
    await asOwner(`revoke select on tickets from ${role}`);
    repairs.push(`grant select on tickets to ${role}`);

    const found = await findings();

    const statuses = found.find(({ check }) => check === "ticket_statuses");
    assert.deepEqual(statuses?.verdict, "fault");
    assert.match(statuses?.detail ?? "", /permission denied for table tickets/);
    assert.equal(found.at(-1)?.check, "email_addresses");
  });

  it("warns of events that are not relayed", async () => {
    await asOwner(`
      insert into outbox (position, id, kind, type, subject_type, occurred_at)
      overriding system value
      values (0, gen_random_uuid(), 'audit_only', 'session.started', 'session',
              clock_timestamp() - interval '61 seconds')`);
    repairs.push("delete from outbox where position = 0");

    const found = await finding("outbox");

    assert.equal(found?.verdict, "warning");
    assert.match(
      found?.detail ?? "",
      /^Events waiting for the relay: \d+, the oldest for \d+ s\. Run/,
    );
  });

  it("warns of dead outbox rows that vacuum cannot remove, and names the process that keeps them", async () => {
    const many = limits.outbox_dead_rows + 1;
    await asOwner("alter table outbox set (autovacuum_enabled = false)");
    repairs.push("vacuum outbox", "alter table outbox reset (autovacuum_enabled)");

    const found = await withDedicatedConnection(api.database.databaseOwnerUrl, async (reader) => {
      await reader.execute("begin isolation level repeatable read; select");
      await asOwner(`
        with dead as (
          insert into outbox (id, kind, type, subject_type)
          select gen_random_uuid(), 'audit_only', 'session.started', 'session'
            from generate_series(1, ${many})
        )
        select`);
      await asOwner("delete from outbox where type = 'session.started'");
      return await finding("outbox_dead_rows");
    });

    assert.equal(found?.verdict, "warning");
    assert.match(found?.detail ?? "", /^Dead rows in the outbox: about 100,\d{3}\. They slow/);
    assert.match(found?.detail ?? "", /process \d+ of \w+ in \w+ \("slacky command"\)/);
  });

  it("warns of events days past their retention, and not of events that just passed it", async () => {
    const retentionDays = { events: 90, audit: undefined };
    const withEventOf = async (days: number) => {
      await asOwner(`
        insert into event_heads (workspace_id, sequence) values ('${world.workspace.id}', 5);
        insert into events (workspace_id, sequence, id, type, subject_type, data, occurred_at)
        values ('${world.workspace.id}', 5, gen_random_uuid(), 'ticket.created', 'ticket', '{}',
                clock_timestamp() - interval '${days} days')`);
      repairs.push("delete from event_heads", "delete from events");
      const found = await finding("retention", { retentionDays });
      for (const script of repairs.splice(0)) await asOwner(script);
      return found;
    };

    assert.equal((await withEventOf(91))?.verdict, "good");
    const found = await withEventOf(94);
    assert.equal(found?.verdict, "warning");
    assert.match(
      found?.detail ?? "",
      /^There are events older than EVENTS_RETENTION \(90 days\)\. Run `slacky prune`/,
    );
  });

  it("throws when the database cannot be reached", async () => {
    await assert.rejects(findings({ databaseUrl: "postgres://slacky@127.0.0.1:1/slacky" }), {
      message: "The database cannot be reached (connect ECONNREFUSED 127.0.0.1:1).",
    });
  });

  describe("with ticket statuses that differ from their history", () => {
    const rewind = (id: string) =>
      asOwner(`update tickets set status = 'open', status_sequence = 1 where id = '${id}'`);

    it("names the ticket and its workspace", async () => {
      const other = await givenWorld(api);
      const ticket = await givenTicket(api, other, { status: "resolved" });
      await rewind(ticket.id);
      repairs.push(restore);

      const found = await finding("ticket_statuses");

      assert.equal(found?.verdict, "fault");
      assert.match(
        found?.detail ?? "",
        new RegExp(`^1 ticket does not .*: ENG-1 of workspace ${other.workspace.id}\\. `),
      );
    });

    it("names a ticket whose status was changed under the sequence of another one", async () => {
      const other = await givenWorld(api);
      const ticket = await givenTicket(api, other, { status: "in_progress" });
      const rule = "status_is_in_its_history";
      const [row] = await api.db.query(sql<{ definition: string }>`
        select pg_get_constraintdef(oid) as definition from pg_constraint where conname = ${rule}`);
      await asOwner(`alter table tickets drop constraint ${rule};
        update tickets set status = 'open' where id = '${ticket.id}'`);
      repairs.push(`alter table tickets add constraint ${rule} ${row?.definition}`, restore);

      const found = await finding("ticket_statuses");

      assert.equal(found?.verdict, "fault");
      assert.match(found?.detail ?? "", new RegExp(`ENG-1 of workspace ${other.workspace.id}`));
    });

    it("counts all of them and names the first twenty, for any batch size", async () => {
      const other = await givenWorld(api);
      for (let n = 0; n < 23; n += 1) {
        await rewind((await givenTicket(api, other, { status: "in_progress" })).id);
      }
      repairs.push(restore);

      for (const size of [1, 7, 24, 5_000]) {
        const { detail } = await withDedicatedConnection(api.database.databaseUrl, (db) =>
          checkTicketStatuses(db, { size }),
        );
        assert.match(detail, /^23 tickets do not .*, ENG-20 of workspace \S+, and 3 more\. /);
        assert.doesNotMatch(detail, /ENG-21/);
      }
    });
  });
});

const restore = `
  update tickets t
     set status = h.to_status, status_sequence = h.sequence
    from (select distinct on (ticket_id) * from ticket_status_history
           order by ticket_id, sequence desc) h
   where h.ticket_id = t.id`;

function nameOf({ database }: TestApi): string {
  return new URL(database.databaseUrl).pathname.slice(1);
}

function inThisDatabase(api: TestApi, change: string): string {
  return `alter role current_user in database ${nameOf(api)} ${change}`;
}
