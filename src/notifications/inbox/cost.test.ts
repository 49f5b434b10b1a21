import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { givenPerson, givenTicket, givenWorld, type Person } from "../../../test/support/given.ts";
import { withDedicatedConnection } from "../../db/dedicated-connection.ts";
import { type Sql, sql } from "../../db/sql.ts";
import { transaction } from "../../db/transaction.ts";
import { addMember } from "../../members/add-member.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

it("a page of ten of an inbox with 30,000 tickets in three workspaces reads at most twice the rows of one with 30", async () => {
  const [small, large] = [await givenPerson(api), await givenPerson(api)];
  for (let n = 0; n < 3; n += 1) await givenWorkspace({ small, large });
  await withDedicatedConnection(api.database.databaseOwnerUrl, (owner) =>
    owner.execute("analyze tickets; analyze notifications; analyze members"),
  );

  const rows = { small: await rowsOf(small), large: await rowsOf(large) };

  assert.ok(rows.small > 30, JSON.stringify(rows));
  assert.ok(rows.large <= 2 * rows.small, JSON.stringify(rows));
});

/** A workspace with 10,000 tickets: all are in one inbox, and ten of them in the other. */
async function givenWorkspace({ small, large }: { small: Person; large: Person }): Promise<void> {
  const world = await givenWorld(api);
  const workspace_id = world.workspace.id;
  const ticket = await givenTicket(api, world);
  for (const { id: user_id } of [small, large]) {
    await transaction(api.db, (tx) =>
      addMember(tx, { workspace_id, user_id, role: "viewer", name: "Ada" }),
    );
  }
  const asOwner = (statement: Sql) =>
    withDedicatedConnection(api.database.databaseOwnerUrl, async (owner) => {
      await owner.execute("set statement_timeout = 0");
      await owner.query(statement);
    });
  await asOwner(sql`
    with more as (
      insert into tickets
      select (jsonb_populate_record(t, jsonb_build_object(
               'id', gen_random_uuid(), 'number', n))).*
        from tickets t, generate_series(2, 10000) n
       where t.workspace_id = ${workspace_id}
         and t.id = ${ticket.id}
      returning id
    )
    insert into ticket_status_history (
      workspace_id, ticket_id, sequence, project_id, workflow_id, to_status, actor_id)
    select h.workspace_id, m.id, h.sequence, h.project_id, h.workflow_id, h.to_status, h.actor_id
      from ticket_status_history h, more m
     where h.workspace_id = ${workspace_id}
       and h.ticket_id = ${ticket.id}`);
  await asOwner(sql`
    insert into notifications (
      workspace_id, id, user_id, ticket_id, latest, first_unread, reasons, latest_type, changed_at)
    select t.workspace_id, gen_random_uuid(), p.id, t.id, 3, 3, 4, 'comment.created',
           clock_timestamp() - t.number * interval '1 second'
      from tickets t, unnest(${[small.id, large.id]}::uuid[]) with ordinality p (id, place)
     where t.workspace_id = ${workspace_id}
       and (p.place = 2 or t.number <= 10)`);
}

/** How many rows and entries of indexes a page reads, by the counters of the database. */
async function rowsOf(person: Person): Promise<number> {
  const page = async () => {
    const { body } = await api.get(person, "/v1/notifications?limit=10");
    assert.equal(body.data.length, 10);
  };
  await page();
  const earlier = await countRows();
  await page();
  return (await countRows()) - earlier;
}

async function countRows(): Promise<number> {
  await api.instance.reads.query(sql`select pg_stat_force_next_flush()`);
  const [row] = await withDedicatedConnection(api.database.databaseOwnerUrl, (owner) =>
    owner.query(sql<{ rows: number }>`
      select (sum(t.seq_tup_read) + sum(t.idx_tup_fetch))::bigint as rows
        from pg_stat_user_tables t`),
  );
  return Number(row?.rows);
}
