import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createPool, type Db } from "../../src/db/pool.ts";
import { sql } from "../../src/db/sql.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

// The constraints that isolate workspaces in the database, for every table that has a `workspace_id`.

let database: TestDatabase;
let db: Db;
before(async () => {
  database = await createTestDatabase();
  db = createPool(database.databaseUrl);
});
after(async () => {
  await db.close();
  await database.drop();
});

const ofWorkspaces = sql`
  select a.attrelid
    from pg_attribute a
    join pg_class c on c.oid = a.attrelid
   where a.attname = 'workspace_id'
     and c.relkind in ('r', 'p')
     and c.relnamespace = 'public'::regnamespace`;

describe("a table with a workspace_id", () => {
  it("requires a workspace in every row", async () => {
    const optional = await db.query(sql<{ name: string }>`
      select a.attrelid::regclass::text as name
        from pg_attribute a
       where a.attrelid in (${ofWorkspaces})
         and a.attname = 'workspace_id'
         and not a.attnotnull
       order by name`);
    // Events of no workspace go through the outbox to the instance's audit log. A stream token without a
    // workspace is for a stream of all workspaces of its user. A mail belongs to a person, and so does a
    // notification without a workspace.
    assert.deepEqual(optional, [
      { name: "mails" },
      { name: "notifications" },
      { name: "outbox" },
      { name: "stream_tokens" },
    ]);
  });

  it("has the workspace in every unique key, so that a conflict reveals nothing about another workspace", async () => {
    const keys = await db.query(sql<{ name: string }>`
      select i.indrelid::regclass || ': ' || i.indexrelid::regclass as name
        from pg_index i
       where i.indrelid in (${ofWorkspaces})
         and i.indisunique
         and not exists (
           select 1
             from pg_attribute a
            where a.attrelid = i.indrelid
              and a.attname = 'workspace_id'
              and a.attnum = any(i.indkey))
       order by name`);
    // Positions come from one sequence: the relay reads the outbox in order, across workspaces. The hash of a
    // random token reveals nothing of another workspace, nor does the random ID of a mail or a notification.
    assert.deepEqual(keys, [
      { name: "mails: mails_pkey" },
      { name: "notifications: notifications_pkey" },
      { name: "outbox: outbox_pkey" },
      { name: "stream_tokens: stream_tokens_pkey" },
    ]);
  });

  it("includes its own workspace in every foreign key", async () => {
    const references = await db.query(sql<{ name: string }>`
      select k.conrelid::regclass || ': ' || k.conname as name
        from pg_constraint k
       where k.contype = 'f'
         and k.conrelid in (${ofWorkspaces})
         and not exists (
           select 1
             from unnest(k.conkey, k.confkey) as pair (here, there)
             join pg_attribute a on (a.attrelid, a.attnum) = (k.conrelid, pair.here)
             join pg_attribute b on (b.attrelid, b.attnum) = (k.confrelid, pair.there)
            where a.attname = 'workspace_id'
              and (k.confrelid, b.attname) in (
                    select w.attrelid, 'workspace_id'::name from (${ofWorkspaces}) w
                    union all
                    select 'workspaces'::regclass, 'id'::name))
       order by name`);
    // Users belong to no workspace. A membership makes them part of one; a stream token without a workspace
    // has only its user, and so has a mail.
    assert.deepEqual(references, [
      { name: "mails: mails_user_id_fkey" },
      { name: "members: members_user_id_fkey" },
      { name: "stream_tokens: stream_tokens_user_id_fkey" },
    ]);
  });
});
