import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createEmptyDatabase, type TestDatabase } from "../../../test/support/database.ts";
import { withDedicatedConnection } from "../../db/dedicated-connection.ts";
import { migrationsFolder } from "../../db/migrations/migrate.ts";
import { readMigrations } from "../../db/migrations/migration-files.ts";
import { runMigration } from "../../db/migrations/run-migration.ts";
import { sql } from "../../db/sql.ts";
import { stemOf } from "./stem-of.ts";

const creation = "0019_create_handles.sql";

let database: TestDatabase;
before(async () => {
  database = await createEmptyDatabase();
});
after(() => database.drop());

/** In the order in which they joined the first workspace, with the handles that they get. */
const members: readonly (readonly [name: string, handle: string])[] = [
  ["Ada", "ada"],
  ["Ada 2", "ada-2"],
  ["ADA", "ada-3"],
  ["李雷", "member-1"],
  ["Member", "member"],
  ["Ωμέγα", "member-2"],
  ["Erased person", "member-3"],
  ["Renée Weiß", "renee-weiss"],
  ["Łukasz Ærø", "lukasz-aero"],
  ["Team", "team-1"],
  ["X", "x-1"],
  ["Anne-Marie O’Neill", "anne-marie-oneill"],
  [`Very ${"long ".repeat(19)}`, "very-long-long-long-long-long-lo"],
];

describe("the migration that creates handles", () => {
  it("gives every member of before the handle that their name has, in the order of joining", async () => {
    const handles = await withDedicatedConnection(database.databaseOwnerUrl, async (owner) => {
      await owner.execute(`
        create table public.schema_migrations (
          name       text        not null,
          sha256     text        not null,
          applied_at timestamptz not null default clock_timestamp(),
          needs      text,

          primary key (name)
        )`);
      const migrations = await readMigrations(migrationsFolder);
      const earlier = migrations.filter(({ name }) => name < creation);
      for (const migration of earlier) await runMigration(owner, migration);
      await owner.query(sql`
        with made as (
          insert into users (id, name, email, password_hash)
          select gen_random_uuid(), x.name,
                 x.nth || case when x.name like 'Erased%' then '@erased.invalid' else '@a.example' end,
                 repeat('x', 60)
            from unnest(${members.map(([name]) => name)}::text[]) with ordinality as x (name, nth)
          returning id, email
        ), workspace as (
          insert into workspaces (id, name)
          select gen_random_uuid(), n::text
            from generate_series(1, 2) n
          returning id
        )
        insert into members (workspace_id, user_id, role, created_at)
        select workspace.id, made.id, 'member',
               now() + split_part(made.email, '@', 1)::integer * interval '1 second'
          from made
         cross join workspace`);

      const migration = migrations.find(({ name }) => name === creation);
      assert.ok(migration);
      await runMigration(owner, migration);

      return await owner.query(sql<{ name: string; handle: string }>`
        select u.name, m.handle
          from members m
          join users u on u.id = m.user_id
         order by m.workspace_id, m.created_at`);
    });

    const once = members.map(([name, handle]) => ({ name, handle }));
    assert.deepEqual(handles, [...once, ...once]);
  });

  it("makes them from names as joining does", () => {
    for (const [name, handle] of members.filter(([name]) => !name.startsWith("Erased"))) {
      const { stem, is_handle } = stemOf(name);
      assert.equal(handle.replace(/-\d+$/, ""), stem.replace(/-\d+$/, ""));
      assert.equal(is_handle || /-\d+$/.test(handle), true);
    }
  });
});
