import { randomUUIDv7 } from "node:crypto";
import { and, desc, eq, isNull, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import type { Db } from "../../../src/db/pool.ts";
import { history, members, outbox, schema, tickets } from "./tables.ts";
import { type Transition, transitionFrom } from "./transition.ts";

/** The ORM on Slacky's own pool: the driver is the same, so every difference is due to the ORM. */
export function openOrm({ pool }: Db) {
  return drizzle(pool, { schema });
}

type Orm = ReturnType<typeof openOrm>;

/** A transition as the manual of the ORM shows it: statement by statement, each awaited. */
export async function transitionByOrm(orm: Orm, transition: Transition): Promise<void> {
  const { workspace_id, ticket_id, actor_id, workflow_id } = transition;
  const isTicket = and(eq(tickets.workspace_id, workspace_id), eq(tickets.id, ticket_id));
  await orm.transaction(async (tx) => {
    const [actor] = await tx
      .select({ role: members.role, removed_at: members.removed_at })
      .from(members)
      .where(and(eq(members.workspace_id, workspace_id), eq(members.user_id, actor_id)))
      .for("share");
    const [ticket] = await tx.select().from(tickets).where(isTicket).for("no key update");
    const to_status = transitionFrom(actor, ticket);
    if (!ticket) return;
    const sequence = ticket.status_sequence + 1;
    await tx.insert(history).values({
      ...{ workspace_id, ticket_id, sequence, project_id: ticket.project_id, workflow_id },
      ...{ from_status: ticket.status, to_status, actor_id },
    });
    const [moved] = await tx
      .update(tickets)
      .set({
        status: to_status,
        status_sequence: sequence,
        version: ticket.version + 1,
        updated_at: sql`clock_timestamp()`,
      })
      .where(isTicket)
      .returning();
    await tx.insert(outbox).values({
      ...{ id: randomUUIDv7(), kind: "feed", type: "ticket.transitioned", workspace_id, actor_id },
      ...{ subject_type: "ticket", subject_id: ticket_id, ticket_id },
      data: { version: moved?.version, from: ticket.status, to: to_status },
    });
  });
}

/** The newest tickets, each with its project's key, people and last transitions, in one call. */
export async function listByOrm(orm: Orm, workspace_id: string, limit: number) {
  return await orm.query.tickets.findMany({
    where: and(eq(tickets.workspace_id, workspace_id), isNull(tickets.deleted_at)),
    orderBy: [desc(tickets.created_at), desc(tickets.id)],
    limit,
    with: {
      project: { columns: { key: true } },
      assignee: true,
      reporter: true,
      history: {
        columns: { sequence: true, from_status: true, to_status: true, changed_at: true },
        orderBy: desc(history.sequence),
        limit: 3,
      },
    },
  });
}
