import { authorizeWrite } from "../../src/auth/authorize.ts";
import type { Permission } from "../../src/auth/permissions.ts";
import type { WorkspaceContext } from "../../src/auth/workspace-context.ts";
import type { Tx } from "../../src/db/transaction.ts";
import { systemOrigin } from "../../src/events/record.ts";
import type { Person, World } from "./given.ts";

/** Takes the locks that a request of this person would take, for a command that a test calls directly. */
export async function lockContext(
  tx: Tx,
  { workspace }: Pick<World, "workspace">,
  { id, session_id }: Person,
  {
    permission,
    lock = "shared",
    membersToLock = [],
  }: {
    permission: Permission;
    lock?: "shared" | "members" | "workspace";
    membersToLock?: readonly Pick<Person, "id">[];
  },
): Promise<WorkspaceContext> {
  const authorized = authorizeWrite(
    tx,
    {
      workspace_id: workspace.id,
      principal: { kind: "session", user_id: id, session_id, expires_at: null },
      origin: systemOrigin,
      permission,
    },
    { lock, others: membersToLock.map((person) => person.id) },
  );
  await tx.flush();
  return authorized();
}
