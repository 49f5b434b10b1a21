import { randomUUIDv7 } from "node:crypto";
import type { Origin } from "../auth/workspace-context.ts";
import { requireRoom } from "../contract/require-room.ts";
import type { Tx } from "../db/transaction.ts";
import { recordEvent } from "../events/record.ts";
import { limits } from "../limits.ts";
import { addMember } from "../members/add-member.ts";
import { Problem } from "../problems.ts";
import { lockPerson } from "../users/queries.ts";
import { reopenable, standard } from "../workflows/built-in.ts";
import { createWorkflow } from "../workflows/create.ts";
import { countWorkspacesOf, insertWorkspace, type Workspace } from "./queries.ts";
import { slugStemOf } from "./slug.ts";

/**
 * Creates a workspace, with its creator as the first admin and the two built-in workflows. Throws
 * `unauthenticated` if the creator was just erased, `limit_reached`.
 */
export async function createWorkspace(
  tx: Tx,
  creator: { id: string; origin: Origin },
  { name }: { name: string },
): Promise<Workspace> {
  const limit = limits.workspaces_of_person;
  const count = countWorkspacesOf(creator.id);
  await requireRoom(tx, count, { limit, things: "workspaces that you are an admin of" });
  const id = randomUUIDv7();
  const [[person], [workspace]] = await tx.batch([
    lockPerson(creator.id),
    insertWorkspace({ id, name }, slugStemOf(name), creator.id),
  ]);
  if (!person) throw new Problem("unauthenticated", "This account no longer exists.");
  if (!workspace) throw new Error("The inserted workspace was not returned.");
  await addMember(tx, { workspace_id: id, user_id: creator.id, role: "admin", name: person.name });
  await createWorkflow(tx, { workspace_id: id }, standard);
  await createWorkflow(tx, { workspace_id: id }, reopenable);
  recordEvent(
    tx,
    { workspace_id: id, actor: creator, origin: creator.origin },
    { type: "workspace.created", subject: { type: "workspace", id }, data: { name } },
  );
  return workspace;
}
