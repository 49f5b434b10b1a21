import { randomUUIDv7 } from "node:crypto";
import { createActor } from "../../src/auth/workspace-context.ts";
import { createPool, type Db } from "../../src/db/pool.ts";
import { type Sql, sql } from "../../src/db/sql.ts";
import { transaction } from "../../src/db/transaction.ts";
import { systemOrigin } from "../../src/events/record.ts";
import { addMember } from "../../src/members/add-member.ts";
import { plainTexts } from "../../src/mentions/texts.ts";
import { createProject } from "../../src/projects/create.ts";
import { insertUser } from "../../src/users/queries.ts";
import { reopenable } from "../../src/workflows/built-in.ts";
import { findOldestWorkflow } from "../../src/workflows/queries.ts";
import { createWorkspace } from "../../src/workspaces/create.ts";

/** A workspace in Slacky's own tables, with members and open tickets. The first member is the admin. */
export interface Team {
  workspace_id: string;
  project_id: string;
  workflow_id: string;
  user_ids: string[];
  ticket_ids: string[];
}

const unusableHash = "$2b$04$invalidinvalidinvalidinuninvalidinvalidinvalidinvalidinv";

/** Creates it with Slacky's own commands, except the tickets: those need one statement per table. */
export async function createTeam(
  { url }: { url: string },
  { members, tickets }: { members: number; tickets: number },
): Promise<Team> {
  const db = createPool(url, { size: 1 });
  try {
    const user_ids = Array.from({ length: members }, () => randomUUIDv7());
    const team = await transaction(db, async (tx) => {
      for (const [nth, id] of user_ids.entries()) {
        const name = `Member ${nth + 1}`;
        const email = `${id}@example.com`;
        await insertUser(tx, { id, name, email, password_hash: unusableHash });
      }
      const [admin = "", ...others] = user_ids;
      const creator = { id: admin, origin: systemOrigin };
      const { id: workspace_id } = await createWorkspace(tx, creator, { name: "Team" });
      for (const user_id of others) {
        await addMember(tx, { workspace_id, user_id, role: "member", name: "Member" });
      }
      const workflow = await findOldestWorkflow(tx, workspace_id, reopenable.name);
      const context = {
        workspace_id,
        actor: createActor(
          { kind: "session", user_id: admin, session_id: "", expires_at: null },
          "admin",
        ),
        origin: systemOrigin,
        members: new Map(),
        require_if_match: false,
        texts: plainTexts,
      };
      const workflow_id = workflow?.id ?? "";
      const project = await createProject(tx, context, { name: "Team", key: "TEAM", workflow_id });
      return { workspace_id, project_id: project.id, workflow_id, user_ids };
    });
    return { ...team, ticket_ids: await createTickets(db, team, tickets) };
  } finally {
    await db.close();
  }
}

/** A small write: it locks its ticket and changes one column. */
export function retitle({ workspace_id }: Team, ticket_id: string): Sql {
  return sql`
    update tickets t
       set title = 'The invoice is printed twice', version = t.version + 1
     where t.workspace_id = ${workspace_id} and t.id = ${ticket_id}`;
}

async function createTickets(
  db: Db,
  team: Omit<Team, "ticket_ids">,
  tickets: number,
): Promise<string[]> {
  const { workspace_id, project_id, workflow_id, user_ids } = team;
  const ids = Array.from({ length: tickets }, () => randomUUIDv7());
  await transaction(db, async (tx) => {
    await tx.query(sql`
      insert into tickets (
        workspace_id, id, project_id, number, title, status, assignee_id, reporter_id)
      select ${workspace_id}, n.id::uuid, ${project_id}, n.nth,
             'The invoice of order ' || n.nth || ' is printed twice', 'open',
             (${user_ids}::uuid[])[1 + n.nth % ${user_ids.length}::integer],
             (${user_ids}::uuid[])[1 + n.nth % ${user_ids.length}::integer]
        from unnest(${ids}::text[]) with ordinality as n (id, nth)`);
    await tx.query(sql`
      insert into ticket_status_history (
        workspace_id, ticket_id, sequence, project_id, workflow_id, to_status, actor_id)
      select t.workspace_id, t.id, 1, t.project_id, ${workflow_id}, t.status, t.reporter_id
        from tickets t
       where t.workspace_id = ${workspace_id}`);
  });
  return ids;
}
