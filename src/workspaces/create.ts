import { randomUUIDv7 } from "node:crypto";
import type { Origin } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import { recordEvent } from "../events/record.ts";
import { insertMember } from "../members/queries.ts";
import { reopenable, standard } from "../workflows/built-in.ts";
import { createWorkflow } from "../workflows/create.ts";
import { insertWorkspace, type Workspace } from "./queries.ts";

/** Creates a workspace, with its creator as the first admin and the two built-in workflows. */
export async function createWorkspace(
  tx: Tx,
  creator: { id: string; origin: Origin },
  { name }: { name: string },
): Promise<Workspace> {
  const id = randomUUIDv7();
  const [[workspace]] = await tx.batch([
    insertWorkspace({ id, name }),
    insertMember({ workspace_id: id, user_id: creator.id, role: "admin" }),
  ]);
  if (!workspace) throw new Error("The inserted workspace was not returned.");
  await createWorkflow(tx, { workspace_id: id }, standard);
  await createWorkflow(tx, { workspace_id: id }, reopenable);
  recordEvent(
    tx,
    { workspace_id: id, actor: creator, origin: creator.origin },
    { type: "workspace.created", subject: { type: "workspace", id }, data: { name } },
  );
  return workspace;
}
