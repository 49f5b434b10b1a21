import { randomUUIDv7 } from "node:crypto";
import type { Origin } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import { recordEvent } from "../events/record.ts";
import { insertMember } from "../members/queries.ts";
import { reopenable, standard } from "../workflows/built-in.ts";
import { createWorkflow } from "../workflows/create.ts";
import { insertWorkspace, type Workspace } from "./queries.ts";

/** Makes a workspace with its maker as the first admin, and with the two workflows that all are born with. */
export async function createWorkspace(
  tx: Tx,
  maker: { id: string; origin: Origin },
  { name }: { name: string },
): Promise<Workspace> {
  const id = randomUUIDv7();
  const [[workspace]] = await tx.batch([
    insertWorkspace({ id, name }),
    insertMember({ workspace_id: id, user_id: maker.id, role: "admin" }),
  ]);
  if (!workspace) throw new Error("A workspace was inserted and not returned.");
  await createWorkflow(tx, { workspace_id: id }, standard);
  await createWorkflow(tx, { workspace_id: id }, reopenable);
  recordEvent(
    tx,
    { workspace_id: id, actor: maker, origin: maker.origin },
    { type: "workspace.created", subject: { type: "workspace", id }, data: { name } },
  );
  return workspace;
}
