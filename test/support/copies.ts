import type { BackfillKey } from "../../src/backfill/backfill.ts";
import { inTransaction, withDedicatedConnection } from "../../src/db/dedicated-connection.ts";
import { sql } from "../../src/db/sql.ts";
import { transaction } from "../../src/db/transaction.ts";
import { documentsOfComments, documentsOfTickets } from "../../src/search/fill-documents.ts";
import type { TestApi } from "./api.ts";
import { givenTicket, type World } from "./given.ts";

/** Makes many tickets, copies of one, as an import would: the planner has no statistics of them. */
export async function givenCopies(
  api: TestApi,
  world: World,
  count: number,
  { apart_us = 1 }: { apart_us?: number } = {},
): Promise<void> {
  const { id } = await givenTicket(api, world, { title: "1" });
  const { workspace } = world;
  // As the owner, whose statements have no timeout. The planner knows the
  // tickets of other workspaces and none of this one, as after an import.
  await withDedicatedConnection(api.database.databaseOwnerUrl, (owner) =>
    inTransaction(owner, async () => {
      await owner.execute("alter table tickets set (autovacuum_enabled = off); analyze tickets");
      await owner.query(sql`
        insert into tickets (workspace_id, id, project_id, number, title, status, reporter_id, created_at)
        select t.workspace_id, gen_random_uuid(), t.project_id, t.number + n - 1, n::text, t.status,
               t.reporter_id, t.created_at + (n - 1) * ${apart_us} * interval '1 microsecond'
          from tickets t, generate_series(2, ${count}) n
         where t.workspace_id = ${workspace.id}
           and t.id = ${id}`);
      await owner.query(sql`
        insert into ticket_status_history (workspace_id, ticket_id, sequence, project_id, workflow_id, to_status)
        select t.workspace_id, t.id, 1, t.project_id, ${world.project.workflow_id}, t.status
          from tickets t
         where t.workspace_id = ${workspace.id}
           and not exists (select 1 from ticket_status_history h
                            where h.workspace_id = t.workspace_id and h.ticket_id = t.id)`);
      await owner.query(sql`
        update project_counters
           set last_number = last_number + ${count}
         where workspace_id = ${workspace.id}`);
    }),
  );
  await fillDocuments(api, world);
}

/** Writes the words of tickets and comments that a test has inserted or changed with SQL. */
export async function fillDocuments({ db }: TestApi, { workspace }: World): Promise<void> {
  const deleted = sql`delete from search_documents where workspace_id = ${workspace.id}`;
  await transaction(db, async (tx) => {
    await tx.query(deleted);
    for (const backfill of [documentsOfTickets, documentsOfComments]) {
      let after: BackfillKey | undefined = [workspace.id, "00000000-0000-0000-0000-000000000000"];
      while (after) ({ last: after } = await backfill.fillNext(tx, { after, limit: 1_000 }));
    }
  });
}
