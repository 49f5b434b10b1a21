import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import pino from "pino";
import { createClient, type SlackyClient } from "../../client/index.ts";
import { fillDemo } from "../../dev/demo/fill.ts";
import { planDemo } from "../../dev/demo/plan.ts";
import { refuseAccounts, refuseUnfinished } from "../../dev/demo/refuse.ts";
import { people } from "../../dev/demo/team.ts";
import { instanceChain } from "../../src/audit/record.ts";
import { verifyChain } from "../../src/audit/verify.ts";
import { type Config, signingSecrets } from "../../src/config.ts";
import { withDedicatedConnection } from "../../src/db/dedicated-connection.ts";
import { sql } from "../../src/db/sql.ts";
import { diagnose } from "../../src/doctor/diagnose.ts";
import type { Finding } from "../../src/doctor/finding.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { runSlacky } from "../support/command.ts";

const log = pino({ level: "silent" });

/** The disposable test database runs without these crash protections. */
const beyondTests = ["fsync", "full_page_writes"];

describe("a demo", () => {
  let api: TestApi;
  let config: Config;
  let mara: SlackyClient;
  let workspace_id: string;
  const filled = { from: "", to: "" };

  before(async () => {
    api = await startApi();
    config = { ...api.instance.config, ...api.database };
    filled.from = await readNow();
    const { email, password } = await fillDemo(config, log);
    filled.to = await readNow();
    mara = createClient({ url: api.url, signIn: { email, password } });
    const { memberships } = await mara.getMe();
    workspace_id = memberships[0]?.workspace_id ?? "";
  });
  after(() => api.close());

  const readNow = async () => {
    const [row] = await api.db.query(sql<{ now: string }>`select clock_timestamp()::text as now`);
    return row?.now ?? "";
  };

  it("has twelve people, two agents, an invitation, and four projects with two workflows", async () => {
    const { data: members } = await mara.listMembers({ workspace_id, limit: 100 });
    const { data: projects } = await mara.listProjects({ workspace_id });

    const counted = Object.groupBy(members, ({ kind, state }) => `${state} ${kind}`);
    assert.deepEqual(
      Object.entries(counted)
        .map(([name, list]) => `${list?.length} ${name}`)
        .sort(),
      ["1 invited person", "12 active person", "2 active service"],
    );
    assert.equal(projects.length, 4);
    assert.equal(new Set(projects.map(({ workflow_id }) => workflow_id)).size, 2);
  });

  it("has the tickets of its plan, with their numbers, texts and comments", async () => {
    const planned = planDemo();
    const created = planned.filter((action) => action.type === "create");
    const deleted = planned.filter(({ type }) => type === "delete").length;
    const restored = planned.filter(({ type }) => type === "restore").length;

    const tickets: { key: string; title: string }[] = [];
    for await (const ticket of mara.listTickets.all({ workspace_id, limit: 100 })) {
      tickets.push(ticket);
    }
    const trash = await mara.listTickets({ workspace_id, deleted: "true" });

    assert.ok(created.length >= 300 && created.length <= 500, `${created.length} tickets`);
    assert.equal(trash.data.length, deleted - restored);
    assert.equal(tickets.length, created.length - trash.data.length);
    const numbers: Record<string, number> = {};
    const titles = created.map(({ project, draft }) => {
      numbers[project] = (numbers[project] ?? 0) + 1;
      return `${project}-${numbers[project]} ${draft.title}`;
    });
    assert.deepEqual(
      [...tickets, ...trash.data].map(({ key, title }) => `${key} ${title}`).sort(),
      titles.sort(),
    );
    const [comments] = await api.db.query(sql<{ count: number }>`
      select count(*)::integer as count from comments`);
    assert.equal(comments?.count, planned.filter(({ type }) => type === "comment").length);
  });

  it("has the same plan every time", () => {
    assert.deepEqual(planDemo(), planDemo());
  });

  it("has counts on its boards that equal its tickets", async () => {
    const wrong = await api.db.query(sql`
      select project_id, status, c.count, t.count
        from ticket_counts c
        full join (select project_id, status, count(*)
                     from tickets
                    where deleted_at is null
                    group by project_id, status) t using (project_id, status)
       where coalesce(c.count, 0) <> coalesce(t.count, 0)`);

    assert.deepEqual(wrong, []);
  });

  it("has no time left from when it was filled", async () => {
    const columns = await api.db.query(sql<{ table: string; column: string }>`
      select c.table_name as table, c.column_name as column
        from information_schema.columns c
       where c.table_schema = 'public'
         and c.data_type = 'timestamp with time zone'
         and c.column_name not in ('last_used_at', 'archived_at')
         and c.table_name not in ('schema_migrations', 'sessions', 'audit_log')
       order by 1, 2`);
    const found: string[] = [];
    await withDedicatedConnection(api.database.databaseUrl, async (connection) => {
      for (const { table, column } of columns) {
        const [row] = await connection.query<{ count: number }>({
          text: `select count(*)::integer as count from ${table} where ${column} between $1 and $2`,
          values: [filled.from, filled.to],
        });
        if (row?.count !== 0) found.push(`${table}.${column}`);
      }
    });

    assert.ok(columns.length > 20);
    assert.deepEqual(found, []);
  });

  it("begins two months ago, and its events are in order", async () => {
    const [feed] = await api.db.query(sql<{ days: number; disordered: number }>`
      select extract(day from now() - min(e.occurred_at))::integer as days,
             count(*) filter (where e.occurred_at < e.previous)::integer as disordered
        from (select occurred_at, lag(occurred_at) over (order by sequence) as previous
                from events) e`);

    assert.ok(feed && feed.days >= 59 && feed.days <= 64, `${feed?.days} days`);
    assert.equal(feed.disordered, 0);
  });

  it("says the same time of each transition in its history, its feed and its audit log", async () => {
    const rows = await api.db.query(sql<{ agrees: boolean }>`
      select date_trunc('second', h.changed_at) = date_trunc('second', e.occurred_at)
             and e.occurred_at = a.occurred_at as agrees
        from ticket_status_history h
        left join (select ticket_id, occurred_at,
                          row_number() over (partition by ticket_id order by sequence) as nth
                     from events
                    where data->'changes' ? 'status') e
          on e.ticket_id = h.ticket_id and e.nth = h.sequence
        left join (select subject_id, occurred_at,
                          row_number() over (partition by subject_id order by sequence) as nth
                     from audit_log
                    where hashed_data::jsonb->'changes' ? 'status') a
          on a.subject_id = h.ticket_id::text and a.nth = h.sequence`);

    assert.ok(rows.length > 800, `${rows.length} rows of histories`);
    assert.deepEqual(
      rows.filter(({ agrees }) => !agrees),
      [],
    );
  });

  it("has an inbox with unread tickets for several reasons, and some that were read and archived", async () => {
    const unread = await mara.listNotifications({ workspace_id, unread: "true", limit: 100 });
    const archived = await mara.listNotifications({ workspace_id, archived: "true" });
    const all = await mara.listNotifications({ workspace_id, limit: 100 });

    assert.ok(unread.data.length >= 8 && unread.data.length <= 60, `${unread.data.length} unread`);
    const reasons = new Set(unread.data.flatMap((one) => one.reasons));
    assert.ok(reasons.has("mentioned") && reasons.has("assigned"), [...reasons].join());
    assert.ok(reasons.size >= 5, [...reasons].join());
    assert.ok(archived.data.length > 0);
    assert.ok(all.data.length > unread.data.length);
    const times = all.data.map(({ changed_at }) => changed_at);
    assert.ok(new Set(times.map((time) => time.slice(0, 10))).size > 10, "days of changes");
  });

  it("has nothing waiting to be mailed", async () => {
    assert.deepEqual(await api.db.query(sql`select 1 from mail_bundles`), []);
    assert.deepEqual(await api.db.query(sql`select 1 from mails`), []);
  });

  it("has an audit log that verifies", async () => {
    for (const chain of [workspace_id, instanceChain]) {
      const secrets = signingSecrets(config);
      const { ok, checked } = await verifyChain(api.db, { workspace_id: chain, secrets });
      assert.ok(ok && checked > Object.keys(people).length, chain);
    }
  });

  it("leaves `slacky doctor` nothing to report", async () => {
    const found: Finding[] = [];
    await diagnose(config, (finding) => found.push(finding));

    assert.ok(found.length > 20);
    assert.deepEqual(
      found.filter(({ verdict, check }) => verdict !== "good" && !beyondTests.includes(check)),
      [],
    );
  });

  it("is not filled a second time, and keeps no mark of being unfinished", async () => {
    await refuseUnfinished(config, undefined);
    await assert.rejects(
      refuseAccounts(config),
      /this one has accounts\. Start it without `--demo`/,
    );
  });
});

describe("--demo", () => {
  it("is refused in production, and says why", async () => {
    const { code, stderr } = await runSlacky(["start", "--demo"], { NODE_ENV: "production" });

    assert.equal(code, 1);
    assert.match(stderr, /^`--demo` does not run in production: everybody knows the passwords/);
  });

  it("leaves a mark if it was interrupted, and nothing is relayed or started until its data are deleted", async () => {
    const api = await startApi();
    try {
      const config = { ...api.instance.config, ...api.database };
      const account = { name: "Tomás", email: "tomas@example.com", password: "apples and pears" };
      await api.post(undefined, "/v1/auth/register", account);

      await assert.rejects(fillDemo(config, log), /email_taken/);

      const relayed = await api.db.query(sql`select 1 from audit_log`);
      assert.deepEqual(relayed, []);
      await assert.rejects(
        refuseUnfinished(config, "/srv/data"),
        /interrupted.* Delete the folder \/srv\/data, and start again\./,
      );
      await assert.rejects(refuseUnfinished(config, undefined), /Drop the database/);
    } finally {
      await api.close();
    }
  });
});
