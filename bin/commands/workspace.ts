import { createWorkspaceFor } from "../../src/workspaces/create-for.ts";
import { withInstance } from "../with-instance.ts";

/** Creates a workspace for an admin who has an account, such as the first one if registration is closed. */
export async function create(name: string, { admin }: { admin: string }): Promise<void> {
  const workspace = await withInstance((instance) =>
    createWorkspaceFor(instance, { name, admin_email: admin }),
  );
  console.log(
    `Created the workspace ${workspace.name} with the admin ${admin}. Its ID is ${workspace.id}.`,
  );
}
